Who acts behind the words, in the same paragraph, says them.
---
“It bit me.” Cosmo held up his thumb.

“Good.” Aunt Verity went on feeding the parrot.
---
quotation 1  “It bit me.”
speech 1     Cosmo, implicit, to Aunt Verity
quotation 2  “Good.”
speech 2     Aunt Verity, implicit, to Cosmo
