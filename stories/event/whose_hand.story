What is done to somebody's hand is done to them, and whom words are said to is reached, too. A passive has its agent behind “by”.
---
Mara laid the key in Tom's palm. Tom touched her sleeve. “Take it,” said Mara to Tom. Ines was seized by Tom and dragged into the cellar. Her scream reached Mara.
---
event        “laid”, contact, by Mara, to Tom, thing “key”
event        “touched”, contact, by Tom, thing “sleeve”
event        “said”, communication, by Mara, to Tom
event        “seized”, contact, by Tom, to Ines
event        “dragged”, contact, by Tom, to Ines, place “cellar”
event        “scream”, communication, by Ines
event        “reached”, motion, to Mara
