//! Dialogue that opens with a dash and has no closing mark.
//!
//! `— My doctor — Moyle turned his face to the wall — has gout. Pour it, he said.` The
//! speech ends at a cue or at a spaced dash that opens narration, and goes on behind it.
//! In books that close speech with a dash, `— No, — said Moyle. — Not yet.`, only a dash ends it.

use dramaturg_text::{Book, ParagraphId, Position, Shape, Span, TokenId, TokenKind};

use super::boundary::{CueVerbs, cue_len};
use super::convention::{Convention, Dashes, opens_with_dash};
use super::marks::retain;
use super::thought::sort;
use super::{Mark, Mode, Stretch, trim};
use crate::lexicon::Lexicon;

/// Adds the speech of a paragraph that opens with a dash to the stretches between marks.
///
/// Marks that the book keeps for other uses lie inside the speech or beside it: `— I said
/// 'what for?'`. Where the paragraph has the marks of the book's speech, those decide.
pub(crate) fn add(
    book: &Book,
    id: ParagraphId,
    convention: Convention,
    dashes: Dashes,
    marked: &mut Vec<Stretch>,
) {
    let words = book.slice(book.paragraphs[id].span);
    if opens_with_dash(words).is_none() {
        return;
    }
    let speaks = |s: &Stretch| s.nested_in.is_none() && is_of_speech(convention, s.mark);
    if marked.iter().any(speaks) {
        return;
    }
    let spoken = stretches(book, id, dashes);
    if marked.is_empty() || spoken.is_empty() {
        marked.extend(spoken);
        return;
    }
    // The speech that shares a byte with a stretch, if any; both kinds are in order.
    let around = |s: &Stretch| {
        let first = spoken.partition_point(|own| own.outer.end() <= s.outer.start());
        spoken.get(first).filter(|own| own.outer.overlaps(s.outer))
    };
    // A mark that crosses the end of a speech is an apostrophe, or half of a pair.
    let fits = |s: &Stretch| around(s).is_none_or(|own| own.inner.covers(s.outer));
    let keep: Vec<bool> = marked.iter().map(fits).collect();
    retain(marked, &keep);
    for s in marked.iter_mut() {
        if s.nested_in.is_none() && around(s).is_some() {
            // `sort` finds out which one it is.
            s.nested_in = Some(0);
        }
        s.is_open_ended = false;
    }
    marked.extend(spoken);
    sort(marked);
}

/// Whether a pair of marks is the one in which this book puts speech.
fn is_of_speech(convention: Convention, mark: Mark) -> bool {
    match convention {
        Convention::Double => mark == Mark::Double,
        Convention::Single => mark == Mark::Single,
        Convention::Guillemets => mark == Mark::Guillemet,
        Convention::Dash | Convention::None => false,
    }
}

