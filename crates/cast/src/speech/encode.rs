//! What a ranker sees of each candidate: layers to rows of numbers.
//!
//! One row a candidate of a turn. Numbers are counts, flags, distances and shares, with the
//! result of the rules among them; a tree needs no scaling. The features follow the study in
//! `docs/experiments.md`; [`features`] names them in order. The second half of a row is made
//! in `nearby`, and in `kinship` what is special about descriptions.

use dramaturg_text::{ParagraphId, Position, TokenId};

use super::chain::follows;
use super::cue::Subject;
use super::kinship::{self, Kinship};
use super::nearby::{self, Nearby};
use super::turn::{Context, Turn, is_thought, sentence_subject, subject_entity};
use crate::lexicon::{Gender, Lexicon, NounKind};
use crate::{EntityId, EntityKind, MentionId, MentionKind};

/// The names of the features of the first half, in order.
const FEATURES: &[&str] = &[
    // of the turn
    "cue_kind",
    "cue_gender",
    "n_candidates",
    "gap_before",
    "is_new_scene",
    "gap_after",
    "has_text_before",
    "n_tokens",
    "asks",
    "is_asked",
    "is_thought",
    "n_parts",
    "has_narrator",
    "n_called",
    "cue_kind_before",
    "cue_kind_after",
    "says_i",
    "says_you",
    "n_around",
    "has_beat_before",
    "has_beat_after",
    "has_lead",
    "lead_is_open",
    "nominal_kind",
    "lead_says",
    "n_turns_talk",
    "n_known_talk",
    // of the candidate
    "cue_resolves",
    "cue_gender_fit",
    "beat_before_fit",
    "beat_after_fit",
    "lead_fit",
    "is_called",
    "is_named",
    "called_1_back",
    "called_2_back",
    "called_1_ahead",
    "called_2_ahead",
    "named_1_back",
    "named_1_ahead",
    "mass",
    "mass_rank",
    "mass_share",
    "tokens_since_told",
    "rank_since_told",
    "tokens_until_told",
    "n_told_here",
    "n_told_1_back",
    "n_told_2_back",
    "n_told_1_ahead",
    "n_named_told_near",
    "turns_since_known",
    "paragraphs_since_known",
    "turns_until_known",
    "known_1_back",
    "known_2_back",
    "known_3_back",
    "known_1_ahead",
    "known_2_ahead",
    "known_3_ahead",
    "n_known_near",
    "share_known_book",
    "share_mentions_book",
    "is_narrator",
    "has_name",
    "gender",
    "is_creature",
    "is_only_called",
    "is_cue_addressee",
    "was_cue_addressee_1_back",
    "is_cue_addressee_1_ahead",
    "is_only_one_of_gender",
    "n_same_gender",
    "said_to_me_since",
    "tail_fit",
    "addressed_fit",
    "addressed_fit_1_back",
    "addressed_fit_1_ahead",
    "tokens_since_subject",
    "rank_since_subject",
    "n_known_here",
    "share_known_here",
    "n_told_talk",
    "n_called_talk",
    "n_named_talk",
    "called_until",
    // of the rules
    "rule_score",
    "rule_margin",
    "rule_p",
    "rule_p_rank",
    "rule_p_1_back",
    "rule_p_2_back",
    "rule_p_1_ahead",
    "rule_p_2_ahead",
];

/// The names of all features of a row, in order.
pub fn features() -> Vec<&'static str> {
    let lists =
        [FEATURES, nearby::TURN_FEATURES, nearby::CANDIDATE_FEATURES, kinship::FEATURES];
    lists.into_iter().flatten().copied().collect()
}

/// How many numbers a row has.
pub(super) const N_FEATURES: usize = FEATURES.len()
    + nearby::TURN_FEATURES.len()
    + nearby::CANDIDATE_FEATURES.len()
    + kinship::FEATURES.len();

/// What hides a cue in training, so that a sure answer becomes a hard question.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mask {
    /// The turn is read as it is.
    None,
    /// Its cue is hidden.
    Hidden,
    /// The name in its cue is read as a pronoun.
    Pronoun,
}

/// Rows of numbers, one a candidate, turn after turn.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// The width of a row.
    pub n_features: usize,
    /// The numbers, row after row.
    pub values: Vec<f32>,
}

impl Rows {
    /// The row at an index.
    pub fn row(&self, i: usize) -> &[f32] {
        &self.values[i * self.n_features..(i + 1) * self.n_features]
    }
}

