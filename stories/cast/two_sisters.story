Two with one surname and different first names stay two, each with her own first name.
---
“Miss Cordelia Quill plays the cello,” said the agent, “and Miss Blanche Quill plays the fool.”

“I turn the pages,” said Blanche Quill.

“Badly,” said Cordelia.
---
