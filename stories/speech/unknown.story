Where nothing tells who speaks, the speaker is unknown.
---
It was dark in the hold, and there were forty of them.

“Is anybody’s foot missing?”

“Hush.”
---
quotation 1  “Is anybody’s foot missing?”
speech 1     unknown, implicit
quotation 2  “Hush.”
speech 2     unknown, implicit