/// Where narration refers to each entity.
pub(super) struct Places {
    /// For each entity, by narration mention: token, paragraph and how many up to it are by
    /// name, in order.
    pub(super) told: Vec<Vec<(u32, u32, u32)>>,
    /// For each entity the tokens at which a sentence of narration has it as its subject.
    pub(super) subjects: Vec<Vec<u32>>,
    n_mentions: Vec<u32>,
    n_all: u32,
    /// For each token how many stand before it, marks of emphasis not counted: a book is
    /// the same with `_underscores_` and with italics.
    pub(super) plain: Vec<u32>,
}

/// Whether a token is a mark of emphasis.
fn is_mark(context: Context<'_>, id: TokenId) -> bool {
    matches!(context.book.lower(id), "_" | "*")
}

impl Places {
    fn new(context: Context<'_>) -> Places {
        let mut n_plain = 0;
        let mut plain: Vec<u32> = Vec::with_capacity(context.book.tokens.len() + 1);
        for id in context.book.tokens.ids() {
            plain.push(n_plain);
            n_plain += u32::from(!is_mark(context, id));
        }
        plain.push(n_plain);
        let n = context.entities.rows.len();
        let mut told: Vec<Vec<(u32, u32, u32)>> = vec![Vec::new(); n];
        let mut n_mentions = vec![0; n];
        let mut n_all = 0;
        let paragraphs = context.book.paragraphs.rows();
        let mut paragraph = 0;
        for (id, mention) in context.mentions.rows.iter() {
            let Some(entity) = context.entities.of_mention[id] else { continue };
            if context.is_masked(id) {
                continue;
            }
            while paragraph + 1 < paragraphs.len()
                && paragraphs[paragraph].tokens.end() <= mention.span.start()
            {
                paragraph += 1;
            }
            n_mentions[entity.index()] += 1;
            n_all += 1;
            if mention.quotation.is_none() {
                let list = &mut told[entity.index()];
                let n_named = list.last().map_or(0, |m| m.2);
                list.push((
                    plain[mention.span.start().index()],
                    small(paragraph),
                    n_named + u32::from(mention.kind == MentionKind::Proper),
                ));
            }
        }
        let mut subjects: Vec<Vec<u32>> = vec![Vec::new(); n];
        for &sentence in context.book.sentences.rows() {
            let subject = sentence_subject(context, sentence);
            let known = subject.filter(|&id| !context.is_masked(id));
            if let Some(id) = known
                && let Some(entity) = context.entities.of_mention[id]
            {
                let at = context.mentions.rows[id].span.start();
                subjects[entity.index()].push(plain[at.index()]);
            }
        }
        Places { told, subjects, n_mentions, n_all: n_all.max(1), plain }
    }

    /// How many mentions of narration a paragraph has, and how many of them by name.
    fn count(&self, entity: EntityId, paragraph: u32) -> (f32, f32) {
        let list = &self.told[entity.index()];
        let start = list.partition_point(|m| m.1 < paragraph);
        let end = list.partition_point(|m| m.1 <= paragraph);
        let named_before = |i: usize| i.checked_sub(1).map_or(0, |i| list[i].2);
        let n_named = named_before(end) - named_before(start);
        ((end - start) as f32, n_named as f32)
    }
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

pub(super) fn flag(value: bool) -> f32 {
    if value { 1.0 } else { 0.0 }
}

pub(super) fn count(n: usize, cap: usize) -> f32 {
    f32::from(u16::try_from(n.min(cap)).unwrap_or(u16::MAX))
}

/// What stands for “never” in distances.
pub(super) const NEVER: f32 = 9999.0;

/// What the rules say, as features.
#[derive(Debug)]
pub(crate) struct RuleOutput<'a> {
    pub(crate) scores: &'a [Vec<f32>],
    pub(crate) posteriors: &'a [Vec<f32>],
}

