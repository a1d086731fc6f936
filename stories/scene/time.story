A scene has the time that narration gives for what happens in it, near its start; what is usual, planned or remembered is no time of it, and neither is what somebody says.
---
The shop opened every day at eight in the morning. Mara hoped to be gone on Friday.

“I was here on Monday,” said Tom.

At half past six Mara locked the door.

***

It was Tuesday. Tom had gone home at ten that night.

***

Mara laughed. Since that evening she laughed often.

***

The next morning Tom came back.
---
scene 1      “The shop opened every day at … Mara locked the door.”, time “At half past six”
there        Mara
there        Tom
scene 2      “It was Tuesday. Tom had gone home at ten that night.”, time “Tuesday”
scene 3      “Mara laughed. Since that evening she laughed often.”
there        Mara
scene 4      “The next morning Tom came back.”, time “The next morning”
there        Tom
hears 1      nobody
