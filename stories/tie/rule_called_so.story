What is called a rule is one, with the sentence before it; so is what follows a rule and a colon,
and what nobody does in here. In short stories alone.
---
“Nobody lays a hand on another’s oar till the bell has gone,” said Mara Venn. “It’s the rule.”

“Is it a rule?” said Tom Ash.

There was another rule, and it was painted on the door: as long as the lamp was lit, the boats stayed in.

“Nobody sings in here,” said Mara. “A boat belongs to the first hand that holds it.”

“You go out last. That’s the law.”
---
promise 1    order by Tom Ash to Mara Venn, open, “You go out last”
rule 1       by Mara Venn, “Nobody lays a hand on another’s oar till the bell has gone”
rule 2       by the narration, “as long as the lamp was lit, the boats stayed in”
rule 3       by Mara Venn, “Nobody sings in here”
rule 4       by Mara Venn, “A boat belongs to the first hand that holds it”
rule 5       by Tom Ash, “You go out last. That’s the law”
