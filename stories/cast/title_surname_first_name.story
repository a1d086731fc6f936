A title with a surname, a first name, and both names are one character.
---
Doctor Esme Kowal shut her bag. “He will live,” said Doctor Kowal.

“Thank you, Esme,” said the widow.

“I only took out a splinter,” Esme said.
---
character    Esme, she/her
alias        “Esme”, name, 2 by narrator and the widow
alias        “Doctor Esme Kowal”, title, 1 by narrator
alias        “Doctor Kowal”, title, 1 by narrator
character    the widow, she/her
alias        “the widow”, descriptor, 1 by narrator
