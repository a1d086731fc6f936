//! Who is there from where to where: what the forests say, made one consistent state.
//!
//! Each character of a scene is a chain with two states, there and away, a link a paragraph.
//! The forest of presence weighs the states, those of entrances and exits the steps between
//! them; the best path is found as by Viterbi (1967).

use dramaturg_cast::{Cast, EntityId};
use dramaturg_nn::{Forest, ModelError};
use dramaturg_text::{Book, Byte, ParagraphId, Position, Span};
use rustc_hash::FxHashMap;

use super::encode::EarshotRow;
use super::hint::{Hint, HintKind, Mover};
use super::observe::{PRESENCE_FEATURES, PresenceRow};
use super::sign::{Sign, SignKind};
use super::{Presence, Scene};

/// Added to the logarithmic odds of being there; best on stories that the forests had not
/// seen, as are the other numbers here.
const HERE_BIAS: f32 = 0.3;

/// How much a paragraph’s odds weigh against a step.
const HERE_WEIGHT: f32 = 0.5;

/// An entrance or exit is told from these logarithmic odds on.
const MIN_MOVE: f32 = -2.2;

/// Odds beyond this, either way, count as this.
const MAX_ODDS: f32 = 9.0;

/// What the forests think of somebody in a paragraph, as logarithmic odds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outlook {
    /// That they are there.
    pub(super) here: f32,
    /// That they come in.
    pub(super) enters: f32,
    /// That they go off.
    pub(super) leaves: f32,
    /// Whether they are there, all things considered.
    pub(super) is_here: bool,
}

/// What is thought of everybody in every paragraph near a sign of them.
pub(super) type Outlooks = FxHashMap<(EntityId, ParagraphId), Outlook>;

/// Tells who is there, comes and goes.
#[derive(Clone, Debug)]
pub struct Watcher {
    here: Forest,
    enters: Forest,
    leaves: Forest,
}

impl Watcher {
    /// A watcher from the bytes of its forests.
    ///
    /// # Errors
    ///
    /// If the bytes are no forests, or they were trained on other features.
    pub fn new(here: &[u8], enters: &[u8], leaves: &[u8]) -> Result<Watcher, ModelError> {
        let forest = |bytes: &[u8]| {
            let forest = Forest::from_bytes(bytes)?;
            let (found, made) = (forest.n_features(), PRESENCE_FEATURES.len());
            if found == made {
                Ok(forest)
            } else {
                Err(ModelError::OtherFeatures { found, made })
            }
        };
        Ok(Watcher {
            here: forest(here)?,
            enters: forest(enters)?,
            leaves: forest(leaves)?,
        })
    }

    /// What the rows of a scene say, with the best path of each character.
    pub(super) fn watch(&self, rows: &[PresenceRow], outlooks: &mut Outlooks) {
        let values: Vec<&[f32]> = rows.iter().map(|row| &*row.values).collect();
        let here = self.here.score_all(&values);
        let enters = self.enters.score_all(&values);
        let leaves = self.leaves.score_all(&values);
        let mut all: Vec<Outlook> = here
            .iter()
            .zip(&enters)
            .zip(&leaves)
            .map(|((&here, &enters), &leaves)| Outlook {
                here: here.clamp(-MAX_ODDS, MAX_ODDS),
                enters: enters.clamp(-MAX_ODDS, MAX_ODDS),
                leaves: leaves.clamp(-MAX_ODDS, MAX_ODDS),
                is_here: false,
            })
            .collect();
        let mut from = 0;
        while from < rows.len() {
            let mut to = from + 1;
            while to < rows.len() && follows(&rows[to - 1], &rows[to]) {
                to += 1;
            }
            let path = path(&all[from..to]);
            for (outlook, is_here) in all[from..to].iter_mut().zip(path) {
                outlook.is_here = is_here;
            }
            from = to;
        }
        let keys = rows.iter().map(|row| (row.who, row.paragraph));
        outlooks.extend(keys.zip(all));
    }
}

/// Whether a row is of the next paragraph and the same character.
fn follows(last: &PresenceRow, row: &PresenceRow) -> bool {
    row.who == last.who && row.paragraph.index() == last.paragraph.index() + 1
}

