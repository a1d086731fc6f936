//! A file's bytes to a [`Book`].
//!
//! Read in this order: `encoding`, `mojibake`, `language`, `gutenberg`, `plain`, `markdown`, then
//! `markup`, `builder`, `html`, `fanfiction`, `archive`, `epub`, `xml`, `docx`, `odt` and `rtf`.

mod archive;
mod builder;
#[cfg(any(test, feature = "checks"))]
pub(crate) mod checks;
mod docx;
mod encoding;
mod epub;
mod fanfiction;
mod gutenberg;
mod html;
mod language;
mod markdown;
mod markup;
mod mojibake;
mod odt;
mod plain;
mod rtf;
mod signature;
mod xml;

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::{Book, Draft, Note, Span};
use language::Language;

/// The options of the command that raise the limits.
const MAX_BYTES: &str = "--max-bytes";
const MAX_ENTRY_BYTES: &str = "--max-entry-bytes";
const MAX_ENTRIES: &str = "--max-entries";

/// What a text may cost at most; a file over a limit is refused before it is parsed.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a file, and of the text made from it.
    pub max_bytes: usize,
    /// Bytes of one entry of an archive, unpacked.
    pub max_entry_bytes: usize,
    /// Entries of an archive.
    pub max_entries: usize,
    /// Whether a text in another language than English is read all the same.
    pub force: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            max_bytes: 64 << 20,
            max_entry_bytes: 16 << 20,
            max_entries: 20_000,
            force: false,
        }
    }
}

impl Limits {
    /// Bytes of a text at most; offsets have 32 bits whatever a caller allows.
    fn max_text_bytes(&self) -> usize {
        self.max_bytes.min(u32::MAX as usize - 1)
    }
}

/// Why bytes are no book. The message lacks the file's name; the caller puts it in front.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IngestError {
    /// Nothing but white space.
    #[error("is empty; give a file with a story in it")]
    Empty,
    /// A known format that is not read.
    #[error("is {format}, which is not read; {remedy}")]
    Format {
        /// The format with its article, as `a PDF file`.
        format: &'static str,
        /// What to do about it.
        remedy: &'static str,
    },
    /// Bytes that are no text in any encoding.
    #[error(
        "holds binary data, not text; give plain text, Markdown, HTML, EPUB, DOCX, ODT or RTF"
    )]
    Binary,
    /// More bytes than a limit allows.
    #[error(
        "{what} is over the limit of {limit}; split the book or raise the limit with {flag}"
    )]
    TooBig {
        /// What is too big, with its size.
        what: String,
        /// The limit, in bytes or entries.
        limit: usize,
        /// The option that raises it.
        flag: &'static str,
    },
    /// A text in another language than English.
    #[error(
        "seems to be in {name}, and only English is read; use --force to read it anyway"
    )]
    Language {
        /// The language's English name.
        name: &'static str,
    },
    /// A file, or a part of one, that is damaged, encrypted or unsafe.
    #[error("{place}: {problem}; {remedy}")]
    Container {
        /// The file inside the container, or what part of it is meant.
        place: String,
        /// What is wrong with it.
        problem: String,
        /// What to do about it.
        remedy: &'static str,
    },
}

/// Reads a file's bytes. `name` is its name without folder; its ending helps to tell formats.
///
/// # Errors
///
/// If the bytes are no book, or exceed a limit.
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Book, IngestError> {
    if bytes.len() > limits.max_text_bytes() {
        let what = format!("the file with {} bytes", bytes.len());
        return Err(IngestError::TooBig {
            what,
            limit: limits.max_text_bytes(),
            flag: MAX_BYTES,
        });
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(IngestError::Empty);
    }
    let draft = if signature::is_zip(bytes) {
        archive_draft(bytes, limits)?
    } else if bytes.starts_with(rtf::SIGNATURE) {
        rtf::draft(name, bytes)
    } else {
        signature::refuse(bytes)?;
        let decoded = encoding::decode(bytes);
        signature::refuse_controls(&decoded.text)?;
        text_draft(name, decoded)?
    };
    finish(name, draft, bytes, limits)
}

/// Reads a text that is already in memory, as `read` reads the same text from a file.
///
/// # Errors
///
/// If the text is no book, or exceeds a limit.
pub fn read_text(name: &str, text: &str) -> Result<Book, IngestError> {
    read(name, text.as_bytes(), &Limits::default())
}

fn archive_draft(bytes: &[u8], limits: &Limits) -> Result<Draft, IngestError> {
    let archive = archive::unpack(bytes, limits)?;
    if docx::is_docx(&archive) {
        docx::draft(&archive, limits)
    } else if odt::is_odt(&archive) {
        odt::draft(&archive)
    } else {
        epub::draft(bytes, &archive, limits)
    }
}

