Verbs that are joined share their subject.
---
Mara rose, crossed the room and opened the door. Tom and Ines ran.
---
