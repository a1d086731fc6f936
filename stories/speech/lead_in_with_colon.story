A sentence that ends in a colon leads in what its subject says.
TODO: the cue is implicit here, and Old belongs to the name.
---
Old Thaddeus rose, and tapped his glass, and gave his whole speech in one breath:

“Eat before the soup gets cold.”
---
quotation 1  “Eat before the soup gets cold.”
speech 1     Thaddeus, implicit
