A dash at the start of a paragraph opens speech, and the narration after a second dash is not spoken.
---
— You brought the wrong key, said Ruairi.

— There is only one key.

— Then somebody, said Ruairi, has brought the wrong door.

He put the lantern down.
---
quotation 1  — You brought the wrong key,
quotation 2  — There is only one key.
quotation 3  — Then somebody, … has brought the wrong door.
