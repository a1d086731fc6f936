Pronouns such as *xe* and a single *they* refer to one person like any other.
TODO: nobody is found in it; a name that occurs once needs more evidence than one act.
---
Juniper hung up xyr coat. “I walked,” xe said.

Ash did not believe it, and they said so. “You have never walked anywhere,” they said.
---
