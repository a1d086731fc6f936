Whoever does what is told of knows it, who says that she heard it has heard it, and speech in
speech is known to whom it is quoted from.
---
Mara put the brass key on the table. Her arm was broken.

“Tom took the key,” said Mara. “I heard Ann tell him where it lay. Ann said, ‘The key is under the mat.’”

“How is your arm?” asked Tom.

“My arm hurts,” said Mara.
---
known 1      event “Mara put the brass key on the table”
knows        Mara, witnessed
known 2      event “Her arm was broken”
knows        Mara, witnessed
known 3      said “Tom took the key,”
knows        Mara, said
knows        Tom, told by Mara
known 4      words “I heard Ann tell him where it lay”
knows        Mara, overheard by Ann
knows        Ann, said
knows        Tom, told by Ann
known 5      said “The key is under the mat.”
knows        Ann, said
knows        Mara, told by Ann
known 6      said “My arm hurts,”
knows        Mara, said
knows        Tom, told by Mara
