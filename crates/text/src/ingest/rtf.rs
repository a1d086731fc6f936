//! Rich text (RTF) to text: paragraphs, emphasis, notes, what the file says of itself.
//!
//! A flat walk over groups, control words and characters. Groups are kept on a stack of
//! bounded height, never in calls. What is no story (fonts, styles, pictures, page heads,
//! fields' instructions, whatever is marked as ignorable) is passed over; tracked deletions
//! count as accepted, footnotes and comments are set apart at the end.

use encoding_rs::{Encoding, WINDOWS_1252};

use super::builder::Builder;
use super::docx::damaged;
use crate::Draft;

/// How a file begins.
pub(super) const SIGNATURE: &[u8] = b"{\\rtf";
/// Groups inside one another of which each has a state of its own; deeper ones share one.
const MAX_DEPTH: usize = 1000;
/// Letters of the longest control word, and digits of the longest number.
const MAX_WORD_BYTES: usize = 32;
const MAX_DIGITS: usize = 10;
/// Characters that may stand for one of Unicode, for programs that know none.
const MAX_FALLBACK: usize = 8;
/// Groups whose content is no story.
const PASSED_OVER: &[&str] = &[
    "fonttbl",
    "colortbl",
    "stylesheet",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "revtbl",
    "filetbl",
    "generator",
    "info",
    "pict",
    "nonshppict",
    "object",
    "objdata",
    "shpinst",
    "fldinst",
    "datafield",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "ftnsep",
    "ftnsepc",
    "aftnsep",
    "aftnsepc",
    "listtext",
    "pntext",
    "pntxta",
    "pntxtb",
    "bkmkstart",
    "bkmkend",
    "atnid",
    "atnauthor",
    "atndate",
    "atnref",
    "xe",
    "tc",
    "themedata",
    "datastore",
    "latentstyles",
];

/// Where the characters of a group go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Goal {
    Story,
    Note,
    Title,
    Author,
    Nowhere,
}

/// What holds inside a group.
#[derive(Clone, Copy, Debug)]
struct State {
    goal: Goal,
    is_italic: bool,
    is_bold: bool,
    is_hidden: bool,
    is_deleted: bool,
    is_heading: bool,
    /// Characters behind one of Unicode that stand for it.
    n_fallback: usize,
}

/// A piece of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'a> {
    Open,
    Close,
    Word(&'a str, Option<i32>),
    Symbol(u8),
    Byte(u8),
}

/// Makes a draft of a rich-text file.
pub(super) fn draft(name: &str, bytes: &[u8]) -> Draft {
    let mut reader = Reader {
        builder: Builder::new(name),
        state: State {
            goal: Goal::Story,
            is_italic: false,
            is_bold: false,
            is_hidden: false,
            is_deleted: false,
            is_heading: false,
            n_fallback: 1,
        },
        stack: Vec::new(),
        n_deeper: 0,
        encoding: WINDOWS_1252,
        raw: Vec::new(),
        high: None,
        n_skipped: 0,
        is_set_off: false,
        n_paragraphs: 1,
        note: String::new(),
        notes: Vec::new(),
        title: String::new(),
        author: String::new(),
    };
    let mut at = 0;
    while let Some((piece, len)) = piece(&bytes[at..]) {
        at += len;
        if let Piece::Word("bin", Some(n)) = piece {
            at = at.saturating_add(usize::try_from(n).unwrap_or(0)).min(bytes.len());
        }
        reader.take(piece);
    }
    reader.finish(name, at)
}

