//! What each block is: a heading, a break, story, or apart from it.
//!
//! A line that could be a heading is one only where the book as a whole says so: keywords
//! count at once, numbers in a series, capitals where they follow a heading, stand in wide
//! gaps or come at regular distances. In doubt a block is story.

use super::apart;
use super::headings::{self, Label, Numeral};
use super::paragraphs::{self, Block, Layout, Line};
use crate::{Apart, Draft, ParagraphKind, Span};

/// Bytes of the longest block that may be a heading.
const MAX_HEADING_BYTES: usize = 400;
/// Bytes of the longest line that is a title alone.
const MAX_TITLE_BYTES: usize = 120;
/// Bytes between two headings in capitals that nothing else sets off.
const MIN_CHAPTER_BYTES: usize = 1500;

/// How a line begins that says what a chapter tells.
const SYNOPSES: &[&str] = &[
    "In which",
    "IN WHICH",
    "Treats of",
    "Of ",
    "Containing",
    "Contains",
    "How ",
    "Wherein",
    "Showing",
    "Shows ",
    "Relates",
    "Relating",
    "Describes",
    "Being ",
    "Concerning",
    "Which ",
];

/// A block and what it is.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Its place.
    pub(super) block: Block,
    /// What it is.
    pub(super) kind: ParagraphKind,
    /// What it may be a heading by.
    pub(super) label: Option<Label>,
    /// Why it is apart, where that is found here.
    pub(super) apart: Option<&'static str>,
}

impl Row {
    /// Sets it apart from the story.
    pub(super) fn set_apart(&mut self, kind: &'static str) {
        self.kind = ParagraphKind::Apart;
        self.apart = Some(kind);
    }

    /// Whether it is story.
    pub(super) fn is_prose(&self) -> bool {
        self.kind == ParagraphKind::Prose
    }

    /// Where it begins.
    pub(super) fn start(&self) -> usize {
        self.block.span.range().start
    }

    fn is_capitals(&self) -> bool {
        self.label == Some(Label::Capitals)
    }

    /// Whether it is story and looks like nothing else.
    fn is_plain(&self) -> bool {
        self.is_prose()
            && !matches!(self.label, Some(Label::Keyword { .. } | Label::Bare { .. }))
    }
}

/// A heading's words on one line; a number and a title below it are joined by a colon.
pub(super) fn heading_title(words: &str) -> String {
    let mut lines = words.lines().map(collapse).filter(|line| !line.is_empty());
    let Some(first) = lines.next() else { return String::new() };
    let rest: Vec<String> = lines.collect();
    let title = match headings::label(&first) {
        Some(
            Label::Keyword { has_title: false, .. }
            | Label::Bare { has_title: false, .. },
        ) if !rest.is_empty() => {
            format!("{}: {}", first.trim_end_matches(['.', ':', ' ']), rest.join(" "))
        }
        _ if rest.is_empty() => first,
        _ => format!("{first} {}", rest.join(" ")),
    };
    headings::bare(&title.replace('_', "")).to_owned()
}

