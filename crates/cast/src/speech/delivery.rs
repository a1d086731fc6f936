//! How a quotation is uttered, as its cue says it.

use dramaturg_text::{Book, Position, Span, TokenId, TokenKind};

use super::Delivery;
use super::cue::FoundCue;
use crate::lexicon::Lexicon;

/// A manner has at most this many words.
const MAX_MANNER_WORDS: usize = 10;

/// The manner that a cue states: a telling verb, an adverb, `in a low voice`.
pub(crate) fn delivery(book: &Book, cue: &FoundCue) -> Option<Delivery> {
    let verb = Lexicon::shared().speech_verb(book.lower(cue.verb));
    let telling = verb.filter(|v| v.says_manner).map(|v| v.lemma.to_owned());
    let manner = manner(book, cue);
    if telling.is_none() && manner.is_none() {
        return None;
    }
    let span = manner.map_or(cue.span, |m| m.hull(cue.span));
    let manner = manner.map(|m| {
        book.slice(book.bytes(m)).split_whitespace().collect::<Vec<_>>().join(" ")
    });
    Some(Delivery { verb: telling, manner, span })
}

/// The words behind verb and subject that say how.
fn manner(book: &Book, cue: &FoundCue) -> Option<Span<TokenId>> {
    let from = cue.span.end().max(TokenId::from_index(cue.verb.index() + 1));
    let clause_end = cue.clause.end();
    for id in Span::new(from.min(clause_end), clause_end).iter() {
        let form = book.lower(id);
        let opens_phrase =
            matches!(form, "in" | "with" | "through" | "under" | "without" | "between");
        if opens_phrase && says_how(book, id, clause_end) {
            let mut end = id.index();
            for next in Span::new(id, clause_end).iter().take(MAX_MANNER_WORDS) {
                if book.tokens[next].kind == TokenKind::Punctuation
                    && book.lower(next) != "-"
                {
                    break;
                }
                end = next.index() + 1;
            }
            return Some(Span::of(id.index(), end));
        }
        if form.ends_with("ly")
            && form.len() > 4
            && !matches!(
                form,
                "only"
                    | "family"
                    | "reply"
                    | "presently"
                    | "immediately"
                    | "finally"
                    | "early"
            )
        {
            return Some(Span::one(id));
        }
        if matches!(form, "softly" | "aloud" | "again" | "low" | "loud")
            && form != "again"
        {
            return Some(Span::one(id));
        }
    }
    // “whispered softly Mara”: an adverb between verb and subject, or before the verb.
    cue.span
        .iter()
        .find(|&id| book.lower(id).ends_with("ly") && book.lower(id).len() > 4)
        .map(Span::one)
}

/// Whether a phrase is about voice and manner and not about a place.
fn says_how(book: &Book, from: TokenId, end: TokenId) -> bool {
    Span::new(from, end).iter().take(7).any(|id| {
        matches!(
            book.lower(id),
            "voice"
                | "tone"
                | "tones"
                | "whisper"
                | "breath"
                | "teeth"
                | "accent"
                | "smile"
                | "laugh"
                | "sigh"
                | "manner"
                | "emphasis"
                | "air"
                | "scorn"
                | "dignity"
                | "warmth"
                | "surprise"
                | "composure"
                | "calm"
                | "haste"
                | "sob"
                | "sobs"
                | "gasp"
                | "contempt"
                | "feeling"
                | "turning"
                | "grin"
                | "frown"
                | "energy"
                | "bitterness"
                | "eagerness"
                | "accents"
        )
    })
}
