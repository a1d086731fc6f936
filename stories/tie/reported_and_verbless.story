What somebody is told to have promised is a promise; “Back to bed” sends somebody without a
verb, and “you leave it” tells them to.
---
Mara promised to bring the ladder back. Tom asked her to wait.

“Back to bed,” said Mara. “You leave the ladder where it is, Tom.”

“No fire without water,” said Tom. “We never light a stove in here.”
---
