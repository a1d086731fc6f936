//! What a heading looks like: keywords, numbers, names, capitals.
//!
//! This file judges one line of words at a time; `outline` decides with the whole book in
//! sight which of them are headings.

/// Bytes of the longest heading with a keyword, its title included.
const MAX_HEADING_BYTES: usize = 300;
/// Bytes of the longest title.
const MAX_TITLE_BYTES: usize = 90;
/// Divisions with numbers, from wide to narrow.
const KEYWORDS: &[&str] = &[
    "volume",
    "vol",
    "book",
    "part",
    "act",
    "canto",
    "stave",
    "letter",
    "chapter",
    "chap",
    "scene",
    "section",
    "episode",
    "adventure",
];
/// Divisions without numbers.
const NAMED: &[&str] = &[
    "prologue",
    "epilogue",
    "preface",
    "introduction",
    "introductory",
    "foreword",
    "afterword",
    "interlude",
    "intermezzo",
    "conclusion",
    "postscript",
    "prelude",
    "postlude",
    "coda",
    "appendix",
    "author's note",
    "author’s note",
    "author's preface",
    "author’s preface",
    "acknowledgments",
    "acknowledgements",
    "about the author",
];
const ONES: &[&str] = &[
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const ORDINAL_ONES: &[&str] = &[
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];
const TENS: &[&str] =
    &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const ORDINAL_TENS: &[&str] = &[
    "twentieth",
    "thirtieth",
    "fortieth",
    "fiftieth",
    "sixtieth",
    "seventieth",
    "eightieth",
    "ninetieth",
];

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numeral {
    /// `XIV`
    Roman,
    /// `14`
    Digits,
    /// `FOURTEEN`
    Word,
}

/// What a line may be a heading by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// A keyword with a number: `CHAPTER I. The Key`. The keyword's rank from wide to narrow.
    Keyword {
        /// The row of the keyword in the list of keywords.
        rank: usize,
        /// The number; 0 for a number that is no numeral, as `the last`.
        number: u32,
        /// Whether a title follows on the same line.
        has_title: bool,
    },
    /// A name such as `Prologue`.
    Named,
    /// A number alone or with a title: `XIV.`, `2. The Key`.
    Bare {
        /// How it is written.
        numeral: Numeral,
        /// Its value.
        number: u32,
        /// Whether a title follows on the same line.
        has_title: bool,
    },
    /// A short line in capitals.
    Capitals,
    /// A short line of words with capitals.
    TitleCase,
}

/// What a line of words, its white space collapsed, may be a heading by.
pub(super) fn label(line: &str) -> Option<Label> {
    if line.len() > MAX_HEADING_BYTES {
        return None;
    }
    let line = bare(line);
    keyword(line).or_else(|| named(line)).or_else(|| number(line)).or_else(|| title(line))
}

/// A line without the marks of emphasis and ornaments around it.
pub(super) fn bare(line: &str) -> &str {
    let line = line.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '_' | '*' | '=' | '~' | '#' | '[' | ']' | '|')
    });
    // - 12 - is a number, but `I—` is cut short.
    let is_dash = |c: char| matches!(c, '-' | '—' | '–' | ' ');
    if line.starts_with(is_dash) && line.ends_with(is_dash) {
        line.trim_matches(is_dash)
    } else {
        line
    }
}

/// Whether a block longer than any title may be a heading all the same: one with a keyword.
pub(super) fn may_begin_long(words: &str) -> bool {
    let mut rest = bare_start(words);
    take_word(&mut rest).is_some_and(|word| {
        let lower = word.to_lowercase();
        lower == "the"
            || rank(&lower).is_some()
            || ordinal(&lower).is_some()
            || numeral(word).is_some()
    })
}

fn bare_start(words: &str) -> &str {
    words.trim_start_matches(|c: char| !c.is_alphanumeric())
}