/// The rows of those candidates of all turns that are to be judged, turn after turn; a flag
/// a candidate says which.
pub(crate) fn encode(
    context: Context<'_>,
    turns: &[Turn],
    candidates: &[Vec<EntityId>],
    masses: &[Vec<f32>],
    rules: &RuleOutput<'_>,
    is_judged: &[Vec<bool>],
) -> Rows {
    let places = Places::new(context);
    let known: Vec<Option<EntityId>> = turns.iter().map(|t| known(context, t)).collect();
    let mut n_known = vec![0_u32; context.entities.rows.len()];
    let mut spoken: Vec<Vec<usize>> = vec![Vec::new(); context.entities.rows.len()];
    for (t, who) in known.iter().enumerate() {
        if let Some(who) = who {
            n_known[who.index()] += 1;
            spoken[who.index()].push(t);
        }
    }
    let n_known_all = n_known.iter().sum::<u32>().max(1);
    let nearby = Nearby::new(context, turns, candidates, rules.posteriors, &places);
    let kinship = Kinship::new(context, turns, candidates, rules.posteriors);
    let n_rows = is_judged.iter().flatten().filter(|&&is_judged| is_judged).count();
    let values = Vec::with_capacity(n_rows * N_FEATURES);
    let mut rows = Rows { n_features: N_FEATURES, values };
    let mut talk = Talk::default();
    for (t, turn) in turns.iter().enumerate() {
        if t >= talk.turns.end {
            talk = Talk::new(context, turns, candidates, &known, t);
        }
        let mut of_turn =
            turn_features(context, turns, t, candidates[t].len(), &masses[t]);
        of_turn.push(count(talk.turns.len(), 60));
        of_turn.push(count(talk.known.len(), 12));
        let around = Around {
            context,
            turns,
            t,
            places: &places,
            known: &known,
            n_known: &n_known,
            n_known_all,
            spoken: &spoken,
            candidates,
            masses: &masses[t],
            rules,
            talk: &talk,
        };
        let since = Since {
            told: candidates[t]
                .iter()
                .map(|&e| around.tokens_since_told(e, turn))
                .collect(),
            subject: candidates[t]
                .iter()
                .map(|&e| around.tokens_since_subject(e, turn))
                .collect(),
        };
        let of_turn_too = nearby.turn(t);
        let around_too = nearby.around(t);
        for (k, _) in is_judged[t].iter().enumerate().filter(|(_, is_judged)| **is_judged)
        {
            rows.values.extend_from_slice(&of_turn);
            around.candidate(k, &since, &mut rows.values);
            rows.values.extend_from_slice(&of_turn_too);
            rows.values.extend_from_slice(&nearby.candidate(t, k, &around_too));
            let (entity, p) = (candidates[t][k], rules.posteriors[t][k]);
            rows.values.extend(kinship.row(context, t, entity, p));
        }
    }
    debug_assert_eq!(rows.values.len() % N_FEATURES, 0, "every row has all features");
    rows
}

/// The conversation that a turn belongs to.
#[derive(Debug, Default)]
struct Talk {
    turns: std::ops::Range<usize>,
    /// Who speaks in it by a cue, and how often.
    known: Vec<(EntityId, usize)>,
    /// Who is called in it, and how often.
    called: Vec<(EntityId, usize)>,
    /// Who is named in it without being called, and how often.
    named: Vec<(EntityId, usize)>,
    /// The tokens from the paragraph before it to the one behind it, marks not counted.
    from: TokenId,
    to: TokenId,
}

impl Talk {
    /// The one that begins at a turn.
    fn new(
        context: Context<'_>,
        turns: &[Turn],
        candidates: &[Vec<EntityId>],
        known: &[Option<EntityId>],
        start: usize,
    ) -> Talk {
        let mut end = start + 1;
        while end < turns.len() && follows(turns, candidates, end) {
            end += 1;
        }
        let paragraphs = &context.book.paragraphs;
        let first = turns[start].first_paragraph.index().saturating_sub(1);
        let last = (turns[end - 1].last_paragraph.index() + 1).min(paragraphs.len() - 1);
        let mut talk = Talk {
            turns: start..end,
            from: paragraphs[ParagraphId::from_index(first)].tokens.start(),
            to: paragraphs[ParagraphId::from_index(last)].tokens.end(),
            ..Talk::default()
        };
        for t in start..end {
            if let Some(who) = known[t] {
                add(&mut talk.known, who);
            }
            turns[t].called.iter().for_each(|&e| add(&mut talk.called, e));
            turns[t].named.iter().for_each(|&e| add(&mut talk.named, e));
        }
        for list in [&mut talk.known, &mut talk.called, &mut talk.named] {
            list.sort_unstable();
        }
        talk
    }
}

