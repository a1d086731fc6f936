//! Word lists: what is said of bodies, which parts they have, which things change hands.
//!
//! The lists are text files beside this one: a `#` opens a comment line, an entry is a
//! line, its columns stand between tabs. They are read once, at the first use.

use std::sync::OnceLock;

use dramaturg_cast::lexicon::{Lexicon, NounClass, NounClasses, Supersense};
use rustc_hash::{FxHashMap, FxHashSet};

use super::Status;

const STATES: &str = include_str!("states.txt");
const THINGS: &str = include_str!("things.txt");

/// What kind of word it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum WordClass {
    Adjective,
    Verb,
    Noun,
}

/// What a word says of a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    /// Letters that say where the word stands; see the head of `states.txt`.
    flags: &'static str,
    /// The state.
    pub(crate) state: &'static str,
    /// What the state is a kind of.
    pub(crate) group: &'static str,
}

impl Entry {
    /// What a whole phrase says; flags as in `states.txt`.
    pub(crate) const fn of(
        flags: &'static str,
        state: &'static str,
        group: &'static str,
    ) -> Entry {
        Entry { flags, state, group }
    }

    pub(crate) fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    /// The status of a state that is so.
    pub(crate) fn status(&self) -> Status {
        if self.has('t') {
            Status::Treated
        } else if self.has('h') {
            Status::Healed
        } else {
            Status::Holds
        }
    }
}

/// What is known of words and bodies.
#[derive(Debug)]
pub(crate) struct BodyWords {
    entries: FxHashMap<(&'static str, WordClass), Entry>,
    /// First words of verbs with a particle: *pass* for *pass out*.
    phrasal: FxHashSet<&'static str>,
}

impl BodyWords {
    pub(crate) fn find(&self, lemma: &str, class: WordClass) -> Option<Entry> {
        let entries: &FxHashMap<(&str, WordClass), Entry> = &self.entries;
        entries.get(&(lemma, class)).copied()
    }

    /// The entry of a verb whose lemma was cut wrongly: *limped*, *shak*.
    pub(crate) fn find_form(&self, lemma: &str) -> Option<Entry> {
        let cut = lemma.strip_suffix("ed").or_else(|| lemma.strip_suffix("ing"));
        let base = cut.unwrap_or(lemma);
        let find = |word: &str| self.find(word, WordClass::Verb);
        let once = || {
            let mut back = base.chars().rev();
            let is_double = back.next().is_some_and(|last| Some(last) == back.next());
            let short = base.len().saturating_sub(1);
            is_double.then(|| base.get(..short)).flatten().and_then(find)
        };
        let plain = || cut.and_then(find);
        plain().or_else(|| find(&format!("{base}e"))).or_else(once)
    }

    pub(crate) fn is_phrasal(&self, lemma: &str) -> bool {
        self.phrasal.contains(lemma)
    }
}

/// The words for states.
pub(crate) fn body_words() -> &'static BodyWords {
    static WORDS: OnceLock<BodyWords> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words =
            BodyWords { entries: FxHashMap::default(), phrasal: FxHashSet::default() };
        for line in STATES.lines().filter(|line| !line.starts_with('#')) {
            let mut columns = line.split('\t');
            let mut next = || columns.next().unwrap_or("");
            let (lemma, class, flags, state) = (next(), next(), next(), next());
            let group = Some(next()).filter(|group| !group.is_empty()).unwrap_or(state);
            let class = match class {
                "adj" => WordClass::Adjective,
                "verb" => WordClass::Verb,
                _ => WordClass::Noun,
            };
            if let Some((first, _)) = lemma.split_once(' ') {
                words.phrasal.insert(first);
            }
            words.entries.insert((lemma, class), Entry { flags, state, group });
        }
        words
    })
}

