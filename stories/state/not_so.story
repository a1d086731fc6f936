What is denied, foretold or pretended is said so; what is asked or supposed is not stated.
---
“It is not broken,” said Mara. “My arm is not broken. You will break your neck, Tom. Is Ines dead?”

Tom pretended to limp. If Mara were ill, Tom would sleep. Mara nearly fainted. Ines was dead.
---
state        Mara arm broken, negated, “arm is not broken”, up to “. You”
state        Tom neck broken, forecast, “break your neck”, up to “, Tom.”
state        Tom limping, feigned, “limp”, up to “. If”
state        Ines dead, holds, “Ines was dead”
