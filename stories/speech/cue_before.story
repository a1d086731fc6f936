A cue before the words names who says them.
---
Dagny said, “Count the oars.”

Pim answered, “Six, and a spade.”
---
quotation 1  “Count the oars.”
speech 1     Dagny, explicit, cue “said”, to Pim
quotation 2  “Six, and a spade.”
speech 2     Pim, explicit, cue “answered”, to Dagny
