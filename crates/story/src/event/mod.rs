//! What happens: the words that assert it, who does it, to whom and where.
//!
//! Reads `Book`, `Parse` and the layers of `cast`; makes [`Events`]. Triggers are those of
//! the network behind `Parse`, which follows the realis events of Sims, Park and Bamman (ACL
//! 2019): asserted, particular, told as having happened. A rule adds finite verbs where
//! narration is in the present. Who takes part is read off the tree, what is only denied,
//! wished or supposed is kept apart.
//!
//! Read in this order: this file, `class`, `modality`, `present`, `roles`.

mod class;
mod modality;
mod present;
mod roles;

use dramaturg_cast::{Cast, EntityId};
use dramaturg_parse::{Parse, ParsedWordId, Relation, Tag};
use dramaturg_text::{Book, Byte, Span, Stage, Table, position};
use rustc_hash::FxHashMap;

use crate::tree::Tree;
use roles::Roles;

pub use class::EventClass;
pub use modality::Modality;
pub(crate) use modality::modality;

position! {
    /// A row of [`Events`].
    EventId
}

/// Something that the text tells of as happening, or as not happening.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// The word that says so.
    pub word: ParsedWordId,
    /// Where it stands.
    pub trigger: Span<Byte>,
    /// What sort of thing happens.
    pub class: EventClass,
    /// Whether it happens.
    pub modality: Modality,
    /// Who does it, in the order of the text; may be empty.
    pub agents: Vec<EntityId>,
    /// Whom it is done to, in the order of the text; may be empty.
    pub patients: Vec<EntityId>,
    /// The nouns for the things that it is done to.
    pub things: Vec<ParsedWordId>,
    /// The noun for where it happens, if its clause says so.
    pub place: Option<ParsedWordId>,
    /// The probability that it is such an event, from 0 to 1.
    pub confidence: f32,
}

/// All events in discourse order.
#[derive(Clone, Debug, Default)]
pub struct Events {
    /// What happens.
    pub rows: Table<EventId, Event>,
    /// What narration tells of as not so: denied, asked, wanted, possible, future, supposed.
    pub unreal: Vec<Event>,
}

impl Events {
    /// The event that a word tells of.
    pub fn of_word(&self, word: ParsedWordId) -> Option<EventId> {
        let found = self.rows.rows().binary_search_by_key(&word, |event| event.word);
        found.ok().map(dramaturg_text::Position::from_index)
    }
}

/// Finds events.
#[derive(Clone, Copy, Debug, Default)]
pub struct EventStage;

impl Stage for EventStage {
    type Input<'a> = (&'a Book, &'a Parse, &'a Cast);
    type Layer = Events;
    const NAME: &'static str = "events";

    fn run(&self, (book, parse, cast): Self::Input<'_>) -> Events {
        let tree = Tree::new(book, parse, cast);
        let mut finder = Finder {
            tree: &tree,
            roles: Roles::new(&tree),
            classes: FxHashMap::default(),
        };
        let mut events = Events::default();
        let mut present = present::verbs(&tree).into_iter().peekable();
        let mut triggers = parse.triggers.iter().peekable();
        for (id, word) in parse.words.iter() {
            let told = triggers.next_if(|trigger| trigger.word == id);
            let is_present = present.next_if(|&verb| verb == id).is_some();
            let is_verb = word.tag == Tag::Verb;
            let confidence = match told {
                Some(trigger) => trigger.confidence,
                None if is_present => present::CONFIDENCE,
                None if is_verb && finder.is_clause(id) => UNREAL_CONFIDENCE,
                None => continue,
            };
            let is_asserted = told.is_some() || is_present;
            let modality = match is_verb {
                true => modality(&tree, id),
                false => Modality::Asserted,
            };
            // The network knows better what happens, but denials are plain.
            if is_asserted && modality != Modality::Denied {
                let event = finder.event(id, Modality::Asserted, confidence);
                events.rows.push(event);
            } else if modality != Modality::Asserted {
                events.unreal.push(finder.event(id, modality, confidence));
            }
        }
        events
    }
}

/// How sure it is that something is only denied or supposed.
const UNREAL_CONFIDENCE: f32 = 0.5;

struct Finder<'a> {
    tree: &'a Tree<'a>,
    roles: Roles<'a>,
    /// The classes of verbs and of nouns met so far.
    classes: FxHashMap<(&'a str, bool), EventClass>,
}

impl<'a> Finder<'a> {
    /// Whether a verb of narration is the head of a clause that could be real.
    fn is_clause(&self, verb: ParsedWordId) -> bool {
        self.tree.quotation(verb).is_none()
            && !matches!(
                self.tree.relation(verb),
                Relation::Amod | Relation::Compound | Relation::Acl | Relation::Case
            )
    }

    fn event(
        &mut self,
        word: ParsedWordId,
        modality: Modality,
        confidence: f32,
    ) -> Event {
        let roles::Parts { agents, patients, things, place } = self.roles.of(word);
        Event {
            word,
            trigger: self.tree.span(word),
            class: self.class(word),
            modality,
            agents,
            patients,
            things,
            place,
            confidence,
        }
    }

    fn class(&mut self, word: ParsedWordId) -> EventClass {
        let lemma = self.tree.lemma(word);
        let is_verb = matches!(self.tree.tag(word), Tag::Verb | Tag::Aux);
        *self.classes.entry((lemma, is_verb)).or_insert_with(|| match is_verb {
            true => EventClass::of_verb(lemma),
            false => EventClass::of_noun(lemma),
        })
    }
}
