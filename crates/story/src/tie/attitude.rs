//! Attitudes that predicates show: *she did not trust him*, *he was fond of Ann*.

use dramaturg_cast::EntityId;
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use rustc_hash::FxHashSet;

use super::{Attitude, mark_before};
use crate::certain::{self, Certain};
use crate::tree::Tree;

/// A speaker or a hearer less likely than this is not known.
const MIN_CONFIDENCE: f32 = 0.7;

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

/// How sure it is that somebody feels it of whom only a pronoun tells: of 27 that a reader
/// judged, 15 were right, of 44 others 30.
const UNSURE: f32 = 0.55;

pub(super) fn attitudes(tree: &Tree<'_>) -> Vec<Attitude> {
    let certain = Certain::new(tree);
    let mut rows = Vec::new();
    let mut seen = FxHashSet::default();
    for &sentence in tree.parse.sentences.rows() {
        for word in sentence.iter() {
            let Some(found) = attitude(tree, word) else { continue };
            let (holder, kind, object) = found;
            let Some(toward) = tree.who(object) else { continue };
            let is_sure = is_named_so(&certain, object, toward)
                && !is_called(tree, object)
                && !is_supposed_of(tree, word, object, kind);
            if holder == toward || !is_sure || !is_so(tree, word) {
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
                confidence: match is_holder_sure(&certain, word, holder) {
                    false => UNSURE,
                    true if is_clear => 0.8,
                    true => 0.7,
                },
            });
        }
    }
    rows
}

/// Who feels what, and the word for whom it is felt about.
fn attitude(
    tree: &Tree<'_>,
    word: ParsedWordId,
) -> Option<(EntityId, &'static str, ParsedWordId)> {
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

/// Whether a word may mean somebody: *you* one known hearer, *him* who is named in the same
/// speech.
fn is_named_so(certain: &Certain<'_>, word: ParsedWordId, who: EntityId) -> bool {
    let tree = certain.tree;
    let Some(quotation) = tree.quotation(word) else { return true };
    let speech = &tree.cast.speech.rows;
    match tree.lower(word) {
        "you" | "ye" | "thee" => {
            let row = &speech[quotation];
            let is_known = row
                .speaker
                .as_ref()
                .is_some_and(|claim| claim.confidence >= MIN_CONFIDENCE);
            is_known
                && matches!(row.addressees.as_slice(), [one] if one.confidence >= MIN_CONFIDENCE)
        }
        // Of whom they talk is often named in other speeches, or by nobody.
        "him" | "her" => certain.who(word) == Some(who),
        _ => true,
    }
}

/// Whether it is sure who feels it: in a long text *he* and *she* are if nobody else can be meant.
fn is_holder_sure(certain: &Certain<'_>, word: ParsedWordId, holder: EntityId) -> bool {
    let tree = certain.tree;
    tree.cast.quotations.is_short()
        || tree.subject(word).is_none_or(|subject| {
            !matches!(tree.lower(subject), "he" | "she")
                || certain.who(subject) == Some(holder)
        })
}

/// “That is what I fear, Mr. Vyse”: whom a comma sets off is called, not feared.
fn is_called(tree: &Tree<'_>, object: ParsedWordId) -> bool {
    mark_before(tree, object) == Some(",")
}

/// “She hates me”: what somebody says that others have against them is their belief.
fn is_supposed_of(
    tree: &Tree<'_>,
    word: ParsedWordId,
    object: ParsedWordId,
    kind: &str,
) -> bool {
    let is_ill = matches!(
        kind,
        "hate" | "dislike" | "contempt" | "distrust" | "anger" | "jealousy" | "fear"
    );
    let is_other = tree
        .subject(word)
        .is_some_and(|subject| !matches!(tree.lower(subject), "i" | "you" | "we"));
    tree.quotation(word).is_some()
        && is_ill
        && is_other
        && matches!(tree.lower(object), "me" | "us")
}

/// Words that make what hangs on them a belief.
const BELIEF: &[&str] = &[
    "sure",
    "certain",
    "idea",
    "notion",
    "opinion",
    "convinced",
    "afraid",
    "tell",
    "know",
    "instead",
    "wonder",
];

/// Whether the clause is so: neither denied nor asked, supposed, wished or only believed.
fn is_so(tree: &Tree<'_>, word: ParsedWordId) -> bool {
    let is_believed = tree.head(word).is_some_and(|head| {
        // “I felt sure that you were angry with me”; but “I know that she loves him” is so.
        matches!(tree.relation(word), Relation::Ccomp | Relation::Acl)
            && BELIEF.contains(&tree.lemma(head))
            && !(tree.lemma(head) == "know" && tree.quotation(head).is_none())
    });
    let is_less = tree.kids(word).iter().any(|&kid| {
        matches!(tree.lower(kid), "instead" | "why" | "than" | "end")
            || matches!(tree.lower(kid), "more" | "better")
                && tree.kids(kid).iter().any(|&inner| tree.lower(inner) == "no")
    });
    // “Instead of being distrustful and afraid of her.”
    let is_being = |word: ParsedWordId| {
        tree.kids(word).iter().any(|&kid| tree.lower(kid) == "being")
    };
    let is_joined = is_being(word)
        || tree.relation(word) == Relation::Conj && tree.head(word).is_some_and(is_being);
    // What is denied has its own feeling: “she did not trust him”.
    let is_own_denial = tree.is_negated(word);
    let is_plain = is_own_denial || certain::is_so(tree, word);
    is_plain && !is_believed && !is_less && !is_joined && !tree.is_asked(word)
}
