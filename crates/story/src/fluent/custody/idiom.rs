//! What sounds as if a thing changed hands, and does not.

use dramaturg_cast::lexicon::{NounClass, NounClasses};
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::Position;

use super::Link;
use crate::fluent::grammar::Grammar;
use crate::fluent::lexicon::{Handling, has};

/// Whether a link is a manner of speaking, wished, or said of always.
pub(super) fn is_idiom(grammar: &Grammar<'_>, link: &Link) -> bool {
    let (verb, object) = (link.word, link.object);
    if link.is_loose || grammar.tag(verb) != Tag::Verb {
        return is_handwriting(grammar, link);
    }
    is_saying(grammar, verb, object)
        || is_for_the_sake(grammar, verb)
        || grammar.is_general(verb)
        || is_addressed(grammar, link)
}

/// “Kept the watch”, “took up his stand”, “kept his plate filled”, “I put it to you”.
fn is_saying(grammar: &Grammar<'_>, verb: ParsedWordId, object: ParsedWordId) -> bool {
    let kids = || grammar.kids(verb).iter().copied();
    let noun = grammar.lemma(object);
    let has_of = || grammar.kids(object).iter().any(|&kid| grammar.case(kid) == "of");
    match grammar.lemma(verb) {
        "keep" => {
            has(&["watch", "thread", "count", "guard", "record"], noun)
                || kids().any(|kid| grammar.relation(kid) == Relation::Xcomp)
        }
        // “took it for granted”
        "take" => {
            has(&["stand", "cue"], noun)
                || behind(grammar, object, 2)
                    .is_some_and(|id| grammar.lower(id) == "granted")
        }
        // “her feelings found a vent”, “he found it contained the words …”
        "find" if noun == "vent" => true,
        "find" if kids().any(|kid| grammar.relation(kid) == Relation::Ccomp) => true,
        "find"
            if behind(grammar, object, 1).is_some_and(|id| {
                grammar.parse.features(id).contains("VerbForm=Fin")
            }) =>
        {
            true
        }
        "lose" | "find" | "pick" => noun == "thread" && has_of(),
        "give" if noun == "vent" => true,
        "give" => noun == "picture" && has_of(),
        "put" => {
            let is_to = |kid: ParsedWordId| {
                grammar.relation(kid) == Relation::Obl
                    && grammar.case(kid) == "to"
                    && grammar.tag(kid) == Tag::Pron
            };
            grammar.lower(object) == "it" && kids().any(is_to)
        }
        _ => false,
    }
}

/// The word so many words behind another.
fn behind(
    grammar: &Grammar<'_>,
    word: ParsedWordId,
    n_words: usize,
) -> Option<ParsedWordId> {
    let at = word.index() + n_words;
    (at < grammar.parse.words.len()).then(|| ParsedWordId::from_index(at))
}

/// “For the sake of giving it away”, “the idea of taking it”, “enjoyed taking it out”.
fn is_for_the_sake(grammar: &Grammar<'_>, verb: ParsedWordId) -> bool {
    const NOUNS: &[&str] = &[
        "sake",
        "idea",
        "thought",
        "hope",
        "purpose",
        "intention",
        "habit",
        "chance",
        "possibility",
        "notion",
        "dream",
        "fear",
        "trouble",
    ];
    grammar.head(verb).is_some_and(|head| match grammar.relation(verb) {
        Relation::Acl => has(NOUNS, grammar.lemma(head)),
        Relation::Xcomp => has(&["enjoy", "prefer", "consider"], grammar.lemma(head)),
        _ => false,
    })
}

/// “She took her letter to Cassandra with her”: to whom a letter is written has it not yet.
fn is_addressed(grammar: &Grammar<'_>, link: &Link) -> bool {
    let is_letter = NounClasses::of(grammar.lemma(link.object)).has(NounClass::Document);
    let has_with = || {
        grammar.kids(link.word).iter().any(|&kid| {
            grammar.relation(kid) == Relation::Obl && grammar.case(kid) == "with"
        })
    };
    is_letter
        && link.recipient.is_some()
        && !matches!(link.way, Some(Handling::Give(_)))
        && has_with()
}

/// “The letter was in Frank’s neat hand.”
fn is_handwriting(grammar: &Grammar<'_>, link: &Link) -> bool {
    const WRITTEN: &[&str] = &[
        "neat", "bold", "own", "fine", "clear", "small", "large", "round", "same",
        "delicate", "unformed", "familiar", "feminine",
    ];
    link.goal.is_some_and(|goal| {
        matches!(grammar.lower(goal), "hand" | "handwriting")
            && NounClasses::of(grammar.lemma(link.object)).has(NounClass::Document)
            && grammar.kids(goal).iter().any(|&kid| {
                grammar.relation(kid) == Relation::Amod
                    && has(WRITTEN, grammar.lower(kid))
            })
    })
}
