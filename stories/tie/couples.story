Who is married or engaged to whom, as it is told; not who will be, and not where it is denied.
---
Mara Venn was married to Tom Ash for eleven years.

“You ate at ten when we were married, too,” said Mara to Tom.

Ilse Brandt is engaged to Karl Holm. Karl is not married to Ilse.

“Are Jon Reed and Kate Lorne married?” asked Tom.
---
relation 1   Mara Venn is the spouse of Tom Ash, “Mara Venn was married to Tom Ash for eleven years”
relation 2   Ilse Brandt is the betrothed of Karl Holm, “Ilse Brandt is engaged to Karl Holm”
