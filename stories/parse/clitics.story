Clitics are words of their own, and parts of one written word.
---
“I don’t know, and I can’t say,” said Mara. Tom’d gone.
---
sentence 1   ““I don’t know, and I can’t say,” said Mara.”
word         “, ", PUNCT, punct of know
word         I, I, PRON, nsubj of know
word         do, do, AUX, aux of know
word         +n’t, not, PART, advmod of know
word         know, know, VERB, ccomp of said
word         ,, ,, PUNCT, punct of say
word         and, and, CCONJ, cc of say
word         I, I, PRON, nsubj of say
word         ca, can, AUX, aux of say
word         +n’t, not, PART, advmod of say
word         say, say, VERB, conj of know
word         ,, ,, PUNCT, punct of know
word         ”, ”, PUNCT, punct of know
word         said, say, VERB, root
word         Mara, Mara, PROPN, nsubj of said
word         ., ., PUNCT, punct of said
sentence 2   “Tom’d gone.”
word         Tom, Tom, PROPN, nsubj of gone
word         +’d, would, AUX, aux of gone
word         gone, go, VERB, root
word         ., ., PUNCT, punct of gone
phrase       “I”, Pronoun Person, I
phrase       “I”, Pronoun Person, I
phrase       “Mara”, Proper Person, Mara
phrase       “Tom”, Proper Person, Tom
