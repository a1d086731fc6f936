Mentions nest: a person inside a person, a place inside a place. TODO: the whole sentence is nobody.
---
The captain of the old ferry met his sister in the kitchen of the inn.
---
sentence 1   “The captain of the old ferry … kitchen of the inn.”
word         The, the, DET, det of captain
word         captain, captain, NOUN, nsubj of met
word         of, of, ADP, case of ferry
word         the, the, DET, det of ferry
word         old, old, ADJ, amod of ferry
word         ferry, ferry, NOUN, nmod of captain
word         met, meet, VERB, root
word         his, his, PRON, nmod:poss of sister
word         sister, sister, NOUN, obj of met
word         in, in, ADP, case of kitchen
word         the, the, DET, det of kitchen
word         kitchen, kitchen, NOUN, obl of met
word         of, of, ADP, case of inn
word         the, the, DET, det of inn
word         inn, inn, NOUN, nmod of kitchen
word         ., ., PUNCT, punct of met
phrase       “The captain of the old ferry … kitchen of the inn”, Nominal Person, met
phrase       “The captain of the old ferry”, Nominal Person, captain
phrase       “the old ferry”, Nominal Vehicle, ferry
phrase       “his sister in the kitchen of the inn”, Nominal Facility, sister
phrase       “his sister”, Nominal Person, sister
phrase       “his”, Pronoun Person, his
phrase       “the kitchen of the inn”, Nominal Facility, kitchen
phrase       “the inn”, Nominal Facility, inn
