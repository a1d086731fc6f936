An arm in a sling is used; the other one may be, and so may this one when it has healed.
---
Mara’s left arm was in a sling. Mara opened the gate with her right hand. Mara picked up the bucket with her left hand.

Tom had broken his right wrist. Weeks later the wrist had healed. Tom waved with his right hand.
---
finding      body, Mara uses the left arm that is in a sling, “Mara’s left arm was in a sling” … “Mara picked up the bucket with her left hand”
