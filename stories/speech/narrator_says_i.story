In a story told by somebody in it, *I said* is the narrator, and the name that others call is the narrator’s name.
---
“You are late, Miss Abara,” said the dentist.

“I was hiding,” I said.

“Open wide.”

I opened wide.
---
quotation 1  “You are late, Miss Abara,”
speech 1     the dentist, anaphoric, cue “said”, to Miss Abara
quotation 2  “I was hiding,”
speech 2     Miss Abara, anaphoric, cue “said”, to the dentist
quotation 3  “Open wide.”
speech 3     the dentist, implicit, to Miss Abara
