Agents and patients of events come from the tree. TODO: `wish` and `left` are no events, and Ines carries.
---
Mara struck Tom. Tom was carried home by Ines. “I wish you would leave,” said Mara. Nobody left.
---
event        “struck”, by Mara, to Tom
event        “carried”, to Tom
event        “wish”, by Mara
event        “said”, by Mara
event        “left”
