//! One name in two spellings: *Katherine* and *Catherine*.
//!
//! Names of narration that sound alike and are written almost alike, of which one is rare:
//! a slip of the pen. Two people of such names are told apart by standing side by side.

use dramaturg_cast::{EntityKind, MentionKind};
use dramaturg_text::{Position, TokenId};
use rustc_hash::{FxHashMap, FxHashSet};

use super::desk::Desk;
use crate::{Finding, FindingKind};

/// A slip is made at most so often.
const MAX_SLIPS: usize = 2;

/// The right name is used at least so many times as often.
const MIN_RATIO: usize = 4;

/// Shorter names are not compared: *Ann* and *Anna* are two.
const MIN_LETTERS: usize = 3;

/// Tokens that one name may be away from the other and still be beside it.
const MAX_BESIDE: usize = 40;

pub(super) fn findings(desk: &Desk<'_>) -> Vec<Finding> {
    let book = desk.tree.book;
    let cast = desk.tree.cast;
    // Every word of a person's name, with where it stands.
    let mut of_word: FxHashMap<&str, Vec<TokenId>> = FxHashMap::default();
    let mut order: Vec<&str> = Vec::new();
    for (id, mention) in cast.mentions.rows.iter() {
        let is_name = mention.kind == MentionKind::Proper && mention.quotation.is_none();
        let Some(entity) = cast.entities.of_mention[id].filter(|_| is_name) else {
            continue;
        };
        if !matches!(
            cast.entities.rows[entity].kind,
            EntityKind::Person | EntityKind::Animal | EntityKind::Group
        ) {
            continue;
        }
        for token in mention.span.iter() {
            let written = book.written(token);
            let is_word = written.chars().count() >= MIN_LETTERS
                && written.chars().all(char::is_alphabetic)
                && written.starts_with(char::is_uppercase)
                && written.chars().any(char::is_lowercase);
            if is_word {
                let places = of_word.entry(book.lower(token)).or_default();
                if places.is_empty() {
                    order.push(book.lower(token));
                }
                places.push(token);
            }
        }
    }
    let said = cast.mentions.rows.rows().iter().filter(|m| m.quotation.is_some());
    let said: FxHashSet<&str> =
        said.flat_map(|m| m.span.iter()).map(|token| book.lower(token)).collect();
    let mut by_sound: FxHashMap<String, Vec<&str>> = FxHashMap::default();
    for &word in &order {
        by_sound.entry(sound(word)).or_default().push(word);
    }
    let mut found = Vec::new();
    for &rare in &order {
        let places = &of_word[rare];
        if places.len() > MAX_SLIPS {
            continue;
        }
        let alike = by_sound[&sound(rare)].iter().copied();
        let usual = alike
            .filter(|&other| other != rare && is_slip(rare, other))
            .filter(|&other| of_word[other].len() >= MIN_RATIO * places.len())
            .max_by_key(|&other| (of_word[other].len(), other));
        let Some(usual) = usual else { continue };
        let others = &of_word[usual];
        let is_beside = places.iter().any(|&place| {
            let i = others.partition_point(|&other| other < place);
            let near = [i.checked_sub(1), Some(i)].into_iter().flatten();
            near.filter_map(|i| others.get(i)).any(|other| {
                other.index().abs_diff(place.index()) <= MAX_BESIDE
                    && is_one_sentence(desk, *other, place)
            })
        });
        // Who is spoken of by that name has it.
        if is_beside || said.contains(rare) {
            continue;
        }
        for &place in places {
            let (first, second) = (others[0].min(place), others[0].max(place));
            let names = desk.certain.names();
            let row = names.binary_search_by_key(&others[0], |name| name.0).ok();
            let entity = row.map(|row| names[row]);
            let written = (book.written(place), book.written(others[0]));
            found.push(Finding {
                kind: FindingKind::Name,
                character: entity.map(|name| name.1),
                message: format!("{} is {} elsewhere", written.0, written.1),
                first: passage(desk, first),
                second: passage(desk, second),
                confidence: 0.7,
            });
        }
    }
    found
}

fn passage(
    desk: &Desk<'_>,
    token: TokenId,
) -> dramaturg_text::Span<dramaturg_text::Byte> {
    let span = desk.tree.book.tokens[token].span;
    let words = desk.tree.parse.words_in(span);
    if words.is_empty() {
        return span;
    }
    let sentence = desk.words_beside(words.start());
    let root = sentence.iter().find(|&word| desk.tree.head(word).is_none());
    root.map_or(span, |root| desk.tree.clause(sentence, root).hull(span))
}

