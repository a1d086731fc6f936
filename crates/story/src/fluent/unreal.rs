//! What sounds like a state of a body and is none: figures of speech, feelings, gestures,
//! looks that last, and what somebody only takes for so.

use dramaturg_cast::lexicon::{NounClass, NounClasses, Supersense};
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::Position;

use super::Status;
use super::body::Sign;
use super::grammar::Grammar;
use super::lexicon::has;

/// Heads are followed at most this far to what holds a clause.
const MAX_UP: usize = 3;

/// Whether a sign is of no body.
pub(super) fn is_unreal(grammar: &Grammar<'_>, sign: &Sign) -> bool {
    is_by_thought(grammar, sign)
        || is_pain_of_mind(grammar, sign)
        || is_lasting_look(grammar, sign)
        || is_taken_for_so(grammar, sign.word)
        || is_manner(grammar, sign.word)
        || is_weariness_of(grammar, sign.word)
        || is_habit_or_look(grammar, sign.word)
        || is_gesture(grammar, sign)
        || is_lodging(grammar, sign.word)
}

/// The status of a sign: what somebody tells of the past that passes soon is over.
pub(super) fn told(grammar: &Grammar<'_>, sign: &Sign) -> Status {
    const PASSING: &[&str] = &[
        "cry",
        "red",
        "pale",
        "shaking",
        "breathless",
        "asleep",
        "tired",
        "cold",
        "sweating",
        "wet",
    ];
    let word = sign.word;
    let is_past = |word: ParsedWordId| {
        let features = grammar.parse.features(word);
        features.contains("Tense=Past") && features.contains("VerbForm=Fin")
    };
    let mut kids = grammar.kids(word).iter().copied();
    let is_told = grammar.quotation(word).is_some()
        && (is_past(word)
            || kids.any(|kid| {
                matches!(grammar.relation(kid), Relation::Cop | Relation::Aux)
                    && is_past(kid)
            }));
    let is_of_yesterday = grammar
        .kids(word)
        .iter()
        .any(|&kid| grammar.lower(kid) == "yesterday")
        || grammar.head(word).is_some_and(|verb| {
            grammar.relation(word) == Relation::Obj
                && grammar.kids(verb).iter().any(|&kid| grammar.lower(kid) == "yesterday")
        });
    match sign.status {
        Status::Holds if is_of_yesterday => Status::Past,
        Status::Holds if is_told && has(PASSING, sign.entry.group) => Status::Past,
        other => other,
    }
}

/// The nouns that hang on a word with their prepositions.
fn phrases<'g>(
    grammar: &'g Grammar<'_>,
    word: ParsedWordId,
) -> impl Iterator<Item = (&'g str, ParsedWordId)> {
    let kids = grammar.kids(word).iter().copied();
    kids.filter(|&kid| matches!(grammar.relation(kid), Relation::Obl | Relation::Nmod))
        .map(|kid| (grammar.case(kid), kid))
}

/// “Poisoned by a book”, “trembling on the verge of success”.
fn is_by_thought(grammar: &Grammar<'_>, sign: &Sign) -> bool {
    phrases(grammar, sign.word).any(|(case, noun)| {
        let lemma = grammar.lemma(noun);
        let is_of_mind = || {
            matches!(
                Supersense::of_noun(lemma),
                Some(
                    Supersense::NounCognition
                        | Supersense::NounCommunication
                        | Supersense::NounAttribute
                        | Supersense::NounMotive
                        | Supersense::NounRelation
                )
            ) || NounClasses::of(lemma).has(NounClass::Document)
        };
        match case {
            "by" => is_of_mind() || lemma == "feel",
            "on" | "upon" => matches!(lemma, "verge" | "brink" | "edge" | "point"),
            _ => false,
        }
    })
}

/// “An agony of diplomacy”, “felt for her with pain”, “the pain of seeing her go”.
fn is_pain_of_mind(grammar: &Grammar<'_>, sign: &Sign) -> bool {
    let word = sign.word;
    if sign.entry.group != "pain" || sign.part.is_some() || grammar.tag(word) != Tag::Noun
    {
        return false;
    }
    let is_of = grammar.kids(word).iter().any(|&kid| {
        let mut marks = grammar.kids(kid).iter();
        matches!(grammar.relation(kid), Relation::Nmod | Relation::Acl)
            && grammar.part(kid).is_none()
            && (grammar.case(kid) == "of"
                || marks.any(|&mark| matches!(grammar.lower(mark), "of" | "at" | "to")))
    });
    is_of || grammar.case(word) == "with" || grammar.lemma(word) == "agony"
}

/// “His white fingers”, “her dusky red cheeks”: so they are on every page.
fn is_lasting_look(grammar: &Grammar<'_>, sign: &Sign) -> bool {
    const COLOURS: &[&str] = &["white", "red", "black", "blue", "rosy", "yellow", "pink"];
    const LASTING: &[&str] = &[
        "cheek",
        "cheeks",
        "finger",
        "fingers",
        "hand",
        "hands",
        "arm",
        "arms",
        "neck",
        "throat",
        "shoulder",
        "shoulders",
        "lips",
        "skin",
    ];
    let part = sign.part.as_deref().unwrap_or_default();
    grammar.relation(sign.word) == Relation::Amod
        && has(COLOURS, grammar.lower(sign.word))
        && has(LASTING, part.rsplit(' ').next().unwrap_or_default())
}

