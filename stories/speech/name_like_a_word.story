A word that cues have as subject, written with a capital, is a name.
---
“I need the scissors,” Bee said.

“They are on the table,” said Tom. “Be careful.”

“I always am,” Bee said. She took them.
---
quotation 1  “I need the scissors,”
speech 1     Bee, explicit, cue “said”, to Tom
quotation 2  “They are on the table,” … “Be careful.”
speech 2     Tom, explicit, cue “said”, to Bee
quotation 3  “I always am,”
speech 3     Bee, explicit, cue “said”, to Tom
