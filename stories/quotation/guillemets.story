Guillemets hold speech, and the ones inside them hold what is told.
---
« Who locked the orchard? » asked Solveig.

« Old Marten. He told me, ‹ Nobody eats before Sunday, › and went to bed. »
---
quotation 1  « Who locked the orchard? »
quotation 2  « Old Marten. He told me, … went to bed. »
quotation 3  ‹ Nobody eats before Sunday, › inside 2
