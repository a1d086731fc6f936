//! What is written: the text of a book and how it is divided.
//!
//! Made from a [`Draft`], which every reader of `ingest` fills. The text itself is never
//! altered after decoding; everything else points into it.

use rustc_hash::FxHashMap;

use crate::structure::divide;
use crate::{Byte, Note, Position, Span, Table, damage, position, sentences, tokenize};

position! {
    /// A row of [`Book::tokens`].
    TokenId
}
position! {
    /// A row of [`Book::sentences`].
    SentenceId
}
position! {
    /// A row of [`Book::paragraphs`].
    ParagraphId
}
position! {
    /// A row of [`Book::chapters`].
    ChapterId
}
position! {
    /// A row of [`Words`].
    WordId
}

/// What kind of thing a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenKind {
    /// Letters, perhaps with inner hyphens and apostrophes; a clitic such as `’s` or `n’t`.
    Word,
    /// Begins with a digit.
    Number,
    /// Anything else but white space.
    Punctuation,
}

/// How a word is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Begins with a small letter, or with no letter at all.
    Lower,
    /// One capital, then small letters: `Mara`.
    Capital,
    /// Capitals alone, at least two: `MARA`.
    Upper,
}

/// The smallest unit that stages point at.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// Where it stands.
    pub span: Span<Byte>,
    /// Its form in lower case, apostrophes straight.
    pub word: WordId,
    /// What kind of thing it is.
    pub kind: TokenKind,
    /// How it is written.
    pub shape: Shape,
}

/// The different words of a book in lower case, each once, in order of first use.
#[derive(Clone, Debug, Default)]
pub struct Words {
    forms: Table<WordId, Box<str>>,
    /// Words of up to 15 bytes by those bytes: nearly all, and found without a detour.
    short: FxHashMap<u128, WordId>,
    long: FxHashMap<Box<str>, WordId>,
}

/// A short form's bytes and their number in one integer; none for a long form.
fn short_key(form: &str) -> Option<u128> {
    let bytes = form.as_bytes();
    let len = bytes.len();
    // The first and the last bytes, which may overlap: with the number of bytes no two forms
    // have the same.
    let (low, high) = match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        _ if len > 15 => return None,
        (Some(first), Some(last)) => {
            (u64::from_le_bytes(*first), u64::from_le_bytes(*last) >> 8)
        }
        _ => match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            (Some(first), Some(last)) => (
                u64::from(u32::from_le_bytes(*first)),
                u64::from(u32::from_le_bytes(*last)),
            ),
            _ => (bytes.iter().fold(0, |key, &b| key << 8 | u64::from(b)), 0),
        },
    };
    Some(u128::from(low) | u128::from(high) << 64 | (len as u128) << 120)
}

impl Words {
    /// The id of a form, made if it is new.
    pub(crate) fn intern(&mut self, form: &str) -> WordId {
        if let Some(id) = self.find(form) {
            return id;
        }
        let id = self.forms.push(form.into());
        match short_key(form) {
            Some(key) => self.short.insert(key, id),
            None => self.long.insert(form.into(), id),
        };
        id
    }

    /// The id of a form in lower case, if the book has it.
    pub fn find(&self, form: &str) -> Option<WordId> {
        match short_key(form) {
            Some(key) => self.short.get(&key).copied(),
            None => self.long.get(form).copied(),
        }
    }

    /// The form of an id.
    #[inline]
    pub fn form(&self, id: WordId) -> &str {
        &self.forms[id]
    }

    /// All forms in order of first use.
    pub fn iter(&self) -> impl Iterator<Item = (WordId, &str)> {
        self.forms.iter().map(|(id, form)| (id, &**form))
    }

    /// How many different words there are.
    pub fn len(&self) -> usize {
        self.forms.len()
    }

    /// Whether the book has no word.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }
}

/// What a paragraph is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParagraphKind {
    /// Story text.
    Prose,
    /// The title of a chapter or part.
    Heading,
    /// A mark between scenes: `***`, a rule, a lone ornament.
    Break,
    /// Not story: a licence, a table of contents, an editor's note.
    Apart,
}

/// A paragraph: a block of text between blank lines, or one line where lines are paragraphs.
#[derive(Clone, Copy, Debug)]
pub struct Paragraph {
    /// From its first character that is no white space to its last.
    pub span: Span<Byte>,
    /// Its tokens.
    pub tokens: Span<TokenId>,
    /// Its sentences, which tile its tokens.
    pub sentences: Span<SentenceId>,
    /// What it is for.
    pub kind: ParagraphKind,
    /// Whether more white space than usual stands before it (a scene break without a mark).
    pub gap_before: bool,
}

/// A chapter: from its heading to the next one's.
#[derive(Clone, Debug)]
pub struct Chapter {
    /// The words of its heading on one line, if it has one.
    pub title: Option<String>,
    /// From its heading up to the next chapter.
    pub span: Span<Byte>,
    /// Its paragraphs, the heading included.
    pub paragraphs: Span<ParagraphId>,
}

