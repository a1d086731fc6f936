A nickname that the text explains belongs to the one who bears the name.
---
Her name was Wilhelmina Strand, but everybody called her Minnow.

“Minnow!” cried the cook. “Feet off the table!”

“They’re clean,” said Minnow.

Wilhelmina put her feet down.
---
