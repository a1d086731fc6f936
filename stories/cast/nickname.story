A nickname that the text explains belongs to the one who bears the name.
---
Her name was Wilhelmina Strand, but everybody called her Minnow.

“Minnow!” cried the cook. “Feet off the table!”

“They’re clean,” said Minnow.

Wilhelmina put her feet down.
---
character    Wilhelmina Strand, she/her
alias        “Wilhelmina Strand”, name, 1 by narrator
alias        “Wilhelmina”, name, 1 by narrator
character    Minnow
alias        “Minnow”, name, 3 by narrator and the cook
character    the cook, off stage
alias        “the cook”, descriptor, 1 by narrator
