//! Orders and requests in their plain form: *put it back*, *back to bed*, *you leave her be*.

use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Position, Span};

use super::PromiseKind;
use crate::EventClass;
use crate::tree::Tree;

/// Verbs whose imperative asks for little: *look*, *come on*, *excuse me*.
const LIGHT: &[&str] = &[
    "look", "let", "excuse", "forgive", "pardon", "suppose", "see", "listen", "thank",
    "god", "be", "have", "allow", "believe", "guess", "hark", "damn", "bless", "hang",
    "think", "imagine", "know", "consider", "note", "fancy", "hear", "hush", "depend",
    "wonder",
];

/// Adverbs that, without a verb, send somebody somewhere: “Back to bed.”
const WHITHER: &[&str] = &[
    "back",
    "off",
    "out",
    "away",
    "down",
    "up",
    "in",
    "inside",
    "outside",
    "upstairs",
    "downstairs",
    "home",
    "over",
    "on",
];
/// “Put it back.” “Don’t tell Mum.” “Please find Tom.”
pub(super) fn imperative(
    tree: &Tree<'_>,
    words: Span<ParsedWordId>,
    verb: ParsedWordId,
    is_asked: bool,
) -> Option<(PromiseKind, f32)> {
    let lemma = tree.lemma(verb);
    let has_subject = tree.kids(verb).iter().any(|&kid| {
        matches!(tree.relation(kid), Relation::Nsubj | Relation::Expl | Relation::Csubj)
    });
    let is_root = matches!(
        tree.relation(verb),
        Relation::Root | Relation::Parataxis | Relation::Conj
    ) || tree.relation(verb) == Relation::Ccomp && is_quoted(tree, verb);
    let features = tree.parse.features(verb);
    // “Clam up.” The first word in its plain form commands, whatever the parser calls it.
    let opens = words.iter().find(|&word| {
        !matches!(tree.tag(word), Tag::Punct | Tag::Intj | Tag::Cconj | Tag::Propn)
            && tree.lower(word) != "please"
    });
    let is_plain = opens == Some(verb) && tree.lower(verb) == lemma;
    // “Never set eyes on him” leaves *I* out.
    let is_past =
        tree.is_negated(verb) && opens.is_some_and(|first| tree.lower(first) == "never");
    let is_base = !is_past && features.contains("Mood=Imp")
        || is_plain && !features.contains("Tense=Past") && !features.contains("Part");
    // “She fell off and cut her knee”: joined to a verb with a subject, it has the same.
    let is_joined = tree.relation(verb) == Relation::Conj
        && tree.head(verb).is_some_and(|head| {
            let subject = tree.kid(head, Relation::Nsubj);
            let between = head.index()..verb.index();
            subject.is_some_and(|subject| tree.lower(subject) != "you")
                && !between
                    .map(ParsedWordId::from_index)
                    .any(|word| tree.written(word).contains([';', ':', '—', '.', '!']))
        });
    let is_echo =
        is_asked && words.iter().next().is_some_and(|first| tree.lower(first) == "not");
    let is_phrase = lemma == "come"
        && tree.kid(verb, Relation::Xcomp).is_some_and(|aim| tree.lemma(aim) == "think");
    if has_subject || !is_root || !is_base || is_joined || is_echo || is_phrase {
        return None;
    }
    let is_denied = tree.is_negated(verb);
    let object = tree.kid(verb, Relation::Obj);
    let is_please = words.iter().any(|word| {
        matches!(tree.lower(word), "please" | "pray" | "kindly")
            && tree.relation(word) != Relation::Conj
    });
    // “Take your time”, “take my word for it.”
    let is_formula = lemma == "take"
        && object.is_some_and(|object| {
            matches!(
                tree.lemma(object),
                "time" | "care" | "heart" | "courage" | "comfort" | "word" | "notice"
            )
        });
    let has_more = tree.kids(verb).iter().any(|&kid| {
        matches!(
            tree.relation(kid),
            Relation::Obl
                | Relation::Xcomp
                | Relation::Ccomp
                | Relation::Compound
                | Relation::Advcl
        )
    });
    let has_adverb = tree
        .kids(verb)
        .iter()
        .any(|&kid| tree.relation(kid) == Relation::Advmod && kid.cmp(&verb).is_gt());
    let is_heavy = match lemma {
        _ if is_formula => false,
        _ if is_denied => object.is_some() || has_more,
        _ if LIGHT.contains(&lemma) => false,
        "come" | "go" => has_more,
        "say" => tree.kid(verb, Relation::Ccomp).is_some(),
        "need" | "want" => false,
        "promise" | "swear" => true,
        _ => object.is_some() || has_more || has_adverb,
    };
    if !is_heavy || words.len() < 2 {
        return None;
    }
    // “Let us hire a carriage”, “don’t let’s quarrel” propose.
    let us = words.iter().find(|&word| tree.lemma(word) == "let").is_some_and(|word| {
        let next = ParsedWordId::from_index(word.index() + 1);
        let is_first = word <= verb
            && (opens == Some(word) || tree.is_negated(word) && word == verb);
        is_first && words.contains(next) && matches!(tree.lower(next), "us" | "'s" | "’s")
    });
    if us {
        return Some((PromiseKind::Offer, 0.6));
    }
    // “Do sit down” asks.
    let is_urged = !is_denied
        && tree.kids(verb).iter().any(|&kid| {
            tree.relation(kid) == Relation::Aux && tree.lower(kid) == "do" && kid < verb
        });
    if is_please || is_asked || is_urged {
        return Some((PromiseKind::Request, 0.75));
    }
    Some((PromiseKind::Order, 0.7))
}

