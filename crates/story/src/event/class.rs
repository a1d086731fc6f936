//! What sort of thing happens, by the usual sense of its word.

use dramaturg_cast::lexicon::Supersense;

/// What sort of thing happens; after `WordNet`'s files of verbs, with words of our own where
/// fiction uses a verb mostly in another sense than `WordNet`'s texts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum EventClass {
    /// Somebody goes, comes, turns, falls: *ran*.
    Motion,
    /// Something is said, sung, signed: *whispered*.
    Communication,
    /// Somebody touches, strikes, holds, puts: *knocked*.
    Contact,
    /// Somebody sees, hears, looks, finds: *glanced*.
    Perception,
    /// Something changes hands: *gave*.
    Transfer,
    /// Something becomes otherwise: *broke*, *died*, *began*.
    Change,
    /// Somebody thinks, decides, remembers: *wondered*.
    Cognition,
    /// Somebody is moved: *feared*.
    Emotion,
    /// What a body does by itself, and how it is held: *smiled*, *sat*.
    Body,
    /// *Ate*, *drank*.
    Consumption,
    /// Something is made: *wrote*.
    Creation,
    /// *Fought*, *won*.
    Conflict,
    /// What people do with people: *married*, *helped*.
    Social,
    /// It goes on: *waited*.
    State,
    /// *Rained*.
    Weather,
    /// None of these.
    Other,
}

impl EventClass {
    /// All of them.
    pub const ALL: &[EventClass] = &[
        EventClass::Motion,
        EventClass::Communication,
        EventClass::Contact,
        EventClass::Perception,
        EventClass::Transfer,
        EventClass::Change,
        EventClass::Cognition,
        EventClass::Emotion,
        EventClass::Body,
        EventClass::Consumption,
        EventClass::Creation,
        EventClass::Conflict,
        EventClass::Social,
        EventClass::State,
        EventClass::Weather,
        EventClass::Other,
    ];

    /// Its name in the Story JSON.
    pub fn label(self) -> &'static str {
        match self {
            EventClass::Motion => "motion",
            EventClass::Communication => "communication",
            EventClass::Contact => "contact",
            EventClass::Perception => "perception",
            EventClass::Transfer => "transfer",
            EventClass::Change => "change",
            EventClass::Cognition => "cognition",
            EventClass::Emotion => "emotion",
            EventClass::Body => "body",
            EventClass::Consumption => "consumption",
            EventClass::Creation => "creation",
            EventClass::Conflict => "conflict",
            EventClass::Social => "social",
            EventClass::State => "state",
            EventClass::Weather => "weather",
            EventClass::Other => "other",
        }
    }

    /// What a verb tells of, by its dictionary form.
    pub fn of_verb(lemma: &str) -> EventClass {
        let own = OWN.iter().find(|(_, lemmas)| lemmas.contains(&lemma));
        own.map_or_else(
            || Supersense::of_verb(lemma).map_or(EventClass::Other, EventClass::of_sense),
            |(class, _)| *class,
        )
    }

    /// What a noun tells of: a scream is what one does who screams; *anger* is no verb first.
    pub fn of_noun(lemma: &str) -> EventClass {
        let noun = Supersense::of_noun(lemma);
        let is_deed = !matches!(noun, Some(Supersense::NounFeeling));
        if is_deed && Supersense::of_verb(lemma).is_some() {
            return EventClass::of_verb(lemma);
        }
        noun.map_or(EventClass::Other, EventClass::of_sense)
    }

    fn of_sense(sense: Supersense) -> EventClass {
        match sense {
            Supersense::VerbMotion => EventClass::Motion,
            Supersense::VerbCommunication | Supersense::NounCommunication => {
                EventClass::Communication
            }
            Supersense::VerbContact => EventClass::Contact,
            Supersense::VerbPerception => EventClass::Perception,
            Supersense::VerbPossession | Supersense::NounPossession => {
                EventClass::Transfer
            }
            Supersense::VerbChange
            | Supersense::NounEvent
            | Supersense::NounProcess
            | Supersense::NounState => EventClass::Change,
            Supersense::VerbCognition | Supersense::NounCognition => {
                EventClass::Cognition
            }
            Supersense::VerbEmotion | Supersense::NounFeeling => EventClass::Emotion,
            Supersense::VerbBody | Supersense::NounBody => EventClass::Body,
            Supersense::VerbConsumption | Supersense::NounFood => EventClass::Consumption,
            Supersense::VerbCreation => EventClass::Creation,
            Supersense::VerbCompetition => EventClass::Conflict,
            Supersense::VerbSocial => EventClass::Social,
            Supersense::VerbStative => EventClass::State,
            Supersense::VerbWeather | Supersense::NounPhenomenon => EventClass::Weather,
            _ => EventClass::Other,
        }
    }
}

/// Verbs that stories use otherwise than `WordNet`'s counts say.
const OWN: &[(EventClass, &[&str])] = &[
    (
        EventClass::Body,
        &[
            "sit", "stand", "lie", "kneel", "crouch", "squat", "lean", "slump", "bow",
            "nod", "shrug", "wink", "cry", "sob", "sniff", "grin", "frown", "wince",
            "shiver", "tremble", "shudder", "stretch", "yawn", "sigh", "gasp", "curtsey",
        ],
    ),
    (
        EventClass::Contact,
        &[
            "hold", "pick", "push", "hurt", "wound", "press", "clutch", "hug", "embrace",
            "shake", "drop", "catch", "lift", "raise", "set", "place", "put", "lay",
            "shove", "drag", "shoot", "stab", "slap", "pat", "tap",
        ],
    ),
    (
        EventClass::Motion,
        &["stop", "start", "travel", "slip", "wander", "land", "gather"],
    ),
    (EventClass::Perception, &["find", "notice", "discover", "spot", "search", "peer"]),
    (
        EventClass::Transfer,
        &["hand", "pass", "bring", "fetch", "send", "deliver", "steal", "return"],
    ),
    (EventClass::Creation, &["make", "build", "write", "draw", "cook"]),
    (EventClass::Change, &["kill", "wake", "become", "end", "finish", "happen"]),
    (EventClass::Cognition, &["remember", "forget", "recognise", "realise", "realize"]),
    (EventClass::Emotion, &["want", "enjoy", "worry"]),
    (
        EventClass::Communication,
        &["laugh", "greet", "call", "ring", "phone", "thank", "beckon", "wave", "point"],
    ),
    (EventClass::State, &["stay", "remain", "keep", "be", "seem"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_classes() {
        for (verb, class) in [
            ("run", EventClass::Motion),
            ("whisper", EventClass::Communication),
            ("knock", EventClass::Contact),
            ("see", EventClass::Perception),
            ("give", EventClass::Transfer),
            ("die", EventClass::Change),
            ("wonder", EventClass::Cognition),
            ("fear", EventClass::Emotion),
            ("smile", EventClass::Body),
            ("eat", EventClass::Consumption),
            ("rain", EventClass::Weather),
            ("zzyzx", EventClass::Other),
        ] {
            assert_eq!(EventClass::of_verb(verb), class, "{verb}");
        }
        assert_eq!(EventClass::of_noun("scream"), EventClass::Communication);
        assert_eq!(EventClass::of_noun("terror"), EventClass::Emotion);
    }

    #[test]
    fn no_verb_has_two_classes_of_our_own() {
        let mut all: Vec<&str> =
            OWN.iter().flat_map(|(_, lemmas)| *lemmas).copied().collect();
        all.sort_unstable();
        assert!(all.windows(2).all(|pair| pair[0] != pair[1]), "{all:?}");
    }
}
