Marks of emphasis are words, but change nothing for the others.
---
It was _so_ late. _Mara_ slept.
---
