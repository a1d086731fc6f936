//! Who belongs to the cast of a short text: who is somebody of their own, and not a second
//! name or another word for somebody else, nor somebody who is only spoken of.
//!
//! Names and descriptions that nothing joins are many in a story of sixty lines: *the old
//! woman* is whom others call *Biji*. Everybody who might be somebody is first let speak; a
//! forest then judges each by how the text tells of them, how likely they speak, and how they
//! stand to all others. Whoever is kept out speaks no line and stands on no stage.

mod pair;
mod sheet;

use dramaturg_nn::float::sigmoid;
use dramaturg_nn::{Forest, ModelError};
use dramaturg_parse::Parse;
use dramaturg_text::Book;

use super::Layers;
use crate::{Entities, EntityId, EntityKind, Mentions, Quotations, Speech};

pub use pair::CAST_FEATURES;
use pair::Pairs;
use sheet::{Sheets, may_be_somebody};

/// Somebody who may belong to the cast.
#[derive(Clone, Debug)]
pub struct CastRow {
    /// Who.
    pub who: EntityId,
    /// As many numbers as [`CAST_FEATURES`].
    pub values: Vec<f32>,
}

/// How likely somebody has to be somebody of their own.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// To go on speaking.
    pub may_speak: f32,
    /// To speak although the rules do not let them.
    pub may_begin: f32,
    /// To belong to the cast.
    pub is_own: f32,
}

/// Judges who belongs to the cast.
#[derive(Clone, Debug)]
pub struct Doorkeeper {
    forest: Forest,
    bounds: Bounds,
}

impl Doorkeeper {
    /// A doorkeeper from the bytes of its forest and its bounds.
    ///
    /// # Errors
    ///
    /// If the bytes are no forest, or it was trained on other features.
    pub fn new(forest: &[u8], bounds: Bounds) -> Result<Doorkeeper, ModelError> {
        let forest = Forest::from_bytes(forest)?;
        let (found, made) = (forest.n_features(), CAST_FEATURES.len());
        if found == made {
            Ok(Doorkeeper { forest, bounds })
        } else {
            Err(ModelError::OtherFeatures { found, made })
        }
    }

    /// Lets in and keeps out; `speech` is that of [`everybody`].
    pub fn judge(
        &self,
        (book, parse): (&Book, &Parse),
        (quotations, mentions): (&Quotations, &Mentions),
        speech: &Speech,
        entities: &mut Entities,
    ) {
        let rows = study_cast((book, parse), (quotations, mentions), entities, speech);
        let values: Vec<&[f32]> = rows.iter().map(|row| &*row.values).collect();
        let odds = self.forest.score_all(&values);
        let chances = rows.iter().zip(odds).map(|(row, odds)| (row.who, sigmoid(odds)));
        self.bounds.admit(chances, entities);
    }
}

impl Bounds {
    /// Lets in and keeps out by the probability that somebody is somebody of their own; who is
    /// given, or tells the story, stays as they are.
    pub fn admit(
        self,
        chances: impl Iterator<Item = (EntityId, f32)>,
        entities: &mut Entities,
    ) {
        for (who, p) in chances {
            let entity = &mut entities.rows[who];
            if entity.given.is_some() || entity.is_narrator {
                continue;
            }
            entity.is_silent = entity.can_speak && p < self.may_speak;
            entity.can_speak |= p >= self.may_begin;
            entity.is_own = p >= self.is_own;
            entity.is_character = entity.is_own && entity.is_named;
            if entity.can_speak && entity.kind == EntityKind::Thing {
                entity.kind = EntityKind::Person;
            }
        }
    }
}

/// The same entities, but all who may be somebody can speak.
pub fn everybody(mentions: &Mentions, entities: &Entities) -> Entities {
    let mut all = entities.clone();
    for entity in all.rows.rows_mut() {
        entity.can_speak |= may_be_somebody(mentions, entity);
    }
    all
}

/// What training needs of a text: the rows that the doorkeeper would see; `speech` is that of
/// [`everybody`], `entities` are as they were.
pub fn study_cast(
    (book, parse): (&Book, &Parse),
    (quotations, mentions): (&Quotations, &Mentions),
    entities: &Entities,
    speech: &Speech,
) -> Vec<CastRow> {
    let layers = Layers { book, quotations, mentions, entities, speech };
    let sheets = Sheets::new(layers, parse);
    let pairs = Pairs::new(layers, &sheets);
    let people = sheets.rows.iter().enumerate();
    people.map(|(i, sheet)| CastRow { who: sheet.who, values: pairs.row(i) }).collect()
}
