A word that has lost its apostrophe is read as if it had it.
---
“I don t know,” said Mara. Tom s boat had gone.
---
