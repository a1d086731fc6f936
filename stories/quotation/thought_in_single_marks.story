In a book of double marks, single ones around a thought hold a thought.
---
‘I could simply leave,’ thought Absalom.

“You look warm,” said Mrs. Dray. “Do sit down.”
---
thought 1    ‘I could simply leave,’
quotation 2  “You look warm,” … “Do sit down.”
