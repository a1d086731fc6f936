Words between marks in the middle of a sentence are distanced, not said.
---
His “castle” was a shed, and the “moat” was what the shed stood in.

“It’s damp,” said Ingrid.
---
quotation 1  “It’s damp,”
