One person under a full name, a title and a surname; another uses the title.
---
Mara Venn came up on deck. “Captain, the rope is cut,” said Tom. Venn looked at him. “Then tie it again,” said Mara.
---
