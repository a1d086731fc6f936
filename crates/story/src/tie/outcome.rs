//! What became of a promise, a request or an order.

use dramaturg_cast::{EntityId, Mode, QuotationId};
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Byte, Position, Span};

use super::{PromiseKind, PromiseStatus};
use crate::tree::Tree;

/// What became of it is looked for in so many sentences behind it.
const MAX_SENTENCES: usize = 60;

/// What is done at once is told in so many sentences behind it.
const MAX_AT_ONCE: usize = 3;

/// And so is a head that is shaken.
const MAX_SHOWN: usize = 2;

/// What became of it: done later by whom it binds, or refused in the answer.
pub(super) fn outcome(
    tree: &Tree<'_>,
    sentence: usize,
    verb: ParsedWordId,
    quotation: QuotationId,
    kind: PromiseKind,
    by: Option<EntityId>,
    to: Option<EntityId>,
) -> Option<(PromiseStatus, Span<Byte>)> {
    let asks =
        matches!(kind, PromiseKind::Request | PromiseKind::Order | PromiseKind::Offer);
    // “Don’t neglect me.” “Of course not.” That is a yes.
    if asks
        && !tree.is_negated(verb)
        && let Some(proof) = refusal(tree, quotation, by)
            .or_else(|| shown_refusal(tree, sentence, verb, quotation, by, to))
    {
        return Some((PromiseStatus::Refused, proof));
    }
    let doer = match kind {
        PromiseKind::Request | PromiseKind::Order => to,
        PromiseKind::Threat => return None,
        _ => Some(by?),
    };
    // Of whom nobody knows, anybody else may do at once what somebody asks for.
    let may_do = |who: EntityId| match doer {
        Some(doer) => who == doer,
        None => by.is_some_and(|by| by != who),
    };
    if !tree.is_negated(verb)
        && let Some(proof) = at_once(tree, sentence, verb, may_do)
    {
        return Some((PromiseStatus::Kept, proof));
    }
    let doer = doer?;
    let lemma = tree.lemma(verb);
    let object = tree.kid(verb, Relation::Obj).map(|object| tree.lemma(object))?;
    if tree.is_negated(verb) || matches!(lemma, "promise" | "swear" | "go" | "have") {
        return None;
    }
    let sentences = tree.parse.sentences.rows();
    for &later in sentences[sentence + 1..].iter().take(MAX_SENTENCES) {
        for word in later.iter() {
            let is_same = tree.lemma(word) == lemma
                && tree.tag(word) == Tag::Verb
                && tree.quotation(word).is_none();
            if !is_same || tree.is_negated(word) {
                continue;
            }
            let is_done = tree.kids(word).iter().all(|&kid| {
                tree.relation(kid) != Relation::Aux || tree.lemma(kid) == "have"
            });
            let its = tree.kid(word, Relation::Obj).map(|object| tree.lemma(object));
            let same_object =
                its.is_some_and(|its| its == object || its == "it" || its == "they");
            if is_done && same_object && tree.subject_who(word) == Some(doer) {
                return Some((PromiseStatus::Kept, tree.clause(later, word)));
            }
        }
    }
    None
}

/// Verbs of which every other act is one, too: “Let me go!” says nothing of *he let*.
const VAGUE: &[&str] = &[
    "be", "have", "do", "let", "say", "think", "know", "see", "look", "want", "promise",
];

/// Done in the sentences right behind it, by whom it binds: “Sit down.” He sat down; she did so;
/// he obeyed.
fn at_once(
    tree: &Tree<'_>,
    sentence: usize,
    verb: ParsedWordId,
    may_do: impl Fn(EntityId) -> bool,
) -> Option<Span<Byte>> {
    let lemma = tree.lemma(verb);
    // “Down” of “sat down”, whatever the parser makes of it.
    let next = |verb: ParsedWordId| {
        let next = ParsedWordId::from_index(verb.index() + 1);
        let is_small = next.index() < tree.parse.words.len()
            && matches!(tree.tag(next), Tag::Adp | Tag::Adv);
        is_small.then(|| tree.lower(next))
    };
    let particle = |verb: ParsedWordId| {
        let mut kids = tree.kids(verb).iter();
        kids.find(|&&kid| tree.parse.relation(kid) == "compound:prt")
            .map(|&kid| tree.lower(kid))
    };
    let is_alike = |other: ParsedWordId| {
        particle(verb) == particle(other)
            || next(verb).is_some() && next(verb) == next(other)
    };
    let object = tree.kid(verb, Relation::Obj).map(|object| tree.lemma(object));
    let sentences = tree.parse.sentences.rows();
    for &later in sentences[sentence + 1..].iter().take(MAX_AT_ONCE) {
        for word in later.iter() {
            if tree.tag(word) != Tag::Verb
                || tree.quotation(word).is_some()
                || tree.is_negated(word)
                || !is_told_as_done(tree, word)
                || !tree.subject_who(word).is_some_and(&may_do)
            {
                continue;
            }
            let has_so = || {
                tree.kids(word).iter().any(|&kid| {
                    matches!(tree.lower(kid), "so")
                        || tree.relation(kid) == Relation::Advcl
                            && matches!(tree.lemma(kid), "tell" | "bid" | "ask" | "order")
                })
            };
            let its = tree.kid(word, Relation::Obj).map(|object| tree.lemma(object));
            let is_same_object = match (object, its) {
                (Some(object), Some(its)) => {
                    its == object || matches!(its, "it" | "he" | "she" | "they")
                }
                (None, None) => true,
                _ => false,
            };
            let is_same = tree.lemma(word) == lemma
                && !VAGUE.contains(&lemma)
                && is_same_object
                && is_alike(word);
            let is_obedience = matches!(tree.lemma(word), "obey" | "comply")
                || tree.lemma(word) == "do" && has_so();
            if is_same || is_obedience {
                return Some(tree.clause(later, word));
            }
        }
    }
    None
}