/// A stretch with its white space collapsed.
pub(super) fn collapse(words: &str) -> String {
    let mut line = String::with_capacity(words.len());
    for word in words.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Makes a row of each block, by what the block says on its own.
pub(super) fn rows(
    text: &str,
    lines: &[Line],
    blocks: Vec<Block>,
    draft: &Draft,
    apart: &[Apart],
) -> Vec<Row> {
    let mut rows = Vec::with_capacity(blocks.len());
    let mut aparts = apart.iter().peekable();
    let mut headings = draft.headings.iter().peekable();
    let mut breaks = draft.breaks.iter().peekable();
    let mut line = 0;
    for block in blocks {
        let own_lines = &lines[line..line + block.n_lines];
        line += block.n_lines;
        while aparts.peek().is_some_and(|a| a.span.end() <= block.span.start()) {
            aparts.next();
        }
        while headings.peek().is_some_and(|span| span.end() <= block.span.start()) {
            headings.next();
        }
        while breaks.peek().is_some_and(|span| span.end() <= block.span.start()) {
            breaks.next();
        }
        let mut row = Row { block, kind: ParagraphKind::Prose, label: None, apart: None };
        if aparts.peek().is_some_and(|a| a.span.overlaps(block.span)) {
            row.kind = ParagraphKind::Apart;
        } else if headings.peek().is_some_and(|span| span.overlaps(block.span)) {
            row.kind = ParagraphKind::Heading;
            row.label = label(text, block.span);
        } else if breaks.peek().is_some_and(|span| span.overlaps(block.span))
            || is_break(block.span.slice(text))
        {
            row.kind = ParagraphKind::Break;
        } else if is_note(block.span.slice(text)) {
            row.set_apart("note");
        } else if let Some(rest) = heading_above(text, own_lines) {
            let n_lines = own_lines.len() - rest;
            let span = Span::of(own_lines[0].start, own_lines[n_lines - 1].end);
            row.block = Block { span, n_lines, ..block };
            row.label = label(text, span);
            if rest > 0 {
                rows.push(row.clone());
                row.block = Block {
                    span: Span::of(own_lines[n_lines].start, block.span.range().end),
                    n_blank: 0,
                    n_lines: rest,
                };
                row.label = None;
            }
        } else if block.n_lines <= 4 {
            row.label = label(text, block.span);
        }
        rows.push(row);
    }
    rows
}

fn label(text: &str, span: Span<crate::Byte>) -> Option<Label> {
    let words = span.slice(text);
    // Most blocks are told at a glance: speech, and paragraphs that no keyword begins.
    if span.len() > MAX_HEADING_BYTES
        || words.starts_with(is_quote)
        || span.len() > MAX_TITLE_BYTES && !headings::may_begin_long(words)
    {
        return None;
    }
    headings::label(&collapse(words)).or_else(|| {
        // CHAPTER I
        // in which the key is lost
        let first = collapse(words.lines().next()?);
        let found = headings::label(&first)?;
        is_numbered(found).then_some(found)
    })
}

fn is_numbered(label: Label) -> bool {
    matches!(
        label,
        Label::Keyword { has_title: false, .. }
            | Label::Bare {
                has_title: false,
                numeral: Numeral::Roman | Numeral::Digits,
                ..
            }
    )
}

/// Where a block's first line is a numbered heading: how many of its lines are prose.
fn heading_above(text: &str, lines: &[Line]) -> Option<usize> {
    let [first, rest @ ..] = lines else { return None };
    if rest.is_empty() || first.end - first.start > MAX_TITLE_BYTES {
        return None;
    }
    let words = |line: &Line| collapse(&text[line.start..line.end]);
    // Two lines may make one label: a keyword, and its number below it.
    let (label, n_taken) = match headings::label(&words(first)) {
        Some(label) if is_numbered(label) => (label, 1),
        _ => {
            let second = rest.first().filter(|line| line.end - line.start < 12)?;
            let label = headings::label(&format!("{} {}", words(first), words(second)))?;
            (is_numbered(label).then_some(label)?, 2)
        }
    };
    let below = &lines[n_taken..];
    let n_titles = below
        .iter()
        .take_while(|line| headings::is_capitals(&text[line.start..line.end]))
        .count();
    let after = &below[n_titles..];
    let (Some(head), Some(last)) = (after.first(), after.last()) else { return Some(0) };
    let words = &text[head.start..last.end];
    // Old novels say below the number what the chapter tells; in doubt it is story.
    let is_synopsis = SYNOPSES.iter().any(|lead| words.starts_with(lead));
    let is_title = n_titles == 0
        && matches!(label, Label::Keyword { .. })
        && after.len() <= 4
        && words.len() <= if is_synopsis { 250 } else { MAX_TITLE_BYTES }
        && !words.starts_with(is_quote)
        && !words.ends_with([',', ';', ':', '”', '"'])
        && (is_synopsis || !words.ends_with(['.', '!']));
    Some(if is_title { 0 } else { after.len() })
}

/// Whether a block is a mark between scenes: no word, and nobody's silence.
fn is_break(words: &str) -> bool {
    if words.len() > 300 {
        return !words.contains(char::is_alphanumeric) && !words.contains(is_quote);
    }
    if words.contains(char::is_alphanumeric) {
        return is_letter_ornament(words);
    }
    let mut rest = words.chars().filter(|c| !c.is_whitespace());
    let is_dash_talk = words.starts_with(['—', '–'])
        && rest.clone().any(|c| !matches!(c, '—' | '–' | '-'));
    !words.contains(is_quote)
        && !is_dash_talk
        && !rest.all(|c| matches!(c, '?' | '!' | '‽' | ',' | '(' | ')' | '[' | ']'))
        && !words.contains(['?', '!'])
}

/// Whether a character is a quotation mark.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '“' | '”' | '"' | '‘' | '’' | '\'' | '«' | '»' | '‹' | '›' | '„')
}

