A title with a surname, a first name, and both names are one character.
---
Doctor Esme Kowal shut her bag. “He will live,” said Doctor Kowal.

“Thank you, Esme,” said the widow.

“I only took out a splinter,” Esme said.
---
