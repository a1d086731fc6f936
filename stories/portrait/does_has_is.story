What is said of somebody: done, done to them, theirs, and how they are.
---
“Go,” said Mara. Mara rose and took her coat. Tom saw her. He was tired and hungry.

Poor Tom was not angry. His knife and his bread were stolen, and Mara was seized and bound by Tom.
---
agent        Mara, say, of “Mara”
agent        Mara, rise, of “Mara”
agent        Mara, take, of “Mara”
possession   Mara, coat, of “her”
agent        Tom, see, of “Tom”
patient      Mara, see, of “her”
modifier     Tom, tired, of “He”
modifier     Tom, hungry, of “He”
modifier     Tom, poor, of “Tom”
modifier     Tom, angry, denied, of “Tom”
possession   Tom, knife, of “His”
possession   Tom, bread, of “his”
patient      Mara, seize, of “Mara”
patient      Mara, bind, of “Mara”
