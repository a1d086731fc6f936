//! Supersenses: what nouns and verbs are about, and finer classes of nouns.
//!
//! The table `supersenses.txt` is made from `WordNet` 3.0 (Fellbaum 1998) by
//! `training/lexicon/supersenses.py`; its licence is `LICENSE-WORDNET` beside it. A
//! supersense is one of `WordNet`'s lexicographer files, as in Ciaramita and Johnson (EMNLP
//! 2003); a class is what lies below some broad words, such as *container*. Every question
//! takes a dictionary form in small letters.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

const TABLE: &str = include_str!("supersenses.txt");

/// Room for the words of the table.
const N_WORDS: usize = 56_000;

macro_rules! labelled {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $label:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// Its name in tables: that of `WordNet` where `WordNet` has one.
            pub fn label(self) -> &'static str {
                match self {
                    $($name::$variant => $label,)*
                }
            }

            fn from_label(label: &str) -> Option<$name> {
                match label {
                    $($label => Some($name::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

labelled! {
    /// What a noun or a verb is about, in most of its uses.
    Supersense {
        /// The broadest nouns: *creature*, *event*.
        NounTops = "noun.Tops",
        /// Something done: *visit*, *kick*.
        NounAct = "noun.act",
        /// *Dog*, *moth*.
        NounAnimal = "noun.animal",
        /// Something made: *knife*, *house*, *coat*.
        NounArtifact = "noun.artifact",
        /// *Size*, *patience*, *voice*.
        NounAttribute = "noun.attribute",
        /// A part of a body: *hand*.
        NounBody = "noun.body",
        /// *Mind*, *plan*.
        NounCognition = "noun.cognition",
        /// *Letter*, *shout*.
        NounCommunication = "noun.communication",
        /// Something that happens: *splash*, *wave*.
        NounEvent = "noun.event",
        /// *Grief*, *envy*.
        NounFeeling = "noun.feeling",
        /// *Bread*, *coffee*.
        NounFood = "noun.food",
        /// *Crowd*, *family*, *village*.
        NounGroup = "noun.group",
        /// *Harbour*, *north*.
        NounLocation = "noun.location",
        /// *Reason*, *impulse*.
        NounMotive = "noun.motive",
        /// Something natural: *stone*, *river*.
        NounObject = "noun.object",
        /// *Porter*, *sister*.
        NounPerson = "noun.person",
        /// *Rain*, *light*.
        NounPhenomenon = "noun.phenomenon",
        /// *Rose*, *oak*.
        NounPlant = "noun.plant",
        /// *Money*, *debt*.
        NounPossession = "noun.possession",
        /// *Growth*, *decay*.
        NounProcess = "noun.process",
        /// *Dozen*, *mile*.
        NounQuantity = "noun.quantity",
        /// *Half*, *link*.
        NounRelation = "noun.relation",
        /// *Square*, *bend*.
        NounShape = "noun.shape",
        /// *Fever*, *silence*.
        NounState = "noun.state",
        /// *Water*, *iron*.
        NounSubstance = "noun.substance",
        /// *Night*, *hour*.
        NounTime = "noun.time",
        /// *Sleep*, *smile*.
        VerbBody = "verb.body",
        /// *Die*, *break*, *begin*.
        VerbChange = "verb.change",
        /// *Think*, *know*.
        VerbCognition = "verb.cognition",
        /// *Say*, *ask*.
        VerbCommunication = "verb.communication",
        /// *Fight*, *race*.
        VerbCompetition = "verb.competition",
        /// *Eat*, *drink*.
        VerbConsumption = "verb.consumption",
        /// *Touch*, *hit*, *put*.
        VerbContact = "verb.contact",
        /// *Write*, *paint*.
        VerbCreation = "verb.creation",
        /// *Love*, *fear*.
        VerbEmotion = "verb.emotion",
        /// *Go*, *run*, *fall*.
        VerbMotion = "verb.motion",
        /// *See*, *hear*.
        VerbPerception = "verb.perception",
        /// *Have*, *give*, *take*.
        VerbPossession = "verb.possession",
        /// *Help*, *marry*, *try*.
        VerbSocial = "verb.social",
        /// *Be*, *wait*, *hold*.
        VerbStative = "verb.stative",
        /// *Rain*, *shine*.
        VerbWeather = "verb.weather",
    }
}

labelled! {
    /// What some sense of a noun with a fair share of its uses is a kind of.
    NounClass {
        /// *Hand*, *hair*, *blood*.
        BodyPart = "body-part",
        /// *Cup*, *box*, *pocketbook*.
        Container = "container",
        /// What is worn, jewels and spectacles too.
        Clothing = "clothing",
        /// *Sword*, *pistol*, *bullet*.
        Weapon = "weapon",
        /// *Cart*, *ship*.
        Vehicle = "vehicle",
        /// A part of a house in which one can be: *kitchen*, *stairs*.
        Room = "room",
        /// *Inn*, *barn*.
        Building = "building",
        /// Where one can be: rooms, buildings, ways, regions, waters.
        Place = "place",
        /// *Stranger*, *king*, *niece*.
        Person = "person",
        /// *Mother*, *cousin*.
        Kin = "kin",
        /// *Baker*, *sergeant*.
        Occupation = "occupation",
        /// *Fiddle*, *drum*.
        MusicalInstrument = "musical-instrument",
        /// *Hammer*, *lamp*, *key*.
        Tool = "tool",
        /// *Letter*, *map*, *book*.
        Document = "document",
        /// *Ale*, *coffee*.
        Drink = "drink",
        /// *Bread*, *supper*.
        Food = "food",
        /// *Cat*, *moth*.
        Animal = "animal",
        /// *Table*, *bed*.
        Furniture = "furniture",
        /// *Coin*, *penny*.
        Money = "money",
        /// Several people as one: *crowd*, *family*.
        Group = "group",
    }
}

/// The classes of a noun.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct NounClasses(u32);

impl NounClasses {
    /// The classes of a noun; empty if it is none of the table.
    pub fn of(lemma: &str) -> NounClasses {
        table().get(lemma).map_or(NounClasses(0), |entry| entry.classes)
    }

    /// Whether a class is among them.
    pub fn has(self, class: NounClass) -> bool {
        self.0 & class.bit() != 0
    }

    /// Whether one of several is among them.
    pub fn has_any(self, classes: &[NounClass]) -> bool {
        classes.iter().any(|&class| self.has(class))
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl NounClass {
    fn bit(self) -> u32 {
        1 << self as u32
    }
}

impl Supersense {
    /// What a noun is about; none if the table lacks it.
    pub fn of_noun(lemma: &str) -> Option<Supersense> {
        table().get(lemma).and_then(|entry| entry.noun)
    }

    /// What a verb is about; none if the table lacks it.
    pub fn of_verb(lemma: &str) -> Option<Supersense> {
        table().get(lemma).and_then(|entry| entry.verb)
    }

    fn is_verb(self) -> bool {
        self >= Supersense::VerbBody
    }
}

/// What the table tells of a word.
#[derive(Clone, Copy, Default)]
struct Entry {
    noun: Option<Supersense>,
    verb: Option<Supersense>,
    classes: NounClasses,
}

/// The table, read at the first call.
fn table() -> &'static FxHashMap<&'static str, Entry> {
    static TABLE: OnceLock<FxHashMap<&'static str, Entry>> = OnceLock::new();
    TABLE.get_or_init(read)
}

fn read() -> FxHashMap<&'static str, Entry> {
    let mut table: FxHashMap<&'static str, Entry> =
        FxHashMap::with_capacity_and_hasher(N_WORDS, Default::default());
    for (label, words) in lines() {
        let supersense = Supersense::from_label(label);
        let class = NounClass::from_label(label);
        for word in words.split(' ') {
            let entry = table.entry(word).or_default();
            match supersense {
                Some(supersense) if supersense.is_verb() => entry.verb = Some(supersense),
                Some(supersense) => entry.noun = Some(supersense),
                None => entry.classes.0 |= class.map_or(0, NounClass::bit),
            }
        }
    }
    table
}

/// The rows of the table: a supersense or a class, and its words.
fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_meaning_and_sorted_words() {
        let mut n_rows = 0;
        for (label, words) in lines() {
            let is_known = Supersense::from_label(label).is_some()
                || NounClass::from_label(label).is_some();
            assert!(is_known, "{label}");
            let words: Vec<&str> = words.split(' ').collect();
            assert!(words.len() >= 30, "{label}: {}", words.len());
            assert!(words.windows(2).all(|pair| pair[0] < pair[1]), "{label}");
            n_rows += 1;
        }
        assert_eq!(n_rows, Supersense::ALL.len() + NounClass::ALL.len());
        assert!(table().len() <= N_WORDS, "{}", table().len());
    }

    #[test]
    fn words_have_the_sense_that_is_usual() {
        use Supersense::*;
        for (word, sense) in [
            ("hand", NounBody),
            ("knife", NounArtifact),
            ("bread", NounFood),
            ("dog", NounAnimal),
            ("porter", NounPerson),
            ("letter", NounCommunication),
            ("grief", NounFeeling),
            ("night", NounTime),
        ] {
            assert_eq!(Supersense::of_noun(word), Some(sense), "{word}");
        }
        for (word, sense) in [
            ("say", VerbCommunication),
            ("go", VerbMotion),
            ("see", VerbPerception),
            ("give", VerbPossession),
            ("hit", VerbContact),
            ("think", VerbCognition),
            ("love", VerbEmotion),
            ("drink", VerbConsumption),
        ] {
            assert_eq!(Supersense::of_verb(word), Some(sense), "{word}");
        }
        assert_eq!(Supersense::of_noun("zzyzx"), None);
    }

    #[test]
    fn nouns_are_in_their_classes() {
        use NounClass::*;
        for (word, class) in [
            ("hand", BodyPart),
            ("cup", Container),
            ("coat", Clothing),
            ("sword", Weapon),
            ("cart", Vehicle),
            ("kitchen", Room),
            ("barn", Building),
            ("street", Place),
            ("stranger", Person),
            ("cousin", Kin),
            ("baker", Occupation),
            ("fiddle", MusicalInstrument),
            ("hammer", Tool),
            ("letter", Document),
            ("coffee", Drink),
            ("bread", Food),
            ("moth", Animal),
            ("bed", Furniture),
            ("penny", Money),
            ("crowd", Group),
        ] {
            assert!(NounClasses::of(word).has(class), "{word}");
        }
        assert!(!NounClasses::of("hand").has_any(&[Weapon, Place]));
        assert!(NounClasses::of("zzyzx").is_empty());
    }
}
