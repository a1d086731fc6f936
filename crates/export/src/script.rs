//! The script: JSON Lines, an object a segment, the certificate last.
//!
//! Version 1. `text` of all lines joined is the source. `speaker` says who speaks, as far
//! as it is known; `voice` says who reads, and is null for `apart` alone, which nobody
//! does.

use std::io::Write;

use dramaturg::cast::EntityId;
use dramaturg::json::rounded;
use dramaturg::view::SegmentKind;
use dramaturg::{Ids, Reading};
use serde::{Deserialize, Serialize};

use crate::certificate::segments;
use crate::voices::Voices;
use crate::{Certificate, ExportError, Options};

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    kind: &'static str,
    start: usize,
    end: usize,
    text: &'a str,
    speaker: Option<Someone<'a>>,
    confidence: Option<f64>,
    voice: Option<&'a str>,
    addressees: Vec<Someone<'a>>,
    delivery: Option<Delivery<'a>>,
    quotation: Option<&'a str>,
    chapter: Option<&'a str>,
}

#[derive(Serialize)]
struct Someone<'a> {
    id: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct Delivery<'a> {
    verb: Option<&'a str>,
    manner: Option<&'a str>,
}

#[derive(Serialize)]
struct Last<'a> {
    certificate: &'a Certificate,
}

/// Writes the script of a reading.
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
    let ids = Ids::new(reading, &reading.tally(options.threshold));
    let segment_ids = ids.of_segments(&reading.book, &segments);
    let voices = Voices::new(reading, options);
    let someone = |id: EntityId| Someone {
        id: &ids.entities[id],
        name: reading.character(id).name(),
    };
    let mut buffer = Vec::with_capacity(reading.book.text.len() * 3);
    for (segment, id) in segments.iter().zip(&segment_ids) {
        let attribution = voices.quotation(segment).and_then(|q| q.attribution());
        let speaker = voices.speaker(segment);
        let is_apart = segment.kind == SegmentKind::Apart;
        let line = Line {
            id,
            kind: segment.kind.label(),
            start: segment.span.range().start,
            end: segment.span.range().end,
            text: reading.book.slice(segment.span),
            speaker: speaker.map(|(id, _)| someone(id)),
            confidence: speaker.map(|(_, confidence)| rounded(confidence)),
            voice: (!is_apart).then(|| voices.voice(segment)),
            addressees: attribution
                .map_or(&[][..], |a| &a.addressees)
                .iter()
                .map(|claim| someone(claim.value))
                .collect(),
            delivery: attribution.and_then(|a| a.delivery.as_ref()).map(|delivery| {
                Delivery {
                    verb: delivery.verb.as_deref(),
                    manner: delivery.manner.as_deref(),
                }
            }),
            quotation: segment.quotation.map(|id| &*ids.quotations[id]),
            chapter: segment.chapter.map(|id| &*ids.chapters[id]),
        };
        serde_json::to_writer(&mut buffer, &line).map_err(std::io::Error::from)?;
        buffer.push(b'\n');
    }
    let texts = texts(&buffer)?;
    let n_unresolved = voices.n_unresolved(&segments);
    let written = texts.iter().map(String::as_str);
    let certificate =
        Certificate::new("dramaturg-script", reading, &segments, n_unresolved, written);
    serde_json::to_writer(&mut buffer, &Last { certificate: &certificate })
        .map_err(std::io::Error::from)?;
    buffer.push(b'\n');
    out.write_all(&buffer)?;
    Ok(certificate)
}

/// The texts of a script's segments, in order; the certificate's line has none.
///
/// # Errors
///
/// If a line is no JSON object.
pub fn texts(script: &[u8]) -> Result<Vec<String>, ExportError> {
    #[derive(Deserialize)]
    struct Text {
        text: Option<String>,
    }
    let mut texts = Vec::new();
    // A JSON string has no bare line end, so every line end ends an object.
    let lines = script.split(|&byte| byte == b'\n').enumerate();
    for (i, line) in lines.filter(|(_, line)| !line.is_empty()) {
        let text: Text = serde_json::from_slice(line)
            .map_err(|_| ExportError::Unreadable { line: i + 1 })?;
        texts.extend(text.text);
    }
    Ok(texts)
}
