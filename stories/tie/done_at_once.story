What is done, or refused, right behind a request has that status; who says no to what must not be
done says yes.
---
“Sit down, Tom,” said Mara Venn. Tom sat down.

“Bring me the lamp, Tom,” said Mara Venn.

Tom shook his head.

“Don’t leave me, Tom,” said Mara.

“Of course not,” said Tom.

“If you don’t stop, I’ll send you home,” said Mara. “Take your time, Tom. I’ll tell you why.”

“Do sit down, Mara,” said Tom. “Let us eat the bread first.”
---
promise 1    order by Mara Venn to Tom, kept, “Sit down, Tom”
promise 2    order by Mara Venn to Tom, refused, “Bring me the lamp, Tom”
promise 3    order by Mara Venn to Tom, open, “Don’t leave me, Tom”
promise 4    threat by Mara Venn to Tom, open, “If you don’t stop, I’ll send you home”
promise 5    request by Tom to Mara Venn, open, “Do sit down, Mara”
