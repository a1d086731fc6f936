Compounds are split at their hyphens, titles keep their stops, dashes are one word.
---
Mr. Venn—a red-haired man of thirty-two—waited till to-night.
---
