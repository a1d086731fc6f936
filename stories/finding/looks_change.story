Eyes, hair, an age and the spelling of a name change; hazel may be called brown.
---
Catherine had green eyes and dark hair. Catherine was thirty. Catherine laughed, and Catherine sat down. Tom had hazel eyes.

Catherine’s brown eyes filled. Catherine’s blonde hair was wet. Catherine was twenty-six. Katherine went out. Tom’s brown eyes did not move.
---
