//! Who may be the speaker of each quotation.
//!
//! Those who are named or meant in the narration around it, who are called in it or in the
//! quotations beside it, and who speak near it by name.

use dramaturg_text::{ParagraphId, Position, Span};

use super::cue::Subject;
use super::turn::{Context, Turn, subject_entity};
use crate::lexicon::Gender;
use crate::{EntityId, MentionKind};

/// At most this many candidates a quotation.
const MAX_CANDIDATES: usize = 10;

/// Paragraphs that are searched before and behind a quotation.
const WINDOW: (usize, usize) = (30, 4);

/// The candidates of each turn, by how much the text around it is about them.
#[derive(Clone, Debug)]
pub(crate) struct Weighted {
    pub(crate) entity: EntityId,
    /// How much the narration around is about them, near words more than far ones.
    pub(crate) mass: f32,
}

/// The candidates of each turn, in order of id.
pub(crate) fn candidates(context: Context<'_>, turns: &[Turn]) -> Vec<Vec<EntityId>> {
    let cue_entities: Vec<Option<EntityId>> = turns
        .iter()
        .map(|t| t.cue.and_then(|c| subject_entity(context, c.subject)))
        .collect();
    (0..turns.len())
        .map(|t| {
            let mut list = weigh(context, turns, &cue_entities, t);
            list.sort_by(|a, b| b.mass.total_cmp(&a.mass).then(a.entity.cmp(&b.entity)));
            list.truncate(MAX_CANDIDATES);
            let mut ids: Vec<EntityId> = list.into_iter().map(|w| w.entity).collect();
            ids.sort_unstable();
            ids
        })
        .collect()
}

/// Everybody around a turn, with weights.
fn weigh(
    context: Context<'_>,
    turns: &[Turn],
    cue_entities: &[Option<EntityId>],
    t: usize,
) -> Vec<Weighted> {
    let turn = &turns[t];
    let mut list: Vec<Weighted> = Vec::new();
    let mut add = |entity: EntityId, mass: f32| {
        let row = &context.entities.rows[entity];
        if !row.can_speak || row.is_only_called && !context.admits_called {
            return;
        }
        match list.iter_mut().find(|w| w.entity == entity) {
            Some(w) => w.mass += mass,
            None => list.push(Weighted { entity, mass }),
        }
    };
    // The cue's subject is always among them.
    if let Some(entity) = cue_entities[t] {
        add(entity, 1000.0);
    }
    if let Some(narrator) = context.narrator {
        add(narrator, 2.0);
    }
    let here = turn.first_paragraph.index();
    let first = here.saturating_sub(WINDOW.0);
    let last =
        (turn.last_paragraph.index() + WINDOW.1 + 1).min(context.book.paragraphs.len());
    let start = context.book.paragraphs[ParagraphId::from_index(first)].tokens.start();
    let end = context.book.paragraphs[ParagraphId::from_index(last - 1)].tokens.end();
    for id in context.mentions.starting_in(Span::new(start, end.max(start))).iter() {
        let mention = context.mentions.rows[id];
        let Some(entity) = context.entities.of_mention[id] else { continue };
        if context.is_masked(id) {
            continue;
        }
        let paragraph = context
            .book
            .paragraphs
            .rows()
            .partition_point(|p| p.tokens.end() <= mention.span.start());
        let base = match (mention.kind, mention.quotation) {
            (MentionKind::Proper, None) => 1.0,
            (_, None) => 0.6,
            (_, Some(_)) => 0.35,
        };
        let decay = 0.88_f32.powi(i32::try_from(paragraph.abs_diff(here)).unwrap_or(100));
        let behind = if paragraph > here { 0.7 } else { 1.0 };
        add(entity, base * decay * behind);
    }
    for near in t.saturating_sub(12)..(t + 5).min(turns.len()) {
        let steps = i32::try_from(near.abs_diff(t)).unwrap_or(100);
        if let Some(entity) = cue_entities[near] {
            add(entity, 1.5 * 0.85_f32.powi(steps));
        }
        for &entity in &turns[near].called {
            add(entity, 1.2 * 0.8_f32.powi(steps));
        }
    }
    list
}

/// The form of a pronoun, if the subject of a cue is one; a masked name has the pronoun of
/// its gender.
pub(crate) fn pronoun_of<'a>(context: Context<'a>, subject: Subject) -> Option<&'a str> {
    let Subject::Mention(id) = subject else { return None };
    if context.is_masked(id) {
        let gender =
            context.entities.of_mention[id].map(|e| context.entities.rows[e].gender);
        return Some(match gender {
            Some(Gender::Male) => "he",
            Some(Gender::Female) => "she",
            _ => "they",
        });
    }
    let row = context.mentions.rows[id];
    (row.kind == MentionKind::Pronoun).then(|| context.book.lower(row.head))
}
