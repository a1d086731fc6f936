What was given away is in the giver’s bag; a thing that comes back is no finding.
---
Mara gave the silver box to Tom. Mara walked to the window. Mara took the silver box out of her bag.

Mara gave the lantern to Ines. Ines gave the lantern back. Mara raised the lantern.
---
finding      thing, Mara has the box that was given to Tom, “Mara gave the silver box to Tom” … “Mara took the silver box out of her bag”
