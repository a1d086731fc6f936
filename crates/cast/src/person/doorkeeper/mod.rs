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
use crate::{Entities, EntityId, EntityKind, Mentions, Mode, Quotations, Speech};

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

/// In a text of fewer lines hardly anybody speaks, and who does not says nothing of who they
/// are: the forest has seen stories of forty lines and more.
const MIN_LINES: usize = 12;

/// Whether a text is one that a doorkeeper judges.
pub fn is_judged(quotations: &Quotations) -> bool {
    let lines = quotations.rows.rows().iter();
    let n_lines =
        lines.filter(|q| q.nested_in.is_none() && q.mode == Mode::Speech).count();
    quotations.is_short() && n_lines >= MIN_LINES
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

#[cfg(test)]
mod tests {
    use dramaturg_text::{Limits, Stage, read};

    use super::*;
    use crate::{CoreferenceStage, EntityStage, MentionStage, QuotationStage};

    const BOUNDS: Bounds = Bounds { may_speak: 0.2, may_begin: 0.75, is_own: 0.3 };

    fn people(text: &str) -> (Quotations, Mentions, Entities) {
        let book = read("a", text.as_bytes(), &Limits::default()).unwrap();
        let quotations = QuotationStage::default().run(&book);
        let mentions = MentionStage::default().run((&book, &quotations));
        let coreference =
            CoreferenceStage::default().run((&book, &quotations, &mentions));
        let entities = EntityStage::default();
        let entities = entities.run((&book, &quotations, &mentions, &coreference));
        (quotations, mentions, entities)
    }

    fn of(entities: &Entities, name: &str) -> EntityId {
        entities.rows.iter().find(|(_, e)| e.name == name).unwrap().0
    }

    #[test]
    fn who_is_unlikely_is_silent_then_out() {
        let text = "“Good,” said Mara.\n\n“Bad,” said Tom.\n\n“Worse,” said Ines.\n\n\
                    The cook slept.";
        let (_, _, mut entities) = people(text);
        let [mara, tom, ines, cook] =
            ["Mara", "Tom", "Ines", "the cook"].map(|name| of(&entities, name));
        assert!(!entities.rows[cook].can_speak);
        let chances = [(mara, 0.9), (tom, 0.25), (ines, 0.1), (cook, 0.8)];
        BOUNDS.admit(chances.into_iter(), &mut entities);
        let flags = |id: EntityId| {
            let e = &entities.rows[id];
            (e.can_speak && !e.is_silent, e.is_own)
        };
        assert_eq!(flags(mara), (true, true));
        assert_eq!(flags(tom), (true, false));
        assert_eq!(flags(ines), (false, false));
        assert_eq!(flags(cook), (true, true));
    }

    #[test]
    fn everybody_who_is_described_may_speak() {
        let (_, mentions, entities) = people("Mara laughed.\n\nThe cook went home.");
        let cook = of(&entities, "the cook");
        assert!(!entities.rows[cook].can_speak);
        assert!(everybody(&mentions, &entities).rows[cook].can_speak);
    }

    #[test]
    fn few_lines_are_not_judged() {
        let line = "“Good,” said Mara.\n\n";
        assert!(!is_judged(&people(&line.repeat(MIN_LINES - 1)).0));
        assert!(is_judged(&people(&line.repeat(MIN_LINES)).0));
        assert!(!is_judged(&people(&line.repeat(401)).0));
    }
}
