//! The XML inside office documents, as a flat run of elements and text.
//!
//! Nothing nests here, and no entity but those of XML and HTML is resolved.

use quick_xml::Reader;
use quick_xml::escape::{resolve_html5_entity, unescape};
use quick_xml::events::{BytesStart, Event};

/// A start of an element, its end, or text.
#[derive(Debug)]
pub(super) enum Node<'a> {
    /// An element begins.
    Start(Element<'a>),
    /// An element of this name ends; the prefix is not told.
    End(String),
    /// Text, entities resolved.
    Text(String),
}

/// An element's name and attributes.
#[derive(Debug)]
pub(super) struct Element<'a> {
    start: BytesStart<'a>,
    /// Its name without the prefix.
    pub(super) name: String,
}

impl Element<'_> {
    /// The value of the first attribute of this name, prefixes aside.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        // Checks hold each attribute against all others.
        let found = attributes.with_checks(false).flatten().find(|attribute| {
            let key: &str = attribute.key.local_name().into_inner();
            key == name
        })?;
        let value = unescape(&found.value).ok()?;
        Some(value.into_owned())
    }

    /// Whether an element such as `<w:i/>` switches something on.
    pub(super) fn is_on(&self) -> bool {
        let value = self.attribute("val");
        !matches!(value.as_deref(), Some("0" | "false" | "none" | "off"))
    }
}

/// The nodes of a document in order, then what is wrong with it, if anything is.
#[derive(Debug)]
pub(super) struct Nodes<'a> {
    reader: Reader<&'a [u8]>,
    /// Where the document could not be read on, and why.
    pub(super) damage: Option<(u64, String)>,
    is_done: bool,
}

impl<'a> Nodes<'a> {
    /// The nodes of `document`.
    pub(super) fn new(document: &'a str) -> Self {
        let mut reader = Reader::from_str(document);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Nodes { reader, damage: None, is_done: false }
    }
}

impl<'a> Iterator for Nodes<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        while !self.is_done {
            match self.reader.read_event() {
                Ok(Event::Start(start) | Event::Empty(start)) => {
                    let name = start.local_name().into_inner().to_owned();
                    return Some(Node::Start(Element { start, name }));
                }
                Ok(Event::End(end)) => {
                    return Some(Node::End(end.local_name().into_inner().to_owned()));
                }
                Ok(Event::Text(words)) => return Some(Node::Text((*words).to_owned())),
                Ok(Event::CData(words)) => return Some(Node::Text((*words).to_owned())),
                Ok(Event::GeneralRef(name)) => {
                    let words = match name.resolve_char_ref() {
                        Ok(Some(c)) => c.to_string(),
                        _ => resolve_html5_entity(&name)
                            .map_or_else(|| format!("&{};", &*name), str::to_owned),
                    };
                    return Some(Node::Text(words));
                }
                Ok(Event::Eof) => self.is_done = true,
                Ok(_) => {}
                Err(error) => {
                    let at = self.reader.error_position();
                    self.damage = Some((at, error.to_string()));
                    self.is_done = true;
                }
            }
        }
        None
    }
}