/// Whether a verb of the narration tells what happened, or happens in a tale of the present.
fn is_told_as_done(tree: &Tree<'_>, word: ParsedWordId) -> bool {
    let features = tree.parse.features(word);
    let is_main = matches!(
        tree.relation(word),
        Relation::Root | Relation::Conj | Relation::Parataxis
    );
    is_main
        && features.contains("VerbForm=Fin")
        && tree.kid(word, Relation::Aux).is_none()
        && !tree.is_passive(word)
}

/// What somebody else shows in the narration right behind a request: “She shook her head”, “he
/// refused”.
fn shown_refusal(
    tree: &Tree<'_>,
    sentence: usize,
    verb: ParsedWordId,
    quotation: QuotationId,
    by: Option<EntityId>,
    to: Option<EntityId>,
) -> Option<Span<Byte>> {
    let sentences = tree.parse.sentences.rows();
    let here = tree.cast.quotations.rows[quotation].paragraph.index();
    for &later in sentences[sentence + 1..].iter().take(MAX_SHOWN) {
        for word in later.iter() {
            // Who says something else meanwhile does not show it here.
            if tree.quotation(word).is_some_and(|other| other != quotation) {
                return None;
            }
            let paragraph = tree.book.paragraph_at(tree.span(word).start());
            if paragraph.is_none_or(|paragraph| paragraph.index() > here + 1) {
                return None;
            }
            let is_shake = tree.lemma(word) == "shake"
                && tree.kid(word, Relation::Obj).is_some_and(|o| tree.lemma(o) == "head");
            // “And refused to take anything seriously” is another matter.
            let is_refusal = matches!(tree.lemma(word), "refuse" | "decline")
                && tree
                    .kid(word, Relation::Xcomp)
                    .map_or(tree.kid(word, Relation::Obj).is_none(), |aim| {
                        tree.lemma(aim) == tree.lemma(verb)
                    });
            let is_no = tree.tag(word) == Tag::Verb && (is_shake || is_refusal);
            let who =
                || tree.subject_who(word).filter(|&who| to.is_none_or(|to| to == who));
            if is_no
                && tree.quotation(word).is_none()
                && !tree.is_negated(word)
                && is_told_as_done(tree, word)
                && who().is_some()
                && who() != by
            {
                return Some(tree.clause(later, word));
            }
        }
    }
    None
}

/// The next thing said, if it says no.
fn refusal(
    tree: &Tree<'_>,
    quotation: QuotationId,
    by: Option<EntityId>,
) -> Option<Span<Byte>> {
    let rows = tree.cast.quotations.rows.rows();
    let later = rows.get(quotation.index() + 1..)?.iter();
    let (i, next) = later.enumerate().find(|(_, q)| q.nested_in.is_none())?;
    let id = QuotationId::from_index(quotation.index() + 1 + i);
    if next.mode != Mode::Speech || tree.speaker(id).is_none() || tree.speaker(id) == by {
        return None;
    }
    let here = rows[quotation.index()].paragraph.index();
    if next.paragraph.index() > here + 2 {
        return None;
    }
    let part = next.parts[0];
    let words: Vec<ParsedWordId> = tree.parse.words_in(part).iter().take(3).collect();
    let form = |i: usize| words.get(i).map_or("", |&word| tree.lower(word));
    let is_no = matches!(form(0), "never" | "won't" | "shan't")
        || form(0) == "no" && matches!(form(1), "" | "." | "," | "!" | "i" | "thank")
        || form(0) == "i"
            && matches!(
                form(1),
                "won't" | "shan't" | "can't" | "cannot" | "refuse" | "wo" | "ca" | "sha"
            )
        || form(0) == "i" && matches!(form(1), "will" | "shall") && form(2) == "not"
        || form(0) == "certainly" && form(1) == "not"
        || form(0) == "not" && form(1) == "i"
        || form(0) == "of" && form(1) == "course" && form(2) == "not";
    is_no.then_some(part)
}
