//! Word lists: what a word can be, whatever the book.
//!
//! The lists are text files beside this one: a `#` opens a comment line, an entry is a
//! line, its columns stand between tabs, and the lines are sorted. They are read once, at
//! the first use. Every question takes its word in small letters, and a word can be in
//! several lists: *rose* is a name and a common word.

mod supersense;

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

pub use supersense::{NounClass, NounClasses, Supersense};

const BODY_PARTS: &str = include_str!("body_parts.txt");
const CALENDAR: &str = include_str!("calendar.txt");
const COMMON: &str = include_str!("common.txt");
const COMMON_MODERN: &str = include_str!("common_modern.txt");
const ELISIONS: &str = include_str!("elisions.txt");
const NAMES: &str = include_str!("names.txt");
const NATIONALITIES: &str = include_str!("nationalities.txt");
const NICKNAMES: &str = include_str!("nicknames.txt");
const NOUNS: &str = include_str!("nouns.txt");
const PERSON_VERBS: &str = include_str!("person_verbs.txt");
const PLACES: &str = include_str!("places.txt");
const PLACE_WORDS: &str = include_str!("place_words.txt");
const SPEECH: &str = include_str!("speech.txt");
const TITLES: &str = include_str!("titles.txt");

/// The gender that a name, a title or a noun tells of its bearer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Gender {
    /// It tells nothing: *Robin*, *doctor*.
    Unknown,
    /// He.
    Male,
    /// She.
    Female,
}

/// What kind of title a word is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum TitleClass {
    /// A form of courtesy: *Mr*, *Lady*, *Herr*.
    Honorific,
    /// A rank, an office, a profession: *Captain*, *Doctor*, *Sister*.
    Rank,
    /// Of royalty and nobility: *Queen*, *Count*.
    Noble,
    /// Of the family: *Aunt*, *Papa*.
    Kinship,
}

/// A word that stands before a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Title {
    /// The gender of who bears it; unknown for ranks that are held by anyone.
    pub gender: Gender,
    /// Its kind.
    pub class: TitleClass,
    /// Whether it can be a name by itself: *Captain*, *Mother*; *Mr* cannot.
    pub can_stand_alone: bool,
}

/// What a noun for somebody tells.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum NounKind {
    /// A relation: *mother*, *wife*.
    Kin,
    /// What somebody does or is by office: *porter*, *captain*.
    Role,
    /// Somebody, and little more: *man*, *stranger*, *voice*.
    Generic,
    /// Several, or a body of several: *crowd*, *sisters*.
    Group,
    /// A living thing that is no human being, or half alive: *dog*, *ghost*, *robot*.
    Creature,
}

/// Whether a verb speaks with *in* behind it: *put in*, *chimed in*.
pub fn is_half_of_cue(lower: &str) -> bool {
    matches!(lower, "put" | "puts" | "chimed" | "chimes" | "cut" | "cuts" | "slipped")
}

/// A common noun for somebody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PersonNoun {
    /// The gender that the noun itself tells.
    pub gender: Gender,
    /// What it tells.
    pub kind: NounKind,
}

/// A form of a verb.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum VerbForm {
    /// *say*
    Base,
    /// *says*
    Third,
    /// *said*; also where the base or the participle looks the same.
    Past,
    /// The past participle where it differs: *sung*.
    Participle,
    /// *saying*
    Ing,
}

impl VerbForm {
    /// Whether the form can be the verb of a cue by itself: *says*, *said*, *say*.
    pub fn is_finite(self) -> bool {
        matches!(self, VerbForm::Base | VerbForm::Third | VerbForm::Past)
    }
}

/// A form of a verb that can introduce a quotation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SpeechVerb {
    /// The base form.
    pub lemma: &'static str,
    /// Which form it is.
    pub form: VerbForm,
    /// Whether it says how: *whisper*; *say* and *ask* do not.
    pub says_manner: bool,
    /// Whether it is nearly always of speech; *begin*, *smile* and *nod* are not, and need
    /// the quotation right beside them.
    pub is_strong: bool,
    /// Whether the words are thought: *wonder*.
    pub is_thought: bool,
}

