Where narration is in the present, its finite verbs tell what happens, and so do participles beside them. What lasts or is usual is none.
---
Mara opens the door and steps into the kitchen. Tom looks up. He puts the knife down, wipes his hands and crosses the room. She takes his arm. He knows the story. She always tells it. He pulls out a chair, and she sits. The kettle boils. Tom pours the tea, carries the cups to the table and hands one to Mara. She drinks it. He watches her. She coughs. A dog barks in the yard. Tom walks to the window, lifts the curtain and peers out. He waves. A boy runs past, laughing. Mara puts her cup down and rises. She buttons her coat. Tom opens the door. She kisses him, turns and walks to the gate. He shuts the door. The dog barks again. He picks up the cups, washes them, dries them and stacks them on the shelf. He sweeps the floor. He locks the door, climbs the stairs and goes to bed. He turns. He sighs. He shuts his eyes.
---
event        “opens”, contact, by Mara, thing “door”, place “kitchen”
event        “looks”, perception, by Tom
event        “puts”, contact, by Tom, thing “knife”
event        “wipes”, contact, by Tom, thing “hands”
event        “crosses”, motion, by Tom, thing “room”
event        “takes”, transfer, by Mara, to Tom, thing “arm”
event        “pulls”, contact, by Tom, thing “chair”
event        “sits”, body, by Mara
event        “pours”, motion, by Tom, thing “tea”
event        “carries”, contact, by Tom, thing “cups”
event        “drinks”, consumption, by Mara
event        “watches”, perception, by Tom, to Mara
event        “coughs”, body, by Mara
event        “barks”, communication, by the dog, place “yard”
event        “walks”, motion, by Tom
event        “lifts”, contact, by Tom, thing “curtain”
event        “waves”, communication, by Tom
event        “runs”, motion, by the boy
event        “laughing”, communication, by the boy
event        “puts”, contact, by Mara
event        “buttons”, contact, by Mara, thing “coat”
event        “opens”, contact, by Tom, thing “door”
event        “kisses”, contact, by Mara, to Tom
event        “turns”, motion, by Mara
event        “walks”, motion, by Mara
event        “shuts”, contact, by Tom, thing “door”
event        “barks”, communication, by the dog
event        “picks”, contact, by Tom, thing “cups”
event        “washes”, contact
event        “dries”, change, by Tom
event        “stacks”, contact, by Tom
event        “sweeps”, motion, by Tom, thing “floor”
event        “locks”, contact, by Tom, thing “door”
event        “climbs”, motion, by Tom, thing “stairs”
event        “goes”, motion, by Tom
event        “turns”, motion, by Tom
event        “sighs”, body, by Tom
event        “shuts”, contact, by Tom, thing “eyes”
