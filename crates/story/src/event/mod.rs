//! What happens: the words that assert it, who does it and to whom.
//!
//! Reads `Book`, `Parse` and the layers of `cast`; makes [`Events`]. Triggers are those of
//! the network behind `Parse`, which follows the realis events of Sims, Park and Bamman (ACL
//! 2019): asserted, particular, told as having happened. Agents and patients are read off
//! the tree.
//!
//! Read in this order: this file, `roles`.

mod roles;

use dramaturg_cast::{Cast, EntityId};
use dramaturg_parse::{Parse, ParsedWordId};
use dramaturg_text::{Book, Byte, Span, Stage, Table, position};

use roles::Roles;

position! {
    /// A row of [`Events`].
    EventId
}

/// Something that the text asserts as having happened.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// The word that says so.
    pub word: ParsedWordId,
    /// Where it stands.
    pub trigger: Span<Byte>,
    /// Who does it, in the order of the text; may be empty.
    pub agents: Vec<EntityId>,
    /// Whom or what it is done to, in the order of the text; may be empty.
    pub patients: Vec<EntityId>,
    /// The probability that it is such an event, from 0 to 1.
    pub confidence: f32,
}

/// All events in discourse order.
#[derive(Clone, Debug, Default)]
pub struct Events {
    /// The rows.
    pub rows: Table<EventId, Event>,
}

/// Finds events.
#[derive(Clone, Copy, Debug, Default)]
pub struct EventStage;

impl Stage for EventStage {
    type Input<'a> = (&'a Book, &'a Parse, &'a Cast);
    type Layer = Events;
    const NAME: &'static str = "events";

    fn run(&self, (book, parse, cast): Self::Input<'_>) -> Events {
        let roles = Roles::new(book, parse, cast);
        let mut events = Events::default();
        let mut sentences = parse.sentences.rows().iter();
        let mut sentence = sentences.next();
        for trigger in &parse.triggers {
            while sentence.is_some_and(|s| s.end() <= trigger.word) {
                sentence = sentences.next();
            }
            let Some(&sentence) = sentence else { break };
            let (agents, patients) = roles.of(sentence, trigger.word);
            events.rows.push(Event {
                word: trigger.word,
                trigger: parse.words[trigger.word].span,
                agents,
                patients,
                confidence: trigger.confidence,
            });
        }
        events
    }
}
