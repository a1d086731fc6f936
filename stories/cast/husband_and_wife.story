Mr. and Mrs. with one surname are two characters, and the plural surname is both of them.
TODO: the plural is no entity of its own here.
---
The Tollivers kept bees. Mr. Tolliver was afraid of them.

“They can smell it,” said Mrs. Tolliver.

“I know they can,” said Mr. Tolliver.
---
character    Mr. Tolliver, he/him
alias        “Mr. Tolliver”, title, 2 by narrator
character    Mrs. Tolliver, she/her
alias        “Mrs. Tolliver”, title, 1 by narrator
