//! What is said, thought and written.

use dramaturg_text::{Book, Byte, Note, ParagraphId, Span, Stage, Table, position};

position! {
    /// A row of [`Quotations`].
    QuotationId
}

/// What a quotation is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Mode {
    /// Said aloud.
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

/// How a book marks dialogue; the marks that open an outer quotation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Convention {
    /// `"…"` or `“…”`.
    Double,
    /// `'…'` or `‘…’`.
    Single,
    /// `«…»`.
    Guillemets,
    /// A dash at the start of a paragraph.
    Dash,
    /// No marks were found.
    None,
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

/// Finds quotations.
#[derive(Clone, Copy, Debug, Default)]
pub struct QuotationStage;

impl Stage for QuotationStage {
    type Input<'a> = &'a Book;
    type Layer = Quotations;
    const NAME: &'static str = "quotations";

    fn run(&self, book: &Book) -> Quotations {
        let _ = book;
        Quotations { rows: Table::new(), convention: Convention::None, notes: Vec::new() }
    }
}