/// The next piece, and how many bytes it takes.
fn piece(bytes: &[u8]) -> Option<(Piece<'_>, usize)> {
    let (&first, rest) = bytes.split_first()?;
    Some(match first {
        b'{' => (Piece::Open, 1),
        b'}' => (Piece::Close, 1),
        b'\\' => match rest.first() {
            None => (Piece::Symbol(b'\n'), 1),
            Some(b'\'') => {
                let digit = |at: usize| {
                    let digit = char::from(*rest.get(at)?).to_digit(16)?;
                    u8::try_from(digit).ok()
                };
                match (digit(1), digit(2)) {
                    (Some(a), Some(b)) => (Piece::Byte(a * 16 + b), 4),
                    _ => (Piece::Symbol(b'\''), 2),
                }
            }
            Some(letter) if letter.is_ascii_alphabetic() => word(rest),
            Some(&symbol) => (Piece::Symbol(symbol), 2),
        },
        byte => (Piece::Byte(byte), 1),
    })
}

/// A control word, its number, and the one blank that ends it.
fn word(rest: &[u8]) -> (Piece<'_>, usize) {
    let n_letters = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let mut len = n_letters;
    let is_negative =
        rest.get(len) == Some(&b'-') && rest.get(len + 1).is_some_and(u8::is_ascii_digit);
    len += usize::from(is_negative);
    let digits = &rest[len..];
    let n_digits =
        digits.iter().take(MAX_DIGITS).take_while(|b| b.is_ascii_digit()).count();
    let number = std::str::from_utf8(&digits[..n_digits]).ok();
    let number = number.and_then(|digits| digits.parse::<i32>().ok());
    len += n_digits;
    len += usize::from(rest.get(len) == Some(&b' '));
    let name = &rest[..n_letters.min(MAX_WORD_BYTES)];
    let name = std::str::from_utf8(name).unwrap_or_default();
    let number = number.map(|number| if is_negative { -number } else { number });
    (Piece::Word(name, number), len + 1)
}

struct Reader {
    builder: Builder,
    state: State,
    stack: Vec<State>,
    /// Groups open beyond the stack's bound.
    n_deeper: usize,
    encoding: &'static Encoding,
    /// Bytes that wait to be decoded together.
    raw: Vec<u8>,
    /// The first half of a character of two.
    high: Option<u32>,
    /// How many of the next characters stand for the one before them.
    n_skipped: usize,
    /// Whether the builder was told that words are set off.
    is_set_off: bool,
    n_paragraphs: usize,
    note: String,
    notes: Vec<String>,
    title: String,
    author: String,
}

impl Reader {
    fn take(&mut self, piece: Piece<'_>) {
        if let Piece::Byte(byte) = piece {
            if matches!(byte, b'\r' | b'\n' | b'\0') {
            } else if self.n_skipped > 0 {
                self.n_skipped -= 1;
            } else {
                self.raw.push(byte);
            }
            return;
        }
        self.decode();
        match piece {
            Piece::Open => {
                self.n_skipped = 0;
                if self.stack.len() < MAX_DEPTH {
                    self.stack.push(self.state);
                } else {
                    self.n_deeper += 1;
                }
            }
            Piece::Close => {
                self.n_skipped = 0;
                if self.n_deeper > 0 {
                    self.n_deeper -= 1;
                } else if let Some(outer) = self.stack.pop() {
                    let is_note = self.state.goal == Goal::Note;
                    self.state = outer;
                    if is_note && outer.goal != Goal::Note {
                        self.notes.push(std::mem::take(&mut self.note));
                    }
                }
            }
            Piece::Symbol(symbol) => self.symbol(symbol),
            Piece::Word(word, number) => self.word(word, number),
            Piece::Byte(_) => {}
        }
    }

