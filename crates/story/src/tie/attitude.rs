//! Attitudes that predicates show: *she did not trust him*, *he was fond of Ann*.

use dramaturg_parse::{ParsedWordId, Relation, Tag};
use rustc_hash::FxHashSet;

use super::Attitude;
use crate::tree::Tree;

/// Verbs whose object is the one felt about: the verb, the feeling, and what it is if the
/// verb is negated.
const VERBS: &[(&str, &str, &str)] = &[
    ("abhor", "hate", ""),
    ("admire", "admiration", ""),
    ("adore", "love", ""),
    ("despise", "contempt", ""),
    ("detest", "hate", ""),
    ("dislike", "dislike", ""),
    ("distrust", "distrust", ""),
    ("dread", "fear", ""),
    ("envy", "jealousy", ""),
    ("fear", "fear", ""),
    ("hate", "hate", ""),
    ("idolise", "admiration", ""),
    ("idolize", "admiration", ""),
    ("loathe", "hate", ""),
    ("love", "love", ""),
    ("mistrust", "distrust", ""),
    ("pity", "pity", ""),
    ("resent", "anger", ""),
    ("respect", "respect", ""),
    ("scorn", "contempt", ""),
    ("trust", "trust", "distrust"),
    ("worship", "admiration", ""),
];

/// What one is, the preposition, the feeling.
const ADJECTIVES: &[(&str, &str, &str)] = &[
    ("afraid", "of", "fear"),
    ("angry", "with", "anger"),
    ("angry", "at", "anger"),
    ("annoyed", "with", "anger"),
    ("attached", "to", "affection"),
    ("contemptuous", "of", "contempt"),
    ("cross", "with", "anger"),
    ("devoted", "to", "love"),
    ("distrustful", "of", "distrust"),
    ("enamoured", "of", "love"),
    ("envious", "of", "jealousy"),
    ("fond", "of", "affection"),
    ("frightened", "of", "fear"),
    ("furious", "with", "anger"),
    ("furious", "at", "anger"),
    ("grateful", "to", "gratitude"),
    ("indebted", "to", "gratitude"),
    ("jealous", "of", "jealousy"),
    ("love", "with", "love"),
    ("mad", "at", "anger"),
    ("proud", "of", "pride"),
    ("scared", "of", "fear"),
    ("suspicious", "of", "distrust"),
    ("terrified", "of", "fear"),
    ("thankful", "to", "gratitude"),
    ("wary", "of", "distrust"),
];

pub(super) fn attitudes(tree: &Tree<'_>) -> Vec<Attitude> {
    let mut rows = Vec::new();
    let mut seen = FxHashSet::default();
    for &sentence in tree.parse.sentences.rows() {
        for word in sentence.iter() {
            let Some(found) = attitude(tree, word) else { continue };
            let (holder, kind, object) = found;
            let Some(toward) = tree.who(object) else { continue };
            if holder == toward || !is_so(tree, word) {
                continue;
            }
            let paragraph = tree.book.paragraph_at(tree.span(word).start());
            if !seen.insert((holder, toward, kind, paragraph)) {
                continue;
            }
            let is_clear = tree.quotation(word).is_none();
            rows.push(Attitude {
                holder,
                toward,
                kind,
                evidence: tree.clause(sentence, word),
                confidence: if is_clear { 0.8 } else { 0.7 },
            });
        }
    }
    rows
}

/// Who feels what, and the word for whom it is felt about.
fn attitude(
    tree: &Tree<'_>,
    word: ParsedWordId,
) -> Option<(dramaturg_cast::EntityId, &'static str, ParsedWordId)> {
    let lemma = tree.lemma(word);
    match tree.tag(word) {
        Tag::Verb => {
            let (_, kind, denied) = *VERBS.iter().find(|row| row.0 == lemma)?;
            let kind = if tree.is_negated(word) { denied } else { kind };
            let object = tree.kid(word, Relation::Obj)?;
            // “She loved his hat” is no love of him.
            if kind.is_empty() || tree.is_passive(word) {
                return None;
            }
            Some((tree.subject_who(word)?, kind, object))
        }
        Tag::Adj | Tag::Noun => {
            let rows = ADJECTIVES.iter().filter(|row| row.0 == lemma);
            for &(_, case, kind) in rows {
                let kids = tree.kids(word).iter().copied();
                let mut kids = kids.filter(|&kid| {
                    matches!(tree.relation(kid), Relation::Obl | Relation::Nmod)
                        && tree.case(kid) == case
                });
                if let Some(object) = kids.next()
                    && !tree.is_negated(word)
                {
                    let is_love = lemma != "love" || tree.case(word) == "in";
                    let subject = tree.subject_who(word).filter(|_| is_love)?;
                    return Some((subject, kind, object));
                }
            }
            None
        }
        _ => None,
    }
}

/// Whether the clause is so: neither asked nor supposed nor wished.
fn is_so(tree: &Tree<'_>, word: ParsedWordId) -> bool {
    let mut at = word;
    for _ in 0..3 {
        for &kid in tree.kids(at) {
            let lemma = tree.lemma(kid);
            let is_supposed =
                matches!(tree.relation(kid), Relation::Mark | Relation::Advmod)
                    && matches!(
                        lemma,
                        "if" | "whether" | "unless" | "to" | "lest" | "why"
                    );
            let is_modal = tree.relation(kid) == Relation::Aux
                && matches!(
                    lemma,
                    "would"
                        | "could"
                        | "might"
                        | "may"
                        | "should"
                        | "can"
                        | "must"
                        | "ought"
                        | "will"
                        | "shall"
                        | "'ll"
                        | "'d"
                );
            let is_asked = tree.written(kid).ends_with('?');
            let is_denied = at != word && tree.is_negated(at);
            if is_supposed || is_modal || is_asked || is_denied {
                return false;
            }
        }
        let Some(head) = tree.head(at) else { break };
        if !matches!(
            tree.relation(at),
            Relation::Ccomp | Relation::Xcomp | Relation::Conj
        ) {
            break;
        }
        at = head;
    }
    true
}
