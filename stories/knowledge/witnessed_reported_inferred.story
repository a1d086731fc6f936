Deeds are known to those who do and suffer them; reports to teller and told; discoveries to who makes them. TODO(#6): Mara is taken to be there when Tom tells Ines.
---
Mara locked the door and hid the key under the stone. Tom realised that she had lied about the boat.

Later Tom told Ines that the boat was gone.
---
known 1      event “Mara locked the door and hid the key under the stone”
knows        Mara, witnessed
known 2      event “Tom realised that she had lied about the boat”
knows        Tom, inferred
knows        Mara, witnessed
known 3      event “Later Tom told Ines that the boat was gone”
knows        Tom, said
knows        Ines, told by Tom
knows        Mara, witnessed
