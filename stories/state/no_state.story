Figures of speech and gestures are no states of bodies.
---
Mara broke Tom’s heart. Tom bit his lip. Mara was tired of Tom. Tom cut Mara off. “You are killing me,” said Tom. Mara shook her head. Tom was ill qualified to judge. Mara was tired looking after Tom. She sometimes looks tired. Tom was apparently asleep.
---
