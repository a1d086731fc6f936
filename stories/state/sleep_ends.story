A second mention goes on with a state; waking ends it.
---
Mara was asleep. Tom came in. Mara was still asleep. At ten Mara woke. Tom fainted.

“Give me air,” said Tom.
---
state        Mara asleep, holds, “Mara was asleep”, “Mara was still asleep”, up to “Mara woke.”
state        Tom unconscious, holds, “Tom fainted”, up to ““Give me”
