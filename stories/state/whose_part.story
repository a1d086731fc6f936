A part of a body is whose the phrase says it is, whoever hurt it.
---
Mara had cut her hand. Tom broke Ines’s nose. Mara’s left arm was in a sling. “I have sprained my ankle,” said Tom.
---
state        Mara hand cut, holds, “cut her hand”
state        Ines nose broken, holds, by Tom, “broke Ines’s nose”
state        Mara left arm in a sling, treated, “arm was in a sling”
state        Tom ankle sprained, holds, “sprained my ankle”
