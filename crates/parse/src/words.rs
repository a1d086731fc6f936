//! Words as Universal Dependencies counts them: the units of syntax.
//!
//! The tokens of a `Book` are what cues and names are looked up by; they keep hyphens and
//! leave full stops apart. Syntax is annotated on other units: `do|n’t`, `can|not`,
//! `red|-|haired`, `Mr.`. So words are made from the text anew, as the English treebanks EWT
//! and GUM split them, with what fiction writes beside: dashes of every length, dialect
//! (`goin’`, `’em`, `’tis`), stammers, and apostrophes that a file has lost (`don t`).

mod lengths;
mod lists;

use dramaturg_text::{Byte, Position, Span};

pub(crate) use lengths::shape_tag;

use lengths::{
    address_len, clitic_start, ends_with, file_end, file_len, is_apostrophe, is_fragment,
    is_hyphen, is_in, is_invisible, is_letter, is_prefixed, is_ruler, is_stammer,
    is_whole_number, leading_contraction, mark_len, number_len, word_len,
};
use lists::{
    ABBREVIATIONS, AFTER_IT_IS, CLOSING_ABBREVIATIONS, CONTRACTIONS, DAYS, ELISIONS,
    EMOTICONS, HYPHENATED, MONEY_UNITS, NEGATED, NOSES, NUMBER_ABBREVIATIONS, PREFIXES,
    UNITS,
};

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
        if run.len() <= 3 && EMOTICONS.contains(&run) || is_ruler(run) {
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
                let len = self.signed_len(at, end).unwrap_or_else(|| mark_len(rest, c));
                self.push(at, at + len, false);
                len
            };
            at += len;
        }
    }

    /// The length of a word that begins with a mark: `.265`, `+44`, `#fiction`, `.doc`, `:-)`.
    fn signed_len(&self, at: usize, end: usize) -> Option<usize> {
        let rest = &self.slice[at..end];
        if let Some(face) = NOSES.iter().find(|&&face| rest.starts_with(face)) {
            let is_alone = !rest[face.len()..].starts_with(is_letter);
            return is_alone.then_some(face.len());
        }
        let mut chars = rest.chars();
        let (mark, next) = (chars.next()?, chars.next()?);
        let before = self.slice[..at].chars().next_back();
        let is_first = before.is_none_or(char::is_whitespace);
        let inner = &rest[mark.len_utf8()..];
        let len = match mark {
            '.' if next.is_ascii_digit() => {
                let is_own = !before.is_some_and(|c| is_letter(c) || c == '.');
                is_own.then(|| number_len(inner))?
            }
            '.' if is_first => file_end(rest)? - mark.len_utf8(),
            '+' if is_first && next.is_ascii_digit() => number_len(inner),
            '#' if is_first && next.is_alphabetic() => word_len(inner),
            _ => return None,
        };
        Some(mark.len_utf8() + len)
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
        // “I th- think”: a word broken off keeps its hyphen.
        if at + len + 1 == end && rest.ends_with('-') && is_fragment(&rest[..len]) {
            self.push(at, end, false);
            return len + 1;
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
                return Some(to + bare_letter_len(&rest[to..], word));
            }
            let bare = bare_letter_len(&rest[to..], word);
            if bare > 0 && word.starts_with(char::is_uppercase) {
                return Some(to + bare);
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
        let after = &self.slice[at + len + 1..];
        let behind = after.trim_start();
        // “of Cargill, Inc.” at the end of a paragraph leaves its stop to the sentence.
        let ends = behind.is_empty()
            || behind.len() < after.len()
                && is_in(word, &["etc"])
                && behind.starts_with(char::is_uppercase);
        if ends && is_in(word, CLOSING_ABBREVIATIONS) {
            return None;
        }
        // “It was a Co.” is no end of a sentence, “nothing but fr.” no abbreviation.
        let is_numbered = behind.starts_with(|c: char| c.is_numeric())
            && (is_in(word, NUMBER_ABBREVIATIONS)
                || word.starts_with(char::is_uppercase) && is_in(word, DAYS));
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
        // “alot” is two words without a blank.
        if is_in(form, &["alot"]) {
            self.push(start, start + 1, false);
            return self.push(start + 1, end, false);
        }
        // “Lets go”: a third person seldom begins a sentence.
        let is_let_us =
            is_in(form, &["lets"]) && form.starts_with('L') && form.ends_with('s');
        if is_let_us || is_in(form, &["its"]) && self.is_before(end, AFTER_IT_IS) {
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
        if let Some(file) = file_end(&rest[len..]) {
            self.push(at, at + len + file, false);
            return len + file;
        }
        // “9-10” are two numbers, “713-664-7478” is one.
        let form = &rest[..len];
        if is_whole_number(form) {
            self.quantity(at, at + len);
        } else {
            let mut from = at;
            for part in form.split('-') {
                self.quantity(from, from + part.len());
                from += part.len();
                if from < at + len {
                    self.push(from, from + 1, false);
                    from += 1;
                }
            }
        }
        len
    }

    /// A number and the unit behind it: `10|am`, `$170|m`.
    fn quantity(&mut self, from: usize, to: usize) {
        let form = &self.slice[from..to];
        let n_digits = form.rfind(|c: char| !c.is_alphabetic()).map_or(0, |i| i + 1);
        let is_money =
            self.slice[..from].ends_with(['$', '£', '€']) || form.contains('.');
        let is_split = form.is_ascii()
            && (is_in(&form[n_digits..], UNITS)
                || is_money && is_in(&form[n_digits..], MONEY_UNITS));
        let unit = if is_split { from + n_digits } else { to };
        self.push(from, unit, false);
        self.push(unit, to, false);
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

/// The bytes of a single letter at the start of `rest` that ends an abbreviation without a
/// stop: the `S` of `U.S`. It is capital where the first letter is.
fn bare_letter_len(rest: &str, first: &str) -> usize {
    let mut chars = rest.chars();
    let is_like = |c: &char| {
        c.is_uppercase() || c.is_lowercase() && first.starts_with(char::is_lowercase)
    };
    match (chars.next().filter(is_like), chars.next()) {
        (Some(last), next) if !next.is_some_and(|c| is_letter(c) || c == '.') => {
            last.len_utf8()
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Tag;

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

    #[test]
    fn names_of_files_and_places_on_the_net_are_words() {
        assert_eq!(words("Ask PLAN.XLS 20.doc"), "Ask PLAN.XLS 20.doc");
        assert_eq!(words("see:<http://a.b/c>"), "see : < http://a.b/c >");
        assert_eq!(words("Mara\"<mara@quill.org>"), "Mara \" < mara@quill.org >");
        assert_eq!(words("#harbour +44 .265 :-)"), "#harbour +44 .265 :-)");
        assert_eq!(words("The end.The sea."), "The end . The sea .");
    }

    #[test]
    fn a_shape_may_tell_the_tag() {
        let tag = |form| shape_tag(form).map(Tag::label);
        assert_eq!(tag("PLAN.XLS"), Some("NOUN"));
        assert_eq!(tag("list_2.html"), Some("NOUN"));
        assert_eq!(tag("http://a.b/list.html"), Some("PROPN"));
        assert_eq!(tag("mara@quill.org"), Some("PROPN"));
        assert_eq!(tag("?!"), Some("PUNCT"));
        for form in ["quill.org", "Mr.", "U.S.", "@", "red", "-", "5.html", "’"] {
            assert_eq!(tag(form), None, "{form}");
        }
    }

    #[test]
    fn hyphens_hold_some_numbers_together() {
        assert_eq!(words("3-5213 1-800-991-9019"), "3-5213 1-800-991-9019");
        assert_eq!(words("1914-1918 5:00-8:30"), "1914 - 1918 5:00 - 8:30");
        assert_eq!(words("$170m 33-66K"), "$ 170 m 33 - 66 K");
    }

    #[test]
    fn a_last_abbreviation_leaves_its_stop_to_the_sentence() {
        assert_eq!(words("ropes, sails, etc."), "ropes , sails , etc .");
        assert_eq!(words("ropes etc. and oars"), "ropes etc. and oars");
        assert_eq!(
            words("on Wed. 6/14, the U.S. and U.K"),
            "on Wed. 6/14 , the U.S. and U.K"
        );
        assert_eq!(words("Lets go. It lets me."), "Let+s go . It lets me .");
        assert_eq!(words("Alot of it"), "A lot of it");
    }

    #[test]
    fn a_word_broken_off_keeps_its_hyphen() {
        assert_eq!(words("I th- think w- we"), "I th- think w- we");
        assert_eq!(words("PS- I know"), "PS - I know");
        assert_eq!(words("What.? --==--"), "What .? --==--");
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
