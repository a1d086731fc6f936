//! The `speaker_attributed_book.jsonl` of audiobook-creator: JSON Lines of `speaker` and
//! `line`, and its `character_gender_map.json`.
//!
//! Version 1. Speakers are in small letters; narration is `narrator`, a line of nobody known
//! `unknown`. The lines joined are the source; the format has no room for the certificate.

use std::collections::BTreeMap;
use std::io::Write;

use dramaturg::Reading;
use dramaturg::cast::lexicon::Gender;
use dramaturg::view::SegmentKind;
use serde::{Deserialize, Serialize};

use crate::certificate::segments;
use crate::voice_map::age;
use crate::voices::{NARRATOR, Voices};
use crate::{Certificate, ExportError, Options};

#[derive(Serialize)]
struct Line<'a> {
    speaker: String,
    line: &'a str,
}

/// Writes the attributed book of a reading.
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
    for segment in &segments {
        let is_told = matches!(segment.kind, SegmentKind::Narration | SegmentKind::Apart);
        let speaker = match voices.reader(segment) {
            Some(id) => voices.name(id).to_lowercase(),
            None if is_told => NARRATOR.to_owned(),
            None => "unknown".to_owned(),
        };
        let line = Line { speaker, line: reading.book.slice(segment.span) };
        serde_json::to_writer(&mut buffer, &line).map_err(std::io::Error::from)?;
        buffer.push(b'\n');
    }
    let lines = lines(&buffer)?;
    let n_unresolved = voices.n_unresolved(&segments);
    let written = lines.iter().map(|(_, line)| line.as_str());
    let certificate =
        Certificate::new("audiobook-creator", reading, &segments, n_unresolved, written);
    out.write_all(&buffer)?;
    Ok(certificate)
}

/// The speaker and the line of each row of an attributed book, in order.
///
/// # Errors
///
/// If a row is no JSON object with both.
pub fn lines(book: &[u8]) -> Result<Vec<(String, String)>, ExportError> {
    #[derive(Deserialize)]
    struct Row {
        speaker: String,
        line: String,
    }
    let rows = book.split(|&byte| byte == b'\n').enumerate();
    rows.filter(|(_, row)| !row.is_empty())
        .map(|(i, row)| {
            serde_json::from_slice(row)
                .map(|row: Row| (row.speaker, row.line))
                .map_err(|_| ExportError::Unreadable { line: i + 1 })
        })
        .collect()
}

#[derive(Serialize)]
struct GenderMap {
    legend: BTreeMap<&'static str, &'static str>,
    scores: BTreeMap<String, Score>,
}

#[derive(Serialize)]
struct Score {
    name: String,
    age: &'static str,
    gender: &'static str,
    gender_score: u8,
    description: String,
}

/// The gender map: what the text shows of age and gender, as a score from 1 (male) over 5
/// (not told) to 10 (female).
///
/// # Errors
///
/// Never for a reading; the result is that of a writer of JSON.
pub fn gender_map(reading: &Reading, options: &Options) -> Result<Vec<u8>, ExportError> {
    let voices = Voices::new(reading, options);
    let tally = reading.tally(options.threshold);
    let mut map = GenderMap {
        legend: BTreeMap::from([
            ("1", "male"),
            ("5", "the text does not tell"),
            ("10", "female"),
        ]),
        scores: BTreeMap::new(),
    };
    for character in reading.characters() {
        let name = voices.name(character.id).to_lowercase();
        let (gender, gender_score) = match character.entity().gender {
            Gender::Male => ("male", 1),
            Gender::Female => ("female", 10),
            _ => ("unknown", 5),
        };
        let description = format!(
            "{}; {} lines, first seen at byte {}",
            character.pronouns().unwrap_or("pronouns not told"),
            tally.n_quotations[character.id],
            character.entity().first_bytes.range().start,
        );
        let age = age(character.entity()).label();
        let score = Score { name: name.clone(), age, gender, gender_score, description };
        map.scores.insert(name, score);
    }
    let mut bytes = serde_json::to_vec_pretty(&map).map_err(std::io::Error::from)?;
    bytes.push(b'\n');
    Ok(bytes)
}