/// The best path through a character’s paragraphs: where they are there.
fn path(outlooks: &[Outlook]) -> Vec<bool> {
    let gain = |o: &Outlook| HERE_WEIGHT * (o.here + HERE_BIAS);
    let mut away = 0.0;
    let mut there = outlooks.first().map_or(0.0, gain);
    // For each paragraph: whether the best way to away, to there, comes from there.
    let mut from_there = vec![(false, true); outlooks.len()];
    for i in 1..outlooks.len() {
        let (last, now) = (&outlooks[i - 1], &outlooks[i]);
        // For small probabilities their logarithm is near the odds’.
        let enter = last.enters.max(now.enters).min(0.0);
        let leave = last.leaves.max(now.leaves).min(0.0);
        from_there[i] = (there + leave > away, there >= away + enter);
        let next_away = f32::max(away, there + leave);
        there = f32::max(there, away + enter) + gain(now);
        away = next_away;
    }
    let mut is_there = there > away;
    let mut path = vec![false; outlooks.len()];
    for i in (0..outlooks.len()).rev() {
        path[i] = is_there;
        is_there = if is_there { from_there[i].1 } else { from_there[i].0 };
    }
    path
}

/// The names of what an outlook adds to a row of earshot.
pub const OUTLOOK_FEATURES: &[&str] = &[
    "odds_here",
    "is_here",
    "n_here",
    "odds_enters_soon",
    "odds_entered",
    "odds_left",
    "odds_leaves_soon",
    "odds_speaker_here",
    "odds_speaker_entered",
    "odds_speaker_leaves_soon",
    "least_odds_around",
];

/// Moves count this many paragraphs before and behind a speech.
const NEAR: usize = 2;

/// Adds to the rows of earshot of a scene what is thought of their people.
pub(super) fn add_outlooks(
    book: &Book,
    cast: &Cast,
    scene: &Scene,
    outlooks: &Outlooks,
    rows: &mut [EarshotRow],
) {
    let paragraphs = book.paragraphs.rows();
    let mut n_here: FxHashMap<ParagraphId, usize> = FxHashMap::default();
    let mut people: Vec<EntityId> = rows.iter().map(|row| row.who).collect();
    people.extend(rows.iter().filter_map(|row| speaker(cast, row)));
    people.sort_unstable();
    people.dedup();
    for id in scene.paragraphs.iter() {
        let here = people.iter().filter(|&&who| {
            outlooks.get(&(who, id)).is_some_and(|outlook| outlook.is_here)
        });
        n_here.insert(id, here.count());
    }
    for row in rows {
        let at = cast.quotations.rows[row.quotation].parts[0].start();
        let here = paragraphs.partition_point(|p| p.span.end() <= at);
        let look = |who: Option<EntityId>, p: Option<usize>| {
            let id = ParagraphId::from_index(p?);
            let id = Some(id).filter(|&id| scene.paragraphs.contains(id))?;
            outlooks.get(&(who?, id))
        };
        let most = |who: Option<EntityId>,
                    of: &dyn Fn(&Outlook) -> f32,
                    is_before: bool| {
            let steps = 0..=NEAR;
            let odds = steps.filter_map(|step| {
                let p =
                    if is_before { here.checked_sub(step) } else { Some(here + step) };
                look(who, p).map(of)
            });
            odds.fold(-MAX_ODDS, f32::max)
        };
        let who = Some(row.who);
        let speaker = speaker(cast, row);
        let odds = |who, p| look(who, p).map_or(-MAX_ODDS, |outlook| outlook.here);
        let around = [here.checked_sub(NEAR), Some(here), Some(here + NEAR)];
        let enters = |outlook: &Outlook| outlook.enters;
        let leaves = |outlook: &Outlook| outlook.leaves;
        row.values.extend([
            odds(who, Some(here)),
            f32::from(look(who, Some(here)).is_some_and(|outlook| outlook.is_here)),
            n_here.get(&ParagraphId::from_index(here)).map_or(0, |&n| n) as f32,
            most(who, &enters, false),
            most(who, &enters, true),
            most(who, &leaves, true),
            most(who, &leaves, false),
            odds(speaker, Some(here)),
            most(speaker, &enters, true),
            most(speaker, &leaves, false),
            around.map(|p| odds(who, p)).into_iter().fold(MAX_ODDS, f32::min),
        ]);
    }
}

fn speaker(cast: &Cast, row: &EarshotRow) -> Option<EntityId> {
    cast.speech.rows[row.quotation].speaker.as_ref().map(|claim| claim.value)
}

/// What the stays of a scene are made of.
pub(super) struct Stage<'s> {
    pub(super) book: &'s Book,
    pub(super) signs: &'s [Sign],
    pub(super) hints: &'s [Hint],
}

