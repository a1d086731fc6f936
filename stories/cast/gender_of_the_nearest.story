Whose cuff is pushed back is somebody else: the name that opens a sentence is not told by a
pronoun that the next one gainsays, nor by *him*.
---
Rellin pushed back her cuff, and then he let it be. Rellin watched him for a while. He had a needle in his hand.

“Hold still,” said Rellin.

“I am,” said Mrs. Vane.

“You there!” cried the conductress. She was cross.

“What now?” said the bargeman.
---
character    Rellin, he/him
alias        “Rellin”, name, 3 by narrator
character    Mrs. Vane, she/her
alias        “Mrs. Vane”, title, 1 by narrator
character    the conductress, she/her
alias        “the conductress”, descriptor, 1 by narrator
character    the bargeman, he/him
alias        “the bargeman”, descriptor, 1 by narrator
