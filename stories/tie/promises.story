Promises, requests and orders, and what became of them.
---
“I’ll bring the ladder back tonight, Tom,” said Mara.

“Could you feed the dog?” asked Tom.

“No, I won’t,” said Mara.

“Don’t tell Ines about the boat,” said Tom. “Put the key under the stone.”

Mara put the key under the stone.
---
promise 1    promise by Mara to Tom, open, “I’ll bring the ladder back tonight, Tom”
promise 2    request by Tom to Mara, refused, “Could you feed the dog”
promise 3    order by Tom to Mara, kept, “Put the key under the stone”
