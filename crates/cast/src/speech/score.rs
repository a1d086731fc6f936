//! What the text beside a quotation says for and against each candidate.
//!
//! A score is a sum of weights, in the scale of log odds. The weights are set by hand on
//! PDNC and the annotated stories together; `docs/experiments.md` has the figures.

use dramaturg_text::{ParagraphId, Position};

use super::candidate::{mentions_around, power, pronoun_of};
use super::cue::Subject;
use super::kinship::kin_fit;
use super::turn::{Context, Turn, is_thought, subject_entity};
use super::why::ReasonKind;
use crate::lexicon::{Gender, Lexicon, NounKind};
use crate::{EntityId, MentionId, MentionKind};

/// Weights, in log odds.
mod weight {
    pub(super) const CUE_NAMES: f32 = 9.0;
    pub(super) const CUE_RESOLVES: f32 = 2.2;
    pub(super) const CUE_DESCRIBES: f32 = 3.0;
    pub(super) const CUE_MISMATCH: f32 = -7.0;
    pub(super) const CUE_MATCH_KNOWN: f32 = 1.0;
    pub(super) const CUE_KIN: f32 = 4.0;
    pub(super) const BEAT_BEFORE: f32 = 2.4;
    pub(super) const BEAT_AFTER: f32 = 2.2;
    pub(super) const BEAT_PRONOUN: f32 = 0.6;
    pub(super) const BEAT_MISMATCH: f32 = -2.0;
    pub(super) const LEAD: f32 = 0.9;
    pub(super) const LEAD_OPEN: f32 = 2.5;
    pub(super) const CALLED_HERE: f32 = -4.5;
    pub(super) const NAMED_HERE: f32 = -1.3;
    pub(super) const CALLED_BEFORE: f32 = 1.6;
    pub(super) const CALLED_AFTER: f32 = 1.0;
    pub(super) const MASS: f32 = 0.55;
    pub(super) const OFF_STAGE: f32 = -1.5;
    pub(super) const UNNAMED: f32 = -1.4;
    pub(super) const CUE_ADDRESSEE: f32 = -4.0;
    pub(super) const FOCALIZER: f32 = 2.0;
    pub(super) const NARRATOR: f32 = 0.6;
}

/// One summand of a score.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clue {
    pub(crate) kind: ReasonKind,
    /// In log odds; above 0 it speaks for the candidate.
    pub(crate) weight: f32,
}

/// The score of each candidate of each turn, in log odds.
pub(crate) fn scores(
    context: Context<'_>,
    turns: &[Turn],
    candidates: &[Vec<EntityId>],
    masses: &[Vec<f32>],
) -> Vec<Vec<f32>> {
    let focus = Focus::new(context);
    (0..turns.len())
        .map(|t| {
            candidates[t]
                .iter()
                .zip(&masses[t])
                .map(|(&entity, &mass)| {
                    score(context, &focus, turns, t, entity, mass, &mut |_| {})
                })
                .collect()
        })
        .collect()
}

/// The score of a candidate; `note` hears of each summand.
pub(crate) fn score(
    context: Context<'_>,
    focus: &Focus,
    turns: &[Turn],
    t: usize,
    entity: EntityId,
    mass: f32,
    note: &mut impl FnMut(Clue),
) -> f32 {
    use ReasonKind as Kind;
    let turn = &turns[t];
    let row = &context.entities.rows[entity];
    let mut sum = 0.0;
    let mut add = |kind: Kind, weight: f32| {
        note(Clue { kind, weight });
        sum += weight;
    };
    add(Kind::Around, weight::MASS * (mass + 0.05).ln());
    if mass < 0.02 {
        add(Kind::OffStage, weight::OFF_STAGE);
    }
    if !row.is_named && !row.is_narrator {
        add(Kind::Unnamed, weight::UNNAMED);
    }
    if row.is_narrator {
        add(Kind::Narrator, weight::NARRATOR);
    }
    match turn.cue {
        Some(cue) => {
            let kind = cue_kind(context, cue.subject);
            add(kind, cue_score(context, cue.subject, entity));
        }
        None => {
            let before = beat(context, turn.beat_before, entity, weight::BEAT_BEFORE);
            add(Kind::ActionBefore, before);
            let after = beat(context, turn.beat_after, entity, weight::BEAT_AFTER);
            add(Kind::ActionAfter, after);
        }
    }
    if turn.cue.and_then(|c| c.addressee).is_some_and(|m| is_meant(context, m, entity)) {
        add(Kind::CueAddressee, weight::CUE_ADDRESSEE);
    }
    if turn.cue.is_none() && !turn.has_text_before {
        let lead = if turn.lead_is_open { weight::LEAD_OPEN } else { weight::LEAD };
        if turn.lead.is_some_and(|m| is_meant(context, m, entity)) {
            add(Kind::Lead, lead);
        }
    }
    if turn.called.contains(&entity) {
        add(Kind::Called, weight::CALLED_HERE);
    }
    if turn.named.contains(&entity) {
        add(Kind::Named, weight::NAMED_HERE);
    }
    let is_close =
        |a: &Turn, b: &Turn| !b.is_new_scene && b.gap <= 2 && a.quotation < b.quotation;
    if t > 0 && is_close(&turns[t - 1], turn) && turns[t - 1].called.contains(&entity) {
        add(Kind::CalledBefore, weight::CALLED_BEFORE);
    }
    if let Some(next) = turns.get(t + 1)
        && is_close(turn, next)
        && next.called.contains(&entity)
    {
        add(Kind::CalledAfter, weight::CALLED_AFTER);
    }
    if is_thought(context, turn)
        && turn.cue.is_none()
        && focus.at(turn.first_paragraph) == Some(entity)
    {
        add(Kind::Focalizer, weight::FOCALIZER);
    }
    sum
}

