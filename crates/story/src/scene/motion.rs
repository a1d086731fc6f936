//! Who comes and who goes, by a verb and what stands with it.

use dramaturg_cast::lexicon::{NounClass, NounClasses, Supersense};
use dramaturg_parse::{LemmaId, ParsedWordId, Relation, Tag};
use dramaturg_text::{Table, TokenId};
use rustc_hash::FxHashSet;

use super::sign::{is_before, is_now};
use crate::fluent::grammar::Grammar;

/// Which way somebody goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Motion {
    /// Onto the stage.
    In,
    /// Off it.
    Out,
    /// Through a door or to another room: in or off, by where they were.
    Through,
}

/// The moves that a word of narration tells: each mover's word and the way.
#[derive(Clone, Debug)]
pub(super) struct Moves {
    pub(super) word: ParsedWordId,
    pub(super) all: Vec<(ParsedWordId, Motion)>,
}

/// All moves of narration in the order of the text.
pub(super) fn motions(grammar: &Grammar<'_>) -> Vec<Moves> {
    let lemmas = grammar.parse.lemmas.ids();
    let is_mover: Table<LemmaId, bool> =
        lemmas.map(|lemma| is_mover(grammar.dictionary_form(lemma))).collect();
    let cues = grammar.cast.speech.rows.rows().iter();
    let cues: FxHashSet<TokenId> = cues.filter_map(|row| Some(row.cue?.verb)).collect();
    let mut found = Vec::new();
    for (word, row) in grammar.parse.words.iter() {
        let is_gone = || matches!(grammar.lower(word), "gone" | "away" | "back");
        let may_move = row.tag == Tag::Verb && is_mover[row.lemma] || is_gone();
        // “It is small,” returned Lady Catherine: that is speech.
        let is_cue = || cues.contains(&grammar.token(word));
        if may_move && grammar.quotation(word).is_none() && !is_cue() {
            let all = motion(grammar, word);
            found.extend(all.map(|all| Moves { word, all }));
        }
    }
    found
}

/// Whether a verb can tell a move at all.
fn is_mover(lemma: &str) -> bool {
    [ENTER, LEAVE, GO, MOVE_OTHERS, COME, STAND, SHUT]
        .iter()
        .any(|list| list.contains(&lemma))
}

/// The moves that a word tells: each mover's word and the way. None for most words.
fn motion(
    grammar: &Grammar<'_>,
    id: ParsedWordId,
) -> Option<Vec<(ParsedWordId, Motion)>> {
    let lemma = grammar.lemma(id);
    if let Some(way) = stays_gone(grammar, id, lemma) {
        return grammar.subject(id).map(|subject| vec![(subject, way)]);
    }
    if grammar.tag(id) != Tag::Verb {
        return None;
    }
    if let Some(who) = shut_behind(grammar, id, lemma) {
        return Some(vec![(who, Motion::Out)]);
    }
    if grammar.is_general(id) {
        return None;
    }
    let is_told = is_now(grammar, id) && !is_negated(grammar, id);
    if !is_told {
        // “Tom had gone out”: by now he is.
        let is_gone = is_before(grammar, id)
            && LEAVE.contains(&lemma)
            && grammar.kid(id, Relation::Obj).is_none()
            && grammar.head(id).is_none();
        let subject = grammar.subject(id).filter(|_| is_gone);
        return subject.map(|subject| vec![(subject, Motion::Out)]);
    }
    let subject = grammar.subject(id);
    let object = grammar.kid(id, Relation::Obj);
    let ways = Ways::new(grammar, id);
    let mut moves = Vec::new();
    if let Some(way) = own_way(grammar, id, lemma, object, &ways) {
        if let Some(subject) = subject {
            moves.push((subject, way));
            moves.extend(companions(grammar, id).map(|with| (with, way)));
        }
    } else if let Some(object) = object
        && MOVE_OTHERS.contains(&lemma)
        && is_people(grammar, object)
        && !(lemma == "throw" && ways.is_off)
        && let Some(way) = ways.moves()
    {
        moves.push((object, way));
        if GO_ALONG.contains(&lemma)
            && let Some(subject) = subject
        {
            moves.push((subject, way));
        }
    }
    (!moves.is_empty()).then_some(moves)
}

/// Where a motion leads, by the words that hang on its verb.
#[derive(Debug, Default)]
struct Ways {
    is_in: bool,
    is_out: bool,
    is_off: bool,
    is_back: bool,
    /// Into, out of, through or to a room, a door, stairs.
    is_through: bool,
    /// In a doorway.
    is_at_door: bool,
    /// Any word of direction.
    is_any: bool,
}

