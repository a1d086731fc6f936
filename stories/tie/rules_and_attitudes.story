Rules are general and in the present; attitudes are predicates that are so. TODO(#6): that Tom does not trust Ines is missed.
---
“Nobody touches another cook’s knives,” said Mara. “The lock only opens at low tide. There is a lock on it.”

Tom was afraid of Mara. He did not trust Ines. Ines would have loved him if she had known.
---
rule 1       by Mara, “Nobody touches another cook’s knives”
rule 2       by Mara, “The lock only opens at low tide”
attitude 1   Tom, fear toward Mara, “Tom was afraid of Mara”