/// “Under the impression that he was sneezing”, “dreading her being tired”, “you sound
/// tired”.
fn is_taken_for_so(grammar: &Grammar<'_>, word: ParsedWordId) -> bool {
    const IMPRESSIONS: &[&str] = &[
        "impression",
        "idea",
        "notion",
        "belief",
        "fear",
        "dread",
        "hope",
        "suspicion",
        "fancy",
        "dream",
        "pretence",
        "pretense",
        "rumour",
        "rumor",
        "danger",
        "risk",
    ];
    let mut below = word;
    for _ in 0..MAX_UP {
        let Some(head) = grammar.head(below) else { return false };
        let lemma = grammar.lemma(head);
        let is_noun = grammar.tag(head) == Tag::Noun;
        let is_clause = matches!(
            grammar.relation(below),
            Relation::Acl | Relation::Ccomp | Relation::Xcomp | Relation::Obj
        );
        if !is_clause || grammar.quotation(head) != grammar.quotation(word) {
            return false;
        }
        if is_noun && has(IMPRESSIONS, lemma) || lemma == "dread" {
            return true;
        }
        let is_yours =
            grammar.subject(head).is_some_and(|subject| grammar.lower(subject) == "you");
        if lemma == "sound" && is_yours {
            return true;
        }
        below = head;
    }
    false
}

/// “Behaved very ill”, “ill qualified to judge”, “not ill-disposed”.
fn is_manner(grammar: &Grammar<'_>, word: ParsedWordId) -> bool {
    const STATES: &[&str] =
        &["fall", "take", "feel", "look", "be", "lie", "get", "become", "turn", "seem"];
    if grammar.lower(word) != "ill" {
        return false;
    }
    let next = next(grammar, word);
    let next = next.and_then(|id| match grammar.written(id) {
        "-" => self::next(grammar, id),
        _ => Some(id),
    });
    let is_before_participle = next.is_some_and(|id| {
        matches!(grammar.tag(id), Tag::Verb | Tag::Adj)
            && grammar.lower(id).ends_with("ed")
            && !has(STATES, grammar.lemma(id))
    });
    is_before_participle
        || grammar.relation(word) == Relation::Advmod
            && grammar.head(word).is_some_and(|verb| {
                grammar.tag(verb) == Tag::Verb && !has(STATES, grammar.lemma(verb))
            })
}

/// “Tired looking after that big house”: of that, and no body.
fn is_weariness_of(grammar: &Grammar<'_>, word: ParsedWordId) -> bool {
    matches!(grammar.lower(word), "tired" | "weary" | "sick")
        && next(grammar, word).is_some_and(|id| {
            grammar.tag(id) == Tag::Verb && grammar.lower(id).ends_with("ing")
        })
}

/// “She sometimes looks tired”, “apparently asleep”: not now, or not so.
fn is_habit_or_look(grammar: &Grammar<'_>, word: ParsedWordId) -> bool {
    const ADVERBS: &[&str] = &[
        "sometimes",
        "often",
        "usually",
        "generally",
        "apparently",
        "seemingly",
        "ostensibly",
        "supposedly",
    ];
    let has_one = |id: ParsedWordId| {
        grammar.kids(id).iter().any(|&kid| {
            grammar.relation(kid) == Relation::Advmod && has(ADVERBS, grammar.lower(kid))
        })
    };
    let verb = grammar.head(word).filter(|_| grammar.relation(word) == Relation::Xcomp);
    has_one(word) || verb.is_some_and(has_one)
}

/// The next word or mark.
fn next(grammar: &Grammar<'_>, word: ParsedWordId) -> Option<ParsedWordId> {
    let at = word.index() + 1;
    (at < grammar.parse.words.len()).then(|| ParsedWordId::from_index(at))
}

/// “Scratched his cheek”, “biting her lip”.
fn is_gesture(grammar: &Grammar<'_>, sign: &Sign) -> bool {
    let verb = sign.word;
    let object = grammar.kid(verb, Relation::Obj);
    matches!(grammar.lemma(verb), "scratch" | "bite")
        && grammar.tag(verb) == Tag::Verb
        && !grammar.is_passive(verb)
        && object.is_some_and(|object| grammar.part(object).is_some())
        && phrases(grammar, verb).next().is_none()
        && object.and_then(|object| grammar.possessive(object)).is_none_or(|owner| {
            matches!(grammar.lower(owner), "his" | "her" | "my" | "your" | "their")
        })
        && grammar.subject_who(verb).is_none_or(|doer| {
            object.and_then(|object| grammar.possessor(object)) == Some(doer)
        })
}

/// “She slept at Hartfield that night.”
fn is_lodging(grammar: &Grammar<'_>, word: ParsedWordId) -> bool {
    grammar.lemma(word) == "sleep"
        && phrases(grammar, word)
            .any(|(case, place)| case == "at" && grammar.tag(place) == Tag::Propn)
}
