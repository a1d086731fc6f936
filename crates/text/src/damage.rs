//! The damage report: what is odd about a text as a whole, where it shows, and what to do.
//!
//! Nothing is repaired here; a book with notes is read like any other. Linear in the text.

use rustc_hash::FxHashMap;

use crate::tokenize::is_invisible;
use crate::{Book, Note, Paragraph, ParagraphKind, Span, TokenKind};

/// Words below which a text is too short to be judged as a whole.
const MIN_WORDS: usize = 300;
/// Words from which a story can be told to have no marks of dialogue.
const MIN_DIALOGUE_WORDS: usize = 1500;
/// Findings of one kind below which nothing is said: a few may be meant.
const MIN_FINDINGS: usize = 3;
/// Hyphens at line ends below which nothing is said.
const MIN_HYPHENS: usize = 5;
/// Bytes and quotations from which a paragraph is several: the longest paragraphs of whole
/// novels have as many bytes or as many quotations, not both.
const MIN_FUSED_BYTES: usize = 3000;
const MIN_FUSED_QUOTATIONS: usize = 15;
/// Of a thousand words of fiction 40 and more are these; of manuals and papers under 10.
const PERSONAL: &[&str] = &[
    "he", "she", "him", "her", "his", "hers", "i", "me", "my", "you", "your", "himself",
    "herself", "they", "them",
];
const MIN_PERSONAL_PER_MILLE: usize = 12;
/// Words that tell of speech.
const SAYING: &[&str] =
    &["said", "says", "asked", "told", "replied", "answered", "cried"];
/// Forms that have an apostrophe and are nothing else without it.
const WITHOUT_APOSTROPHE: &[&str] = &[
    "dont", "didnt", "doesnt", "wasnt", "werent", "isnt", "arent", "couldnt", "wouldnt",
    "shouldnt", "hasnt", "hadnt", "havent", "youre", "theyre", "youve", "thats", "whats",
];
/// What is left of *don’t* where the apostrophe has become a space.
const WITHOUT_CLITIC: &[&str] = &[
    "don", "didn", "doesn", "wasn", "weren", "isn", "aren", "couldn", "wouldn",
    "shouldn", "hasn", "hadn", "haven",
];
const REMEDY: &str = "look for a better copy";

/// What is odd about a book.
pub(crate) fn report(book: &Book) -> Vec<Note> {
    let mut report = Report { book, notes: Vec::new() };
    report.characters();
    report.line_ends();
    report.pages();
    report.words();
    report.quotation_marks();
    report.fused();
    report.notes
}

struct Report<'a> {
    book: &'a Book,
    notes: Vec<Note>,
}

impl<'a> Report<'a> {
    fn note(&mut self, start: usize, end: usize, code: &'static str, message: String) {
        self.notes.push(Note { span: Span::of(start, end), code, message });
    }

    fn prose(&self) -> impl Iterator<Item = &'a Paragraph> + use<'a> {
        let rows = self.book.paragraphs.rows().iter();
        rows.filter(|paragraph| paragraph.kind == ParagraphKind::Prose)
    }

    /// Characters that stand for lost ones, or show nothing.
    fn characters(&mut self) {
        let mut lost: Option<(usize, usize)> = None;
        let mut hidden: Option<(usize, usize)> = None;
        let mut control: Option<(usize, usize)> = None;
        let text = &self.book.text;
        for (at, c) in text.char_indices() {
            let found = if c == '\u{fffd}' {
                &mut lost
            } else if is_invisible(c) && at > 0 {
                &mut hidden
            } else if c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0c' | '\x1a')
            {
                &mut control
            } else {
                continue;
            };
            found.get_or_insert((at, 0)).1 += 1;
        }
        if let Some((at, n)) = lost
            && self.book.notes.iter().all(|note| note.code != "bytes-replaced")
        {
            let message = format!(
                "{n} characters were lost before and stand as U+FFFD, quotation marks and \
                 apostrophes perhaps; {REMEDY}"
            );
            self.note(at, at + 3, "characters-lost", message);
        }
        if let Some((at, n)) = hidden {
            let end = text.ceil_char_boundary(at + 1);
            let message = format!(
                "{n} characters that show nothing, such as soft hyphens, stay in the text; \
                 no word is cut by them"
            );
            self.note(at, end, "invisible-characters", message);
        }
        if let Some((at, n)) = control {
            let end = text.ceil_char_boundary(at + 1);
            let message = format!("{n} control characters stay in the text; {REMEDY}");
            self.note(at, end, "control-characters", message);
        }
    }