fn text_draft(name: &str, decoded: encoding::Decoded) -> Result<Draft, IngestError> {
    let ending =
        name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let encoding::Decoded { mut text, encoding, mut is_verbatim, is_damaged } = decoded;
    let n_nulls = text.bytes().filter(|&b| b == 0).count();
    if n_nulls > 0 {
        text.retain(|c| c != '\0');
        is_verbatim = false;
    }
    let repaired = mojibake::repair(&text);
    if let Some(repaired) = &repaired {
        text.clone_from(&repaired.text);
        is_verbatim = false;
    }
    let mut draft = match ending.as_str() {
        "md" | "markdown" | "mdown" | "mkd" => markdown::draft(name, &text),
        "html" | "htm" | "xhtml" | "xht" => html_draft(name, &text)?,
        _ if is_html(&text) => html_draft(name, &text)?,
        _ => {
            let mut draft = plain::draft(text);
            draft.source.is_verbatim = is_verbatim;
            draft
        }
    };
    encoding.clone_into(&mut draft.source.encoding);
    let mut note = |code, message: String| {
        draft.notes.push(Note { span: Span::of(0, 0), code, message });
    };
    if encoding != "UTF-8" {
        note(
            "decoded",
            format!("decoded from {encoding}; offsets are of the decoded text"),
        );
    }
    if is_damaged {
        note(
            "bytes-replaced",
            format!(
                "bytes that are not {encoding} were replaced by U+FFFD; check the file"
            ),
        );
    }
    if n_nulls > 0 {
        note(
            "nulls-removed",
            format!("{n_nulls} zero bytes were left out; check the file"),
        );
    }
    if let Some(repaired) = repaired {
        let (mut note, is_own) = (repaired.note(), draft.source.format == "plain");
        // Offsets of what was in the file say nothing of text extracted from it.
        note.span = if is_own { note.span } else { Span::of(0, 0) };
        draft.notes.push(note);
    }
    Ok(draft)
}

fn html_draft(name: &str, text: &str) -> Result<Draft, IngestError> {
    if markup::declares_entities(text) {
        return Err(archive::entities("its document type"));
    }
    Ok(html::draft(name, text))
}

/// Whether a text begins as HTML does, whatever its name.
fn is_html(text: &str) -> bool {
    let top = text.trim_start_matches('\u{feff}').trim_start();
    let top = top[..top.floor_char_boundary(600)].to_ascii_lowercase();
    top.starts_with("<!doctype html")
        || top.starts_with("<html")
        || top.starts_with("<?xml") && top.contains("<html")
}

/// Checks what any format has made, and fills what any source has.
fn finish(
    name: &str,
    mut draft: Draft,
    bytes: &[u8],
    limits: &Limits,
) -> Result<Book, IngestError> {
    if draft.text.len() > limits.max_text_bytes() {
        let what = format!("the text with {} bytes", draft.text.len());
        return Err(IngestError::TooBig {
            what,
            limit: limits.max_text_bytes(),
            flag: MAX_BYTES,
        });
    }
    if !draft
        .text
        .contains(|c: char| !c.is_whitespace() && !crate::tokenize::is_invisible(c))
    {
        return Err(IngestError::Empty);
    }
    let body = body(&draft);
    match language::language(body) {
        Language::Other(name) if !limits.force => {
            return Err(IngestError::Language { name });
        }
        Language::English => draft.source.language = Some("en".to_owned()),
        Language::Other(name) => draft.notes.push(Note {
            span: Span::of(0, 0),
            code: "not-english",
            message: format!("seems to be in {name}; only English is read well"),
        }),
        Language::Unknown => {}
    }
    let source = &mut draft.source;
    name.clone_into(&mut source.name);
    source.file_sha256 = sha256(bytes);
    source.sha256 = if source.is_verbatim {
        source.file_sha256.clone()
    } else {
        sha256(draft.text.as_bytes())
    };
    Ok(Book::new(draft))
}

