Who acts in front of the words, in the same paragraph, says them.
---
Zebedee put both hands on the map. “We are here.”

Fleur turned the map round. “We are here.”
---
quotation 1  “We are here.”
speech 1     Zebedee, implicit, to Fleur
quotation 2  “We are here.”
speech 2     Fleur, implicit, to Zebedee
