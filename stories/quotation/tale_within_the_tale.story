Single marks inside double ones do not decide how a book marks its dialogue, however many they are.
---
“Then,” said the sergeant, “up comes a captain. 'Has a cart gone through?' he asks. 'Yes,' says Tom, 'not half an hour ago.' 'And you let them go?' shouts the captain. 'What!' says Tom. 'You will answer for this!'”

“And did he?” said Mara.
---
quotation 1
