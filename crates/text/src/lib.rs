//! What is written: a book's text, its tokens, sentences, paragraphs and chapters.
//!
//! Read in this order: `span`, `table`, `claim`, `note`, `stage`, `book`, `tokenize`,
//! `sentences`, `structure`, `damage`, then `ingest`, which turns a file's bytes into a [`Book`].

mod book;
#[cfg(any(test, feature = "checks"))]
pub mod checks;
mod claim;
mod damage;
pub mod ingest;
mod note;
mod sentences;
mod span;
mod stage;
mod structure;
mod table;
mod tokenize;

pub use book::{
    Apart, Book, Chapter, ChapterId, Draft, Emphasis, Origin, Paragraph, ParagraphId,
    ParagraphKind, PartCount, SentenceId, Shape, Source, Token, TokenId, TokenKind,
    WordId, Words,
};
pub use claim::{Claim, Evidence};
pub use ingest::{IngestError, Limits, read, read_text};
pub use note::Note;
pub use sentences::sentences;
pub use span::{Byte, Position, Span, SpanIter};
pub use stage::Stage;
pub use table::Table;
pub use tokenize::tokenize;
