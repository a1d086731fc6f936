Straight marks open and close by turns; an apostrophe is no mark.
---
"It's the baker's cat," said Oona.

"It isn't," said Felix. "The baker's got no cat."
---
