Verbs that are joined share their subject. TODO: `rose` is no event, and Mara crosses and opens.
---
Mara rose, crossed the room and opened the door. Tom and Ines ran.
---
event        “crossed”, motion, thing “room”
event        “opened”, contact, thing “door”
event        “ran”, motion, by Tom and Ines
