A speech goes on where a paragraph ends without a closing mark and the next one opens with a mark.
---
“I came here with two goats and a clock,” said Ignatius.

“The goats ate the garden, and then the hedge around the garden, and then a letter from my aunt. The clock I sold to the only man on the island who was never late for anything.

“So I won’t be lectured about waste.”

“Nobody was lecturing,” said Bea.
---
quotation 1  “I came here with two goats and a clock,”
quotation 2  “The goats ate the garden, and … never late for anything. … “So I won’t be lectured about waste.”
quotation 3  “Nobody was lecturing,”
