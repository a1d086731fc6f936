"""The stories of stories/corpus that are measured on, and that no shipped model learns from.

The first row are those of the floors. The second were written when the shipped models were made:
with them as examples nothing was gained on the first (docs/experiments.md), so they measure, too.
"""

STORIES = ("u05", "u06", "u15", "u16", "u25", "u26",
           "w31", "w32", "w33", "w34", "w35", "w36", "w37", "w38",
           *(f"x{i:02}" for i in range(1, 41)), *(f"y{i:02}" for i in range(1, 20)))