    fn symbol(&mut self, symbol: u8) {
        if matches!(symbol, b'\\' | b'{' | b'}' | b'~' | b'_') && self.n_skipped > 0 {
            self.n_skipped -= 1;
            return;
        }
        match symbol {
            b'\\' | b'{' | b'}' => self.push(char::from(symbol)),
            b'~' => self.push('\u{a0}'),
            b'_' => self.push('-'),
            b'*' => self.state.goal = Goal::Nowhere,
            b'\r' | b'\n' => self.end_paragraph(),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let is_on = number != Some(0);
        if word != "u" {
            self.n_skipped = 0;
        }
        match word {
            "u" => {
                self.n_skipped = self.state.n_fallback;
                // Numbers above 32,767 are written as negative ones.
                let unit = number.unwrap_or(0).rem_euclid(1 << 16);
                self.unit(u32::try_from(unit).unwrap_or(0));
            }
            "uc" => {
                let n = number.and_then(|n| usize::try_from(n).ok()).unwrap_or(1);
                self.state.n_fallback = n.min(MAX_FALLBACK);
            }
            "par" | "sect" | "page" | "column" | "cell" | "row" | "nestcell" => {
                self.end_paragraph();
            }
            "line" if self.is_shown() && self.state.goal == Goal::Story => {
                self.builder.break_line();
            }
            "line" | "tab" | "emspace" | "enspace" | "qmspace" => self.push(' '),
            "lquote" => self.push('‘'),
            "rquote" => self.push('’'),
            "ldblquote" => self.push('“'),
            "rdblquote" => self.push('”'),
            "emdash" => self.push('—'),
            "endash" => self.push('–'),
            "bullet" => self.push('•'),
            "i" => self.state.is_italic = is_on,
            "b" => self.state.is_bold = is_on,
            "v" => self.state.is_hidden = is_on,
            "deleted" => self.state.is_deleted = is_on,
            "plain" => {
                self.state.is_italic = false;
                self.state.is_bold = false;
                self.state.is_hidden = false;
            }
            "pard" => self.state.is_heading = false,
            "outlinelevel" => {
                self.state.is_heading = number.is_some_and(|n| (0..9).contains(&n));
            }
            "ansicpg" => self.encoding = code_page(number.unwrap_or(0)),
            "mac" => self.encoding = encoding_rs::MACINTOSH,
            "title" => self.state.goal = Goal::Title,
            "author" => self.state.goal = Goal::Author,
            "footnote" | "annotation" if self.state.goal != Goal::Nowhere => {
                self.state.goal = Goal::Note;
            }
            // A comment is marked as ignorable.
            "annotation" => self.state.goal = Goal::Note,
            _ if PASSED_OVER.contains(&word) => self.state.goal = Goal::Nowhere,
            _ => {}
        }
    }

    /// Takes half of a character, or all of it.
    fn unit(&mut self, unit: u32) {
        let high = self.high.take();
        match (high, unit) {
            (_, 0xd800..=0xdbff) => self.high = Some(unit),
            (Some(high), 0xdc00..=0xdfff) => {
                let code = 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00);
                self.push(char::from_u32(code).unwrap_or('\u{fffd}'));
            }
            _ => self.push(char::from_u32(unit).unwrap_or('\u{fffd}')),
        }
    }

    /// Adds the bytes that wait.
    fn decode(&mut self) {
        if self.raw.is_empty() {
            return;
        }
        let raw = std::mem::take(&mut self.raw);
        let (words, _) = self.encoding.decode_without_bom_handling(&raw);
        words.chars().for_each(|c| self.push(c));
    }

    fn is_shown(&self) -> bool {
        !self.state.is_hidden && !self.state.is_deleted
    }

    fn push(&mut self, c: char) {
        if !self.is_shown() {
            return;
        }
        match self.state.goal {
            Goal::Story => {
                let is_set_off = self.state.is_italic || self.state.is_bold;
                if is_set_off != self.is_set_off {
                    self.is_set_off = is_set_off;
                    if is_set_off {
                        self.builder.begin_emphasis();
                    } else {
                        self.builder.end_emphasis();
                    }
                }
                self.builder.push(c);
                let n = self.n_paragraphs;
                self.builder.name_block(|| format!("paragraph {n}"));
            }
            Goal::Note => self.note.push(c),
            Goal::Title => self.title.push(c),
            Goal::Author => self.author.push(c),
            Goal::Nowhere => {}
        }
    }

