Clitics are words of their own, and parts of one written word.
---
“I don’t know, and I can’t say,” said Mara. Tom’d gone.
---