/// A stretch of the text that is not story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apart {
    /// Where it stands.
    pub span: Span<Byte>,
    /// What it is: `header`, `footer`, `contents`, `front-matter`, `note` and the like.
    pub kind: &'static str,
}

/// A stretch of the text that the author set off: italics, `_underscores_`, `*asterisks*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Emphasis {
    /// The words, without their marks.
    pub span: Span<Byte>,
    /// With their marks, where the marks are characters of the text; else equal to `span`.
    pub outer: Span<Byte>,
}

/// A stretch of extracted text and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Where it stands in the extracted text.
    pub span: Span<Byte>,
    /// The file inside the container, or the file itself.
    pub file: String,
    /// The element or line it came from, as `p[12]` or `line 40`; empty if unknown.
    pub element: String,
}

/// How much of one part of a container went where, in visible characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartCount {
    /// The file inside the container.
    pub file: String,
    /// Characters, white space aside, that a reader of the part sees.
    pub visible: usize,
    /// Of those, how many are in the text, `apart` included.
    pub in_text: usize,
}

/// What is known of the file that was read.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The file's name without its folder.
    pub name: String,
    /// `plain`, `markdown`, `html`, `epub`, `docx`, `odt`, `rtf`.
    pub format: &'static str,
    /// The encoding it was decoded from, such as `UTF-8` or `windows-1252`.
    pub encoding: String,
    /// Whether the text is the file's own bytes.
    pub is_verbatim: bool,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub file_sha256: String,
    /// SHA-256 of the text's bytes, in hexadecimal.
    pub sha256: String,
    /// The title that the file states.
    pub title: Option<String>,
    /// The authors that the file states.
    pub authors: Vec<String>,
    /// The language, as `en`.
    pub language: Option<String>,
    /// The way back from extracted text to the container; empty for plain text.
    pub map: Vec<Origin>,
    /// What went in, part by part; empty for plain text.
    pub parts: Vec<PartCount>,
}

/// What a reader of `ingest` makes of a file: its text and what its markup says.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The text, decoded once.
    pub text: String,
    /// What is known of the file.
    pub source: Source,
    /// Stretches that markup calls headings; plain text has none.
    pub headings: Vec<Span<Byte>>,
    /// Stretches that markup calls breaks.
    pub breaks: Vec<Span<Byte>>,
    /// Stretches that markup sets in italics; plain text's marks are found later.
    pub emphases: Vec<Emphasis>,
    /// Stretches known to be no story.
    pub apart: Vec<Apart>,
    /// Whether blank lines alone divide paragraphs, as in text extracted from markup.
    pub is_marked_up: bool,
    /// What was odd on the way in.
    pub notes: Vec<Note>,
}

/// The text of a book, and how it is divided.
#[derive(Clone, Debug)]
pub struct Book {
    /// The text, never altered after decoding.
    pub text: String,
    /// What is known of the file.
    pub source: Source,
    /// The different words in lower case.
    pub words: Words,
    /// All tokens in order; the gaps between them are white space.
    pub tokens: Table<TokenId, Token>,
    /// All sentences in order, as spans of tokens.
    pub sentences: Table<SentenceId, Span<TokenId>>,
    /// All paragraphs in order.
    pub paragraphs: Table<ParagraphId, Paragraph>,
    /// All chapters in order; they cover every paragraph from the first heading on.
    pub chapters: Table<ChapterId, Chapter>,
    /// What is no story, in order, without overlap.
    pub apart: Vec<Apart>,
    /// What the author set off, in order, without overlap.
    pub emphases: Vec<Emphasis>,
    /// What was odd.
    pub notes: Vec<Note>,
    /// For each block of the text the first token that ends behind its start.
    of_block: Vec<u32>,
}

/// How many bytes of the text a block has: some fourteen tokens.
const BLOCK: usize = 64;

/// For each block of a text, and for what is behind it, the first token that ends behind its
/// start.
fn token_blocks(text: &str, tokens: &Table<TokenId, Token>) -> Vec<u32> {
    let tokens = tokens.rows();
    let mut first = 0;
    let starts = (0..=text.len() / BLOCK + 1).map(|block| block * BLOCK);
    starts
        .map(|start| {
            while tokens.get(first).is_some_and(|t| t.span.end().index() <= start) {
                first += 1;
            }
            u32::try_from(first).expect("texts and tables fit in 32 bits")
        })
        .collect()
}

