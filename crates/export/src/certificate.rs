//! The coverage certificate: proof that an export holds the whole text.

use std::io;

use dramaturg::Reading;
use dramaturg::json::sha256;
use dramaturg::view::{Segment, SegmentKind};
use serde::Serialize;
use thiserror::Error;

use crate::document::Document;
use crate::network::Relation;
use crate::voice_map::VoiceMap;

/// What every export may be told.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// A speaker less likely than this, from 0 to 1, is unknown.
    pub threshold: f32,
    /// Whether front matter, licences and the like are left out.
    pub is_story_only: bool,
    /// Which voice each character has; none if nobody has chosen.
    pub voices: Option<VoiceMap>,
    /// What ties two characters in a network.
    pub relation: Relation,
    /// The Story JSON that formats for reading and research are made from, in place of the
    /// reading's own.
    pub document: Option<Document>,
}

/// Why an export came to nothing.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The output cannot be written to.
    #[error("the export cannot be written: {0}")]
    Write(#[from] io::Error),
    /// The format needs something that it was not given.
    #[error("{0}")]
    Missing(&'static str),
    /// What was written cannot be read again; this marks a bug.
    #[error("line {line} of the export cannot be read again; please report it")]
    Unreadable {
        /// The line, from 1.
        line: usize,
    },
}

/// What an export holds, counted in what was written.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Certificate {
    /// The format that was written.
    pub format: &'static str,
    /// Its version.
    pub version: u32,
    /// How many segments were written.
    pub segments: usize,
    /// The bytes of their texts, joined.
    pub bytes: usize,
    /// The bytes that were left out as no story.
    pub bytes_apart: usize,
    /// The SHA-256 of the source without what was left out.
    pub source_sha256: String,
    /// The SHA-256 of the texts that were written, joined.
    pub joined_sha256: String,
    /// How many segments are speech, thought or writing.
    pub spoken: usize,
    /// Of those, how many have no known speaker.
    pub unresolved: usize,
    /// What of a container's files went into the text; none for a plain file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub went_in: Option<WentIn>,
    /// Whether what was written is the source, byte for byte.
    pub complete: bool,
}

/// How much of a container's files is in the text, in visible characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct WentIn {
    /// How many files were read.
    pub parts: usize,
    /// The characters, white space aside, that their readers see.
    pub visible: usize,
    /// Of those, how many are in the text, what is apart from the story included.
    pub in_text: usize,
}

impl WentIn {
    fn new(reading: &Reading) -> Option<WentIn> {
        let parts = &reading.book.source.parts;
        (!parts.is_empty()).then(|| WentIn {
            parts: parts.len(),
            visible: parts.iter().map(|part| part.visible).sum(),
            in_text: parts.iter().map(|part| part.in_text).sum(),
        })
    }
}

impl Certificate {
    /// Holds the texts read from an export against the segments that it is made of.
    pub(crate) fn new<'a>(
        format: &'static str,
        reading: &Reading,
        segments: &[Segment],
        n_unresolved: usize,
        written: impl Iterator<Item = &'a str>,
    ) -> Certificate {
        let mut joined = String::with_capacity(reading.book.text.len());
        let mut n_written = 0;
        for part in written {
            joined.push_str(part);
            n_written += 1;
        }
        let mut certificate =
            Certificate::of_joined(format, reading, segments, n_unresolved, &joined);
        certificate.segments = n_written;
        certificate.complete &= n_written == segments.len();
        certificate
    }

    /// Holds the text read from an export against the segments that it is made of, for
    /// formats that do not tell where one segment ends and the next begins.
    pub(crate) fn of_joined(
        format: &'static str,
        reading: &Reading,
        segments: &[Segment],
        n_unresolved: usize,
        joined: &str,
    ) -> Certificate {
        let text = &reading.book.text;
        let kept: String = segments.iter().map(|s| s.span.slice(text)).collect();
        let source_sha256 = sha256(&kept);
        let joined_sha256 = sha256(joined);
        let is_spoken = |segment: &&Segment| segment.quotation.is_some();
        Certificate {
            format,
            version: 1,
            segments: segments.len(),
            bytes: joined.len(),
            bytes_apart: text.len() - kept.len(),
            complete: source_sha256 == joined_sha256,
            source_sha256,
            joined_sha256,
            spoken: segments.iter().filter(is_spoken).count(),
            unresolved: n_unresolved,
            went_in: WentIn::new(reading),
        }
    }
}

/// The segments that an export writes.
pub(crate) fn segments(reading: &Reading, options: &Options) -> Vec<Segment> {
    let mut segments = reading.segments();
    if options.is_story_only {
        segments.retain(|segment| segment.kind != SegmentKind::Apart);
    }
    segments
}
