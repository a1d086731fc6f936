A whole sentence between underscores is thought; a single word is stress.
---
Marguerite counted the spoons. _There were twelve at breakfast._

“I _never_ count spoons,” said her uncle.
---
thought 1    _There were twelve at breakfast._
quotation 2  “I _never_ count spoons,”
