//! What tells whether somebody is there in a paragraph, comes or goes, as numbers.

use dramaturg_cast::{Cast, EntityId, EntityKind};
use dramaturg_text::{Book, Byte, ParagraphId, Position, Span};
use rustc_hash::FxHashMap;

use super::earshot::CROWD;
use super::encode::Line;
use super::hint::{Hint, HintKind, Mover};
use super::near::{CAP, Near, Place, Step, Steps};
use super::sign::{Sign, SignKind};
use super::{Presence, Scene};

/// Signs of somebody are looked back and ahead at no more than this far.
const MAX_SIGNS: usize = 64;

/// Whoever has no sign in so many paragraphs seems to be away.
const LONG: f32 = 6.0;

/// A row stands no more than this many paragraphs from a sign of its character.
const REACH: usize = 20;

/// A row: somebody and a paragraph.
#[derive(Clone, Debug)]
pub struct PresenceRow {
    /// Who.
    pub who: EntityId,
    /// The paragraph.
    pub paragraph: ParagraphId,
    /// Values in the order of [`super::PRESENCE_FEATURES`].
    pub values: Vec<f32>,
}

/// Somebody’s signs and hints in the order of the text.
type Shown = (Vec<Place>, Vec<Step>);

/// What a paragraph tells of doors and of people whoever they are.
#[derive(Clone, Debug, Default)]
struct Ground {
    /// Hints by kind: of one of the cast, of several, of somebody or something else.
    one: [u8; HintKind::N],
    many: [u8; HintKind::N],
    other: [u8; HintKind::N],
    n_people: usize,
    n_words: usize,
    n_quoted: usize,
    has_speech: bool,
    /// It opens with a word of another time: *later*.
    is_shift: bool,
}

/// What the rows of a scene are made of.
pub(super) struct Stretch<'s> {
    pub(super) book: &'s Book,
    pub(super) cast: &'s Cast,
    pub(super) scene: &'s Scene,
    pub(super) signs: &'s [Sign],
    pub(super) hints: &'s [Hint],
    pub(super) lines: &'s [Line],
    /// The share of each entity's mentions that stand in quotations.
    pub(super) share_quoted: &'s [f32],
    /// Whom the scene before shows, in order.
    pub(super) last_company: &'s [EntityId],
}

/// Somebody of the scene.
struct Somebody<'s> {
    who: EntityId,
    places: &'s [Place],
    steps: &'s [Step],
    stays: &'s [Presence],
    n_shown: usize,
    n_spoken: usize,
    /// How often people speak of them.
    n_told: usize,
    /// The paragraph of the book in which they are first mentioned.
    first_paragraph: usize,
}

