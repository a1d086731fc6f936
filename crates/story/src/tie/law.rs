//! Laws and bans: *guests were forbidden to smoke*, *no knives at table*, NO SMOKING.

use dramaturg_cast::lexicon::Supersense;
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::Span;

use super::rule::{Subject, is_present, is_rule_noun, subject_kind};
use crate::tree::Tree;

/// “Guests were forbidden to smoke.” “There was a rule that nobody laughs.”
pub(super) fn is_bound_by_law(
    tree: &Tree<'_>,
    words: Span<ParsedWordId>,
    root: ParsedWordId,
) -> bool {
    // “You’re not allowed to sneeze”; what somebody is not allowed once is no rule.
    let is_general = tree.kid(root, Relation::Nsubj).is_some_and(|subject| {
        matches!(subject_kind(tree, subject), Subject::Generic | Subject::Kind)
            || tree.lower(subject) == "you"
    });
    // “She was forbidden to read”: the parser may see an adjective.
    let has_aim = tree.kids(root).iter().any(|&kid| {
        matches!(tree.relation(kid), Relation::Xcomp | Relation::Advcl)
            && tree.parse.features(kid).contains("VerbForm=Inf")
    });
    let is_free = tree.kid(root, Relation::Cop).is_some()
        && has_aim
        && (tree.lower(root) == "forbidden"
            || tree.is_negated(root)
                && is_general
                && matches!(tree.lower(root), "allowed" | "permitted"));
    let is_banned = tree.is_passive(root)
        && (matches!(tree.lemma(root), "forbid" | "ban" | "prohibit")
            || tree.is_negated(root)
                && is_general
                && matches!(tree.lemma(root), "allow" | "permit"));
    // What everybody is bound to, not what somebody had to do: “she was obliged to go”.
    let is_bound = tree.is_passive(root)
        && matches!(tree.lemma(root), "require" | "oblige")
        && is_present(tree, root)
        && is_general;
    // “She had been told never to speak to a weasel.”
    let is_told = tree.is_passive(root)
        && matches!(tree.lemma(root), "tell" | "order" | "warn" | "teach")
        || tree.lower(root) == "supposed"
            && tree.is_negated(root)
            && is_present(tree, root);
    // “They could not be supposed to meet.”
    let is_told = is_told
        && !tree.kids(root).iter().any(|&kid| {
            tree.relation(kid) == Relation::Aux
                && matches!(tree.lower(kid), "could" | "can" | "would" | "might" | "may")
        });
    let is_barred = is_told
        && tree.kids(root).iter().any(|&kid| {
            tree.relation(kid) == Relation::Xcomp
                && (tree.is_negated(kid) || tree.is_negated(root))
        });
    // “There is a rule that nobody laughs”; a father-in-law is no law.
    let is_law = words.iter().any(|word| {
        let is_stated = word == root
            || matches!(tree.relation(word), Relation::Nsubj)
                && tree.head(word) == Some(root);
        is_rule_noun(tree, word)
            && is_stated
            && tree.kids(word).iter().any(|&kid| {
                matches!(tree.relation(kid), Relation::Acl | Relation::Ccomp)
                    && tree.kid(kid, Relation::Nsubj).is_some()
            })
    });
    is_banned || is_bound || is_free || is_barred || is_law
}

/// “No thaw without it.” “No knives at table.” A ban without a verb.
pub(super) fn bans(
    tree: &Tree<'_>,
    words: Span<ParsedWordId>,
    root: ParsedWordId,
) -> bool {
    let has_no = tree
        .kids(root)
        .iter()
        .any(|&kid| tree.relation(kid) == Relation::Det && tree.lower(kid) == "no");
    let has_verb = words.iter().any(|word| {
        matches!(tree.tag(word), Tag::Verb | Tag::Aux)
            && tree.parse.features(word).contains("VerbForm=Fin")
    });
    let is_limited = tree.kids(root).iter().any(|&kid| {
        matches!(tree.relation(kid), Relation::Nmod | Relation::Obl)
            && matches!(
                tree.case(kid),
                "without"
                    | "above"
                    | "below"
                    | "in"
                    | "on"
                    | "at"
                    | "after"
                    | "before"
                    | "till"
                    | "until"
                    | "during"
                    | "between"
            )
    });
    let is_left = words.iter().any(|word| {
        matches!(tree.lower(word), "though" | "then" | "yet" | "more" | "left" | "doubt")
    });
    // “No rain at all”, “upon no account”.
    let is_feeling = matches!(
        Supersense::of_noun(tree.lemma(root)),
        Some(
            Supersense::NounFeeling
                | Supersense::NounState
                | Supersense::NounCognition
                | Supersense::NounAttribute
        )
    );
    let is_phrase = is_feeling
        || tree.kid(root, Relation::Case).is_some()
        || words.iter().any(|word| tree.lower(word) == "all");
    has_no
        && !has_verb
        && is_limited
        && !is_left
        && !is_phrase
        && tree.tag(root) == Tag::Noun
}

/// A ban on a sign: NO SMOKING, KEEP OUT.
pub(super) fn is_ban(tree: &Tree<'_>, words: Span<ParsedWordId>) -> bool {
    let first = words.start();
    matches!(tree.lower(first), "no" | "never" | "do") || {
        words.iter().any(|word| {
            matches!(tree.lower(word), "must" | "forbidden" | "prohibited" | "allowed")
        })
    }
}
