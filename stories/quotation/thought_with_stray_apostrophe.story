A lone closing apostrophe at the end of a sentence in the first person is what is left of a thought’s marks.
---
"Nobody has been in here for years," said Perpetua.

Then who has been feeding the canary?' Jules looked at the full dish.

"Years," she said again.
---
quotation 1  "Nobody has been in here for years,"
thought 2    Then who has been feeding the canary?'
quotation 3  "Years,"
note         quote-never-opened “T”
