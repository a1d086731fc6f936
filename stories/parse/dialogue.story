A cue stays in the sentence of its speech.
---
“Yes!” said Tom. “I never sleep,” said Mara, “and you know why.”
---
sentence 1   ““Yes!” said Tom.”
word         “, ", PUNCT, punct of Yes
word         Yes, yes, INTJ, discourse of said
word         !, !, PUNCT, punct of Yes
word         ”, ”, PUNCT, punct of Yes
word         said, say, VERB, root
word         Tom, Tom, PROPN, nsubj of said
word         ., ., PUNCT, punct of said
sentence 2   ““I never sleep,” said Mara, “and you know why.””
word         “, ", PUNCT, punct of sleep
word         I, I, PRON, nsubj of sleep
word         never, never, ADV, advmod of sleep
word         sleep, sleep, VERB, ccomp of said
word         ,, ,, PUNCT, punct of sleep
word         ”, ”, PUNCT, punct of sleep
word         said, say, VERB, root
word         Mara, Mara, PROPN, nsubj of said
word         ,, ,, PUNCT, punct of Mara
word         “, “, PUNCT, punct of Mara
word         and, and, CCONJ, cc of know
word         you, you, PRON, nsubj of know
word         know, know, VERB, conj of said
word         why, why, ADV, advmod of know
word         ., ., PUNCT, punct of said
word         ”, ", PUNCT, punct of said
phrase       “Tom”, Proper Person, Tom
phrase       “I”, Pronoun Person, I
phrase       “Mara”, Proper Person, Mara
phrase       “you”, Pronoun Person, you
