The one who tells is one referent, and so is whoever speaks to him.
---
I met Captain Lisle in the harbour that morning. He gave me his hand, and I took it.

“You are late,” said the captain.

“I am never late,” I said. My watch agreed with me.
---
referent 1   I | me | I | You | I | I | My | me
referent 2   Captain Lisle | He | his | the captain
