A letter from its greeting to its signature is writing by whoever signed it.
---
Rosalind broke the seal.

Dear Ros,

The roof has come off, but we are well. Bring nails.

Your brother,

Crispin

“Nails,” she said.
---
writing 1    Dear Ros,
writing 2    The roof has come off, but we are well. Bring nails.
writing 3    Your brother,
writing 4    Crispin
quotation 5  “Nails,”
