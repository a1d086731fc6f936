A sentence that ends in a colon leads in what its subject says.
---
Old Thaddeus rose, and tapped his glass, and gave his whole speech in one breath:

“Eat before the soup gets cold.”
---
quotation 1  “Eat before the soup gets cold.”
speech 1     Thaddeus, implicit
