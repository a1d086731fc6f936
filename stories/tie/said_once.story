Who is a grandmother has a granddaughter: one relation, not two. Whom several call auntie is so by
courtesy.
---
Edie Venn was the grandmother of Bea Venn. Bea Venn was the granddaughter of Edie Venn.

“Thanks, Auntie,” said Tom Ash to Ruth Dale.

“Good night, Auntie,” said Jon Reed to Ruth Dale.
---
relation 1   Edie Venn is the grandmother of Bea Venn, “Edie Venn was the grandmother of Bea”
