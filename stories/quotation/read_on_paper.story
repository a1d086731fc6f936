What is read on paper or written is writing; what somebody reads out goes on as speech.
---
The note read: “Feed the goat. Do not thank it.”

“‘Feed the goat,’” she reads. “‘Do not thank it.’ Who thanks a goat?”

“I have gone to buy a second goat,” he wrote. “Do not tell the first one.”
---
writing 1    “Feed the goat. Do not thank it.”
quotation 2  “‘Feed the goat,’” … “‘Do not thank it.’ Who thanks a goat?”
quotation 3  ‘Feed the goat,’ inside 2
quotation 4  ‘Do not thank it.’ inside 2
writing 5    “I have gone to buy a second goat,” … “Do not tell the first one.”
