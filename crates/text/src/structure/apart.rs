//! What stands in the text but not in the story: contents, title pages, closing lines.
//!
//! In doubt a block is story.

use rustc_hash::{FxHashMap, FxHashSet};

use super::headings::{self, Label};
use super::outline::{Row, collapse, heading_title, is_quote};
use super::paragraphs;
use crate::{Draft, ParagraphKind};

/// Bytes of the longest line of a table of contents.
const MAX_ENTRY_BYTES: usize = 120;
/// Bytes of the longest block of a title page.
const MAX_TITLE_PAGE_BYTES: usize = 300;
/// Bytes within which a table of contents begins, or a quarter of a longer text.
const MIN_CONTENTS_REACH: usize = 40_000;
/// The rank from which a keyword is a chapter's; those before it are of wider divisions.
const CHAPTER_RANK: usize = 6;
/// Bytes of the longest table of contents in one block.
const MAX_TABLE_BYTES: usize = 8000;

/// Bytes of the longest running head, how often one comes, and bytes of the shortest
/// paragraph that one can cut.
const MAX_RUNNING_HEAD_BYTES: usize = 70;
const MIN_RUNNING_HEADS: usize = 4;
const MIN_CUT_BYTES: usize = 40;

/// Tables of contents that call themselves so.
pub(super) fn mark_contents(text: &str, rows: &mut [Row]) {
    let reach = (text.len() / 4).max(MIN_CONTENTS_REACH);
    let mut i = 0;
    while i < rows.len() && rows[i].start() < reach {
        let end = if is_contents_title(text, &rows[i]) {
            contents_end(text, rows, i)
        } else {
            i
        };
        for row in &mut rows[i..end] {
            if row.kind != ParagraphKind::Apart {
                row.set_apart("contents");
            }
        }
        i = end.max(i + 1);
    }
}

fn is_contents_title(text: &str, row: &Row) -> bool {
    if row.kind == ParagraphKind::Apart || row.block.span.len() > MAX_TABLE_BYTES {
        return false;
    }
    let first = row.block.span.slice(text).lines().next().unwrap_or_default();
    if first.len() > 60 {
        return false;
    }
    let lower = collapse(headings::bare(first)).to_lowercase();
    matches!(
        lower.trim_end_matches(['.', ':', ' ']),
        "contents"
            | "table of contents"
            | "the contents"
            | "list of illustrations"
            | "illustrations"
            | "list of chapters"
    )
}

/// The row after a table of contents that begins at row `i`; `i` if it has no entries.
fn contents_end(text: &str, rows: &[Row], i: usize) -> usize {
    let mut seen: FxHashSet<String> = FxHashSet::default();
    let mut n_entries = 0;
    let mut n_numbered = 0;
    let mut wider = String::new();
    let mut end = i;
    // All entries may stand in the title's own block.
    let mut skip = 1;
    'rows: for (j, row) in rows.iter().enumerate().skip(i) {
        match row.kind {
            ParagraphKind::Apart => break,
            ParagraphKind::Break => continue,
            ParagraphKind::Prose | ParagraphKind::Heading => {}
        }
        let words = row.block.span.slice(text);
        for line in words.lines().skip(std::mem::take(&mut skip)) {
            let line = collapse(line);
            if line.is_empty() {
                continue;
            }
            if !is_entry(&line) {
                break 'rows;
            }
            let label = headings::label(&line);
            let key = match label {
                Some(Label::Keyword { rank, number, .. }) if rank < CHAPTER_RANK => {
                    wider = format!("{rank} {number}");
                    wider.clone()
                }
                Some(Label::Keyword { number, .. } | Label::Bare { number, .. }) => {
                    format!("{wider} chapter {number}")
                }
                _ => line.to_lowercase(),
            };
            let is_number =
                matches!(label, Some(Label::Keyword { .. } | Label::Bare { .. }));
            // The first heading of the book itself says again what the table has said, or
            // is the first with a number.
            if row.block.n_lines <= 2
                && (seen.contains(&key) || is_number && n_entries > 2 && n_numbered == 0)
            {
                break 'rows;
            }
            seen.insert(key);
            n_entries += 1;
            n_numbered += usize::from(is_number);
        }
        end = j + 1;
    }
    if n_entries >= 3 || n_numbered >= 2 { end } else { i }
}

