One cue behind a second dash tells how speech ends in a book of quick talk, where no other paragraph has one.
---
— Did he sing it? — asked Mara.

— Often. He danced in front of me all the way up the drive.

— And then?

— She shouted at him. She shouted at us both.

— Poor thing.

— Well, I laughed too.

— You always laugh.

— I do.
---
quotation 1  — Did he sing it? —
quotation 2  — Often. He danced in front … way up the drive.
quotation 3  — And then?
quotation 4  — She shouted at him. She shouted at us both.
quotation 5  — Poor thing.
quotation 6  — Well, I laughed too.
quotation 7  — You always laugh.
quotation 8  — I do.
