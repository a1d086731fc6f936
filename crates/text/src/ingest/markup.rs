//! HTML, XHTML and the XML of containers to a flat run of tags and text.
//!
//! The tokens are those of the HTML standard, so that damage is read as browsers read it;
//! `html5gum` makes them. Not a tree: nothing here nests, and of a tag's attributes only a
//! few are kept, so that no depth and no number of attributes costs more than its bytes.

use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, ForwardingEmitter, State, StringReader, Tokenizer};

/// Attributes of one tag that are kept.
const MAX_ATTRIBUTES: usize = 32;
/// Bytes of an attribute's value that are kept; paths inside a container are shorter.
const MAX_VALUE_BYTES: usize = 4096;
/// Attributes that say something: of HTML, then of the package files of EPUB.
const KEPT: &[&str] = &[
    "class",
    "id",
    "role",
    "type",
    "epub:type",
    "rel",
    "href",
    "hidden",
    "name",
    "content",
    "full-path",
    "media-type",
    "algorithm",
    "property",
    "refines",
    "opf:role",
];

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text between tags, entities decoded.
    Text(String),
    /// A start tag.
    Start(Tag),
    /// The name of an end tag in lower case, without a prefix.
    End(String),
}

/// A start tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tag {
    /// Its name in lower case, without a prefix.
    pub(super) name: String,
    /// Whether it ends itself: `<p/>`.
    pub(super) is_closed: bool,
    attributes: Vec<(&'static str, String)>,
}

impl Tag {
    /// A tag without attributes.
    pub(super) fn named(name: &str) -> Tag {
        Tag { name: name.to_owned(), ..Tag::default() }
    }

    /// The value of one of the attributes that are kept.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(found, _)| *found == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The words of an attribute.
    pub(super) fn words(&self, name: &str) -> impl Iterator<Item = &str> {
        self.attribute(name).unwrap_or_default().split_ascii_whitespace()
    }
}

/// The pieces of a document in order.
pub(super) struct Pieces<'a> {
    tokens: Tokenizer<StringReader<'a>, Switch>,
}

impl<'a> Pieces<'a> {
    /// The pieces of an HTML or XHTML document.
    pub(super) fn html(document: &'a str) -> Self {
        Pieces::new(document, true)
    }

    /// The pieces of an XML document, in which no element's content is read otherwise.
    pub(super) fn xml(document: &'a str) -> Self {
        Pieces::new(document, false)
    }

    fn new(document: &'a str, is_html: bool) -> Self {
        let emitter = CallbackEmitter::new(Collector::default());
        let document = after_doctype(document);
        Pieces {
            tokens: Tokenizer::new_with_emitter(document, Switch { emitter, is_html }),
        }
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        self.tokens.next()?.ok()
    }
}

/// What follows a document type with declarations of its own, which HTML does not know.
fn after_doctype(document: &str) -> &str {
    let Some(declarations) = internal_subset(document) else { return document };
    let from = declarations.as_ptr() as usize - document.as_ptr() as usize;
    let rest = &document[from + declarations.len()..];
    rest.trim_start_matches(']').trim_start().trim_start_matches('>')
}

/// The declarations inside the document type of an XML document, if it has any.
fn internal_subset(document: &str) -> Option<&str> {
    let mut rest = document.trim_start_matches('\u{feff}').trim_start();
    // A prologue of comments and processing instructions may stand before it.
    loop {
        rest = if let Some(comment) = rest.strip_prefix("<!--") {
            comment.split_once("-->")?.1.trim_start()
        } else if let Some(instruction) = rest.strip_prefix("<?") {
            instruction.split_once("?>")?.1.trim_start()
        } else {
            break;
        };
    }
    if !rest.get(..9)?.eq_ignore_ascii_case("<!doctype") {
        return None;
    }
    let open = 9 + rest[9..].find(['[', '>', '<'])?;
    let inside = rest[open..].strip_prefix('[')?;
    Some(inside.split_once("]>").map_or(inside, |(inside, _)| inside))
}

/// Whether a document declares entities of its own, which may grow without end or name other
/// files.
pub(super) fn declares_entities(document: &str) -> bool {
    internal_subset(document).is_some_and(|subset| subset.contains("<!ENTITY"))
}

