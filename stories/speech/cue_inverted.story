An inverted cue has its speaker after the verb, with a title or a kinship in front of the name.
---
“There is a heron in the font,” announced Canon Whitlow.

“Again?” sighed his sister Margery.
---
quotation 1  “There is a heron in the font,”
speech 1     Canon Whitlow, explicit, cue “announced”, to Margery
quotation 2  “Again?”
speech 2     Margery, anaphoric, cue “sighed”, to Canon Whitlow, how “sigh”
