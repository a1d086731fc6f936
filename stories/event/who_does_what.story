Agents and patients of events come from the tree; negated and wished-for events are none.
---
Mara struck Tom. Tom was carried home by Ines. “I wish you would leave,” said Mara. Nobody left.
---