/// Counts one more; lists are short, and cut where they are not.
fn add(list: &mut Vec<(EntityId, usize)>, entity: EntityId) {
    const MAX_LISTED: usize = 64;
    match list.iter().position(|(e, _)| *e == entity) {
        Some(i) => list[i].1 += 1,
        None if list.len() < MAX_LISTED => list.push((entity, 1)),
        None => {}
    }
}

/// How often somebody stands in a list.
fn times(list: &[(EntityId, usize)], entity: EntityId) -> usize {
    list.binary_search_by_key(&entity, |&(e, _)| e).map_or(0, |i| list[i].1)
}

/// How many tokens ago narration referred to each candidate.
#[derive(Debug)]
struct Since {
    told: Vec<f32>,
    subject: Vec<f32>,
}

/// Who speaks a turn, if its cue says so by name, by *I* or by a description.
fn known(context: Context<'_>, turn: &Turn) -> Option<EntityId> {
    let cue = turn.cue?;
    match cue.subject {
        Subject::Narrator => context.narrator,
        Subject::Mention(id) => {
            let row = context.mentions.rows[id];
            (row.kind != MentionKind::Pronoun && !context.is_masked(id))
                .then(|| subject_entity(context, cue.subject))
                .flatten()
        }
    }
}

/// 0 none, 1 a name, 2 a pronoun, 3 a description, 4 *I*.
fn cue_kind(context: Context<'_>, turn: &Turn) -> f32 {
    match turn.cue.map(|c| c.subject) {
        None => 0.0,
        Some(Subject::Narrator) => 4.0,
        Some(Subject::Mention(id)) => match context.kind(id) {
            MentionKind::Proper => 1.0,
            MentionKind::Pronoun => 2.0,
            MentionKind::Nominal => 3.0,
        },
    }
}

/// The gender that the subject of a cue or an action has by its form.
pub(super) fn form_gender(context: Context<'_>, id: MentionId) -> Gender {
    let row = context.mentions.rows[id];
    if context.is_masked(id) {
        let entity = context.entities.of_mention[id];
        return entity.map_or(Gender::Unknown, |e| context.entities.rows[e].gender);
    }
    match row.kind {
        MentionKind::Pronoun => match context.book.lower(row.head) {
            "he" | "his" | "him" => Gender::Male,
            "she" | "her" => Gender::Female,
            _ => Gender::Unknown,
        },
        MentionKind::Nominal => Lexicon::shared()
            .person_noun(context.book.lower(row.head))
            .map_or(Gender::Unknown, |n| n.gender),
        MentionKind::Proper => Gender::Unknown,
    }
}

fn gender_number(gender: Gender) -> f32 {
    match gender {
        Gender::Unknown => 0.0,
        Gender::Male => 1.0,
        Gender::Female => 2.0,
    }
}

pub(super) fn gender_fit(a: Gender, b: Gender) -> f32 {
    match (a, b) {
        (Gender::Unknown, _) | (_, Gender::Unknown) => 0.0,
        (a, b) if a == b => 1.0,
        _ => -1.0,
    }
}

/// Whether a turn ends with a question mark.
pub(super) fn asks(context: Context<'_>, turn: &Turn) -> bool {
    let parts = &context.quotations.rows[turn.quotation].parts;
    parts[parts.len() - 1].slice(&context.book.text).trim_end().ends_with('?')
}

/// Whether the turn before, close by, ends with a question mark.
pub(crate) fn is_asked(context: Context<'_>, turns: &[Turn], t: usize) -> bool {
    let turn = &turns[t];
    t > 0 && !turn.is_new_scene && turn.gap <= 3 && asks(context, &turns[t - 1])
}