/// How a cue refers to the speaker.
fn cue_kind(context: Context<'_>, subject: Subject) -> ReasonKind {
    match subject {
        Subject::Narrator => ReasonKind::CueName,
        Subject::Mention(id) => match context.kind(id) {
            MentionKind::Proper => ReasonKind::CueName,
            MentionKind::Pronoun => ReasonKind::CuePronoun,
            MentionKind::Nominal => ReasonKind::CueDescription,
        },
    }
}

/// How much of what a cue says of a candidate is the gender of its pronoun alone.
pub(crate) fn pronoun_fit(
    context: Context<'_>,
    subject: Subject,
    entity: EntityId,
) -> f32 {
    let row = &context.entities.rows[entity];
    pronoun_of(context, subject).map_or(0.0, |form| fit(form, &row.pronouns, row.gender))
}

/// What a cue says of a candidate.
fn cue_score(context: Context<'_>, subject: Subject, entity: EntityId) -> f32 {
    let row = &context.entities.rows[entity];
    match subject {
        Subject::Narrator => {
            if row.is_narrator {
                weight::CUE_NAMES
            } else {
                weight::CUE_MISMATCH
            }
        }
        Subject::Mention(_) if row.is_narrator && row.gender == Gender::Unknown => {
            weight::CUE_MISMATCH
        }
        Subject::Mention(id) => {
            let is_resolved = subject_entity(context, subject) == Some(entity);
            let narrator = if row.is_narrator { weight::CUE_MISMATCH } else { 0.0 };
            let mention = context.mentions.rows[id];
            match context.kind(id) {
                MentionKind::Proper => {
                    if is_resolved {
                        weight::CUE_NAMES
                    } else {
                        weight::CUE_MISMATCH
                    }
                }
                MentionKind::Pronoun => {
                    let form = pronoun_of(context, subject).unwrap_or_default();
                    narrator
                        + fit(form, &row.pronouns, row.gender)
                        + if is_resolved { weight::CUE_RESOLVES } else { 0.0 }
                }
                MentionKind::Nominal => {
                    let noun =
                        Lexicon::shared().person_noun(context.book.lower(mention.head));
                    let gender = noun.map_or(Gender::Unknown, |n| n.gender);
                    let is_generic = noun.is_some_and(|n| {
                        matches!(n.kind, NounKind::Generic | NounKind::Kin)
                    });
                    let own = if is_generic { 1.2 } else { weight::CUE_DESCRIBES };
                    let other = if is_generic { 0.0 } else { -1.5 };
                    narrator
                        + gender_fit(gender, row.gender)
                        + weight::CUE_KIN * kin_fit(context, id, entity)
                        + if is_resolved { own - weight::UNNAMED } else { other }
                }
            }
        }
    }
}

fn fit(form: &str, pronouns: &crate::Pronouns, gender: Gender) -> f32 {
    use crate::Pronouns;
    match (form, pronouns) {
        ("xe" | "ze" | "ey" | "fae", Pronouns::Other(own)) if own.starts_with(form) => {
            weight::CUE_NAMES
        }
        ("xe" | "ze" | "ey" | "fae", _) => weight::CUE_MISMATCH,
        ("they", Pronouns::They) => 3.0,
        ("they", _) => 0.0,
        ("it", Pronouns::It) => 3.0,
        ("it", _) => -3.0,
        ("he" | "his", _) => gender_fit(Gender::Male, gender),
        ("she" | "her", _) => gender_fit(Gender::Female, gender),
        _ => 0.0,
    }
}

