Names with a colon before each line are messages, and each is written by the one named.
---
Farida looked at her phone under the table.

Milo: are you out yet

Farida: no. they are doing speeches

Milo: how many

“Put that away,” said her mother.
---
writing 1    are you out yet
writing 2    no. they are doing speeches
writing 3    how many
quotation 4  “Put that away,”
