//! The tagged text: `[Name] …`, one segment after the other, the certificate last.
//!
//! Version 1. Two rules make it readable both ways.
//!
//! - A segment is its tag (`[`, the name of who reads it, `]`, one space), its text, and
//!   one line feed more. A tag stands at the start of a line, and a name has no bracket.
//! - Inside a segment's text, a line feed may be followed by something that looks like a
//!   tag or like the certificate: any number of backslashes, then `[` or `#certificate`.
//!   It gets one backslash more in front.
//!
//! The last line is `#certificate`, one space, and the certificate as JSON. [`detag`]
//! undoes all of it.

use std::io::Write;

use dramaturg::Reading;

use crate::certificate::segments;
use crate::voices::Voices;
use crate::{Certificate, ExportError, Options};

/// How the last line begins.
const CERTIFICATE: &str = "#certificate";

/// Writes the tagged text of a reading.
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
    let mut buffer = String::with_capacity(reading.book.text.len() * 2);
    for segment in &segments {
        buffer.push('[');
        buffer.push_str(voices.voice(segment));
        buffer.push_str("] ");
        let mut lines = reading.book.slice(segment.span).split('\n');
        buffer.push_str(lines.next().unwrap_or_default());
        for line in lines {
            buffer.push('\n');
            if is_mark(line.trim_start_matches('\\')) {
                buffer.push('\\');
            }
            buffer.push_str(line);
        }
        buffer.push('\n');
    }
    let tagged = detag(&buffer)?;
    let n_unresolved = voices.n_unresolved(&segments);
    let written = tagged.iter().map(|(_, text)| text.as_str());
    let certificate =
        Certificate::new("dramaturg-text", reading, &segments, n_unresolved, written);
    out.write_all(buffer.as_bytes())?;
    write!(out, "{CERTIFICATE} ")?;
    serde_json::to_writer(&mut *out, &certificate).map_err(std::io::Error::from)?;
    out.write_all(b"\n")?;
    Ok(certificate)
}

/// Whether a line begins like a tag or like the certificate.
fn is_mark(line: &str) -> bool {
    line.starts_with('[') || line.starts_with(CERTIFICATE)
}

/// The name and the text of each segment of a tagged text; the texts joined are the
/// source.
///
/// # Errors
///
/// If a tag does not end on its line, or the text does not begin with one.
pub fn detag(tagged: &str) -> Result<Vec<(String, String)>, ExportError> {
    let mut segments: Vec<(String, String)> = Vec::new();
    let body = tagged.strip_suffix('\n').unwrap_or(tagged);
    if body.is_empty() {
        return Ok(segments);
    }
    for (i, line) in body.split('\n').enumerate() {
        let unreadable = || ExportError::Unreadable { line: i + 1 };
        if line.starts_with(CERTIFICATE) {
            break;
        }
        if let Some(tag) = line.strip_prefix('[') {
            let (name, text) = tag.split_once("] ").ok_or_else(unreadable)?;
            segments.push((name.to_owned(), text.to_owned()));
            continue;
        }
        let (_, text) = segments.last_mut().ok_or_else(unreadable)?;
        let is_escaped = line.starts_with('\\') && is_mark(line.trim_start_matches('\\'));
        text.push('\n');
        text.push_str(if is_escaped { &line[1..] } else { line });
    }
    Ok(segments)
}
