//! Hints that somebody comes or goes: what narration tells of steps and doors, and what
//! people say on coming and going.

use dramaturg_cast::EntityId;
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::Byte;

use super::motion::{DOORS, GO, Motion, Moves, PASSAGES, is_people, leads_through};
use super::sign::{is_before, is_now};
use crate::EventClass;
use crate::fluent::grammar::Grammar;

/// What a word hints at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum HintKind {
    /// Comes in.
    Enters,
    /// Goes off.
    Leaves,
    /// Goes from one place to another.
    Passes,
    /// Moves, no word says whither: *ran*.
    Goes,
    /// Has gone or come before, would, or did not.
    Unreal,
    /// Opens a door, or it opens.
    Opens,
    /// Shuts a door, or it shuts.
    Shuts,
    /// A door, a gate, stairs: is named otherwise.
    Door,
    /// Knocks, or is heard outside: steps, wheels, a bell.
    Sounds,
    /// Is told to go or to fetch.
    Sent,
    /// Is told to come.
    Called,
    /// Says that they will go.
    Announces,
    /// Says or is told good-bye.
    Farewell,
    /// Says or is told good day.
    Greeting,
    /// Is spoken of, not to.
    ToldOf,
}

impl HintKind {
    /// How many kinds there are.
    pub(super) const N: usize = 15;
}

/// Whom a hint is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Mover {
    /// One of the cast.
    One(EntityId),
    /// Several at once: *they*, *both*.
    Many,
    /// Somebody without a name here, or a thing.
    Unknown,
}

/// A hint of coming or going.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hint {
    /// Where the word stands.
    pub(super) at: Byte,
    pub(super) mover: Mover,
    pub(super) kind: HintKind,
}

/// All hints in the order of the text, by the moves that it tells.
pub(super) fn hints(grammar: &Grammar<'_>, moves: &[Moves]) -> Vec<Hint> {
    let mut finder = Finder { grammar, hints: Vec::new() };
    let mut moves = moves.iter().peekable();
    for (id, _) in grammar.parse.words.iter() {
        if grammar.quotation(id).is_some() {
            finder.look_at_speech(id);
        } else {
            finder.look_at_narration(id, moves.next_if(|moves| moves.word == id));
        }
    }
    finder.look_at_names();
    let mut hints = finder.hints;
    hints.sort_by_key(|hint| (hint.at, hint.mover, hint.kind));
    hints.dedup_by_key(|hint| (hint.at, hint.mover, hint.kind));
    hints
}

/// Collects hints.
#[derive(Debug)]
struct Finder<'g, 'a> {
    grammar: &'g Grammar<'a>,
    hints: Vec<Hint>,
}

impl Finder<'_, '_> {
    fn add(&mut self, word: ParsedWordId, mover: Mover, kind: HintKind) {
        let at = self.grammar.parse.words[word].span.start();
        self.hints.push(Hint { at, mover, kind });
    }

    /// Adds a hint about everybody whom a word and those joined to it mean.
    fn add_all(&mut self, verb: ParsedWordId, word: ParsedWordId, kind: HintKind) {
        let grammar = self.grammar;
        let kids = grammar.kids(word).iter().copied();
        let joined = kids.filter(|&kid| grammar.relation(kid) == Relation::Conj);
        for word in std::iter::once(word).chain(joined) {
            self.add(verb, self.mover(word), kind);
        }
    }

    fn mover(&self, word: ParsedWordId) -> Mover {
        let grammar = self.grammar;
        // “They left” is nobody’s move alone, whomever *they* is taken for.
        if matches!(grammar.lower(word), "they" | "them" | "we" | "us") {
            return Mover::Many;
        }
        if let Some(who) = grammar.who(word) {
            return Mover::One(who);
        }
        let is_many = MANY.contains(&grammar.lower(word))
            || grammar.parse.features(word).contains("Number=Plur");
        if is_many { Mover::Many } else { Mover::Unknown }
    }

