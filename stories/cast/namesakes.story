Two of one name stay two where the text tells them apart.
---
There were two Edwins in the boat, Edwin Sloane and little Edwin Marsh.

“I’ll row,” said Edwin Sloane.

“I’ll be sick,” said Edwin Marsh.
---
character    Edwin Sloane, he/him
alias        “Edwin Sloane”, name, 2 by narrator
character    Edwin Marsh, he/him
alias        “Edwin Marsh”, name, 2 by narrator
