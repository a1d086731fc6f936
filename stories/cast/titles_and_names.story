One person under a full name, a title and a surname; another uses the title.
TODO: the title alone, used in a call, is a character of its own.
---
Mara Venn came up on deck. “Captain, the rope is cut,” said Tom. Venn looked at him. “Then tie it again,” said Mara.
---
character    Mara Venn, she/her
alias        “Mara Venn”, name, 1 by narrator
alias        “Venn”, name, 1 by narrator
alias        “Mara”, name, 1 by narrator
character    Captain, off stage
alias        “Captain”, title, 1 by Tom
character    Tom, he/him
alias        “Tom”, nickname, 1 by narrator