fn keyword(line: &str) -> Option<Label> {
    let mut rest = line;
    let mut first = take_word(&mut rest)?;
    let mut lower = first.to_lowercase();
    if lower == "the" {
        first = take_word(&mut rest)?;
        lower = first.to_lowercase();
        // THE FIRST CHAPTER
        let number = ordinal(&lower)?;
        return after_ordinal(&mut rest, number);
    }
    if let Some(number) = ordinal(&lower) {
        return after_ordinal(&mut rest, number);
    }
    let rank = rank(&lower)?;
    let is_small = first.starts_with(char::is_lowercase);
    rest = rest.trim_start_matches(['.', ':', ' ']);
    let mut word = take_word(&mut rest)?;
    if word.eq_ignore_ascii_case("the") {
        // Chapter the First
        word = take_word(&mut rest)?;
    } else if matches!(word.to_lowercase().as_str(), "no" | "number" | "nr") {
        rest = rest.trim_start_matches(['.', ' ']);
        word = take_word(&mut rest)?;
    }
    let lower = word.to_lowercase();
    let number = match lower.as_str() {
        "last" | "final" => 0,
        _ => numeral(word)
            .or_else(|| small_roman(word))
            .map(|(_, number)| number)
            .or_else(|| ordinal(&lower))?,
    };
    // CHAPTER TWENTY ONE
    let number = match TENS.iter().position(|&ten| ten == lower) {
        Some(_) => {
            let mut ahead = rest;
            let unit = take_word(&mut ahead).and_then(|word| {
                ONES[..9].iter().position(|&o| word.eq_ignore_ascii_case(o))
            });
            match unit {
                Some(i) => {
                    rest = ahead;
                    number + u32::try_from(i).ok()? + 1
                }
                None => number,
            }
        }
        None => number,
    };
    let has_title = tail(rest, is_small)?;
    Some(Label::Keyword { rank, number, has_title })
}

fn after_ordinal(rest: &mut &str, number: u32) -> Option<Label> {
    let word = take_word(rest)?;
    if !word.starts_with(char::is_uppercase) {
        return None;
    }
    let rank = rank(&word.to_lowercase())?;
    let has_title = tail(rest, false)?;
    Some(Label::Keyword { rank, number, has_title })
}

fn rank(lower: &str) -> Option<usize> {
    KEYWORDS.iter().position(|&keyword| keyword == lower)
}

/// Whether what follows a number is a title; none if it is the rest of a sentence.
fn tail(rest: &str, only_empty: bool) -> Option<bool> {
    let title =
        rest.trim_start_matches(['.', ':', ')', ']', '-', '—', '–', ',', ' ', '_', '*']);
    if title.is_empty() {
        return Some(false);
    }
    if only_empty {
        return None;
    }
    let between = &rest[..rest.len() - title.len()];
    let is_marked = between.contains(['.', ':', ')', '-', '—', '–']);
    let begins_well = title.starts_with(|c: char| {
        c.is_uppercase()
            || c.is_ascii_digit()
            || matches!(c, '“' | '"' | '‘' | '\'' | '(')
    });
    let is_title = if is_marked {
        begins_well
    } else {
        begins_well
            && !between.contains(',')
            && title.len() <= MAX_TITLE_BYTES
            && (is_capitals(title) || is_title_case(title))
    };
    is_title.then_some(true)
}

fn named(line: &str) -> Option<Label> {
    // THE EPILOGUE
    let rest = line.get(..4).filter(|the| the.eq_ignore_ascii_case("the "));
    let line = rest.map_or(line, |the| &line[the.len()..]);
    if line.len() > MAX_TITLE_BYTES + 20 {
        return None;
    }
    let lower = line.to_lowercase();
    let name = NAMED
        .iter()
        .filter(|&&name| lower.starts_with(name))
        .max_by_key(|name| name.len())?;
    let rest = line.get(name.len()..)?;
    let title = rest.trim_start_matches(['.', ':', '-', '—', '–', ' ']);
    let is_marked = rest.starts_with([':', '.', '—', '–', '-']);
    let fits = title.is_empty()
        || is_marked
            && title.len() <= MAX_TITLE_BYTES
            && title.starts_with(char::is_uppercase);
    (line.starts_with(char::is_uppercase) && fits).then_some(Label::Named)
}

