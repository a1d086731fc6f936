//! What is said, thought and written.
//!
//! Reads `Book`; makes [`Quotations`]. Rules alone: marks are paired inside paragraphs with
//! repair at the paragraph, what is no speech is dropped, then stretches are joined to
//! quotations.
//!
//! Read in this order: `convention` (how this book marks dialogue), `marks` (stretches
//! between marks), `dash` (dialogue without closing marks), `filter` (titles and scare
//! quotes), `thought`, `cued`, `writing`, `join` (stretches to quotations) and `given`.

mod boundary;
mod convention;
mod cued;
mod dash;
mod filter;
mod given;
mod join;
mod marks;
mod thought;
mod writing;

use dramaturg_text::{
    Book, Byte, Note, ParagraphId, ParagraphKind, Position, Span, Stage, Table, position,
};

pub use convention::{Convention, detect_convention};

use crate::GivenQuotation;

position! {
    /// A row of [`Quotations`].
    QuotationId
}

/// What a quotation is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Mode {
    /// Said aloud, or put in the marks of speech.
    Speech,
    /// Thought in words.
    Thought,
    /// Shown as written: a letter, a message, a sign.
    Writing,
}

/// One utterance, thought or piece of writing, possibly in several parts.
#[derive(Clone, Debug)]
pub struct Quotation {
    /// What it is.
    pub mode: Mode,
    /// The words inside the marks, in order; never empty, no part is empty.
    pub parts: Vec<Span<Byte>>,
    /// The same parts with their marks.
    pub outer: Vec<Span<Byte>>,
    /// The quotation that it lies inside of, if any.
    pub nested_in: Option<QuotationId>,
    /// The paragraph in which it begins.
    pub paragraph: ParagraphId,
}

impl Quotation {
    /// From its first byte to its last, marks included.
    pub fn hull(&self) -> Span<Byte> {
        let last = self.outer[self.outer.len() - 1];
        self.outer[0].hull(last)
    }

    /// From its first word to its last, without the marks at its ends.
    pub fn words_hull(&self) -> Span<Byte> {
        let last = self.parts[self.parts.len() - 1];
        self.parts[0].hull(last)
    }
}

/// All quotations in order of their first byte; an outer one comes before those inside it.
#[derive(Clone, Debug)]
pub struct Quotations {
    /// The rows.
    pub rows: Table<QuotationId, Quotation>,
    /// The convention of most of the book.
    pub convention: Convention,
    /// Marks never opened or never closed, and the like.
    pub notes: Vec<Note>,
}

/// A text of at most so many quotations is short: each name, cue and call in it has to be weighed,
/// where in a novel the many speak for themselves.
const MAX_SHORT: usize = 400;

impl Quotations {
    /// Whether the text is as short as a story.
    pub fn is_short(&self) -> bool {
        self.rows.len() <= MAX_SHORT
    }
}

/// A stretch of one paragraph between two marks, before it is part of a quotation.
#[derive(Clone, Debug)]
pub(crate) struct Stretch {
    /// The words inside the marks.
    pub(crate) inner: Span<Byte>,
    /// With the marks.
    pub(crate) outer: Span<Byte>,
    pub(crate) mark: Mark,
    pub(crate) mode: Mode,
    /// The index of the stretch of the same paragraph that it lies inside of.
    pub(crate) nested_in: Option<usize>,
    /// Whether it runs on in the next paragraph.
    pub(crate) is_open_ended: bool,
}

/// A pair of marks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Mark {
    Double,
    Single,
    Guillemet,
    SingleGuillemet,
    /// The dash of a paragraph, or no mark at all.
    Bare,
}

/// Finds quotations.
#[derive(Clone, Copy, Debug, Default)]
pub struct QuotationStage<'g> {
    /// Quotations that are known; a found one that overlaps them gives way.
    pub given: &'g [GivenQuotation],
    /// Whether there are no others.
    pub has_all: bool,
}

impl Stage for QuotationStage<'_> {
    type Input<'a> = &'a Book;
    type Layer = Quotations;
    const NAME: &'static str = "quotations";

    fn run(&self, book: &Book) -> Quotations {
        let convention = detect_convention(book);
        let dashes = convention::dashes(book);
        let tense = cued::tense(book);
        let mut notes = Vec::new();
        let mut all: Vec<(ParagraphId, Vec<Stretch>)> = Vec::new();
        for (id, paragraph) in book.paragraphs.iter() {
            if paragraph.kind != ParagraphKind::Prose {
                continue;
            }
            let mut stretches = marks::stretches(book, id, convention, &mut notes);
            if let Some(dashes) = dashes {
                dash::add(book, id, convention, dashes, &mut stretches);
            }
            writing::shown(book, paragraph.span, &mut stretches);
            filter::drop_other_uses(book, convention, paragraph.span, &mut stretches);
            let is_speaking = all.last().is_some_and(|(_, last)| {
                last.last().is_some_and(|s| s.is_open_ended && s.mode == Mode::Speech)
            });
            thought::add(book, id, convention, tense, is_speaking, &mut stretches);
            writing::add_capitals(book, paragraph.tokens, &mut stretches);
            if !stretches.is_empty() {
                all.push((id, stretches));
            }
        }
        writing::mark(book, &mut all);
        let mut rows = join::join(book, &all);
        if self.has_all {
            rows = Table::new();
        }
        if !self.given.is_empty() {
            rows = given::keep(book, self.given, &rows);
        }
        notes.sort_by_key(|n| (n.span.start(), n.code));
        if convention == Convention::None && book.tokens.len() > 400 {
            notes.push(Note {
                span: Span::of(0, book.text.len().min(1)),
                code: "no-dialogue-marks",
                message: "no quotation marks or dialogue dashes were found".to_owned(),
            });
        }
        Quotations { rows, convention, notes }
    }
}

/// The character before a byte, inside a stretch of text that begins at `from`.
pub(crate) fn before(text: &str, from: usize, at: usize) -> Option<char> {
    text[from..at].chars().next_back()
}

/// Trims white space from both ends of a stretch.
pub(crate) fn trim(text: &str, span: Span<Byte>) -> Span<Byte> {
    let words = span.slice(text);
    let start = span.start().index() + (words.len() - words.trim_start().len());
    Span::of(start, (start + words.trim().len()).max(start))
}
