What might have been said, or was not, is no speech; what was nearly cried is.
---
Hetty would have answered, “Not for the world.” She felt like saying, “Go home.” Instead of asking, “Who is it?” she opened.

It was gone as soon as you can say “Now!” He nodded as if he had said, “Take it.” She nearly said, “Stay.”

She almost cried, “Stop!” and ran.
---
quotation 1  “Stop!”
