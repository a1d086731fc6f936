The title of a song or a book stands between marks and is not said.
---
They sang “The Weaver’s Three Daughters” until the fire went out. Nerys had a copy of “Soups of the Northern Coast” in her lap.

“Sing the sad one again,” she said.
---
quotation 1  “Sing the sad one again,”
