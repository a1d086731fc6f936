Who comes in hears what is said from then on, and who goes out hears no more.
---
In the pantry Lettice was counting jars. “Somebody has been at the plums,” she said.

Rafe came in with a bucket. “What plums?” he asked.

Lettice went out and slammed the door.

“These plums,” said Rafe to the cat.
---
scene 1      “In the pantry Lettice was counting … Rafe to the cat.”, eyes Lettice
there        Lettice, leaves “Lettice went out and slammed the door.”
there        Rafe, enters “Rafe came in with a bucket.”
hears 1      nobody
hears 2      Lettice
hears 3      nobody
