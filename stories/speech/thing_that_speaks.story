Whatever a cue has as its subject speaks, whether or not its noun is one for persons.
---
“Welcome aboard,” said the ship.

“Thank you,” said Mara. “Which way?”

“Left,” said the ship. “Mind the step.”
---
