What is painted on a door is writing, and nobody says it.
---
The sign on the gate read “Beware of the Aunt.”

“Is there an aunt?” asked Dov.

“There is now,” said Winifred.
---
quotation 1  “Is there an aunt?”
quotation 2  “There is now,”