/// The stretches of speech of a paragraph that opens with a dash; none if it does not.
fn stretches(book: &Book, id: ParagraphId, dashes: Dashes) -> Vec<Stretch> {
    let paragraph = book.paragraphs[id];
    let words = book.slice(paragraph.span);
    let Some(skip) = opens_with_dash(words) else { return Vec::new() };
    let start = paragraph.span.start().index() + skip;
    let end = paragraph.span.end().index();
    let tokens = book.tokens_in(Span::of(start, end));
    let mut rows = Vec::new();
    // A speech between two places, with the marks around it from `outer` to `closed`.
    let mut push = |from: usize, to: usize, outer: usize, closed: usize| {
        let inner = trim(&book.text, Span::of(from, to.max(from)));
        if inner.slice(&book.text).contains(char::is_alphanumeric) {
            rows.push(Stretch {
                inner,
                outer: Span::of(
                    outer.min(inner.start().index()),
                    closed.max(inner.end().index()),
                ),
                mark: Mark::Bare,
                mode: Mode::Speech,
                nested_in: None,
                is_open_ended: false,
            });
        }
    };
    // Where speech began, if it is speech that is being read.
    let mut speech = Some(start);
    let mut outer = paragraph.span.start().index();
    // Behind a cue that stands between commas inside a sentence: `Then somebody, said Ruairi,
    // has brought the wrong door.`
    let mut cue_end = None;
    let mut i = tokens.start().index();
    while i < tokens.end().index() {
        let token = TokenId::from_index(i);
        let here = book.tokens[token].span;
        let rest = Span::new(token, tokens.end());
        let previous = (i > tokens.start().index()).then(|| TokenId::from_index(i - 1));
        match speech {
            Some(from) => {
                let after_stop = previous.is_some_and(|p| {
                    matches!(
                        book.lower(p).chars().next(),
                        Some(',' | '.' | '!' | '?' | '…' | '—' | '–')
                    )
                });
                let is_closing = dashes == Dashes::Dash
                    && previous.is_some_and(|p| closes(book, tokens, p));
                let may_end = after_stop
                    && (dashes == Dashes::Cue
                        || previous.is_some_and(|p| is_dash(book, p)));
                let is_cue = may_end && cue_len(book, rest, CueVerbs::Speech).is_some();
                let is_beat = may_end && begins_beat(book, rest);
                if is_closing || is_cue || is_beat {
                    let mut to = here.start().index();
                    if let Some(p) = previous.filter(|&p| is_dash(book, p)) {
                        to = book.tokens[p].span.start().index();
                    }
                    let closed = previous.filter(|_| is_closing);
                    let closed = closed.map_or(to, |p| book.tokens[p].span.end().index());
                    push(from, to, outer, closed.min(here.start().index()));
                    speech = None;
                    let is_comma = previous.is_some_and(|p| book.lower(p) == ",");
                    cue_end = cue_len(book, rest, CueVerbs::Speech)
                        .filter(|_| is_cue && is_comma)
                        .map(|n| i + n);
                }
            }
            None => {
                // Narration ends at its dash, or with its sentence if talk goes on behind it.
                let at_dash = previous.is_some_and(|p| is_dash(book, p));
                let at_sentence = dashes == Dashes::Cue
                    && previous.is_some_and(|p| {
                        matches!(book.lower(p).chars().next(), Some('.' | '!' | '?'))
                    })
                    && !begins_beat(book, rest)
                    && is_talk(book, rest);
                let behind_cue = cue_end.is_some_and(|end| i == end + 1)
                    && previous.is_some_and(|p| book.lower(p) == ",")
                    && goes_on(book, token);
                if at_dash || at_sentence || behind_cue {
                    speech = Some(here.start().index());
                    let dash = previous.filter(|_| at_dash && dashes == Dashes::Dash);
                    let mark = dash.map_or(here, |dash| book.tokens[dash].span);
                    outer = mark.start().index();
                }
            }
        }
        i += 1;
    }
    if let Some(from) = speech {
        push(from, end, outer, from);
    }
    rows
}

/// Whether a token is a dash behind a stop or comma and a blank, which ends speech.
fn closes(book: &Book, tokens: Span<TokenId>, id: TokenId) -> bool {
    if !is_dash(book, id) || id == tokens.start() {
        return false;
    }
    let before = TokenId::from_index(id.index() - 1);
    book.tokens[before].span.end() < book.tokens[id].span.start()
        && matches!(
            book.lower(before).chars().next(),
            Some(',' | '.' | '!' | '?' | '…' | ';' | ')' | '_')
        )
}

/// Whether a token is a long dash.
pub(super) fn is_dash(book: &Book, id: TokenId) -> bool {
    matches!(book.lower(id).chars().next(), Some('—' | '–' | '―'))
        || book.lower(id).starts_with("--")
}

/// Whether speech goes on behind a cue and its comma, and not the narration: `said Ruairi,
/// putting down the lantern, and`.
fn goes_on(book: &Book, token: TokenId) -> bool {
    let form = book.lower(token);
    book.tokens[token].shape == Shape::Lower
        && !form.ends_with("ing")
        && !form.ends_with("ly")
        && !matches!(
            form,
            "and"
                | "but"
                | "with"
                | "without"
                | "who"
                | "as"
                | "while"
                | "when"
                | "his"
                | "her"
                | "he"
                | "she"
                | "they"
                | "then"
                | "in"
                | "at"
                | "from"
                | "to"
                | "still"
                | "not"
                | "for"
        )
}

/// Whether narration begins here: a person, then a verb that only people do.
fn begins_beat(book: &Book, rest: Span<TokenId>) -> bool {
    let lexicon = Lexicon::shared();
    let mut tokens = rest.iter();
    let Some(first) = tokens.next() else { return false };
    let lower = book.lower(first);
    let is_subject = matches!(lower, "he" | "she" | "they" | "his" | "her")
        || book.tokens[first].shape == Shape::Capital
            && book.tokens[first].kind == TokenKind::Word
            && !lexicon.is_common(lower);
    is_subject
        && tokens.take(3).any(|id| {
            let form = book.lower(id);
            lexicon.is_person_verb(form) && (form.ends_with("ed") || form.len() > 3)
        })
}

/// Whether a sentence is spoken rather than told: it says I or you, or asks, or is short.
fn is_talk(book: &Book, rest: Span<TokenId>) -> bool {
    let mut n = 0;
    for id in rest.iter() {
        let form = book.lower(id);
        if matches!(
            form,
            "i" | "you" | "your" | "my" | "me" | "we" | "?" | "!" | "'s" | "'ll"
        ) {
            return true;
        }
        n += 1;
        if form == "." {
            break;
        }
    }
    n <= 6
}
