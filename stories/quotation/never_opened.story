A closing mark without an opening one is noted, and the lines around it keep their own marks.
---
“The boat leaves at six,” said Yusra.

At six in the morning?” asked Benno.

“Is there another one?”
---
