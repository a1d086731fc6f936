//! Where speech without a closing mark ends: at the cue that follows it.

use dramaturg_text::{Book, Byte, Position, Shape, Span, TokenId, TokenKind};

use crate::lexicon::Lexicon;

/// Pronouns that can be the subject of a cue.
const SUBJECTS: &[&str] =
    &["he", "she", "they", "i", "we", "it", "xe", "ze", "ey", "fae"];

/// Which verbs make a cue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CueVerbs {
    /// Verbs of speech that hardly mean anything else.
    Speech,
    /// Verbs of thought.
    Thought,
}

/// The byte at which speech ends and its cue begins: behind the comma or stop before the
/// cue. None if no cue is found in the stretch.
pub(crate) fn cue_boundary(book: &Book, span: Span<Byte>) -> Option<Byte> {
    let tokens = book.tokens_in(span);
    tokens.iter().skip(1).find_map(|id| {
        let previous = TokenId::from_index(id.index() - 1);
        let is_stop = matches!(
            book.lower(previous).chars().next(),
            Some(',' | '.' | '!' | '?' | '…' | '—' | '–' | ';')
        );
        let end = book.tokens[previous].span.end();
        (is_stop
            && end > span.start()
            && cue_len(book, Span::new(id, tokens.end()), CueVerbs::Speech).is_some())
        .then_some(end)
    })
}

/// How many tokens a cue at the start of `tokens` has: subject and verb, in either order.
///
/// After the verb–subject and subject–verb patterns of Muzny et al. (EACL 2017).
pub(crate) fn cue_len(
    book: &Book,
    tokens: Span<TokenId>,
    verbs: CueVerbs,
) -> Option<usize> {
    let mut at = tokens.iter().take(7).map(|id| (id, book.tokens[id]));
    let is_verb = |id: TokenId| {
        Lexicon::shared().speech_verb(book.lower(id)).is_some_and(|verb| match verbs {
            CueVerbs::Speech => verb.is_strong && !verb.is_thought,
            CueVerbs::Thought => verb.is_thought,
        } && verb.form.is_finite())
    };
    let begins_subject = |id: TokenId| {
        let lower = book.lower(id);
        SUBJECTS.contains(&lower)
            || matches!(
                lower,
                "the" | "my" | "his" | "her" | "their" | "our" | "a" | "an"
            )
            || book.tokens[id].shape != Shape::Lower
                && book.tokens[id].kind == TokenKind::Word
    };
    let (first, _) = at.next()?;
    if is_verb(first) {
        let (second, _) = at.next()?;
        return begins_subject(second).then_some(2);
    }
    if !begins_subject(first) {
        return None;
    }
    let is_pronoun = SUBJECTS.contains(&book.lower(first));
    let is_described = book.tokens[first].shape == Shape::Lower && !is_pronoun;
    for (n, (id, token)) in at.enumerate() {
        if is_verb(id) {
            return (n > 0 || !is_described).then_some(n + 2);
        }
        let lower = book.lower(id);
        let goes_on = if is_pronoun {
            lower.ends_with("ly")
                || matches!(lower, "had" | "only" | "just" | "then" | "all")
        } else {
            lower == "." && n == 0
                || is_described && token.kind == TokenKind::Word && n < 4
                || token.shape != Shape::Lower
                || lower.ends_with("ly")
                || matches!(lower, "de" | "von" | "of" | "had")
        };
        if !goes_on {
            return None;
        }
    }
    None
}
