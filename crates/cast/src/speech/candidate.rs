//! Who may be the speaker of each quotation.
//!
//! Those who are named or meant in the narration around it, who are called in it or in the
//! quotations beside it, and who speak near it by name.

use dramaturg_text::{ParagraphId, Position, Span, TokenId};

use super::cue::Subject;
use super::turn::{Context, Turn, entity_of, subject_entity};
use crate::lexicon::{Gender, Lexicon, NounKind};
use crate::{EntityId, MentionId, MentionKind};

/// At most this many candidates a quotation.
const MAX_CANDIDATES: usize = 12;

/// Paragraphs that are searched before and behind a quotation.
const WINDOW: (usize, usize) = (30, 4);

/// At most this many mentions before and behind a quotation are weighed, so that a book
/// without paragraphs costs no more than its length.
const MAX_MENTIONS: (usize, usize) = (2048, 512);

/// The mentions in the paragraphs around a turn, so many paragraphs before and behind it.
pub(super) fn mentions_around(
    context: Context<'_>,
    turn: &Turn,
    (back, ahead): (usize, usize),
) -> Span<MentionId> {
    let Context { book, quotations, mentions, .. } = context;
    let first = turn.first_paragraph.index().saturating_sub(back);
    let last = (turn.last_paragraph.index() + ahead + 1).min(book.paragraphs.len());
    let start = book.paragraphs[ParagraphId::from_index(first)].tokens.start();
    let end = book.paragraphs[ParagraphId::from_index(last - 1)].tokens.end();
    let all = mentions.starting_in(Span::new(start, end.max(start)));
    if all.len() <= MAX_MENTIONS.1 {
        return all;
    }
    let hull = quotations.rows[turn.quotation].hull();
    let (start, end) = (book.token_at(hull.start()), book.token_at(hull.end()));
    let own = mentions.starting_in(Span::new(start, end.max(start)));
    let start = own.start().index().saturating_sub(MAX_MENTIONS.0);
    let start = start.max(all.start().index());
    let end = (own.end().index() + MAX_MENTIONS.1).min(all.end().index());
    Span::of(start, end.max(start))
}

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
        .map(|t| {
            let cue = t.cue?;
            let entity = subject_entity(context, cue.subject);
            entity.filter(|_| relative_of(context, cue.subject) != entity)
        })
        .collect();
    let mut scales = Scales::new(context);
    (0..turns.len())
        .map(|t| {
            let list = scales.weigh(context, turns, &cue_entities, t);
            list.sort_by(|a, b| b.mass.total_cmp(&a.mass).then(a.entity.cmp(&b.entity)));
            list.truncate(MAX_CANDIDATES);
            let mut ids: Vec<EntityId> = list.iter().map(|w| w.entity).collect();
            ids.sort_unstable();
            ids
        })
        .collect()
}

/// A number to a power, by squaring: the same on every machine.
pub(super) fn power(base: f32, n: usize) -> f32 {
    let (mut product, mut square, mut rest) = (1.0, base, n);
    while rest > 0 {
        if rest % 2 == 1 {
            product *= square;
        }
        rest /= 2;
        if rest > 0 {
            square *= square;
        }
    }
    product
}

/// Weighs everybody around a turn; its buffers serve for the next.
struct Scales {
    /// The paragraph of each mention.
    paragraphs: Vec<u32>,
    /// Whether each entity may be a speaker at all.
    is_admitted: Vec<bool>,
    /// What a word counts so many paragraphs off.
    decays: Vec<f32>,
    /// The place of each entity in the list, if it is there.
    places: Vec<u32>,
    list: Vec<Weighted>,
}

/// Stands for no place in the list.
const NO_PLACE: u32 = u32::MAX;

