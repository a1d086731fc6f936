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
use crate::voice_map::{VoiceMap, age};
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

/// A row of `voice_config.json`.
#[derive(Serialize)]
struct VoiceConfig<'a> {
    r#type: &'static str,
    voice: &'a str,
    character_style: String,
    seed: &'static str,
    ref_audio: Option<&'a str>,
    ref_text: Option<&'a str>,
    adapter_id: Option<&'a str>,
    adapter_path: Option<&'a str>,
    description: String,
}

/// The `voice_config.json` beside a script: a row for the narrator and for everybody who
/// speaks. A voice that is a WAV file is one to clone, any other a name; nobody without an
/// entry in the voice map has one.
///
/// # Errors
///
/// Never for a reading; the result is that of a writer of JSON.
pub fn voice_config(
    reading: &Reading,
    options: &Options,
) -> Result<Vec<u8>, ExportError> {
    let voices = Voices::new(reading, options);
    let no_map = VoiceMap::default();
    let map = options.voices.as_ref().unwrap_or(&no_map).resolve(reading, &voices);
    let config = |voice: Option<&'_ str>, style: String, description: String| {
        let is_file = voice.is_some_and(|voice| voice.to_lowercase().ends_with(".wav"));
        serde_json::to_value(VoiceConfig {
            r#type: if is_file { "clone" } else { "custom" },
            voice: voice.filter(|_| !is_file).unwrap_or_default(),
            character_style: style,
            seed: "-1",
            ref_audio: voice.filter(|_| is_file),
            ref_text: None,
            adapter_id: None,
            adapter_path: None,
            description,
        })
        .map_err(std::io::Error::from)
    };
    let mut rows = serde_json::Map::new();
    let narrator = map.of(None, SegmentKind::Narration);
    let narration = config(narrator, "calm".to_owned(), "The narrator.".to_owned())?;
    rows.insert("NARRATOR".to_owned(), narration);
    // Whoever reads a line, however unsure, needs a row.
    let mut readers: Vec<_> =
        segments(reading, options).iter().filter_map(|s| voices.reader(s)).collect();
    readers.sort_unstable();
    readers.dedup();
    for id in readers {
        let entity = &reading.cast.entities.rows[id];
        let style = age(entity).label().to_owned();
        let pronouns = entity.pronouns.label().unwrap_or("pronouns not told");
        let description = format!("{}, {pronouns}", voices.name(id));
        let row = config(map.of(Some(id), SegmentKind::Speech), style, description)?;
        rows.insert(voices.name(id).to_uppercase(), row);
    }
    let mut bytes = serde_json::to_vec_pretty(&rows).map_err(std::io::Error::from)?;
    bytes.push(b'\n');
    Ok(bytes)
}
