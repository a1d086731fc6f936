//! What the network sees of a word: its normal form, its shape, hashed features and the
//! n-grams of its letters. All of it hangs on the written form alone.
//!
//! `training/language/text.py` does the same; the parity cases hold the two together.

use std::borrow::Cow;

use dramaturg_nn::{ByteTable, Linear, ModelError, Tensors, float};

use super::settings::Settings;

/// The shortest and the longest n-gram, in characters.
const NGRAMS: std::ops::RangeInclusive<usize> = 3..=5;
/// A word's letters behind these say nothing more: no English word is as long, and whatever
/// text may hold, a word is encoded in bounded time.
const MAX_CHARS: usize = 64;
/// Equal signs of a shape in a row.
const MAX_RUN: usize = 4;

/// The hashed features, in the order of their numbers; each has a table of its own.
pub(crate) const FEATURES: [&str; 7] =
    ["norm", "prefix1", "prefix3", "suffix2", "suffix3", "suffix4", "shape"];

/// Makes the input of the network from a written form.
#[derive(Clone, Debug)]
pub(crate) struct Encoder {
    words: Vocabulary,
    vectors: ByteTable,
    ngrams: ByteTable,
    tables: Vec<ByteTable>,
    input: Linear,
}

/// The words that have a vector, one a line, looked at in place.
#[derive(Clone, Debug)]
struct Vocabulary {
    text: Cow<'static, str>,
    /// Where each line begins; the end of the text last.
    starts: Vec<u32>,
    /// Rows by their hash, with open addressing; at most half of the places are taken.
    places: Vec<u32>,
}

/// A place that no row takes.
const FREE: u32 = u32::MAX;

impl Vocabulary {
    /// A list whose every line ends; none where it has another form or says a word twice.
    fn new(text: Cow<'static, str>) -> Option<Vocabulary> {
        let mut starts = vec![0];
        for (i, _) in text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n') {
            starts.push(u32::try_from(i + 1).ok()?);
        }
        if starts.last().is_some_and(|&start| start as usize != text.len()) {
            return None;
        }
        let n_words = starts.len() - 1;
        let places = vec![FREE; (2 * n_words).next_power_of_two().max(2)];
        let mut words = Vocabulary { text, starts, places };
        for row in 0..n_words {
            let place = words.place(words.get(row));
            if words.places[place] != FREE {
                return None;
            }
            words.places[place] = u32::try_from(row).ok()?;
        }
        Some(words)
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    fn get(&self, row: usize) -> &str {
        &self.text[self.starts[row] as usize..self.starts[row + 1] as usize - 1]
    }

    /// The place of a word: its own, or the free one that it would take.
    fn place(&self, word: &str) -> usize {
        let mask = self.places.len() - 1;
        let hash = fnv64(0, word);
        let mut place = usize::try_from(hash & mask as u64).expect("below the mask");
        loop {
            let row = self.places[place];
            if row == FREE || self.get(row as usize) == word {
                return place;
            }
            place = (place + 1) & mask;
        }
    }

    fn find(&self, word: &str) -> Option<usize> {
        let row = self.places[self.place(word)];
        (row != FREE).then_some(row as usize)
    }
}

