//! How far each book is read: a small file a book in a folder of its own.
//!
//! A place is an offset and the words in front of it, so that it is found again in a
//! manuscript that was edited. A file is written beside its place and renamed.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::pages::Pages;

/// The words in front of a place that are remembered, in bytes.
const ANCHOR_BYTES: usize = 160;

/// How far a book is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Place {
    /// The offset.
    pub(crate) at: usize,
    /// The words in front of it.
    anchor: String,
    /// Whether everything is to be shown all the same.
    pub(crate) is_all: bool,
    /// The title, for a shelf that has not opened the book.
    pub(crate) title: String,
    /// The length of the text, likewise.
    pub(crate) length: usize,
}

impl Place {
    /// Moves to an offset of a text.
    pub(crate) fn go(&mut self, text: &str, at: usize) {
        self.at = at;
        let start = text.ceil_char_boundary(at.saturating_sub(ANCHOR_BYTES));
        text[start..at].clone_into(&mut self.anchor);
    }

    /// Finds the place again in a text that may have changed: behind the same words, of
    /// several such places the nearest; if they are gone, at the same offset.
    pub(crate) fn find_again(&mut self, text: &str, pages: &Pages) {
        let anchor = std::mem::take(&mut self.anchor);
        let old = self.at;
        let ends = text.match_indices(&anchor).map(|(start, words)| start + words.len());
        let nearest = ends
            .filter(|_| !anchor.is_empty())
            .min_by_key(|end| (end.abs_diff(old), *end))
            .unwrap_or(old);
        self.go(text, pages.place(nearest));
    }
}

/// The folder with the places.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    folder: PathBuf,
}

impl Places {
    pub(crate) fn new(folder: PathBuf) -> Places {
        Places { folder }
    }

    /// The place of a book; none if it was never opened or its file is no good.
    pub(crate) fn load(&self, id: &str) -> Option<Place> {
        let text = fs::read_to_string(self.path(id)).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Remembers the place of a book.
    pub(crate) fn save(&self, id: &str, place: &Place) -> io::Result<()> {
        replace(&self.path(id), serde_json::to_string(place)?.as_bytes())
    }

    fn path(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }
}

/// Writes a file beside its place and renames it: there is the old one or the new one.
pub(crate) fn replace(path: &Path, data: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(".dramaturg-").tempfile_in(folder)?;
    file.write_all(data)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use dramaturg::text::read_text;

    #[test]
    fn a_place_is_found_again_in_an_edited_text() {
        let text = "Mara sat down.\n\nTom left at once.\n\nNobody came.\n";
        let pages = Pages::new(&read_text("a.txt", text).unwrap());
        let mut place = Place::default();
        place.go(text, pages.pieces[1].end);
        let edited = format!("A new first paragraph.\n\n{text}");
        let pages = Pages::new(&read_text("a.txt", &edited).unwrap());
        let mut found = place.clone();
        found.find_again(&edited, &pages);
        assert!(edited[..found.at].ends_with("Tom left at once."));
        let other = "Something else.\n\nAltogether.\n";
        let pages = Pages::new(&read_text("a.txt", other).unwrap());
        place.find_again(other, &pages);
        assert_eq!(&other[..place.at], other.trim_end());
    }

    #[test]
    fn a_place_is_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::new(folder.path().join("places"));
        assert_eq!(places.load("b"), None);
        let mut place = Place { is_all: true, ..Place::default() };
        place.go("Mara.", 5);
        places.save("b", &place).unwrap();
        assert_eq!(places.load("b"), Some(place));
    }
}
