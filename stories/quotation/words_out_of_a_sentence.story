Words that begin small, with nothing marked before them and no cue, are taken out of somebody's sentence; titles are no speech.
---
She had asked to see “the very best room of all.” Neither of them meant it. The boy, as he put it, “loitered,” by the gate.

“Well,” said Hetty, “come in.” He was read to from “The Lame Duck of Orrin Bay,” and slept.

“Patience” always made them groan.

Hetty said, “very true,” and took her hat.
---
quotation 1  “Well,” … “come in.”
quotation 2  “very true,”
