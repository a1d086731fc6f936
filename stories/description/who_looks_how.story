Eyes, hair, age, height, the hand they use, and a scar; a bruise and another time are none.
---
Mara Venn was a tall woman of forty with pale green eyes. She had red hair. Tom was left-handed, and he had a scar on his chin. Tom was about nineteen.

When Mara was ten, Tom had a black eye. Ines looked at the red-haired man.
---
looks        Mara Venn height tall, “tall”
looks        Mara Venn age 40, “of forty”
looks        Mara Venn eyes pale green, “pale green eyes”
looks        Mara Venn hair red, “red hair”
looks        Tom scar scar, “scar”
looks        Tom age about 19, “was about nineteen”
