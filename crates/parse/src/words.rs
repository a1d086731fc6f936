//! Words as Universal Dependencies counts them: the units of syntax.
//!
//! The tokens of a `Book` are what cues and names are looked up by; they keep hyphens and
//! leave full stops apart. Syntax is annotated on other units: `do|n’t`, `can|not`,
//! `red|-|haired`, `Mr.`. So words are made from the text anew, as the English treebanks EWT
//! and GUM split them, with what fiction writes beside: dashes of every length, dialect
//! (`goin’`, `’em`, `’tis`), stammers, and apostrophes that a file has lost (`don t`).

use dramaturg_text::{Byte, Position, Span};

/// A stretch of text that is one word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Piece {
    /// Where it stands.
    pub(crate) span: Span<Byte>,
    /// Whether it is a part of the same written word as the one before it, as `n’t`.
    pub(crate) is_joined: bool,
    /// Whether a blank stands where it once had an apostrophe.
    pub(crate) is_repaired: bool,
}

/// First parts that keep their hyphen, as the treebanks have it: `non-human`, `to-day`.
const PREFIXES: &[&str] = &[
    "a", "anti", "arch", "co", "counter", "cross", "e", "ex", "inter", "intra", "mega",
    "meta", "micro", "mid", "mini", "mis", "multi", "neo", "non", "over", "pan", "post",
    "pre", "pro", "proto", "pseudo", "psycho", "quasi", "re", "semi", "socio", "sub",
    "super", "to", "trans", "ultra", "un", "under", "vice",
];

/// Words that keep their hyphen though no prefix says so.
const HYPHENATED: &[&str] = &[
    "good-by",
    "good-bye",
    "good-night",
    "good-day",
    "uh-huh",
    "uh-oh",
    "mm-hmm",
    "mm-hm",
    "un-huh",
    "hm-m",
    "t-shirt",
    "x-ray",
    "o-oh",
];

/// Words that take the full stop behind them along. Those of the second list only before
/// a number.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "mx", "dr", "st", "prof", "capt", "col", "gen", "lt", "sgt",
    "rev", "hon", "messrs", "mme", "mlle", "esq", "jr", "sr", "vs", "viz", "etc", "cf",
    "inc", "corp", "ltd", "co", "bros", "gov", "sen", "rep", "reps", "maj", "cmdr",
    "adm", "ft", "mt", "ave", "blvd", "sept", "oct", "nov", "dec", "jan", "feb", "aug",
    "al", "ph", "fr", "supt", "insp", "cpl", "pvt", "bart", "div", "dept", "approx",
    "attn",
];
const NUMBER_ABBREVIATIONS: &[&str] =
    &["no", "nos", "vol", "p", "pp", "ch", "chap", "fig", "art", "sec", "c", "ca"];

/// Written words that are several words of syntax: where each part begins.
const CONTRACTIONS: &[(&str, &[usize])] = &[
    ("cannot", &[3]),
    ("gonna", &[3]),
    ("gotta", &[3]),
    ("wanna", &[3]),
    ("gimme", &[3]),
    ("lemme", &[3]),
    ("dunno", &[2, 3]),
    ("outta", &[3]),
    ("oughta", &[5]),
    ("whaddya", &[3, 5]),
    ("dont", &[2]),
    ("doesnt", &[4]),
    ("didnt", &[3]),
    ("isnt", &[2]),
    ("wasnt", &[3]),
    ("couldnt", &[5]),
    ("wouldnt", &[5]),
    ("shouldnt", &[6]),
    ("havent", &[4]),
    ("hasnt", &[3]),
    ("hadnt", &[3]),
    ("arent", &[3]),
    ("werent", &[4]),
    ("aint", &[2]),
    ("cant", &[2]),
    ("wont", &[2]),
    ("im", &[1]),
    ("ive", &[1]),
    ("youre", &[3]),
    ("youve", &[3]),
    ("youll", &[3]),
    ("theyre", &[4]),
    ("theyve", &[4]),
    ("thats", &[4]),
    ("whats", &[4]),
    ("theres", &[5]),
    ("hes", &[2]),
    ("shes", &[3]),
];

