Who acts in front of the words, in the same paragraph, says them.
---
Zebedee put both hands on the map. “We are here.”

Fleur turned the map round. “We are here.”
---
