//! What people put right, kept in a file beside the book.
//!
//! A correction is anchored to words and not to numbers: a line by its words and those
//! around it, a character by a name that the text uses. So it outlives a new engine and an
//! edited manuscript; what no longer fits is reported and stays in the file. Corrections
//! enter the engine as [`Given`], and every stage decides the rest with them in sight.
//!
//! Read in this order: this file, `anchor` (words to places), `resolve` (to [`Given`]),
//! `edit` (the TOML), `store` (the file), `review` (what to look at first).

mod anchor;
mod edit;
mod resolve;
mod review;
mod store;

use dramaturg_story::FindingKind;
use dramaturg_text::Book;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::{Engine, Given, Reading};

pub use edit::{Entry, FormatError};
pub use resolve::{Placed, Resolved, Unplaced};
pub use review::{Doubt, review};
pub use store::{Change, Changed, CorrectionsFile, StoreError};

/// The corrections of one book, as its file has them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Corrections {
    /// A name of whoever tells the story.
    pub narrator: Option<String>,
    /// Names that are one character's.
    pub merge: Vec<Merge>,
    /// Names that are never one character's.
    pub apart: Vec<Apart>,
    /// Names that are to be another character than the one that has them now.
    pub split: Vec<Split>,
    /// What a character is to be called.
    pub rename: Vec<Rename>,
    /// Lines with their speaker or their mode.
    pub line: Vec<Line>,
    /// Findings that are meant to be so.
    pub intended: Vec<Intended>,
}

/// Names that are one character's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// A name of each; the first character's name stays.
    pub names: Vec<String>,
}

/// Names that are never one character's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Apart {
    /// A name of each.
    pub names: Vec<String>,
}

/// Names that are a character of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// The names that go.
    pub names: Vec<String>,
}

/// What a character is to be called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    /// A name that the text uses.
    pub name: String,
    /// The name for reports.
    pub to: String,
}

/// A line, and what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Line {
    /// Its words, without the marks.
    pub words: String,
    /// Some words before it.
    pub before: String,
    /// Some words behind it.
    pub after: String,
    /// A name of who says it; empty for "nobody can tell".
    pub speaker: Option<String>,
    /// Whether it is a line inside another one.
    pub inside: bool,
    /// `speech`, `thought` or `writing`, if it is another than the engine thinks; `none` if
    /// it is no quotation at all.
    pub mode: Option<String>,
}

/// A finding that is meant to be so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Intended {
    /// Its id, which is made from its words; it may be left out where there are words.
    pub finding: String,
    /// Its kind, as `body`.
    pub kind: String,
    /// The words of the passage that does not fit.
    pub words: String,
    /// Why, for people.
    pub note: String,
}

impl Corrections {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether any of them changes a reading; those of findings do not.
    pub fn changes_reading(&self) -> bool {
        self.len() > self.intended.len()
    }

    /// How many corrections there are, those of findings included.
    pub fn len(&self) -> usize {
        usize::from(self.narrator.is_some())
            + self.merge.len()
            + self.apart.len()
            + self.split.len()
            + self.rename.len()
            + self.line.len()
            + self.intended.len()
    }

    /// All of them, a kind after the other.
    pub fn entries(&self) -> Vec<Entry> {
        let lists = self.merge.iter().map(|row| Entry::Merge(row.names.clone()));
        let apart = self.apart.iter().map(|row| Entry::Apart(row.names.clone()));
        let split = self.split.iter().map(|row| Entry::Split(row.names.clone()));
        let rename =
            self.rename.iter().map(|row| Entry::Rename(row.name.clone(), row.to.clone()));
        let narrator = self.narrator.iter().cloned().map(Entry::Narrator);
        let line = self.line.iter().cloned().map(Entry::Line);
        let intended = self.intended.iter().cloned().map(Entry::Intended);
        lists
            .chain(apart)
            .chain(split)
            .chain(rename)
            .chain(narrator)
            .chain(line)
            .chain(intended)
            .collect()
    }

    /// Twelve hexadecimal digits made from all of them: two files that say the same have the
    /// same.
    pub fn version(&self) -> String {
        let mut hasher = Sha256::new();
        for entry in self.entries() {
            hasher.update(entry.id());
        }
        hex(&hasher.finalize()[..6])
    }

    /// Whether a finding is meant to be so: by its id, or by its kind and its words, which
    /// may have been edited a little.
    pub fn is_intended(&self, id: &str, kind: FindingKind, words: &str) -> bool {
        self.intended.iter().any(|intended| intended.is_of(id, kind, words))
    }
}

impl Intended {
    /// Whether it is about a finding: by its id, or by its kind and its words.
    pub fn is_of(&self, id: &str, kind: FindingKind, words: &str) -> bool {
        self.finding == id
            || self.kind == kind.label() && anchor::is_like(&self.words, words)
    }
}

/// Bytes in hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A reading with corrections, and what became of them.
#[derive(Clone, Debug)]
pub struct Corrected {
    /// The reading.
    pub reading: Reading,
    /// Corrections that found their place; what is said of findings counts as placed.
    pub placed: Vec<Placed>,
    /// Those that did not.
    pub unplaced: Vec<Unplaced>,
}

impl Engine {
    /// Reads a book with corrections. They are placed with the help of a reading without
    /// them, so a book that has any is read twice, but for its parse.
    pub fn read_corrected(&self, book: Book, corrections: &Corrections) -> Corrected {
        let first = self.read(book);
        let Resolved { given, placed, unplaced } = corrections.resolve(&first);
        let reading = if given == Given::default() {
            first
        } else {
            self.read_parsed(first.book, Some(first.parse), &given)
        };
        Corrected { reading, placed, unplaced }
    }

    /// The same, from the reading of the book without corrections, which is kept: for who
    /// corrects again and again.
    pub fn correct(&self, plain: &Reading, corrections: &Corrections) -> Corrected {
        let Resolved { given, placed, unplaced } = corrections.resolve(plain);
        let reading = if given == Given::default() {
            plain.clone()
        } else {
            self.read_parsed(plain.book.clone(), Some(plain.parse.clone()), &given)
        };
        Corrected { reading, placed, unplaced }
    }
}
