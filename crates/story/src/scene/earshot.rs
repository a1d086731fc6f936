//! Who is within earshot of each quotation.

use dramaturg_cast::{Cast, EntityId, Mode, QuotationId};
use dramaturg_nn::{Forest, ModelError};
use dramaturg_text::{Byte, Position, Span, Table};
use rustc_hash::{FxHashMap, FxHashSet};

use super::decode::OUTLOOK_FEATURES;
use super::encode::{EarshotRow, FEATURES};
use super::sign::{Sign, SignKind};
use super::{Scene, SceneId};

/// More characters than this in one scene are a crowd, of which not everybody hears all.
pub(super) const CROWD: usize = 128;

/// In a crowd a quotation has no more hearers than this; those with the nearest signs go
/// first.
const MAX_HEARERS: usize = 64;

/// At most this many signs around a quotation are searched for the nearest hearers.
const MAX_SIGNS: usize = 4096;

/// Tells who hears a quotation, by what stands around it.
#[derive(Clone, Debug)]
pub struct Listener {
    forest: Forest,
}

/// Who is at least this likely to hear is a hearer: a probability of 0.475 as logarithmic
/// odds; best on stories that the forest had not seen.
const MIN_ODDS: f32 = -0.1;

/// Where in a row it says whether somebody is there.
const IS_HERE: usize = FEATURES.len() + 1;

impl Listener {
    /// A listener from the bytes of its forest.
    ///
    /// # Errors
    ///
    /// If the bytes are no forest, or it was trained on other features.
    pub fn new(forest: &[u8]) -> Result<Listener, ModelError> {
        let forest = Forest::from_bytes(forest)?;
        let made = FEATURES.len() + OUTLOOK_FEATURES.len();
        let found = forest.n_features();
        if found == made {
            Ok(Listener { forest })
        } else {
            Err(ModelError::OtherFeatures { found, made })
        }
    }

    /// The hearers of each quotation that has rows, by character: nobody hears who is not
    /// there.
    pub(super) fn listen(
        &self,
        rows: &[EarshotRow],
        found: &mut FxHashMap<QuotationId, Vec<EntityId>>,
    ) {
        let is_here =
            |row: &&EarshotRow| row.values.get(IS_HERE).is_some_and(|&v| v > 0.0);
        let values: Vec<&[f32]> =
            rows.iter().filter(is_here).map(|row| &*row.values).collect();
        let mut odds = self.forest.score_all(&values).into_iter();
        for row in rows {
            let hearers = found.entry(row.quotation).or_default();
            if is_here(&row) && odds.next().is_some_and(|odds| odds > MIN_ODDS) {
                hearers.push(row.who);
            }
        }
    }
}

/// In a novel, whoever takes no part in a talk hears it with a sign so few paragraphs before
/// or behind: in a talk between two, and in one of several. Chosen on novels whose speeches
/// have annotated addressees.
const NEAR_TWO: (f32, f32) = (1.0, 0.0);
const NEAR_MANY: (f32, f32) = (5.0, 2.0);

/// Whoever takes part in a talk has so many turns near by.
const MIN_TURNS: f32 = 2.0;

/// Where in a row it says who talks, is spoken to, and how near the signs of somebody are.
const ADDRESSEE: usize = column("is_addressee");
const TURNS: usize = column("n_turns_here");
const BEFORE: usize = column("paragraphs_before");
const BEHIND: usize = column("paragraphs_behind");

const fn column(name: &str) -> usize {
    super::decode::place(FEATURES, name)
}

/// Empties the rows of whoever is not near a speech of a novel, whose scenes are so long that
/// many come and go untold: neither spoken to nor in the talk, and without a sign close by.
pub(super) fn keep_near(rows: &mut [EarshotRow]) {
    for of_speech in rows.chunk_by_mut(|a, b| a.quotation == b.quotation) {
        let talks =
            |row: &&EarshotRow| row.values.get(TURNS).is_some_and(|&n| n >= MIN_TURNS);
        let is_between_two = of_speech.iter().filter(talks).count() <= 1;
        let (back, ahead) = if is_between_two { NEAR_TWO } else { NEAR_MANY };
        for row in of_speech.iter_mut().filter(|row| !row.values.is_empty()) {
            let value = |column: usize| row.values[column];
            let is_near = value(ADDRESSEE) > 0.0
                || value(TURNS) >= MIN_TURNS
                || value(BEFORE) <= back
                || value(BEHIND) <= ahead;
            if !is_near {
                row.values.clear();
            }
        }
    }
}

