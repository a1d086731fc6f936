//! Requests, plans and orders in other words: “Can I be excused?”, “We’re to count at first
//! light”, “I’ll thank you to give them back”, “Let him go to school.”

use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::Span;

use super::PromiseKind;
use crate::tree::Tree;

/// Verbs of mind and talk, of which nobody makes a plan: *I must say*.
const IDLE: &[&str] = &[
    "be",
    "have",
    "say",
    "see",
    "think",
    "know",
    "suppose",
    "confess",
    "admit",
    "own",
    "mean",
    "believe",
    "feel",
    "remember",
    "understand",
    "seem",
    "look",
    "like",
    "hear",
    "find",
];

/// Verbs in the present by which a speaker asks or orders: *I forbid it*.
const PERFORMED: &[(&str, PromiseKind)] = &[
    ("ask", PromiseKind::Request),
    ("beg", PromiseKind::Request),
    ("beseech", PromiseKind::Request),
    ("command", PromiseKind::Order),
    ("forbid", PromiseKind::Order),
    ("implore", PromiseKind::Request),
    ("insist", PromiseKind::Order),
    ("order", PromiseKind::Order),
    ("suggest", PromiseKind::Offer),
    ("urge", PromiseKind::Request),
    ("warn", PromiseKind::Order),
];

/// Verbs of leaving and coming, of which the progressive tells a plan.
const LEAVING: &[&str] = &[
    "go", "leave", "come", "stay", "return", "move", "sail", "start", "drive", "walk",
    "take", "marry", "send", "travel", "fly",
];

