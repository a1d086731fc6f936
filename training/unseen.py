"""The stories of stories/corpus that are measured on, and that no shipped model learns from."""

STORIES = ("u05", "u06", "u15", "u16", "u25", "u26",
           "w31", "w32", "w33", "w34", "w35", "w36", "w37", "w38")
