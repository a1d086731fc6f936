A pronoun in a cue points to the last one named that fits it.
---
Sidony had lost her hat, and Gaspard had found it.

“It was in the well,” he said.

“It was not,” she said.
---
