Mentions nest: a person inside a person, a place inside a place.
---
The captain of the old ferry met his sister in the kitchen of the inn.
---
