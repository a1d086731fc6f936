//! A zip archive, unpacked under limits before any parser sees it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{IngestError, Limits, MAX_BYTES, MAX_ENTRIES, MAX_ENTRY_BYTES};

/// Endings of what is never read: pictures, sounds, fonts.
const MEDIA: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff", "avif", "mp3", "mp4",
    "m4a", "m4v", "ogg", "oga", "ogv", "opus", "wav", "webm", "ttf", "otf", "ttc",
    "woff", "woff2", "pdf",
];

/// What an archive holds, pictures, sounds and fonts aside.
#[derive(Debug)]
pub(super) struct Archive {
    /// The entries' bytes by path, in the paths' order.
    pub(super) entries: BTreeMap<String, Vec<u8>>,
}

/// A refusal for an archive that is damaged or unsafe.
pub(super) fn broken(place: &str, problem: impl Into<String>) -> IngestError {
    IngestError::Container {
        place: place.to_owned(),
        problem: problem.into(),
        remedy: "re-save the book, for example with Calibre",
    }
}

/// Unpacks an archive. Each entry and all of them together are read through a counting cap,
/// whatever size the archive claims.
pub(super) fn unpack(bytes: &[u8], limits: &Limits) -> Result<Archive, IngestError> {
    let mut zip = ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| broken("archive", format!("cannot be opened ({error})")))?;
    if zip.len() > limits.max_entries {
        return Err(IngestError::TooBig {
            what: format!("the archive with {} entries", zip.len()),
            limit: limits.max_entries,
            flag: MAX_ENTRIES,
        });
    }
    let mut entries = BTreeMap::new();
    let mut n_bytes = 0usize;
    for i in 0..zip.len() {
        let entry = zip.by_index_raw(i).map_err(|error| {
            broken("archive", format!("entry {i} cannot be read ({error})"))
        })?;
        let name = entry
            .name()
            .map_err(|error| {
                broken("archive", format!("entry {i} has no name ({error})"))
            })?
            .into_owned();
        if entry.enclosed_name().is_none() {
            return Err(IngestError::Container {
                place: name,
                problem: "its path leads out of the archive".to_owned(),
                remedy: "do not open this file",
            });
        }
        if entry.encrypted() {
            return Err(locked(&name));
        }
        let is_dir = entry.is_dir();
        drop(entry);
        if is_dir || is_media(&name) {
            continue;
        }
        let entry = zip
            .by_index(i)
            .map_err(|error| broken(&name, format!("cannot be unpacked ({error})")))?;
        let cap = limits.max_entry_bytes.min(limits.max_bytes.saturating_sub(n_bytes));
        let mut content = Vec::new();
        entry
            .take(cap as u64 + 1)
            .read_to_end(&mut content)
            .map_err(|error| broken(&name, format!("cannot be unpacked ({error})")))?;
        if content.len() > cap {
            let (limit, flag) = if cap < limits.max_entry_bytes {
                (limits.max_bytes, MAX_BYTES)
            } else {
                (limits.max_entry_bytes, MAX_ENTRY_BYTES)
            };
            let what = match flag {
                MAX_BYTES => format!("the archive up to {name}, unpacked,"),
                _ => format!("{name}, unpacked,"),
            };
            return Err(IngestError::TooBig { what, limit, flag });
        }
        n_bytes += content.len();
        entries.insert(name, content);
    }
    Ok(Archive { entries })
}

/// A refusal for XML with entities of its own.
pub(super) fn entities(place: &str) -> IngestError {
    IngestError::Container {
        place: place.to_owned(),
        problem: "declares entities of its own, which are never expanded".to_owned(),
        remedy: "re-save the book, for example with Calibre",
    }
}

/// A refusal for a book with copy protection.
pub(super) fn locked(place: &str) -> IngestError {
    IngestError::Container {
        place: place.to_owned(),
        problem: "is encrypted (copy protection)".to_owned(),
        remedy: "give a copy without copy protection",
    }
}

/// Whether a path's ending names a picture, a sound or a font.
pub(super) fn is_media(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| {
        MEDIA.iter().any(|media| ending.eq_ignore_ascii_case(media))
    })
}
