//! A text in pieces for the page, and a book as it is up to a place.
//!
//! A piece is a paragraph, or a part of a very long one; places lie at the ends of pieces.
//! A block is some pieces that are shown together. Where both begin is decided from the
//! text in front of them alone.

use dramaturg::text::{
    Apart, Book, Byte, Draft, Limits, Paragraph, ParagraphKind, Position, Span, read,
};

/// The longest piece, in bytes: one is shown and passed at once.
const MAX_PIECE_BYTES: usize = 4000;
/// A block is closed when it has so many bytes: a few screens.
const BLOCK_BYTES: usize = 6000;
/// How much more is shown when a reader reads on, in bytes: about a third of a screen.
const STEP_BYTES: usize = 700;
/// How much of a story is shown of a book that was never opened, in bytes: a screen.
const FIRST_BYTES: usize = 2400;

/// A paragraph, or a part of one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: ParagraphKind,
    /// Whether more space than usual stands before it.
    pub(crate) has_gap: bool,
    /// Whether it goes on with the paragraph of the piece before it.
    pub(crate) is_continued: bool,
}

/// All pieces of a text, in order.
#[derive(Clone, Debug)]
pub(crate) struct Pages {
    pub(crate) pieces: Vec<Piece>,
    /// The first piece of each block.
    pub(crate) blocks: Vec<usize>,
}

impl Pages {
    pub(crate) fn new(book: &Book) -> Pages {
        let mut pieces = Vec::with_capacity(book.paragraphs.len());
        for paragraph in book.paragraphs.rows() {
            split(&book.text, paragraph, &mut pieces);
        }
        let mut blocks = Vec::new();
        let mut n_bytes = BLOCK_BYTES;
        for (i, piece) in pieces.iter().enumerate() {
            if n_bytes >= BLOCK_BYTES {
                blocks.push(i);
                n_bytes = 0;
            }
            n_bytes += piece.end - piece.start;
        }
        Pages { pieces, blocks }
    }

    /// The end of the last piece.
    pub(crate) fn end(&self) -> usize {
        self.pieces.last().map_or(0, |piece| piece.end)
    }

    /// How many pieces end at or before a place.
    pub(crate) fn n_until(&self, at: usize) -> usize {
        self.pieces.partition_point(|piece| piece.end <= at)
    }

    /// The last place at or before an offset; at least the first.
    pub(crate) fn place(&self, offset: usize) -> usize {
        let i = self.n_until(offset).saturating_sub(1);
        self.pieces.get(i).map_or(0, |piece| piece.end)
    }

    /// Where a book that was never opened is read to.
    pub(crate) fn first_place(&self) -> usize {
        let is_story = |piece: &&Piece| piece.kind == ParagraphKind::Prose;
        let start = self.pieces.iter().find(is_story).map_or(0, |piece| piece.start);
        self.reach(start, FIRST_BYTES)
    }

    /// The place after some more lines.
    pub(crate) fn further(&self, at: usize) -> usize {
        self.reach(at, STEP_BYTES)
    }

    /// The first place that lies some bytes of story behind another.
    fn reach(&self, at: usize, n_bytes: usize) -> usize {
        let mut n = 0;
        let mut place = at.min(self.end());
        for piece in &self.pieces[self.n_until(at)..] {
            place = piece.end;
            if piece.kind != ParagraphKind::Apart {
                n += piece.end - piece.start.max(at);
            }
            // A heading is never the last that is shown.
            if n >= n_bytes && piece.kind == ParagraphKind::Prose {
                break;
            }
        }
        place
    }
}

/// Adds a paragraph's pieces.
fn split(text: &str, paragraph: &Paragraph, pieces: &mut Vec<Piece>) {
    let range = paragraph.span.range();
    let mut start = range.start;
    while start < range.end {
        let mut end = range.end;
        if end - start > MAX_PIECE_BYTES {
            let limit = text.floor_char_boundary(start + MAX_PIECE_BYTES);
            let space = text[start..limit].rfind(char::is_whitespace);
            end = space.filter(|&space| space > 0).map_or(limit, |space| start + space);
        }
        pieces.push(Piece {
            start,
            end,
            kind: paragraph.kind,
            has_gap: paragraph.gap_before && start == range.start,
            is_continued: start > range.start,
        });
        let blank = text[end..range.end].trim_start().len();
        start = if blank == 0 { range.end } else { range.end - blank };
    }
}

