//! Mentions that are given.

use dramaturg_parse::{Parse, Tag};
use dramaturg_text::{Book, Byte, ParagraphKind, Position, Span, TokenId};

use super::phrase::head_of;
use crate::mention::token_places;
use crate::{GivenMention, Mention, MentionKind, Mentions, Quotations};

/// The given mentions as a layer; one that shares no token with the text is left out. Heads
/// are those of the parse, or, without one, guessed by the words.
pub fn given_mentions(
    book: &Book,
    quotations: &Quotations,
    parse: &Parse,
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
        let head = parsed_head(book, parse, tokens, kind);
        let head = head.unwrap_or_else(|| head_of(book, tokens, kind));
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

/// The last name of a name, else the first word that depends on none of a stretch.
fn parsed_head(
    book: &Book,
    parse: &Parse,
    tokens: Span<TokenId>,
    kind: MentionKind,
) -> Option<TokenId> {
    let words = parse.words_in(book.bytes(tokens));
    let is_name =
        |&id: &_| kind == MentionKind::Proper && parse.words[id].tag == Tag::Propn;
    let leads = |&id: &_| {
        let word = &parse.words[id];
        word.tag != Tag::Punct && word.head.is_none_or(|head| !words.contains(head))
    };
    let head = words.iter().rev().find(is_name).or_else(|| words.iter().find(leads))?;
    let at = parse.words[head].span.start();
    tokens.iter().find(|&id| book.tokens[id].span.end() > at)
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
