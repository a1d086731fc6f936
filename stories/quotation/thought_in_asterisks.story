A sentence between asterisks is thought, also around its cue.
---
*He knows*, thought Tamsin, *and he is going to be kind about it.*

“More tea?” said the colonel.
---
thought 1    *He knows* … *and he is going to be kind about it.*
quotation 2  “More tea?”
