//! Descriptions that serve as names: *the man in the camel coat*, again and again.

use dramaturg_text::{Book, Position, Shape, TokenId, TokenKind};
use rustc_hash::FxHashMap;

use crate::lexicon::{Lexicon, NounKind, Supersense};

/// A description is a label if the book has it so often, or if it says what somebody wears.
const MIN_TIMES: u32 = 2;

/// Words between the article and the noun of the phrase, and that noun.
const MAX_WORDS: usize = 3;

/// What joins somebody and what they wear, have, or where they belong.
const PREPOSITIONS: &[&str] = &["in", "with", "without", "from", "by", "behind", "on"];

const ARTICLES: &[&str] = &["the", "a", "an", "his", "her", "no"];

/// What somebody may be known by.
const KINDS: &[Supersense] = &[
    Supersense::NounArtifact,
    Supersense::NounBody,
    Supersense::NounObject,
    Supersense::NounPlant,
    Supersense::NounAnimal,
    Supersense::NounSubstance,
    Supersense::NounLocation,
    Supersense::NounGroup,
];

/// What somebody wears or carries; one who is described so is told from others at once.
const WORN: &[&str] = &["in", "with", "without"];

/// For the noun of each label, the token behind the label.
pub(crate) fn labels(book: &Book) -> FxHashMap<TokenId, usize> {
    let lexicon = Lexicon::shared();
    // Of each noun the phrases behind it, shorter ones first.
    let mut found: Vec<(TokenId, Vec<(usize, String)>)> = Vec::new();
    let mut times: FxHashMap<String, u32> = FxHashMap::default();
    for (id, token) in book.tokens.iter() {
        if token.kind != TokenKind::Word || token.shape != Shape::Lower {
            continue;
        }
        let noun = lexicon.person_noun(book.lower(id));
        let is_person =
            noun.is_some_and(|n| matches!(n.kind, NounKind::Generic | NounKind::Role));
        let ends = if is_person { phrase_ends(book, id) } else { Vec::new() };
        let phrases: Vec<(usize, String)> = ends
            .into_iter()
            .map(|end| {
                let words: Vec<&str> = (id.index()..end)
                    .map(|i| book.lower(TokenId::from_index(i)))
                    .collect();
                (end, words.join(" "))
            })
            .collect();
        for (_, words) in &phrases {
            *times.entry(words.clone()).or_default() += 1;
        }
        if !phrases.is_empty() {
            found.push((id, phrases));
        }
    }
    let pick = |(id, phrases): (TokenId, Vec<(usize, String)>)| {
        let often = phrases.iter().rev().find(|(_, words)| times[words] >= MIN_TIMES);
        let is_worn = || {
            let preposition = TokenId::from_index(id.index() + 1);
            WORN.contains(&book.lower(preposition))
        };
        let label = often.or_else(|| phrases.first().filter(|_| is_worn()));
        label.map(|&(end, _)| (id, end))
    };
    found.into_iter().filter_map(pick).collect()
}

/// The tokens behind the phrases that follow a noun and say of what somebody it is: behind
/// the last word that may end such a phrase, and, if that is a noun, the one behind it.
fn phrase_ends(book: &Book, noun: TokenId) -> Vec<usize> {
    let n = book.tokens.len();
    let form = |i: usize| if i < n { book.lower(TokenId::from_index(i)) } else { "" };
    let mut at = noun.index() + 1;
    if !PREPOSITIONS.contains(&form(at)) {
        return Vec::new();
    }
    at += 1;
    at += usize::from(ARTICLES.contains(&form(at)));
    let is_small = |i: usize| {
        let token = book.tokens[TokenId::from_index(i)];
        token.kind == TokenKind::Word && token.shape == Shape::Lower
    };
    let last = (at..n.min(at + MAX_WORDS))
        .take_while(|&i| is_small(i))
        .filter(|&i| {
            Supersense::of_noun(form(i)).is_some_and(|kind| KINDS.contains(&kind))
        })
        .last();
    let Some(last) = last else { return Vec::new() };
    let next = last + 1;
    let mut ends = vec![next];
    if next < n && is_small(next) && Supersense::of_noun(form(next)).is_some() {
        ends.push(next + 1);
    }
    ends
}