/// Words that the cast's list of body parts has, and that are no place for a wound.
const NO_PARTS: &[&str] = &[
    "beard",
    "beards",
    "bodies",
    "body",
    "blood",
    "breath",
    "breaths",
    "brain",
    "brains",
    "complexion",
    "complexions",
    "countenance",
    "countenances",
    "curl",
    "curls",
    "feature",
    "features",
    "fringe",
    "frown",
    "frowns",
    "gaze",
    "gazes",
    "glance",
    "glances",
    "hair",
    "heart",
    "hearts",
    "look",
    "lock",
    "locks",
    "lash",
    "lashes",
    "moustache",
    "mustache",
    "nerve",
    "nerves",
    "profile",
    "pulse",
    "ringlet",
    "ringlets",
    "smile",
    "smiles",
    "stare",
    "stares",
    "tear",
    "tears",
    "tresses",
    "trunk",
    "trunks",
    "voice",
    "voices",
    "whiskers",
    "wrinkle",
    "wrinkles",
    "horn",
    "horns",
    "gum",
    "ass",
    "asses",
    "joint",
    "joints",
    "antenna",
    "feather",
    "feathers",
    "temples",
    "bottom",
    "pore",
];

/// Whether a noun in lower case is a part of a body that can be hurt.
pub(crate) fn is_part(form: &str) -> bool {
    Lexicon::shared().is_body_part(form) && !has(NO_PARTS, form)
}

/// Whether a short list has a word.
pub(crate) fn has(list: &[&str], word: &str) -> bool {
    list.contains(&word)
}

/// Whether a noun is for what hands can hold: a list has it, or it is some kind of thing
/// made, and no building, room, vehicle or piece of furniture.
pub(crate) fn is_thing(lemma: &str) -> bool {
    const KINDS: &[NounClass] = &[
        NounClass::Container,
        NounClass::Clothing,
        NounClass::Weapon,
        NounClass::Tool,
        NounClass::Document,
        NounClass::MusicalInstrument,
        NounClass::Money,
        NounClass::Food,
        NounClass::Drink,
    ];
    const OTHERS: &[NounClass] = &[
        NounClass::Building,
        NounClass::Room,
        NounClass::Vehicle,
        NounClass::Furniture,
        NounClass::Place,
        NounClass::Person,
        NounClass::Animal,
        NounClass::BodyPart,
        NounClass::Group,
    ];
    let classes = NounClasses::of(lemma);
    let is_made = matches!(
        Supersense::of_noun(lemma),
        Some(
            Supersense::NounArtifact | Supersense::NounFood | Supersense::NounPossession
        )
    );
    is_listed(lemma) || is_made && classes.has_any(KINDS) && !classes.has_any(OTHERS)
}

/// Whether a noun may be for a thing: no list has it, but it is nothing else either.
pub(crate) fn may_be_thing(lemma: &str) -> bool {
    const OTHERS: &[NounClass] = &[
        NounClass::Building,
        NounClass::Room,
        NounClass::Vehicle,
        NounClass::Place,
        NounClass::Person,
        NounClass::BodyPart,
        NounClass::Group,
    ];
    let is_solid = match Supersense::of_noun(lemma) {
        Some(
            Supersense::NounArtifact
            | Supersense::NounFood
            | Supersense::NounObject
            | Supersense::NounPlant
            | Supersense::NounPossession
            | Supersense::NounCommunication
            | Supersense::NounSubstance
            | Supersense::NounAnimal
            | Supersense::NounGroup,
        ) => true,
        Some(_) => false,
        None => lemma.len() > 2,
    };
    is_solid && !NounClasses::of(lemma).has_any(OTHERS) && !is_part(lemma)
}

/// Whether the list of things has a noun.
pub(crate) fn is_listed(lemma: &str) -> bool {
    static NOUNS: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    let nouns = NOUNS
        .get_or_init(|| THINGS.lines().filter(|line| !line.starts_with('#')).collect());
    nouns.contains(lemma)
}