/// Words before which `its` is `it’s` without its apostrophe.
const AFTER_IT_IS: &[&str] = &[
    "a", "an", "the", "not", "been", "so", "just", "too", "also", "always", "really",
    "no", "like", "going", "about", "because", "only", "never", "still", "probably",
    "pretty", "quite", "kind",
];

/// Units that stand right behind a number, and are words of their own.
const UNITS: &[&str] = &[
    "mm", "cm", "km", "kg", "mg", "ml", "gb", "mb", "kb", "hz", "mph", "hr", "hrs",
    "min", "mins", "lb", "lbs", "ft", "k", "am", "pm", "yr", "yrs", "oz",
];

/// Words that begin with an apostrophe for letters that nobody speaks.
const ELISIONS: &[&str] = &[
    "em", "im", "er", "ere", "ave", "ad", "as", "eard", "ead", "ome", "ouse", "ow",
    "ope", "cause", "cos", "cuz", "coz", "til", "till", "bout", "round", "neath",
    "tween", "twixt", "gainst", "fore", "nough", "nother", "un", "uns", "alf", "ell",
    "ello", "and", "scuse", "spect", "spose", "way", "ow", "e",
];

/// Words before a lost apostrophe, whose `t` stands alone: `don t`.
const NEGATED: &[&str] = &[
    "don", "didn", "doesn", "isn", "wasn", "couldn", "wouldn", "shouldn", "haven",
    "hasn", "hadn", "aren", "weren", "ain", "mustn", "needn", "mightn", "oughtn",
    "daren", "shan", "can", "won",
];

