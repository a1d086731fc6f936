Who is dead does not speak; who only might be dead does.
---
Tom sat by the stove. “Go on,” said Tom. In the night Tom died. Mara covered his face.

“Is there tea?” said Tom. “If Ines were dead, I would know,” said Mara. “I am here,” said Ines.
---
