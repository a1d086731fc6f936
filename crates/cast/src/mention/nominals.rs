//! Nominal mentions of persons: `the porter`, `his old mother`, `a girl in black`.

use dramaturg_text::{Book, Position, Shape, Span, TokenId, TokenKind, WordId};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Mention, MentionKind, MentionType, Usage};
use crate::QuotationId;
use crate::lexicon::{Lexicon, NounKind, Supersense};

/// Words that open a description of a person.
pub(crate) const DETERMINERS: &[&str] = &[
    "the", "a", "an", "this", "that", "my", "your", "his", "her", "our", "their", "its",
    "xyr", "another", "some", "one", "'s", "s",
];

/// Words that end the search for the noun of a description.
const STOPS: &[&str] = &[
    "and", "or", "of", "in", "on", "at", "to", "with", "for", "from", "was", "is", "had",
    "who", "that", "but", "as", "by", "were", "are", "has", "have", "be", "not", "it",
    "he", "she", "they", "i", "you", "than", "into", "said", "the", "a", "an", "his",
    "her", "my",
];

/// A description has at most this many words between determiner and noun.
const MAX_ADJECTIVES: usize = 3;

/// A noun that names no person speaks from so many cues on: `said the pillow` is once a joke
/// about whoever lies there.
const MIN_CUES: u32 = 2;

/// The nouns that this book has speak beside a quotation, whatever they name elsewhere:
/// `“Welcome,” said the ship`.
pub(crate) fn speaking(book: &Book, places: &[Option<QuotationId>]) -> FxHashSet<WordId> {
    let lexicon = Lexicon::shared();
    let says = |id: TokenId| {
        let verb = lexicon.speech_verb(book.lower(id));
        verb.is_some_and(|v| v.is_strong && v.form.is_finite())
    };
    let is_quoted = |i: usize| places.get(i).is_some_and(Option::is_some);
    let mut found: FxHashMap<WordId, u32> = FxHashMap::default();
    let Some(the) = book.words.find("the") else { return FxHashSet::default() };
    for (id, token) in book.tokens.iter() {
        if token.word != the || id.index() < 2 || places[id.index()].is_some() {
            continue;
        }
        let before = id.index() - 1;
        let is_after_cue = says(TokenId::from_index(before)) && is_quoted(before - 1);
        if !is_after_cue && !is_quoted(before) {
            continue;
        }
        let start = id.index() + 1;
        let is_noun = |&i: &usize| {
            let id = TokenId::from_index(i);
            let token = book.tokens[id];
            let form = book.lower(id);
            token.kind == TokenKind::Word
                && token.shape == Shape::Lower
                && !STOPS.contains(&form)
                && !form.ends_with("ly")
                && !matches!(form, "again" | "then" | "too" | "now" | "once" | "also")
                && (is_after_cue || !says(id))
        };
        let end = (start..book.tokens.len().min(start + MAX_ADJECTIVES + 1))
            .take_while(is_noun)
            .last();
        let Some(last) = end else { continue };
        let next = TokenId::from_index(last + 1);
        let is_closed = next.index() < book.tokens.len()
            && if is_after_cue {
                book.tokens[next].kind == TokenKind::Punctuation
                    || STOPS.contains(&book.lower(next))
                    || matches!(book.lower(next), "again" | "then" | "too" | "now")
            } else {
                says(next)
            };
        let noun = TokenId::from_index(last);
        if is_closed && lexicon.person_noun(book.lower(noun)).is_none() {
            *found.entry(book.tokens[noun].word).or_default() += 1;
        }
    }
    found.retain(|&word, n| *n >= MIN_CUES || is_agent(book.words.form(word)));
    found.into_keys().collect()
}

/// Whether a noun that the list of persons lacks looks like one for a person: *cellarer*. It
/// needs one cue alone.
fn is_agent(noun: &str) -> bool {
    match Supersense::of_noun(noun) {
        Some(kind) => kind == Supersense::NounPerson,
        None => {
            ["er", "or", "ist", "ian", "man", "woman", "ess", "maid", "wright", "smith"]
                .iter()
                .any(|end| noun.len() > end.len() + 2 && noun.ends_with(end))
        }
    }
}

/// Adds the nominal mentions of a sentence.
pub(crate) fn find(
    book: &Book,
    usage: &Usage,
    speaking: &FxHashSet<WordId>,
    labels: &FxHashMap<TokenId, usize>,
    places: &[Option<QuotationId>],
    sentence: Span<TokenId>,
    rows: &mut Vec<Mention>,
) {
    let lexicon = Lexicon::shared();
    let end = sentence.end().index();
    let mut at = sentence.start().index();
    while at < end {
        let id = TokenId::from_index(at);
        at += 1;
        if !DETERMINERS.contains(&book.lower(id)) {
            continue;
        }
        // “the old lady’s maid”: the last noun of a run of nouns is the head.
        let mut head = None;
        let opening = id;
        for i in at..end.min(at + MAX_ADJECTIVES + 2) {
            let id = TokenId::from_index(i);
            let token = book.tokens[id];
            let lower = book.lower(id);
            let is_joined = lower == "," && i > at && head.is_none();
            if token.kind != TokenKind::Word && !is_joined || STOPS.contains(&lower) {
                break;
            }
            if token.shape != Shape::Lower && usage.is_name(token.word) {
                break;
            }
            let is_speaking =
                || book.lower(opening) == "the" && speaking.contains(&token.word);
            let kind = lexicon.person_noun(lower).map(|noun| noun.kind);
            match kind.or_else(|| is_speaking().then_some(NounKind::Role)) {
                Some(kind) => head = Some((i, kind)),
                None if head.is_some() => break,
                None => {}
            }
        }
        let Some((head, kind)) = head else { continue };
        // “Her voice” is hers; “a voice” may be somebody’s.
        let is_voice = book.lower(TokenId::from_index(head)) == "voice";
        if is_voice && !matches!(book.lower(id), "a" | "the" | "another") {
            continue;
        }
        let is_person = !matches!(kind, NounKind::Group);
        // “The man in the camel coat”.
        let labelled = labels.get(&TokenId::from_index(head)).copied();
        let behind =
            labelled.filter(|&behind| is_person && behind <= end).unwrap_or(head + 1);
        if is_person {
            let first = if matches!(book.lower(id), "'s" | "s") { at } else { at - 1 };
            rows.push(Mention {
                span: Span::of(first, behind),
                head: TokenId::from_index(head),
                kind: MentionKind::Nominal,
                r#type: MentionType::Person,
                quotation: places[head],
            });
        }
        at = behind;
    }
}
