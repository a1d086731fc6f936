One paragraph may hold two speakers, each with a cue.
---
“After you,” said Bertrand, and “After you,” said Ines, and neither of them moved.
---
