Two with one surname and different first names stay two, each with her own first name.
TODO: the agent is missing, and Cordelia is said to use the names that he uses.
---
“Miss Cordelia Quill plays the cello,” said the agent, “and Miss Blanche Quill plays the fool.”

“I turn the pages,” said Blanche Quill.

“Badly,” said Cordelia.
---
character    Miss Cordelia Quill, she/her
alias        “Miss Cordelia Quill”, title, 1 by Miss Cordelia Quill
alias        “Cordelia”, name, 1 by narrator
character    Blanche Quill, she/her
alias        “Miss Blanche Quill”, title, 1 by Miss Cordelia Quill
alias        “Blanche Quill”, name, 1 by narrator
