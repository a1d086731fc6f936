The verb and the manner of a cue tell how the words are said.
---
“Don’t wake it,” whispered Noor through her teeth.

“Wake what?” Desmond bellowed cheerfully.

“That,” she said in a very small voice.
---
