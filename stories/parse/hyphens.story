Compounds are split at their hyphens, titles keep their stops, dashes are one word.
---
Mr. Venn—a red-haired man of thirty-two—waited till to-night.
---
sentence 1   “Mr. Venn—a red-haired man of thirty-two—waited till to-night.”
word         Mr., Mr., PROPN, nmod:desc of Venn
word         Venn, Venn, PROPN, root
word         —, —, PUNCT, punct of Venn
word         a, a, DET, det of man
word         red, red, ADJ, amod of haired
word         -, -, PUNCT, punct of red
word         haired, haired, ADJ, amod of man
word         man, man, NOUN, appos of Venn
word         of, of, ADP, case of waited
word         thirty, thirty, NUM, compound of two
word         -, -, PUNCT, punct of thirty
word         two, two, NUM, obl:unmarked of waited
word         —, —, PUNCT, punct of two
word         waited, wait, VERB, acl of man
word         till, till, ADP, case of to-night
word         to-night, to-night, NOUN, obl of waited
word         ., ., PUNCT, punct of waited
phrase       “Mr. Venn”, Proper Person, Venn
phrase       “Mr.”, Part Person, Mr.
