//! What whoever tells the story is called: the name that others call, that narration does not
//! use, and that the teller answers to.
//!
//! Narration in the first person names its teller seldom, so the words of others have to
//! show it: *“Ceri?” Mum said to me*, and the next line is *I said*. Whoever the teller
//! calls, or talks of by name, is somebody else.

use dramaturg_text::{Book, Position, Span, TokenId, TokenKind};

use super::Layers;
use super::alias::name_key;
use crate::lexicon::{Lexicon, NounKind, TitleClass};
use crate::speech::is_called;
use crate::{
    AttributionKind, Entities, Entity, EntityId, EntityKind, MentionId, MentionKind,
    Mentions, Mode, QuotationId, Quotations, Speech,
};

/// What must speak for a name, all together; a sure answer weighs [`ANSWERS`].
const MIN_WEIGHT: f32 = 1.2;

/// By how much the best name must be before the next.
const MIN_MARGIN: f32 = 0.5;

/// `my name is Ceri`, or the teller says *I’m Ceri*.
const INTRODUCED: f32 = 4.0;
/// The teller calls somebody of this name, or speaks of them.
const NAMED_BY_TELLER: f32 = -3.0;
/// The next line has the cue *I said*.
const ANSWERS: f32 = 1.5;
/// The line before has it.
const ASKED: f32 = 0.7;
/// The line that calls is said to the teller, in so many words.
const ADDRESSED: f32 = 1.5;
/// Beside the line that calls stands *me*.
const BESIDE: f32 = 0.7;
/// *me* is looked for among so many mentions of a paragraph, which may be a whole book.
const MAX_BESIDE: usize = 200;
/// Anybody but the teller calls it at all.
const CALLED: f32 = 0.2;
/// Somebody else has the cue of the next line.
const ANSWERED: f32 = -0.7;
/// Narration uses the name.
const TOLD: f32 = -1.0;
/// Narration that uses a name more often, and more than a quarter as often as speakers call
/// it, tells of somebody else.
const MAX_TOLD: usize = 1;
/// What must speak for a name that only others call before it is joined to a teller without
/// one.
const MIN_SUITS: f32 = 0.3;
/// A word for a relative as a name: mostly that of whom the teller calls so.
const KIN: f32 = -0.8;

/// The name of whoever tells the story, as coreference keys names; none if nobody tells it,
/// if they have a name already, or if nothing shows it.
pub fn find_narrator(
    book: &Book,
    quotations: &Quotations,
    mentions: &Mentions,
    entities: &Entities,
    speech: &Speech,
) -> Option<String> {
    let (teller, row) = entities.rows.iter().find(|(_, e)| e.is_narrator)?;
    let layers = Layers { book, quotations, mentions, entities, speech };
    if row.given.is_some() || name_key(book, mentions, row).is_some() {
        return None;
    }
    let search = Search::new(layers, teller);
    let mut ranked: Vec<(f32, EntityId)> = entities
        .rows
        .iter()
        .filter(|(id, entity)| *id != teller && may_tell(entity))
        .map(|(id, entity)| (search.weigh(entity), id))
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let &(weight, best) = ranked.first()?;
    let second = ranked.get(1).map_or(0.0, |r| r.0).max(0.0);
    if weight < MIN_WEIGHT || weight < second + MIN_MARGIN {
        return None;
    }
    name_key(book, mentions, &entities.rows[best])
}

fn may_tell(entity: &Entity) -> bool {
    entity.is_named
        && entity.given.is_none()
        && !matches!(entity.kind, EntityKind::Place | EntityKind::Group)
}

/// What the names of a text say of its teller.
pub(super) struct Search<'a> {
    layers: Layers<'a>,
    teller: EntityId,
    /// The outer lines in order.
    turns: Vec<QuotationId>,
}

