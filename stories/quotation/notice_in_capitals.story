What a notice or a label says in capitals is writing; capitals for stress are not.
---
The card over the stove had been there since the flood: NO BOOTS ON THE FENDER. Odile put her boots on the fender.

She had a parcel marked FRAGILE in her lap, and she was NOT going to open it.

“It’s a ham,” said Pascoe.
---
writing 1    NO BOOTS ON THE FENDER.
writing 2    FRAGILE
quotation 3  “It’s a ham,”
