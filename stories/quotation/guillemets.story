Guillemets hold speech, and the ones inside them hold what is told.
---
« Who locked the orchard? » asked Solveig.

« Old Marten. He told me, ‹ Nobody eats before Sunday, › and went to bed. »
---
