//! Given quotations kept among those that were found.

use dramaturg_text::{Book, Byte, Position, Span, Table};

use super::{Quotation, QuotationId, trim};
use crate::{GivenQuotation, Mode};

/// Marks that open or close a quotation.
const MARKS: &[char] =
    &['"', '“', '”', '‘', '’', '\'', '`', '«', '»', '„', '‟', '‹', '›'];

/// The given quotations, and the found ones that share no byte with them. A given one without
/// a mode is none, and takes the found ones away all the same. One that lies inside another
/// leaves what is around it.
pub(super) fn keep(
    book: &Book,
    given: &[GivenQuotation],
    found: &Table<QuotationId, Quotation>,
) -> Table<QuotationId, Quotation> {
    let known = |is_inside: bool| {
        let those = given.iter().filter(move |g| g.is_inside == is_inside);
        those.filter_map(|g| {
            let mode = g.mode.unwrap_or(Mode::Speech);
            Some((quotation(book, g, mode)?, g.mode.is_some()))
        })
    };
    let outer: Vec<(Quotation, bool)> = known(false).collect();
    let inside: Vec<(Quotation, bool)> = known(true).collect();
    let taken = Taken::new(&outer);
    // The found one around each of those inside: the shortest, so that depth is kept.
    let around = |row: &Quotation| {
        let hull = row.hull();
        let holds = |q: &Quotation| q.hull().covers(hull) && q.hull() != hull;
        let those = found.iter().filter(|(_, q)| taken.leaves(q) && holds(q));
        those.min_by_key(|(id, q)| (q.hull().len(), *id)).map(|(id, _)| id)
    };
    let around: Vec<Option<QuotationId>> =
        inside.iter().map(|(row, _)| around(row)).collect();
    let mut rows: Vec<Row> = outer
        .into_iter()
        .filter(|(_, is_one)| *is_one)
        .map(|(quotation, _)| Row { quotation, old: None, around: None })
        .collect();
    let is_displaced = |id: QuotationId, quotation: &Quotation| {
        inside.iter().zip(&around).any(|((row, _), around)| {
            let (hull, own) = (row.hull(), quotation.hull());
            let is_around = quotation.nested_in.is_none() || own.covers(hull);
            *around != Some(id) && own.overlaps(hull) && (!is_around || own == hull)
        })
    };
    for (id, quotation) in found.iter() {
        if taken.leaves(quotation) && !is_displaced(id, quotation) {
            let quotation = quotation.clone();
            let around = quotation.nested_in;
            rows.push(Row { quotation, old: Some(id.index()), around });
        }
    }
    for ((quotation, is_one), around) in inside.into_iter().zip(around) {
        // Where nothing is around it any more, it is nobody's inner line.
        if is_one && around.is_some() {
            rows.push(Row { quotation, old: None, around });
        }
    }
    rows.sort_by_key(|r| {
        (r.quotation.outer[0].start(), std::cmp::Reverse(r.quotation.hull().end()))
    });
    let mut moved = vec![None; found.len()];
    for (new, row) in rows.iter().enumerate() {
        if let Some(old) = row.old {
            moved[old] = Some(QuotationId::from_index(new));
        }
    }
    rows.into_iter()
        .map(|Row { mut quotation, around, .. }| {
            quotation.nested_in = around.and_then(|id| moved[id.index()]);
            quotation
        })
        .collect()
}

/// A row of the layer in the making.
struct Row {
    quotation: Quotation,
    /// Where it stood among the found ones.
    old: Option<usize>,
    /// The found one that it lies in.
    around: Option<QuotationId>,
}

/// The bytes of given quotations.
struct Taken {
    spans: Vec<Span<Byte>>,
    /// The last end of each span and those before it: where two given quotations overlap,
    /// ends need not be in order.
    ends: Vec<Byte>,
}

impl Taken {
    fn new(known: &[(Quotation, bool)]) -> Taken {
        let mut spans: Vec<Span<Byte>> =
            known.iter().flat_map(|(q, _)| q.outer.iter().copied()).collect();
        spans.sort_unstable();
        let mut ends: Vec<Byte> = spans.iter().map(|s| s.end()).collect();
        for i in 1..ends.len() {
            ends[i] = ends[i].max(ends[i - 1]);
        }
        Taken { spans, ends }
    }

    /// Whether a quotation shares no byte with them.
    fn leaves(&self, quotation: &Quotation) -> bool {
        quotation.outer.iter().all(|span| {
            let n = self.spans.partition_point(|t| t.start() < span.end());
            n == 0 || self.ends[n - 1] <= span.start()
        })
    }
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
