//! Given quotations kept among those that were found.

use dramaturg_text::{Book, Byte, Position, Span, Table};

use super::{Quotation, QuotationId, trim};
use crate::{GivenQuotation, Mode};

/// Marks that open or close a quotation.
const MARKS: &[char] =
    &['"', '“', '”', '‘', '’', '\'', '`', '«', '»', '„', '‟', '‹', '›'];

/// The given quotations, and the found ones that share no byte with them. A given one without
/// a mode is none, and takes the found ones away all the same.
pub(super) fn keep(
    book: &Book,
    given: &[GivenQuotation],
    found: &Table<QuotationId, Quotation>,
) -> Table<QuotationId, Quotation> {
    let known: Vec<(Quotation, bool)> = given
        .iter()
        .filter_map(|g| {
            Some((quotation(book, g, g.mode.unwrap_or(Mode::Speech))?, g.mode.is_some()))
        })
        .collect();
    let mut taken: Vec<Span<Byte>> =
        known.iter().flat_map(|(q, _)| q.outer.iter().copied()).collect();
    let kept = known.into_iter().filter(|(_, is_one)| *is_one);
    let mut rows: Vec<(Quotation, Option<usize>)> =
        kept.map(|(quotation, _)| (quotation, None)).collect();
    taken.sort_unstable();
    // Where two given quotations overlap, the ends need not be in order.
    let mut ends: Vec<Byte> = taken.iter().map(|s| s.end()).collect();
    for i in 1..ends.len() {
        ends[i] = ends[i].max(ends[i - 1]);
    }
    let is_free = |span: &Span<Byte>| {
        let n = taken.partition_point(|t| t.start() < span.end());
        n == 0 || ends[n - 1] <= span.start()
    };
    for (id, quotation) in found.iter() {
        if quotation.outer.iter().all(is_free) {
            rows.push((quotation.clone(), Some(id.index())));
        }
    }
    rows.sort_by_key(|(q, _)| (q.outer[0].start(), std::cmp::Reverse(q.hull().end())));
    let mut moved = vec![None; found.len()];
    for (new, (_, old)) in rows.iter().enumerate() {
        if let Some(old) = old {
            moved[*old] = Some(QuotationId::from_index(new));
        }
    }
    rows.into_iter()
        .map(|(mut quotation, _)| {
            quotation.nested_in = quotation.nested_in.and_then(|id| moved[id.index()]);
            quotation
        })
        .collect()
}

/// The row of a given quotation; none if no part of it is text.
fn quotation(book: &Book, given: &GivenQuotation, mode: Mode) -> Option<Quotation> {
    let text = &*book.text;
    let mut spans: Vec<Span<Byte>> = given
        .parts
        .iter()
        .copied()
        .filter(|part| text.get(part.range()).is_some_and(|s| !s.trim().is_empty()))
        .collect();
    spans.sort_unstable();
    // A part that lies in the one before it adds nothing.
    spans.dedup_by(|next, before| next.overlaps(*before));
    let parts: Vec<Span<Byte>> = spans.iter().map(|&part| inner(text, part)).collect();
    let outer: Vec<Span<Byte>> = parts.iter().map(|&part| outer(text, part)).collect();
    let paragraph = book.paragraph_at(outer.first()?.start())?;
    Some(Quotation { mode, parts, outer, nested_in: None, paragraph })
}

/// A part without white space and, if it has a mark at both ends, without marks.
fn inner(text: &str, part: Span<Byte>) -> Span<Byte> {
    let part = trim(text, part);
    let words = part.slice(text);
    let opened = words.trim_start_matches(MARKS);
    let closed = opened.trim_end_matches(MARKS);
    let is_marked = opened.len() < words.len() && closed.len() < opened.len();
    if !is_marked || closed.trim().is_empty() {
        return part;
    }
    let start = part.start().index() + (words.len() - opened.len());
    trim(text, Span::of(start, start + closed.len()))
}

/// A part with a mark that touches it at either side.
fn outer(text: &str, part: Span<Byte>) -> Span<Byte> {
    let mark =
        |c: Option<char>| c.filter(|c| MARKS.contains(c)).map_or(0, char::len_utf8);
    let before = mark(text[..part.start().index()].chars().next_back());
    let behind = mark(text[part.end().index()..].chars().next());
    Span::of(part.start().index() - before, part.end().index() + behind)
}