impl Scales {
    fn new(context: Context<'_>) -> Scales {
        let rows = context.book.paragraphs.rows();
        let mut paragraph = 0;
        let paragraph_of = |mention: &crate::Mention| {
            // Mentions are in order of their first token.
            while rows
                .get(paragraph)
                .is_some_and(|p| p.tokens.end() <= mention.span.start())
            {
                paragraph += 1;
            }
            u32::try_from(paragraph).unwrap_or(NO_PLACE)
        };
        let entities = context.entities.rows.rows();
        Scales {
            paragraphs: context.mentions.rows.rows().iter().map(paragraph_of).collect(),
            is_admitted: entities
                .iter()
                .map(|row| {
                    row.can_speak && (!row.is_only_called || context.admits_called)
                })
                .collect(),
            decays: (0..=WINDOW.0).map(|n| power(0.88, n)).collect(),
            places: vec![NO_PLACE; entities.len()],
            list: Vec::new(),
        }
    }

    fn add(&mut self, entity: EntityId, mass: f32, kin_of: Option<EntityId>) {
        if !self.is_admitted[entity.index()] || kin_of == Some(entity) {
            return;
        }
        let place = &mut self.places[entity.index()];
        if let Some(weighted) = self.list.get_mut(*place as usize) {
            weighted.mass += mass;
        } else {
            *place = u32::try_from(self.list.len()).unwrap_or(NO_PLACE);
            self.list.push(Weighted { entity, mass });
        }
    }

    /// Everybody around a turn, with weights.
    fn weigh(
        &mut self,
        context: Context<'_>,
        turns: &[Turn],
        cue_entities: &[Option<EntityId>],
        t: usize,
    ) -> &mut Vec<Weighted> {
        self.list.clear();
        let turn = &turns[t];
        let kin_of = turn.cue.and_then(|cue| relative_of(context, cue.subject));
        // The cue's subject is always among them.
        if let Some(entity) = cue_entities[t] {
            self.add(entity, 1000.0, kin_of);
        }
        if let Some(narrator) = context.narrator {
            self.add(narrator, 2.0, kin_of);
        }
        let here = turn.first_paragraph.index();
        for id in mentions_around(context, turn, WINDOW).iter() {
            let Some(entity) = context.entities.of_mention[id] else { continue };
            if context.is_masked(id) {
                continue;
            }
            let mention = context.mentions.rows[id];
            let paragraph = self.paragraphs[id.index()] as usize;
            let base = match (mention.kind, mention.quotation) {
                (MentionKind::Proper, None) => 1.0,
                (_, None) => 0.6,
                (_, Some(_)) => 0.35,
            };
            let off = paragraph.abs_diff(here);
            let decay = self.decays.get(off).copied().unwrap_or_else(|| power(0.88, off));
            let behind = if paragraph > here { 0.7 } else { 1.0 };
            self.add(entity, base * decay * behind, kin_of);
        }
        for near in t.saturating_sub(12)..(t + 5).min(turns.len()) {
            let steps = near.abs_diff(t);
            if let Some(entity) = cue_entities[near] {
                self.add(entity, 1.5 * power(0.85, steps), kin_of);
            }
            for &entity in &turns[near].called {
                self.add(entity, 1.2 * power(0.8, steps), kin_of);
            }
        }
        for weighted in &self.list {
            self.places[weighted.entity.index()] = NO_PLACE;
        }
        &mut self.list
    }
}

/// Whose relative a cue has as its subject, who is then not the speaker: Kit of `said Kit’s
/// mother`, the narrator of `said my mother`. What *her* means is less sure.
fn relative_of(context: Context<'_>, subject: Subject) -> Option<EntityId> {
    let Subject::Mention(id) = subject else { return None };
    let Context { book, mentions, .. } = context;
    let row = mentions.rows[id];
    let form = |at: usize| {
        let is_there = at < book.tokens.len();
        if is_there { book.lower(TokenId::from_index(at)) } else { "" }
    };
    let is_kin = |at: usize| {
        Lexicon::shared().person_noun(form(at)).is_some_and(|n| n.kind == NounKind::Kin)
    };
    match row.kind {
        MentionKind::Proper => {
            let end = row.span.end().index();
            let is_owner = matches!(form(end), "'s" | "s" | "'");
            let is_of_kin = is_owner && (is_kin(end + 1) || is_kin(end + 2));
            entity_of(context, id).filter(|_| is_of_kin)
        }
        MentionKind::Nominal => {
            let is_mine = book.lower(row.span.start()) == "my";
            context.narrator.filter(|_| is_mine && is_kin(row.head.index()))
        }
        MentionKind::Pronoun => None,
    }
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
