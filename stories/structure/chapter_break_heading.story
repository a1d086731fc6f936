A heading opens a chapter; stars between paragraphs are a break and no story.
---
CHAPTER I

The lamp was lit.

* * *

It was out again.

CHAPTER II

Nobody came.
---
chapter 1    CHAPTER I: “CHAPTER I The lamp was lit. … It was out again.”
chapter 2    CHAPTER II: “CHAPTER II Nobody came.”
break        “* * *”
