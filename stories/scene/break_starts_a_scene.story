A scene break ends one scene and starts another, with another company.
---
Mireille locked the shop. “Goodnight, Ned,” she said.

* * *

On the ferry Oskar was asleep on a coil of rope.

“Wake up,” said the mate.
---