/// Marks of joy and sorrow that are one word where they stand alone.
const EMOTICONS: &[&str] = &[
    ":)", ":(", ";)", ":-)", ":-(", ";-)", ":D", ":P", "=)", "=(", ":/", "(:", ":O",
    ";P", "^_^", "-_-", "<3",
];

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}' | '`' | '\u{2018}')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// Whether a character shows nothing, as the tokens of a book have it.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\0' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}')
}

/// Adds the words of a paragraph, in order. Whatever lies between two of them is white space
/// or invisible. Linear in the paragraph.
///
/// # Panics
///
/// If `span` cuts a character in two.
pub(crate) fn split(text: &str, span: Span<Byte>, pieces: &mut Vec<Piece>) {
    let mut splitter = Splitter {
        slice: span.slice(text),
        base: span.start().index(),
        pieces,
        n_open: 0,
    };
    let mut at = 0;
    while let Some(c) = splitter.slice[at..].chars().next() {
        if c.is_whitespace() || is_invisible(c) {
            at += c.len_utf8();
            continue;
        }
        let rest = &splitter.slice[at..];
        let len = rest.find(char::is_whitespace).unwrap_or(rest.len());
        splitter.run(at, at + len);
        at += len;
    }
}

struct Splitter<'a> {
    slice: &'a str,
    base: usize,
    pieces: &'a mut Vec<Piece>,
    /// Single quotation marks that opened and did not close yet.
    n_open: usize,
}

impl Splitter<'_> {
    fn push(&mut self, from: usize, to: usize, is_joined: bool) {
        if from < to {
            let span = Span::of(self.base + from, self.base + to);
            self.pieces.push(Piece { span, is_joined, is_repaired: false });
        }
    }

    /// A run without white space.
    fn run(&mut self, start: usize, end: usize) {
        let run = &self.slice[start..end];
        if run.len() <= 3 && EMOTICONS.contains(&run) {
            return self.push(start, end, false);
        }
        let has_address =
            run.contains("://") || run.contains("www.") || run.contains('@');
        let mut at = start;
        while let Some(c) = self.slice[at..end].chars().next() {
            let rest = &self.slice[at..end];
            let len = if is_invisible(c) {
                c.len_utf8()
            } else if let Some(len) =
                address_len(rest).filter(|_| has_address && c.is_alphabetic())
            {
                self.push(at, at + len, false);
                len
            } else if c.is_alphabetic() {
                self.word(at, end)
            } else if c.is_numeric() {
                self.number(at, end)
            } else if is_apostrophe(c) {
                self.apostrophe(at, end, at == start)
            } else {
                let len = mark_len(rest, c);
                self.push(at, at + len, false);
                len
            };
            at += len;
        }
    }

    /// A word that begins with a letter; the bytes it took.
    fn word(&mut self, at: usize, end: usize) -> usize {
        let rest = &self.slice[at..end];
        let mut len = word_len(rest);
        if let Some(named) = file_len(rest, len) {
            self.push(at, at + named, false);
            return named;
        }
        if let Some(dotted) = self.dotted_len(at, end, len) {
            self.push(at, at + dotted, false);
            return dotted;
        }
        // “goin’ home”, “an’ then”: the apostrophe is the word's.
        let after = &rest[len..];
        if let Some(mark) = after.chars().next().filter(|&c| is_apostrophe(c)) {
            let word = &rest[..len];
            let behind = &self.slice[at + len + mark.len_utf8()..];
            let goes_on = behind.trim_start_matches([' ', '\n', '\r']);
            let goes_on = goes_on.len() < behind.len()
                && goes_on.chars().next().is_some_and(char::is_lowercase);
            let is_cut = (is_in(word, &["an", "o", "th", "wi", "ol", "mo", "lil"])
                || word.len() > 3 && ends_with(word, "in"))
                && (goes_on || self.n_open == 0 && mark != '\u{2018}');
            let is_possessive = ends_with(word, "s")
                && self.n_open == 0
                && mark != '\u{2018}'
                && !behind.starts_with(is_letter);
            if is_cut {
                len += mark.len_utf8();
                self.push(at, at + len, false);
                return len;
            }
            if is_possessive {
                self.hyphenated(at, at + len);
                self.push(at + len, at + len + mark.len_utf8(), true);
                return len + mark.len_utf8();
            }
        }
        self.hyphenated(at, at + len);
        len
    }

    /// The length of a word with the full stops that are its own: `Mr.`, `U.S.`, `e.g.`.
    fn dotted_len(&self, at: usize, end: usize, len: usize) -> Option<usize> {
        let rest = &self.slice[at..end];
        if !rest[len..].starts_with('.') || rest[len..].starts_with("..") {
            return None;
        }
        let word = &rest[..len];
        let n_letters = word.chars().count();
        if n_letters == 1 {
            // “U.S.”, “e.g.”, “J.R.R.”: single letters with a stop each.
            let mut to = len + 1;
            let mut n = 1;
            loop {
                let mut chars = rest[to..].chars();
                let (Some(c), Some('.')) = (chars.next(), chars.next()) else { break };
                if !c.is_alphabetic() {
                    break;
                }
                to += c.len_utf8() + 1;
                n += 1;
            }
            if n > 1 {
                // “Ph.D” and “U.S.A” may leave the last stop out.
                let mut chars = rest[to..].chars();
                let last = chars.next().filter(|c| c.is_uppercase());
                if let Some(last) = last
                    && !chars.next().is_some_and(is_letter)
                {
                    to += last.len_utf8();
                }
                return Some(to);
            }
            let c = word.chars().next()?;
            let behind = &self.slice[at + len + 1..];
            let next = behind.trim_start().chars().next();
            // “So did I. We sat.” is no initial, “I. Venn” is one.
            let is_pronoun =
                c == 'I' && (!behind.starts_with(' ') || self.follows_word(at));
            let is_initial =
                c.is_uppercase() && !is_pronoun && next.is_some_and(char::is_uppercase);
            return is_initial.then_some(len + 1);
        }
        if is_in(word, &["ph"]) && rest[len..].starts_with(".D") {
            let stop = usize::from(rest[len + 2..].starts_with('.'));
            return Some(len + 2 + stop);
        }
        let is_short = is_in(word, ABBREVIATIONS)
            && (word.starts_with(char::is_uppercase)
                || is_in(word, &["etc", "vs", "viz", "cf", "al", "esq", "approx"]));
        let behind = self.slice[at + len + 1..].trim_start();
        // “It was a Co.” is no end of a sentence, “nothing but fr.” no abbreviation.
        let is_numbered = is_in(word, NUMBER_ABBREVIATIONS)
            && behind.starts_with(|c: char| c.is_numeric());
        (is_short || is_numbered).then_some(len + 1)
    }

    /// Whether a word of small letters stands right before, as in “So did I.”
    fn follows_word(&self, at: usize) -> bool {
        let before = self.slice[..at].trim_end();
        before.len() < at && before.ends_with(|c: char| c.is_lowercase() || c == ',')
    }

    /// Splits a word at its hyphens and slashes, where the treebanks do.
    fn hyphenated(&mut self, start: usize, end: usize) {
        let word = &self.slice[start..end];
        let is_whole = !word.contains(|c| is_hyphen(c) || c == '/')
            || is_in(word, HYPHENATED)
            || is_stammer(word);
        if is_whole {
            return self.contracted(start, end);
        }
        let mut from = 0;
        let mut keeps = 0;
        let bytes = |c: char| c.len_utf8();
        for (i, mark) in word.char_indices() {
            if !is_hyphen(mark) && mark != '/' || i < keeps {
                continue;
            }
            let first = &word[from..i];
            let rest = &word[i + bytes(mark)..];
            let second = &rest[..rest.find(is_hyphen).unwrap_or(rest.len())];
            let is_kept = if mark == '/' {
                first.chars().count() == 1 || second.chars().count() == 1
            } else {
                is_in(first, PREFIXES)
                    && (!is_in(first, &["to", "a", "re", "un"]) || from == 0)
                    && is_prefixed(first, second)
            };
            if is_kept {
                keeps = i + bytes(mark);
                continue;
            }
            self.contracted(start + from, start + i);
            self.push(start + i, start + i + bytes(mark), false);
            from = i + bytes(mark);
        }
        self.contracted(start + from, end);
    }

    /// Splits off clitics: `do|n’t`, `it|’s`, `can|not`.
    fn contracted(&mut self, start: usize, end: usize) {
        let form = &self.slice[start..end];
        if self.lost_apostrophe(start, end) {
            return;
        }
        if form.is_ascii()
            && form.len() <= 8
            && let Some((_, cuts)) =
                CONTRACTIONS.iter().find(|(word, _)| form.eq_ignore_ascii_case(word))
            // “IM” and “HES” are other things.
            && !(form.len() < 4 && form.bytes().all(|b| b.is_ascii_uppercase()))
        {
            let mut from = 0;
            for &cut in *cuts {
                self.push(start + from, start + cut, from > 0);
                from = cut;
            }
            return self.push(start + from, end, true);
        }
        if is_in(form, &["its"]) && self.is_before(end, AFTER_IT_IS) {
            self.push(start, end - 1, false);
            return self.push(end - 1, end, true);
        }
        if let Some(cuts) = leading_contraction(form) {
            self.push(start, start + cuts, false);
            self.contracted_rest(start + cuts, end);
            return;
        }
        let cut = clitic_start(form);
        if cut == form.len() {
            return self.push(start, end, false);
        }
        // “shouldn’t’ve” has two.
        let inner = clitic_start(&form[..cut]);
        self.push(start, start + inner, false);
        if inner < cut {
            self.push(start + inner, start + cut, true);
        }
        self.push(start + cut, end, true);
    }

    /// Whether the next word is one of some.
    fn is_before(&self, end: usize, words: &[&str]) -> bool {
        let behind = &self.slice[end..];
        let next = behind.trim_start();
        let len = next.find(|c: char| !is_letter(c)).unwrap_or(next.len());
        next.len() < behind.len() && is_in(&next[..len], words)
    }

    fn contracted_rest(&mut self, start: usize, end: usize) {
        let cut = clitic_start(&self.slice[start..end]);
        self.push(start, start + cut, true);
        if start + cut < end {
            self.push(start + cut, end, true);
        }
    }

    /// Puts a lone `t`, `s`, `ll` behind the word before it, where a blank stands for an
    /// apostrophe; whether it did.
    fn lost_apostrophe(&mut self, start: usize, end: usize) -> bool {
        let form = &self.slice[start..end];
        if !matches!(form, "t" | "s" | "ll" | "re" | "ve" | "m" | "d") {
            return false;
        }
        let Some(&before) = self.pieces.last() else { return false };
        let is_next = before.span.end().index() + 1 == self.base + start
            && self.slice[..start].ends_with(' ');
        if !is_next || before.span.start().index() < self.base {
            return false;
        }
        let from = before.span.start().index() - self.base;
        let word = &self.slice[from..start - 1];
        if !word.ends_with(|c: char| c.is_alphabetic()) {
            return false;
        }
        let repaired = |from: usize, to: usize| Piece {
            span: Span::of(self.base + from, self.base + to),
            is_joined: true,
            is_repaired: true,
        };
        if form == "t" {
            if !is_in(word, NEGATED) || word.len() < 2 {
                return false;
            }
            let cut = start - 2;
            let piece = repaired(cut, end);
            let last = self.pieces.len() - 1;
            self.pieces[last].span = Span::of(self.base + from, self.base + cut);
            self.pieces.push(piece);
            return true;
        }
        let is_pronoun = is_in(
            word,
            &[
                "i", "you", "he", "she", "it", "we", "they", "that", "who", "there",
                "what",
            ],
        );
        let is_sound = match form {
            "s" => word.len() > 1 && !is_in(word, &["as", "is", "was"]),
            "m" => is_in(word, &["i"]),
            _ => is_pronoun,
        };
        if is_sound {
            let piece = repaired(start, end);
            self.pieces.push(piece);
        }
        is_sound
    }

    /// A number; the bytes it took.
    fn number(&mut self, at: usize, end: usize) -> usize {
        let rest = &self.slice[at..end];
        let len = number_len(rest);
        // “9-10” are two numbers, “713-664-7478” is one.
        let form = &rest[..len];
        let parts = || form.split('-');
        let is_phone = parts().count() > 2 || parts().all(|p| p.len() >= 3);
        if form.contains('-') && !(is_phone && parts().all(|p| p.len() > 1)) {
            let mut from = at;
            for part in parts() {
                self.push(from, from + part.len(), false);
                from += part.len();
                if from < at + len {
                    self.push(from, from + 1, false);
                    from += 1;
                }
            }
        } else {
            let n_digits = form.rfind(|c: char| !c.is_alphabetic()).map_or(0, |i| i + 1);
            let is_split = form.is_ascii() && is_in(&form[n_digits..], UNITS);
            let unit = at + if is_split { n_digits } else { len };
            self.push(at, unit, false);
            self.push(unit, at + len, false);
        }
        len
    }

    /// An apostrophe that follows no letter: an elision, or a quotation mark.
    fn apostrophe(&mut self, at: usize, end: usize, is_first: bool) -> usize {
        let rest = &self.slice[at..end];
        let mark = rest.chars().next().expect("an apostrophe stands here");
        let inner = &rest[mark.len_utf8()..];
        // ’’ and `` are one mark.
        if inner.starts_with(mark) && mark != '\u{2018}' {
            let len = 2 * mark.len_utf8();
            self.push(at, at + len, false);
            return len;
        }
        let letters = inner.find(|c: char| !c.is_alphabetic()).unwrap_or(inner.len());
        let word = &inner[..letters];
        let len = mark.len_utf8() + letters;
        // “’tis” is two words.
        if is_in(word, &["tis", "twas", "twere", "twill", "twould", "twasn", "tisn"]) {
            let full = mark.len_utf8() + word_len(inner);
            let cut = mark.len_utf8() + 1;
            self.push(at, at + cut, false);
            self.contracted_rest(at + cut, at + full);
            return full;
        }
        let may_be_elided = mark != '\u{2018}' && mark != '`';
        if may_be_elided && letters > 0 && is_in(word, ELISIONS) {
            let behind = &inner[letters..];
            let is_whole = !behind.starts_with(|c| is_hyphen(c) || is_letter(c));
            // 'e' as a quotation closes again at once.
            if is_whole && !behind.starts_with(is_apostrophe) {
                self.push(at, at + len, false);
                return len;
            }
        }
        // “’70s”
        let digits = inner.find(|c: char| !c.is_ascii_digit()).unwrap_or(inner.len());
        if digits == 2 && may_be_elided && !inner[digits..].starts_with(is_letter) {
            self.push(at, at + mark.len_utf8() + digits, false);
            return mark.len_utf8() + digits;
        }
        let opens = is_first && inner.starts_with(|c: char| !c.is_whitespace())
            || mark == '\u{2018}';
        if opens {
            self.n_open += 1;
        } else {
            self.n_open = self.n_open.saturating_sub(1);
        }
        self.push(at, at + mark.len_utf8(), false);
        mark.len_utf8()
    }
}

