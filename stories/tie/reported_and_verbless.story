What somebody is told to have promised is a promise; “Back to bed” sends somebody without a
verb, and “you leave it” tells them to.
---
Mara promised to bring the ladder back. Tom asked her to wait.

“Back to bed,” said Mara. “You leave the ladder where it is, Tom.”

“No fire without water,” said Tom. “We never light a stove in here.”
---
promise 1    promise by Mara to somebody, open, “Mara promised to bring the ladder back”
promise 2    request by Tom to Mara, open, “Tom asked her to wait”
promise 3    order by Mara to Tom, open, “Back to bed”
promise 4    order by Mara to Tom, open, “You leave the ladder where it is, Tom”
rule 1       by Tom, “No fire without water”
