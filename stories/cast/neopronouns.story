Pronouns such as *xe* and a single *they* refer to one person like any other.
---
Juniper hung up xyr coat. “I walked,” xe said.

Ash did not believe it, and they said so. “You have never walked anywhere,” they said.
---
