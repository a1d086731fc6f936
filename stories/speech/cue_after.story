A cue after the words names who says them.
---
“The bridge is up,” Leopold said.

“Then we swim,” Annika said.
---
