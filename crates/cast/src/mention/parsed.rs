//! Mentions of all kinds and types, as the network behind `Parse` finds them.
//!
//! Reads `Book`, `Quotations` and `Parse`. The mentions on which names and speakers rest are
//! found by rules; these are more: nested ones, descriptions with all that belongs to them,
//! buildings, places, vehicles.

use dramaturg_parse::{Parse, PhraseClass, PhraseKind};
use dramaturg_text::{Book, Position, Span, Stage, TokenId};

use super::{Mention, MentionKind, MentionType, Mentions, token_places};
use crate::Quotations;

/// Makes mentions of the phrases of a parse.
#[derive(Clone, Copy, Debug, Default)]
pub struct ParsedMentionStage;

impl Stage for ParsedMentionStage {
    type Input<'a> = (&'a Book, &'a Quotations, &'a Parse);
    type Layer = Mentions;
    const NAME: &'static str = "parsed mentions";

    fn run(&self, (book, quotations, parse): Self::Input<'_>) -> Mentions {
        let places = token_places(book, quotations);
        let mut rows: Vec<Mention> = Vec::with_capacity(parse.phrases.len());
        let (mut cursor, n_tokens) = (0, book.tokens.len());
        for phrase in &parse.phrases {
            let kind = match phrase.kind {
                PhraseKind::Proper => MentionKind::Proper,
                PhraseKind::Nominal => MentionKind::Nominal,
                PhraseKind::Pronoun => MentionKind::Pronoun,
                PhraseKind::Part => continue,
            };
            let bytes = parse.bytes(phrase.words);
            // Phrases come in order, so their tokens do.
            let token = |i: usize| book.tokens[TokenId::from_index(i)].span;
            while cursor < n_tokens && token(cursor).end() <= bytes.start() {
                cursor += 1;
            }
            let mut end = cursor;
            while end < n_tokens && token(end).start() < bytes.end() {
                end += 1;
            }
            let span: Span<TokenId> = Span::of(cursor, end);
            let head_at = parse.words[phrase.head].span.start();
            let head = span.iter().find(|&id| book.tokens[id].span.end() > head_at);
            let Some(head) = head else { continue };
            rows.push(Mention {
                span,
                head,
                kind,
                r#type: mention_type(phrase.class),
                quotation: places[head.index()],
            });
        }
        rows.sort_by_key(|m| (m.span.start(), std::cmp::Reverse(m.span.end()), m.kind));
        rows.dedup_by_key(|m| m.span);
        Mentions { rows: rows.into_iter().collect() }
    }
}

/// The type of a phrase's class.
pub fn mention_type(class: PhraseClass) -> MentionType {
    match class {
        PhraseClass::Person => MentionType::Person,
        PhraseClass::Facility => MentionType::Facility,
        PhraseClass::Location => MentionType::Location,
        PhraseClass::GeoPolitical => MentionType::GeoPolitical,
        PhraseClass::Organization => MentionType::Organization,
        PhraseClass::Vehicle => MentionType::Vehicle,
    }
}