impl Encoder {
    /// Reads the tables and the vocabulary.
    ///
    /// # Errors
    ///
    /// If a table is missing or of another form than the settings say, or if the vocabulary
    /// is not sorted or has another number of words than there are vectors.
    pub(crate) fn new(
        tensors: &Tensors,
        settings: &Settings,
        words: Cow<'static, str>,
    ) -> Result<Encoder, ModelError> {
        let wrong =
            |what: &str| ModelError::Settings { message: format!("words.txt {what}") };
        let words = Vocabulary::new(words).ok_or_else(|| {
            wrong("is no list of different words, each with a line end")
        })?;
        let table = |name: &str| {
            tensors.byte_table(&format!("{name}.weight"), &format!("{name}.scale"))
        };
        let vectors = table("words")?;
        if vectors.n_rows() != words.len() {
            return Err(wrong("has another number of words than there are vectors"));
        }
        let ngrams = table("ngrams")?;
        let tables = FEATURES
            .iter()
            .map(|name| table(&format!("tables.{name}")))
            .collect::<Result<Vec<_>, _>>()?;
        let is_sound = ngrams.width() == vectors.width()
            && ngrams.n_rows() > 0
            && tables.iter().all(|table| table.n_rows() > 0);
        if !is_sound {
            return Err(wrong("and the tables do not fit together"));
        }
        let n_inputs =
            vectors.width() + tables.iter().map(ByteTable::width).sum::<usize>();
        let input = tensors.linear("input", n_inputs, settings.width)?;
        Ok(Encoder { words, vectors, ngrams, tables, input })
    }

    /// What goes into the network for written forms: a row of the network's width each.
    pub(crate) fn encode(
        &self,
        tensors: &Tensors,
        forms: &[impl AsRef<str>],
        rows: &mut [f32],
    ) {
        let n_inputs = self.input.n_inputs();
        let mut inputs = vec![0.0; forms.len() * n_inputs];
        for (form, inputs) in forms.iter().zip(inputs.chunks_exact_mut(n_inputs)) {
            self.look_up(tensors, form.as_ref(), inputs);
        }
        self.input.apply(&inputs, rows);
    }

    /// The vector of a written form and the rows of its features, one behind the other.
    fn look_up(&self, tensors: &Tensors, form: &str, inputs: &mut [f32]) {
        let (vector, mut features) = inputs.split_at_mut(self.vectors.width());
        let norm = norm(form);
        let add = |table: &ByteTable, index: usize, factor: f32, sums: &mut [f32]| {
            let (bytes, scale) = table.row(tensors, index);
            float::add_scaled_bytes(bytes, scale * factor, sums);
        };
        match self.words.find(&norm) {
            Some(index) => add(&self.vectors, index, 1.0, vector),
            None => {
                let rows = ngram_rows(&norm, self.ngrams.n_rows());
                let share = 1.0 / rows.len() as f32;
                for &index in &rows {
                    add(&self.ngrams, index, share, vector);
                }
            }
        }
        let texts = feature_texts(form, &norm);
        for ((number, text), table) in (0_u8..).zip(&texts).zip(&self.tables) {
            let (own, rest) = features.split_at_mut(table.width());
            let n_rows = table.n_rows() as u64;
            let index = usize::try_from(fnv64(number, text) % n_rows);
            add(table, index.expect("below the number of rows"), 1.0, own);
            features = rest;
        }
    }
}

/// A sign as the model knows it: curly marks straight, dashes of all kinds one.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        '’' | '‘' | '‛' | '′' | '`' => "'",
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => "\"",
        '…' => "...",
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => "-",
        _ => return None,
    })
}

/// The normal form: lower case, curly marks straight, digits `0`, a run of dashes `-`.
pub(crate) fn norm(form: &str) -> String {
    let mut out = String::with_capacity(form.len());
    for c in form.chars().take(MAX_CHARS) {
        match plain(c) {
            Some(signs) => out.push_str(signs),
            None if c.is_ascii_digit() => out.push('0'),
            None if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            None => out.extend(c.to_lowercase()),
        }
    }
    if !out.is_empty() && out.bytes().all(|b| b == b'-') {
        out.truncate(1);
    }
    out
}

/// How a form is written: `X` a capital, `x` another letter, `0` a digit, else the sign;
/// runs are cut to four.
fn shape(form: &str) -> String {
    let mut out = String::new();
    let (mut last, mut run) = ('\0', 0);
    let mut push = |sign: char| {
        run = if sign == last { run + 1 } else { 1 };
        last = sign;
        if run <= MAX_RUN {
            out.push(sign);
        }
    };
    for c in form.chars().take(MAX_CHARS) {
        match plain(c) {
            Some(signs) => signs.chars().for_each(&mut push),
            None if c.is_uppercase() => push('X'),
            None if c.is_alphabetic() => push('x'),
            None if c.is_numeric() => push('0'),
            None => push(c),
        }
    }
    out
}

