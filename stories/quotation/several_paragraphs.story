A speech goes on where a paragraph ends without a closing mark and the next one opens with a mark.
---
“I came here with two goats and a clock,” said Ignatius.

“The goats ate the garden. The clock I sold.

“So I won’t be lectured about waste.”

“Nobody was lecturing,” said Bea.
---
quotation 1  “I came here with two goats and a clock,”
quotation 2  “The goats ate the garden. The clock I sold.
quotation 3  “So I won’t be lectured about waste.”
quotation 4  “Nobody was lecturing,”
note         quote-never-closed ““”
