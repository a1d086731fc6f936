A word or two between marks is speech where somebody says it.
---
“No,” said Amparo.

“Oh?” Kit turned round. “Why?”

She said “Because” and shut the window.
---
quotation 1  “No,”
quotation 2  “Oh?” … “Why?”
quotation 3  “Because”
