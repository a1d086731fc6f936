Verse that stands alone is shown as written, and so are capitals in marks, and what a note says.
---
“The tide is out, the tide is low,
    The gulls have nowhere else to go;
The boats lie down upon the sand
    As if they never left the land.”

“RULES OF THE HARBOUR HOUSE.”

“Dear friends,” the note ran, “do not wait for us.”

There was a card with this motto: “Late is early enough.” Hetty laughed. “Says who?”
---
writing 1    “The tide is out, the tide … never left the land.”
writing 2    “RULES OF THE HARBOUR HOUSE.”
writing 3    “Dear friends,” … “do not wait for us.”
writing 4    “Late is early enough.”
quotation 5  “Says who?”