impl Ways {
    fn new(grammar: &Grammar<'_>, verb: ParsedWordId) -> Ways {
        let mut ways = Ways::default();
        for &kid in grammar.kids(verb) {
            if grammar.quotation(kid).is_some() {
                continue;
            }
            match grammar.relation(kid) {
                Relation::Compound | Relation::Advmod | Relation::Case => {
                    ways.add_word(grammar.lower(kid));
                }
                Relation::Obl | Relation::Nmod | Relation::Obj => {
                    ways.add_phrase(grammar, kid);
                }
                _ => {}
            }
        }
        ways
    }

    fn add_word(&mut self, form: &str) {
        match form {
            "in" | "inside" | "indoors" => self.is_in = true,
            "out" | "outside" | "outdoors" => self.is_out = true,
            "off" | "away" | "upstairs" | "downstairs" | "home" | "below" | "ashore" => {
                self.is_off = true;
            }
            "back" => self.is_back = true,
            "up" | "down" | "through" | "over" | "along" | "across" | "past" => {}
            _ => return,
        }
        self.is_any = true;
    }

    fn add_phrase(&mut self, grammar: &Grammar<'_>, noun: ParsedWordId) {
        let is_door = PASSAGES.contains(&grammar.lemma(noun));
        let is_room = ROOMS.contains(&grammar.lemma(noun));
        let cases = grammar.kids(noun).iter().copied();
        for case in cases.filter(|&kid| grammar.relation(kid) == Relation::Case) {
            let form = grammar.lower(case);
            match form {
                "into" | "through" | "out" | "from" | "inside" if is_door || is_room => {
                    self.is_through = true;
                }
                "to" | "toward" | "towards" | "for" if is_room => self.is_through = true,
                "up" | "down" | "along" if is_door || is_room => self.is_through = true,
                "in" | "at" | "on" | "from" | "to" if is_door => self.is_at_door = true,
                _ => {}
            }
            self.is_any = true;
        }
    }

    /// The way of somebody who is made to go.
    fn moves(&self) -> Option<Motion> {
        if self.is_in {
            Some(Motion::In)
        } else if self.is_out || self.is_off {
            Some(Motion::Out)
        } else if self.is_through {
            Some(Motion::Through)
        } else {
            None
        }
    }
}

/// The way that the subject of a verb of motion goes.
fn own_way(
    grammar: &Grammar<'_>,
    id: ParsedWordId,
    lemma: &str,
    object: Option<ParsedWordId>,
    ways: &Ways,
) -> Option<Motion> {
    let object_is_room = object.is_none_or(|noun| {
        let lemma = grammar.lemma(noun);
        ROOMS.contains(&lemma) || PASSAGES.contains(&lemma)
    });
    // “They were left alone”, “left off”, “joined in the talk”, “went into raptures”.
    if grammar.is_passive(id) || leads_to_thought(grammar, id) {
        return None;
    }
    if lemma == "join" {
        return object
            .is_some_and(|object| is_people(grammar, object))
            .then_some(Motion::In);
    }
    if lemma == "leave" && ways.is_off {
        return None;
    }
    if ENTER.contains(&lemma) {
        return object_is_room.then_some(Motion::In);
    }
    if LEAVE.contains(&lemma) {
        return object_is_room.then_some(Motion::Out);
    }
    if object.is_some() && !object_is_room {
        return None;
    }
    match lemma {
        "come" | "return" => {
            let is_bare = grammar.kids(id).iter().all(|&kid| {
                !matches!(grammar.relation(kid), Relation::Obl | Relation::Xcomp)
            });
            let is_in = lemma == "return"
                || ways.is_in
                || ways.is_out
                || ways.is_off
                || ways.is_back
                || ways.is_through
                || ways.is_at_door
                || is_bare && !ways.is_any;
            is_in.then_some(if ways.is_off && !ways.is_back {
                Motion::Out
            } else {
                Motion::In
            })
        }
        _ if COME.contains(&lemma) => Some(Motion::In),
        _ if STAND.contains(&lemma) && ways.is_at_door => Some(Motion::In),
        "hang" | "ring" => None,
        _ if GO.contains(&lemma) => {
            if ways.is_in && lemma != "go" {
                Some(Motion::In)
            } else if ways.is_out || ways.is_off {
                Some(if lemma == "go" || ways.is_off {
                    Motion::Out
                } else {
                    Motion::Through
                })
            } else if ways.is_through {
                Some(Motion::Through)
            } else if lemma == "go"
                && (ways.is_in || ways.is_back || is_alone(grammar, id))
            {
                Some(Motion::Out)
            } else {
                None
            }
        }
        _ => None,
    }
}

