//! What the engine knows of a book.

use dramaturg_cast::Cast;
use dramaturg_parse::Parse;
use dramaturg_story::Story;
use dramaturg_text::Book;

/// Everything that the engine knows of a book, layer by layer.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What is written.
    pub book: Book,
    /// How its sentences are built.
    pub parse: Parse,
    /// Who is meant and who speaks.
    pub cast: Cast,
    /// What happens, and who knows it.
    pub story: Story,
}
