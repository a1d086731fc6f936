What stands in other marks inside a dash's speech does not end it.
---
— Did you say ‘what a pity’? — asked Mara.

— I said ‘what for?’, — answered Tom. — You know that ‘I like what I get’ and ‘I get what I like’ are two things.

— Dan'l 'd laugh, wouldn't he?

He put the lantern down.
---
