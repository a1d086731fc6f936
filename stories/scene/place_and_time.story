The place and the time of a scene are the ones that its first sentences name.
TODO: place and time are not read, so one scene is made of two.
---
At dawn, in the bell tower, Severin wound the clock.

“It’s slow,” he told the bats.

At noon, down in the market square, Philippa set her watch by it.

“It’s fast,” she said.
---
scene 1      “At dawn, in the bell tower, … “It’s fast,” she said.”, time “At dawn”, eyes Philippa
there        Severin
there        Philippa
hears 1      Philippa
hears 2      Severin