    fn look_at_narration(&mut self, id: ParsedWordId, moves: Option<&Moves>) {
        let grammar = self.grammar;
        let lemma = grammar.lemma(id);
        if let Some(moves) = moves {
            for &(word, way) in &moves.all {
                // “Her voice came out thick.”
                let is_step = is_people(grammar, word) || leads_through(grammar, id);
                let kind = match way {
                    _ if !is_step => HintKind::Goes,
                    Motion::In => HintKind::Enters,
                    Motion::Out => HintKind::Leaves,
                    Motion::Through => HintKind::Passes,
                };
                self.add_all(id, word, kind);
            }
        } else if grammar.tag(id) == Tag::Verb {
            let is_going = lemma != "be"
                && (GO.contains(&lemma)
                    || EventClass::of_verb(lemma) == EventClass::Motion);
            if is_going && let Some(subject) = grammar.subject(id) {
                let is_so = is_now(grammar, id)
                    && !is_before(grammar, id)
                    && !is_denied(grammar, id);
                let kind = if is_so { HintKind::Goes } else { HintKind::Unreal };
                self.add_all(id, subject, kind);
            }
            if lemma == "knock" && grammar.kid(id, Relation::Obj).is_none() {
                let mover = grammar.subject(id).map(|subject| self.mover(subject));
                self.add(id, mover.unwrap_or(Mover::Unknown), HintKind::Sounds);
            }
        }
        if grammar.tag(id) == Tag::Noun {
            self.look_at_noun(id, lemma);
        }
    }

    /// Doors, and what is heard of somebody outside.
    fn look_at_noun(&mut self, id: ParsedWordId, lemma: &str) {
        let grammar = self.grammar;
        if SOUNDS.contains(&lemma) {
            self.add(id, Mover::Unknown, HintKind::Sounds);
        }
        if !DOORS.contains(&lemma) && !PASSAGES.contains(&lemma) {
            return;
        }
        let head = grammar.head(id).filter(|&head| grammar.tag(head) == Tag::Verb);
        let Some(verb) = head else {
            return self.add(id, Mover::Unknown, HintKind::Door);
        };
        let kind = match grammar.lemma(verb) {
            _ if !DOORS.contains(&lemma) => HintKind::Door,
            "open" | "unlock" | "fling" | "throw" | "push" | "swing" | "fly" | "bang"
            | "burst" | "creak" | "hold" | "kick" | "answer" => HintKind::Opens,
            "close" | "shut" | "slam" | "lock" | "click" | "pull" | "sigh" => {
                HintKind::Shuts
            }
            _ => HintKind::Door,
        };
        let mover = match grammar.relation(id) {
            Relation::Obj | Relation::Obl => {
                grammar.subject(verb).map(|subject| self.mover(subject))
            }
            _ => None,
        };
        self.add(id, mover.unwrap_or(Mover::Unknown), kind);
    }

    /// Who is spoken of in quotations.
    fn look_at_names(&mut self) {
        let (book, cast) = (self.grammar.book, self.grammar.cast);
        for (id, mention) in cast.mentions.rows.iter() {
            let Some(quotation) = mention.quotation else { continue };
            let settled = cast.persons.of_mention.get(id).copied().flatten();
            let Some(who) = settled.or(cast.entities.of_mention[id]) else { continue };
            let speech = &cast.speech.rows[quotation];
            let is_speaker = speech.speaker.as_ref().is_some_and(|c| c.value == who);
            let is_addressee = speech.addressees.iter().any(|c| c.value == who);
            if !is_speaker && !is_addressee {
                let at = book.bytes(mention.span).start();
                let kind = HintKind::ToldOf;
                self.hints.push(Hint { at, mover: Mover::One(who), kind });
            }
        }
    }

