//! What became of a promise, a request or an order.

use dramaturg_cast::{EntityId, Mode, QuotationId};
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Byte, Position, Span};

use super::{PromiseKind, PromiseStatus};
use crate::tree::Tree;

/// What became of it is looked for in so many sentences behind it.
const MAX_SENTENCES: usize = 60;

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
    if asks && let Some(proof) = refusal(tree, quotation, by) {
        return Some((PromiseStatus::Refused, proof));
    }
    let doer = match kind {
        PromiseKind::Request | PromiseKind::Order => to?,
        PromiseKind::Threat => return None,
        _ => by?,
    };
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
                "won't" | "shan't" | "can't" | "cannot" | "refuse" | "wo" | "ca"
            );
    is_no.then_some(part)
}
