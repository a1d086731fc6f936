//! Words to places: which line of a text is meant, also after the text was edited.

use dramaturg_cast::QuotationId;
use dramaturg_text::{Book, Byte, Position, Span, TokenId, TokenKind};
use rustc_hash::FxHashMap;

use super::Line;
use crate::Reading;

/// Words of context that an anchor keeps on each side.
const N_CONTEXT: usize = 8;
/// Two lines whose words agree less than this (Dice's coefficient) are two lines.
const MIN_ALIKE: f64 = 0.7;
/// At most this many lines are compared word by word with one that is not found as it is.
const MAX_COMPARED: usize = 20_000;
/// A line of so many words is told by them alone.
const N_TELLING: usize = 5;
/// A shorter line, and one whose words have changed, must have around it what it had: at
/// least this much on one of its sides.
const MIN_AROUND: f64 = 0.4;
/// Another line must be worse than the best one by this.
const MARGIN: f64 = 0.05;

/// Words in small letters, without marks.
fn words_of(text: &str) -> Vec<String> {
    let is_mark = |c: char| !c.is_alphanumeric();
    text.split(is_mark).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// How alike two lists of words are, from 0 to 1: Dice's coefficient of their counts.
fn alike(one: &[String], other: &[String]) -> f64 {
    if one.is_empty() && other.is_empty() {
        return 1.0;
    }
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for word in one {
        *counts.entry(word).or_default() += 1;
    }
    let mut n_shared = 0;
    for word in other {
        if let Some(n) = counts.get_mut(word.as_str()).filter(|n| **n > 0) {
            *n -= 1;
            n_shared += 1;
        }
    }
    2.0 * f64::from(n_shared) / (one.len() + other.len()) as f64
}

/// Whether two passages have nearly the same words.
pub(super) fn is_like(one: &str, other: &str) -> bool {
    let (one, other) = (words_of(one), words_of(other));
    !one.is_empty() && alike(&one, &other) >= MIN_ALIKE
}

/// A line of the text, as it is compared.
struct Row {
    id: QuotationId,
    /// Whether it is a line inside another one.
    is_inside: bool,
    words: Vec<String>,
    around: Option<[Vec<String>; 2]>,
}

/// Finds lines; made once a reading.
pub(super) struct Anchors<'a> {
    reading: &'a Reading,
    rows: Vec<Row>,
    by_words: FxHashMap<String, Vec<usize>>,
}