fn turn_features(
    context: Context<'_>,
    turns: &[Turn],
    t: usize,
    n_candidates: usize,
    masses: &[f32],
) -> Vec<f32> {
    let turn = &turns[t];
    let quotation = &context.quotations.rows[turn.quotation];
    let mut n_tokens = 0;
    let (mut says_i, mut says_you) = (false, false);
    for part in &quotation.parts {
        for id in context.book.tokens_in(*part).iter() {
            n_tokens += usize::from(!is_mark(context, id));
            match context.book.lower(id) {
                "i" | "my" | "me" => says_i = true,
                "you" | "your" => says_you = true,
                _ => {}
            }
        }
    }
    let subject = turn.cue.and_then(|c| match c.subject {
        Subject::Mention(id) => Some(id),
        Subject::Narrator => None,
    });
    let nominal_kind = subject
        .filter(|&id| context.kind(id) == MentionKind::Nominal)
        .and_then(|id| {
            Lexicon::shared()
                .person_noun(context.book.lower(context.mentions.rows[id].head))
        })
        .map_or(0.0, |n| match n.kind {
            NounKind::Kin => 1.0,
            NounKind::Role => 2.0,
            NounKind::Generic => 3.0,
            NounKind::Group => 4.0,
            NounKind::Creature => 5.0,
        });
    vec![
        cue_kind(context, turn),
        subject.map_or(0.0, |id| gender_number(form_gender(context, id))),
        count(n_candidates, 20),
        count(turn.gap, 12),
        flag(turn.is_new_scene),
        turns
            .get(t + 1)
            .map_or(12.0, |n| if n.is_new_scene { 12.0 } else { count(n.gap, 12) }),
        flag(turn.has_text_before),
        count(n_tokens, 300),
        flag(asks(context, turn)),
        flag(is_asked(context, turns, t)),
        flag(is_thought(context, turn)),
        count(quotation.parts.len(), 9),
        flag(context.narrator.is_some()),
        count(turn.called.len(), 5),
        if t > 0 { cue_kind(context, &turns[t - 1]) } else { 0.0 },
        turns.get(t + 1).map_or(0.0, |n| cue_kind(context, n)),
        flag(says_i),
        flag(says_you),
        count(masses.iter().filter(|&&m| m > 0.25).count(), 12),
        flag(turn.beat_before.is_some()),
        flag(turn.beat_after.is_some()),
        flag(turn.lead.is_some()),
        flag(turn.lead_is_open),
        nominal_kind,
        flag(turn.lead_says),
    ]
}

/// All that the features of one turn's candidates are made from.
struct Around<'a> {
    context: Context<'a>,
    turns: &'a [Turn],
    t: usize,
    places: &'a Places,
    known: &'a [Option<EntityId>],
    n_known: &'a [u32],
    n_known_all: u32,
    /// For each entity the turns whose cue names it.
    spoken: &'a [Vec<usize>],
    candidates: &'a [Vec<EntityId>],
    masses: &'a [f32],
    rules: &'a RuleOutput<'a>,
    talk: &'a Talk,
}