/// `o0o`, `-oOo-`, `x x x`.
fn is_letter_ornament(words: &str) -> bool {
    if words.len() > 60 {
        return false;
    }
    let core: String = words
        .chars()
        .filter(|c| {
            !c.is_whitespace() && !matches!(c, '-' | '–' | '—' | '=' | '~' | '*' | '.')
        })
        .collect();
    let is_o = matches!(
        core.as_str(),
        "o0o" | "oOo" | "0o0" | "O0O" | "OoO" | "ooOoo" | "oo0oo"
    ) || core == "ooo" && words.starts_with(['-', '–', '—', '~', '*', '=']);
    is_o || core.len() >= 3
        && words.contains(' ')
        && (core.chars().all(|c| c == 'x') || core.chars().all(|c| c == 'o'))
}

/// Whether a block is an editor's: an illustration's place, a transcriber's note.
fn is_note(words: &str) -> bool {
    let opening: String = words.chars().take(40).collect::<String>().to_lowercase();
    let bare = opening.trim_start_matches(['[', '{', '*', '_', '+', '|', ' ']);
    let is_transcriber =
        ["transcriber's note", "transcriber’s note", "transcribers' note"]
            .iter()
            .any(|lead| bare.starts_with(lead));
    is_transcriber
        || opening.starts_with("[illustration") && words.ends_with(']')
        || opening.starts_with("[blank page]")
}

/// Decides with the whole book in sight.
pub(super) fn decide(
    text: &str,
    rows: &mut [Row],
    draft: &Draft,
    layout: Layout,
    wide_gap: usize,
) {
    apart::mark_contents(text, rows);
    if !draft.is_marked_up {
        apart::mark_running_heads(text, rows);
    }
    let is_told = rows.iter().any(|row| {
        row.kind == ParagraphKind::Heading
            && (draft.headings.len() > 2
                || matches!(row.label, Some(Label::Keyword { .. } | Label::Bare { .. })))
    });
    if !is_told {
        mark_keywords(rows);
        for numeral in [Numeral::Roman, Numeral::Digits, Numeral::Word] {
            for has_title in [false, true] {
                mark_series(text, rows, numeral, has_title);
            }
        }
        mark_titles_below(rows);
        if !draft.is_marked_up {
            mark_capitals(text, rows, layout, wide_gap);
        }
    }
    apart::mark_bare_contents(rows);
    apart::mark_front_matter(text, rows, draft);
    apart::mark_end(text, rows);
}

fn mark_keywords(rows: &mut [Row]) {
    for row in rows {
        if row.is_prose()
            && matches!(row.label, Some(Label::Keyword { .. } | Label::Named))
        {
            row.kind = ParagraphKind::Heading;
        }
    }
}

/// Numbers that count up from 1, with story between them.
fn mark_series(text: &str, rows: &mut [Row], numeral: Numeral, has_title: bool) {
    let mut run: Vec<usize> = Vec::new();
    let mut last = 0;
    for i in 0..=rows.len() {
        let found = match rows.get(i).map(|row| (row.is_prose(), row.label)) {
            Some((true, Some(Label::Bare { numeral: n, number, has_title: t })))
                if n == numeral && t == has_title =>
            {
                number
            }
            Some(_) => continue,
            None => 0,
        };
        if !run.is_empty() && (last + 1..=last + 2).contains(&found) {
            run.push(i);
            last = found;
        } else if matches!(found, 0..=2) && (found != 2 || run.is_empty()) {
            settle_run(text, rows, &run, numeral, has_title);
            run.clear();
            if found > 0 {
                run.push(i);
            }
            last = found;
        }
    }
}