impl<'a> Anchors<'a> {
    pub(super) fn new(reading: &'a Reading) -> Anchors<'a> {
        let mut rows = Vec::new();
        let mut by_words: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for quotation in reading.quotations() {
            let is_inside = quotation.row().nested_in.is_some();
            let words = words_of(&line_words(reading, quotation.id));
            by_words.entry(words.join(" ")).or_default().push(rows.len());
            rows.push(Row { id: quotation.id, is_inside, words, around: None });
        }
        Anchors { reading, rows, by_words }
    }

    /// The quotation that a line is anchored to; none if there is none, or two are as good.
    pub(super) fn find(&mut self, line: &Line) -> Option<QuotationId> {
        let words = words_of(&line.words);
        let mut exact = self.by_words.get(&words.join(" ")).cloned().unwrap_or_default();
        exact.retain(|&place| self.rows[place].is_inside == line.inside);
        // “The tide table is in the loft.” is itself wherever it stands; a lone “Yes.” may be
        // another one, so what is around it has to fit, too.
        if let [only] = exact[..]
            && words.len() >= N_TELLING
        {
            return Some(self.rows[only].id);
        }
        let places: Vec<usize> = if exact.is_empty() {
            let alike = |row: &Row| {
                // Lists of very different lengths cannot agree; they are most of a book.
                let (n, m) = (row.words.len() as f64, words.len() as f64);
                2.0 * n.min(m) / (n + m).max(1.0) >= MIN_ALIKE
                    && alike(&row.words, &words) >= MIN_ALIKE
            };
            let those = self.rows.iter().enumerate();
            let those = those.filter(|(_, row)| row.is_inside == line.inside);
            let compared = those.take(MAX_COMPARED);
            compared.filter(|(_, row)| alike(row)).map(|(i, _)| i).collect()
        } else {
            exact
        };
        let context = [words_of(&line.before), words_of(&line.after)];
        let has_context = context.iter().any(|side| !side.is_empty());
        let mut ranked: Vec<(f64, usize)> = places
            .into_iter()
            .filter_map(|place| {
                let around = self.around_row(place);
                let sides = around.iter().zip(&context).map(|(a, b)| alike(a, b));
                let sides: Vec<f64> = sides.collect();
                let is_near = sides.iter().any(|&side| side >= MIN_AROUND);
                let own = alike(&self.rows[place].words, &words);
                (is_near || !has_context)
                    .then_some((own + sides.iter().sum::<f64>() / 2.0, place))
            })
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        match ranked[..] {
            [(_, place)] => Some(self.rows[place].id),
            [(best, place), (next, _), ..] if best - next >= MARGIN => {
                Some(self.rows[place].id)
            }
            _ => None,
        }
    }

    /// The words before and behind a line.
    fn around_row(&mut self, place: usize) -> &[Vec<String>; 2] {
        let Row { id, .. } = self.rows[place];
        let reading = self.reading;
        self.rows[place].around.get_or_insert_with(|| {
            let hull = reading.cast.quotations.rows[id].hull();
            around(&reading.book, hull).map(|text| words_of(&text))
        })
    }
}

/// The words of a quotation, its parts joined by a space.
pub(super) fn line_words(reading: &Reading, id: QuotationId) -> String {
    let words = reading.quotation(id).words().map(str::split_whitespace);
    words.flatten().collect::<Vec<_>>().join(" ")
}

/// Some words before and some behind a stretch.
fn around(book: &Book, hull: Span<Byte>) -> [String; 2] {
    let is_word = |token: &TokenId| book.tokens[*token].kind == TokenKind::Word;
    let start = book.token_at(hull.start()).index();
    let end = book.token_at(hull.end()).index();
    let take = |tokens: &mut dyn Iterator<Item = TokenId>| {
        tokens.filter(is_word).take(N_CONTEXT).collect::<Vec<_>>()
    };
    let mut before = take(&mut (0..start).rev().map(TokenId::from_index));
    before.reverse();
    let behind = take(&mut (end..book.tokens.len()).map(TokenId::from_index));
    [before, behind].map(|tokens| {
        let words = tokens.into_iter().map(|token| book.written(token));
        words.collect::<Vec<_>>().join(" ")
    })
}

impl Line {
    /// The anchor of a stretch of a book: its words, and those around it. The parts of a
    /// quotation are one line.
    ///
    /// # Panics
    ///
    /// If there is no part.
    pub fn at(book: &Book, parts: &[Span<Byte>]) -> Line {
        let words = parts.iter().flat_map(|&part| book.slice(part).split_whitespace());
        let words = words.collect::<Vec<_>>().join(" ");
        let [before, after] = around(book, parts[0].hull(parts[parts.len() - 1]));
        Line { words, before, after, ..Line::default() }
    }
}

/// The anchor of a quotation.
pub(super) fn anchor(reading: &Reading, id: QuotationId) -> Line {
    let row = &reading.cast.quotations.rows[id];
    let inside = row.nested_in.is_some();
    Line { inside, ..Line::at(&reading.book, &row.parts) }
}

/// Where the text has the words of a line, outside of quotations too; none if nowhere, or
/// if two places fit equally.
pub(super) fn find_words(reading: &Reading, line: &Line) -> Option<Span<Byte>> {
    let wanted = words_of(&line.words);
    let book = &reading.book;
    let mut spoken: Vec<(String, Span<Byte>)> = Vec::new();
    for token in book.tokens.rows().iter().filter(|t| t.kind == TokenKind::Word) {
        let start = token.span.start().index();
        for (at, word) in pieces(book.slice(token.span)) {
            let span = Span::<Byte>::of(start + at, start + at + word.len());
            spoken.push((word.to_lowercase(), span));
        }
    }
    let n = wanted.len();
    if n == 0 {
        return None;
    }
    let is_here = |run: &&[(String, Span<Byte>)]| {
        run.iter().zip(&wanted).all(|((word, _), wanted)| word == wanted)
    };
    let found = spoken.windows(n).filter(is_here).take(MAX_COMPARED);
    let found: Vec<Span<Byte>> = found.map(|run| run[0].1.hull(run[n - 1].1)).collect();
    if let [only] = found[..] {
        return Some(only);
    }
    let context = [words_of(&line.before), words_of(&line.after)];
    let mut ranked: Vec<(f64, Span<Byte>)> = found
        .into_iter()
        .map(|span| {
            let around = around(book, span).map(|side| words_of(&side));
            let sides = around.iter().zip(&context).map(|(a, b)| alike(a, b));
            (sides.sum::<f64>() / 2.0, span)
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    match ranked[..] {
        [(best, span), (next, _), ..] if best - next >= MARGIN => Some(span),
        _ => None,
    }
}

/// The words of a token that marks divide, with their places.
fn pieces(token: &str) -> impl Iterator<Item = (usize, &str)> {
    let start = token.as_ptr() as usize;
    token
        .split(|c: char| !c.is_alphanumeric())
        .filter(|piece| !piece.is_empty())
        .map(move |piece| (piece.as_ptr() as usize - start, piece))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_case_do_not_count() {
        assert_eq!(words_of("“Don’t _look_, Tom!”"), ["don", "t", "look", "tom"]);
        assert_eq!(pieces("well-kept").collect::<Vec<_>>(), [(0, "well"), (5, "kept")]);
    }

    #[test]
    fn likeness_counts_words_once_each() {
        let list = |text: &str| words_of(text);
        assert_eq!(alike(&list("a b b"), &list("a b b")), 1.0);
        assert_eq!(alike(&list("a b"), &list("c d")), 0.0);
        assert_eq!(alike(&list("b b b"), &list("b a a")), 2.0 / 6.0);
        assert_eq!(alike(&[], &[]), 1.0);
    }
}
