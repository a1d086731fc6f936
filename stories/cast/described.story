A description beside a name, and one that answers to it, is somebody with a name.
---
“They're your grandmother's,” said Dubs, the policeman.

“Jellicoe, why do you stare so?” asked Mrs. Pargeter.

“There are four sheets, madam,” said the clerk.

“Four, Jellicoe?”

“Four, madam,” said the clerk.

The policeman took off his hat.
---
character    Dubs, he/him
alias        “the policeman”, descriptor, 2 by narrator
alias        “Dubs”, name, 1 by narrator
character    Jellicoe
alias        “Jellicoe”, name, 2 by Mrs. Pargeter
alias        “the clerk”, descriptor, 2 by narrator
character    Mrs. Pargeter, she/her
alias        “Mrs. Pargeter”, title, 1 by narrator
