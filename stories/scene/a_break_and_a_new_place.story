A break ends a scene; whoever walks in is there from then on.
---
Mara sat in the kitchen.

“It is late,” said Mara.

Tom came in. “Not yet,” he said.

***

In the morning Ines stood alone on the quay.
---
scene 1      “Mara sat in the kitchen. “It … “Not yet,” he said.”, eyes Mara
there        Mara
there        Tom
scene 2      “In the morning Ines stood alone on the quay.”, time “In the morning”
there        Ines
hears 1      Tom
hears 2      Mara
