//! SSML 1.0: many small files, since services that speak refuse long ones.
//!
//! Version 1. A file has at most `MAX_VOICES` voices and about `MAX_BYTES` bytes of text,
//! and never goes over a chapter's end; every word is inside a `voice`, as one service
//! demands. The texts of all files in order of their names are the source. A character that
//! XML has no room for is a `mark`.

use std::fmt::Write as _;

use dramaturg::Reading;
use dramaturg::cast::EntityId;
use dramaturg::cast::lexicon::Gender;
use dramaturg::text::ChapterId;
use dramaturg::view::SegmentKind;

use crate::certificate::segments;
use crate::format::{Export, ExportFile};
use crate::voice_map::{VoiceMap, age};
use crate::voices::Voices;
use crate::xml::{Xml, text_in};
use crate::{Certificate, ExportError, Options};

/// More voices than this in one request have been refused by a service.
const MAX_VOICES: usize = 5;
/// A file is closed once it holds this many bytes of text; the smallest limit of a service
/// is 3,000 characters.
const MAX_BYTES: usize = 2000;
const NAMESPACE: &str = "http://www.w3.org/2001/10/synthesis";
const ODD: (&str, &str) = ("mark", "name");

/// Writes the files of a reading, `0001.ssml` and so on.
///
/// # Errors
///
/// If what was written cannot be read again.
pub fn write(reading: &Reading, options: &Options) -> Result<Export, ExportError> {
    let segments = segments(reading, options);
    let voices = Voices::new(reading, options);
    let no_map = VoiceMap::default();
    let map = options.voices.as_ref().unwrap_or(&no_map).resolve(reading, &voices);
    let language = reading.book.source.language.as_deref().unwrap_or("en");
    let mut files: Vec<ExportFile> = Vec::new();
    let mut open: Option<(Xml, usize, usize, Option<ChapterId>)> = None;
    for segment in &segments {
        let reader = voices.reader(segment);
        // What is no story is read, if at all, by the narrator.
        let kind = match segment.kind {
            SegmentKind::Apart => SegmentKind::Narration,
            kind => kind,
        };
        let voice = Voice::new(reading, reader, map.of(reader, kind));
        // A long paragraph goes over several files, cut between words.
        for piece in pieces(reading.book.slice(segment.span)) {
            let is_full = |(_, n_voices, n_bytes, chapter): &(Xml, usize, usize, _)| {
                *n_voices >= MAX_VOICES
                    || n_bytes + piece.len() > MAX_BYTES
                    || *chapter != segment.chapter
            };
            if open.as_ref().is_some_and(is_full) {
                close(open.take(), &mut files);
            }
            let (xml, n_voices, n_bytes, _) = open.get_or_insert_with(|| {
                let mut xml = Xml::new(ODD);
                let attributes =
                    [("version", "1.0"), ("xmlns", NAMESPACE), ("xml:lang", language)];
                xml.open("speak", &attributes);
                (xml, 0, 0, segment.chapter)
            });
            xml.open("voice", &voice.attributes());
            xml.text(piece);
            xml.close("voice");
            *n_voices += 1;
            *n_bytes += piece.len();
        }
    }
    close(open.take(), &mut files);
    let mut joined = String::with_capacity(reading.book.text.len());
    for file in &files {
        joined.push_str(&text_in(&file.bytes, "voice", ODD)?);
    }
    let n_unresolved = voices.n_unresolved(&segments);
    let certificate =
        Certificate::of_joined("ssml", reading, &segments, n_unresolved, &joined);
    Ok(Export { files, certificate: Some(certificate) })
}

fn close(
    open: Option<(Xml, usize, usize, Option<ChapterId>)>,
    files: &mut Vec<ExportFile>,
) {
    let Some((mut xml, ..)) = open else { return };
    xml.close("speak");
    xml.end_line();
    let mut path = String::new();
    write!(path, "{:05}.ssml", files.len() + 1).expect("a string takes any text");
    files.push(ExportFile::new(path, xml.into_bytes()));
}

/// A text in pieces of at most [`MAX_BYTES`], cut after white space where there is any.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while rest.len() > MAX_BYTES {
        let limit = rest.floor_char_boundary(MAX_BYTES);
        let cut = match rest[..limit].rfind(char::is_whitespace) {
            Some(at) if at > 0 => {
                at + rest[at..].chars().next().map_or(1, char::len_utf8)
            }
            _ => limit,
        };
        let (piece, after) = rest.split_at(cut);
        pieces.push(piece);
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

/// How a voice is asked for: by name if it was chosen, else by gender and age.
struct Voice<'a> {
    name: Option<&'a str>,
    gender: &'static str,
    age: Option<&'static str>,
}

impl<'a> Voice<'a> {
    fn new(
        reading: &Reading,
        reader: Option<EntityId>,
        name: Option<&'a str>,
    ) -> Voice<'a> {
        let entity = reader.map(|id| &reading.cast.entities.rows[id]);
        let gender = match entity.map(|entity| entity.gender) {
            Some(Gender::Male) => "male",
            Some(Gender::Female) => "female",
            Some(Gender::Unknown) | None => "neutral",
        };
        // Years, as the standard wants them: the middle of each age.
        let age = entity.and_then(|entity| match age(entity).label() {
            "child" => Some("8"),
            "teen" => Some("15"),
            "elder" => Some("70"),
            _ => None,
        });
        Voice { name, gender, age }
    }

    fn attributes(&self) -> Vec<(&'static str, &'a str)> {
        match (self.name, self.age) {
            (Some(name), _) => vec![("name", name)],
            (None, Some(age)) => vec![("gender", self.gender), ("age", age)],
            (None, None) => vec![("gender", self.gender)],
        }
    }
}

/// The text of one file; the texts of all files, joined in order, are the source.
///
/// # Errors
///
/// If it is no well-formed XML.
pub fn text(file: &[u8]) -> Result<String, ExportError> {
    text_in(file, "voice", ODD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_short_and_lose_nothing() {
        let long = "é".repeat(5000);
        for text in ["", "a", &"word ".repeat(3000), &long] {
            let pieces = pieces(text);
            assert_eq!(pieces.concat(), text);
            assert!(pieces.iter().all(|piece| (1..=MAX_BYTES).contains(&piece.len())));
        }
    }
}
