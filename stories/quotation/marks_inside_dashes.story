What stands in other marks inside a dash's speech does not end it.
---
— Did you say ‘what a pity’? — asked Mara.

— I said ‘what for?’, — answered Tom. — You know that ‘I like what I get’ and ‘I get what I like’ are two things.

— Dan'l 'd laugh, wouldn't he?

He put the lantern down.
---
quotation 1  — Did you say ‘what a pity’? —
quotation 2  ‘what a pity’ inside 1
quotation 3  — I said ‘what for?’, — … — You know that ‘I like … like’ are two things.
quotation 4  ‘what for?’ inside 3
quotation 5  ‘I like what I get’ inside 3
quotation 6  ‘I get what I like’ inside 3
quotation 7  — Dan'l 'd laugh, wouldn't he?
