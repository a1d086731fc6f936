An inverted cue has its speaker after the verb, with a title or a kinship in front of the name.
---
“There is a heron in the font,” announced Canon Whitlow.

“Again?” sighed his sister Margery.
---