/// All word lists.
#[derive(Debug)]
pub struct Lexicon {
    body_parts: FxHashSet<&'static str>,
    calendar: FxHashSet<&'static str>,
    common: FxHashSet<&'static str>,
    elisions: FxHashSet<&'static str>,
    names: FxHashMap<&'static str, Gender>,
    nationalities: FxHashSet<&'static str>,
    nicknames: FxHashMap<&'static str, Box<[&'static str]>>,
    nouns: FxHashMap<&'static str, PersonNoun>,
    person_verbs: FxHashSet<&'static str>,
    places: FxHashSet<&'static str>,
    place_words: FxHashSet<&'static str>,
    speech: FxHashMap<&'static str, SpeechVerb>,
    titles: FxHashMap<&'static str, Title>,
}

impl Lexicon {
    /// The lists, read at the first call.
    pub fn shared() -> &'static Lexicon {
        static SHARED: OnceLock<Lexicon> = OnceLock::new();
        SHARED.get_or_init(Lexicon::read)
    }

    fn read() -> Lexicon {
        let mut common = set(COMMON, 26_000);
        common.extend(entries(COMMON_MODERN));
        Lexicon {
            body_parts: set(BODY_PARTS, 400),
            calendar: set(CALENDAR, 120),
            common,
            elisions: set(ELISIONS, 300),
            names: map(NAMES, 6_000, |columns| gender(columns.next())),
            nationalities: set(NATIONALITIES, 500),
            nicknames: map(NICKNAMES, 700, |columns| {
                columns.next().unwrap_or("").split(' ').collect()
            }),
            nouns: map(NOUNS, 4_000, noun),
            person_verbs: set(PERSON_VERBS, 700),
            places: set(PLACES, 900),
            place_words: set(PLACE_WORDS, 400),
            speech: speech(),
            titles: map(TITLES, 500, title),
        }
    }

    /// The gender of a given name, of a short or pet form too; none if it is no such name.
    pub fn given_name(&self, lower: &str) -> Option<Gender> {
        self.names.get(lower).copied()
    }

    /// The full given names that a short or pet form can stand for, likeliest first:
    /// *elizabeth* and *eliza* for *lizzy*. Empty if it is no such form.
    pub fn formal_names(&self, lower: &str) -> &[&'static str] {
        self.nicknames.get(lower).map_or(&[], |names| names)
    }

    /// What a title tells; it is asked without its dot: *mrs*.
    pub fn title(&self, lower: &str) -> Option<Title> {
        self.titles.get(lower).copied()
    }

    /// What a noun for somebody tells; a plural is a [`NounKind::Group`].
    pub fn person_noun(&self, lower: &str) -> Option<PersonNoun> {
        self.nouns.get(lower).copied()
    }

    /// The verb of which this is a form, if it can introduce a quotation.
    pub fn speech_verb(&self, lower: &str) -> Option<SpeechVerb> {
        self.speech.get(lower).copied()
    }

    /// Whether it is an ordinary English word, usually written small. Texts that have lost
    /// their apostrophes are provided for: *didn*, *ll*.
    pub fn is_common(&self, lower: &str) -> bool {
        self.common.contains(lower)
    }

    /// Whether it can end the name of a place: *street*, *hall*.
    pub fn is_place_word(&self, lower: &str) -> bool {
        self.place_words.contains(lower)
    }

    /// Whether it names a country, a region, a river, a well-known town.
    pub fn is_place(&self, lower: &str) -> bool {
        self.places.contains(lower)
    }

    /// Whether it names a people or a creed, its members, or what is theirs.
    pub fn is_nationality(&self, lower: &str) -> bool {
        self.nationalities.contains(lower)
    }

    /// Whether it names a month, a weekday or a feast.
    pub fn is_calendar(&self, lower: &str) -> bool {
        self.calendar.contains(lower)
    }

    /// Whether it can follow a leading apostrophe that is no quotation mark: *tis*, *em*.
    pub fn is_elision(&self, lower: &str) -> bool {
        self.elisions.contains(lower)
    }

    /// Whether it is a part of a body that acts or shows for somebody: *eyes*, *voice*.
    pub fn is_body_part(&self, lower: &str) -> bool {
        self.body_parts.contains(lower)
    }

    /// Whether it is a present or past form of a verb whose subject is nearly always a
    /// person: *shrugged*, *knew*.
    pub fn is_person_verb(&self, lower: &str) -> bool {
        self.person_verbs.contains(lower)
    }
}