    fn look_at_speech(&mut self, id: ParsedWordId) {
        let grammar = self.grammar;
        let Some(quotation) = grammar.quotation(id) else { return };
        let speech = &grammar.cast.speech.rows[quotation];
        let speaker = speech.speaker.as_ref().map(|claim| claim.value);
        let form = grammar.lower(id);
        let polite = match form {
            "goodbye" | "good-bye" | "bye" | "goodnight" | "good-night" | "farewell"
            | "cheerio" | "adieu" | "bye-bye" | "ta-ta" => Some(HintKind::Farewell),
            "hello" | "hullo" | "hallo" | "hi" | "welcome" => Some(HintKind::Greeting),
            "night" | "morning" | "evening" | "afternoon" | "day" if self.is_good(id) => {
                let is_off = matches!(form, "night" | "day");
                Some(if is_off { HintKind::Farewell } else { HintKind::Greeting })
            }
            _ => None,
        };
        if let Some(kind) = polite {
            let called = speech.addressees.iter().map(|claim| claim.value);
            let movers: Vec<EntityId> = called.chain(speaker).collect();
            for who in movers {
                self.add(id, Mover::One(who), kind);
            }
        }
        let lemma = grammar.lemma(id);
        // “I’m off.”
        let is_away = matches!(form, "off" | "gone" | "away")
            && grammar.kid(id, Relation::Cop).is_some();
        if grammar.tag(id) != Tag::Verb && !is_away {
            return;
        }
        let is_off = is_away
            || OFF.contains(&lemma)
            || OFF_WITH_WORD.contains(&lemma) && self.has_way(id);
        let is_come = !is_away && matches!(lemma, "come" | "enter" | "join");
        if !is_off && !is_come {
            return;
        }
        let subject = grammar.kid(id, Relation::Nsubj);
        let is_told = match subject {
            None => matches!(
                grammar.relation(id),
                Relation::Root | Relation::Conj | Relation::Parataxis | Relation::Ccomp
            ),
            Some(subject) => grammar.lower(subject) == "you",
        };
        let past = grammar.parse.features(id).contains("Tense=Past");
        if past || is_denied(grammar, id) {
            return;
        }
        if is_told {
            let kind = if is_come { HintKind::Called } else { HintKind::Sent };
            let called: Vec<EntityId> =
                speech.addressees.iter().map(|claim| claim.value).collect();
            for who in called {
                self.add(id, Mover::One(who), kind);
            }
            return;
        }
        let first = subject.map(|subject| grammar.lower(subject));
        if matches!(first, Some("i" | "we")) {
            if let Some(speaker) = speaker {
                self.add(id, Mover::One(speaker), HintKind::Announces);
            }
            if first == Some("we") {
                let called: Vec<EntityId> =
                    speech.addressees.iter().map(|claim| claim.value).collect();
                for who in called {
                    self.add(id, Mover::One(who), HintKind::Announces);
                }
            }
        }
    }

    /// “Get out”: a verb with a word that says away.
    fn has_way(&self, verb: ParsedWordId) -> bool {
        self.grammar.kids(verb).iter().any(|&kid| {
            matches!(
                self.grammar.lower(kid),
                "out" | "off" | "away" | "back" | "up" | "down" | "home" | "along"
            )
        })
    }

    /// “Good night.”
    fn is_good(&self, noun: ParsedWordId) -> bool {
        let kids = self.grammar.kids(noun).iter();
        { kids }.any(|&kid| self.grammar.lower(kid) == "good")
    }
}

/// Whether a verb is denied.
fn is_denied(grammar: &Grammar<'_>, verb: ParsedWordId) -> bool {
    let mut kids = grammar.kids(verb).iter();
    kids.any(|&kid| matches!(grammar.lower(kid), "not" | "n't" | "n’t" | "never"))
}

/// Words for several people.
const MANY: &[&str] = &[
    "they",
    "them",
    "we",
    "us",
    "both",
    "all",
    "everyone",
    "everybody",
    "others",
    "two",
    "three",
    "four",
    "rest",
    "couple",
    "pair",
    "party",
    "family",
    "crowd",
];

/// What is heard or seen of somebody who comes or goes.
const SOUNDS: &[&str] = &[
    "knock",
    "bell",
    "doorbell",
    "footstep",
    "step",
    "foot",
    "tread",
    "engine",
    "wheel",
    "hoof",
    "horn",
    "boot",
    "headlight",
    "tyre",
    "tire",
    "buzzer",
    "rap",
    "shadow",
    "figure",
    "voice",
    "head",
    "shape",
    "silhouette",
];

/// What one is told or says one will do, and goes for it.
const OFF: &[&str] = &[
    "go", "leave", "run", "clear", "hurry", "fetch", "walk", "drive", "ride", "fly",
    "follow", "scram", "return", "excuse",
];

/// These say so only with another word: *get out*.
const OFF_WITH_WORD: &[&str] = &["get", "move", "take", "pop", "nip", "send", "bring"];
