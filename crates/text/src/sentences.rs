//! Sentences: rules for prose with dialogue.
//!
//! A sentence ends at `.`, `!`, `?` or an ellipsis, takes the closing marks after it along,
//! and ends only where the next word does not begin with a small letter, so that
//! `“Yes!” said he.` is one sentence.

use crate::{Position, SentenceId, Shape, Span, Table, Token, TokenId, TokenKind, Words};

/// Words after which a full stop ends no sentence.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "mx", "dr", "st", "prof", "capt", "col", "gen", "lt", "sgt",
    "rev", "hon", "messrs", "mme", "mlle", "m", "esq", "jr", "sr", "vs", "viz", "vol",
    "maj", "fr",
];

/// Adds the sentences of a paragraph's tokens; together they tile `span`.
pub fn sentences(
    text: &str,
    words: &Words,
    tokens: &Table<TokenId, Token>,
    span: Span<TokenId>,
    rows: &mut Table<SentenceId, Span<TokenId>>,
) {
    let slice = tokens.slice(span);
    let base = span.start().index();
    let touches = |i: usize| i > 0 && slice[i - 1].span.end() == slice[i].span.start();
    let mut start = 0;
    let mut i = 0;
    while i < slice.len() {
        if slice[i].kind != TokenKind::Punctuation {
            i += 1;
            continue;
        }
        let form = words.form(slice[i].word);
        let is_stop = form.starts_with(['.', '!', '?', '…']);
        i += 1;
        if !is_stop {
            continue;
        }
        if form == "." && i >= 2 && is_abbreviation(text, words, slice, i - 2) {
            continue;
        }
        let mut end = i;
        while end < slice.len()
            && touches(end)
            && is_closer(words.form(slice[end].word))
            && end - i < 6
        {
            end += 1;
        }
        if end < slice.len() && !touches(end) && begins_sentence(slice, end) {
            rows.push(Span::of(base + start, base + end));
            start = end;
        }
        i = end;
    }
    if start < slice.len() {
        rows.push(Span::of(base + start, base + slice.len()));
    }
}

fn is_abbreviation(text: &str, words: &Words, slice: &[Token], i: usize) -> bool {
    let form = words.form(slice[i].word);
    let is_initial = slice[i].kind == TokenKind::Word
        && slice[i].shape == Shape::Capital
        && form.chars().count() == 1
        && form != "i"
        && slice.get(i + 2).is_some_and(|next| next.shape == Shape::Capital);
    is_initial
        || ABBREVIATIONS.contains(&form)
            && slice[i].span.slice(text).starts_with(char::is_uppercase)
}

fn is_closer(form: &str) -> bool {
    matches!(
        form,
        "\"" | "'" | "”" | "’" | "»" | "›" | ")" | "]" | "_" | "*" | "!" | "?" | "."
    )
}

fn begins_sentence(slice: &[Token], at: usize) -> bool {
    slice[at..]
        .iter()
        .take(4)
        .find(|t| t.kind != TokenKind::Punctuation)
        .is_none_or(|t| t.kind == TokenKind::Number || t.shape != Shape::Lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<String> {
        let mut words = Words::default();
        let mut tokens = Table::new();
        crate::tokenize(text, Span::of(0, text.len()), &mut words, &mut tokens);
        let mut rows = Table::new();
        sentences(text, &words, &tokens, Span::of(0, tokens.len()), &mut rows);
        let start = |id: TokenId| tokens[id].span.start();
        rows.rows()
            .iter()
            .map(|s| {
                let last = TokenId::from_index(s.end().index() - 1);
                Span::new(start(s.start()), tokens[last].span.end())
                    .slice(text)
                    .to_owned()
            })
            .collect()
    }

    #[test]
    fn a_cue_stays_with_its_speech() {
        assert_eq!(
            split("“Yes!” said he. Mr. Venn left. “No.” Mara sat."),
            ["“Yes!” said he.", "Mr. Venn left.", "“No.”", "Mara sat."]
        );
    }

    #[test]
    fn initials_end_nothing() {
        assert_eq!(
            split("J. R. Venn came. So did I. We sat."),
            ["J. R. Venn came.", "So did I.", "We sat."]
        );
    }
}