/// The lines of a list that are not comments.
fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.starts_with('#'))
}

fn set(list: &'static str, n_expected: usize) -> FxHashSet<&'static str> {
    let mut set = FxHashSet::with_capacity_and_hasher(n_expected, Default::default());
    set.extend(entries(list));
    set
}

/// The columns of a line.
type Columns = std::str::Split<'static, char>;

/// Reads a list whose first column is the word and whose others make its value.
fn map<T>(
    list: &'static str,
    n_expected: usize,
    value: impl Fn(&mut Columns) -> T,
) -> FxHashMap<&'static str, T> {
    let mut map = FxHashMap::with_capacity_and_hasher(n_expected, Default::default());
    for line in entries(list) {
        let mut columns = line.split('\t');
        if let Some(word) = columns.next() {
            map.insert(word, value(&mut columns));
        }
    }
    map
}

fn gender(column: Option<&str>) -> Gender {
    match column {
        Some("male") => Gender::Male,
        Some("female") => Gender::Female,
        _ => Gender::Unknown,
    }
}

fn title(columns: &mut Columns) -> Title {
    let class = match columns.next() {
        Some("rank") => TitleClass::Rank,
        Some("noble") => TitleClass::Noble,
        Some("kinship") => TitleClass::Kinship,
        _ => TitleClass::Honorific,
    };
    let gender = gender(columns.next());
    Title { gender, class, can_stand_alone: columns.next() == Some("alone") }
}

fn noun(columns: &mut Columns) -> PersonNoun {
    let kind = match columns.next() {
        Some("kin") => NounKind::Kin,
        Some("role") => NounKind::Role,
        Some("group") => NounKind::Group,
        Some("creature") => NounKind::Creature,
        _ => NounKind::Generic,
    };
    PersonNoun { gender: gender(columns.next()), kind }
}