impl Stretch<'_> {
    /// The rows of everybody who is shown in the scene, by character, then by paragraph.
    pub(super) fn rows(&self) -> Vec<PresenceRow> {
        let mut by_who: FxHashMap<EntityId, Shown> = FxHashMap::default();
        for sign in self.signs {
            let place = Place { p: self.paragraph(sign.at), kind: sign.kind };
            by_who.entry(sign.who).or_default().0.push(place);
        }
        let ground = self.ground();
        for hint in self.hints {
            if let Mover::One(who) = hint.mover
                && let Some(found) = by_who.get_mut(&who)
            {
                found.1.push(Step { p: self.paragraph(hint.at), kind: hint.kind });
            }
        }
        let mut people: Vec<_> = by_who.into_iter().collect();
        people.retain(|(_, (places, _))| places.iter().any(Place::is_shown));
        people.sort_unstable_by_key(|row| row.0);
        if people.len() > CROWD {
            return Vec::new();
        }
        let recency = Recency::new(&people, ground.len());
        let n_shown_all: usize = people
            .iter()
            .flat_map(|(_, (places, _))| places)
            .filter(|p| p.is_shown())
            .count();
        let mut rows = Vec::new();
        for (i, (who, (places, steps))) in people.iter().enumerate() {
            let from = self.scene.presence.partition_point(|p| p.character < *who);
            let to = self.scene.presence.partition_point(|p| p.character <= *who);
            let somebody = Somebody {
                who: *who,
                places,
                steps,
                stays: &self.scene.presence[from..to],
                n_shown: places.iter().filter(|p| p.is_shown()).count(),
                n_told: steps.iter().filter(|s| s.kind == HintKind::ToldOf).count(),
                n_spoken: places.iter().filter(|p| p.kind == SignKind::Speaks).count(),
                first_paragraph: self.first_paragraph(*who),
            };
            let mut next = 0;
            for p in 0..ground.len() {
                while next < places.len() && places[next].p < p {
                    next += 1;
                }
                let back = next.checked_sub(1).map_or(CAP, |i| p - places[i].p);
                let ahead = places.get(next).map_or(CAP, |place| place.p - p);
                if back.min(ahead) <= REACH {
                    let mut values = self.values(&somebody, &ground, p, n_shown_all);
                    values[RECENCY] = recency.of(i, p);
                    let paragraph = self.scene.paragraphs.start().index() + p;
                    let paragraph = ParagraphId::from_index(paragraph);
                    rows.push(PresenceRow { who: *who, paragraph, values });
                }
            }
        }
        rows
    }

    /// The paragraph of a byte, counted from the scene's first.
    fn paragraph(&self, at: Byte) -> usize {
        let rows = self.book.paragraphs.slice(self.scene.paragraphs);
        rows.partition_point(|p| p.span.end() <= at).min(rows.len() - 1)
    }

    fn ground(&self) -> Vec<Ground> {
        let rows = self.book.paragraphs.slice(self.scene.paragraphs);
        let mut ground: Vec<Ground> = rows
            .iter()
            .map(|paragraph| Ground {
                n_words: paragraph.tokens.len(),
                is_shift: paragraph
                    .tokens
                    .iter()
                    .take(SHIFT_REACH)
                    .any(|token| SHIFTS.contains(&self.book.lower(token))),
                ..Ground::default()
            })
            .collect();
        for hint in self.hints {
            let here = &mut ground[self.paragraph(hint.at)];
            let counts = match hint.mover {
                Mover::One(_) => &mut here.one,
                Mover::Many => &mut here.many,
                Mover::Unknown => &mut here.other,
            };
            let count = &mut counts[hint.kind as usize];
            *count = count.saturating_add(1);
        }
        for line in self.lines {
            let here = self.paragraph(line.at);
            let quotation = &self.cast.quotations.rows[line.id];
            ground[here].has_speech = true;
            ground[here].n_quoted += quotation
                .parts
                .iter()
                .map(|part| self.book.tokens_in(*part).len())
                .sum::<usize>();
        }
        let mut shown: Vec<(usize, EntityId)> = self
            .signs
            .iter()
            .filter(|sign| sign.kind != SignKind::Named)
            .map(|sign| (self.paragraph(sign.at), sign.who))
            .collect();
        shown.sort_unstable();
        shown.dedup();
        shown.iter().for_each(|&(p, _)| ground[p].n_people += 1);
        ground
    }

    fn values(
        &self,
        a: &Somebody<'_>,
        ground: &[Ground],
        p: usize,
        n_shown_all: usize,
    ) -> Vec<f32> {
        let from = a.places.partition_point(|place| place.p < p);
        let to = a.places.partition_point(|place| place.p <= p);
        let here = &a.places[from..to.min(from + MAX_SIGNS)];
        let before = &a.places[from.saturating_sub(MAX_SIGNS)..from];
        let behind = &a.places[to..(to + MAX_SIGNS).min(a.places.len())];
        let near = Near::new(before, here, behind, p);
        let count_here = |kind: SignKind| near.n_here[kind as usize].min(CAP) as f32;
        let first = a.steps.partition_point(|step| step.p < p);
        let last = a.steps.partition_point(|step| step.p <= p);
        let steps = Steps::new(
            &a.steps[first.saturating_sub(MAX_SIGNS)..first],
            &a.steps[first..last],
            &a.steps[last..(last + MAX_SIGNS).min(a.steps.len())],
            p,
        );
        let step_here = |kind: HintKind| steps.n_here[kind as usize] as f32;
        let step_back = |kind: HintKind| steps.back[kind as usize] as f32;
        let step_ahead = |kind: HintKind| steps.ahead[kind as usize] as f32;
        // A hint in this paragraph counts whole, one in the paragraph before by half.
        let around = |counts: &dyn Fn(&Ground) -> u8| {
            let last = p.checked_sub(1).map_or(0, |last| counts(&ground[last]));
            f32::from(counts(&ground[p]).min(3)) + 0.25 * f32::from(last.min(3))
        };
        let one = |kind: HintKind| around(&|g: &Ground| g.one[kind as usize]);
        let many = |kind: HintKind| around(&|g: &Ground| g.many[kind as usize]);
        let other = |kind: HintKind| around(&|g: &Ground| g.other[kind as usize]);
        let others = |kind: HintKind| {
            f32::from(ground[p].one[kind as usize].min(9)) - step_here(kind)
        };
        let any = |kind: HintKind| {
            let nearest = (0..4).find(|&d| {
                let at = |q: usize| {
                    ground.get(q).is_some_and(|g| {
                        let k = kind as usize;
                        g.one[k] + g.many[k] + g.other[k] > 0
                    })
                };
                at(p + d) || p.checked_sub(d).is_some_and(at)
            });
            nearest.map_or(9.0, |d| d as f32)
        };
        let entity = &self.cast.entities.rows[a.who];
        let start = self.scene.paragraphs.start().index();
        let paragraph = &self.book.paragraphs.slice(self.scene.paragraphs)[p];
        let in_stay = |at: Byte| {
            f32::from(a.stays.iter().take(MAX_SIGNS).any(|stay| stay.span.contains(at)))
        };
        let stay = |kind: &dyn Fn(&Presence) -> Option<Span<Byte>>| {
            let words = a.stays.iter().take(MAX_SIGNS).filter_map(kind);
            f32::from({ words }.any(|words| paragraph.span.contains(words.start())))
        };
        let n_people = (p.saturating_sub(3)..(p + 4).min(ground.len()))
            .map(|q| ground[q].n_people)
            .max();
        let n_quoted = ground[p].n_quoted.min(ground[p].n_words);
        let n_named = a.places.len() - a.n_shown;
        let once = |n: f32| n.min(1.0);
        let shown_before = near.shown_back.min(CAP) as f32;
        let shown_behind = near.shown_ahead.min(CAP) as f32;
        let back = |kind: SignKind| near.back[kind as usize] as f32;
        let ahead = |kind: SignKind| near.ahead[kind as usize] as f32;
        let is_shown = here.iter().any(Place::is_shown);
        let (seems_away, is_unseen) = (shown_before >= LONG, shown_before >= CAP as f32);
        let (seems_gone, is_last) = (shown_behind >= LONG, shown_behind >= CAP as f32);
        let soonest = if is_shown { 0.0 } else { shown_behind };
        let latest = if is_shown { 0.0 } else { shown_before };
        let passes = 1.5 * once(step_here(HintKind::Passes));
        let comes = 3.0 * once(step_here(HintKind::Enters)) + passes;
        let goes = 3.0 * once(step_here(HintKind::Leaves)) + passes;
        let all = |kind: HintKind| other(kind) + one(kind);
        let somebody_comes =
            once(other(HintKind::Enters) + 0.5 * other(HintKind::Passes))
                + once(many(HintKind::Enters))
                + 0.5 * once(all(HintKind::Opens))
                + 0.5 * once(all(HintKind::Sounds))
                + 0.3 * once(all(HintKind::Door))
                + 0.5 * once(others(HintKind::Enters));
        let somebody_goes = 2.0 * once(many(HintKind::Leaves))
            + once(all(HintKind::Shuts))
            + 0.5 * once(other(HintKind::Leaves))
            + 0.3 * once(all(HintKind::Door))
            + 0.5 * once(others(HintKind::Leaves));
        let n_left = ground.len() - 1 - p;
        let when = |is_so: bool, value: f32| if is_so { value } else { 0.0 };
        vec![
            count_here(SignKind::Speaks),
            count_here(SignKind::Acts)
                + count_here(SignKind::Enters)
                + count_here(SignKind::Leaves)
                + count_here(SignKind::Passes),
            count_here(SignKind::Undergoes),
            count_here(SignKind::Named),
            f32::from(shown_before <= 1.0),
            f32::from(shown_behind <= 1.0),
            shown_before,
            shown_behind,
            back(SignKind::Speaks),
            ahead(SignKind::Speaks),
            back(SignKind::Undergoes),
            ahead(SignKind::Undergoes),
            back(SignKind::Named),
            ahead(SignKind::Named),
            near.n_shown_within_3 as f32,
            near.n_shown_within_8 as f32,
            near.n_spoken_within_8 as f32,
            near.n_named_within_8 as f32,
            near.n_shown_before.min(CAP) as f32,
            near.n_shown_behind.min(CAP) as f32,
            a.n_shown.min(CAP) as f32,
            a.n_shown as f32 / n_shown_all.max(1) as f32,
            a.n_spoken.min(CAP) as f32,
            a.n_shown as f32 / (a.n_shown + n_named) as f32,
            f32::from(entity.is_narrator),
            f32::from(self.scene.focalizer.as_ref().is_some_and(|c| c.value == a.who)),
            f32::from(entity.kind == EntityKind::Animal),
            f32::from(entity.is_named),
            entity.mentions.len().min(200) as f32,
            self.share_quoted[a.who.index()],
            (start + p).saturating_sub(a.first_paragraph).min(CAP) as f32,
            f32::from(start + p <= a.first_paragraph),
            f32::from(self.last_company.binary_search(&a.who).is_ok()),
            p.min(CAP) as f32,
            (ground.len() - 1 - p).min(CAP) as f32,
            ground[p].n_people.min(CAP) as f32,
            n_people.unwrap_or(0).min(CAP) as f32,
            0.0,
            ground[p].n_words.min(200) as f32,
            1.0 - n_quoted as f32 / ground[p].n_words.max(1) as f32,
            f32::from(ground[p].has_speech),
            in_stay(paragraph.span.start()),
            in_stay(Byte::from_index(paragraph.span.end().index() - 1)),
            stay(&|stay| stay.enter),
            stay(&|stay| stay.leave),
            step_here(HintKind::Enters),
            step_here(HintKind::Leaves),
            step_here(HintKind::Passes),
            step_here(HintKind::Goes),
            step_here(HintKind::Unreal),
            step_back(HintKind::Enters),
            step_ahead(HintKind::Enters),
            step_back(HintKind::Leaves),
            step_ahead(HintKind::Leaves),
            step_back(HintKind::Passes),
            step_ahead(HintKind::Passes),
            step_back(HintKind::Goes),
            step_ahead(HintKind::Goes),
            step_here(HintKind::Opens),
            step_here(HintKind::Shuts),
            others(HintKind::Enters),
            others(HintKind::Leaves),
            others(HintKind::Passes),
            many(HintKind::Enters),
            many(HintKind::Leaves),
            many(HintKind::Passes),
            many(HintKind::Goes),
            other(HintKind::Enters) + 0.5 * other(HintKind::Passes),
            other(HintKind::Leaves),
            other(HintKind::Goes),
            other(HintKind::Opens) + one(HintKind::Opens),
            other(HintKind::Shuts) + one(HintKind::Shuts),
            other(HintKind::Door) + one(HintKind::Door),
            other(HintKind::Sounds) + one(HintKind::Sounds),
            step_back(HintKind::Sent),
            step_back(HintKind::Called),
            step_back(HintKind::Announces),
            step_back(HintKind::Farewell),
            step_ahead(HintKind::Farewell),
            step_back(HintKind::Greeting),
            step_ahead(HintKind::Greeting),
            any(HintKind::Enters),
            any(HintKind::Leaves),
            sign_class(near.last_shown),
            sign_class(near.next_shown),
            f32::from(ground[p].is_shift),
            comes,
            somebody_comes,
            goes,
            somebody_goes,
            f32::from(seems_away),
            f32::from(is_unseen),
            soonest.min(10.0),
            latest.min(10.0),
            f32::from(seems_gone),
            f32::from(is_last),
            when(seems_away, comes),
            when(seems_away && soonest <= 2.0, somebody_comes),
            when(is_unseen && soonest <= 2.0 && p > 2, somebody_comes),
            f32::from(seems_away && is_shown && p > 3),
            f32::from(is_unseen && is_shown && p > 8),
            when(p > 2, comes),
            when(seems_gone, goes),
            when(seems_gone && latest <= 2.0, somebody_goes),
            when(is_last && latest <= 2.0 && n_left > 2, somebody_goes),
            f32::from(seems_gone && is_shown && n_left > 3),
            f32::from(is_last && is_shown && n_left > 8),
            when(n_left > 2, goes),
            when(shown_behind > 3.0, goes),
            step_here(HintKind::ToldOf),
            step_back(HintKind::ToldOf),
            step_ahead(HintKind::ToldOf),
            steps.n_told_within_8.min(CAP) as f32,
            a.n_told.min(CAP) as f32,
        ]
    }

    /// The paragraph in which somebody is first mentioned.
    fn first_paragraph(&self, who: EntityId) -> usize {
        let at = self.cast.entities.rows[who].first_bytes.start();
        self.book.paragraphs.rows().partition_point(|p| p.span.end() <= at)
    }
}

