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
use super::feature::PRESENCE_FEATURES;
use super::hint::{Hint, HintKind, Mover};
use super::observe::PresenceRow;
use super::sign::{Sign, SignKind};
use super::{Presence, Scene};

/// How much a paragraph’s odds weigh against a step; best on stories that the forests had
/// not seen, as are the other numbers here.
const HERE_WEIGHT: f32 = 0.25;

/// An entrance or exit is told from these logarithmic odds on.
const MIN_MOVE: f32 = -1.8;

/// How much a told move weighs for the states beside it.
const MOVE_WEIGHT: f32 = 6.0;

/// How much it weighs that somebody speaks in a paragraph: whoever speaks is there.
const SPEECH_WEIGHT: f32 = 4.0;

/// How much it weighs that somebody does something in a paragraph.
const ACT_WEIGHT: f32 = 2.0;

/// How much the odds of a step weigh that is not told.
const STEP_WEIGHT: f32 = 0.5;

/// Two moves of one kind stand further apart than this many paragraphs.
const APART: usize = 3;

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
    /// That they went off since they last were shown.
    pub(super) left_since: f32,
    /// That they come in before they next are shown.
    pub(super) enters_until: f32,
    /// Whether they speak, do something here.
    speaks: bool,
    acts: bool,
    /// Whether an entrance, an exit is told here.
    is_entrance: bool,
    is_exit: bool,
    /// What the row says besides, in the order of [`KEPT`].
    pub(super) kept: [f32; KEPT.len()],
    /// Whether they are there, all things considered.
    pub(super) is_here: bool,
}

/// What of a row of presence a row of earshot sees as it is.
const KEPT: [usize; 6] = [
    column("told_of_before"),
    column("told_of_behind"),
    column("n_told_of_within_8"),
    column("n_told_of"),
    column("any_enters"),
    column("any_leaves"),
];
const SPEAKS: usize = column("speaks");
const ACTS: usize = column("acts");
const SHOWN_BEFORE: usize = column("shown_before");
const SHOWN_BEHIND: usize = column("shown_behind");

/// Where a feature stands in a row.
const fn column(name: &str) -> usize {
    place(PRESENCE_FEATURES, name)
}

/// The place of a name in a list that holds it.
pub(super) const fn place(list: &[&str], name: &str) -> usize {
    let mut i = 0;
    while i < list.len() {
        if is_same(list[i].as_bytes(), name.as_bytes()) {
            return i;
        }
        i += 1;
    }
    panic!("no such feature")
}

