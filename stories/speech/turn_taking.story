Two who talk take turns, and the turns go on without cues.
---
“What have you got in the sack?” asked Hamish.

“Turnips,” said Roza.

“Turnips don’t wriggle.”

“These are fresh.”

“May I see them?”

“No.”
---
quotation 1  “What have you got in the sack?”
speech 1     Hamish, explicit, cue “asked”, to Roza
quotation 2  “Turnips,”
speech 2     Roza, explicit, cue “said”, to Hamish
quotation 3  “Turnips don’t wriggle.”
speech 3     Hamish, implicit, to Roza
quotation 4  “These are fresh.”
speech 4     Roza, implicit, to Hamish
quotation 5  “May I see them?”
speech 5     Hamish, implicit, to Roza
quotation 6  “No.”
speech 6     Roza, implicit, to Hamish
