//! Project Gutenberg's header and footer, and what the header says of the book.

use crate::{Apart, Byte, Span};

/// Bytes from the top within which a header ends; the longest ones have 20 kB.
const MAX_HEADER_BYTES: usize = 64 << 10;
/// Bytes of the longest credit paragraph.
const MAX_CREDIT_BYTES: usize = 900;
/// How a paragraph begins that says who made the electronic text.
const CREDITS: &[&str] = &[
    "produced by",
    "this etext was produced",
    "this etext was prepared",
    "this ebook was produced",
    "this e-book was produced",
    "e-text prepared by",
    "etext prepared by",
    "transcribed by",
    "transcribed from the",
    "scanned by",
    "scanned and proofed",
    "html version by",
    "credits:",
    "note: project gutenberg also has",
    "images of the original pages are available",
    "(this file was produced from images",
];

/// What stands around a book, and what is said there of it.
#[derive(Debug)]
pub(super) struct Frame {
    /// The book itself: from the end of the header to the first footer.
    pub(super) body: Span<Byte>,
    /// Headers and footers, in order.
    pub(super) apart: Vec<Apart>,
    /// The title that the header states.
    pub(super) title: Option<String>,
    /// The authors that the header states.
    pub(super) authors: Vec<String>,
    /// The language that the header states, if it is English.
    pub(super) language: Option<String>,
}

/// Finds the headers and footers of a text; a text without them is all body.
pub(super) fn frame(text: &str) -> Frame {
    let mut apart = Vec::new();
    let mut body_start = 0;
    let mut body_end = None;
    // The end of the last footer's first line, while no new header has ended it.
    let mut footer: Option<usize> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.trim().trim_start_matches('\u{feff}');
        if line.len() < 7 || !line.is_ascii() && !line.contains("utenberg") {
            continue;
        }
        if is_start(line) && (footer.is_some() || start < MAX_HEADER_BYTES) {
            let from = footer.take().unwrap_or(if apart.is_empty() { 0 } else { start });
            let end = credits_end(text, at);
            if from == 0 {
                // A second marker inside the same header, as after the small print.
                apart.clear();
                body_start = end;
            }
            apart.push(Apart { span: Span::of(from, end), kind: "header" });
        } else if footer.is_none() && start >= body_start && is_end(line) {
            footer = Some(start);
            body_end.get_or_insert(start);
        }
    }
    if let Some(start) = footer {
        apart.push(Apart { span: Span::of(start, text.len()), kind: "footer" });
    }
    if body_start == 0 {
        body_start = unmarked_header(text);
        if body_start > 0 {
            apart.insert(0, Apart { span: Span::of(0, body_start), kind: "header" });
        }
    }
    let body_end = body_end.unwrap_or(text.len()).max(body_start);
    let mut frame = Frame {
        body: Span::of(body_start, body_end),
        apart,
        title: None,
        authors: Vec::new(),
        language: None,
    };
    read_header(&text[..body_start], &mut frame);
    frame
}

/// Whether a line ends a header: `*** START OF THE PROJECT GUTENBERG EBOOK EMMA ***`.
fn is_start(line: &str) -> bool {
    let upper = line.to_ascii_uppercase();
    let marked = upper.trim_start_matches(['*', ' ']);
    upper.starts_with('*')
        && (marked.starts_with("START OF") && upper.contains("GUTENBERG")
            || marked.starts_with("END*THE SMALL PRINT")
            || marked.starts_with("END THE SMALL PRINT"))
}

/// Whether a line begins a footer.
fn is_end(line: &str) -> bool {
    let upper = line.to_ascii_uppercase();
    let marked = upper.trim_start_matches(['*', ' ']);
    marked.starts_with("END OF") && marked.contains("PROJECT GUTENBERG")
        || upper.starts_with('*') && marked.starts_with("START: FULL LICENSE")
        || marked.starts_with("THE FULL PROJECT GUTENBERG LICENSE")
}

/// The end of the credits that begin at or after `from`; `from` if there are none.
fn credits_end(text: &str, from: usize) -> usize {
    let mut end = from;
    loop {
        let (start, stop) = next_paragraph(text, end);
        let paragraph = &text[start..stop];
        if paragraph.is_empty() || paragraph.len() > MAX_CREDIT_BYTES {
            return end;
        }
        let opening: String =
            paragraph.chars().take(60).collect::<String>().to_lowercase();
        if !CREDITS.iter().any(|credit| opening.starts_with(credit)) {
            return end;
        }
        end = stop;
    }
}

