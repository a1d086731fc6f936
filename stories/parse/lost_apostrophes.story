A word that has lost its apostrophe is read as if it had it.
---
“I don t know,” said Mara. Tom s boat had gone.
---
sentence 1   ““I don t know,” said Mara.”
word         “, ", PUNCT, punct of know
word         I, I, PRON, nsubj of know
word         do, do, AUX, aux of know
word         +n t, not, PART, advmod of know
word         know, know, VERB, ccomp of said
word         ,, ,, PUNCT, punct of know
word         ”, ”, PUNCT, punct of know
word         said, say, VERB, root
word         Mara, Mara, PROPN, nsubj of said
word         ., ., PUNCT, punct of said
sentence 2   “Tom s boat had gone.”
word         Tom, Tom, PROPN, nmod:poss of boat
word         +s, 's, PART, case of Tom
word         boat, boat, NOUN, nsubj of gone
word         had, have, AUX, aux of gone
word         gone, go, VERB, root
word         ., ., PUNCT, punct of gone
phrase       “I”, Pronoun Person, I
phrase       “Mara”, Proper Person, Mara
phrase       “Tom s boat”, Nominal Vehicle, boat
phrase       “Tom”, Proper Person, Tom