/// The longest stretch between what is known to be no story; licences are in English.
fn body(draft: &Draft) -> &str {
    let mut longest = 0..0;
    let mut start = 0;
    let ends = draft.apart.iter().map(|apart| apart.span.range());
    for range in ends.chain(std::iter::once(draft.text.len()..draft.text.len())) {
        if range.start.saturating_sub(start) > longest.len() {
            longest = start..range.start;
        }
        start = start.max(range.end);
    }
    &draft.text[longest]
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks;
    use proptest::prelude::*;

    #[test]
    fn plain_text_is_its_file() {
        let bytes = "\u{feff}“Yes,” said Mara.\r\n\r\nTom left.\r\n".as_bytes();
        let book = read("key.txt", bytes, &Limits::default()).unwrap();
        assert_eq!(book.text.as_bytes(), bytes);
        assert!(book.source.is_verbatim);
        assert_eq!(book.source.sha256, book.source.file_sha256);
        assert_eq!(book.source.sha256.len(), 64);
        assert_eq!(book.slice(book.paragraphs.rows()[0].span), "“Yes,” said Mara.");
    }

    #[test]
    fn a_refusal_says_what_and_what_to_do() {
        let limits = Limits { max_bytes: 20, ..Limits::default() };
        let long = read("a.txt", &[b'a'; 21], &limits).unwrap_err().to_string();
        assert!(long.contains("21 bytes") && long.contains("raise the limit"), "{long}");
        let message =
            |bytes: &[u8]| read("a.txt", bytes, &limits).unwrap_err().to_string();
        assert_eq!(message(b" \n"), "is empty; give a file with a story in it");
        assert!(message(b"%PDF-1.7\n").starts_with("is a PDF file"));
        assert!(message(b"\0\x01\x02abc\0\0").starts_with("holds binary data"));
    }

    #[test]
    fn another_language_is_refused_unless_forced() {
        let text = "Elle entra dans la chambre sans faire de bruit, et le vieux capitaine \
            leva la tête. Il ne dit rien pendant longtemps. Puis il posa sa plume sur la \
            table, regarda par la fenêtre les bateaux qui rentraient au port, et demanda \
            enfin pourquoi personne ne lui avait parlé de cette lettre. Mara haussa les \
            épaules. La pluie commençait à tomber sur les toits de la ville endormie.";
        let refusal = read_text("a.txt", text).unwrap_err().to_string();
        assert!(refusal.contains("French") && refusal.contains("--force"), "{refusal}");
        let limits = Limits { force: true, ..Limits::default() };
        assert!(read("a.txt", text.as_bytes(), &limits).is_ok());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn any_bytes_are_a_book_or_a_refusal(
            bytes in prop::collection::vec(any::<u8>(), 0..400),
            format in prop::sample::select(checks::FORMATS.to_vec()),
        ) {
            checks::any_bytes(format, &bytes);
        }

        #[test]
        fn any_bytes_are_borne_by_each_part(
            bytes in prop::collection::vec(any::<u8>(), 0..120),
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "<", ">", "</", "/>", "&", "&#", "&#x", ";", "amp", "nbsp", "10ffff", "d800",
                    "<!DOCTYPE", "<!ENTITY", "[", "]>", "<?xml", "?>", "<!--", "-->", "<a href='",
                    "..", "/", "%2f", "%", "<reference type='toc' href='", "<rootfile full-path='",
                    "' ", "---\n", "title: ", "author:", "\n- ", "\n", "\u{e2}\u{20ac}", "\u{c3}",
                    "\u{a9}", "\u{feff}", "\r", "\u{e9}", "I", "CHAPTER ", "*", "_", "’s", "'", "\"",
                    "-", "a", "A", " ", ".", "1", "*** START OF GUTENBERG", "\n\n", "    ",
                ]),
                0..30,
            ),
            part in prop::sample::select(crate::checks::PARTS.to_vec()),
        ) {
            crate::checks::any_part(part, &bytes);
            crate::checks::any_part(part, pieces.concat().as_bytes());
        }

        #[test]
        fn any_text_is_divided_well(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "\n", "\n\n", "\n\n\n\n", "\r\n", " ", "    ", "\t", "\u{a0}", "\u{feff}",
                    "CHAPTER I", "Chapter 2. The Key", "I.", "II", "3", "BOOK ONE", "Prologue",
                    "CONTENTS", "THE KEY", "***", "#", "# Key", "---", "_", "*", "**", "o0o",
                    "Mara sat down.", "“Yes,” said Tom.", "é", "a", "—", "...", "[Illustration: ",
                    "]", "<p>", "<i>", "</i>", "<h1>", "</h1>", "<br>", "<hr/>", "&amp;", "<!--",
                    "[Transcriber's note", "THE END", "*** START OF PROJECT GUTENBERG ***",
                    "End of Project Gutenberg's", "Produced by Tom", "```", "> ", "1. ", "by",
                    "<div>", "</div>", "</p>", "<b>", "</b>", "<q>", "</q>", "<title>", "</title>",
                    "<script>", "<nav>", "<div id='preface'>archiveofourown.org", "<![CDATA[",
                    "<p>Notes</p>", "<blockquote>", "<div class=meta>", "â€œ", "Ã©", "\0", "\u{ad}",
                    "<w:p>", "</w:p>", "<w:r>", "<w:t>", "</w:t>", "<w:i/>", "<w:rPr>", "</w:rPr>",
                    "<w:del>", "</w:del>", "<w:pPr>", "</w:pPr>", "<w:br/>", "<text:p>", "</text:p>",
                    "<text:h>", "</text:h>", "<text:span>", "</text:span>", "<text:note>",
                    "<text:note-body>", "</text:note-body>", "<office:text>", "<text:s/>",
                    "<text:table-of-content>", "</text:table-of-content>", "</text:note>",
                    "{\\i ", "}", "\\par ", "\\u8220?", "\\'93", "\\i0 ", "\\line ", "{\\*",
                    "{\\footnote ", "{\\info{\\title ", "\\plain ", "\\uc0 ", "\\bin3 ",
                ]),
                0..60,
            ),
            format in prop::sample::select(checks::FORMATS.to_vec()),
        ) {
            checks::any_bytes(format, pieces.concat().as_bytes());
        }
    }
}
