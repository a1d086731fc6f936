Joined names share a verb; a relative clause is about whom it hangs on.
---
“Wait,” said Mara. Mara and Tom ran down the hill. The porter who had followed them fell.

“You look pale,” Tom told Mara. Mara did not eat or drink.
---
agent        Mara, say, of “Mara”
agent        Mara, run, of “Mara”
agent        Tom, run, of “Tom”
agent        the porter, follow, of “porter”
patient      somebody, follow, of “them”
agent        Mara, look, of “You”
modifier     Mara, pale, of “You”
agent        Tom, tell, of “Tom”
patient      Mara, tell, of “Mara”
agent        Mara, eat, denied, of “Mara”
