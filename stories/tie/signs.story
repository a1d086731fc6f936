A sign in capitals tells everybody what to do, once however often it is read out; a cry, a
heading, a name and what somebody is not supposed to do are no rules.
---
Over the hatch it said WALK YOUR BUS in red, and under that, in chalk, NO RINGS.

“Can’t you read?” said Mara Venn. “NO RINGS.”

“I’m not supposed to laugh,” said Tom. On the mirror somebody had put SHOES OFF.

“WHERE ARE YOU?” Mara shouted after him. The van said VENN AND SONS.
---
promise 1    request by Mara Venn to somebody, open, “Can’t you read”
rule 1       by the narration, “WALK YOUR BUS”
rule 2       by the narration, “NO RINGS”
rule 3       by the narration, “SHOES OFF”
