//! XML that gives every character back.
//!
//! A text may hold characters that XML has no room for, such as U+0001. They are written as
//! an empty element of the caller's choice; a carriage return, which parsers would turn into
//! a line feed, as a reference.

use std::borrow::Cow;

use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::name::QName;
use quick_xml::{Reader, Writer};

use crate::ExportError;

/// Writes elements and text to a buffer.
pub(crate) struct Xml {
    writer: Writer<Vec<u8>>,
    /// The element and attribute that stand for a character XML has no room for.
    odd: (&'static str, &'static str),
}

/// What such an attribute begins with; the character's number follows, in hexadecimal.
const ODD_PREFIX: &str = "U-";

impl Xml {
    /// A document with its declaration.
    pub(crate) fn new(odd: (&'static str, &'static str)) -> Xml {
        let mut writer = Writer::new(Vec::new());
        let declaration = BytesDecl::new("1.0", Some("UTF-8"), None);
        put(&mut writer, Event::Decl(declaration));
        writer.get_mut().push(b'\n');
        Xml { writer, odd }
    }

    /// Opens an element.
    pub(crate) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        put(&mut self.writer, Event::Start(start(name, attributes)));
    }

    /// Closes an element.
    pub(crate) fn close(&mut self, name: &str) {
        put(&mut self.writer, Event::End(BytesEnd::new(name)));
    }

    /// An element without content.
    pub(crate) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        put(&mut self.writer, Event::Empty(start(name, attributes)));
    }

    /// An element with text in it, on a line of its own.
    pub(crate) fn line(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        self.text(text);
        self.close(name);
        self.end_line();
    }

    /// A line feed that is no part of any text.
    pub(crate) fn end_line(&mut self) {
        self.writer.get_mut().push(b'\n');
    }

    /// Text, every character of it.
    pub(crate) fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find(|c| !is_xml(c)) {
            self.plain(&rest[..at]);
            let odd = rest[at..].chars().next().unwrap_or_default();
            let (element, attribute) = self.odd;
            let number = format!("{ODD_PREFIX}{:04X}", u32::from(odd));
            self.empty(element, &[(attribute, &number)]);
            rest = &rest[at + odd.len_utf8()..];
        }
        self.plain(rest);
    }

    fn plain(&mut self, text: &str) {
        if !text.is_empty() {
            put(&mut self.writer, Event::Text(BytesText::from_escaped(escape(text))));
        }
    }

    /// The document.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.writer.into_inner()
    }
}

fn put(writer: &mut Writer<Vec<u8>>, event: Event<'_>) {
    writer.write_event(event).expect("a buffer takes any bytes");
}

fn start<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for &(key, value) in attributes {
        // What XML has no room for is no loss in a name.
        let value: String = value.chars().filter(|&c| is_xml(c)).collect();
        let value = Cow::Owned(escape(&value));
        start.push_attribute(Attribute { key: QName(key), value });
    }
    start
}

/// Whether XML 1.0 has room for a character.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// The characters that would be read as something else, as references.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\r' => escaped.push_str("&#13;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// The text inside all elements `element` of a document, `odd` elements turned back into
/// their characters.
pub(crate) fn text_in(
    document: &[u8],
    element: &str,
    odd: (&str, &str),
) -> Result<String, ExportError> {
    let unreadable = || ExportError::Unreadable { line: 1 };
    let document = std::str::from_utf8(document).map_err(|_| unreadable())?;
    let mut reader = Reader::from_str(document);
    let mut text = String::new();
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|_| unreadable())? {
            Event::Eof => break,
            Event::Start(start) if start.name().into_inner() == element => depth += 1,
            Event::End(end) if end.name().into_inner() == element => {
                depth = depth.saturating_sub(1);
            }
            _ if depth == 0 => {}
            Event::Empty(start) if start.name().into_inner() == odd.0 => {
                let attribute =
                    start.try_get_attribute(odd.1).map_err(|_| unreadable())?;
                let number = attribute.and_then(|attribute| {
                    let hex = attribute.value.strip_prefix(ODD_PREFIX)?;
                    char::from_u32(u32::from_str_radix(hex, 16).ok()?)
                });
                text.extend(number);
            }
            Event::Text(part) => text.push_str(&part),
            Event::GeneralRef(reference) => {
                let c = match &*reference {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    _ => reference.resolve_char_ref().map_err(|_| unreadable())?,
                };
                text.push(c.ok_or_else(unreadable)?);
            }
            _ => {}
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_comes_back() {
        let odd = "a\u{1}b\u{fffe} <&>\"' \r\n\r ]]> \u{0}é\u{85}\u{2028}";
        let mut xml = Xml::new(("mark", "name"));
        xml.open("p", &[("n", "a\"<\n\u{2}")]);
        xml.text(odd);
        xml.close("p");
        let bytes = xml.into_bytes();
        assert_eq!(text_in(&bytes, "p", ("mark", "name")).unwrap(), odd);
        assert!(!bytes.contains(&1));
    }
}
