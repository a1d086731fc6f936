A word that cues have as subject, written with a capital, is a name.
---
“I need the scissors,” Bee said.

“They are on the table,” said Tom. “Be careful.”

“I always am,” Bee said. She took them.
---