/// Whether a motion leads to or from what is no place: *into raptures*, *to the subject*.
fn leads_to_thought(grammar: &Grammar<'_>, verb: ParsedWordId) -> bool {
    grammar.kids(verb).iter().any(|&kid| {
        grammar.relation(kid) == Relation::Obl
            && matches!(grammar.case(kid), "to" | "into" | "from" | "out" | "of")
            && grammar.tag(kid) == Tag::Noun
            && !ROOMS.contains(&grammar.lemma(kid))
            && !PASSAGES.contains(&grammar.lemma(kid))
            && matches!(
                Supersense::of_noun(grammar.lemma(kid)),
                Some(
                    Supersense::NounCognition
                        | Supersense::NounFeeling
                        | Supersense::NounState
                        | Supersense::NounMotive
                        | Supersense::NounAttribute
                )
            )
    })
}

/// “He went.” No other word belongs to the verb but who goes, and marks.
fn is_alone(grammar: &Grammar<'_>, verb: ParsedWordId) -> bool {
    grammar.kids(verb).iter().all(|&kid| {
        matches!(
            grammar.relation(kid),
            Relation::Nsubj | Relation::Punct | Relation::Cc | Relation::Conj
        )
    })
}

/// Whether a word means people: one of the cast, or by its sort.
pub(super) fn is_people(grammar: &Grammar<'_>, word: ParsedWordId) -> bool {
    const SOMEBODY: &[&str] = &[
        "somebody",
        "someone",
        "they",
        "them",
        "us",
        "me",
        "both",
        "everyone",
        "everybody",
        "who",
        "others",
        "other",
        "figure",
        "two",
    ];
    let is_noun = matches!(grammar.tag(word), Tag::Noun | Tag::Propn);
    grammar.who(word).is_some()
        || SOMEBODY.contains(&grammar.lower(word))
        || is_noun
            && NounClasses::of(grammar.lemma(word))
                .has_any(&[NounClass::Person, NounClass::Group])
}

/// Whether a verb of motion has a door, stairs or a room beside it.
pub(super) fn leads_through(grammar: &Grammar<'_>, verb: ParsedWordId) -> bool {
    let ways = Ways::new(grammar, verb);
    ways.is_through || ways.is_at_door
}

/// “She was gone”, “he was back”.
fn stays_gone(grammar: &Grammar<'_>, id: ParsedWordId, lemma: &str) -> Option<Motion> {
    let form = grammar.lower(id);
    let way = match form {
        "gone" | "away" => Motion::Out,
        "back" => Motion::In,
        _ => return None,
    };
    let is_be = grammar.kids(id).iter().any(|&kid| {
        matches!(grammar.relation(kid), Relation::Cop | Relation::Aux)
            && grammar.lemma(kid) == "be"
    });
    let is_so = is_be && !is_negated(grammar, id) && is_now(grammar, id);
    (is_so && lemma != "turn").then_some(way)
}

/// “The door closed behind him.”
fn shut_behind(
    grammar: &Grammar<'_>,
    verb: ParsedWordId,
    lemma: &str,
) -> Option<ParsedWordId> {
    if !SHUT.contains(&lemma) {
        return None;
    }
    let subject = grammar.kid(verb, Relation::Nsubj);
    let door = subject.filter(|&noun| DOORS.contains(&grammar.lemma(noun)));
    door?;
    let kids = grammar.kids(verb).iter().copied();
    kids.filter(|&kid| grammar.relation(kid) == Relation::Obl)
        .find(|&kid| matches!(grammar.case(kid), "behind" | "after" | "on"))
}

/// Whoever goes along: “with Tom”.
fn companions<'g>(
    grammar: &'g Grammar<'_>,
    verb: ParsedWordId,
) -> impl Iterator<Item = ParsedWordId> + 'g {
    let kids = grammar.kids(verb).iter().copied();
    kids.filter(move |&kid| {
        grammar.relation(kid) == Relation::Obl && grammar.case(kid) == "with"
    })
}

fn is_negated(grammar: &Grammar<'_>, verb: ParsedWordId) -> bool {
    grammar
        .kids(verb)
        .iter()
        .any(|&kid| matches!(grammar.lower(kid), "not" | "n't" | "n’t" | "never"))
}

