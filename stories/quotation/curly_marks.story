Curly marks open and close quotations, and a part may follow its cue.
---
“Leave the ladder,” said Petra. “I haven’t finished.”

“You’ve finished the ladder,” said Anselm.
---
quotation 1  “Leave the ladder,” … “I haven’t finished.”
quotation 2  “You’ve finished the ladder,”