impl Book {
    /// Divides a draft into paragraphs, sentences, tokens and chapters.
    pub fn new(draft: Draft) -> Book {
        let division = divide(&draft);
        let Draft { text, source, mut notes, .. } = draft;
        notes.extend(division.notes);
        let mut words = Words::default();
        // English has a token in 4.5 bytes.
        let mut tokens = Table::with_capacity(text.len() / 4);
        let mut rows = Table::new();
        let mut paragraphs = Table::with_capacity(division.blocks.len());
        for block in &division.blocks {
            let first = tokens.len();
            tokenize(&text, block.span, &mut words, &mut tokens);
            let span = Span::of(first, tokens.len());
            let first = rows.len();
            sentences(&text, &words, &tokens, span, &mut rows);
            paragraphs.push(Paragraph {
                span: block.span,
                tokens: span,
                sentences: Span::of(first, rows.len()),
                kind: block.kind,
                gap_before: block.gap_before,
            });
        }
        let of_block = token_blocks(&text, &tokens);
        let mut book = Book {
            text,
            source,
            words,
            tokens,
            sentences: rows,
            paragraphs,
            chapters: division.chapters,
            apart: division.apart,
            emphases: division.emphases,
            notes,
            of_block,
        };
        let found = damage::report(&book);
        book.notes.extend(found);
        book
    }

    /// The words of a stretch.
    #[inline]
    pub fn slice(&self, span: Span<Byte>) -> &str {
        span.slice(&self.text)
    }

    /// A token as it is written.
    #[inline]
    pub fn written(&self, id: TokenId) -> &str {
        self.slice(self.tokens[id].span)
    }

    /// A token in lower case, apostrophes straight.
    #[inline]
    pub fn lower(&self, id: TokenId) -> &str {
        self.words.form(self.tokens[id].word)
    }

    /// The bytes from the start of a span of tokens to its end; empty at 0 for an empty one.
    #[inline]
    pub fn bytes(&self, span: Span<TokenId>) -> Span<Byte> {
        if span.is_empty() {
            return Span::of(0, 0);
        }
        let last = TokenId::from_index(span.end().index() - 1);
        Span::new(self.tokens[span.start()].span.start(), self.tokens[last].span.end())
    }

    /// The first token that ends after `at`; the number of tokens if there is none.
    pub fn token_at(&self, at: Byte) -> TokenId {
        let block = (at.index() / BLOCK).min(self.of_block.len() - 2);
        let [from, until] = [self.of_block[block], self.of_block[block + 1]];
        let (from, until) = (from as usize, (until as usize + 1).min(self.tokens.len()));
        let n = self.tokens.rows()[from..until].partition_point(|t| t.span.end() <= at);
        TokenId::from_index(from + n)
    }

    /// The tokens that lie wholly or partly in a stretch.
    pub fn tokens_in(&self, span: Span<Byte>) -> Span<TokenId> {
        let start = self.token_at(span.start());
        let end = self.token_at(span.end());
        let is_partly_in =
            self.tokens.get(end).is_some_and(|t| t.span.start() < span.end());
        Span::of(start.index(), end.index() + usize::from(is_partly_in))
    }

    /// The paragraph that holds `at`, or the next one after it; none behind the last.
    pub fn paragraph_at(&self, at: Byte) -> Option<ParagraphId> {
        let i = self.paragraphs.rows().partition_point(|p| p.span.end() <= at);
        (i < self.paragraphs.len()).then(|| ParagraphId::from_index(i))
    }

    /// The chapter that holds `at`, if any.
    pub fn chapter_at(&self, at: Byte) -> Option<ChapterId> {
        let i = self.chapters.rows().partition_point(|c| c.span.end() <= at);
        let chapter = self.chapters.rows().get(i)?;
        chapter.span.contains(at).then(|| ChapterId::from_index(i))
    }

    /// How many words it has: tokens that are words or numbers, clitics not counted apart.
    pub fn n_words(&self) -> usize {
        self.text.split_whitespace().count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_found_by_their_bytes() {
        let text = "“Oh!” said Tom — and  then, long\n\nafter".repeat(9) + "\n   ";
        let book = crate::read("a.txt", text.as_bytes(), &crate::Limits::default());
        let book = book.expect("a text is a book");
        let tokens = book.tokens.rows();
        for at in 0..book.text.len() + 200 {
            let byte = Byte::from_index(at);
            let first = tokens.partition_point(|t| t.span.end() <= byte);
            assert_eq!(book.token_at(byte).index(), first, "{at}");
            for end in [at, at + 1, at + 7, at + 99] {
                let last = tokens.partition_point(|t| t.span.start().index() < end);
                let found = book.tokens_in(Span::of(at, end));
                assert_eq!(found, Span::of(first, last.max(first)), "{at} to {end}");
            }
        }
    }

    #[test]
    fn every_form_has_an_id_of_its_own() {
        let long: String = ('a'..='z').collect();
        let mut words = Words::default();
        let mut ids = Vec::new();
        for n in 0..=long.len() {
            ids.push(words.intern(&long[..n]));
            ids.push(words.intern(&"a".repeat(n + 1)));
        }
        let different: FxHashMap<WordId, ()> = ids.iter().map(|&id| (id, ())).collect();
        // `a` is made twice.
        assert_eq!(different.len(), ids.len() - 1);
        assert!((0..=long.len()).all(|n| words.form(ids[2 * n]) == &long[..n]));
        assert_eq!(words.find("abc"), Some(ids[6]));
    }
}
