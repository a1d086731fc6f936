A curly mark that opens inside its own kind opens a title, where two marks close behind it.
---
“I sit here all winter and read nothing but the “Harbour Mirror,” and trim the lamp. Come down some day,” said Mara.

“I shall,” said Tom.
---
quotation 1  “I sit here all winter and … Come down some day,”
quotation 2  “Harbour Mirror,” inside 1
quotation 3  “I shall,”
