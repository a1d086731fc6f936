//! HTML and XHTML to a flat run of tags and text, forgiving what a damaged book holds.
//!
//! Not a tree: nothing here nests, so that no depth and no number of attributes costs more
//! than its bytes. What a tag means is the matter of `html`.

use encoding_rs::WINDOWS_1252;
use quick_xml::escape::resolve_html5_entity;

/// Bytes of the longest entity, `&CounterClockwiseContourIntegral;`, and some more.
const MAX_ENTITY_BYTES: usize = 40;

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text between tags, entities not yet decoded.
    Text(&'a str),
    /// Text that has no entities.
    Literal(&'a str),
    /// A start tag.
    Start {
        /// Its name in lower case, without a prefix.
        name: String,
        /// Its attributes as written.
        attributes: &'a str,
        /// Whether it ends itself: `<p/>`.
        is_closed: bool,
    },
    /// The name of an end tag in lower case, without a prefix.
    End(String),
}

/// The pieces of a document in order.
#[derive(Debug)]
pub(super) struct Tags<'a> {
    text: &'a str,
    at: usize,
    /// Whether no further `>`, `"` or `'` comes, once a search has shown it.
    has_no_more: [bool; 3],
}

impl<'a> Tags<'a> {
    /// The pieces of `text`.
    pub(super) fn new(text: &'a str) -> Self {
        Tags { text, at: 0, has_no_more: [false; 3] }
    }

    /// Passes over the content of an element such as `script`, up to its end tag.
    pub(super) fn skip_to_end(&mut self, name: &str) {
        loop {
            let rest = &self.text[self.at..];
            let Some(step) = rest.find("</") else {
                self.at = self.text.len();
                return;
            };
            let tail = &rest.as_bytes()[step + 2..];
            if tail.len() >= name.len()
                && tail[..name.len()].eq_ignore_ascii_case(name.as_bytes())
            {
                self.at += step;
                return;
            }
            self.at += step + 2;
        }
    }

    /// Where `mark` next stands at or after `from`.
    fn find(&mut self, mark: u8, from: usize) -> Option<usize> {
        let which = match mark {
            b'>' => 0,
            b'"' => 1,
            _ => 2,
        };
        if self.has_no_more[which] {
            return None;
        }
        let found = self.text.as_bytes()[from..].iter().position(|&b| b == mark);
        self.has_no_more[which] = found.is_none();
        found.map(|step| from + step)
    }

    /// The end of the tag whose attributes begin at `from`: where its `>` stands, or the `<`
    /// of the next tag in a damaged book.
    fn tag_end(&mut self, from: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = from;
        let mut last = b' ';
        while let Some(&b) = bytes.get(at) {
            match b {
                b'>' | b'<' => return Some(at),
                // A quote counts only as an attribute's value.
                b'"' | b'\'' if last == b'=' => match self.find(b, at + 1) {
                    Some(close) => at = close,
                    None => return self.find(b'>', at),
                },
                _ => {}
            }
            if !b.is_ascii_whitespace() {
                last = b;
            }
            at += 1;
        }
        None
    }
}

impl<'a> Iterator for Tags<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            let text = self.text;
            let rest = &text[self.at..];
            if rest.is_empty() {
                return None;
            }
            if !rest.starts_with('<') {
                let len = rest.find('<').unwrap_or(rest.len());
                self.at += len;
                return Some(Piece::Text(&rest[..len]));
            }
            if let Some(comment) = rest.strip_prefix("<!--") {
                self.at = comment.find("-->").map_or(text.len(), |n| self.at + 4 + n + 3);
                continue;
            }
            if let Some(literal) = rest.strip_prefix("<![CDATA[") {
                let len = literal.find("]]>").unwrap_or(literal.len());
                self.at = (self.at + 9 + len + 3).min(text.len());
                return Some(Piece::Literal(&literal[..len]));
            }
            let mark = rest.as_bytes().get(1).copied().unwrap_or(b' ');
            if mark == b'!' || mark == b'?' {
                self.at = self.find(b'>', self.at).map_or(text.len(), |end| end + 1);
                continue;
            }
            let is_end = mark == b'/';
            let from = self.at + 1 + usize::from(is_end);
            let is_tag = text.as_bytes().get(from).is_some_and(u8::is_ascii_alphabetic);
            let name_len = text[from..]
                .find(|c: char| c.is_whitespace() || matches!(c, '/' | '>' | '<'))
                .unwrap_or(text.len() - from);
            let end = if is_tag { self.tag_end(from + name_len) } else { None };
            let Some(end) = end else {
                // A lone `<` is a character like any other; a tag that is cut short by the
                // end of the file takes the rest along, so that no byte is looked at twice.
                let len = if is_tag { rest.len() } else { 1 };
                self.at += len;
                return Some(Piece::Literal(&rest[..len]));
            };
            self.at = end + usize::from(text.as_bytes()[end] == b'>');
            let name = text[from..from + name_len].to_ascii_lowercase();
            let name = match name.rsplit_once(':') {
                Some((_, local)) => local.to_owned(),
                None => name,
            };
            if is_end {
                return Some(Piece::End(name));
            }
            let attributes = &text[from + name_len..end];
            let is_closed = attributes.ends_with('/');
            return Some(Piece::Start { name, attributes, is_closed });
        }
    }
}

