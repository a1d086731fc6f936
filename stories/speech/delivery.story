The verb and the manner of a cue tell how the words are said.
---
“Don’t wake it,” whispered Noor through her teeth.

“Wake what?” Desmond bellowed cheerfully.

“That,” she said in a very small voice.
---
quotation 1  “Don’t wake it,”
speech 1     Noor, explicit, cue “whispered”, to Desmond, how “whisper” “through her teeth”
quotation 2  “Wake what?”
speech 2     Desmond, explicit, cue “bellowed”, to Noor, how “bellow” “cheerfully”
quotation 3  “That,”
speech 3     Noor, anaphoric, cue “said”, to Desmond, how “in a very small voice”
