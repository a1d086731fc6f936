A letter from its greeting to its signature is writing by whoever signed it.
---
Rosalind broke the seal.

Dear Ros,

The roof has come off, but we are well. Bring nails.

Your brother,

Crispin

“Nails,” she said.
---
writing 1    Dear Ros, … The roof has come off, but we are well. Bring nails. … Your brother, … Crispin
quotation 2  “Nails,”