fn settle_run(
    text: &str,
    rows: &mut [Row],
    run: &[usize],
    numeral: Numeral,
    has_title: bool,
) {
    let (Some(&first), Some(&last)) = (run.first(), run.last()) else { return };
    if run.len() < 2 {
        // BOOK ONE has but one chapter: it stands right below its book.
        let follows_heading = first > 0
            && rows[first - 1].kind == ParagraphKind::Heading
            && numeral != Numeral::Word;
        if follows_heading {
            rows[first].kind = ParagraphKind::Heading;
        }
        return;
    }
    let n_told = run
        .windows(2)
        .filter(|pair| rows[pair[0] + 1..pair[1]].iter().any(Row::is_plain));
    if n_told.count() * 5 < (run.len() - 1) * 4 {
        return;
    }
    let distance = (rows[last].start() - rows[first].start()) / (run.len() - 1);
    if numeral == Numeral::Word && distance < 500 || has_title && distance < 200 {
        return;
    }
    // A page's number cuts sentences in two; a chapter's does not.
    let n_cutting = run
        .iter()
        .filter(|&&i| {
            i > 0 && rows[i - 1].is_prose() && {
                let words = rows[i - 1].block.span.slice(text);
                !paragraphs::is_closed(words) && words.len() > 40
            }
        })
        .count();
    let is_pages =
        numeral == Numeral::Digits && run.len() >= 4 && n_cutting * 10 >= run.len() * 3;
    for &i in run {
        if is_pages {
            rows[i].set_apart("page");
        } else {
            rows[i].kind = ParagraphKind::Heading;
        }
    }
}

/// A title that stands as a paragraph of its own below a number.
fn mark_titles_below(rows: &mut [Row]) {
    let mut capitals = Vec::new();
    let mut title_case = Vec::new();
    let mut n_untitled = 0;
    for i in 0..rows.len().saturating_sub(2) {
        let is_numbered = rows[i].label.is_some_and(is_numbered);
        if rows[i].kind != ParagraphKind::Heading
            || !is_numbered
            || rows[i].block.n_lines > 2
        {
            continue;
        }
        let next = &rows[i + 1];
        if !next.is_prose() {
            continue;
        }
        n_untitled += 1;
        let is_followed =
            rows[i + 2].is_prose() || rows[i + 2].kind != ParagraphKind::Break;
        match next.label {
            Some(Label::Capitals) if is_followed => capitals.push(i + 1),
            Some(Label::TitleCase) if is_followed && next.block.n_lines <= 2 => {
                title_case.push(i + 1);
            }
            _ => {}
        }
    }
    let is_custom = (title_case.len() + capitals.len()) * 5 >= n_untitled * 3;
    for i in capitals.into_iter().chain(title_case.into_iter().filter(|_| is_custom)) {
        rows[i].kind = ParagraphKind::Heading;
    }
}

