A closing mark without an opening one is noted, and the lines around it keep their own marks.
---
“The boat leaves at six,” said Yusra.

At six in the morning?” asked Benno.

“Is there another one?”
---
quotation 1  “The boat leaves at six,”
quotation 2  At six in the morning?”
quotation 3  “Is there another one?”
note         quote-never-opened “A”