/// What a verb does to a thing, and the word for it in the chain of custody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Handling {
    /// To somebody.
    Give(&'static str),
    /// The doer has it then.
    Take(&'static str),
    /// Somewhere.
    Put(&'static str),
    /// To somebody or somewhere.
    Move(&'static str),
    /// The doer has it all along.
    Hold(&'static str),
}

impl Handling {
    pub(crate) fn action(self) -> &'static str {
        match self {
            Handling::Give(action)
            | Handling::Take(action)
            | Handling::Put(action)
            | Handling::Move(action)
            | Handling::Hold(action) => action,
        }
    }
}

/// What a verb does to a thing, if it is a verb of that kind.
pub(crate) fn handling(lemma: &str) -> Option<Handling> {
    use Handling::{Give, Hold, Move, Put, Take};
    Some(match lemma {
        "give" | "hand" | "pass" | "deliver" | "entrust" | "present" | "offer"
        | "extend" | "proffer" | "feed" => Give("give"),
        "lend" | "loan" => Give("lend"),
        "sell" => Give("sell"),
        "bring" => Give("bring"),
        "send" => Give("send"),
        "return" | "restore" => Give("return"),
        "bequeath" | "award" | "surrender" => Give("give"),
        "take" | "accept" | "receive" | "collect" | "retrieve" | "recover" | "unhook"
        | "extract" => Take("take"),
        "grab" | "snatch" | "seize" | "scoop" | "pluck" | "confiscate" => Take("take"),
        "pick" => Take("pick"),
        "lift" | "raise" | "hoist" => Take("lift"),
        "reach" => Take("reach"),
        "fish" => Take("fish"),
        "dig" => Take("dig"),
        "whip" => Take("whip"),
        "tear" | "wrench" | "drag" | "tug" | "haul" => Take("tear"),
        "produce" | "unsheathe" | "unpack" => Take("take_out"),
        "unpin" | "unfasten" | "detach" | "unclip" | "unwind" | "unbuckle" | "untie"
        | "undo" => Take("take_off"),
        "pull" => Take("pull"),
        "draw" => Take("draw"),
        "get" => Take("get"),
        "fetch" => Take("fetch"),
        "steal" | "swipe" | "filch" | "pilfer" => Take("steal"),
        "find" => Take("find"),
        "buy" | "purchase" => Take("buy"),
        "borrow" => Take("borrow"),
        "pocket" => Take("put_in"),
        "remove" => Take("take_off"),
        "catch" => Take("take"),
        "put" | "place" | "set" | "lay" | "stick" | "stuff" | "tuck" | "stow"
        | "pack" | "lean" | "rest" | "replace" | "prop" | "deposit" | "thrust"
        | "cram" | "dump" | "insert" | "wedge" | "fold" | "press" | "pin" | "tie"
        | "lock" | "drape" | "spread" | "wrap" | "clip" | "fasten" | "roll"
        | "balance" | "stand" | "plant" | "bundle" | "ram" | "jam" | "poke" | "pop"
        | "sheathe" | "lodge" | "plug" | "fit" | "slot" | "button" | "nail" | "tape" => {
            Put("put")
        }
        "hang" => Put("hang"),
        "hide" | "bury" | "conceal" | "stash" => Put("hide"),
        "leave" => Put("leave"),
        "drop" => Put("drop"),
        "lose" => Put("lose"),
        "throw" | "fling" | "hurl" | "chuck" | "toss" | "lob" | "pitch" => Move("throw"),
        "slip" | "slide" | "push" | "shove" | "tip" => Move("put"),
        "hold" | "clutch" | "grip" | "clasp" | "grasp" | "wield" | "brandish"
        | "cradle" | "hug" | "cup" | "finger" | "wave" | "swing" | "twirl" | "nurse"
        | "unfold" | "unroll" | "unwrap" => Hold("hold"),
        "carry" | "bear" | "lug" | "shoulder" => Hold("carry"),
        "wear" => Hold("wear"),
        "keep" => Hold("keep"),
        "have" => Hold("have"),
        _ => return None,
    })
}
