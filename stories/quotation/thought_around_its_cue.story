What is thought goes on behind its cue; narration that leads to it, and what somebody thinks of, is no thought in words.
---
But, Mara wondered, did they cover the whole floor with it?

Tom took the lamp; he might, she thought, have asked first. It would be easy, she thought, looking at the door, to follow him.

For a moment, she thought of the well. He was there, I think, and she was not.
---
thought 1    But … did they cover the whole floor with it?
thought 2    he might … have asked first.
thought 3    It would be easy
