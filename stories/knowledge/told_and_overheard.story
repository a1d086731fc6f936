Who is spoken to is told; who stands by overhears; who comes later does not know. TODO(#6): Ines at the sink is not seen to be there, so nobody overhears.
---
Mara and Tom sat in the kitchen. Ines was at the sink.

“The boat has gone, Tom,” said Mara. “The key was never on the hook.”

“Then we are stuck here,” said Tom.
---
known 1      event “Mara and Tom sat in the kitchen”
knows        Mara, witnessed
knows        Tom, witnessed
known 2      said “The key was never on the hook.”
knows        Mara, said
knows        Tom, told by Mara
known 3      said “Then we are stuck here,”
knows        Tom, said
knows        Mara, told by Tom