impl Around<'_> {
    fn tokens_since_subject(&self, entity: EntityId, turn: &Turn) -> f32 {
        let start = &self.context.quotations.rows[turn.quotation].outer[0];
        let at = self.places.plain[self.context.book.token_at(start.start()).index()];
        let list = &self.places.subjects[entity.index()];
        let i = list.partition_point(|&m| m < at);
        i.checked_sub(1).map_or(NEVER, |i| count((at - list[i]) as usize, 3000))
    }

    /// How often narration refers to somebody from the paragraph before the conversation to
    /// the one behind it.
    fn n_told_talk(&self, entity: EntityId) -> f32 {
        let list = &self.places.told[entity.index()];
        let (from, to) = (
            self.places.plain[self.talk.from.index()],
            self.places.plain[self.talk.to.index()],
        );
        let start = list.partition_point(|m| m.0 < from);
        count(list.partition_point(|m| m.0 < to) - start, 60)
    }

    /// Turns until somebody calls the candidate by name, up to 12.
    fn called_until(&self, entity: EntityId) -> f32 {
        (1..12)
            .find(|&steps| {
                self.turns.get(self.t + steps).is_some_and(|t| t.called.contains(&entity))
            })
            .map_or(12.0, |steps| count(steps, 12))
    }

    fn tokens_since_told(&self, entity: EntityId, turn: &Turn) -> f32 {
        let start = &self.context.quotations.rows[turn.quotation].outer[0];
        let at = self.places.plain[self.context.book.token_at(start.start()).index()];
        let list = &self.places.told[entity.index()];
        let i = list.partition_point(|m| m.0 < at);
        i.checked_sub(1).map_or(NEVER, |i| count((at - list[i].0) as usize, 3000))
    }

    fn tokens_until_told(&self, entity: EntityId, turn: &Turn) -> f32 {
        let quotation = &self.context.quotations.rows[turn.quotation];
        let end = quotation.outer[quotation.outer.len() - 1].end();
        let at = self.places.plain[self.context.book.token_at(end).index()];
        let list = &self.places.told[entity.index()];
        let i = list.partition_point(|m| m.0 < at);
        list.get(i).map_or(NEVER, |m| count((m.0 - at) as usize, 3000))
    }

    /// Whether turns a and b, a before b, belong to one stretch of talk.
    fn talks_on(&self, a: usize, b: usize) -> bool {
        (a + 1..=b).all(|i| !self.turns[i].is_new_scene && self.turns[i].gap <= 4)
    }

    fn back(&self, steps: usize) -> Option<usize> {
        self.t.checked_sub(steps).filter(|&b| self.talks_on(b, self.t))
    }

    fn ahead(&self, steps: usize) -> Option<usize> {
        Some(self.t + steps).filter(|&a| a < self.turns.len() && self.talks_on(self.t, a))
    }

    fn known_at(&self, at: Option<usize>, entity: EntityId) -> f32 {
        match at.and_then(|i| self.known[i]) {
            None => 0.0,
            Some(who) if who == entity => 1.0,
            Some(_) => -1.0,
        }
    }

    fn rule_p(&self, at: Option<usize>, entity: EntityId) -> f32 {
        at.map_or(0.0, |i| {
            self.candidates[i]
                .binary_search(&entity)
                .map_or(0.0, |k| self.rules.posteriors[i][k])
        })
    }

    /// 2 it is the candidate by name, 1 by pronoun or description, 0 nothing there, -1
    /// somebody else, -2 somebody of another gender.
    fn subject_fit(&self, subject: Option<MentionId>, entity: EntityId) -> f32 {
        let Some(id) = subject else { return 0.0 };
        let is_meant = self.context.entities.of_mention[id] == Some(entity);
        let kind = self.context.kind(id);
        let gender = self.context.entities.rows[entity].gender;
        if is_meant {
            return if kind == MentionKind::Proper { 2.0 } else { 1.0 };
        }
        if kind == MentionKind::Pronoun
            && gender_fit(form_gender(self.context, id), gender) < 0.0
        {
            return -2.0;
        }
        -1.0
    }

    fn candidate(&self, k: usize, since: &Since, out: &mut Vec<f32>) {
        let entity = self.candidates[self.t][k];
        let context = self.context;
        let turn = &self.turns[self.t];
        let row = &context.entities.rows[entity];
        let subject = turn.cue.and_then(|c| match c.subject {
            Subject::Mention(id) => Some(id),
            Subject::Narrator => None,
        });
        let is_i = matches!(turn.cue.map(|c| c.subject), Some(Subject::Narrator));
        let cue_resolves = match subject {
            Some(id) if context.is_masked(id) => 0.0,
            Some(id) => flag(context.entities.of_mention[id] == Some(entity)),
            None => flag(is_i && row.is_narrator),
        };
        let cue_fit = match subject {
            Some(_) if row.is_narrator && context.narrator == Some(entity) => -1.0,
            Some(id) => gender_fit(form_gender(context, id), row.gender),
            None if is_i => {
                if row.is_narrator {
                    1.0
                } else {
                    -1.0
                }
            }
            None => 0.0,
        };
        let called = |at: Option<usize>| {
            flag(at.is_some_and(|i| self.turns[i].called.contains(&entity)))
        };
        let named = |at: Option<usize>| {
            flag(at.is_some_and(|i| self.turns[i].named.contains(&entity)))
        };
        let mass = self.masses[k];
        let mass_sum: f32 = self.masses.iter().sum();
        let here = small(turn.first_paragraph.index());
        let (told_here, named_here) = self.places.count(entity, here);
        let (back_1, named_1) =
            here.checked_sub(1).map_or((0.0, 0.0), |p| self.places.count(entity, p));
        let (back_2, _) =
            here.checked_sub(2).map_or((0.0, 0.0), |p| self.places.count(entity, p));
        let after = small(turn.last_paragraph.index()) + 1;
        let (ahead_1, named_ahead) = self.places.count(entity, after);
        let spoken = &self.spoken[entity.index()];
        let next = spoken.partition_point(|&s| s <= self.t);
        let previous =
            spoken.partition_point(|&s| s < self.t).checked_sub(1).map(|i| spoken[i]);
        let upcoming = spoken.get(next).copied();
        let near = spoken.partition_point(|&s| s + 20 < self.t);
        let near = spoken[near..].iter().take_while(|&&s| s <= self.t + 20);
        let n_near = near.filter(|&&s| s != self.t).count();
        let addressee = |at: Option<usize>| {
            flag(at.is_some_and(|i| {
                self.turns[i]
                    .cue
                    .and_then(|c| c.addressee)
                    .is_some_and(|m| context.entities.of_mention[m] == Some(entity))
            }))
        };
        let n_same_gender = self.candidates[self.t]
            .iter()
            .filter(|&&e| context.entities.rows[e].gender == row.gender)
            .count();
        let n_known_here = times(&self.talk.known, entity);
        let n_known_all_here: usize =
            self.talk.known.iter().map(|k| k.1).sum::<usize>().max(1);
        let scores = &self.rules.scores[self.t];
        let best_other = scores
            .iter()
            .enumerate()
            .filter(|&(i, _)| i != k)
            .map(|(_, &s)| s)
            .fold(-40.0_f32, f32::max);
        let posteriors = &self.rules.posteriors[self.t];
        let rank = |values: &[f32], value: f32, is_up: bool| {
            let better =
                values.iter().filter(|&&v| if is_up { v > value } else { v < value });
            count(better.count(), 20)
        };
        out.extend([
            cue_resolves,
            cue_fit,
            self.subject_fit(turn.beat_before, entity),
            self.subject_fit(turn.beat_after, entity),
            self.subject_fit(turn.lead, entity),
            flag(turn.called.contains(&entity)),
            flag(turn.named.contains(&entity)),
            called(self.back(1)),
            called(self.back(2)),
            called(self.ahead(1)),
            called(self.ahead(2)),
            named(self.back(1)),
            named(self.ahead(1)),
            mass,
            rank(self.masses, mass, true),
            if mass_sum > 0.0 { mass / mass_sum } else { 0.0 },
            since.told[k],
            rank(&since.told, since.told[k], false),
            self.tokens_until_told(entity, turn),
            told_here,
            back_1,
            back_2,
            ahead_1,
            named_here + named_1 + named_ahead,
            previous.map_or(NEVER, |p| count(self.t - p, 400)),
            previous.map_or(NEVER, |p| {
                count(
                    turn.first_paragraph
                        .index()
                        .saturating_sub(self.turns[p].last_paragraph.index()),
                    400,
                )
            }),
            upcoming.map_or(NEVER, |n| count(n - self.t, 400)),
            self.known_at(self.back(1), entity),
            self.known_at(self.back(2), entity),
            self.known_at(self.back(3), entity),
            self.known_at(self.ahead(1), entity),
            self.known_at(self.ahead(2), entity),
            self.known_at(self.ahead(3), entity),
            count(n_near, 40),
            self.n_known[entity.index()] as f32 / self.n_known_all as f32,
            self.places.n_mentions[entity.index()] as f32 / self.places.n_all as f32,
            flag(row.is_narrator),
            flag(row.is_named),
            gender_number(row.gender),
            flag(row.kind == EntityKind::Animal),
            flag(row.is_only_called),
            addressee(Some(self.t)),
            addressee(self.back(1)),
            addressee(self.ahead(1)),
            flag(n_same_gender == 1 && row.gender != Gender::Unknown),
            count(n_same_gender, 20),
            self.called_since(entity),
            self.subject_fit(turn.tail, entity),
            gender_fit(turn.addressed, row.gender),
            self.back(1).map_or(0.0, |i| gender_fit(self.turns[i].addressed, row.gender)),
            self.ahead(1)
                .map_or(0.0, |i| gender_fit(self.turns[i].addressed, row.gender)),
            since.subject[k],
            rank(&since.subject, since.subject[k], false),
            count(n_known_here, 60),
            n_known_here as f32 / n_known_all_here as f32,
            self.n_told_talk(entity),
            count(times(&self.talk.called, entity), 20),
            count(times(&self.talk.named, entity), 20),
            self.called_until(entity),
            scores[k],
            scores[k] - best_other,
            posteriors[k],
            rank(posteriors, posteriors[k], true),
            self.rule_p(self.back(1), entity),
            self.rule_p(self.back(2), entity),
            self.rule_p(self.ahead(1), entity),
            self.rule_p(self.ahead(2), entity),
        ]);
    }

    /// Turns since somebody called the candidate by name, up to 12.
    fn called_since(&self, entity: EntityId) -> f32 {
        (1..12)
            .find(|&steps| {
                self.t
                    .checked_sub(steps)
                    .is_some_and(|i| self.turns[i].called.contains(&entity))
            })
            .map_or(12.0, |steps| count(steps, 12))
    }
}
