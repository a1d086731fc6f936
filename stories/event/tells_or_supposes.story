What is denied, wished, possible or only supposed is told apart from what happens.
---
Mara did not open the gate. She tried to climb the wall. Tom might have helped her. If she fell, nobody would hear. She climbed it.
---
event        “tried”, social, by Mara
event        “climbed”, motion, by Mara
denied       “open”, contact, by Mara, thing “gate”
wanted       “climb”, motion, by Mara, thing “wall”
possible     “helped”, social, by Tom, to Mara
supposed     “fell”, motion, by Mara
denied       “hear”, perception
