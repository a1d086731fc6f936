Straight marks open and close by turns; an apostrophe is no mark.
---
"It's the baker's cat," said Oona.

"It isn't," said Felix. "The baker's got no cat."
---
quotation 1  "It's the baker's cat,"
quotation 2  "It isn't," … "The baker's got no cat."