/// The book that a reader has before them who has read up to `at`: made from the text in
/// front of it alone. Of a book with markup, the markup of the rest is dropped.
pub(crate) fn cut(book: &Book, at: usize) -> Book {
    let text = &book.text[..at];
    if book.source.format == "plain" {
        // Read anew, so that nothing behind decides what a line is.
        let limits = Limits { force: true, ..Limits::default() };
        let again = read(&book.source.name, text.as_bytes(), &limits);
        if let Ok(again) = again
            && again.text == text
        {
            return again;
        }
    }
    let within = |span: Span<Byte>| span.end().index() <= at;
    let of_kind = |kind: ParagraphKind| {
        let all = book.paragraphs.rows().iter();
        let some = all.filter(|paragraph| paragraph.kind == kind);
        some.map(|paragraph| paragraph.span).filter(|&span| within(span)).collect()
    };
    let mut source = book.source.clone();
    source.sha256 = dramaturg::json::sha256(text);
    source.map = Vec::new();
    source.parts = Vec::new();
    let apart = book.apart.iter().filter(|apart| apart.span.start().index() < at);
    let apart = apart.map(|apart| {
        let range = apart.span.range();
        Apart { span: Span::of(range.start, range.end.min(at)), kind: apart.kind }
    });
    Book::new(Draft {
        text: text.to_owned(),
        source,
        headings: of_kind(ParagraphKind::Heading),
        breaks: of_kind(ParagraphKind::Break),
        emphases: book.emphases.iter().filter(|e| within(e.outer)).copied().collect(),
        apart: apart.collect(),
        is_marked_up: book.source.format != "plain",
        notes: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use dramaturg::text::read_text;

    #[test]
    fn pieces_are_paragraphs_and_long_ones_are_parted_between_words() {
        let long = "word ".repeat(2000);
        let text = format!("Mara sat down.\n\n{long}\n\nTom left.\n");
        let book = read_text("a.txt", &text).unwrap();
        let pages = Pages::new(&book);
        assert_eq!(&text[pages.pieces[0].start..pages.pieces[0].end], "Mara sat down.");
        assert_eq!(pages.pieces.len(), 5);
        for piece in &pages.pieces {
            assert!(piece.end - piece.start <= MAX_PIECE_BYTES);
            assert!(text[piece.start..piece.end].trim() == &text[piece.start..piece.end]);
        }
        assert!(pages.pieces[2].is_continued && !pages.pieces[4].is_continued);
        assert_eq!(pages.place(20), pages.pieces[0].end);
        assert_eq!(pages.further(pages.end()), pages.end());
    }

    #[test]
    fn a_book_up_to_a_place_is_the_book_of_that_text() {
        let text =
            "CHAPTER I\n\n“Yes,” said Mara.\n\nTom left.\n\nCHAPTER II\n\nHe died.\n";
        let book = read_text("a.txt", text).unwrap();
        let pages = Pages::new(&book);
        let at = pages.pieces[1].end;
        let part = cut(&book, at);
        assert_eq!(part.text, &text[..at]);
        assert_eq!(part.chapters.len(), 1);
    }

    #[test]
    fn markup_behind_the_place_is_dropped() {
        let html =
            "<h1>One</h1><p>Mara <i>never</i> slept.</p><h1>Two</h1><p>Tom did.</p>";
        let book = read_text("a.html", html).unwrap();
        let pages = Pages::new(&book);
        let part = cut(&book, pages.pieces[1].end);
        assert_eq!(part.text, &book.text[..pages.pieces[1].end]);
        assert_eq!(part.chapters.len(), 1);
        assert_eq!(part.emphases.len(), 1);
    }
}
