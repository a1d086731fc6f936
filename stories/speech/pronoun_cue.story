A pronoun in a cue points to the last one named that fits it.
---
Sidony had lost her hat, and Gaspard had found it.

“It was in the well,” he said.

“It was not,” she said.
---
quotation 1  “It was in the well,”
speech 1     Gaspard, anaphoric, cue “said”, to Sidony
quotation 2  “It was not,”
speech 2     Sidony, anaphoric, cue “said”, to Gaspard
