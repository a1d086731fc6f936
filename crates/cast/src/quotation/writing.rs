//! Letters and messages: what is shown as written, apart from speech.

use dramaturg_text::{Book, ParagraphId, ParagraphKind, Position, Span, TokenKind};

use super::{Mark, Mode, Stretch};

/// A letter has at most this many paragraphs.
const MAX_LETTER_PARAGRAPHS: usize = 40;

/// Marks letters and adds those without quotation marks.
pub(crate) fn mark(book: &Book, all: &mut Vec<(ParagraphId, Vec<Stretch>)>) {
    let n = book.paragraphs.len();
    let mut added: Vec<(ParagraphId, Vec<Stretch>)> = Vec::new();
    let mut i = 0;
    while i < n {
        let id = ParagraphId::from_index(i);
        match letter_end(book, id) {
            Some(end) => {
                letter(book, all, &mut added, i, end);
                i = end;
            }
            None => i += 1,
        }
    }
    messages(book, all, &mut added);
    all.extend(added);
    all.sort_by_key(|(id, _)| *id);
}

/// Marks the paragraphs from a salutation up to a signature.
fn letter(
    book: &Book,
    all: &mut [(ParagraphId, Vec<Stretch>)],
    added: &mut Vec<(ParagraphId, Vec<Stretch>)>,
    from: usize,
    to: usize,
) {
    let rows = |i: usize| all.binary_search_by_key(&i, |(id, _)| id.index());
    let marked: Vec<usize> = (from..to).filter_map(|i| rows(i).ok()).collect();
    let is_quoted = rows(from).is_ok();
    let n_talk = marked.iter().filter(|&&r| !fills(book, &all[r])).count();
    if n_talk > 1 {
        // Somebody speaks in it: the letter is how the story is told.
        return;
    }
    if is_quoted {
        for r in marked {
            for s in all[r].1.iter_mut().filter(|s| s.nested_in.is_none()) {
                s.mode = Mode::Writing;
            }
        }
        return;
    }
    if !marked.is_empty() {
        return;
    }
    for i in from..to {
        let paragraph = book.paragraphs[ParagraphId::from_index(i)];
        if paragraph.kind == ParagraphKind::Prose {
            added.push((ParagraphId::from_index(i), vec![written(paragraph.span)]));
        }
    }
}

fn written(span: Span<dramaturg_text::Byte>) -> Stretch {
    Stretch {
        inner: span,
        outer: span,
        mark: Mark::Bare,
        mode: Mode::Writing,
        nested_in: None,
        is_open_ended: false,
    }
}

/// Whether the first stretch is all there is in the paragraph.
fn fills(book: &Book, (id, stretches): &(ParagraphId, Vec<Stretch>)) -> bool {
    let paragraph = book.paragraphs[*id].span;
    stretches.first().is_some_and(|s| s.outer.len() + 4 >= paragraph.len())
}

/// Where a letter that begins with this paragraph ends: behind its signature.
fn letter_end(book: &Book, id: ParagraphId) -> Option<usize> {
    let first = book.paragraphs[id];
    if first.kind != ParagraphKind::Prose || first.span.len() > 2000 {
        return None;
    }
    let words = plain(book.slice(first.span));
    let is_salutation = ["dear ", "my dear ", "dearest ", "my dearest ", "my own dear"]
        .iter()
        .any(|s| words.starts_with(s))
        && first_line_is_short(book.slice(first.span));
    if !is_salutation {
        return None;
    }
    let end = (id.index() + MAX_LETTER_PARAGRAPHS).min(book.paragraphs.len());
    for i in id.index()..end {
        let paragraph = book.paragraphs[ParagraphId::from_index(i)];
        if paragraph.kind == ParagraphKind::Heading {
            return None;
        }
        let words = plain(book.slice(paragraph.span));
        let is_close = [
            "yours",
            "your ",
            "ever yours",
            "affectionately",
            "sincerely",
            "faithfully",
            "love",
            "with love",
            "believe me",
            "i remain",
            "i am, ",
            "regards",
            "kind regards",
        ]
        .iter()
        .any(|s| words.starts_with(s))
            && (words.len() < 80 && i > id.index());
        if is_close {
            // The name below it belongs to the letter.
            let next = book.paragraphs.get(ParagraphId::from_index(i + 1));
            let is_name = next.is_some_and(|p| p.span.len() < 40 && p.tokens.len() < 7);
            return Some(if is_name { i + 2 } else { i + 1 });
        }
    }
    None
}

fn plain(words: &str) -> String {
    words
        .chars()
        .skip_while(|c| !c.is_alphanumeric())
        .take(100)
        .flat_map(char::to_lowercase)
        .collect()
}

fn first_line_is_short(words: &str) -> bool {
    let line =
        words.lines().next().unwrap_or_default().trim_end_matches(['"', '”', '’', '_']);
    line.len() < 60 && line.ends_with([',', ':', '-', '—', '.', '!'])
}

/// Chat lines: `zephyr: on my way`. At least three paragraphs of a book must look so.
fn messages(
    book: &Book,
    all: &[(ParagraphId, Vec<Stretch>)],
    added: &mut Vec<(ParagraphId, Vec<Stretch>)>,
) {
    let mut found = Vec::new();
    for (id, paragraph) in book.paragraphs.iter() {
        if paragraph.kind != ParagraphKind::Prose {
            continue;
        }
        let words = book.slice(paragraph.span);
        let Some(colon) = words.find(": ").filter(|&at| at > 1 && at < 24) else {
            continue;
        };
        let handle = &words[..colon];
        let is_handle = handle.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c))
            && handle.starts_with(|c: char| c.is_lowercase() || c.is_numeric());
        let n_words = book.tokens.slice(paragraph.tokens).iter();
        let is_short = n_words.filter(|t| t.kind == TokenKind::Word).count() < 80;
        if is_handle && is_short && all.iter().all(|(other, _)| *other != id) {
            let start = paragraph.span.start().index() + colon + 2;
            found.push((id, Span::of(start, paragraph.span.end().index())));
        }
    }
    if found.len() >= 3 {
        added.extend(found.into_iter().map(|(id, span)| (id, vec![written(span)])));
    }
}
