What is asked for, wished or supposed is not done; a verb of speech hands nothing over.
---
“Give me the knife,” said Mara. “Tom, hand Ines the knife.” Tom would give Ines the knife. Mara told Tom of the knife. Tom kept the knife.
---
thing 1      the knife
custody      1 keep, to Tom, “kept the knife”