/// Whether a line may stand in a table of contents: short, and no sentence.
fn is_entry(line: &str) -> bool {
    let is_led = line.contains("....") || line.contains(". . .");
    let ends_in_page = line.ends_with(|c: char| c.is_ascii_digit());
    line.len() <= MAX_ENTRY_BYTES
        && !line.starts_with(['“', '"', '‘', '«'])
        && (is_led
            || ends_in_page
            || headings::label(line).is_some()
            || !line.ends_with(['.', '!', '?', '”', '"', ',', ';', ':']))
}

/// The heads of a scan's pages: a line that comes again and again, and cuts sentences in two.
pub(super) fn mark_running_heads(text: &str, rows: &mut [Row]) {
    let mut heads: FxHashMap<String, (usize, usize)> = FxHashMap::default();
    let keys: Vec<Option<String>> = rows.iter().map(|row| head_key(text, row)).collect();
    for (i, key) in keys.iter().enumerate() {
        let Some(key) = key else { continue };
        let before = rows[..i]
            .iter()
            .rev()
            .take(3)
            .find(|row| row.is_prose() && row.block.span.len() > MIN_CUT_BYTES);
        let is_cutting =
            before.is_some_and(|row| !paragraphs::is_closed(row.block.span.slice(text)));
        let (n, n_cutting) = heads.entry(key.clone()).or_default();
        *n += 1;
        *n_cutting += usize::from(is_cutting);
    }
    for (row, key) in rows.iter_mut().zip(&keys) {
        let found = key.as_ref().and_then(|key| heads.get(key));
        if found.is_some_and(|&(n, n_cutting)| {
            n >= MIN_RUNNING_HEADS && n_cutting * 10 >= n * 3
        }) {
            row.set_apart("page");
        }
    }
}

/// What a row says as a running head, if it may be one.
fn head_key(text: &str, row: &Row) -> Option<String> {
    let span = row.block.span;
    // `128 THE KEY` reads like a numbered title, but comes again with another number.
    let is_numbered = matches!(
        row.label,
        Some(Label::Keyword { .. } | Label::Bare { has_title: false, .. })
    );
    if !row.is_prose() || row.block.n_lines != 1 || is_numbered {
        return None;
    }
    head_words(span.slice(text))
}

/// Where lines inside a block must be cut out of it: what a scan has at the foot or the head
/// of a page, in a text that shows no page break. In order.
pub(super) fn page_cuts(text: &str, lines: &[paragraphs::Line]) -> Vec<usize> {
    let words = |line: &paragraphs::Line| &text[line.start..line.end];
    // A candidate has its page's number or stands in capitals, and cuts a sentence in two.
    let key = |i: usize| -> Option<String> {
        let (line, before) = (&lines[i], &lines[i.checked_sub(1)?]);
        let is_inside = line.n_blank == 0 && lines.get(i + 1)?.n_blank == 0;
        let own = words(line);
        let is_page = own.starts_with(|c: char| c.is_ascii_digit())
            || own.ends_with(|c: char| c.is_ascii_digit())
            || headings::is_capitals(own);
        let is_cut = before.end - before.start > MIN_CUT_BYTES;
        (is_inside && is_page && is_cut).then(|| head_words(own)).flatten()
    };
    let mut heads: FxHashMap<String, (usize, usize)> = FxHashMap::default();
    let mut found: Vec<(usize, String)> = Vec::new();
    for i in 0..lines.len() {
        let Some(key) = key(i) else { continue };
        let (n, n_cutting) = heads.entry(key.clone()).or_default();
        *n += 1;
        *n_cutting += usize::from(!paragraphs::is_closed(words(&lines[i - 1])));
        found.push((i, key));
    }
    found
        .iter()
        .filter(|(_, key)| {
            heads.get(key).is_some_and(|&(n, n_cutting)| {
                n >= MIN_RUNNING_HEADS && n_cutting * 10 >= n * 3
            })
        })
        .flat_map(|&(i, _)| [lines[i].start, lines[i].end])
        .collect()
}