/// The first `n` characters.
fn prefix(text: &str, n: usize) -> &str {
    text.char_indices().nth(n).map_or(text, |(at, _)| &text[..at])
}

/// The last `n` characters.
fn suffix(text: &str, n: usize) -> &str {
    text.char_indices().rev().nth(n - 1).map_or(text, |(at, _)| &text[at..])
}

/// The texts behind the hashed features, in the order of [`FEATURES`].
fn feature_texts(form: &str, norm: &str) -> [String; 7] {
    [
        norm.to_owned(),
        prefix(norm, 1).to_owned(),
        prefix(norm, 3).to_owned(),
        suffix(norm, 2).to_owned(),
        suffix(norm, 3).to_owned(),
        suffix(norm, 4).to_owned(),
        shape(form),
    ]
}

/// FNV-1a in 64 bits over a number and the bytes of a text.
fn fnv64(number: u8, text: &str) -> u64 {
    let bytes = std::iter::once(number).chain(text.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

/// The hash of fastText: FNV-1a in 32 bits, bytes taken as signed.
fn fnv32(text: &str) -> u32 {
    text.bytes().fold(2_166_136_261, |hash: u32, byte| {
        let signed = i32::from(byte.cast_signed()).cast_unsigned();
        (hash ^ signed).wrapping_mul(16_777_619)
    })
}

/// The rows of the n-grams of `<norm>`; never empty.
fn ngram_rows(norm: &str, n_rows: usize) -> Vec<usize> {
    let text = format!("<{norm}>");
    let mut starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    starts.push(text.len());
    let n_chars = starts.len() - 1;
    let mut rows = Vec::new();
    for first in 0..n_chars {
        for n in NGRAMS.filter(|n| first + n <= n_chars) {
            let ngram = &text[starts[first]..starts[first + n]];
            rows.push(fnv32(ngram) as usize % n_rows);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_forms_are_plain() {
        assert_eq!(norm("Mara’s"), "mara's");
        assert_eq!(
            (norm("“"), norm("——"), norm("1,500")),
            ("\"".into(), "-".into(), "0,000".into())
        );
        assert_eq!(norm("…"), "...");
    }

    #[test]
    fn shapes_are_cut() {
        assert_eq!(shape("Whatever’s"), "Xxxxx'x");
        assert_eq!((shape("1990s"), shape("U.S.")), ("0000x".into(), "X.X.".into()));
    }

    #[test]
    fn ends_are_counted_in_characters() {
        assert_eq!((prefix("été", 1), suffix("été", 2)), ("é", "té"));
        assert_eq!((prefix("a", 3), suffix("a", 4)), ("a", "a"));
    }

    #[test]
    fn words_are_found_in_place() {
        let words = Vocabulary::new("the\nof\nMara\n".into()).unwrap();
        assert_eq!(
            (words.len(), words.find("Mara"), words.find("mar")),
            (3, Some(2), None)
        );
        assert!(Vocabulary::new("a\nb".into()).is_none());
        assert!(Vocabulary::new("a\na\n".into()).is_none());
        assert_eq!(Vocabulary::new("".into()).unwrap().find("a"), None);
    }

    #[test]
    fn hashes_are_those_of_the_training() {
        // From `training/language/text.py`.
        assert_eq!(fnv64(0, ""), 0xaf63_bd4c_8601_b7df);
        assert_eq!(fnv64(6, "Xxxx"), 0xc6ed_e6a8_3760_9309);
        assert_eq!(fnv32("<é"), 0x280e_7713);
        assert_eq!(ngram_rows("a", 1 << 20).len(), 1);
        assert_eq!(ngram_rows("mara", 1 << 20).len(), 9);
    }
}
