A thing goes from hand to hand; *it* is the thing last spoken of.
---
Mara took the brass key from Tom. Mara gave it to Ines. Ines put the key in her pocket. “I hid the key under the mat,” said Ines. Tom found it.
---
