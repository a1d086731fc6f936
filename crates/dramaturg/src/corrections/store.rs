//! The file of corrections: read, and changed without ever losing a byte.
//!
//! A change is made under a lock that all processes of the machine share, to what the file
//! holds at that moment; it is written beside the file and renamed over it. So two windows
//! that correct at once lose nothing, and a process that is killed leaves the old file or
//! the new one. A file that cannot be read is left as it is.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::edit::{added, removed, undone};
use super::{Corrections, Entry, FormatError, hex};

/// Why corrections cannot be read or kept.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The file cannot be read or written.
    #[error(
        "{path}: {error}; corrections stand beside the book, or where --corrections says"
    )]
    File {
        /// The file.
        path: String,
        /// What the system says.
        error: io::Error,
    },
    /// Somebody else has changed the same entry.
    #[error(
        "this was corrected in another window meanwhile; look at it again, nothing was changed"
    )]
    Stale,
    /// The file holds something else.
    #[error("{path}: {error}; mend the file or move it away, it was not touched")]
    Format {
        /// The file.
        path: String,
        /// What is wrong.
        error: FormatError,
    },
}

/// Entries to be taken out and put in, together or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Those that go.
    pub remove: Vec<Entry>,
    /// Those that come.
    pub add: Vec<Entry>,
    /// The version of the corrections that whoever changes them has seen. Where the file has
    /// another one, what was put in since is not replaced. None to replace whatever is there.
    pub seen: Option<String>,
}

/// What a change has made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The corrections as they are now.
    pub corrections: Corrections,
    /// The entries that others have taken the place of.
    pub replaced: Vec<Entry>,
}

/// Where the corrections of a book are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionsFile {
    path: PathBuf,
}

impl CorrectionsFile {
    /// `BOOK.dramaturg.toml` beside a book.
    pub fn beside(book: &Path) -> CorrectionsFile {
        let mut name = OsString::from(book.file_name().unwrap_or_default());
        name.push(".dramaturg.toml");
        CorrectionsFile { path: book.with_file_name(name) }
    }

    /// A file of another name.
    pub fn at(path: &Path) -> CorrectionsFile {
        CorrectionsFile { path: path.to_owned() }
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The corrections in it; none where there is no file.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or holds something else.
    pub fn load(&self) -> Result<Corrections, StoreError> {
        match self.text()? {
            Some(text) => Corrections::parse(&text).map_err(|error| self.format(error)),
            None => Ok(Corrections::default()),
        }
    }

    /// Adds entries, all or none, and gives the corrections as they are then.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or written, or holds something else.
    pub fn add(&self, entries: &[Entry]) -> Result<Corrections, StoreError> {
        let change = Change { add: entries.to_vec(), ..Change::default() };
        self.change(&change).map(|changed| changed.corrections)
    }

    /// Takes entries out and puts others in, all or none. Two who change different entries at
    /// once both succeed; of two who change one, the second is told.
    ///
    /// # Errors
    ///
    /// If an entry that is to go is not there, or one would be replaced that was not seen;
    /// if the file cannot be read or written, or holds something else.
    pub fn change(&self, change: &Change) -> Result<Changed, StoreError> {
        let _lock = self.lock()?;
        let format = |error| self.format(error);
        let mut text = self.text()?.unwrap_or_default();
        let is_seen = match &change.seen {
            Some(seen) if !text.trim().is_empty() => {
                Corrections::parse(&text).map_err(format)?.version() == *seen
            }
            Some(seen) => Corrections::default().version() == *seen,
            None => true,
        };
        for entry in &change.remove {
            text = removed(&text, entry).map_err(format)?.ok_or(StoreError::Stale)?;
        }
        let mut replaced = Vec::new();
        for entry in &change.add {
            let (more, gone) = added(&text, entry).map_err(format)?;
            if !is_seen && gone.iter().any(|old| old != entry) {
                return Err(StoreError::Stale);
            }
            text = more;
            replaced.extend(gone);
        }
        let corrections = Corrections::parse(&text).map_err(format)?;
        self.write(&text)?;
        Ok(Changed { corrections, replaced })
    }

    /// Takes the last entry out, and gives it in words; none if there is none.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or written, or holds something else.
    pub fn undo(&self) -> Result<Option<String>, StoreError> {
        let _lock = self.lock()?;
        let text = self.text()?.unwrap_or_default();
        if text.trim().is_empty() {
            return Ok(None);
        }
        let Some((text, was)) = undone(&text).map_err(|error| self.format(error))? else {
            return Ok(None);
        };
        self.write(&text)?;
        Ok(Some(was))
    }

    fn shown(&self) -> String {
        self.path.display().to_string()
    }

    fn failed(&self, error: io::Error) -> StoreError {
        StoreError::File { path: self.shown(), error }
    }

    fn format(&self, error: FormatError) -> StoreError {
        StoreError::Format { path: self.shown(), error }
    }

    fn text(&self) -> Result<Option<String>, StoreError> {
        match fs::read_to_string(&self.path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// The lock of this file, held until it is dropped. It lies with temporary files, so
    /// that nothing is left beside the book.
    fn lock(&self) -> Result<File, StoreError> {
        let folder = self.folder();
        let folder = fs::canonicalize(&folder).map_err(|error| self.failed(error))?;
        let place = folder.join(self.path.file_name().unwrap_or_default());
        let digest = Sha256::digest(place.as_os_str().as_encoded_bytes());
        let path =
            std::env::temp_dir().join(format!("dramaturg-{}.lock", hex(&digest[..12])));
        let file = File::options().create(true).append(true).open(path);
        let file = file.map_err(|error| self.failed(error))?;
        file.lock().map_err(|error| self.failed(error))?;
        Ok(file)
    }

    fn folder(&self) -> PathBuf {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        folder.unwrap_or(Path::new(".")).to_owned()
    }

    fn write(&self, text: &str) -> Result<(), StoreError> {
        let written = || -> io::Result<()> {
            let mut builder = tempfile::Builder::new();
            let mut file = builder.prefix(".dramaturg-").tempfile_in(self.folder())?;
            if let Ok(metadata) = fs::metadata(&self.path) {
                file.as_file().set_permissions(metadata.permissions())?;
            }
            file.write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(&self.path)?;
            Ok(())
        };
        written().map_err(|error| self.failed(error))
    }
}
