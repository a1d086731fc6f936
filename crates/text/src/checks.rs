//! What property tests and fuzz targets assert: any bytes are a sound book or a refusal.

use std::io::{Cursor, Write};

use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::{Book, Limits, ParagraphKind, Position, read};

/// A format that bytes are taken for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// A plain file.
    Plain,
    /// A Markdown file.
    Markdown,
    /// An HTML file.
    Html,
    /// A part of an EPUB, or before a zero byte its package file.
    Epub,
    /// The document of a Word file; before a zero byte its styles.
    Docx,
    /// The content of an OpenDocument text.
    Odt,
    /// A whole archive.
    Archive,
    /// A rich-text file behind its signature.
    Rtf,
}

/// All formats.
pub const FORMATS: [Format; 8] = [
    Format::Plain,
    Format::Markdown,
    Format::Html,
    Format::Epub,
    Format::Docx,
    Format::Odt,
    Format::Archive,
    Format::Rtf,
];

/// A part of the way from bytes to a book that is attacked alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Signatures, encodings, the repair of text read in the wrong one.
    Decoding,
    /// Tags, attributes, character references, prologues, front matter, paths of a package.
    Markup,
    /// One line: what it is a heading by, and whether it was read in the wrong encoding.
    Words,
    /// Frames of an archive, layout, headings, emphasis, tokens, sentences.
    Lines,
}

/// All parts.
pub const PARTS: [Part; 4] = [Part::Decoding, Part::Markup, Part::Words, Part::Lines];

const CONTAINER: &str = "<container><rootfiles><rootfile full-path='a.opf' \
    media-type='application/oebps-package+xml'/></rootfiles></container>";
const PACKAGE: &str = "<package xmlns='http://www.idpf.org/2007/opf' version='3.0' \
    unique-identifier='i'><metadata xmlns:dc='http://purl.org/dc/elements/1.1/'>\
    <dc:identifier id='i'>1</dc:identifier></metadata><manifest><item id='a' href='a.xhtml' \
    media-type='application/xhtml+xml'/></manifest><spine><itemref idref='a'/></spine></package>";

/// Reads bytes as a format, and asserts what holds for the book that comes of it.
///
/// # Panics
///
/// If a book is not sound, which marks a bug.
pub fn any_bytes(format: Format, bytes: &[u8]) -> Option<Book> {
    let limits = Limits {
        max_bytes: 1 << 20,
        max_entry_bytes: 1 << 19,
        max_entries: 200,
        force: true,
    };
    let split = bytes.iter().position(|&b| b == 0);
    let (head, tail) = match split {
        Some(at) => (Some(&bytes[..at]), &bytes[at + 1..]),
        None => (None, bytes),
    };
    let (name, bytes) = match format {
        Format::Plain => ("a.txt", bytes.to_vec()),
        Format::Markdown => ("a.md", bytes.to_vec()),
        Format::Html => ("a.html", bytes.to_vec()),
        Format::Archive => ("a.epub", [b"PK\x03\x04", bytes].concat()),
        Format::Rtf => ("a.rtf", [b"{\\rtf1 ", bytes].concat()),
        Format::Epub => {
            let package = head.unwrap_or(PACKAGE.as_bytes());
            let entries = [
                ("META-INF/container.xml", CONTAINER.as_bytes()),
                ("a.opf", package),
                ("a.xhtml", tail),
            ];
            ("a.epub", archive(&entries))
        }
        Format::Docx => {
            let styles = head.unwrap_or_default();
            let entries = [
                ("word/document.xml", tail),
                ("word/styles.xml", styles),
                ("word/footnotes.xml", styles),
            ];
            ("a.docx", archive(&entries))
        }
        Format::Odt => {
            let kind = &b"application/vnd.oasis.opendocument.text"[..];
            ("a.odt", archive(&[("mimetype", kind), ("content.xml", bytes)]))
        }
    };
    let book = read(name, &bytes, &limits).ok()?;
    check(&book);
    Some(book)
}

/// Gives bytes to a part alone, and asserts what holds for what it makes of them.
///
/// # Panics
///
/// If that does not hold, which marks a bug.
pub fn any_part(part: Part, bytes: &[u8]) {
    match part {
        Part::Decoding => crate::ingest::checks::decoding(bytes),
        Part::Markup => crate::ingest::checks::markup(&String::from_utf8_lossy(bytes)),
        Part::Words => {
            let words = String::from_utf8_lossy(bytes);
            crate::ingest::checks::repair(&words);
            crate::structure::checks::line(&words);
        }
        Part::Lines => {
            let text = String::from_utf8_lossy(bytes);
            crate::structure::checks::lines(&text);
            check(&crate::ingest::checks::lines(&text));
        }
    }
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in entries {
        zip.start_file(*name, options).expect("a buffer takes any entry");
        zip.write_all(content).expect("a buffer takes any bytes");
    }
    zip.finish().expect("a buffer takes any archive").into_inner()
}

/// What holds for every book, whatever it was made from.
///
/// # Panics
///
/// If it does not hold.
pub fn check(book: &Book) {
    let mut last = 0;
    for paragraph in book.paragraphs.rows() {
        let range = paragraph.span.range();
        assert!(last <= range.start && range.start < range.end);
        assert!(book.text.is_char_boundary(range.start));
        assert!(book.text.is_char_boundary(range.end));
        last = range.end;
        let words = book.slice(paragraph.span);
        assert_eq!(words, words.trim());
        let mut token = paragraph.tokens.start();
        for sentence in &book.sentences.rows()[paragraph.sentences.range()] {
            assert_eq!(sentence.start(), token);
            assert!(!sentence.is_empty());
            token = sentence.end();
        }
        assert_eq!(token, paragraph.tokens.end());
    }
    let mut rebuilt = String::new();
    for token in book.tokens.rows() {
        let start = token.span.start().index();
        let gap = &book.text[rebuilt.len()..start];
        assert!(
            gap.chars().all(|c| c.is_whitespace() || crate::tokenize::is_invisible(c))
        );
        rebuilt.push_str(gap);
        rebuilt.push_str(book.slice(token.span));
    }
    rebuilt.push_str(&book.text[rebuilt.len()..]);
    assert_eq!(rebuilt, book.text);
    assert!(book.apart.windows(2).all(|w| w[0].span.end() <= w[1].span.start()));
    assert!(book.emphases.windows(2).all(|w| w[0].outer.end() <= w[1].outer.start()));
    assert!(book.emphases.iter().all(|e| e.outer.covers(e.span) && !e.span.is_empty()));
    for note in &book.notes {
        assert!(book.text.get(note.span.range()).is_some(), "{note:?}");
    }
    for part in &book.source.parts {
        assert!(part.in_text <= part.visible);
    }
    for pair in book.chapters.rows().windows(2) {
        assert!(pair[0].span.end() <= pair[1].span.start());
        assert_eq!(pair[0].paragraphs.end(), pair[1].paragraphs.start());
    }
    if let Some(chapter) = book.chapters.rows().last() {
        assert_eq!(chapter.paragraphs.end().index(), book.paragraphs.len());
    }
    for paragraph in book.paragraphs.rows() {
        let lies_apart =
            book.apart.iter().any(|apart| apart.span.overlaps(paragraph.span));
        assert_eq!(lies_apart, paragraph.kind == ParagraphKind::Apart);
    }
}
