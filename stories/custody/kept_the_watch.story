Who keeps the watch, takes up his stand or puts it to somebody has nothing; who picks up the lamp has.
---
Mara Venn kept the watch. Tom Rudd took up his stand before the fire. He took it for granted. He was sent away before he had found the lamp. Mara picked up the lamp and gave it to Tom.
---
thing 1      the lamp
custody      1 pick_up, to Mara Venn, “picked up the lamp”
custody      1 give, from Mara Venn, to Tom Rudd, “gave it to Tom”