/// Makes pieces of the tokenizer's events.
#[derive(Debug, Default)]
struct Collector {
    /// The tag that is open, and the attribute that waits for its value.
    tag: Tag,
    attribute: Option<&'static str>,
    /// Whether the last tag was a start tag.
    is_start: bool,
}

impl Callback<Piece, ()> for Collector {
    fn handle_event(
        &mut self,
        event: CallbackEvent<'_>,
        _: html5gum::Span<()>,
    ) -> Option<Piece> {
        let owned = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Tag { name: owned(name), ..Tag::default() };
                self.attribute = None;
                self.is_start = true;
                None
            }
            CallbackEvent::AttributeName { name } => {
                self.attribute = KEPT
                    .iter()
                    .copied()
                    .find(|kept| kept.as_bytes() == name)
                    .filter(|kept| self.tag.attribute(kept).is_none())
                    .filter(|_| self.tag.attributes.len() < MAX_ATTRIBUTES);
                if let Some(name) = self.attribute {
                    self.tag.attributes.push((name, String::new()));
                }
                None
            }
            CallbackEvent::AttributeValue { value } => {
                if self.attribute.take().is_some()
                    && let Some((_, kept)) = self.tag.attributes.last_mut()
                {
                    *kept = owned(&value[..value.len().min(MAX_VALUE_BYTES)]);
                }
                None
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                self.tag.is_closed = self_closing;
                let mut tag = self.tag.clone();
                if let Some((_, local)) = tag.name.rsplit_once(':') {
                    tag.name = local.to_owned();
                }
                Some(Piece::Start(tag))
            }
            CallbackEvent::EndTag { name } => {
                self.is_start = false;
                let name = owned(name);
                let local = name.rsplit_once(':').map(|(_, local)| local.to_owned());
                Some(Piece::End(local.unwrap_or(name)))
            }
            CallbackEvent::String { value } => Some(Piece::Text(owned(value))),
            CallbackEvent::Comment { .. }
            | CallbackEvent::Doctype { .. }
            | CallbackEvent::Error(_) => None,
        }
    }
}

/// Tells the tokenizer how the content of an element is to be read.
struct Switch {
    emitter: CallbackEmitter<Collector, Piece>,
    is_html: bool,
}

impl ForwardingEmitter for Switch {
    type Token = Piece;

    fn inner(&mut self) -> &mut impl Emitter<Token = Piece> {
        &mut self.emitter
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        let _ = self.emitter.emit_current_tag();
        let Collector { tag, is_start, .. } = self.emitter.callback_mut();
        // XHTML has `<script src="…"/>`, which nothing need end.
        if !self.is_html || !*is_start || tag.is_closed {
            return None;
        }
        let state = match tag.name.as_str() {
            "title" | "textarea" => State::RcData,
            "script" => State::ScriptData,
            "style" | "iframe" | "noembed" | "noframes" | "xmp" => State::RawText,
            _ => return None,
        };
        self.emitter.init_string();
        Some(state)
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&mut self) -> bool {
        // A CDATA section is text, as XHTML has it.
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_attributes_are_kept() {
        let many: String = (0..50_000).map(|i| format!(" a{i}={i}")).collect();
        let document = format!("<p{many} class='x y' CLASS=z id>Mara</p>");
        let pieces: Vec<Piece> = Pieces::html(&document).collect();
        let Piece::Start(tag) = &pieces[0] else { panic!("a tag comes first") };
        assert_eq!(tag.words("class").collect::<Vec<_>>(), ["x", "y"]);
        assert_eq!(tag.attribute("id"), Some(""));
        assert_eq!(pieces[1..], [Piece::Text("Mara".into()), Piece::End("p".into())]);
    }

    #[test]
    fn declarations_are_no_text() {
        let document = "<?xml version='1.0'?>\n<!DOCTYPE html [<!ENTITY a 'b>'>]><p>Mara";
        assert!(declares_entities(document));
        let first = Pieces::html(document).next();
        assert!(matches!(first, Some(Piece::Start(tag)) if tag.name == "p"));
        assert!(!declares_entities("<!DOCTYPE html><p>[<!ENTITY"));
        assert!(!declares_entities("<!DOCTYPE"));
    }
}
