The comma of a cue may stand behind the mark of a thought; what is thought over is no thought.
---
‘That can’t be the whole of it’, thought Ingram.

“It’s the whole of it,” said Thora. He thought it over. “I counted.”

There was just time to think *that’s odd*, and then the lamp went out.
---
thought 1    ‘That can’t be the whole of it’
quotation 2  “It’s the whole of it,” … “I counted.”
thought 3    *that’s odd*
