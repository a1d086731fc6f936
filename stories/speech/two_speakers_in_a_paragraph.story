One paragraph may hold two speakers, each with a cue.
---
“After you,” said Bertrand, and “After you,” said Ines, and neither of them moved.
---
quotation 1  “After you,”
speech 1     Bertrand, explicit, cue “said”, to Ines
quotation 2  “After you,”
speech 2     Ines, explicit, cue “said”, to Bertrand