/// “Back to bed.” “Out!” “Be careful with it.” “The car, Munnings.”
pub(super) fn sends(
    tree: &Tree<'_>,
    words: Span<ParsedWordId>,
    root: ParsedWordId,
) -> bool {
    let has_subject = tree.kids(root).iter().any(|&kid| {
        matches!(tree.relation(kid), Relation::Nsubj | Relation::Expl | Relation::Csubj)
    });
    let has_verb = words.iter().any(|word| {
        tree.tag(word) == Tag::Verb
            && tree.parse.features(word).contains("VerbForm=Fin")
            && tree.relation(word) != Relation::Advcl
    });
    if has_subject || !is_top(tree, root) {
        return false;
    }
    let is_word = |&word: &ParsedWordId| {
        !matches!(tree.tag(word), Tag::Punct | Tag::Intj | Tag::Cconj)
    };
    let mut rest = words.iter().filter(is_word);
    let Some(first) = rest.next() else { return false };
    let second = rest.next();
    let form = tree.lower(first);
    // “How can you,” said Ann, “be so”
    let is_cut = words.len() < 3 && form == "be" && starts_small(tree, first);
    if is_cut {
        return false;
    }
    if form == "be" || form == "do" && second.is_some_and(|w| tree.lower(w) == "be") {
        return !matches!(tree.lemma(root), "sure" | "afraid" | "damned");
    }
    if has_verb {
        return false;
    }
    let has_goal = second.is_some_and(|word| {
        matches!(
            tree.lower(word),
            "to" | "into" | "with" | "of" | "you" | "there" | "here" | "by"
        )
    });
    WHITHER.contains(&form) && first == root && (has_goal || second.is_none())
        || WHITHER.contains(&form) && has_goal && form != "on" && form != "in"
}

fn starts_small(tree: &Tree<'_>, word: ParsedWordId) -> bool {
    tree.written(word).starts_with(char::is_lowercase)
}

/// Whether “you do it” tells somebody to: a plain present of what hands and feet do.
pub(super) fn is_told(tree: &Tree<'_>, verb: ParsedWordId) -> bool {
    let features = tree.parse.features(verb);
    let is_plain = tree.lower(verb) == tree.lemma(verb)
        && !features.contains("Tense=Past")
        && !features.contains("VerbForm=Part");
    let is_bare = tree.kids(verb).iter().all(|&kid| match tree.relation(kid) {
        Relation::Aux => tree.lower(kid) == "do" && tree.is_negated(verb),
        // “You take it very calmly” says how somebody takes it.
        Relation::Advmod => {
            !tree.lower(kid).ends_with("ly")
                && !matches!(
                    tree.lower(kid),
                    "always"
                        | "never"
                        | "often"
                        | "usually"
                        | "sometimes"
                        | "only"
                        | "still"
                        | "just"
                        | "already"
                )
        }
        Relation::Advcl => tree
            .kid(kid, Relation::Advmod)
            .is_none_or(|mark| !matches!(tree.lower(mark), "when" | "whenever")),
        Relation::Obj => !matches!(tree.lower(kid), "me" | "us"),
        Relation::Mark | Relation::Ccomp | Relation::Expl => false,
        _ => true,
    });
    let is_deed = matches!(
        EventClass::of_verb(tree.lemma(verb)),
        EventClass::Motion
            | EventClass::Contact
            | EventClass::Transfer
            | EventClass::Change
            | EventClass::Communication
    );
    let is_light = matches!(
        tree.lemma(verb),
        "say" | "mean" | "lie" | "get" | "have" | "make" | "talk" | "speak"
    );
    let is_back = tree.lemma(verb) == "get"
        && tree.kids(verb).iter().any(|&kid| WHITHER.contains(&tree.lower(kid)));
    is_plain && is_bare && is_deed && (!is_light || is_back)
}

/// Whether nothing that is said governs a word.
pub(super) fn is_top(tree: &Tree<'_>, word: ParsedWordId) -> bool {
    tree.relation(word) == Relation::Root || is_quoted(tree, word)
}

/// Whether a clause is what is said and hangs on its cue: “Go home,” said Mara.
pub(super) fn is_quoted(tree: &Tree<'_>, verb: ParsedWordId) -> bool {
    tree.head(verb).is_some_and(|head| tree.quotation(head) != tree.quotation(verb))
}