/// The kind of a sign as a number.
fn sign_class(kind: Option<SignKind>) -> f32 {
    kind.map_or(0.0, |kind| match kind {
        SignKind::Enters => 1.0,
        SignKind::Passes => 2.0,
        SignKind::Leaves => 3.0,
        SignKind::Undergoes => 4.0,
        SignKind::Acts => 5.0,
        SignKind::Speaks => 6.0,
        SignKind::Named => 7.0,
    })
}

/// Where the recency stands in a row.
const RECENCY: usize = 37;

/// How many others were shown since somebody last was.
struct Recency {
    /// For each paragraph the last ones who were shown up to it, latest first.
    latest: Vec<Vec<usize>>,
}

/// So many of the latest people are remembered.
const N_LATEST: usize = 8;

impl Recency {
    fn new(people: &[(EntityId, Shown)], n: usize) -> Recency {
        let mut by_paragraph: Vec<Vec<usize>> = vec![Vec::new(); n];
        for (i, (_, (places, _))) in people.iter().enumerate() {
            let mut all: Vec<usize> = places
                .iter()
                .filter(|place| place.is_shown())
                .map(|place| place.p)
                .collect();
            all.dedup();
            all.iter().for_each(|&p| by_paragraph[p].push(i));
        }
        let mut latest = Vec::with_capacity(n);
        let mut now: Vec<usize> = Vec::new();
        for here in &by_paragraph {
            latest.push(now.clone());
            for &who in here {
                now.retain(|&other| other != who);
                now.insert(0, who);
            }
            now.truncate(N_LATEST);
        }
        Recency { latest }
    }

    fn of(&self, i: usize, p: usize) -> f32 {
        let place = self.latest[p].iter().position(|&who| who == i);
        place.unwrap_or(N_LATEST) as f32
    }
}

/// So many tokens at the start of a paragraph are searched for a word of another time.
const SHIFT_REACH: usize = 5;

/// Words with which a story goes on at another time.
const SHIFTS: &[&str] = &[
    "later",
    "afterwards",
    "morning",
    "evening",
    "afternoon",
    "night",
    "next",
    "when",
    "until",
    "after",
    "hour",
    "hours",
    "minutes",
    "days",
    "week",
    "weeks",
    "months",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "dawn",
    "noon",
    "midnight",
    "meanwhile",
    "finally",
    "outside",
];
