//! Stretches joined to quotations.
//!
//! A speech interrupted by its cue is one quotation in two parts; so is one that runs over
//! several paragraphs.

use dramaturg_text::{Book, ParagraphId, Position, Shape, Span, Table, TokenId};

use super::boundary::{CueVerbs, cue_len};
use super::{Quotation, QuotationId, Stretch};

/// Joins the stretches of all paragraphs, in order.
pub(crate) fn join(
    book: &Book,
    all: &[(ParagraphId, Vec<Stretch>)],
) -> Table<QuotationId, Quotation> {
    let mut quotations: Vec<Quotation> = Vec::new();
    // The nested ones, with the index of their outer quotation.
    let mut nested: Vec<(Quotation, usize)> = Vec::new();
    let mut running: Option<(usize, ParagraphId)> = None;
    for (id, stretches) in all {
        let mut row_of: Vec<Option<usize>> = vec![None; stretches.len()];
        let mut previous: Option<(usize, usize)> = None;
        for (i, s) in stretches.iter().enumerate() {
            if let Some(parent) = s.nested_in {
                if let Some(outer) = row_of[parent] {
                    row_of[i] = Some(outer);
                    nested.push((quotation(s, *id), outer));
                }
                continue;
            }
            let continued = running.take_if(|(row, from)| {
                previous.is_none()
                    && is_next(book, *from, *id)
                    && quotations[*row].mode == s.mode
            });
            let interrupted = previous.filter(|&(before, row)| {
                quotations[row].mode == s.mode
                    && is_interruption(book, *id, &stretches[before], s)
            });
            let row = match (continued, interrupted) {
                (Some((row, _)), _) | (None, Some((_, row))) => {
                    quotations[row].parts.push(s.inner);
                    quotations[row].outer.push(s.outer);
                    row
                }
                (None, None) => {
                    quotations.push(quotation(s, *id));
                    quotations.len() - 1
                }
            };
            row_of[i] = Some(row);
            previous = Some((i, row));
            running = s.is_open_ended.then_some((row, *id));
        }
    }
    order(quotations, nested)
}

fn quotation(s: &Stretch, paragraph: ParagraphId) -> Quotation {
    Quotation {
        mode: s.mode,
        parts: vec![s.inner],
        outer: vec![s.outer],
        nested_in: None,
        paragraph,
    }
}

/// Whether only headings and breaks stand between two paragraphs.
fn is_next(book: &Book, from: ParagraphId, to: ParagraphId) -> bool {
    let between = Span::of(from.index() + 1, to.index().max(from.index() + 1));
    book.paragraphs
        .slice(between)
        .iter()
        .all(|p| p.kind != dramaturg_text::ParagraphKind::Prose)
}

/// Whether the narration between two stretches of a paragraph interrupts one speech.
fn is_interruption(
    book: &Book,
    id: ParagraphId,
    before: &Stretch,
    after: &Stretch,
) -> bool {
    if before.mark != after.mark {
        return false;
    }
    let gap = Span::new(before.outer.end(), after.outer.start().max(before.outer.end()));
    let gap_tokens = book.tokens_in(gap);
    if !gap.slice(&book.text).contains(char::is_alphanumeric) {
        return false;
    }
    // “No,” said Mara. “Yes,” said Tom.: each has a cue of its own.
    let has_cue = has_cue(book, gap_tokens);
    let end = book.paragraphs[id].tokens.end();
    let behind = Span::new(book.token_at(after.outer.end()).min(end), end);
    let own_cue = cue_len(book, behind, CueVerbs::Speech).is_some();
    let starts_small = after
        .inner
        .slice(&book.text)
        .chars()
        .find(|c| c.is_alphabetic())
        .is_some_and(char::is_lowercase);
    // Mara laughed and said, “Yes.” Tom got up. “No.”: the second is Tom’s.
    let is_new_turn = is_introduced(book, id, before) && begins_anew(book, before, gap);
    !(has_cue && own_cue || is_new_turn) || starts_small
}

/// Whether narration leads to a stretch with a comma or a colon.
fn is_introduced(book: &Book, id: ParagraphId, stretch: &Stretch) -> bool {
    let start = book.paragraphs[id].span.start();
    let lead =
        &book.text[start.index()..stretch.outer.start().index().max(start.index())];
    lead.trim_end().ends_with([',', ':']) && lead.contains(char::is_alphanumeric)
}

/// Whether a gap begins a new sentence with a name.
fn begins_anew(book: &Book, before: &Stretch, gap: Span<dramaturg_text::Byte>) -> bool {
    let ends = before.inner.slice(&book.text).trim_end().ends_with(['.', '!', '?', '…']);
    let first = book.tokens_in(gap).iter().next();
    ends && first.is_some_and(|id| {
        book.tokens[id].shape == Shape::Capital
            && !matches!(
                book.lower(id),
                "he" | "she" | "they" | "i" | "his" | "her" | "then" | "and" | "it"
            )
    })
}

/// Whether a cue stands at the start of one of the clauses.
fn has_cue(book: &Book, gap: Span<TokenId>) -> bool {
    gap.iter()
        .take(3)
        .any(|id| cue_len(book, Span::new(id, gap.end()), CueVerbs::Speech).is_some())
}

/// Puts all quotations in order of their first byte and links nested ones to outer ones.
fn order(
    quotations: Vec<Quotation>,
    nested: Vec<(Quotation, usize)>,
) -> Table<QuotationId, Quotation> {
    let mut rows: Vec<(Quotation, Option<usize>, usize)> = quotations
        .into_iter()
        .enumerate()
        .map(|(i, q)| (q, None, i))
        .chain(nested.into_iter().map(|(q, outer)| (q, Some(outer), usize::MAX)))
        .collect();
    rows.sort_by_key(|(q, outer, _)| {
        (q.outer[0].start(), outer.is_some(), std::cmp::Reverse(q.outer[0].end()))
    });
    let mut place = vec![0; rows.len()];
    for (new, (_, _, old)) in rows.iter().enumerate() {
        if *old != usize::MAX {
            place[*old] = new;
        }
    }
    rows.into_iter()
        .map(|(mut q, outer, _)| {
            q.nested_in = outer.map(|o| QuotationId::from_index(place[o]));
            q
        })
        .collect()
}