/// The next paragraph between blank lines, from its first character to its line's end.
fn next_paragraph(text: &str, from: usize) -> (usize, usize) {
    let rest = &text[from..];
    let start = from + (rest.len() - rest.trim_start().len());
    let mut stop = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim().is_empty() || stop - start > MAX_CREDIT_BYTES {
            break;
        }
        stop += line.len();
    }
    (start, stop)
}

/// The end of a header without a marker: paragraphs at the top that name the archive.
fn unmarked_header(text: &str) -> usize {
    let mut end = credits_end(text, 0);
    loop {
        let (start, stop) = next_paragraph(text, end);
        let paragraph = &text[start..stop];
        let names_archive = paragraph.contains("Project Gutenberg");
        let is_field = end > 0
            && [
                "Title:",
                "Author:",
                "Release Date:",
                "Language:",
                "Character set",
                "Posting",
            ]
            .iter()
            .any(|field| paragraph.starts_with(field));
        if paragraph.is_empty() || !names_archive && !is_field {
            return end;
        }
        end = credits_end(text, stop);
    }
}

fn read_header(header: &str, frame: &mut Frame) {
    let mut open: Option<String> = None;
    for line in header.lines() {
        let line = line.trim_end();
        let field =
            |name: &str| line.strip_prefix(name).map(|rest| rest.trim().to_owned());
        if let Some(title) = open.take() {
            // A long title goes on in the next line, set in.
            if line.starts_with("  ") {
                open = Some(format!("{title} {}", line.trim()));
                continue;
            }
            frame.title.get_or_insert(title);
        }
        if let Some(title) = field("Title:") {
            open = Some(title);
        } else if let Some(author) = field("Author:").or_else(|| field("Authors:")) {
            if frame.authors.is_empty() {
                frame.authors = authors(&author);
            }
        } else if field("Language:")
            .is_some_and(|language| language.starts_with("English"))
        {
            frame.language = Some("en".to_owned());
        }
    }
    if frame.title.is_none() {
        frame.title = open;
    }
    if frame.title.is_none() {
        first_line_title(header, frame);
    }
}

/// `Project Gutenberg's Emma, by Jane Austen` states both.
fn first_line_title(header: &str, frame: &mut Frame) {
    let Some(line) = header.lines().find(|line| line.contains("Project Gutenberg"))
    else {
        return;
    };
    let line = line.trim().trim_matches(['*', ' ', '\u{feff}']);
    let lower = line.to_lowercase();
    let Some(at) = ["ebook of ", "etext of ", "gutenberg's ", "gutenberg’s "]
        .iter()
        .find_map(|lead| lower.find(lead).map(|at| at + lead.len()))
    else {
        return;
    };
    let Some(stated) = line.get(at..) else { return };
    if let Some((title, by)) = stated.split_once(", by ") {
        frame.title = Some(title.trim().to_owned());
        frame.authors = authors(by.trim());
    }
}

/// The names in `Mara Venn and Tom Hale`.
pub(super) fn authors(line: &str) -> Vec<String> {
    line.split(" and ")
        .flat_map(|part| part.split(" & "))
        .flat_map(|part| part.split(';'))
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOK: &str = "The Project Gutenberg eBook of The Brass Key, by Mara Venn\n\n\
        Title: The Brass Key\n       or, the Tide\n\nAuthor: Mara Venn\n\n\
        Language: English\n\n\
        *** START OF THE PROJECT GUTENBERG EBOOK THE BRASS KEY ***\n\n\
        Produced by Tom Hale\nand others\n\n\nIt rained.\n\n\
        End of Project Gutenberg's The Brass Key, by Mara Venn\n\n\
        *** END OF THE PROJECT GUTENBERG EBOOK THE BRASS KEY ***\nLicence.\n";

    #[test]
    fn header_and_footer_are_no_story() {
        let frame = frame(BOOK);
        assert_eq!(frame.body.slice(BOOK).trim(), "It rained.");
        assert_eq!(frame.title.as_deref(), Some("The Brass Key or, the Tide"));
        assert_eq!(frame.authors, ["Mara Venn"]);
        let kinds: Vec<_> = frame.apart.iter().map(|apart| apart.kind).collect();
        assert_eq!(kinds, ["header", "footer"]);
    }

    #[test]
    fn two_books_in_one_file_are_both_read() {
        let text = format!("{BOOK}{BOOK}");
        let frame = frame(&text);
        let kinds: Vec<_> = frame.apart.iter().map(|apart| apart.kind).collect();
        assert_eq!(kinds, ["header", "header", "footer"]);
        assert!(frame.apart.windows(2).all(|w| w[0].span.end() <= w[1].span.start()));
    }

    #[test]
    fn a_plain_story_is_all_body() {
        let frame = frame("Mara sat.\n\nTom left.");
        assert_eq!(frame.body.len(), 20);
        assert!(frame.apart.is_empty());
    }
}