    /// Words that are cut at the ends of lines.
    fn line_ends(&mut self) {
        let mut n = 0;
        let mut first = (0, 0);
        for paragraph in self.prose() {
            let words = self.book.slice(paragraph.span);
            let base = paragraph.span.range().start;
            for (at, _) in words.match_indices("-\n").chain(words.match_indices("-\r\n"))
            {
                let is_letter = words[..at].ends_with(char::is_alphabetic);
                let rest = words[at + 1..].trim_start();
                if is_letter && rest.starts_with(char::is_lowercase) {
                    n += 1;
                    if n == 1 {
                        first = (base + at, base + at + 1);
                    }
                }
            }
        }
        if n >= MIN_HYPHENS {
            let message = format!(
                "{n} words are cut by a hyphen at the end of a line and read as two; join \
                 them or give a copy without hard line ends"
            );
            self.note(first.0, first.1, "hyphens-at-line-ends", message);
        }
    }

    /// What a scan has left between the paragraphs.
    fn pages(&mut self) {
        let mut pages = self.book.apart.iter().filter(|apart| apart.kind == "page");
        let Some(first) = pages.next() else { return };
        let range = first.span.range();
        let message = format!(
            "{} page numbers or running heads are set apart; the paragraphs that they cut \
             stay cut",
            pages.count() + 1
        );
        self.note(range.start, range.end, "page-heads", message);
    }

    /// Lost apostrophes, and whether the text is fiction at all.
    fn words(&mut self) {
        let book = self.book;
        let mut classes: FxHashMap<_, u8> = FxHashMap::default();
        let lists =
            [(1u8, WITHOUT_APOSTROPHE), (2, PERSONAL), (3, SAYING), (5, WITHOUT_CLITIC)];
        for (class, words) in lists {
            for word in words {
                if let Some(word_id) = book.words.find(word) {
                    classes.insert(word_id, class);
                }
            }
        }
        if let Some(word_id) = book.words.find("n't") {
            classes.insert(word_id, 4);
        }
        let clitic = book.words.find("t");
        let mut counts = [0usize; 6];
        let mut n_words = 0;
        let mut first_lost = None;
        for paragraph in self.prose() {
            let tokens = &book.tokens.rows()[paragraph.tokens.range()];
            for (i, token) in tokens.iter().enumerate() {
                n_words += usize::from(token.kind == TokenKind::Word);
                let Some(&class) = classes.get(&token.word) else { continue };
                let next = tokens.get(i + 1).filter(|next| Some(next.word) == clitic);
                let end = match next {
                    _ if class == 1 => token.span.range().end,
                    Some(next) if class == 5 => next.span.range().end,
                    _ => {
                        counts[usize::from(class)] += 1;
                        continue;
                    }
                };
                counts[1] += 1;
                first_lost.get_or_insert(token.span.range().start..end);
            }
        }
        let [_, n_lost, n_personal, n_saying, n_kept, _] = counts;
        if let Some(first) =
            first_lost.filter(|_| n_lost >= MIN_FINDINGS && n_lost > n_kept)
        {
            let message = format!(
                "{n_lost} words such as “{}” have lost their apostrophes, if the author does \
                 not write so; {REMEDY}",
                &book.text[first.clone()]
            );
            self.note(first.start, first.end, "apostrophes-lost", message);
        }
        let n_marks = book.text.chars().filter(|&c| is_double(c)).count();
        if n_words >= MIN_WORDS
            && n_personal * 1000 < n_words * MIN_PERSONAL_PER_MILLE
            && n_marks * 100 < n_words
        {
            let message =
                "hardly any person is spoken of, so this may be no fiction; the cast \
                may be empty"
                    .to_owned();
            self.note(0, 0, "not-fiction", message);
        } else if n_words >= MIN_DIALOGUE_WORDS
            && n_marks * 1000 < n_words
            && n_saying * 400 > n_words
            && !self.has_other_marks(n_words)
        {
            let message =
                "people speak, but no marks of dialogue are found; if they were lost, \
                look for a better copy"
                    .to_owned();
            self.note(0, 0, "no-dialogue-marks", message);
        }
    }

    /// Whether single marks or dashes open the speeches.
    fn has_other_marks(&self, n_words: usize) -> bool {
        let mut n = 0;
        for paragraph in self.prose() {
            let words = self.book.slice(paragraph.span);
            let mut before = ' ';
            for c in words.chars() {
                n += usize::from(
                    matches!(c, '\'' | '‘' | '«' | '»' | '‹') && before.is_whitespace(),
                );
                before = c;
            }
            n += usize::from(words.starts_with(['—', '–', '-', '―']));
        }
        n * 500 > n_words
    }

