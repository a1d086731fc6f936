Who acts behind the words, in the same paragraph, says them.
---
“It bit me.” Cosmo held up his thumb.

“Good.” Aunt Verity went on feeding the parrot.
---
