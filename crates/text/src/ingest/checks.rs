//! What is asserted of the small parsers here, each attacked alone.

use super::markup::{Piece, Pieces, declares_entities};
use super::{builder, encoding, epub, html, markdown, mojibake, plain, signature, xml};
use crate::{Book, Source};

/// Bytes of an attribute's value that are told of a document are at most these.
const MAX_GROWTH: usize = 8;

/// Bytes are told apart, decoded once, and repaired if they were decoded wrongly before.
pub(crate) fn decoding(bytes: &[u8]) {
    if signature::is_zip(bytes) || signature::refuse(bytes).is_err() {
        return;
    }
    let decoded = encoding::decode(bytes);
    if decoded.is_verbatim {
        assert_eq!(decoded.text.as_bytes(), bytes);
        assert!(!decoded.is_damaged);
    }
    assert!(!decoded.encoding.is_empty());
    assert!(decoded.text.len() <= MAX_GROWTH * bytes.len());
    let _ = signature::refuse_controls(&decoded.text);
    repair(&decoded.text);
}

/// A text that was read in the wrong encoding gets shorter, and a note says where.
pub(crate) fn repair(text: &str) {
    if let Some(repaired) = mojibake::repair(text) {
        assert!(repaired.n_repaired > 0);
        assert!(repaired.text.len() < text.len());
        let note = repaired.note();
        assert!(!note.span.is_empty());
        assert!(repaired.text.get(note.span.range()).is_some());
    }
}

/// A document is cut into pieces that grow no larger than it; what is read of it is text.
pub(crate) fn markup(document: &str) {
    let most = MAX_GROWTH * (document.len() + 1);
    for pieces in [Pieces::html(document), Pieces::xml(document)] {
        let mut n_bytes = 0;
        for piece in pieces {
            n_bytes += match piece {
                Piece::Text(words) => words.len(),
                Piece::Start(tag) => {
                    assert!(!tag.name.contains(':'));
                    tag.words("class").count() + tag.name.len()
                }
                Piece::End(name) => name.len(),
            };
        }
        assert!(n_bytes <= most);
    }
    let mut nodes = xml::Nodes::new(document);
    let mut n_bytes = 0;
    for node in &mut nodes {
        n_bytes += match node {
            xml::Node::Text(words) => words.len(),
            xml::Node::Start(element) => {
                element.is_on();
                element.attribute("href").map_or(0, |value| value.len())
            }
            xml::Node::End(name) => name.len(),
        };
    }
    assert!(n_bytes <= most);
    assert!(nodes.damage.is_none_or(|(at, _)| at <= document.len() as u64));
    declares_entities(document);
    epub::check(document);
    let mut source = Source::default();
    markdown::read_metadata(document, &mut source);
    assert!(source.title.is_none_or(|title| title == title.trim() && !title.is_empty()));
    let mut builder = builder::Builder::new("a.html");
    html::walk(document, &mut builder);
    builder.end_part();
    let draft = builder.finish();
    for emphasis in &draft.emphases {
        assert!(draft.text.get(emphasis.span.range()).is_some());
    }
    for span in draft.headings.iter().chain(&draft.breaks) {
        assert!(draft.text.get(span.range()).is_some());
    }
}

/// The book of a text whose language nobody asks for.
pub(crate) fn lines(text: &str) -> Book {
    Book::new(plain::draft(text.to_owned()))
}
