//! Nominal mentions of persons: `the porter`, `his old mother`, `a girl in black`.

use dramaturg_text::{Book, Position, Shape, Span, TokenId, TokenKind};

use super::{Mention, MentionKind, MentionType, Usage};
use crate::QuotationId;
use crate::lexicon::{Lexicon, NounKind};

/// Words that open a description of a person.
pub(crate) const DETERMINERS: &[&str] = &[
    "the", "a", "an", "this", "that", "my", "your", "his", "her", "our", "their", "its",
    "xyr", "another", "some", "one", "'s", "s",
];

/// Words that end the search for the noun of a description.
const STOPS: &[&str] = &[
    "and", "or", "of", "in", "on", "at", "to", "with", "for", "from", "was", "is", "had",
    "who", "that", "but", "as", "by", "were", "are", "has", "have", "be", "not", "it",
    "he", "she", "they", "i", "you", "than", "into", "said", "the", "a", "an", "his",
    "her", "my",
];

/// A description has at most this many words between determiner and noun.
const MAX_ADJECTIVES: usize = 3;

/// Adds the nominal mentions of a sentence.
pub(crate) fn find(
    book: &Book,
    usage: &Usage,
    places: &[Option<QuotationId>],
    sentence: Span<TokenId>,
    rows: &mut Vec<Mention>,
) {
    let lexicon = Lexicon::shared();
    let end = sentence.end().index();
    let mut at = sentence.start().index();
    while at < end {
        let id = TokenId::from_index(at);
        at += 1;
        if !DETERMINERS.contains(&book.lower(id)) {
            continue;
        }
        // “the old lady’s maid”: the last noun of a run of nouns is the head.
        let mut head = None;
        for i in at..end.min(at + MAX_ADJECTIVES + 2) {
            let id = TokenId::from_index(i);
            let token = book.tokens[id];
            let lower = book.lower(id);
            let is_joined = lower == "," && i > at && head.is_none();
            if token.kind != TokenKind::Word && !is_joined || STOPS.contains(&lower) {
                break;
            }
            if token.shape != Shape::Lower && usage.is_name(token.word) {
                break;
            }
            match lexicon.person_noun(lower) {
                Some(noun) => head = Some((i, noun)),
                None if head.is_some() => break,
                None => {}
            }
        }
        let Some((head, noun)) = head else { continue };
        // “Her voice” is hers; “a voice” may be somebody’s.
        let is_voice = book.lower(TokenId::from_index(head)) == "voice";
        if is_voice && !matches!(book.lower(id), "a" | "the" | "another") {
            continue;
        }
        let is_person = !matches!(noun.kind, NounKind::Group);
        if is_person {
            let first = if matches!(book.lower(id), "'s" | "s") { at } else { at - 1 };
            rows.push(Mention {
                span: Span::of(first, head + 1),
                head: TokenId::from_index(head),
                kind: MentionKind::Nominal,
                r#type: MentionType::Person,
                quotation: places[head],
            });
        }
        at = head + 1;
    }
}
