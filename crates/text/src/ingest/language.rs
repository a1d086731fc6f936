//! Whether a text is in English.

use rustc_hash::FxHashSet;
use whatlang::{Lang, detect};

/// Letters below which a text is too short to judge.
const MIN_LETTERS: usize = 200;
/// Stretches that are looked at, evenly spread over the text.
const N_STRETCHES: usize = 8;
/// Bytes of one stretch: long enough that trigrams are counted in their hundreds.
const STRETCH_BYTES: usize = 1500;
/// Different words below which a sample is no language but a list or a test.
const MIN_DIFFERENT_WORDS: usize = 30;
/// The share of little words, in a hundred, from which a text is English whatever its
/// trigrams say. English prose has 25 to 35, French and German under 5.
const ENGLISH_PERCENT: usize = 12;
/// Little words of English that no neighbour shares in number.
const LITTLE_WORDS: &[&str] = &[
    "the", "and", "of", "to", "in", "was", "he", "she", "that", "it", "his", "her",
    "with", "you", "had", "for", "not", "is", "my", "they",
];

/// What language a text is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// English, or so little or odd a text that nothing speaks against it.
    English,
    /// Too short or too odd to say.
    Unknown,
    /// Another language; its English name.
    Other(&'static str),
}

/// Judges a text by a sample of it.
pub(super) fn language(text: &str) -> Language {
    let sample = sample(text);
    let n_letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let Some(info) = detect(&sample) else { return Language::Unknown };
    if info.lang() == Lang::Eng {
        return Language::English;
    }
    let mut n_words = 0;
    let mut n_little = 0;
    let mut different = FxHashSet::default();
    let lower = sample.to_lowercase();
    for word in lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty())
    {
        n_words += 1;
        n_little += usize::from(LITTLE_WORDS.contains(&word));
        different.insert(word);
    }
    if n_little * 100 >= n_words * ENGLISH_PERCENT {
        return Language::English;
    }
    // Chinese and Japanese put no space between words.
    let is_varied = different.len() >= MIN_DIFFERENT_WORDS || n_letters > 20 * n_words;
    if n_letters > MIN_LETTERS && info.is_reliable() && is_varied {
        Language::Other(info.lang().eng_name())
    } else {
        Language::Unknown
    }
}

/// Stretches from all over a text; all of a short one.
fn sample(text: &str) -> String {
    if text.len() <= N_STRETCHES * STRETCH_BYTES {
        return text.to_owned();
    }
    let step = text.len() / N_STRETCHES;
    let mut sample = String::with_capacity(N_STRETCHES * (STRETCH_BYTES + 4));
    for i in 0..N_STRETCHES {
        let start = text.ceil_char_boundary(i * step + (step - STRETCH_BYTES) / 2);
        let end = text.floor_char_boundary(start + STRETCH_BYTES);
        sample.push_str(&text[start..end.max(start)]);
        sample.push('\n');
    }
    sample
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_is_not_english() {
        let text = "Elle entra dans la chambre sans faire de bruit, et le vieux capitaine \
            leva la tête. Il ne dit rien pendant longtemps. Puis il posa sa plume sur la \
            table, regarda par la fenêtre les bateaux qui rentraient au port, et demanda \
            enfin pourquoi personne ne lui avait parlé de cette lettre. Mara haussa les \
            épaules. La pluie commençait à tomber sur les toits de la ville endormie.";
        assert_eq!(language(text), Language::Other("French"));
    }

    #[test]
    fn a_list_of_names_is_let_through() {
        assert!(!matches!(language(&"Mara\n".repeat(500)), Language::Other(_)));
        assert!(!matches!(language("Bonjour, dit-elle."), Language::Other(_)));
    }
}