impl Stage<'_> {
    /// The stays of a scene by character, then by place.
    pub(super) fn stays(
        &self,
        rows: &[PresenceRow],
        outlooks: &Outlooks,
    ) -> Vec<Presence> {
        let mut signs: Vec<&Sign> = self.signs.iter().collect();
        signs.sort_by_key(|sign| (sign.who, sign.at));
        let look = |row: &PresenceRow| outlooks[&(row.who, row.paragraph)];
        let mut stays: Vec<Presence> = Vec::new();
        let mut i = 0;
        while i < rows.len() {
            if !look(&rows[i]).is_here {
                i += 1;
                continue;
            }
            let first = i;
            while i + 1 < rows.len()
                && follows(&rows[i], &rows[i + 1])
                && look(&rows[i + 1]).is_here
            {
                i += 1;
            }
            let last = i;
            i += 1;
            let who = rows[first].who;
            let own = {
                let from = signs.partition_point(|sign| sign.who < who);
                let to = signs.partition_point(|sign| sign.who <= who);
                &signs[from..to]
            };
            let before =
                first.checked_sub(1).filter(|&j| follows(&rows[j], &rows[first]));
            let behind = rows
                .get(last + 1)
                .filter(|next| follows(&rows[last], next))
                .map(|_| last + 1);
            let mut span = self
                .paragraph(rows[first].paragraph)
                .hull(self.paragraph(rows[last].paragraph));
            let mut enter = None;
            let mut leave = None;
            if let Some(before) = before {
                let now = look(&rows[first]).enters;
                let at = if look(&rows[before]).enters > now { before } else { first };
                if look(&rows[at]).enters >= MIN_MOVE {
                    let words = self.words(&rows[at], own, HintKind::Enters);
                    enter = Some(words);
                    let start = own
                        .iter()
                        .find(|sign| {
                            sign.at >= span.start() && sign.kind != SignKind::Named
                        })
                        .map_or(words.start(), |sign| sign.at.min(words.start()));
                    span = Span::new(start.min(span.end()), span.end());
                }
            }
            if let Some(behind) = behind {
                let now = look(&rows[last]).leaves;
                let at = if look(&rows[behind]).leaves > now { behind } else { last };
                if look(&rows[at]).leaves >= MIN_MOVE {
                    let words = self.words(&rows[at], own, HintKind::Leaves);
                    leave = Some(words);
                    let end = own
                        .iter()
                        .rev()
                        .find(|sign| {
                            sign.end <= span.end() && sign.kind != SignKind::Named
                        })
                        .map_or(words.end(), |sign| sign.end.max(words.end()));
                    span = Span::new(span.start(), end.max(span.start()));
                }
            }
            // Nobody is there twice at one place.
            let gone = stays.last().filter(|stay| stay.character == who);
            let start =
                gone.map_or(span.start(), |stay| stay.span.end().max(span.start()));
            if start < span.end() {
                let odds = rows[first..=last].iter().map(|row| look(row).here);
                let mean = odds.sum::<f32>() / (last + 1 - first) as f32;
                stays.push(Presence {
                    character: who,
                    span: Span::new(start, span.end()),
                    enter,
                    leave,
                    place: None,
                    confidence: dramaturg_nn::float::sigmoid(mean),
                });
            }
        }
        stays
    }

    fn paragraph(&self, id: ParagraphId) -> Span<Byte> {
        self.book.paragraphs[id].span
    }

    /// The words of a paragraph that show a move of somebody best: of a hint, else of a
    /// sign, else its first sentence.
    fn words(&self, row: &PresenceRow, own: &[&Sign], way: HintKind) -> Span<Byte> {
        let span = self.paragraph(row.paragraph);
        let from = self.hints.partition_point(|hint| hint.at < span.start());
        let to = self.hints.partition_point(|hint| hint.at < span.end());
        let is_own = |hint: &Hint| hint.mover == Mover::One(row.who);
        let rank = |hint: &Hint| match hint.kind {
            kind if kind == way => 3 * u8::from(!is_own(hint)),
            HintKind::Passes => 1 + 3 * u8::from(!is_own(hint)),
            HintKind::Goes if is_own(hint) => 2,
            HintKind::Opens | HintKind::Shuts | HintKind::Sounds => 5,
            _ => 6,
        };
        let best = self.hints[from..to]
            .iter()
            .filter(|hint| rank(hint) < 6)
            .min_by_key(|hint| (rank(hint), hint.at));
        let mut shown = own
            .iter()
            .filter(|sign| sign.kind != SignKind::Named && span.contains(sign.at));
        let sign = if way == HintKind::Enters { shown.next() } else { shown.next_back() };
        let at = best.map(|hint| hint.at).or(sign.map(|sign| sign.at));
        self.sentence(at.unwrap_or(span.start()))
    }

    /// The sentence that holds a byte.
    fn sentence(&self, at: Byte) -> Span<Byte> {
        let rows = self.book.sentences.rows();
        let i = rows.partition_point(|s| self.book.bytes(*s).start() <= at);
        self.book.bytes(rows[i.saturating_sub(1)])
    }
}