    fn end_paragraph(&mut self) {
        match self.state.goal {
            Goal::Story => {
                if !self.builder.is_open() {
                    self.builder.leave_gap();
                } else if self.state.is_heading {
                    self.builder.head_block();
                }
                self.builder.end_block();
                self.n_paragraphs += 1;
            }
            Goal::Note => self.note.push('\n'),
            _ => {}
        }
    }

    fn finish(mut self, name: &str, at: usize) -> Draft {
        self.decode();
        if !self.stack.is_empty() {
            let problem = "the file ends inside a group";
            damaged(&mut self.builder, name, at as u64, problem);
        }
        self.builder.end_block();
        if self.is_set_off {
            self.builder.end_emphasis();
        }
        let start = self.builder.draft.text.len();
        self.notes.push(std::mem::take(&mut self.note));
        for note in &self.notes {
            for line in note.lines() {
                line.chars().for_each(|c| self.builder.push(c));
                self.builder.end_block();
            }
        }
        self.builder.set_apart(start, "note");
        self.builder.end_part();
        let one_line = |words: &str| {
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            (!words.is_empty()).then_some(words)
        };
        let source = &mut self.builder.draft.source;
        source.format = "rtf";
        self.encoding.name().clone_into(&mut source.encoding);
        source.title = one_line(&self.title);
        source.authors.extend(one_line(&self.author));
        self.builder.finish()
    }
}

/// The encoding of a Windows code page; windows-1252 for one that is not known.
fn code_page(number: i32) -> &'static Encoding {
    let label = match number {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        10_000 => "macintosh".to_owned(),
        65_001 => "utf-8".to_owned(),
        number => format!("windows-{number}"),
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(source: &str) -> String {
        draft("a.rtf", source.as_bytes()).text
    }

    #[test]
    fn paragraphs_and_emphasis_are_read() {
        let source = "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Times;}}{\\info{\\title The \
            Key}{\\author Mara Venn}}{\\*\\generator Word;}\\pard\\outlinelevel0 One\\par\n\
            \\pard\\plain\\f0 \\'93I {\\i never} sleep,\\'94 said Mara.\\par\\par It\r\n rained\
            \\emdash and\\~rained.\\line Zo\\u235 e \\{left\\}.{\\v hidden}{\\footnote A note.}\\par}";
        let draft = draft("a.rtf", source.as_bytes());
        assert_eq!(
            draft.text,
            "One\n\n“I never sleep,” said Mara.\n\n\n\nIt rained—and\u{a0}rained.\nZoë \
             {left}.\n\nA note."
        );
        assert_eq!(draft.source.title.as_deref(), Some("The Key"));
        assert_eq!(draft.source.authors, ["Mara Venn"]);
        let words: Vec<_> =
            draft.emphases.iter().map(|e| e.span.slice(&draft.text)).collect();
        assert_eq!(words, ["never"]);
        assert_eq!(draft.headings.len(), 1);
        assert_eq!(draft.apart.len(), 1);
    }

    #[test]
    fn characters_of_unicode_replace_what_stands_for_them() {
        assert_eq!(
            text("{\\rtf1\\uc1 \\u8220\\'93Yes\\u8221?\\uc0\\u8212 no}"),
            "“Yes”—no"
        );
        assert_eq!(text("{\\rtf1\\u-10179?\\u-8704?}"), "\u{1f600}");
        assert_eq!(text("{\\rtf1\\u-10179?a}"), "a");
    }

    #[test]
    fn damage_is_borne() {
        for source in [
            "{\\rtf1",
            "{\\rtf1 a\\",
            "{\\rtf1 a\\'9",
            "{\\rtf1\\bin99999999999 a}",
            "{\\rtf1}}}} a",
        ] {
            text(source);
        }
        assert_eq!(text("{\\rtf1\\bin3 }}}a}"), "a");
        let deep = format!("{{\\rtf1 {}a{}b}}", "{\\i ".repeat(5000), "}".repeat(5000));
        assert_eq!(text(&deep), "ab");
    }
}
