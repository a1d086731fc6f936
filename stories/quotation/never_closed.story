A speech that is never closed ends with its paragraph, and does not swallow the next one.
---
“I’ll have the blue one, said Clement.

The stallholder wrapped it in newspaper.

“That’s ninepence,” she said.
---
quotation 1  “I’ll have the blue one,
quotation 2  “That’s ninepence,”
note         quote-never-closed ““”
