The one called by name is addressed, and does not speak.
---
“Ambrose, come down,” said Livia.

“I can’t, Livia.”

“Then jump, Ambrose.”
---
quotation 1  “Ambrose, come down,”
speech 1     Livia, explicit, cue “said”, to Ambrose
quotation 2  “I can’t, Livia.”
speech 2     Ambrose, implicit, to Livia
quotation 3  “Then jump, Ambrose.”
speech 3     Livia, implicit, to Ambrose
