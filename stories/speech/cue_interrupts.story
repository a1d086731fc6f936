A cue inside a quotation belongs to both of its parts.
---
“I never sleep,” said Mara, “and you know why.”

“Everybody,” Lionel told her, “knows why.”
---
quotation 1  “I never sleep,” … “and you know why.”
speech 1     Mara, explicit, cue “said”, to Lionel
quotation 2  “Everybody,” … “knows why.”
speech 2     Lionel, explicit, cue “told”, to Mara
