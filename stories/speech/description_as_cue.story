A description in a cue is a character, and it is the same one when a name comes later.
---
“Two for the upper circle,” said the woman in the green coat.

“Sold out,” said the boy at the till.

“My name is Ottoline Ferrers,” said the woman in the green coat.

“Still sold out,” said the boy.
---
