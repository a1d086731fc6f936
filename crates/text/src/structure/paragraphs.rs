//! Lines to paragraphs: which of three layouts a book has, and where its blocks end.

use crate::tokenize::is_invisible;
use crate::{Byte, Span};

/// The share of line ends, in a hundred, after which the next word would not have fitted,
/// from which lines are wrapped. Wrapped prose has over 90, lines that are paragraphs 15.
const WRAPPED_PERCENT: usize = 50;
/// The share of line ends, in a hundred, that close a sentence, from which lines are
/// paragraphs. Wrapped prose has under 30, paragraphs over 90, verse 40.
const CLOSED_PERCENT: usize = 70;
/// Bytes of a line below which nobody wraps.
const MIN_WRAP_BYTES: usize = 45;
/// The longest line of ornaments that counts as one amid a block's lines.
const MAX_ORNAMENT_BYTES: usize = 200;

/// A line that is not blank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Its first character that is no white space.
    pub(super) start: usize,
    /// The end of its last character that is no white space.
    pub(super) end: usize,
    /// Columns of white space before it; a tab has four.
    indent: usize,
    /// Blank lines before it.
    pub(super) n_blank: usize,
}

/// A block of lines that belong together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    /// From its first character that is no white space to its last.
    pub(super) span: Span<Byte>,
    /// Blank lines before it.
    pub(super) n_blank: usize,
    /// How many lines it has.
    pub(super) n_lines: usize,
}

/// How a book shows where a paragraph ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// By a blank line.
    Blank,
    /// By the line's end.
    Lines,
    /// By a blank line, or by a first line that is set in further than this many columns.
    Indented(usize),
}

/// The lines of a text that are not blank. Ends of lines are LF, CR LF and lone CR.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let bytes = text.as_bytes();
    let mut lines = Vec::with_capacity(bytes.len() / 60);
    let mut n_blank = 0;
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let len =
            rest.iter().position(|&b| b == b'\n' || b == b'\r').unwrap_or(rest.len());
        let line = &text[at..at + len];
        let trimmed = trim(line);
        if trimmed.is_empty() {
            n_blank += 1;
        } else {
            let lead = line.len() - trim_start(line).len();
            let start = at + lead;
            lines.push(Line {
                start,
                end: start + trimmed.len(),
                indent: columns(&line[..lead]),
                n_blank: std::mem::take(&mut n_blank),
            });
        }
        at += len;
        at += if bytes[at..].starts_with(b"\r\n") { 2 } else { 1 };
    }
    lines
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

fn trim(line: &str) -> &str {
    line.trim_matches(is_space)
}

fn trim_start(line: &str) -> &str {
    line.trim_start_matches(is_space)
}

fn columns(lead: &str) -> usize {
    lead.chars()
        .map(|c| match c {
            '\t' => 4,
            c if is_invisible(c) => 0,
            _ => 1,
        })
        .sum()
}

/// Which layout a book has. Judged by pairs of lines without a blank line between them.
pub(super) fn layout(text: &str, lines: &[Line]) -> Layout {
    let mut lengths: Vec<usize> =
        lines.iter().map(|line| line.end - line.start).collect();
    if lengths.is_empty() {
        return Layout::Blank;
    }
    // Nine of ten lines are no longer than this; a few long ones must not hide the width.
    let nth = lengths.len() * 9 / 10;
    let (_, &mut width, _) = lengths.select_nth_unstable(nth);
    let base = base_indent(lines);
    let mut n_pairs = 0;
    let mut n_full = 0;
    let mut n_closed = 0;
    let mut n_set_in = 0;
    let mut n_set_in_closed = 0;
    for pair in lines.windows(2) {
        let [line, next] = pair else { continue };
        if next.n_blank > 0 || is_ornament(&text[line.start..line.end]) {
            continue;
        }
        n_pairs += 1;
        let closed = usize::from(is_closed(&text[line.start..line.end]));
        let first_word =
            text[next.start..next.end].find(' ').unwrap_or(next.end - next.start);
        let full = line.end - line.start + 1 + first_word > width;
        n_full += usize::from(full && width >= MIN_WRAP_BYTES);
        n_closed += closed;
        if next.indent > base {
            n_set_in += 1;
            n_set_in_closed += closed;
        }
    }
    if n_pairs == 0 {
        return Layout::Blank;
    }
    let is_wrapped = n_full * 100 >= n_pairs * WRAPPED_PERCENT;
    if !is_wrapped && n_closed * 100 >= n_pairs * CLOSED_PERCENT {
        return Layout::Lines;
    }
    let n_blocks = lines.iter().filter(|line| line.n_blank > 0).count() + 1;
    // Verse inside a chapter is set in, too, but its lines seldom close a sentence.
    if n_set_in_closed * 100 >= n_set_in * CLOSED_PERCENT
        && n_set_in_closed * 2 > n_blocks
    {
        return Layout::Indented(base);
    }
    Layout::Blank
}

/// The indent of lines that go on: the most common one.
fn base_indent(lines: &[Line]) -> usize {
    let mut counts = [0usize; 64];
    for line in lines {
        counts[line.indent.min(63)] += 1;
    }
    // A quarter is enough: in dialogue most lines are first lines.
    counts.iter().position(|&n| n * 4 >= lines.len()).unwrap_or(0)
}

/// Whether a line's last mark ends a sentence, brackets and quotation marks aside.
pub(super) fn is_closed(line: &str) -> bool {
    line.trim_end_matches(['”', '’', '"', '\'', '»', '«', '“', ')', ']', '_', '*'])
        .ends_with(['.', '!', '?', '…', ':', '—', '-', '–'])
        || line.ends_with(['”', '"', '»'])
}

