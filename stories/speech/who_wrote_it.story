A message is its handle's, a note whose name stands below it; a sign is nobody's.
---
Dil looked up when the three phones lit together.

dil: where are you both

mara: on the stairs

dil: bring the ladder

“What does it say?” asked Ruth. She had brought a parcel marked FRAGILE, and a card with it.

The card read: COME AT ONCE. RUTH.
---
writing 1    where are you both
speech 1     Dil, implicit
writing 2    on the stairs
speech 2     unknown, implicit
writing 3    bring the ladder
speech 3     Dil, implicit
quotation 4  “What does it say?”
speech 4     Ruth, explicit, cue “asked”, to Dil
writing 5    FRAGILE
speech 5     unknown, implicit
writing 6    COME AT ONCE. RUTH.
speech 6     Ruth, implicit