/// When it will be.
const WHEN: &[&str] = &[
    "tomorrow",
    "tonight",
    "today",
    "now",
    "soon",
    "then",
    "away",
    "back",
    "home",
    "out",
    "in",
    "down",
    "up",
    "there",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// What kind of promise a verb makes in one of these ways, and how sure that is.
pub(super) fn wish(
    tree: &Tree<'_>,
    words: Span<ParsedWordId>,
    verb: ParsedWordId,
    is_asked: bool,
) -> Option<(PromiseKind, f32)> {
    let kids = || tree.kids(verb).iter().copied();
    let is_supposed = tree
        .kid(verb, Relation::Mark)
        .is_some_and(|mark| !matches!(tree.lower(mark), "that" | "to"));
    let is_main = matches!(
        tree.relation(verb),
        Relation::Root | Relation::Parataxis | Relation::Conj
    ) || tree
        .head(verb)
        .is_some_and(|head| tree.quotation(head) != tree.quotation(verb));
    if is_supposed || !is_main || tree.tag(verb) != Tag::Verb {
        return None;
    }
    let lemma = tree.lemma(verb);
    let subject = tree.kid(verb, Relation::Nsubj).map_or("", |word| tree.lower(word));
    let is_first = matches!(subject, "i" | "we");
    let has_aux = |forms: &[&str]| {
        kids().any(|kid| {
            tree.relation(kid) == Relation::Aux && forms.contains(&tree.lower(kid))
        })
    };
    let has_no_aux = kids().all(|kid| tree.relation(kid) != Relation::Aux);
    let is_of_you =
        |kid: ParsedWordId| matches!(tree.lower(kid), "you" | "your" | "ye" | "thee");
    let object = tree.kid(verb, Relation::Obj);
    let is_present = !tree.parse.features(verb).contains("Tense=Past");
    if is_asked {
        // “Can I see it?” asks, “Can I help you?” offers.
        let opens = matches!(
            tree.lower(words.start()),
            "can" | "could" | "may" | "might" | "please"
        );
        if !is_first || !opens || IDLE.contains(&lemma) && lemma != "see" {
            return None;
        }
        let is_for_you = object.is_some_and(is_of_you)
            || kids().any(|kid| {
                matches!(tree.relation(kid), Relation::Iobj | Relation::Obl)
                    && is_of_you(kid)
            });
        let kind = if is_for_you { PromiseKind::Offer } else { PromiseKind::Request };
        return Some((kind, 0.65));
    }
    // “I forbid you to.”
    if subject == "i" && has_no_aux && is_present {
        let performed = PERFORMED.iter().find(|(act, _)| *act == lemma);
        if let Some(&(_, kind)) = performed
            && (object.is_some() || tree.kid(verb, Relation::Ccomp).is_some())
            && !tree.is_negated(verb)
        {
            let is_pardon =
                object.is_some_and(|word| matches!(tree.lemma(word), "pardon" | "leave"));
            return (!is_pardon).then_some((kind, 0.7));
        }
        // “I want the helicopter.” “I want that back.”
        let is_definite = object.is_some_and(|word| {
            matches!(tree.lower(word), "it" | "that" | "this" | "them" | "him" | "her")
                || tree.kids(word).iter().any(|&kid| {
                    matches!(tree.lower(kid), "the" | "my" | "that" | "this" | "those")
                })
        });
        if lemma == "want" && is_definite && !tree.is_negated(verb) {
            return Some((PromiseKind::Request, 0.55));
        }
    }
    // “I’ll thank you to give them back.”
    if is_first && lemma == "thank" && has_aux(&["'ll", "will"]) {
        return tree.kid(verb, Relation::Xcomp).map(|_| (PromiseKind::Request, 0.7));
    }
    // “We have to tell them.” “We’re to count at first light.” “I must go.”
    if is_first {
        let aim = tree.kid(verb, Relation::Xcomp);
        let is_bound = matches!(lemma, "have" | "be" | "need" | "get")
            && is_present
            && !has_aux(&["will", "'ll", "shall"])
            && aim.is_some_and(|aim| is_deed(tree, aim));
        let is_to = has_aux(&["'m", "am", "'re", "are"])
            && kids().any(|kid| tree.lower(kid) == "to" && kid < verb)
            && is_deed(tree, verb);
        let must = has_aux(&["must"]) && is_deed(tree, verb);
        // “I’m going away tomorrow.”
        let is_leaving = has_aux(&["'m", "am", "'re", "are"])
            && tree.lower(verb).ends_with("ing")
            && LEAVING.contains(&lemma)
            && kids().any(|kid| WHEN.contains(&tree.lower(kid)));
        let is_planned = (is_bound || is_to || must || is_leaving)
            && !tree.is_negated(verb)
            && words.len() >= 4;
        return is_planned.then_some((PromiseKind::Plan, 0.6));
    }
    // “You ought to tell the judge.”
    if subject == "you"
        && has_aux(&["should", "ought"])
        && !has_aux(&["have"])
        && !IDLE.contains(&lemma)
    {
        return Some((PromiseKind::Request, 0.55));
    }
    // “Let him go to school.” “Let me help.”
    if lemma == "let" && subject.is_empty() && tree.lower(verb) == "let" && has_no_aux {
        let aim = kids().find(|&kid| {
            matches!(tree.relation(kid), Relation::Xcomp | Relation::Ccomp)
        })?;
        let whom = object.or_else(|| tree.kid(aim, Relation::Nsubj))?;
        // “Suppose I let them run things.”
        let is_supposed = tree
            .head(verb)
            .is_some_and(|head| matches!(tree.lemma(head), "suppose" | "imagine"));
        // “Let me introduce my son” does it.
        let is_done = matches!(
            tree.lemma(aim),
            "introduce"
                | "present"
                | "explain"
                | "assure"
                | "remind"
                | "congratulate"
                | "tell"
                | "ask"
        ) && tree.lower(whom) == "me";
        let is_idle = is_supposed || is_done || IDLE.contains(&tree.lemma(aim));
        return match tree.lower(whom) {
            _ if is_idle => None,
            "me" => Some((PromiseKind::Offer, 0.55)),
            "us" | "'s" => None,
            _ => Some((PromiseKind::Order, 0.6)),
        };
    }
    // “See to it, Agnes.” “See what’s in the stable.”
    let is_see = lemma == "see"
        && subject.is_empty()
        && has_no_aux
        && tree.lower(verb) == "see"
        && kids().any(|kid| {
            tree.relation(kid) == Relation::Ccomp
                || tree.relation(kid) == Relation::Obl && tree.case(kid) == "to"
        });
    is_see.then_some((PromiseKind::Order, 0.6))
}

/// Whether a verb is something that one does.
fn is_deed(tree: &Tree<'_>, verb: ParsedWordId) -> bool {
    tree.tag(verb) == Tag::Verb && !IDLE.contains(&tree.lemma(verb))
}