/// The value of an attribute, its entities decoded.
pub(super) fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let len = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '=' | '/'))
            .unwrap_or(rest.len());
        if rest.is_empty() {
            return None;
        }
        let found = &rest[..len];
        rest = rest[len..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            (value, rest) = match after.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    after[1..].split_once(quote).unwrap_or((&after[1..], ""))
                }
                _ => after.split_once(char::is_whitespace).unwrap_or((after, "")),
            };
        }
        if found.eq_ignore_ascii_case(name) {
            let mut decoded = String::new();
            decode(value, |c| decoded.push(c));
            return Some(decoded);
        }
    }
}

/// Hands on a text's characters with its entities decoded; unknown ones stay as written.
pub(super) fn decode(text: &str, mut push: impl FnMut(char)) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        rest[..at].chars().for_each(&mut push);
        rest = &rest[at..];
        let end = rest.bytes().take(MAX_ENTITY_BYTES).position(|b| b == b';');
        let len = match end {
            Some(end) if entity(&rest[1..end], &mut push) => end + 1,
            _ => {
                push('&');
                1
            }
        };
        rest = &rest[len..];
    }
    rest.chars().for_each(push);
}

/// Hands on the characters of an entity; whether it is one.
fn entity(name: &str, push: &mut impl FnMut(char)) -> bool {
    let Some(number) = name.strip_prefix('#') else {
        let Some(characters) = resolve_html5_entity(name) else { return false };
        characters.chars().for_each(push);
        return true;
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    let Ok(code) = code else { return false };
    // HTML reads numbers that are control characters as Windows does: &#146; is ’.
    if let (0x80..=0x9f, Ok(byte)) = (code, u8::try_from(code)) {
        let (characters, ..) = WINDOWS_1252.decode(std::slice::from_ref(&byte));
        characters.chars().for_each(push);
        return true;
    }
    let c = char::from_u32(code).filter(|&c| c != '\0');
    push(c.unwrap_or('\u{fffd}'));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        let mut text = String::new();
        for piece in Tags::new(html) {
            match piece {
                Piece::Text(words) => decode(words, |c| text.push(c)),
                Piece::Literal(words) => text.push_str(words),
                Piece::Start { name, .. } => text.push_str(&format!("[{name}]")),
                Piece::End(name) => text.push_str(&format!("[/{name}]")),
            }
        }
        text
    }

    #[test]
    fn tags_and_text_are_told_apart() {
        assert_eq!(
            text("<?xml version='1.0'?><!-- x > y --><P class='a>b'>Mara &amp; Tom</P>"),
            "[p]Mara & Tom[/p]"
        );
        assert_eq!(text("<h:br/>3 < 4 <![CDATA[<&amp;>]]>"), "[br]3 < 4 <&amp;>");
    }

    #[test]
    fn entities_are_decoded() {
        assert_eq!(
            text("&ldquo;No&#8221; &#x2014; it&#146;s &foo; &"),
            "“No” — it’s &foo; &"
        );
    }

    #[test]
    fn attributes_are_read() {
        assert_eq!(
            attribute(" a=b epub:type=\"toc x\" hidden/", "epub:type").unwrap(),
            "toc x"
        );
        assert_eq!(attribute(" a=b hidden", "hidden").unwrap(), "");
        assert_eq!(attribute(" a='1'", "b"), None);
    }

    #[test]
    fn damage_stays_text() {
        assert_eq!(text("<p class=\"x>Mara sat.</p>"), "[p]Mara sat.[/p]");
        assert_eq!(text("a <b"), "a <b");
    }
}
