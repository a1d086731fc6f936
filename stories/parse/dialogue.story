A cue stays in the sentence of its speech.
---
“Yes!” said Tom. “I never sleep,” said Mara, “and you know why.”
---
