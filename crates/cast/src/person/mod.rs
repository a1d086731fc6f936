//! *I* and *you* in quotations, and who uses which name.

use dramaturg_text::{Book, Stage, Table};

use crate::{Entities, EntityId, MentionId, Mentions, Quotations, Speech};

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
        _input: (&Book, &Quotations, &Mentions, &Entities, &Speech),
    ) -> Persons {
        Persons::default()
    }
}