/// A short line's words without its page number, if it may be a running head.
fn head_words(words: &str) -> Option<String> {
    if words.len() > MAX_RUNNING_HEAD_BYTES || words.starts_with(is_quote) {
        return None;
    }
    let is_mark = |c: char| !c.is_alphabetic();
    let key = words.trim_matches(is_mark);
    let n_letters = key.chars().filter(|c| c.is_alphabetic()).count();
    // A line that ends a sentence is one.
    let is_sentence = words.ends_with(['.', '!', '?', '”', '"', ',', ';', ':']);
    (n_letters >= 4 && !is_sentence).then(|| collapse(key).to_uppercase())
}

/// A run of at least three headings that count up with nothing between them.
pub(super) fn mark_bare_contents(rows: &mut [Row]) {
    let mut i = 0;
    while i < rows.len() {
        let mut end = i;
        let mut n = 0;
        let mut last: Option<(usize, u32)> = None;
        while end < rows.len() && rows[end].kind == ParagraphKind::Heading {
            let number = match rows[end].label {
                Some(Label::Keyword { rank, number, .. }) if rank >= CHAPTER_RANK => {
                    (rank, number)
                }
                Some(Label::Bare { number, .. }) => (usize::MAX, number),
                _ => {
                    end += 1;
                    continue;
                }
            };
            // The table has ended where counting starts again.
            if last.is_some_and(|(rank, n)| rank != number.0 || number.1 <= n) {
                break;
            }
            last = Some(number);
            n += 1;
            end += 1;
        }
        if n >= 3 {
            // The last one before the story may be the story's own.
            let is_own =
                rows.get(end).is_none_or(|row| row.kind != ParagraphKind::Heading);
            let stop = if is_own { end - 1 } else { end };
            for row in &mut rows[i..stop] {
                row.set_apart("contents");
            }
        }
        i = end.max(i + 1);
    }
}

/// The title page: the lines before the first heading, as far as they tell no story.
pub(super) fn mark_front_matter(text: &str, rows: &mut [Row], draft: &Draft) {
    let is_heading = |row: &Row| row.kind == ParagraphKind::Heading;
    let n_headings = rows.iter().filter(|row| is_heading(row)).count();
    let Some(mut first) = rows.iter().position(is_heading) else { return };
    // A markup heading that repeats the book's title is the title page's.
    if n_headings > 1
        && let Some(title) = &draft.source.title
        && heading_title(rows[first].block.span.slice(text)).to_lowercase()
            == title.to_lowercase()
        && !matches!(rows[first].label, Some(Label::Keyword { .. } | Label::Bare { .. }))
    {
        let next =
            rows.iter().skip(first + 1).position(is_heading).map(|n| n + first + 1);
        let tells = |row: &Row| row.is_prose() && !is_title_page(text, row);
        if let Some(next) = next.filter(|&next| !rows[first + 1..next].iter().any(tells))
        {
            first = next;
        }
    }
    if n_headings < 2 && !matches!(rows[first].label, Some(Label::Keyword { .. })) {
        return;
    }
    let mut has_begun = false;
    for i in 0..first {
        match rows[i].kind {
            ParagraphKind::Apart | ParagraphKind::Break => continue,
            ParagraphKind::Prose | ParagraphKind::Heading => {}
        }
        if !(is_title_page(text, &rows[i]) || has_begun && follows_by(text, rows, i)) {
            break;
        }
        rows[i].set_apart("front-matter");
        has_begun = true;
    }
}

/// Whether a row stands right below a lone `by`.
fn follows_by(text: &str, rows: &[Row], i: usize) -> bool {
    i > 0
        && rows[i - 1]
            .block
            .span
            .slice(text)
            .trim_matches(['_', ' '])
            .eq_ignore_ascii_case("by")
}

