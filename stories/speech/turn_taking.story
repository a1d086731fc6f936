Two who talk take turns, and the turns go on without cues.
---
“What have you got in the sack?” asked Hamish.

“Turnips,” said Roza.

“Turnips don’t wriggle.”

“These are fresh.”

“May I see them?”

“No.”
---
