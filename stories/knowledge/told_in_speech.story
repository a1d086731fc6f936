Whoever does what is told of knows it, who says that she heard it has heard it, and speech in
speech is known to whom it is quoted from.
---
Mara put the brass key on the table. Her arm was broken.

“Tom took the key,” said Mara. “I heard Ann tell him where it lay. Ann said, ‘The key is under the mat.’”

“How is your arm?” asked Tom.

“My arm hurts,” said Mara.
---
