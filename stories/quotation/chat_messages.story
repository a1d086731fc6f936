Names with a colon before each line are messages, and each is written by the one named.
---
Farida looked at her phone under the table.

Milo: are you out yet

Farida: no. they are doing speeches

Milo: how many

“Put that away,” said her mother.
---
quotation 1  “Put that away,”
