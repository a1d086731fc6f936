A message is its handle's, a note whose name stands below it; a sign is nobody's.
---
Dil looked up when the three phones lit together.

dil: where are you both

mara: on the stairs

dil: bring the ladder

“What does it say?” asked Ruth. She had brought a parcel marked FRAGILE, and a card with it.

The card read: COME AT ONCE. RUTH.
---