/// Whether a form is one of some words in small ASCII letters.
fn is_in(form: &str, words: &[&str]) -> bool {
    words.iter().any(|word| form.eq_ignore_ascii_case(word))
}

fn ends_with(word: &str, end: &str) -> bool {
    let at = word.len().checked_sub(end.len());
    at.and_then(|at| word.get(at..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// Whether a prefix and what follows its hyphen are one word: `to-day`, but `a` only as in
/// `a-coming`.
fn is_prefixed(prefix: &str, second: &str) -> bool {
    if is_in(prefix, &["to"]) {
        return is_in(second, &["day", "morrow", "night"]);
    }
    if is_in(prefix, &["a"]) {
        return ends_with(second, "ing") || ends_with(second, "in");
    }
    // “over-the-top” and “under-secretary”, “cross-legged”: words of their own.
    let is_word = is_in(prefix, &["over", "under", "cross", "post", "sub", "super"]);
    let is_own =
        is_word && is_in(second, &["the", "and", "a", "bearing", "legged", "office"]);
    !is_own && !second.is_empty()
}

/// Whether the first part of a word is the start of the second, said twice: `w-what`.
fn is_stammer(word: &str) -> bool {
    let Some((first, second)) = word.split_once(is_hyphen) else { return false };
    let n = first.chars().count();
    let mut a = first.chars().flat_map(char::to_lowercase);
    let mut b = second.chars().flat_map(char::to_lowercase);
    n <= 2 && second.chars().count() > n && a.by_ref().all(|c| b.next() == Some(c))
}

/// The bytes of the word at the start of `rest`, which begins with a letter.
fn word_len(rest: &str) -> usize {
    let mut len = 0;
    let mut chars = rest.chars().peekable();
    let mut last = ' ';
    while let Some(c) = chars.next() {
        let is_joint = (is_apostrophe(c) && c != '\u{2018}'
            || is_hyphen(c)
            || matches!(c, '&' | '/' | '_'))
            && chars.peek().is_some_and(|&next| is_letter(next))
            // “A&P” and “Lisa_resume” are words, “and/or” is split later.
            && (c != '&' || last.is_uppercase());
        if !is_letter(c) && !is_joint {
            break;
        }
        last = c;
        len += c.len_utf8();
    }
    len
}

/// The bytes of the number at the start of `rest`, with its unit: `1,500`, `9:30`, `1990s`.
fn number_len(rest: &str) -> usize {
    let mut len = 0;
    let mut is_plain = true;
    let mut chars = rest.chars().peekable();
    while let Some(c) = chars.next() {
        let is_joint = (matches!(c, ',' | '.' | ':' | '/' | '\'' | '\u{2019}')
            || is_plain && c == '-')
            && chars.peek().is_some_and(|&next| {
                next.is_numeric() || is_apostrophe(c) && next == 's'
            });
        if !is_letter(c) && !is_joint {
            break;
        }
        is_plain &= c.is_numeric() || is_joint;
        len += c.len_utf8();
    }
    len
}

/// The bytes of the mark at the start of `rest`: a run of one mark as `--` or `...`, a mix of
/// `!` and `?`, else one character.
fn mark_len(rest: &str, first: char) -> usize {
    let run = |is: fn(char, char) -> bool| {
        rest.chars().take_while(|&c| is(c, first)).map(char::len_utf8).sum()
    };
    match first {
        '!' | '?' => run(|c, _| matches!(c, '!' | '?')),
        '.' | '-' | '*' | '=' | '~' | '_' | '#' | '$' | '<' | '>' | '+' | '\u{2014}'
        | '\u{2013}' | '\u{2015}' | '\u{2026}' => run(|c, first| c == first),
        _ => first.len_utf8(),
    }
}

/// The bytes of the name of a file or a place on the net, of which `len` bytes are a word:
/// `letter.doc`, `alt.books`. A stop without a blank behind it is no end of a sentence.
fn file_len(rest: &str, len: usize) -> Option<usize> {
    let mut to = len;
    while let Some(part) = rest[to..].strip_prefix('.') {
        let n = part.find(|c: char| !is_letter(c)).unwrap_or(part.len());
        let is_part = n > 1 && part.starts_with(|c: char| c.is_lowercase());
        if !is_part {
            break;
        }
        to += 1 + n;
    }
    (to > len && len > 1).then_some(to)
}

/// The bytes of an address on the web or of a mailbox at the start of a run.
fn address_len(run: &str) -> Option<usize> {
    let is_web = run.contains("://") || run.starts_with("www.");
    let is_mail = || {
        run.split_once('@').is_some_and(|(name, place)| {
            name.starts_with(is_letter) && place.starts_with(is_letter)
        })
    };
    if !is_web && !is_mail() || !run.starts_with(is_letter) {
        return None;
    }
    let marks =
        ['.', ',', ';', ':', '!', '?', ')', ']', '>', '"', '\'', '\u{201d}', '\u{2019}'];
    Some(run.trim_end_matches(marks).len())
}

/// Where the second word begins in `d’you`, `y’all`, `c’mon`.
fn leading_contraction(form: &str) -> Option<usize> {
    let mark = form.char_indices().find(|&(_, c)| is_apostrophe(c))?;
    let (head, tail) = (&form[..mark.0], &form[mark.0 + mark.1.len_utf8()..]);
    let behind = mark.0 + mark.1.len_utf8();
    if is_in(head, &["d", "y"]) && is_in(tail, &["you", "ye", "all", "ya"]) {
        return Some(behind);
    }
    (is_in(head, &["c"]) && is_in(tail, &["mon"])).then_some(behind + 1)
}

/// Where the clitic at the end of a word begins; the word's length if it has none.
fn clitic_start(word: &str) -> usize {
    let Some((at, mark)) = word.char_indices().rev().find(|&(_, c)| is_apostrophe(c))
    else {
        return word.len();
    };
    let tail = &word[at + mark.len_utf8()..];
    if at == 0 {
        return word.len();
    }
    if is_in(tail, &["t"]) && word[..at].ends_with(['n', 'N']) {
        return if at > 1 { at - 1 } else { word.len() };
    }
    if is_in(tail, &["s", "ll", "re", "ve", "d", "m", "se"]) { at } else { word.len() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The words of a text with a blank between them, parts of one written word with `+`.
    fn words(text: &str) -> String {
        let mut pieces = Vec::new();
        split(text, Span::of(0, text.len()), &mut pieces);
        let mut out = String::new();
        for piece in pieces {
            out += match (out.is_empty(), piece.is_joined) {
                (true, _) => "",
                (_, true) => "+",
                _ => " ",
            };
            out += piece.span.slice(text);
        }
        out
    }

    #[test]
    fn clitics_are_parts_of_a_written_word() {
        assert_eq!(words("I don’t; it's, cannot."), "I do+n’t ; it+'s , can+not .");
        assert_eq!(words("Gonna dunno d’you y'all"), "Gon+na du+n+no d’+you y'+all");
        assert_eq!(words("shouldn't've"), "should+n't+'ve");
        assert_eq!(words("ma’am o'clock O’Brien"), "ma’am o'clock O’Brien");
        assert_eq!(words("the Smiths’ house"), "the Smiths+’ house");
    }

    #[test]
    fn dialect_keeps_its_apostrophes() {
        assert_eq!(words("’Tis them goin’ an’ ’em"), "’T+is them goin’ an’ ’em");
        assert_eq!(words("'Come here,' he said."), "' Come here , ' he said .");
        assert_eq!(words("w-what? a-coming"), "w-what ? a-coming");
    }

    #[test]
    fn lost_apostrophes_are_seen() {
        assert_eq!(words("I don t, I ll"), "I do+n t , I+ll");
        assert_eq!(words("Venn s house"), "Venn+s house");
        assert_eq!(words("its the end of its rope"), "it+s the end of its rope");
    }

    #[test]
    fn hyphens_split_compounds_but_not_prefixes() {
        assert_eq!(
            words("red-haired co-operate to-day"),
            "red - haired co-operate to-day"
        );
        assert_eq!(words("daughter-in-law's"), "daughter - in - law+'s");
    }

    #[test]
    fn marks_stay_together() {
        assert_eq!(words("No--never… ...what?!"), "No -- never … ... what ?!");
        assert_eq!(words("“Well—” ($5,000)"), "“ Well — ” ( $ 5,000 )");
        assert_eq!(words("9:30 1-2 713-664-7478"), "9:30 1 - 2 713-664-7478");
        assert_eq!(words("10am 4th 1990s 8gb"), "10 am 4th 1990s 8 gb");
    }

    #[test]
    fn abbreviations_keep_their_stops() {
        assert_eq!(words("Mr. Venn. J. R. Lo"), "Mr. Venn . J. R. Lo");
        assert_eq!(words("So did I. We sat."), "So did I . We sat .");
        assert_eq!(words("the U.S. e.g. No. 5. No. He"), "the U.S. e.g. No. 5 . No . He");
        assert_eq!(words("Ask a@b.org."), "Ask a@b.org .");
    }

    proptest! {
        #[test]
        fn nothing_but_white_space_is_left_out(
            text in "([a-zA-Z'’‘\\-.!?,;:…—\"“” \\n0-9é\u{ad}&/_@]|don t|’tis|Mr\\.|cannot){0,60}"
        ) {
            let mut pieces = Vec::new();
            split(&text, Span::of(0, text.len()), &mut pieces);
            let mut at = 0;
            for piece in pieces {
                let Span { .. } = piece.span;
                prop_assert!(!piece.span.is_empty() && piece.span.start().index() >= at);
                let gap = &text[at..piece.span.start().index()];
                prop_assert!(gap.chars().all(|c| c.is_whitespace() || is_invisible(c)));
                at = piece.span.end().index();
            }
            prop_assert!(text[at..].chars().all(|c| c.is_whitespace() || is_invisible(c)));
        }
    }
}
