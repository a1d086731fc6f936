A description in a cue is a character, and it is the same one when a name comes later.
---
“Two for the upper circle,” said the woman in the green coat.

“Sold out,” said the boy at the till.

“My name is Ottoline Ferrers,” said the woman in the green coat.

“Still sold out,” said the boy.
---
quotation 1  “Two for the upper circle,”
speech 1     the woman in the green coat, anaphoric, cue “said”, to the boy
quotation 2  “Sold out,”
speech 2     the boy, anaphoric, cue “said”, to the woman in the green coat
quotation 3  “My name is Ottoline Ferrers,”
speech 3     the woman in the green coat, anaphoric, cue “said”, to the boy
quotation 4  “Still sold out,”
speech 4     the boy, anaphoric, cue “said”, to the woman in the green coat