const fn is_same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
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
        let cut = |odds: f32| odds.clamp(-MAX_ODDS, MAX_ODDS);
        let mut all: Vec<Outlook> = (0..rows.len())
            .map(|i| Outlook {
                here: cut(here[i]),
                enters: cut(enters[i]),
                leaves: cut(leaves[i]),
                left_since: cut(leaves[i]),
                enters_until: cut(enters[i]),
                kept: KEPT.map(|column| rows[i].values[column]),
                speaks: rows[i].values[SPEAKS] > 0.0,
                acts: rows[i].values[ACTS] > 0.0,
                is_entrance: false,
                is_exit: false,
                is_here: false,
            })
            .collect();
        let mut from = 0;
        while from < rows.len() {
            let mut to = from + 1;
            while to < rows.len() && follows(&rows[to - 1], &rows[to]) {
                to += 1;
            }
            look_around(&rows[from..to], &mut all[from..to]);
            for k in peaks(from..to, |i| told(&rows[i], &ENTRANCE, all[i].enters)) {
                all[k].is_entrance = true;
            }
            for k in peaks(from..to, |i| told(&rows[i], &EXIT, all[i].leaves)) {
                all[k].is_exit = true;
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

/// Fills what may have happened since and until a character is shown.
fn look_around(rows: &[PresenceRow], outlooks: &mut [Outlook]) {
    for i in 1..rows.len() {
        let is_fresh = rows[i].values[SHOWN_BEFORE] <= 1.0;
        let last = &outlooks[i - 1];
        let since = if is_fresh { last.leaves } else { last.left_since };
        outlooks[i].left_since = outlooks[i].left_since.max(since);
    }
    for i in (1..rows.len()).rev() {
        let is_fresh = rows[i - 1].values[SHOWN_BEHIND] <= 1.0;
        let next = &outlooks[i];
        let until = if is_fresh { next.enters } else { next.enters_until };
        outlooks[i - 1].enters_until = outlooks[i - 1].enters_until.max(until);
    }
}

/// Whether a row is of the next paragraph and the same character.
fn follows(last: &PresenceRow, row: &PresenceRow) -> bool {
    row.who == last.who && row.paragraph.index() == last.paragraph.index() + 1
}

/// The columns that say whether anything hints at a move.
struct Columns {
    /// The character’s own steps that way.
    own: usize,
    /// Steps that way and doors of others or of nobody in particular.
    somebody: usize,
    /// How near the nearest step of anybody is.
    any: usize,
    /// How far the edge of the scene is at which a move would be none.
    edge: usize,
}

const ENTRANCE: Columns = Columns {
    own: column("comes"),
    somebody: column("somebody_comes"),
    any: column("any_enters"),
    edge: column("paragraph"),
};
const EXIT: Columns = Columns {
    own: column("goes"),
    somebody: column("somebody_goes"),
    any: column("any_leaves"),
    edge: column("n_paragraphs_left"),
};

/// The odds of a move if something in or beside the paragraph hints at it, else the least.
fn told(row: &PresenceRow, of: &Columns, odds: f32) -> f32 {
    let value = |column: usize| row.values[column];
    let is_hinted = value(of.somebody) > 0.0 || value(of.any) <= 1.0;
    let is_told = value(of.own) > 0.0 || value(of.edge) > 0.0 && is_hinted;
    if is_told { odds } else { -MAX_ODDS }
}

/// Where the likely moves of one kind are: the likeliest first, none close to another.
fn peaks(rows: std::ops::Range<usize>, odds: impl Fn(usize) -> f32) -> Vec<usize> {
    let mut likely: Vec<usize> = rows.clone().filter(|&k| odds(k) >= MIN_MOVE).collect();
    likely.sort_by(|&a, &b| odds(b).total_cmp(&odds(a)));
    let mut is_near = vec![false; rows.len()];
    likely.retain(|&k| {
        let k = k - rows.start;
        let is_free = !is_near[k];
        if is_free {
            is_near[k.saturating_sub(APART)..(k + APART + 1).min(rows.len())].fill(true);
        }
        is_free
    });
    likely
}

/// The best path through a character’s paragraphs: where they are there.
fn path(outlooks: &[Outlook]) -> Vec<bool> {
    let n = outlooks.len();
    let mut gains: Vec<f32> = outlooks.iter().map(|o| HERE_WEIGHT * o.here).collect();
    for (k, outlook) in outlooks.iter().enumerate() {
        if outlook.speaks {
            gains[k] += SPEECH_WEIGHT;
        }
        if outlook.acts {
            gains[k] += ACT_WEIGHT;
        }
        if outlook.is_entrance {
            gains[k] += MOVE_WEIGHT;
            if k > 0 {
                gains[k - 1] -= MOVE_WEIGHT;
            }
        }
        if outlook.is_exit {
            gains[k] += MOVE_WEIGHT;
            if k + 1 < n {
                gains[k + 1] -= MOVE_WEIGHT;
            }
        }
    }
    let mut away = 0.0;
    let mut there = gains.first().map_or(0.0, |&gain| gain);
    // For each paragraph: whether the best way to away, to there, comes from there.
    let mut from_there = vec![(false, true); n];
    for i in 1..n {
        let (last, now) = (&outlooks[i - 1], &outlooks[i]);
        // For small probabilities their logarithm is near the odds’. A told move is free.
        let step = |is_told: bool, odds: f32| {
            if is_told { 0.0 } else { STEP_WEIGHT * odds.min(0.0) }
        };
        let enter = step(now.is_entrance, last.enters.max(now.enters));
        let leave = step(last.is_exit, last.leaves.max(now.leaves));
        from_there[i] = (there + leave > away, there >= away + enter);
        let next_away = f32::max(away, there + leave);
        there = f32::max(there, away + enter) + gains[i];
        away = next_away;
    }
    let mut is_there = there > away;
    let mut path = vec![false; n];
    for i in (0..n).rev() {
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
    "odds_left_since",
    "odds_enters_until",
    "told_of_before",
    "told_of_behind",
    "n_told_of_within_8",
    "n_told_of",
    "any_enters",
    "any_leaves",
];

/// Moves count this many paragraphs before and behind a speech.
const NEAR: usize = 2;

/// Adds to those rows of earshot of a scene that have values what is thought of their people.
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
    let count = |id: ParagraphId| {
        let is_here = |who: EntityId| {
            outlooks.get(&(who, id)).is_some_and(|outlook| outlook.is_here)
        };
        let is_inside = scene.paragraphs.contains(id);
        if is_inside { people.iter().filter(|&&who| is_here(who)).count() } else { 0 }
    };
    for row in rows.iter_mut().filter(|row| !row.values.is_empty()) {
        let at = cast.quotations.rows[row.quotation].parts[0].start();
        let here = paragraphs.partition_point(|p| p.span.end() <= at);
        let id = ParagraphId::from_index(here);
        let n_here = *n_here.entry(id).or_insert_with(|| count(id));
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
            n_here as f32,
            most(who, &enters, false),
            most(who, &enters, true),
            most(who, &leaves, true),
            most(who, &leaves, false),
            odds(speaker, Some(here)),
            most(speaker, &enters, true),
            most(speaker, &leaves, false),
            around.map(|p| odds(who, p)).into_iter().fold(MAX_ODDS, f32::min),
        ]);
        let own = look(who, Some(here));
        row.values.push(own.map_or(-MAX_ODDS, |outlook| outlook.left_since));
        row.values.push(own.map_or(-MAX_ODDS, |outlook| outlook.enters_until));
        row.values.extend(own.map_or([-1.0; KEPT.len()], |outlook| outlook.kept));
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
    /// Whether a move must be told of whoever makes it, by a verb of going.
    pub(super) is_strict: bool,
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
            let enters = |i: usize| told(&rows[i], &ENTRANCE, look(&rows[i]).enters);
            let leaves = |i: usize| told(&rows[i], &EXIT, look(&rows[i]).leaves);
            let told = look(&rows[first]).is_entrance.then_some(first);
            let at = told.or_else(|| {
                before.map(|b| if enters(first) > enters(b) { first } else { b })
            });
            let likely = [at, Some(first), before].into_iter().flatten();
            let mut likely = likely.filter(|&i| enters(i) >= MIN_MOVE);
            if let Some(words) =
                likely.find_map(|i| self.words(&rows[i], own, HintKind::Enters))
            {
                enter = Some(words);
                let start = own
                    .iter()
                    .find(|sign| sign.at >= span.start() && sign.kind != SignKind::Named)
                    .map_or(words.start(), |sign| sign.at.min(words.start()));
                span = Span::new(start.min(span.end()), span.end());
            }
            let told = look(&rows[last]).is_exit.then_some(last);
            let at = told.or_else(|| {
                behind.map(|b| if leaves(b) > leaves(last) { b } else { last })
            });
            let likely = [at, Some(last), behind].into_iter().flatten();
            let mut likely = likely.filter(|&i| leaves(i) >= MIN_MOVE);
            if let Some(words) =
                likely.find_map(|i| self.words(&rows[i], own, HintKind::Leaves))
            {
                leave = Some(words);
                let end = own
                    .iter()
                    .rev()
                    .find(|sign| sign.end <= span.end() && sign.kind != SignKind::Named)
                    .map_or(words.end(), |sign| sign.end.max(words.end()));
                span = Span::new(span.start(), end.max(span.start()));
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
    /// sign, else its first sentence. Where only told moves count, a hint of their own.
    fn words(
        &self,
        row: &PresenceRow,
        own: &[&Sign],
        way: HintKind,
    ) -> Option<Span<Byte>> {
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
        // Their own step that way, or from one place to another.
        if self.is_strict && best.is_none_or(|hint| rank(hint) > 1) {
            return None;
        }
        let mut shown = own
            .iter()
            .filter(|sign| sign.kind != SignKind::Named && span.contains(sign.at));
        let sign = if way == HintKind::Enters { shown.next() } else { shown.next_back() };
        let at = best.map(|hint| hint.at).or(sign.map(|sign| sign.at));
        Some(self.sentence(at.unwrap_or(span.start())))
    }

    /// The sentence that holds a byte.
    fn sentence(&self, at: Byte) -> Span<Byte> {
        let rows = self.book.sentences.rows();
        let i = rows.partition_point(|s| self.book.bytes(*s).start() <= at);
        self.book.bytes(rows[i.saturating_sub(1)])
    }
}
