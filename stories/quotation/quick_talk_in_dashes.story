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
