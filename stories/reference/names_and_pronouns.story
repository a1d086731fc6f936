Pronouns go to the person who suits them; I and you are speaker and addressee.
---
Mara Venn unlocked the gate. She had lost her gloves, and Tom had found them.

“I was here at six,” said Tom. “You were not.”

“You were early,” Mara said. “I was on time.” He laughed at her.
---
referent 1   Mara Venn | She | her | You | Mara | I | her
referent 2   Tom | I | Tom | You | He
