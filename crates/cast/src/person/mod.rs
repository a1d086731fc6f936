//! *I* and *you* in quotations, and who uses which name.
//!
//! Reads `Book`, `Quotations`, `Mentions`, `Entities` and `Speech`; makes [`Persons`]. *I*
//! in a quotation is its speaker, *you* its addressee; a name inside a quotation is used by
//! its speaker, one outside by the narrator.

mod alias;
mod doorkeeper;
mod same;
mod teller;

use dramaturg_text::{Book, Stage, Table};

pub use alias::find_joins;
pub use doorkeeper::{
    Bounds, CAST_FEATURES, CastRow, Doorkeeper, everybody, is_judged, study_cast,
};
pub use same::{Identity, find_identities};
pub use teller::find_narrator;

use crate::{Entities, EntityId, MentionId, MentionKind, Mentions, Quotations, Speech};

/// The layers that a search for who is one person reads.
#[derive(Clone, Copy)]
struct Layers<'a> {
    book: &'a Book,
    quotations: &'a Quotations,
    mentions: &'a Mentions,
    entities: &'a Entities,
    speech: &'a Speech,
}

/// Who uses a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum User {
    /// The narration, outside of quotations.
    Narrator,
    /// A speaker, in a quotation.
    Speaker(EntityId),
}

/// Who uses one alias of an entity.
#[derive(Clone, Debug, Default)]
pub struct NameUse {
    /// Each user once, the narrator first.
    pub users: Vec<User>,
}

/// What is known of names and persons once the speakers are known.
#[derive(Clone, Debug, Default)]
pub struct Persons {
    /// A row an entity; in it a row an alias, in the order of [`crate::Entity::aliases`].
    pub uses: Table<EntityId, Vec<NameUse>>,
    /// The entity of each mention, *I* and *you* in quotations included.
    pub of_mention: Table<MentionId, Option<EntityId>>,
}

/// Settles *I* and *you*, and who uses which name.
#[derive(Clone, Copy, Debug, Default)]
pub struct PersonStage;

impl Stage for PersonStage {
    type Input<'a> = (&'a Book, &'a Quotations, &'a Mentions, &'a Entities, &'a Speech);
    type Layer = Persons;
    const NAME: &'static str = "persons";

    fn run(
        &self,
        (book, _, mentions, entities, speech): (
            &Book,
            &Quotations,
            &Mentions,
            &Entities,
            &Speech,
        ),
    ) -> Persons {
        let mut of_mention = entities.of_mention.clone();
        for (id, mention) in mentions.rows.iter() {
            let (Some(quotation), MentionKind::Pronoun) =
                (mention.quotation, mention.kind)
            else {
                continue;
            };
            let row = &speech.rows[quotation];
            of_mention[id] = match book.lower(mention.head) {
                "i" | "me" | "my" | "mine" | "myself" => {
                    row.speaker.as_ref().map(|c| c.value)
                }
                "you" | "your" | "yours" | "yourself" => {
                    match row.addressees.as_slice() {
                        [one] => Some(one.value),
                        _ => None,
                    }
                }
                _ => of_mention[id],
            };
        }
        let uses = entities
            .rows
            .rows()
            .iter()
            .map(|entity| {
                entity
                    .aliases
                    .iter()
                    .map(|alias| {
                        let mut users: Vec<User> = alias
                            .mentions
                            .iter()
                            .filter_map(|&id| match mentions.rows[id].quotation {
                                None => Some(User::Narrator),
                                Some(q) => speech.rows[q]
                                    .speaker
                                    .as_ref()
                                    .map(|c| User::Speaker(c.value)),
                            })
                            .collect();
                        users.sort_unstable();
                        users.dedup();
                        NameUse { users }
                    })
                    .collect()
            })
            .collect();
        Persons { uses, of_mention }
    }
}
