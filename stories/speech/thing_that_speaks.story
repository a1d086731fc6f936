Whatever a cue has as its subject speaks, whether or not its noun is one for persons.
---
“Welcome aboard,” said the ship.

“Thank you,” said Mara. “Which way?”

“Left,” said the ship. “Mind the step.”
---
quotation 1  “Welcome aboard,”
speech 1     the ship, anaphoric, cue “said”, to Mara
quotation 2  “Thank you,” … “Which way?”
speech 2     Mara, explicit, cue “said”, to the ship
quotation 3  “Left,” … “Mind the step.”
speech 3     the ship, anaphoric, cue “said”, to Mara
