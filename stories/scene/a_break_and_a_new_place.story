A break ends a scene; whoever walks in is there from then on.
---
Mara sat in the kitchen.

“It is late,” said Mara.

Tom came in. “Not yet,” he said.

***

In the morning Ines stood alone on the quay.
---