/// Reads the verbs, a row a form.
fn speech() -> FxHashMap<&'static str, SpeechVerb> {
    let mut map: FxHashMap<&'static str, SpeechVerb> =
        FxHashMap::with_capacity_and_hasher(3_000, Default::default());
    for line in entries(SPEECH) {
        let columns: Vec<&'static str> = line.split('\t').collect();
        let &[lemma, third, past, participle, ing, flags] = columns.as_slice() else {
            continue;
        };
        let has = |flag| flags.split(' ').any(|other| other == flag);
        let [is_strong, says_manner, is_thought] =
            ["strong", "manner", "thought"].map(has);
        // The past first: narration has “he read” where it could be any form.
        for (form, words) in [
            (VerbForm::Past, past),
            (VerbForm::Base, lemma),
            (VerbForm::Third, third),
            (VerbForm::Participle, participle),
            (VerbForm::Ing, ing),
        ] {
            for word in words.split('/').filter(|word| *word != "-") {
                let verb = SpeechVerb { lemma, form, says_manner, is_strong, is_thought };
                map.entry(word).or_insert(verb);
            }
        }
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTS: [(&str, &str, usize, usize); 14] = [
        ("body_parts", BODY_PARTS, 1, 200),
        ("calendar", CALENDAR, 1, 60),
        ("common", COMMON, 1, 20_000),
        ("common_modern", COMMON_MODERN, 1, 400),
        ("elisions", ELISIONS, 1, 100),
        ("names", NAMES, 2, 2_000),
        ("nationalities", NATIONALITIES, 1, 200),
        ("nicknames", NICKNAMES, 2, 350),
        ("nouns", NOUNS, 3, 1_800),
        ("person_verbs", PERSON_VERBS, 1, 250),
        ("places", PLACES, 1, 400),
        ("place_words", PLACE_WORDS, 1, 100),
        ("speech", SPEECH, 6, 230),
        ("titles", TITLES, 4, 120),
    ];

    fn lexicon() -> &'static Lexicon {
        Lexicon::shared()
    }

    #[test]
    fn lists_are_sorted_small_and_whole() {
        for (name, list, n_columns, n_least) in LISTS {
            let words: Vec<&str> =
                entries(list).map(|line| line.split('\t').next().unwrap()).collect();
            assert!(words.len() >= n_least, "{name}: {} entries", words.len());
            for pair in words.windows(2) {
                assert!(pair[0] < pair[1], "{name}: {} before {}", pair[0], pair[1]);
            }
            for line in entries(list) {
                assert_eq!(line.split('\t').count(), n_columns, "{name}: {line}");
                assert!(
                    line.split('\t').all(|column| !column.is_empty()),
                    "{name}: {line}"
                );
                assert_eq!(line, line.to_lowercase(), "{name}");
                assert_eq!(line, line.trim(), "{name}");
            }
        }
    }

    #[test]
    fn labels_are_known() {
        for line in entries(NAMES) {
            let label = line.split('\t').nth(1).unwrap();
            assert!(["-", "male", "female"].contains(&label), "{line}");
        }
        for line in entries(NOUNS) {
            let columns: Vec<&str> = line.split('\t').collect();
            let kinds = ["kin", "role", "generic", "group", "creature"];
            assert!(kinds.contains(&columns[1]), "{line}");
            assert!(["-", "male", "female"].contains(&columns[2]), "{line}");
        }
        for line in entries(TITLES) {
            let columns: Vec<&str> = line.split('\t').collect();
            let classes = ["honorific", "rank", "noble", "kinship"];
            assert!(classes.contains(&columns[1]), "{line}");
            assert!(["-", "alone"].contains(&columns[3]), "{line}");
        }
        for line in entries(SPEECH) {
            for flag in line.split('\t').nth(5).unwrap().split(' ') {
                assert!(["-", "strong", "manner", "thought"].contains(&flag), "{line}");
            }
        }
    }

    #[test]
    fn names_have_genders_and_full_forms() {
        assert_eq!(lexicon().given_name("elizabeth"), Some(Gender::Female));
        assert_eq!(lexicon().given_name("fyodor"), Some(Gender::Male));
        assert_eq!(lexicon().given_name("robin"), Some(Gender::Unknown));
        assert_eq!(lexicon().given_name("table"), None);
        assert_eq!(lexicon().formal_names("lizzy"), ["elizabeth", "eliza"]);
        assert_eq!(lexicon().formal_names("bill"), ["william"]);
        assert!(lexicon().formal_names("table").is_empty());
    }

    #[test]
    fn full_forms_are_names() {
        for line in entries(NICKNAMES) {
            for name in line.split('\t').nth(1).unwrap().split(' ') {
                assert!(lexicon().given_name(name).is_some(), "{line}");
            }
        }
    }

    #[test]
    fn titles_stand_alone_or_not() {
        let mr = lexicon().title("mr").unwrap();
        assert_eq!((mr.gender, mr.can_stand_alone), (Gender::Male, false));
        let captain = lexicon().title("captain").unwrap();
        assert_eq!((captain.class, captain.can_stand_alone), (TitleClass::Rank, true));
        assert_eq!(captain.gender, Gender::Unknown);
        let aunt = lexicon().title("aunt").unwrap();
        assert_eq!((aunt.gender, aunt.class), (Gender::Female, TitleClass::Kinship));
        assert_eq!(lexicon().title("queen").unwrap().class, TitleClass::Noble);
    }

    #[test]
    fn nouns_have_kinds_and_plurals_are_groups() {
        for (word, kind, gender) in [
            ("mother", NounKind::Kin, Gender::Female),
            ("porter", NounKind::Role, Gender::Male),
            ("barmaid", NounKind::Role, Gender::Female),
            ("captain", NounKind::Role, Gender::Unknown),
            ("stranger", NounKind::Generic, Gender::Unknown),
            ("sisters", NounKind::Group, Gender::Female),
            ("women", NounKind::Group, Gender::Female),
            ("crowd", NounKind::Group, Gender::Unknown),
            ("robot", NounKind::Creature, Gender::Unknown),
        ] {
            assert_eq!(
                lexicon().person_noun(word),
                Some(PersonNoun { gender, kind }),
                "{word}"
            );
        }
    }

    #[test]
    fn verbs_are_known_in_every_form() {
        for (word, lemma, form) in [
            ("said", "say", VerbForm::Past),
            ("says", "say", VerbForm::Third),
            ("told", "tell", VerbForm::Past),
            ("cried", "cry", VerbForm::Past),
            ("swore", "swear", VerbForm::Past),
            ("sworn", "swear", VerbForm::Participle),
            ("sung", "sing", VerbForm::Participle),
            ("bade", "bid", VerbForm::Past),
            ("read", "read", VerbForm::Past),
            ("muttering", "mutter", VerbForm::Ing),
            ("sobbed", "sob", VerbForm::Past),
            ("whisper", "whisper", VerbForm::Base),
            ("quoth", "quoth", VerbForm::Past),
        ] {
            let verb = lexicon().speech_verb(word).unwrap();
            assert_eq!((verb.lemma, verb.form), (lemma, form), "{word}");
        }
        assert!(lexicon().speech_verb("put").is_none());
    }

    #[test]
    fn verbs_tell_what_they_are() {
        let verb = |word| lexicon().speech_verb(word).unwrap();
        for word in ["say", "ask", "reply", "exclaim", "whisper", "mutter"] {
            assert!(verb(word).is_strong, "{word}");
        }
        for word in [
            "continue", "begin", "smile", "nod", "laugh", "sigh", "agree", "breathe",
            "go",
        ] {
            assert!(!lexicon().speech_verb(word).is_some_and(|v| v.is_strong), "{word}");
        }
        for word in ["say", "ask", "reply", "answer", "tell", "add", "continue"] {
            assert!(!verb(word).says_manner, "{word}");
        }
        for word in ["whisper", "croak", "shout"] {
            assert!(verb(word).says_manner, "{word}");
        }
        for word in ["think", "wonder", "reflect", "muse"] {
            assert!(verb(word).is_thought, "{word}");
        }
    }

    #[test]
    fn common_words_are_common() {
        let words = "the and he she it we they you me him her us them his mine yours hers \
            theirs himself herself myself what who whom yes no oh ah well please sorry thanks \
            hullo hello hush nonsense goodness okay don didn couldn isn wasn ll ve re phone \
            laptop pizza lorry computer headset rose will";
        for word in words.split_whitespace() {
            assert!(lexicon().is_common(word), "{word}");
        }
        for word in ["london", "elizabeth", "english", "monday", "bennet"] {
            assert!(!lexicon().is_common(word), "{word}");
        }
    }

    #[test]
    fn the_other_lists_answer() {
        assert!(lexicon().is_place_word("street"));
        assert!(lexicon().is_place("paris"));
        assert!(!lexicon().is_place("english"));
        assert!(lexicon().is_nationality("english"));
        assert!(lexicon().is_calendar("michaelmas"));
        for word in
            "tis twas em cause bout til n er im is ow ave ere cos neath gainst".split(' ')
        {
            assert!(lexicon().is_elision(word), "{word}");
        }
        assert!(lexicon().is_body_part("eyes"));
        for word in
            "nodded smiled shrugged frowned sat stood thought knew wondered laughed wore"
                .split(' ')
        {
            assert!(lexicon().is_person_verb(word), "{word}");
        }
        assert!(!lexicon().is_person_verb("shone"));
    }
}
