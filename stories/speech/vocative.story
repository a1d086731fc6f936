The one called by name is addressed, and does not speak.
---
“Ambrose, come down,” said Livia.

“I can’t, Livia.”

“Then jump, Ambrose.”
---
