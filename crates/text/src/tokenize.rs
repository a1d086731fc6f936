//! Tokens: words, numbers and punctuation.
//!
//! Words keep inner hyphens and apostrophes; clitics (`’s`, `n’t`, `’ll`) are tokens of
//! their own, as in Universal Dependencies, so that a name is the same word with and
//! without its possessive.

use crate::{Byte, Position, Shape, Span, Table, Token, TokenId, TokenKind, Words};

/// Adds the tokens of a stretch of text, in order.
///
/// What lies between two tokens is white space or invisible. Linear in the stretch.
///
/// # Panics
///
/// If `span` cuts a character in two.
pub fn tokenize(
    text: &str,
    span: Span<Byte>,
    words: &mut Words,
    tokens: &mut Table<TokenId, Token>,
) {
    let base = span.start().index();
    let slice = span.slice(text);
    let mut lower = String::new();
    let mut at = 0;
    while let Some(first) = slice[at..].chars().next() {
        let rest = &slice[at..];
        if first == ' ' {
            at += 1;
        } else if let Some((len, shape)) = plain_word(rest, &mut lower) {
            tokens.push(Token {
                span: Span::of(base + at, base + at + len),
                word: words.intern(&lower),
                kind: TokenKind::Word,
                shape,
            });
            at += len;
        } else if first.is_whitespace() || is_invisible(first) {
            at += first.len_utf8();
        } else if first.is_alphabetic() {
            let len = word_len(rest);
            let split = clitic_start(&rest[..len]);
            let mut push = |from: usize, to: usize| {
                let form = &rest[from..to];
                lower.clear();
                lower_into(form, &mut lower);
                tokens.push(Token {
                    span: Span::of(base + at + from, base + at + to),
                    word: words.intern(&lower),
                    kind: TokenKind::Word,
                    shape: shape(form),
                });
            };
            push(0, split);
            if split < len {
                push(split, len);
            }
            at += len;
        } else {
            let (len, kind) = if first.is_numeric() {
                (number_len(rest), TokenKind::Number)
            } else {
                (punctuation_len(rest, first), TokenKind::Punctuation)
            };
            lower.clear();
            lower_into(&rest[..len], &mut lower);
            tokens.push(Token {
                span: Span::of(base + at, base + at + len),
                word: words.intern(&lower),
                kind,
                shape: Shape::Lower,
            });
            at += len;
        }
    }
}

/// The bytes and the shape of the word at the start of `rest`, its small letters left in
/// `lower`, where it has but ASCII letters and nothing that could join it to what follows.
fn plain_word(rest: &str, lower: &mut String) -> Option<(usize, Shape)> {
    let bytes = rest.as_bytes();
    let len = bytes.iter().position(|b| !b.is_ascii_alphabetic()).unwrap_or(bytes.len());
    let is_joined = bytes
        .get(len)
        .is_some_and(|&b| !b.is_ascii() || b.is_ascii_digit() || b == b'\'' || b == b'-');
    if len == 0 || is_joined {
        return None;
    }
    lower.clear();
    lower.push_str(&rest[..len]);
    lower.make_ascii_lowercase();
    let shape = if bytes[0].is_ascii_lowercase() {
        Shape::Lower
    } else if len > 1 && bytes[1..len].iter().all(u8::is_ascii_uppercase) {
        Shape::Upper
    } else {
        Shape::Capital
    };
    Some((len, shape))
}

/// Whether a character shows nothing: zero-width marks, marks of direction, the byte-order
/// mark, soft hyphens.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\0' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// Whether a character can stand for an apostrophe.
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}')
}

fn lower_into(form: &str, lower: &mut String) {
    for c in form.chars() {
        if is_apostrophe(c) {
            lower.push('\'');
        } else if c.is_ascii() {
            lower.push(c.to_ascii_lowercase());
        } else if !is_invisible(c) {
            lower.extend(c.to_lowercase());
        }
    }
}

fn shape(form: &str) -> Shape {
    let mut letters = form.chars().filter(|c| c.is_alphabetic());
    match letters.next() {
        Some(first) if first.is_uppercase() => {
            let mut n_rest = 0;
            let mut is_upper = true;
            for c in letters {
                n_rest += 1;
                is_upper &= c.is_uppercase();
            }
            if n_rest > 0 && is_upper { Shape::Upper } else { Shape::Capital }
        }
        _ => Shape::Lower,
    }
}

/// The bytes of the word at the start of `rest`, which begins with a letter.
fn word_len(rest: &str) -> usize {
    let mut len = 0;
    let mut chars = rest.chars().peekable();
    while let Some(c) = chars.next() {
        let is_letter = c.is_alphanumeric() || is_mark(c) || c == '\u{ad}';
        let is_joint =
            (is_apostrophe(c) || c == '-' || c == '\u{2010}' || c == '\u{2011}')
                && chars.peek().is_some_and(|next| next.is_alphanumeric());
        if !is_letter && !is_joint {
            break;
        }
        len += c.len_utf8();
    }
    len
}

/// Whether a character changes the one before it: combining accents.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

fn number_len(rest: &str) -> usize {
    let mut len = 0;
    let mut chars = rest.chars().peekable();
    while let Some(c) = chars.next() {
        let is_joint = matches!(c, ',' | '.' | ':' | '/')
            && chars.peek().is_some_and(|next| next.is_numeric());
        if !c.is_alphanumeric() && !is_joint {
            break;
        }
        len += c.len_utf8();
    }
    len
}

/// A run of one mark, as `--` or `...`; quotation marks and brackets stand alone.
fn punctuation_len(rest: &str, first: char) -> usize {
    if matches!(first, '.' | '-' | '*' | '\u{2014}' | '\u{2013}' | '=' | '~' | '!' | '?')
    {
        rest.chars().take_while(|&c| c == first).map(char::len_utf8).sum()
    } else {
        first.len_utf8()
    }
}

/// Where the clitic at the end of a word begins; the word's length if it has none.
fn clitic_start(word: &str) -> usize {
    let Some((at, mark)) = word.char_indices().rev().find(|&(_, c)| is_apostrophe(c))
    else {
        return word.len();
    };
    let tail = &word[at + mark.len_utf8()..];
    let is = |form: &str| tail.eq_ignore_ascii_case(form);
    if at == 0 {
        return word.len();
    }
    if is("t") && word[..at].ends_with(['n', 'N']) {
        return if at > 1 { at - 1 } else { word.len() };
    }
    if ["s", "ll", "re", "ve", "d", "m"].into_iter().any(is) { at } else { word.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<String> {
        let mut words = Words::default();
        let mut tokens = Table::new();
        tokenize(text, Span::of(0, text.len()), &mut words, &mut tokens);
        tokens.rows().iter().map(|t| t.span.slice(text).to_owned()).collect()
    }

    #[test]
    fn clitics_are_tokens_of_their_own() {
        assert_eq!(
            forms("Mara’s won't; I'll"),
            ["Mara", "’s", "wo", "n't", ";", "I", "'ll"]
        );
        assert_eq!(forms("o'clock O’Brien n't"), ["o'clock", "O’Brien", "n't"]);
    }

    #[test]
    fn dashes_and_dots_stay_together() {
        assert_eq!(
            forms("“Well--no...” _so_"),
            ["“", "Well", "--", "no", "...", "”", "_", "so", "_"]
        );
        assert_eq!(
            forms("prize-fighter, 1,500 9.30"),
            ["prize-fighter", ",", "1,500", "9.30"]
        );
    }
}
