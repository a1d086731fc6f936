A cue before the words names who says them.
---
Dagny said, “Count the oars.”

Pim answered, “Six, and a spade.”
---