fn gender_fit(wanted: Gender, own: Gender) -> f32 {
    match (wanted, own) {
        (Gender::Unknown, _) | (_, Gender::Unknown) => 0.0,
        (a, b) if a == b => weight::CUE_MATCH_KNOWN,
        _ => weight::CUE_MISMATCH,
    }
}

/// What an action beside the quotation says of a candidate.
fn beat(
    context: Context<'_>,
    subject: Option<MentionId>,
    entity: EntityId,
    full: f32,
) -> f32 {
    let Some(id) = subject else { return 0.0 };
    let mention = context.mentions.rows[id];
    let row = &context.entities.rows[entity];
    if is_meant(context, id, entity) {
        return if mention.kind == MentionKind::Proper || row.is_narrator {
            full
        } else {
            full * weight::BEAT_PRONOUN
        };
    }
    let wanted = match context.book.lower(mention.head) {
        "he" | "his" => Gender::Male,
        "she" | "her" => Gender::Female,
        _ => Gender::Unknown,
    };
    if mention.kind == MentionKind::Pronoun
        && wanted != Gender::Unknown
        && row.gender != Gender::Unknown
        && row.gender != wanted
    {
        weight::BEAT_MISMATCH
    } else {
        0.0
    }
}

fn is_meant(context: Context<'_>, id: MentionId, entity: EntityId) -> bool {
    context.entities.of_mention[id] == Some(entity)
}

/// How much the narration around a turn is about each candidate.
pub(crate) fn masses(
    context: Context<'_>,
    turn: &Turn,
    candidates: &[EntityId],
) -> Vec<f32> {
    const BACK: usize = 12;
    const AHEAD: usize = 3;
    let book = context.book;
    let here = turn.first_paragraph.index();
    let first = here.saturating_sub(BACK);
    let last = (turn.last_paragraph.index() + AHEAD + 1).min(book.paragraphs.len());
    let mut masses = vec![0.0; candidates.len()];
    let mut paragraph = first;
    for id in mentions_around(context, turn, (BACK, AHEAD)).iter() {
        let mention = context.mentions.rows[id];
        let Some(entity) = context.entities.of_mention[id] else { continue };
        let Ok(slot) = candidates.binary_search(&entity) else { continue };
        if context.is_masked(id) {
            continue;
        }
        while paragraph + 1 < last
            && book.paragraphs[ParagraphId::from_index(paragraph)].tokens.end()
                <= mention.span.start()
        {
            paragraph += 1;
        }
        let steps = paragraph.abs_diff(here);
        let base = match (mention.kind, mention.quotation) {
            (MentionKind::Proper, None) => 1.0,
            (_, None) => 0.6,
            (_, Some(own)) if own == turn.quotation => 0.0,
            (_, Some(_)) => 0.4,
        };
        let behind = if paragraph > here { 0.6 } else { 1.0 };
        masses[slot] += base * behind * power(0.85, steps);
    }
    masses
}

/// Through whose eyes stretches of narration are told: whom they are most about.
#[derive(Debug)]
pub(crate) struct Focus {
    /// By blocks of paragraphs.
    blocks: Vec<Option<EntityId>>,
}

impl Focus {
    /// Paragraphs that share one focus.
    const BLOCK: usize = 40;

    pub(crate) fn new(context: Context<'_>) -> Focus {
        let n = context.book.paragraphs.len() / Focus::BLOCK + 1;
        if let Some(narrator) = context.narrator {
            return Focus { blocks: vec![Some(narrator); n] };
        }
        let mut counts: Vec<Vec<EntityId>> = vec![Vec::new(); n];
        let mut paragraph = 0;
        for (id, mention) in context.mentions.rows.iter() {
            let (None, Some(entity)) =
                (mention.quotation, context.entities.of_mention[id])
            else {
                continue;
            };
            while paragraph + 1 < context.book.paragraphs.len()
                && context.book.paragraphs[ParagraphId::from_index(paragraph)]
                    .tokens
                    .end()
                    <= mention.span.start()
            {
                paragraph += 1;
            }
            counts[paragraph / Focus::BLOCK].push(entity);
        }
        let blocks = counts
            .into_iter()
            .map(|mut list| {
                list.sort_unstable();
                list.chunk_by(|a, b| a == b)
                    .max_by_key(|of_one| (of_one.len(), std::cmp::Reverse(of_one[0])))
                    .map(|of_one| of_one[0])
            })
            .collect();
        Focus { blocks }
    }

    fn at(&self, paragraph: ParagraphId) -> Option<EntityId> {
        self.blocks[paragraph.index() / Focus::BLOCK]
    }
}