/// Who was shown last so many bytes before a speech, and is shown so many behind it at the
/// earliest, is hardly in earshot: in long chapters they have gone without a word. On stories
/// the bound costs next to nothing; none of a hundred judged lines of novels lost a hearer.
const MAX_UNSEEN: (usize, usize) = (2_500, 1_000);

/// Where everybody is shown, in order.
struct Shown {
    of: FxHashMap<EntityId, Vec<Byte>>,
}

impl Shown {
    fn new(signs: &[Sign]) -> Shown {
        let mut of: FxHashMap<EntityId, Vec<Byte>> = FxHashMap::default();
        for sign in signs.iter().filter(|sign| sign.kind != SignKind::Named) {
            of.entry(sign.who).or_default().push(sign.at);
        }
        Shown { of }
    }

    /// Whether somebody is shown near a speech, in its scene.
    fn is_near(&self, who: EntityId, scene: &Scene, speech: Span<Byte>) -> bool {
        let (before, behind) = MAX_UNSEEN;
        let places = self.of.get(&who).map_or(&[][..], Vec::as_slice);
        let next = places.partition_point(|&at| at < speech.start());
        let last = next.checked_sub(1).map(|i| places[i]);
        let last = last.filter(|&at| at >= scene.span.start());
        let next = places.get(next).filter(|&&at| at < scene.span.end());
        last.is_some_and(|at| speech.start().index() - at.index() <= before)
            || next.is_some_and(|at| {
                at.index().saturating_sub(speech.end().index()) <= behind
            })
    }
}

/// Everybody in the scene hears everything but the speaker; in a crowd, those who are
/// nearest.
pub(super) fn hearers(
    cast: &Cast,
    scenes: &Table<SceneId, Scene>,
    signs: &[Sign],
    listened: &FxHashMap<QuotationId, Vec<EntityId>>,
) -> Table<QuotationId, Vec<EntityId>> {
    let shown = Shown::new(signs);
    cast.quotations
        .rows
        .iter()
        .map(|(id, quotation)| {
            if quotation.mode != Mode::Speech {
                return Vec::new();
            }
            let at = quotation.outer[0].start();
            let i = scenes.rows().partition_point(|s| s.span.end() <= at);
            let Some(scene) = scenes.rows().get(i) else { return Vec::new() };
            if let Some(hearers) = listened.get(&id) {
                let speech = &cast.speech.rows[id];
                let is_addressed =
                    |who| speech.addressees.iter().any(|claim| claim.value == who);
                let hull = quotation.hull();
                let near = hearers.iter().copied();
                let near = near
                    .filter(|&who| is_addressed(who) || shown.is_near(who, scene, hull));
                return near.collect();
            }
            let speaker = cast.speech.rows[id].speaker.as_ref().map(|c| c.value);
            if scene.presence.len() > CROWD {
                return nearest(scene, signs, at, speaker);
            }
            let present = scene.presence.iter().filter(|p| p.span.contains(at));
            present.map(|p| p.character).filter(|&who| Some(who) != speaker).collect()
        })
        .collect()
}

/// Those of a crowd whose signs are nearest to a place, by character.
fn nearest(
    scene: &Scene,
    signs: &[Sign],
    at: Byte,
    speaker: Option<EntityId>,
) -> Vec<EntityId> {
    let place = signs.partition_point(|s| s.at < at);
    let (before, behind) = signs.split_at(place);
    let mut before = before.iter().rev().take_while(|s| s.at >= scene.span.start());
    let mut behind = behind.iter().take_while(|s| s.at < scene.span.end());
    let (mut left, mut right) = (before.next(), behind.next());
    let mut found = Vec::new();
    let mut seen = FxHashSet::default();
    for _ in 0..MAX_SIGNS {
        let to_left = left.map(|s| at.index() - s.at.index());
        let to_right = right.map(|s| s.at.index() - at.index());
        let is_left = match (to_left, to_right) {
            (Some(a), Some(b)) => a <= b,
            (a, _) => a.is_some(),
        };
        let next = if is_left {
            std::mem::replace(&mut left, before.next())
        } else {
            std::mem::replace(&mut right, behind.next())
        };
        let Some(sign) = next else { break };
        let is_present =
            scene.presence.binary_search_by_key(&sign.who, |p| p.character).is_ok();
        if Some(sign.who) != speaker && is_present && seen.insert(sign.who) {
            found.push(sign.who);
            if found.len() == MAX_HEARERS {
                break;
            }
        }
    }
    found.sort_unstable();
    found
}
