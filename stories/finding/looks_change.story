Eyes, hair, an age and the spelling of a name change; hazel may be called brown.
---
Catherine had green eyes and dark hair. Catherine was thirty. Catherine laughed, and Catherine sat down. Tom had hazel eyes.

Catherine’s brown eyes filled. Catherine’s blonde hair was wet. Catherine was twenty-six. Katherine went out. Tom’s brown eyes did not move.
---
finding      eyes, Catherine has brown eyes, and had green ones, “green eyes” … “brown eyes”
finding      age, Catherine is 26, and was 30, “was thirty” … “was twenty-six”
finding      name, Katherine is Catherine elsewhere, “Catherine had green eyes and dark hair” … “Katherine went out”
