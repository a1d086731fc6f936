Single marks hold double ones; dropped initials and plural possessives are no marks.
---
‘Put ’em down by the lads’ boots,’ said Hetty. ‘’Tis only the doctor, and ’e said, “Don’t wait for me.”’

The gulls’ noise stopped. ‘’Ere ’e comes,’ she said.
---
quotation 1  ‘Put ’em down by the lads’ boots,’ … ‘’Tis only the doctor, and ’e said, “Don’t wait for me.”’
quotation 2  “Don’t wait for me.” inside 1
quotation 3  ‘’Ere ’e comes,’
