//! What training needs of a book: the rows that the ranker would see.
//!
//! For texts without gold annotation cues can be masked, so that what a cue says becomes the
//! answer of a question that looks like the hard ones: distant supervision after Mintz et
//! al. (ACL 2009).

use dramaturg_text::{Book, Position};

use super::chain::{follows, situation};
use super::cue::Subject;
use super::encode::{Mask, Rows};
use super::turn::{Context, Turn, subject_entity, turns};
use super::{Groundwork, QuotationId};
use crate::lexicon::Gender;
use crate::{Entities, EntityId, MentionKind, Mentions, Quotations};

/// One turn as training sees it.
#[derive(Clone, Debug)]
pub struct StudyTurn {
    /// The quotation.
    pub quotation: QuotationId,
    /// Its candidates, in the order of their rows.
    pub candidates: Vec<EntityId>,
    /// Who speaks by the cue, if the cue names somebody.
    pub named: Option<EntityId>,
    /// What was hidden.
    pub mask: Mask,
    /// Whether it goes on with the conversation of the turn before.
    pub follows: bool,
    /// The row of the transitions that leads to it.
    pub situation: usize,
}

/// All turns of a book and their rows.
#[derive(Clone, Debug)]
pub struct Study {
    /// The turns in order.
    pub turns: Vec<StudyTurn>,
    /// A row a candidate, turn after turn.
    pub rows: Rows,
}

/// The rows of a book. With a seed, three in four cues that name somebody are
/// masked: half of all hidden, a quarter read as pronouns.
pub fn study(
    book: &Book,
    quotations: &Quotations,
    mentions: &Mentions,
    entities: &Entities,
    seed: Option<u64>,
) -> Study {
    let context = Context::whole(book, quotations, mentions, entities);
    let mut turns = turns(context);
    let named: Vec<Option<EntityId>> = turns.iter().map(|t| named(context, t)).collect();
    let mut masks = vec![Mask::None; turns.len()];
    let mut masked = Vec::new();
    if let Some(seed) = seed {
        masked = vec![false; mentions.rows.len()];
        for (t, turn) in turns.iter_mut().enumerate() {
            if let Some(who) = named[t] {
                masks[t] = draw(seed, turn.quotation, entities.rows[who].gender);
                mask(turn, masks[t], &mut masked);
            }
        }
    }
    let context = Context { masked: &masked, ..context };
    let work = Groundwork::new(context, turns);
    let turns = work
        .turns
        .iter()
        .enumerate()
        .map(|(t, turn)| StudyTurn {
            quotation: turn.quotation,
            candidates: work.candidates[t].clone(),
            named: named[t],
            mask: masks[t],
            follows: follows(&work.turns, &work.candidates, t),
            situation: situation(context, &work.turns, t),
        })
        .collect();
    let all: Vec<Vec<bool>> =
        work.candidates.iter().map(|list| vec![true; list.len()]).collect();
    Study { turns, rows: work.encode(context, &all) }
}

/// Who speaks, if the cue has a name or *I*.
fn named(context: Context<'_>, turn: &Turn) -> Option<EntityId> {
    let cue = turn.cue?;
    match cue.subject {
        Subject::Mention(id) if context.mentions.rows[id].kind != MentionKind::Proper => {
            None
        }
        subject => subject_entity(context, subject),
    }
}

/// Draws a mask by a hash of seed and quotation.
fn draw(seed: u64, quotation: QuotationId, gender: Gender) -> Mask {
    let mut x = seed ^ (quotation.index() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    match (x >> 40) % 4 {
        0 => Mask::None,
        1 if gender != Gender::Unknown => Mask::Pronoun,
        _ => Mask::Hidden,
    }
}

fn mask(turn: &mut Turn, mask: Mask, masked: &mut [bool]) {
    let Some(cue) = turn.cue else { return };
    let subject = match cue.subject {
        Subject::Mention(id) => Some(id),
        Subject::Narrator => None,
    };
    match mask {
        Mask::None => {}
        Mask::Pronoun => {
            if let Some(id) = subject {
                masked[id.index()] = true;
            }
        }
        Mask::Hidden => {
            turn.cue = None;
            if let Some(id) = subject {
                masked[id.index()] = true;
            }
            let is_hidden = |m: Option<crate::MentionId>| m.is_some() && m == subject;
            if is_hidden(turn.beat_before) || subject.is_none() {
                turn.beat_before = None;
            }
            if is_hidden(turn.beat_after) || subject.is_none() {
                turn.beat_after = None;
            }
            if is_hidden(turn.lead) {
                turn.lead = None;
            }
            if is_hidden(turn.tail) {
                turn.tail = None;
            }
        }
    }
}