/// Whether a line is nothing but ornaments, so that it stands alone wherever it stands.
pub(super) fn is_ornament(line: &str) -> bool {
    let Some(first) = line.chars().next() else { return false };
    if line.len() > MAX_ORNAMENT_BYTES || first.is_ascii_alphabetic() && first != 'o' {
        return false;
    }
    let mut n = 0;
    let only = line.chars().all(|c| {
        n += usize::from(!c.is_whitespace());
        matches!(
            c,
            '*' | '#' | '~' | '=' | '_' | '-' | '+' | '·' | '•' | '.' | ' ' | '\t'
        ) || is_flower(c)
    });
    let is_lone = n == 1 && (matches!(first, '*' | '#' | '~' | '•') || is_flower(first));
    let dots_only = line.chars().all(|c| c == '.' || c.is_whitespace());
    only && !dots_only && (n >= 3 || is_lone || line.chars().all(is_flower))
}

/// Ornaments that are never punctuation: asterisms, florets, stars, rules.
fn is_flower(c: char) -> bool {
    matches!(c, '⁂' | '⁎' | '⁑' | '†' | '§' | '◆' | '◇' | '●' | '○' | '■' | '□')
        || matches!(c, '\u{2500}'..='\u{257f}' | '\u{2600}'..='\u{27bf}')
        || matches!(c, '\u{1f650}'..='\u{1f67f}')
}

/// Joins lines to blocks. A block also ends at each of `cuts`, which are in order.
pub(super) fn blocks(
    text: &str,
    lines: &[Line],
    layout: Layout,
    cuts: &[usize],
) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut cuts = cuts.iter().copied().peekable();
    // Whether the next line begins a block whatever stands before it.
    let mut is_done = true;
    // Whether the open block begins with a bracket note that has not been closed.
    let mut in_note = false;
    for line in lines {
        let words = &text[line.start..line.end];
        let ornament = is_ornament(words);
        while cuts.peek().is_some_and(|&cut| cut <= line.start) {
            cuts.next();
            is_done = true;
        }
        let begins_note = words.starts_with("[Illustration");
        let is_new = is_done
            || line.n_blank > 0
            || ornament
            || begins_note
            || !in_note
                && match layout {
                    Layout::Blank => false,
                    Layout::Lines => true,
                    Layout::Indented(base) => line.indent > base,
                };
        in_note = (begins_note || in_note && line.n_blank == 0) && !words.ends_with(']');
        match blocks.last_mut() {
            Some(block) if !is_new => {
                block.span = Span::of(block.span.range().start, line.end);
                block.n_lines += 1;
            }
            _ => blocks.push(Block {
                span: Span::of(line.start, line.end),
                n_blank: line.n_blank,
                n_lines: 1,
            }),
        }
        is_done = ornament || begins_note && !in_note;
    }
    blocks
}

/// The least number of blank lines that is clearly more than usual for this book.
pub(super) fn wide_gap(blocks: &[Block]) -> usize {
    let mut counts = [0usize; 16];
    for block in blocks.iter().skip(1) {
        counts[block.n_blank.min(15)] += 1;
    }
    let n = blocks.len().saturating_sub(1);
    let usual = (0..16).rev().max_by_key(|&i| counts[i]).unwrap_or(0);
    // A short piece has few gaps, so that one of them is a large share.
    let percent = if n < 20 { 34 } else { 15 };
    let mut n_wider: usize = counts[usual + 1..].iter().sum();
    for (threshold, count) in counts.iter().enumerate().skip(usual + 1) {
        if n_wider * 100 <= n * percent {
            return threshold;
        }
        n_wider -= count;
    }
    16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let lines = lines(text);
        let layout = layout(text, &lines);
        blocks(text, &lines, layout, &[]).iter().map(|b| b.span.slice(text)).collect()
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        let text = "Mara went down to the harbour in the rain to look for the brass\n\
            key that Tom had dropped there on the night before the regatta,\n\
            and found it.\n\n“Well?” said Tom.\n";
        assert_eq!(split(text).len(), 2);
        assert_eq!(split(&text.replace('\n', "\r\n")).len(), 2);
        assert_eq!(split(&text.replace('\n', "\r")).len(), 2);
    }

    #[test]
    fn a_line_may_be_a_paragraph() {
        let text = "Mara went down to the harbour in the rain to look for the brass key that \
            Tom had dropped.\n“Well?” said Tom.\nShe held it up.\n“So you found it.”\n";
        assert_eq!(split(text).len(), 4);
    }

    #[test]
    fn paragraphs_may_be_set_in() {
        let text = "  Mara went down to the harbour in the rain to look for the brass\n\
            key that Tom had dropped there on the night before the regatta,\n\
            and found it at last.\n  “Well?” said Tom, who had not moved from the bench for\n\
            the whole of the afternoon.\n  She held it up, and it shone in the light of the\n\
            lamps as it had never done.\n";
        assert_eq!(split(text).len(), 3);
    }

    #[test]
    fn ornaments_stand_alone() {
        assert_eq!(
            split("Mara left.\n***\nTom came."),
            ["Mara left.", "***", "Tom came."]
        );
        assert!(is_ornament("* * *") && is_ornament("⁂") && is_ornament("#"));
        assert!(!is_ornament("...") && !is_ornament("--") && !is_ornament("—"));
    }

    #[test]
    fn a_wide_gap_is_wider_than_usual() {
        let text = "A.\n\nB.\n\nC.\n\n\n\nD.\n\nE.\n\nF.\n";
        let lines = lines(text);
        let blocks = blocks(text, &lines, Layout::Blank, &[]);
        let threshold = wide_gap(&blocks);
        assert!(threshold > 1 && threshold <= 3, "{threshold}");
    }
}
