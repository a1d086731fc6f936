Somebody without a name is a character too, and keeps one description.
---
The night porter did not look up. “Full,” said the porter.

“One bed,” said Hyacinth. “One chair.”

“There’s the lift,” the night porter said. “It’s out of order, so nobody will call it.”
---
character    the night porter, he/him
alias        “the night porter”, descriptor, 2 by narrator
alias        “the porter”, descriptor, 1 by narrator
character    Hyacinth, he/him
alias        “Hyacinth”, name, 1 by narrator
