A pronoun that nobody else around suits tells the gender of whom it means.
---
Rewa was at the gate with Mr. Colbeck and his hose.

“You are late,” said Mr. Colbeck.

She shut the gate. She looked at the trough, and said nothing.

Mr. Colbeck laughed. Rewa and Mr. Colbeck went in. She took off her boots.

“So I am,” said Rewa.
---
character    Rewa, she/her
alias        “Rewa”, name, 3 by narrator
character    Mr. Colbeck, he/him
alias        “Mr. Colbeck”, title, 4 by narrator
