//! Events of narration in the present tense.
//!
//! The network learned from books told in the past, and misses half of what a book in the
//! present tells. Where a chapter's narration is in the present, its finite verbs that assert
//! something are events, too, and so are participles that hang on one: *comes in, carrying*.

use dramaturg_parse::{ParsedWordId, Relation, Tag};

use super::class::EventClass;
use super::modality::{Modality, modality};
use crate::tree::Tree;

/// Fewer finite verbs of narration than this do not settle the tense of a chapter.
const MIN_VERBS: usize = 40;

/// The same for a whole book.
const MIN_VERBS_OF_BOOK: usize = 12;

/// The share of the present from which on narration is in the present.
const MIN_SHARE: f32 = 0.6;

/// How sure such an event is.
pub(super) const CONFIDENCE: f32 = 0.6;

/// The verbs of narration in the present that tell of something that happens, in order.
pub(super) fn verbs(tree: &Tree<'_>) -> Vec<ParsedWordId> {
    let told: Vec<ParsedWordId> = told(tree).collect();
    let whole = is_present(tree, &told, MIN_VERBS_OF_BOOK).unwrap_or(false);
    let mut found = Vec::new();
    let mut rest = told.as_slice();
    for chapter in tree.book.chapters.rows() {
        let n = rest.partition_point(|&id| tree.span(id).start() < chapter.span.end());
        let (own, after) = rest.split_at(n);
        rest = after;
        if is_present(tree, own, MIN_VERBS).unwrap_or(whole) {
            found.extend(own.iter().copied().filter(|&id| happens(tree, id)));
        }
    }
    if whole {
        found.extend(rest.iter().copied().filter(|&id| happens(tree, id)));
    }
    found
}

/// The verbs outside quotations.
fn told(tree: &Tree<'_>) -> impl Iterator<Item = ParsedWordId> {
    let words = tree.parse.words.iter();
    let verbs = words.filter(|(_, word)| word.tag == Tag::Verb).map(|(id, _)| id);
    verbs.filter(|&id| tree.quotation(id).is_none())
}

/// Whether most of the finite verbs are in the present; none if they are too few.
fn is_present(tree: &Tree<'_>, verbs: &[ParsedWordId], n_least: usize) -> Option<bool> {
    let (mut n_present, mut n_past) = (0_usize, 0_usize);
    for &verb in verbs {
        match tense(tree, verb) {
            Some(Tense::Present) => n_present += 1,
            Some(Tense::Past) => n_past += 1,
            None => {}
        }
    }
    let n_all = n_present + n_past;
    let share = n_present as f32 / n_all.max(1) as f32;
    (n_all >= n_least).then_some(share >= MIN_SHARE)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tense {
    Present,
    Past,
}

/// The tense of a clause, by its verb or by what helps it: *is going*, *has gone*.
fn tense(tree: &Tree<'_>, verb: ParsedWordId) -> Option<Tense> {
    let helpers = tree.kids(verb).iter().copied();
    let helpers = helpers.filter(|&kid| tree.relation(kid) == Relation::Aux);
    std::iter::once(verb).chain(helpers).find_map(|id| {
        let features = tree.parse.features(id);
        if !features.contains("VerbForm=Fin") {
            return None;
        }
        match (features.contains("Tense=Pres"), features.contains("Tense=Past")) {
            (true, _) => Some(Tense::Present),
            (_, true) => Some(Tense::Past),
            _ => None,
        }
    })
}

/// Whether a verb of narration in the present tells of something that happens.
fn happens(tree: &Tree<'_>, verb: ParsedWordId) -> bool {
    let lemma = tree.lemma(verb);
    if LASTING.contains(&lemma) {
        return false;
    }
    let is_finite = tense(tree, verb) == Some(Tense::Present);
    // “comes in, carrying a lamp”: the lamp is carried.
    let is_beside = tree.relation(verb) == Relation::Advcl
        && tree.parse.features(verb).contains("VerbForm=Part")
        && tree.kid(verb, Relation::Mark).is_none()
        && tree.head(verb).is_some_and(|head| tense(tree, head) == Some(Tense::Present));
    let is_state =
        EventClass::of_verb(lemma) == EventClass::State && !GOES_ON.contains(&lemma);
    (is_finite || is_beside)
        && !is_state
        && !is_usual(tree, verb)
        && modality(tree, verb) == Modality::Asserted
}

/// “always goes”, “comes every day”: no one time.
fn is_usual(tree: &Tree<'_>, verb: ParsedWordId) -> bool {
    tree.kids(verb).iter().any(|&kid| match tree.relation(kid) {
        Relation::Advmod | Relation::Mark => USUALLY.contains(&tree.lower(kid)),
        Relation::Obl => tree.kids(kid).iter().any(|&id| tree.lower(id) == "every"),
        _ => false,
    })
}

/// States that stories tell with verbs.
const LASTING: &[&str] = &[
    "be",
    "have",
    "know",
    "want",
    "like",
    "love",
    "hate",
    "need",
    "mean",
    "seem",
    "belong",
    "own",
    "believe",
    "hope",
    "wish",
    "understand",
    "contain",
    "cost",
    "deserve",
    "depend",
    "matter",
    "resemble",
    "prefer",
    "fit",
    "live",
    "look like",
    "consist",
    "exist",
    "fear",
    "suppose",
    "appear",
    "keep",
    "let",
];

/// What goes on and still is told as an event.
const GOES_ON: &[&str] =
    &["wait", "stay", "hold", "accompany", "embrace", "cease", "follow"];

const USUALLY: &[&str] = &[
    "always",
    "usually",
    "often",
    "sometimes",
    "generally",
    "rarely",
    "seldom",
    "whenever",
    "never",
    "ever",
];
