Dashes around a beat interrupt a speech, and both parts are one quotation.
---
“If you touch that”—Lorcan moved the bowl out of reach—“the whole street will smell of it.”

“I only wanted—”

“I know what you wanted.”
---
quotation 1  “If you touch that” … “the whole street will smell of it.”
quotation 2  “I only wanted—”
quotation 3  “I know what you wanted.”
