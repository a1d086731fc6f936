Relations by possessives, copulas and appositions; a name with the word for the family is who calls it.
---
Tom came in with his sister Ines. Mara was Tom’s wife.

“My brother is late again,” said Ines.

Mr Venn, Mara’s father, closed the book.
---
relation 1   Ines is the sister of Tom, “his sister Ines”
relation 2   Mara is the wife of Tom, “Mara was Tom’s wife”
relation 3   Tom is the brother of Ines, “My brother”