fn is_one_sentence(desk: &Desk<'_>, one: TokenId, other: TokenId) -> bool {
    let book = desk.tree.book;
    let of = |token: TokenId| {
        let rows = book.sentences.rows();
        rows.partition_point(|sentence| sentence.end() <= token)
    };
    of(one) == of(other)
}

/// Whether two names that sound alike are written so nearly alike that one may be a slip.
fn is_slip(one: &str, other: &str) -> bool {
    // A plural or a possessive is none.
    let is_ending = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|end| end == "s");
    !is_ending(one, other) && !is_ending(other, one) && edits(one, other) <= 2
}

/// How many letters must be added, left out or changed: Levenshtein's distance. Names are
/// short.
fn edits(one: &str, other: &str) -> usize {
    const MAX_LETTERS: usize = 24;
    let a: Vec<char> = one.chars().take(MAX_LETTERS).collect();
    let b: Vec<char> = other.chars().take(MAX_LETTERS).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = corner + usize::from(x != y);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

/// How a name sounds, roughly: names that differ only in such letters are said alike.
fn sound(name: &str) -> String {
    let mut letters: Vec<char> = Vec::new();
    let mut chars = name.chars().flat_map(char::to_lowercase).peekable();
    while let Some(letter) = chars.next() {
        let next = chars.peek().copied();
        let letter = match (letter, next) {
            ('p', Some('h')) => {
                chars.next();
                'f'
            }
            ('c', Some('k')) | ('k', Some('c')) => {
                chars.next();
                'k'
            }
            ('c', Some('h')) => {
                chars.next();
                'k'
            }
            ('c', Some('e' | 'i' | 'y')) => 's',
            ('c' | 'q', _) => 'k',
            ('z', _) => 's',
            ('y', _) => 'i',
            // Silent beside a consonant or at the end: *Sara*, *Sarah*, *Jon*, *John*.
            ('h', None) => continue,
            ('h', Some(next)) if !letters.is_empty() && !is_vowel(next) => continue,
            ('h', _) if letters.last().is_some_and(|&last| !is_vowel(last)) => continue,
            // *Jean* is not *Jane*.
            ('e', Some('a' | 'e')) => {
                chars.next();
                'i'
            }
            ('g', Some('e' | 'i')) => 'j',
            (other, _) => other,
        };
        if letters.last() != Some(&letter) {
            letters.push(letter);
        }
    }
    // *Anne* and *Ann*, *Stacey* and *Stacy*, *Browne* and *Brown*; *Katharine* and
    // *Katherine*: vowels inside are one.
    if letters.len() > 2 && letters.last() == Some(&'e') {
        letters.pop();
    }
    let last = letters.len().saturating_sub(1);
    let mut code = String::new();
    for (i, &letter) in letters.iter().enumerate() {
        let is_inside = i > 0 && i < last;
        let letter = match letter {
            'a' | 'e' if is_inside => 'e',
            'i' if i == last && code.ends_with('e') => {
                code.pop();
                'i'
            }
            other => other,
        };
        if !code.ends_with(letter) {
            code.push(letter);
        }
    }
    code
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_sound_alike() {
        for (one, other) in [
            ("Katherine", "Catherine"),
            ("Katharine", "Katherine"),
            ("Jon", "John"),
            ("Sara", "Sarah"),
            ("Stephen", "Stefen"),
            ("Philip", "Phillip"),
            ("Stacy", "Stacey"),
            ("Anne", "Ann"),
            ("Jonathan", "Johnathan"),
            ("Mikayla", "Mikaila"),
            ("Elisabeth", "Elizabeth"),
            ("Geoffrey", "Geofrey"),
        ] {
            assert_eq!(sound(one), sound(other), "{one} {other}");
            assert!(is_slip(&one.to_lowercase(), &other.to_lowercase()), "{one} {other}");
        }
        for (one, other) in [
            ("Jane", "Jean"),
            ("Tom", "Tim"),
            ("Maria", "Marie"),
            ("Henry", "Harry"),
            ("Anna", "Ann"),
            ("Joan", "John"),
            ("Pip", "Pap"),
        ] {
            assert_ne!(sound(one), sound(other), "{one} {other}");
        }
    }

    #[test]
    fn edits_are_counted() {
        assert_eq!(
            (edits("jon", "john"), edits("abc", "abc"), edits("", "ab")),
            (1, 0, 2)
        );
    }
}
