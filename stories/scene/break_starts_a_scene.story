A scene break ends one scene and starts another, with another company.
---
Mireille locked the shop. “Goodnight, Ned,” she said.

* * *

On the ferry Oskar was asleep on a coil of rope.

“Wake up,” said the mate.
---
scene 1      “Mireille locked the shop. “Goodnight, Ned,” she said.”, eyes Mireille
there        Mireille
scene 2      “On the ferry Oskar was asleep … up,” said the mate.”
there        Oskar
there        the mate
hears 1      nobody
hears 2      nobody
