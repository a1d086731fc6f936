Openers of sentences, chapters, days, shouts and contractions are no characters.
---
Chapter Two

Everyone was late. Monday had begun badly for Leonie. She’d lost a shoe.

“Heavens!” said Leonie. “Well, nobody’s perfect. Thanks.”
---
character    Leonie, she/her
alias        “Leonie”, name, 2 by narrator
