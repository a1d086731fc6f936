A clause states a rule if it points at nobody in particular.
---
“A man who is master of himself fears no lamp,” said Mara. “People do not open a grave by night. They put him in it, and nobody has seen her here.”

“No one ever comes back from the well,” said Tom, “and everybody must look after it now.”

Mara was obliged to go on.
---
rule 1       by Mara, “People do not open a grave by night”
rule 2       by Tom, “No one ever comes back from the well”
