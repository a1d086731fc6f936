What a look seems to say, or somebody was about to answer, nobody says.
---
Hetty looked round, as much as to say, “Are you all like this?” Nobody stirred.

He was going to answer, “No,” when the lamp went out. His shrug seemed to say: “What else?”

“I was about to say so,” said Hetty.

She rose to say, “Good night.”
---
quotation 1  “I was about to say so,”
quotation 2  “Good night.”
