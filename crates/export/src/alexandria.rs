//! The `annotated_script.json` of Alexandria: a JSON array of `speaker`, `text` and
//! `instruct`.
//!
//! Version 1. Speakers are in capitals, narration is `NARRATOR`; two characters whose
//! names are equal in capitals are told apart by a number. The texts joined are the
//! source; the format has no room for the certificate, which only the caller gets.

use std::io::Write;

use dramaturg::Reading;
use dramaturg::cast::Delivery;
use dramaturg::view::SegmentKind;
use serde::{Deserialize, Serialize};

use crate::certificate::segments;
use crate::voices::Voices;
use crate::{Certificate, ExportError, Options};

#[derive(Serialize)]
struct Entry<'a> {
    speaker: String,
    text: &'a str,
    instruct: String,
}

/// Writes the annotated script of a reading.
///
/// # Errors
///
/// If `out` cannot be written to.
pub fn write(
    reading: &Reading,
    options: &Options,
    out: &mut impl Write,
) -> Result<Certificate, ExportError> {
    let segments = segments(reading, options);
    let voices = Voices::new(reading, options);
    let mut buffer = Vec::with_capacity(reading.book.text.len() * 2);
    buffer.push(b'[');
    for (i, segment) in segments.iter().enumerate() {
        buffer.extend_from_slice(if i == 0 { b"\n" } else { b",\n" });
        let attribution = voices.quotation(segment).and_then(|q| q.attribution());
        let delivery = attribution.and_then(|a| a.delivery.as_ref());
        let entry = Entry {
            speaker: voices.voice(segment).to_uppercase(),
            text: reading.book.slice(segment.span),
            instruct: instruct(segment.kind, delivery),
        };
        serde_json::to_writer(&mut buffer, &entry).map_err(std::io::Error::from)?;
    }
    buffer.extend_from_slice(b"\n]\n");
    let texts = texts(&buffer)?;
    let n_unresolved = voices.n_unresolved(&segments);
    let written = texts.iter().map(String::as_str);
    let certificate =
        Certificate::new("alexandria", reading, &segments, n_unresolved, written);
    out.write_all(&buffer)?;
    Ok(certificate)
}

/// The texts of an annotated script, in order.
///
/// # Errors
///
/// If it is no JSON array of entries.
pub fn texts(script: &[u8]) -> Result<Vec<String>, ExportError> {
    #[derive(Deserialize)]
    struct Text {
        text: String,
    }
    let entries: Vec<Text> = serde_json::from_slice(script)
        .map_err(|error| ExportError::Unreadable { line: error.line() })?;
    Ok(entries.into_iter().map(|entry| entry.text).collect())
}

/// How a segment is to be read, in a sentence or two.
fn instruct(kind: SegmentKind, delivery: Option<&Delivery>) -> String {
    let manner = match kind {
        SegmentKind::Narration => return "Even, clear narration.".to_owned(),
        SegmentKind::Apart => return "Not part of the story; leave it out.".to_owned(),
        SegmentKind::Speech => "Natural speech, in character.",
        SegmentKind::Thought => "An unspoken thought, close and quiet.",
        SegmentKind::Writing => "Written words, read as they stand.",
    };
    let words = delivery.into_iter().flat_map(|d| d.verb.iter().chain(&d.manner));
    let words: Vec<&str> = words.map(String::as_str).collect();
    if words.is_empty() {
        return manner.to_owned();
    }
    format!("{manner} The text says: {}.", words.join(", "))
}
