What is said of somebody: done, done to them, theirs, and how they are.
---
“Go,” said Mara. Mara rose and took her coat. Tom saw her. He was tired and hungry.

Poor Tom was not angry. His knife and his bread were stolen, and Mara was seized and bound by Tom.
---
