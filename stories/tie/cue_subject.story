Whoever says what a cue introduces is whom its subject means; and a noun that only
coreference leads to a name states nothing by itself.
---
Mara Venn put the lamp down. Her brother Tom sat by the stove.

“You are late,” said Tom.

“The ferry was late,” said Mara. “We're cousins of the ferryman, and he made us wait.”

“Is Ann your aunt?” asked Tom.
---
relation 1   Tom is the brother of Mara Venn, “Her brother Tom”
