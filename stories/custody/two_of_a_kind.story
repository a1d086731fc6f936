The other letter is another thing; a hat is not put on a table by wearing it.
---
Mara put on her hat. Mara tore a letter from the book and hid the letter in the drawer. Tom carried the other letter. Tom gave Ines the other letter. The letter was in the drawer.
---
thing 1      the letter
thing 2      the other letter
custody      1 hold, to Mara, “tore a letter”
custody      1 hide, from Mara, at “in the drawer”, “hid the letter in the drawer”
custody      2 carry, to Tom, “carried the other letter”
custody      2 give, from Tom, to Ines, “gave Ines the other letter”
custody      1 at, at “in the drawer”, “letter was in the drawer”