/// Titles without a number: set off by wide gaps, or at regular distances.
fn mark_capitals(text: &str, rows: &mut [Row], layout: Layout, wide_gap: usize) {
    let numbered_gap = rows
        .iter()
        .filter(|row| {
            row.kind == ParagraphKind::Heading
                && matches!(row.label, Some(Label::Keyword { .. } | Label::Bare { .. }))
        })
        .map(|row| row.block.n_blank)
        .max();
    let least = if layout == Layout::Lines { 1 } else { 2 };
    let gap = wide_gap.max(least).max(numbered_gap.map_or(0, |n| n.max(3)));
    let is_candidate = |i: usize| {
        let row = &rows[i];
        i > 0
            && row.is_prose()
            && row.block.n_lines <= 3
            && rows.get(i + 1).is_some_and(|next| {
                next.kind == ParagraphKind::Heading
                    || next.is_prose() && !next.is_capitals()
            })
    };
    let capitals: Vec<usize> =
        (0..rows.len()).filter(|&i| rows[i].is_capitals() && is_candidate(i)).collect();
    let mut set_off: Vec<usize> =
        capitals.iter().copied().filter(|&i| rows[i].block.n_blank >= gap).collect();
    let is_lone = set_off.len() == 1
        && set_off.iter().all(|&i| {
            rows[i].block.n_blank >= 3
                && rows[i].start() > 1000
                && text.len() - rows[i].start() > 1000
        });
    let n_needed = if numbered_gap.is_some() { 3 } else { 2 };
    if set_off.len() < n_needed && !is_lone {
        set_off.clear();
    }
    if set_off.is_empty() && numbered_gap.is_none() {
        let is_regular = |(k, &i): (usize, &usize)| {
            let end = capitals.get(k + 1).map_or(text.len(), |&next| rows[next].start());
            let before = rows[i - 1].block.span.slice(text);
            end - rows[i].start() >= MIN_CHAPTER_BYTES
                && !rows[i].block.span.slice(text).ends_with(['!', '?'])
                && !before.ends_with([':', ','])
        };
        let regular: Vec<usize> = capitals
            .iter()
            .enumerate()
            .filter(|&c| is_regular(c))
            .map(|(_, &i)| i)
            .collect();
        if regular.len() >= 3 && regular.len() * 5 >= capitals.len() * 4 {
            set_off = regular;
        }
    }
    if numbered_gap.is_none() && set_off.is_empty() {
        let gap = wide_gap.max(3);
        let titles: Vec<usize> = (0..rows.len())
            .filter(|&i| {
                rows[i].label == Some(Label::TitleCase)
                    && rows[i].block.n_blank >= gap
                    && is_candidate(i)
            })
            .collect();
        if titles.len() >= 3 {
            set_off = titles;
        }
    }
    for i in set_off {
        rows[i].kind = ParagraphKind::Heading;
    }
}

#[cfg(test)]
mod tests {
    use crate::structure::divide;
    use crate::{Draft, ParagraphKind};

    fn titles(text: &str) -> Vec<String> {
        let division = divide(&Draft { text: text.to_owned(), ..Draft::default() });
        division.chapters.rows().iter().filter_map(|c| c.title.clone()).collect()
    }

    /// Prose of some length, so that headings lie as far apart as in a book.
    fn prose() -> String {
        "Mara went down to the harbour in the rain to look for the key.\n\n".repeat(40)
    }

    #[test]
    fn shouts_and_telegrams_are_no_headings() {
        let text = format!("{0}ARRIVING TOMORROW STOP\n\n{0}STOP THAT\n\n{0}", prose());
        assert!(titles(&text).is_empty());
    }

    #[test]
    fn titles_in_wide_gaps_are_headings() {
        let text = format!("{0}\n\nTHE KEY\n\n\n{0}\n\nTHE TIDE\n\n\n{0}", prose());
        assert_eq!(titles(&text), ["THE KEY", "THE TIDE"]);
        let text = format!(
            "{0}\n\n\nThe Key\n\n{0}\n\n\nThe Tide\n\n{0}\n\n\nThe End of It\n\n{0}",
            prose()
        );
        assert_eq!(titles(&text).len(), 3);
    }

    #[test]
    fn a_heading_may_touch_its_prose() {
        let line =
            "Mara went down to the harbour in the rain to look for the brass key,\n";
        let text = format!("CHAPTER I\n{line}{line}\n\nCHAPTER\n   2\n\n{line}{line}");
        assert_eq!(titles(&text), ["CHAPTER I", "CHAPTER 2"]);
    }

    #[test]
    fn page_numbers_are_no_chapters() {
        let page = "Mara went down to the harbour in the rain to look for the brass\n";
        let text: String = (1..9).map(|n| format!("{page}{page}\n{n}\n\n")).collect();
        assert!(titles(&text).is_empty());
        let division = divide(&Draft { text: text.clone(), ..Draft::default() });
        let pages = division.blocks.iter().filter(|b| b.kind == ParagraphKind::Apart);
        assert_eq!(pages.count(), 8);
    }
}
