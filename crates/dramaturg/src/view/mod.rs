//! A reading, pleasant to walk: each view is an id with a borrow of the [`Reading`].
//!
//! Views hold nothing of their own and derive nothing anew. Read in this order:
//! `character`, `portrait`, `quotation`, `scene`, `chapter`, `segment`, `tally`.

mod chapter;
mod character;
mod portrait;
mod quotation;
mod scene;
mod segment;
mod tally;

pub use chapter::Chapter;
pub use character::Character;
pub use portrait::{Portrait, Trait};
pub use quotation::Quotation;
pub use scene::Scene;
pub use segment::{Segment, SegmentKind};
pub use tally::Tally;

use dramaturg_cast::{EntityId, QuotationId};

use crate::Reading;

impl Reading {
    /// The cast, in order of first mention: persons, groups, animals, and whatever else
    /// speaks, is spoken to, listens or is there. Places and things are left out.
    pub fn characters(&self) -> impl Iterator<Item = Character<'_>> {
        let tally = Tally::new(self, 0.0);
        self.cast
            .entities
            .rows
            .ids()
            .filter(move |&id| tally.is_cast[id])
            .map(|id| self.character(id))
    }

    /// One entity, seen as a character.
    pub fn character(&self, id: EntityId) -> Character<'_> {
        Character { id, reading: self }
    }

    /// All quotations in order of their first byte, nested ones included.
    pub fn quotations(&self) -> impl DoubleEndedIterator<Item = Quotation<'_>> {
        self.cast.quotations.rows.ids().map(|id| self.quotation(id))
    }

    /// One quotation.
    pub fn quotation(&self, id: QuotationId) -> Quotation<'_> {
        Quotation { id, reading: self }
    }

    /// All scenes in order.
    pub fn scenes(&self) -> impl DoubleEndedIterator<Item = Scene<'_>> {
        self.story.scenes.rows.ids().map(|id| Scene { id, reading: self })
    }

    /// All chapters in order.
    pub fn chapters(&self) -> impl DoubleEndedIterator<Item = Chapter<'_>> {
        self.book.chapters.ids().map(|id| Chapter { id, reading: self })
    }

    /// The text cut into what is told, said, thought and written, in order and without
    /// gap: joined, the segments are the text. Linear in the text.
    pub fn segments(&self) -> Vec<Segment> {
        segment::segments(self)
    }

    /// Who speaks how often, where a speaker under `threshold` counts as unknown.
    pub fn tally(&self, threshold: f32) -> Tally {
        Tally::new(self, threshold)
    }
}
