Single marks inside double ones do not decide how a book marks its dialogue, however many they are.
---
“Then,” said the sergeant, “up comes a captain. 'Has a cart gone through?' he asks. 'Yes,' says Tom, 'not half an hour ago.' 'And you let them go?' shouts the captain. 'What!' says Tom. 'You will answer for this!'”

“And did he?” said Mara.
---
quotation 1  “Then,” … “up comes a captain. 'Has a … will answer for this!'”
quotation 2  'Has a cart gone through?' inside 1
quotation 3  'Yes,' inside 1
quotation 4  'not half an hour ago.' inside 1
quotation 5  'And you let them go?' inside 1
quotation 6  'What!' inside 1
quotation 7  'You will answer for this!' inside 1
quotation 8  “And did he?”
