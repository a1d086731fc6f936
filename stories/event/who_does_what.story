Agents and patients of events come from the tree. TODO: `wish` and `left` are no events, and Ines carries.
---
Mara struck Tom. Tom was carried home by Ines. “I wish you would leave,” said Mara. Nobody left.
---
event        “struck”, contact, by Mara, to Tom
event        “carried”, contact, by Ines, to Tom
event        “wish”, emotion, by Mara
event        “said”, communication, by Mara
denied       “left”, motion
