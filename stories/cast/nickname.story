A nickname that the text explains belongs to the one who bears the name.
TODO: Wilhelmina and Minnow are two; “everybody called her” is not read.
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
character    the cook
alias        “the cook”, descriptor, 1 by narrator
