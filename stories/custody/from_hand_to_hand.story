A thing goes from hand to hand; *it* is the thing last spoken of.
---
Mara took the brass key from Tom. Mara gave it to Ines. Ines put the key in her pocket. “I hid the key under the mat,” said Ines. Tom found it.
---
thing 1      the brass key, “the key”
custody      1 take, from Tom, to Mara, “took the brass key from Tom”
custody      1 give, from Mara, to Ines, “gave it to Ines”
custody      1 put, to Ines, at “in her pocket”, “put the key in her pocket”
custody      1 hide, from Ines, at “under the mat”, “hid the key under the mat”
custody      1 find, to Tom, “found it”
