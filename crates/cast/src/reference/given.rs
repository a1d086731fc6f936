//! Mentions that are given.

use dramaturg_text::{Book, Byte, ParagraphKind, Position, Span, TokenId};

use super::phrase::head_of;
use crate::mention::token_places;
use crate::{GivenMention, Mention, Mentions, Quotations};

/// The given mentions as a layer; one that shares no token with the text is left out.
pub fn given_mentions(
    book: &Book,
    quotations: &Quotations,
    given: &[GivenMention],
) -> Mentions {
    let places = token_places(book, quotations);
    let mut rows: Vec<Mention> = Vec::new();
    for &GivenMention { span, kind, r#type } in given {
        if span.end().index() > book.text.len() {
            continue;
        }
        let tokens = book.tokens_in(span);
        if tokens.is_empty() || !is_prose(book, span) {
            continue;
        }
        let head = head_of(book, tokens, kind);
        rows.push(Mention {
            span: tokens,
            head,
            kind,
            r#type,
            quotation: places[head.index()],
        });
    }
    rows.sort_by_key(|m| (m.span.start(), std::cmp::Reverse(m.span.end()), m.kind));
    rows.dedup_by_key(|m| m.span);
    Mentions { rows: rows.into_iter().collect() }
}

/// Whether a span lies in the story or in a heading.
fn is_prose(book: &Book, span: Span<Byte>) -> bool {
    let paragraph = book.paragraph_at(span.start());
    paragraph.is_some_and(|p| {
        matches!(
            book.paragraphs[p].kind,
            ParagraphKind::Prose | ParagraphKind::Heading | ParagraphKind::Apart
        )
    }) && book.token_at(span.start()) < TokenId::from_index(book.tokens.len())
}
