The other letter is another thing; a hat is not put on a table by wearing it.
---
Mara put on her hat. Mara tore a letter from the book and hid the letter in the drawer. Tom carried the other letter. Tom gave Ines the other letter. The letter was in the drawer.
---