impl<'a> Search<'a> {
    pub(super) fn new(layers: Layers<'a>, teller: EntityId) -> Search<'a> {
        let speech =
            |q: &crate::Quotation| q.nested_in.is_none() && q.mode == Mode::Speech;
        let rows = layers.quotations.rows.iter();
        let turns = rows.filter(|(_, q)| speech(q)).map(|(id, _)| id).collect();
        Search { layers, teller, turns }
    }

    /// Whether a name that somebody calls may be that of a teller without one.
    pub(super) fn suits(&self, entity: &Entity) -> bool {
        self.weigh(entity) >= MIN_SUITS
    }

    /// How much speaks for a name as the teller's.
    fn weigh(&self, entity: &Entity) -> f32 {
        let Layers { mentions, .. } = self.layers;
        let (mut weight, mut n_told, mut n_called) = (0.0, 0, 0);
        let mut last = None;
        for &id in &entity.mentions {
            let mention = mentions.rows[id];
            if mention.kind != MentionKind::Proper {
                continue;
            }
            let is_own = self.introduces(mention.span);
            let Some(at) = mention.quotation else {
                weight += if is_own { INTRODUCED } else { TOLD };
                n_told += usize::from(!is_own);
                continue;
            };
            let Some(turn) = self.turns.binary_search(&at).ok() else { continue };
            let speaker = self.sure(at);
            n_called += usize::from(self.calls(at, mention.span));
            weight += match speaker {
                Some(who) if is_own && who == self.teller => INTRODUCED,
                Some(_) if is_own => -INTRODUCED,
                Some(who) if who == self.teller => NAMED_BY_TELLER,
                _ if last == Some(at) => 0.0,
                _ if self.calls(at, mention.span) => self.answer(turn),
                _ => 0.0,
            };
            last = Some(at);
        }
        if n_told > MAX_TOLD && 4 * n_told > n_called {
            return TOLD;
        }
        weight + if self.is_kinship(entity) { KIN } else { 0.0 }
    }

    /// Who says a line, if a cue says it.
    fn sure(&self, id: QuotationId) -> Option<EntityId> {
        let row = &self.layers.speech.rows[id];
        let has_cue = row.cue.is_some() && row.kind != AttributionKind::Implicit;
        row.speaker.as_ref().filter(|_| has_cue).map(|claim| claim.value)
    }

    /// How the teller is there where somebody calls a name.
    fn answer(&self, turn: usize) -> f32 {
        let Layers { book, quotations, mentions, speech, .. } = self.layers;
        let at = self.turns[turn];
        let mut weight = CALLED;
        let to = |claim: &dramaturg_text::Claim<EntityId>| {
            claim.value == self.teller
                && claim.evidence != dramaturg_text::Evidence::none()
        };
        if speech.rows[at].addressees.iter().any(to) {
            weight += ADDRESSED;
        }
        let paragraph = book.paragraphs[quotations.rows[at].paragraph].tokens;
        let is_me = |id: MentionId| {
            let row = mentions.rows[id];
            row.quotation.is_none() && matches!(book.lower(row.head), "me" | "my")
        };
        if mentions.starting_in(paragraph).iter().take(MAX_BESIDE).any(is_me) {
            weight += BESIDE;
        }
        let near = |other: usize| {
            let id = *self.turns.get(other)?;
            let paragraph = |id: QuotationId| quotations.rows[id].paragraph.index();
            let distance = paragraph(id).abs_diff(paragraph(at));
            let is_one = speech.rows[id].conversation == speech.rows[at].conversation;
            ((1..=2).contains(&distance) && is_one).then_some(id)
        };
        if let Some(next) = near(turn + 1) {
            weight += match self.sure(next) {
                Some(who) if who == self.teller => ANSWERS,
                Some(_) => ANSWERED,
                None => self.share(next),
            };
        }
        if let Some(before) = turn.checked_sub(1).and_then(near)
            && self.sure(before) == Some(self.teller)
        {
            weight += ASKED;
        }
        weight
    }

    /// The chance that the teller says a line without a cue, beyond the half.
    fn share(&self, id: QuotationId) -> f32 {
        let mut candidates = self.layers.speech.rows[id].candidates.iter();
        let own = candidates.find(|c| c.entity == self.teller);
        own.map_or(0.0, |c| c.probability) - 0.5
    }

    fn calls(&self, id: QuotationId, name: Span<TokenId>) -> bool {
        let Layers { book, quotations, .. } = self.layers;
        let mut parts = quotations.rows[id].parts.iter().map(|p| book.tokens_in(*p));
        parts
            .find(|part| part.covers(name))
            .is_some_and(|part| is_called(book, part, name))
    }

    /// `my name is Ceri`, `I’m Ceri`, `call me Ceri`, `I, Ceri,`.
    fn introduces(&self, name: Span<TokenId>) -> bool {
        let book = self.layers.book;
        let start = name.start().index();
        let words: Vec<&str> = (start.saturating_sub(4)..start)
            .map(TokenId::from_index)
            .filter(|&t| book.tokens[t].kind == TokenKind::Word || book.lower(t) == ",")
            .map(|t| book.lower(t))
            .collect();
        matches!(
            words[..],
            [.., "name", "is" | "was" | "'s" | "’s"]
                | [.., "name's" | "name’s"]
                | [.., "i", "am" | "'m" | "’m"]
                | [.., "i'm" | "i’m"]
                | [.., "call" | "called" | "calls" | "named", "me"]
                | [.., "i", ","]
        )
    }

    fn is_kinship(&self, entity: &Entity) -> bool {
        let Layers { book, mentions, .. } = self.layers;
        let mut names = entity.mentions.iter().map(|&id| mentions.rows[id]);
        let Some(name) = names.find(|m| m.kind == MentionKind::Proper) else {
            return false;
        };
        let word = book.lower(name.head);
        let lexicon = Lexicon::shared();
        lexicon.person_noun(word).is_some_and(|noun| noun.kind == NounKind::Kin)
            || lexicon.title(word).is_some_and(|title| title.class == TitleClass::Kinship)
    }
}