fn is_title_page(text: &str, row: &Row) -> bool {
    const LEADS: &[&str] = &[
        "by ",
        "by\n",
        "title:",
        "author:",
        "translated by",
        "illustrated by",
        "edited by",
        "with illustrations",
        "copyright",
        "©",
        "all rights reserved",
        "printed ",
        "published",
        "first published",
        "author of",
        "dedicated to",
        "a novel",
        "release date",
        "in two",
        "in three",
        "volume",
        "isbn",
    ];
    let words = row.block.span.slice(text);
    if words.len() > MAX_TITLE_PAGE_BYTES || words.starts_with(is_quote) {
        return false;
    }
    if matches!(row.label, Some(Label::Capitals | Label::TitleCase)) {
        return true;
    }
    let lower = collapse(headings::bare(words)).to_lowercase();
    let is_year = lower.len() <= 30
        && lower.chars().all(|c| {
            c.is_ascii_digit() || matches!(c, '(' | ')' | '.' | '-' | ' ' | '[')
        });
    lower == "by" || is_year || LEADS.iter().any(|lead| lower.starts_with(lead))
}

/// `THE END` behind the last paragraph, `END OF BOOK ONE` anywhere.
pub(super) fn mark_end(text: &str, rows: &mut [Row]) {
    let last = rows.iter().rposition(Row::is_prose);
    for (i, row) in rows.iter_mut().enumerate() {
        if !row.is_prose() || row.block.span.len() > 60 {
            continue;
        }
        let words = collapse(headings::bare(row.block.span.slice(text)));
        let lower = words.trim_end_matches(['.', ' ']).to_lowercase();
        let is_last = Some(i) == last && i > 0;
        if is_last && matches!(lower.as_str(), "the end" | "finis" | "end" | "fin") {
            row.set_apart("footer");
        } else if let Some(rest) =
            lower.strip_prefix("the end of ").or_else(|| lower.strip_prefix("end of "))
        {
            let rest = rest.strip_prefix("the ").unwrap_or(rest).to_uppercase();
            if matches!(headings::label(&rest), Some(Label::Keyword { .. })) {
                row.set_apart("note");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Draft;
    use crate::structure::divide;

    fn apart(text: &str) -> Vec<(&'static str, String)> {
        let division = divide(&Draft { text: text.to_owned(), ..Draft::default() });
        division.apart.iter().map(|a| (a.kind, a.span.slice(text).to_owned())).collect()
    }

    #[test]
    fn contents_without_a_title_are_found() {
        let text = "CHAPTER I\n\nCHAPTER II\n\nCHAPTER III\n\nCHAPTER I\n\nMara sat down.\n\n\
            CHAPTER II\n\nTom left.\n\nCHAPTER III\n\nIt rained.\n";
        assert_eq!(apart(text).len(), 1);
        assert_eq!(apart(text)[0].1, "CHAPTER I\n\nCHAPTER II\n\nCHAPTER III");
    }

    #[test]
    fn the_story_is_never_apart() {
        assert!(apart("Contents\n\nwere what the box lacked.\n\nMara sat.\n").is_empty());
        assert!(apart("THE KEY\n\nMara sat down.\n\nTom left.\n").is_empty());
        assert!(apart("“The end,” said Mara.\n\nThe end of the road came.\n").is_empty());
    }

    #[test]
    fn closing_lines_are_apart() {
        let found = apart("Mara sat.\n\nEND OF BOOK ONE\n\nTom left.\n\nTHE END\n");
        assert_eq!(found[0].0, "note");
        assert_eq!(found[1].0, "footer");
    }

    #[test]
    fn running_heads_are_apart() {
        let page = "MARA VENN  N\n\nTom went down to the harbour in the rain to look for the key that\n\n\
            THE BRASS KEY  N\n\nhad fallen there on the night before the regatta. He found it.\n\n";
        let text: String =
            (1..9).map(|i| page.replace('N', &(2 * i).to_string())).collect();
        let found = apart(&text);
        assert!(
            found.iter().any(|(kind, words)| *kind == "page" && words.starts_with("THE"))
        );
        // The number may come first, and there may be no blank line around it.
        for gap in ["\n\n", "\n"] {
            let text: String = (1..9)
                .map(|i| {
                    format!(
                        "Tom went down to the harbour in the rain to look for the key of \
                         the{gap}{} THE BRASS KEY{gap}old house, and found it at last in \
                         the mud below the bridge.\n\n",
                        120 + i
                    )
                })
                .collect();
            let found = apart(&text);
            assert_eq!(found.len(), 8, "{found:?}");
            assert!(
                found
                    .iter()
                    .all(|(kind, words)| *kind == "page"
                        && words.ends_with("THE BRASS KEY"))
            );
        }
    }
}
