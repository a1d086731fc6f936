The narration calls a lie what it contradicts at once; an accusation does not.
---
“I was at home all night,” said Tom. It was a lie.

“I’ve a pain in my chest,” said Mara.

There was no pain.

“You took the watch,” said Tom. “You are a liar.”

“I never touched the watch,” said Mara.
---
known 1      said “I was at home all night,”
knows        Tom, said
knows        Mara, told by Tom
known 2      said “I’ve a pain in my chest,”
knows        Mara, said
knows        Tom, told by Mara
known 3      said “You took the watch,”
knows        Tom, said
knows        Mara, told by Tom
known 4      said “I never touched the watch,”
knows        Mara, said
knows        Tom, told by Mara
lie          lie “I was at home all night,”
lie          lie “I’ve a pain in my chest,”
