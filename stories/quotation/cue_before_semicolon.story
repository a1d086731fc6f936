What goes on behind its cue is speech, even where the sentence around it goes on behind a semicolon.
---
“They come by boat.”

“The rain,” I returned, “will keep all of them in;” and everybody so agreed with me that nobody spoke.
---
quotation 1  “They come by boat.”
quotation 2  “The rain,” … “will keep all of them in;”
