What is painted on a door is writing, and nobody says it.
---
The sign on the gate read “Beware of the Aunt.”

“Is there an aunt?” asked Dov.

“There is now,” said Winifred.
---
writing 1    “Beware of the Aunt.”
quotation 2  “Is there an aunt?”
quotation 3  “There is now,”
