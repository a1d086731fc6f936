//! Rules on signs: words in capitals that tell everybody what to do, *WALK YOUR BUS*, *NO
//! RINGS*, *WATER 7 TO 8 ONLY*.

use dramaturg_cast::lexicon::Supersense;
use dramaturg_parse::{ParsedWordId, Tag};
use dramaturg_text::{ParagraphKind, Position, Span};

use super::Rule;
use crate::tree::Tree;

/// Of so many signs of a text is known what they say.
const MAX_SIGNS: usize = 64;

/// A sign has at least and at most so many words in capitals.
const WORDS: std::ops::RangeInclusive<usize> = 2..=24;

/// Adds the rules on signs of a sentence, each once: a sign is read out again, or its first
/// words are. `said` keeps what they say, in lower case.
pub(super) fn read_signs(
    tree: &Tree<'_>,
    sentence: Span<ParsedWordId>,
    said: &mut Vec<String>,
    into: &mut Vec<Rule>,
) {
    for words in signs(tree, sentence) {
        let gist = tree.parse.bytes(words);
        let text = gist.slice(&tree.book.text).to_lowercase();
        if said.len() < MAX_SIGNS && !said.iter().any(|old| old.starts_with(&text)) {
            said.push(text);
            let by = tree.quotation(words.start()).and_then(|q| tree.speaker(q));
            into.push(Rule { gist, by, confidence: 0.7 });
        }
    }
}

/// The rules on signs in a sentence; a heading is no sign.
fn signs(tree: &Tree<'_>, sentence: Span<ParsedWordId>) -> Vec<Span<ParsedWordId>> {
    let mut found = Vec::new();
    let start = tree.span(sentence.start()).start();
    let paragraphs = tree.book.paragraphs.rows();
    let at = paragraphs.partition_point(|paragraph| paragraph.span.end() <= start);
    if paragraphs.get(at).is_some_and(|row| row.kind != ParagraphKind::Prose) {
        return found;
    }
    let mut run: Option<(ParsedWordId, ParsedWordId)> = None;
    for word in sentence.iter() {
        let is_number = run.is_some() && tree.tag(word) == Tag::Num;
        if is_capital(tree, word) || is_number {
            run = Some(run.map_or((word, word), |(first, _)| (first, word)));
        } else if !is_inner(tree, word) {
            found.extend(run.take().map(span).filter(|&words| is_rule(tree, words)));
        }
    }
    found.extend(run.map(span).filter(|&words| is_rule(tree, words)));
    found
}

fn span((first, last): (ParsedWordId, ParsedWordId)) -> Span<ParsedWordId> {
    Span::of(first.index(), last.index() + 1)
}

/// Whether a word is written in capitals throughout.
fn is_capital(tree: &Tree<'_>, word: ParsedWordId) -> bool {
    let written = tree.written(word);
    written.chars().any(char::is_alphabetic) && !written.chars().any(char::is_lowercase)
}

/// Whether a sign may go on behind a mark.
fn is_inner(tree: &Tree<'_>, word: ParsedWordId) -> bool {
    tree.written(word).chars().all(|c| matches!(c, ',' | ':' | '-' | '/' | '*' | '_'))
}

/// Whether words in capitals say what everybody must or must not do.
fn is_rule(tree: &Tree<'_>, sign: Span<ParsedWordId>) -> bool {
    let words: Vec<&str> = sign
        .iter()
        .filter(|&word| is_capital(tree, word))
        .map(|word| tree.lower(word))
        .collect();
    let n_long = words.iter().filter(|word| word.chars().count() > 1).count();
    if !WORDS.contains(&words.len()) || n_long < 2 {
        return false;
    }
    let is_personal = words.iter().any(|word| {
        matches!(
            *word,
            "i" | "i'm"
                | "me"
                | "my"
                | "we"
                | "us"
                | "our"
                | "he"
                | "him"
                | "his"
                | "she"
                | "her"
                | "hers"
                | "thanks"
        )
    });
    let is_telegram = words[1..].contains(&"stop");
    let is_named =
        sign.iter().any(|word| tree.is_name(word) && tree.tag(word) == Tag::Propn);
    if is_personal || is_telegram || is_named {
        return false;
    }
    let opens = match words[0] {
        // “NO THANK YOU” is an answer.
        "no" => !matches!(words[1], "thank" | "thanks" | "one" | "more" | "way"),
        "nobody" | "never" | "whoever" | "nothing" | "everybody" | "everyone" | "do"
        | "don't" | "don’t" | "always" => true,
        _ => false,
    };
    let is_bound = words.iter().any(|word| {
        matches!(
            *word,
            "must"
                | "forbidden"
                | "prohibited"
                | "allowed"
                | "only"
                | "required"
                | "permitted"
                | "cannot"
                | "shall"
        )
    });
    opens || is_bound || is_order(&words) || is_notice(&words)
}

/// Whether a verb in its bare form opens the words: “WALK YOUR BUS”.
fn is_order(words: &[&str]) -> bool {
    let verb = words[0];
    let is_verb = Supersense::of_verb(verb).is_some() && !verb.ends_with("ing");
    // “BEST IN SHOW” is no order.
    let is_place = matches!(words[1..], ["in" | "to" | "at", _]);
    is_verb
        && words.len() > 2
        && !is_place
        && matches!(
            words[1],
            "your"
                | "the"
                | "a"
                | "an"
                | "in"
                | "out"
                | "off"
                | "all"
                | "no"
                | "not"
                | "to"
                | "it"
                | "them"
                | "before"
                | "after"
                | "at"
                | "behind"
        )
}

/// “SHOES OFF.” “CRUET EXTRA.”
fn is_notice(words: &[&str]) -> bool {
    words.len() <= 3 && matches!(words.last(), Some(&("off" | "extra")))
}