fn number(line: &str) -> Option<Label> {
    let mut rest = line.trim_start_matches(['§', '(', ' ']);
    let word = take_word(&mut rest)?;
    let (numeral, number) = numeral(word)?;
    let title = rest.trim_start_matches(['.', ':', ')', ']', '-', '—', '–', ' ']);
    if title.is_empty() {
        // `Seven!` is an answer, and `I—` is cut short.
        let is_number = rest.chars().all(|c| matches!(c, '.' | ':' | ')' | ']' | ' '));
        return is_number.then_some(Label::Bare { numeral, number, has_title: false });
    }
    let between = &rest[..rest.len() - title.len()];
    let fits = numeral != Numeral::Word
        && between.contains(['.', ':', ')', '—', '–'])
        && title.len() <= MAX_TITLE_BYTES
        && (is_capitals(title) || is_title_case(title));
    fits.then_some(Label::Bare { numeral, number, has_title: true })
}

fn title(line: &str) -> Option<Label> {
    if line.len() > MAX_TITLE_BYTES
        || line.starts_with(['“', '"', '‘', '\'', '«', '—', '-', '(', '…', '.'])
        || line.ends_with([',', ';', ':', '-', '—', '"', '”'])
    {
        return None;
    }
    let has_word =
        line.split(|c: char| !c.is_alphabetic()).any(|w| w.chars().count() >= 3);
    if has_word && is_capitals(line) {
        return Some(Label::Capitals);
    }
    let fits = has_word && !line.ends_with(['.', '!', '…']) && is_title_case(line);
    fits.then_some(Label::TitleCase)
}

/// Whether all letters are capitals; a possessive `s` or a small `Mc` may be small.
pub(super) fn is_capitals(line: &str) -> bool {
    let n_upper = line.chars().filter(|c| c.is_uppercase()).count();
    let n_lower = line.chars().filter(|c| c.is_lowercase()).count();
    n_upper >= 2 && n_lower * 12 <= n_upper
}

/// Whether the first word and all longer ones begin with a capital.
fn is_title_case(line: &str) -> bool {
    let mut is_first = true;
    let mut n_capital = 0;
    for word in line.split(|c: char| c.is_whitespace() || matches!(c, '-' | '—')) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let Some(c) = word.chars().next() else { continue };
        let is_capital = c.is_uppercase() || c.is_numeric();
        let may_be_small =
            !is_first && word.chars().count() <= 4 || word == "into" || word == "from";
        if !is_capital && !may_be_small {
            return false;
        }
        n_capital += usize::from(is_capital);
        is_first = false;
    }
    n_capital >= 1
}

/// Takes the next run of letters and digits, hyphens inside included.
fn take_word<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let text = rest.trim_start();
    let mut len = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_joint =
            c == '-' && len > 0 && chars.peek().is_some_and(|c| c.is_alphabetic());
        if !c.is_alphanumeric() && !is_joint {
            break;
        }
        len += c.len_utf8();
    }
    if len == 0 {
        return None;
    }
    let (word, after) = text.split_at(len);
    *rest = after;
    Some(word)
}

/// A number below a thousand in capital Roman numerals, digits or words.
fn numeral(word: &str) -> Option<(Numeral, u32)> {
    if word.bytes().all(|b| b.is_ascii_digit()) {
        let number = (word.len() <= 3).then(|| word.parse().ok()).flatten()?;
        return Some((Numeral::Digits, number));
    }
    if let Some(number) = roman(word) {
        return Some((Numeral::Roman, number));
    }
    if !word.starts_with(char::is_uppercase) {
        return None;
    }
    cardinal(&word.to_lowercase()).map(|number| (Numeral::Word, number))
}

