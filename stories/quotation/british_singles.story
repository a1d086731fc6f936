Single marks hold double ones; dropped initials and plural possessives are no marks.
---
‘Put ’em down by the lads’ boots,’ said Hetty. ‘’Tis only the doctor, and ’e said, “Don’t wait for me.”’

The gulls’ noise stopped. ‘’Ere ’e comes,’ she said.
---
