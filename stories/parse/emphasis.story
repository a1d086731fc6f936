Marks of emphasis are words, but change nothing for the others.
---
It was _so_ late. _Mara_ slept.
---
sentence 1   “It was _so_ late.”
word         It, it, PRON, nsubj of late
word         was, be, AUX, cop of late
word         _, _, PUNCT, punct of so
word         so, so, ADV, advmod of late
word         _, _, PUNCT, punct of so
word         late, late, ADJ, root
word         ., ., PUNCT, punct of late
sentence 2   “_Mara_ slept.”
word         _, _, PUNCT, punct of Mara
word         Mara, Mara, PROPN, nsubj of slept
word         _, _, PUNCT, punct of Mara
word         slept, sleep, VERB, root
word         ., ., PUNCT, punct of slept
