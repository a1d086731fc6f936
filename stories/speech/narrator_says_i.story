In a story told by somebody in it, *I said* is the narrator, and the name that others call is the narrator’s name.
---
“You are late, Miss Abara,” said the dentist.

“I was hiding,” I said.

“Open wide.”

I opened wide.
---
