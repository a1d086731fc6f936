Joined names share a verb; a relative clause is about whom it hangs on.
---
“Wait,” said Mara. Mara and Tom ran down the hill. The porter who had followed them fell.

“You look pale,” Tom told Mara. Mara did not eat or drink.
---
