Verbs that are joined share their subject. TODO: `rose` is no event, and Mara crosses and opens.
---
Mara rose, crossed the room and opened the door. Tom and Ines ran.
---
event        “crossed”
event        “opened”
event        “ran”, by Tom and Ines
