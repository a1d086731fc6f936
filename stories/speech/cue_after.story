A cue after the words names who says them.
---
“The bridge is up,” Leopold said.

“Then we swim,” Annika said.
---
quotation 1  “The bridge is up,”
speech 1     Leopold, explicit, cue “said”, to Annika
quotation 2  “Then we swim,”
speech 2     Annika, explicit, cue “said”, to Leopold