    /// Marks that were lost, or became question marks.
    fn quotation_marks(&mut self) {
        let (mut n_paragraphs, mut n_odd, mut n_open, mut n_close) =
            (0, 0, 0usize, 0usize);
        let mut n_asked = 0;
        let mut first_odd = None;
        let mut first_asked = None;
        for paragraph in self.prose() {
            let words = self.book.slice(paragraph.span);
            let base = paragraph.span.range().start;
            let n_straight = words.bytes().filter(|&b| b == b'"').count();
            n_paragraphs += usize::from(n_straight > 0);
            if n_straight % 2 == 1 {
                n_odd += 1;
                first_odd.get_or_insert(base);
            }
            n_open += words.matches('“').count();
            n_close += words.matches('”').count();
            for (at, _) in words.match_indices('?') {
                let rest = &words[at + 1..];
                let len =
                    rest.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(rest.len());
                if matches!(&rest[..len], "s" | "t" | "d" | "m" | "ll" | "re" | "ve")
                    && words[..at].ends_with(char::is_alphabetic)
                {
                    n_asked += 1;
                    first_asked.get_or_insert(base + at);
                }
            }
        }
        if let Some(at) = first_asked.filter(|_| n_asked >= MIN_FINDINGS) {
            let message = format!(
                "{n_asked} apostrophes have become question marks, quotation marks perhaps, \
                 too; {REMEDY}"
            );
            self.note(at, at + 1, "marks-lost", message);
        }
        // A speech of many paragraphs opens each of them and closes the last alone.
        let is_lopsided = n_close > n_open + n_open / 5 || n_open > 2 * n_close;
        if n_open + n_close >= 20 && is_lopsided {
            let message = format!(
                "{n_open} quotation marks open and {n_close} close, so that many are lost; \
                 {REMEDY}"
            );
            self.note(0, 0, "quotation-marks-lost", message);
        } else if let Some(at) =
            first_odd.filter(|_| n_odd >= MIN_HYPHENS && n_odd * 4 > n_paragraphs)
        {
            let message = format!(
                "{n_odd} of {n_paragraphs} paragraphs with quotation marks have an odd number \
                 of them, so that many are lost; {REMEDY}"
            );
            self.note(at, at, "quotation-marks-lost", message);
        }
    }

    /// Paragraphs that are several.
    fn fused(&mut self) {
        let mut n = 0;
        let mut first = None;
        for paragraph in self.prose().filter(|p| p.span.len() >= MIN_FUSED_BYTES) {
            let words = self.book.slice(paragraph.span);
            let n_marks = words.chars().filter(|&c| is_double(c)).count();
            if n_marks >= 2 * MIN_FUSED_QUOTATIONS && n_marks * 400 > words.len() {
                n += 1;
                first.get_or_insert(paragraph.span.range());
            }
        }
        if let Some(first) = first {
            let message = format!(
                "{n} paragraphs with many speeches each seem to be several that have lost \
                 their line ends; give a copy with one paragraph a line"
            );
            self.note(first.start, first.end, "paragraphs-fused", message);
        }
    }
}

fn is_double(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '«' | '»' | '„')
}

#[cfg(test)]
mod tests {
    use crate::read_text;

    fn codes(text: &str) -> Vec<&'static str> {
        let book = read_text("a.txt", text).expect("a text is a book");
        book.notes.iter().map(|note| note.code).collect()
    }

    #[test]
    fn a_sound_story_has_no_note() {
        let text =
            "“Well?” said Mara. She had not looked up.\n\n“It’s gone,” he told her.\n\n";
        assert!(codes(&text.repeat(60)).is_empty());
    }

    #[test]
    fn lost_marks_are_noted() {
        let asked = "?Well, it?s gone,? he said, and she didn?t ask.\n\n".repeat(4);
        assert_eq!(codes(&asked), ["marks-lost"]);
        let bare = "I dont know, he said. She didnt ask. It wasnt there.\n\n".repeat(4);
        assert_eq!(codes(&bare), ["apostrophes-lost"]);
        let cut = "I don t know, he said. She didn t ask. It wasn t there.\n\n".repeat(4);
        assert_eq!(codes(&cut), ["apostrophes-lost"]);
        let open = "“Well, said Mara. “It is gone, he told her.\n\n".repeat(20);
        assert_eq!(codes(&open), ["quotation-marks-lost"]);
        let none = "Well, said Mara. It is gone, he told her.\n\n".repeat(200);
        assert_eq!(codes(&none), ["no-dialogue-marks"]);
        assert_eq!(codes("Ma\u{fffd}ra sat."), ["characters-lost"]);
        assert_eq!(codes("Ma\u{ad}ra \u{202e}sat."), ["invisible-characters"]);
    }

    #[test]
    fn paragraphs_that_are_several_are_noted() {
        let text = "“Well?” said Mara. “It is gone,” he told her. ".repeat(100);
        assert_eq!(codes(&text), ["paragraphs-fused"]);
    }

    #[test]
    fn what_is_no_fiction_is_noted() {
        let text = "The engine has four valves. Each valve opens when the pressure in the pipe is \
            over the limit that is set for it.\n\n";
        assert_eq!(codes(&text.repeat(30)), ["not-fiction"]);
    }

    #[test]
    fn words_cut_at_line_ends_are_noted() {
        let text = "Mara went down to the harbour in the rain to look for the key that had fal-\n\
            len there, and for the lantern that Tom had left be-\nhind him on the bench.\n\n";
        assert_eq!(codes(&text.repeat(4)), ["hyphens-at-line-ends"]);
    }
}