/// `Chapter iv`: small Roman numerals count after a keyword alone.
fn small_roman(word: &str) -> Option<(Numeral, u32)> {
    let is_small = word.bytes().all(|b| b.is_ascii_lowercase());
    let number = if is_small {
        roman(&word.to_uppercase()).or_else(|| cardinal(word))
    } else {
        roman(&word.to_uppercase())
    }?;
    Some((Numeral::Roman, number))
}

/// A Roman numeral in capitals, strictly written but for `IIII`.
fn roman(word: &str) -> Option<u32> {
    const SIGNS: &[(&str, u32)] = &[
        ("C", 100),
        ("XC", 90),
        ("L", 50),
        ("XL", 40),
        ("X", 10),
        ("IX", 9),
        ("V", 5),
        ("IV", 4),
        ("I", 1),
    ];
    let mut rest = word;
    let mut number = 0;
    for &(sign, value) in SIGNS {
        let mut n = 0;
        while let Some(after) = rest.strip_prefix(sign) {
            number += value;
            rest = after;
            n += 1;
            if n > 4 || n > 1 && (sign.len() == 2 || value == 5 || value == 50) {
                return None;
            }
        }
    }
    (rest.is_empty() && number > 0).then_some(number)
}

fn cardinal(lower: &str) -> Option<u32> {
    written(lower, ONES, TENS)
}

fn ordinal(lower: &str) -> Option<u32> {
    written(lower, ORDINAL_ONES, ORDINAL_TENS)
}

/// A number below a hundred in words; the last word comes from `ones` or `tens`.
fn written(lower: &str, ones: &[&str], tens: &[&str]) -> Option<u32> {
    let at = |list: &[&str], word: &str| {
        list.iter().position(|&w| w == word).and_then(|i| u32::try_from(i).ok())
    };
    if let Some(i) = at(ones, lower) {
        return Some(i + 1);
    }
    if let Some(i) = at(tens, lower) {
        return Some((i + 2) * 10);
    }
    let (ten, one) = lower.split_once('-')?;
    Some((at(TENS, ten)? + 2) * 10 + at(&ones[..9], one)? + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number_of(line: &str) -> Option<u32> {
        match label(line) {
            Some(Label::Keyword { number, .. } | Label::Bare { number, .. }) => {
                Some(number)
            }
            _ => None,
        }
    }

    #[test]
    fn keywords_have_numbers() {
        for (line, number) in [
            ("CHAPTER I", 1),
            ("Chapter 12: The Key", 12),
            ("Chapter the First", 1),
            ("THE SECOND BOOK", 2),
            ("PART THE THIRD", 3),
            ("BOOK TWENTY-ONE.", 21),
            ("CHAPTER TWENTY ONE", 21),
            ("CHAPTER XL.--In which Mara finds the key", 40),
            ("chapter four", 4),
            ("Chapter I The Key", 1),
            ("* CHAPTER 3 *", 3),
        ] {
            assert!(matches!(label(line), Some(Label::Keyword { .. })), "{line}");
            assert_eq!(number_of(line), Some(number), "{line}");
        }
    }

    #[test]
    fn sentences_are_no_headings() {
        for line in [
            "Chapter one of her life was over.",
            "Part I liked, and part I did not.",
            "Book one, she thought, was the better.",
            "First part the curtains.",
            "I sat down.",
            "The preface was long.",
            "“Seven.”",
            "I—",
        ] {
            assert_eq!(label(line), None, "{line}");
        }
    }

    #[test]
    fn numbers_may_stand_alone() {
        assert_eq!(number_of("XIV."), Some(14));
        assert_eq!(number_of("I"), Some(1));
        assert_eq!(number_of("[12]"), Some(12));
        assert_eq!(number_of("III. THE KEY"), Some(3));
        assert_eq!(number_of("Seven"), Some(7));
        assert_eq!(number_of("IIX"), None);
        assert_eq!(number_of("1850"), None);
    }
}
