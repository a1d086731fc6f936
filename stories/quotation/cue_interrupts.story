A cue inside a quotation belongs to both of its parts.
---
“I never sleep,” said Mara, “and you know why.”
---
quotation 1  “I never sleep,” … “and you know why.”
