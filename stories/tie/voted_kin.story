Whom “her mother” means is voted on: by the cue, by who is named near, by the surname. What
is asked and planned in other words is a request or a plan; a custom is a rule.
---
Tom Lau set the lid down. Mrs Lau was at the sink.

“Can I see the letter?” asked Tom.

“Not before you have eaten,” said Tom's mother. “We have to count the plates tonight.”

Mrs Lau dried her hands. There was a rule that nobody read at the table.

“I want the letter back,” said Tom.

“I forbid you to open it,” said Mrs Lau.
---
relation 1   Mrs Lau is the mother of Tom Lau, “Tom's mother”
promise 1    request by Tom Lau to Mrs Lau, open, “Can I see the letter”
promise 2    plan by Mrs Lau to Tom Lau, open, “We have to count the plates tonight”
promise 3    request by Tom Lau to Mrs Lau, open, “I want the letter back”
promise 4    order by Mrs Lau to Tom Lau, open, “I forbid you to open it”
rule 1       by the narration, “There was a rule that nobody read at the table”
