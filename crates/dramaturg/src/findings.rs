//! What `check` finds, with names for other tools and places for people.
//!
//! An id is made from the words of both passages, so it outlives an edit elsewhere. A
//! finding that a correction calls intended stays in the list, marked.

use dramaturg_story::{CheckStage, Checked, Finding, FindingKind};
use dramaturg_text::{Byte, Position, Span, Stage};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use crate::corrections::Corrections;
use crate::{Ids, Reading};

/// A passage, as people and editors find it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Where it stands in the text that was read.
    pub span: Span<Byte>,
    /// The line of its start, from 1.
    pub line: usize,
    /// The column of its start in characters, from 1.
    pub column: usize,
    /// The line of its end, from 1.
    pub end_line: usize,
    /// The column behind its last character, from 1.
    pub end_column: usize,
    /// Characters of the text in front of it.
    pub first_char: usize,
    /// How many characters it has.
    pub n_chars: usize,
    /// The chapter, from 1, if the book has any.
    pub chapter: Option<usize>,
    /// Its words on one line.
    pub words: String,
}

/// A finding with its name and its places.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// `f-` and eight hexadecimal digits, made from the words of both passages.
    pub id: String,
    /// What is wrong.
    pub finding: Finding,
    /// The id of whom it is about, in the Story JSON.
    pub character: Option<String>,
    /// The passage that comes first.
    pub first: Passage,
    /// The passage that does not fit it.
    pub second: Passage,
    /// Whether a correction says that it is meant to be so.
    pub is_intended: bool,
}

impl Reading {
    /// What in the story cannot be, in the order of the passages that do not fit.
    pub fn check(&self) -> Vec<Finding> {
        let Reading { book, parse, cast, story } = self;
        CheckStage.run(Checked { book, parse, cast, story })
    }

    /// The same with ids and places, and with what the corrections say of it.
    pub fn findings(&self, corrections: &Corrections) -> Vec<Found> {
        let places = Places::new(self);
        let tally = self.tally(0.0);
        let ids = Ids::new(self, &tally);
        let mut counts: FxHashMap<String, usize> = FxHashMap::default();
        let rows = self.check().into_iter().map(|finding| {
            let first = places.passage(self, finding.first);
            let second = places.passage(self, finding.second);
            let digest = id(finding.kind, &first.words, &second.words);
            let n = counts.entry(digest.clone()).or_default();
            *n += 1;
            let id = if *n == 1 { digest } else { format!("{digest}-{n}") };
            let is_intended = corrections.is_intended(&id, finding.kind, &second.words);
            let character = finding.character.filter(|&who| tally.is_cast[who]);
            let character = character.map(|who| ids.entities[who].clone());
            Found { id, finding, character, first, second, is_intended }
        });
        rows.collect()
    }
}

fn id(kind: FindingKind, first: &str, second: &str) -> String {
    let mut hasher = Sha256::new();
    for part in [kind.label(), first, second] {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let digest = hasher.finalize();
    let hex: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("f-{hex}")
}

/// Where lines begin.
struct Places {
    /// The first byte of each line, and the characters in front of it.
    lines: Vec<(usize, usize)>,
}

impl Places {
    fn new(reading: &Reading) -> Places {
        let mut lines = vec![(0, 0)];
        let (mut at, mut n_chars) = (0, 0);
        for line in reading.book.text.split_inclusive('\n') {
            at += line.len();
            n_chars += line.chars().count();
            if line.ends_with('\n') {
                lines.push((at, n_chars));
            }
        }
        Places { lines }
    }

    /// The line and the column of a byte, from 1, and the characters in front of it.
    fn at(&self, text: &str, byte: usize) -> (usize, usize, usize) {
        let line = self.lines.partition_point(|line| line.0 <= byte);
        let (start, n_before) = self.lines[line - 1];
        let n_chars = text[start..byte].chars().count();
        (line, n_chars + 1, n_before + n_chars)
    }

    fn passage(&self, reading: &Reading, span: Span<Byte>) -> Passage {
        let book = &reading.book;
        let (line, column, first_char) = self.at(&book.text, span.start().index());
        let (end_line, end_column, end_char) = self.at(&book.text, span.end().index());
        let words = book.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
        let chapter = book.chapter_at(span.start()).map(|id| id.index() + 1);
        Passage {
            span,
            line,
            column,
            end_line,
            end_column,
            first_char,
            n_chars: end_char - first_char,
            chapter,
            words,
        }
    }
}
