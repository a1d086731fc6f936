One person under a full name, a title and a surname; another uses the title.
The title alone, used in a call, is nobody by itself; TODO: join it to who answers.
---
Mara Venn came up on deck. “Captain, the rope is cut,” said Tom. Venn looked at him. “Then tie it again,” said Mara.
---
character    Mara Venn, she/her
alias        “Mara Venn”, name, 1 by narrator
alias        “Venn”, name, 1 by narrator
alias        “Mara”, name, 1 by narrator
character    Tom, he/him
alias        “Tom”, nickname, 1 by narrator
