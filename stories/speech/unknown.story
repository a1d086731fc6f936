Where nothing tells who speaks, the speaker is unknown.
---
It was dark in the hold, and there were forty of them.

“Is anybody’s foot missing?”

“Hush.”
---