/// Verbs that say by themselves that somebody comes.
const ENTER: &[&str] = &["enter", "arrive", "reenter", "re-enter", "reappear", "join"];

/// Verbs of coming, some of which say so with another word.
const COME: &[&str] = &["come", "return", "appear", "reappear", "emerge", "arrive"];

/// Verbs of standing: in a doorway they say that somebody comes.
const STAND: &[&str] = &["stand", "lean", "pause", "stop", "hover"];

/// What doors do behind whoever goes.
const SHUT: &[&str] =
    &["close", "shut", "slam", "bang", "click", "swing", "sigh", "fall", "hiss"];

/// Verbs that say by themselves that somebody goes.
const LEAVE: &[&str] = &[
    "leave",
    "depart",
    "exit",
    "flee",
    "vanish",
    "disappear",
    "withdraw",
    "retire",
    "decamp",
    "escape",
    "quit",
];

/// Verbs of going that say the way with another word.
pub(super) const GO: &[&str] = &[
    "go", "walk", "run", "step", "stride", "march", "hurry", "rush", "slip", "stalk",
    "storm", "stomp", "shuffle", "wander", "stroll", "drift", "hobble", "limp", "crawl",
    "climb", "ride", "drive", "fly", "sail", "bolt", "dash", "dart", "sweep", "stumble",
    "stagger", "crash", "burst", "barge", "duck", "back", "edge", "creep", "sneak",
    "tiptoe", "pad", "trot", "gallop", "race", "jog", "troop", "file", "hop", "swing",
    "roll", "lurch", "scramble", "scurry", "scuttle", "saunter", "amble", "tramp",
    "trudge", "plod", "head", "slink", "glide", "float", "squeeze", "push", "pass",
    "make", "get", "move", "pop", "clatter", "bustle", "sidle", "bound", "blow",
    "breeze", "stamp", "flounce", "skip", "set", "start", "be", "steal", "retreat",
    "ascend", "descend", "take",
];

/// Verbs that make somebody else go.
const MOVE_OTHERS: &[&str] = &[
    "show", "usher", "lead", "take", "bring", "carry", "drag", "march", "follow", "send",
    "let", "push", "shove", "throw", "chase", "walk", "escort", "help", "hustle",
    "wheel", "see", "pull", "haul", "lift", "invite", "order", "wave", "drive", "steer",
    "bundle",
];

/// Of these, those who do it go along.
const GO_ALONG: &[&str] = &[
    "lead", "take", "bring", "carry", "drag", "march", "follow", "walk", "escort",
    "wheel", "haul", "hustle", "drive", "usher",
];

/// Openings between places.
pub(super) const PASSAGES: &[&str] = &[
    "door",
    "doorway",
    "gate",
    "gateway",
    "window",
    "arch",
    "archway",
    "hatch",
    "threshold",
    "entrance",
    "exit",
    "curtain",
    "stairs",
    "stair",
    "staircase",
    "step",
    "ladder",
    "sill",
    "corridor",
    "hallway",
    "passage",
    "lift",
    "elevator",
    "gap",
    "opening",
];

/// What closes a place.
pub(super) const DOORS: &[&str] =
    &["door", "gate", "hatch", "curtain", "lock", "lift", "flap"];

/// Places that one goes to.
const ROOMS: &[&str] = &[
    "room",
    "kitchen",
    "hall",
    "bathroom",
    "bedroom",
    "garden",
    "yard",
    "street",
    "house",
    "landing",
    "office",
    "shop",
    "pantry",
    "cellar",
    "attic",
    "garage",
    "barn",
    "stable",
    "church",
    "library",
    "parlour",
    "parlor",
    "drawing-room",
    "dining-room",
    "sitting-room",
    "lobby",
    "lounge",
    "bar",
    "pub",
    "cabin",
    "tent",
    "car",
    "carriage",
    "train",
    "bus",
    "road",
    "wood",
    "woods",
    "forest",
    "field",
    "town",
    "village",
    "city",
    "hospital",
    "ward",
    "school",
    "classroom",
    "study",
    "scullery",
    "porch",
    "balcony",
    "terrace",
    "roof",
    "deck",
    "snow",
    "rain",
    "dark",
    "darkness",
    "night",
    "fog",
    "crowd",
    "building",
    "station",
    "cell",
    "conservatory",
    "chamber",
    "hut",
    "cottage",
    "bath",
    "toilet",
    "loo",
    "courtyard",
    "basement",
    "store",
    "van",
    "cab",
    "taxi",
    "boat",
    "air",
    "aisle",
    "path",
    "lane",
];
