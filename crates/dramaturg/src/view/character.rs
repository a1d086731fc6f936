//! Somebody of the cast.

use dramaturg_cast::{Alias, Entity, EntityId, MentionId, User};

use super::Quotation;
use crate::Reading;

/// Somebody of the cast: an entity that acts, speaks or is spoken of.
#[derive(Clone, Copy, Debug)]
pub struct Character<'a> {
    /// Which entity it is.
    pub id: EntityId,
    pub(crate) reading: &'a Reading,
}

impl<'a> Character<'a> {
    /// The row of the entity.
    pub fn entity(self) -> &'a Entity {
        &self.reading.cast.entities.rows[self.id]
    }

    /// The fullest of the usual names.
    pub fn name(self) -> &'a str {
        &self.entity().name
    }

    /// The names, most used first.
    pub fn aliases(self) -> &'a [Alias] {
        &self.entity().aliases
    }

    /// Who uses the alias at `index`, the narrator first; nobody where it is not known.
    pub fn users(self, index: usize) -> &'a [User] {
        let uses = self.reading.cast.persons.uses.get(self.id);
        uses.and_then(|uses| uses.get(index)).map_or(&[], |r#use| &r#use.users)
    }

    /// All mentions by name, description or pronoun, in order.
    pub fn mentions(self) -> &'a [MentionId] {
        &self.entity().mentions
    }

    /// The quotations that the character utters, in order. Looks at every quotation of
    /// the book; for counts of the whole cast there is [`Reading::tally`].
    pub fn quotations(self) -> impl Iterator<Item = Quotation<'a>> {
        self.reading
            .quotations()
            .filter(move |quotation| quotation.speaker().is_some_and(|s| s.id == self.id))
    }

    /// Whether the character tells the story.
    pub fn is_narrator(self) -> bool {
        self.entity().is_narrator
    }

    /// Whether the character acts or speaks, not merely is spoken of.
    pub fn is_on_stage(self) -> bool {
        let entity = self.entity();
        // Whoever has no name is a character by speaking: the porter.
        entity.is_character || !entity.is_named && entity.can_speak && entity.is_own
    }

    /// The pronouns, as `she/her`, where the text tells.
    pub fn pronouns(self) -> Option<&'a str> {
        self.entity().pronouns.label()
    }
}
