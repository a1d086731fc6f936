A cue inside a quotation belongs to both of its parts.
---
“I never sleep,” said Mara, “and you know why.”

“Everybody,” Lionel told her, “knows why.”
---
