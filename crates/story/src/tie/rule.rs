//! General rules of the world: *it only opens at low tide*.

use dramaturg_cast::Mode;
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Position, Span};

use super::{Rule, stretch};
use crate::tree::Tree;

/// A rule has at least and at most so many words.
const WORDS: std::ops::RangeInclusive<usize> = 4..=40;

pub(super) fn rules(tree: &Tree<'_>) -> Vec<Rule> {
    let mut rows = Vec::new();
    let is_past = is_told_in_past(tree);
    for &sentence in tree.parse.sentences.rows() {
        let mut seen = sentence.start().index();
        for word in sentence.iter() {
            // “No fire without water,” said Tom: what is said hangs on its cue.
            let is_quoted = tree.tag(word) == Tag::Noun
                && tree
                    .head(word)
                    .is_some_and(|head| tree.quotation(head) != tree.quotation(word));
            let is_clause = tree.relation(word) == Relation::Root
                || is_quoted
                || matches!(
                    tree.relation(word),
                    Relation::Ccomp | Relation::Parataxis | Relation::Conj
                ) && (tree.kid(word, Relation::Nsubj).is_some()
                    || matches!(tree.lower(word), "forbidden" | "allowed"));
            if !is_clause || word.index() < seen {
                continue;
            }
            let Some(confidence) = rule(tree, sentence, word, is_past) else { continue };
            let words = stretch(tree, sentence, word);
            if words.len() < *WORDS.start() {
                continue;
            }
            // Of a long sentence only the clause that states it.
            let is_long = words.len() > *WORDS.end();
            let gist = if is_long {
                tree.clause(sentence, word)
            } else {
                tree.parse.bytes(words)
            };
            if tree.parse.words_in(gist).len() > *WORDS.end() {
                continue;
            }
            seen = if is_long { word.index() + 1 } else { words.end().index() };
            let by = tree.quotation(word).and_then(|q| tree.speaker(q));
            rows.push(Rule { gist, by, confidence });
        }
    }
    rows
}

/// How sure it is that a clause states a rule; none if it does not look like one.
fn rule(
    tree: &Tree<'_>,
    sentence: Span<ParsedWordId>,
    root: ParsedWordId,
    is_past: bool,
) -> Option<f32> {
    let quotation = tree.quotation(root);
    if let Some(id) = quotation {
        let mode = tree.cast.quotations.rows[id].mode;
        if mode == Mode::Writing && is_ban(tree, sentence, root) {
            return Some(0.8);
        }
    }
    let words = stretch(tree, sentence, root);
    if words.iter().any(|word| tree.written(word).ends_with('?')) {
        return None;
    }
    let next = words.end();
    if next < sentence.end() && tree.written(next).ends_with('?') {
        return None;
    }
    if is_bound_by_law(tree, words, root) {
        return Some(0.7);
    }
    if bans(tree, words, root) {
        return Some(0.6);
    }
    // “Whoever was late got what was left”: the one who is late is the subject.
    let clause = || tree.kid(root, Relation::Csubj);
    let whoever = || clause().and_then(|clause| tree.kid(clause, Relation::Nsubj));
    let subject = tree.kid(root, Relation::Nsubj).or_else(whoever)?;
    // “There is a rule that nobody laughs.” “Her rule was that any girl goes home.”
    if is_rule_noun(tree, subject)
        && tree.kids(root).iter().any(|&kid| is_clause(tree, kid))
    {
        return Some(0.75);
    }
    if !is_present(tree, root) {
        return custom(tree, root, subject);
    }
    let has_expletive = tree.kid(root, Relation::Expl).is_some();
    // “We were told that in this house no child may speak.”
    let has_mark = tree.kid(root, Relation::Mark).is_some_and(|mark| {
        tree.lower(mark) != "that" || subject_kind(tree, subject) != Subject::Generic
    });
    let is_command = tree.parse.features(root).contains("Mood=Imp");
    if has_mark || is_command || subject.cmp(&root).is_gt() && !has_expletive {
        return None;
    }
    let kind = subject_kind(tree, subject);
    // “Nobody make him laugh” tells them not to.
    let is_jussive = kind == Subject::Generic
        && tree.tag(root) == Tag::Verb
        && tree.lower(root) == tree.lemma(root)
        && matches!(
            tree.lower(subject),
            "nobody" | "everybody" | "everyone" | "somebody"
        )
        && tree.kid(root, Relation::Aux).is_none();
    if is_jussive {
        return None;
    }
    let says_rule = words.iter().any(|word| {
        tree.tag(word) == Tag::Noun
            && matches!(tree.lemma(word), "rule" | "law" | "custom")
    });
    let has = |forms: &[&str]| {
        tree.kids(root).iter().any(|&kid| {
            matches!(
                tree.relation(kid),
                Relation::Advmod | Relation::Aux | Relation::Advcl
            ) && forms.contains(&tree.lower(kid))
        })
    };
    let is_general = has(&["always", "never", "only"]);
    let is_bound = has(&["must", "may", "can", "cannot", "shall", "ca"]);
    let is_spoken = quotation.is_some();
    let has_be = tree.kid(root, Relation::Cop).is_some();
    if has_expletive {
        let is_rule = says_rule && tree.lower(root) == "rule";
        return is_rule.then_some(0.75);
    }
    // A tale in the present tells what happens now, not what always happens.
    if !(is_spoken || is_bound || is_general || says_rule || is_past) {
        return None;
    }
    // “We don’t open a client’s envelope.”
    let is_custom = is_spoken
        && matches!(tree.lower(subject), "we" | "you" | "one")
        && (tree.is_negated(root) || is_general)
        && !is_bound
        && tree.tag(root) == Tag::Verb
        && !has_be
        && tree
            .kid(root, Relation::Obj)
            .is_some_and(|object| subject_kind(tree, object) == Subject::Kind);
    if is_custom {
        return Some(0.6);
    }
    // “When the bell rings, they come.”
    let is_whenever = is_spoken
        && tree.tag(root) == Tag::Verb
        && matches!(tree.lower(subject), "you" | "it" | "they" | "we" | "one")
        && tree.kids(root).iter().any(|&kid| {
            tree.relation(kid) == Relation::Advcl
                && is_present(tree, kid)
                && tree.kid(kid, Relation::Nsubj).is_some()
                && tree
                    .kid(kid, Relation::Mark)
                    .or(tree.kid(kid, Relation::Advmod))
                    .is_some_and(|mark| {
                        matches!(
                            tree.lower(mark),
                            "when" | "whenever" | "once" | "until" | "unless"
                        )
                    })
        })
        && !has(&["'ll", "will", "just", "now"]);
    if is_whenever {
        return Some(0.55);
    }
    match kind {
        Subject::Generic if is_general || is_bound || says_rule => Some(0.8),
        Subject::Generic => Some(0.65),
        Subject::Kind if is_general || is_bound => Some(0.75),
        Subject::Kind => Some(0.5),
        Subject::Thing if is_general && !has_be && is_spoken => Some(0.65),
        Subject::Rule => Some(0.7),
        _ => refusal(tree, root, is_spoken),
    }
}

fn is_rule_noun(tree: &Tree<'_>, word: ParsedWordId) -> bool {
    tree.tag(word) == Tag::Noun && matches!(tree.lemma(word), "rule" | "law" | "custom")
}

/// Whether a dependent is a whole clause that completes another one.
fn is_clause(tree: &Tree<'_>, word: ParsedWordId) -> bool {
    matches!(tree.relation(word), Relation::Ccomp | Relation::Acl)
        && tree.kid(word, Relation::Nsubj).is_some()
}

/// Verbs of what happens once, whoever does it: *nobody moved*.
const ONCE: &[&str] = &[
    "answer", "come", "go", "get", "hear", "know", "laugh", "listen", "look", "move",
    "notice", "reply", "say", "see", "seem", "sit", "speak", "stand", "stir", "think",
    "turn", "wait", "want", "watch", "be", "have", "do", "give", "take", "make", "pay",
];

/// A custom of the past, as it is told: “No one might speak until the sun was up”, “nobody
/// went up there by daylight”, “whoever was late got nothing.”
fn custom(tree: &Tree<'_>, root: ParsedWordId, subject: ParsedWordId) -> Option<f32> {
    let is_early = subject < root;
    let has_mark = tree.kid(root, Relation::Mark).is_some();
    if !is_early || has_mark || subject_kind(tree, subject) != Subject::Generic {
        return None;
    }
    let mut auxes = tree
        .kids(root)
        .iter()
        .copied()
        .filter(|&kid| tree.relation(kid) == Relation::Aux);
    let lower = tree.lower(subject);
    let has_noun = tree.tag(subject) == Tag::Noun && !matches!(lower, "one" | "body");
    match auxes.next().map(|aux| tree.lower(aux)) {
        Some("might" | "must" | "should") if auxes.next().is_none() => Some(0.65),
        Some("will") if has_noun => Some(0.55),
        Some(_) => None,
        None => {
            // “Any girl who was found out of bed”; but “nobody” does many things once.
            let has_clause = tree.kid(subject, Relation::Acl).is_some();
            let is_open = matches!(lower, "whoever" | "whatever" | "whichever");
            if is_open || has_clause && has_noun {
                return Some(0.6);
            }
            let is_limited = tree.kids(root).iter().any(|&kid| {
                tree.relation(kid) == Relation::Obl
                    && matches!(
                        tree.case(kid),
                        "by" | "after"
                            | "before"
                            | "between"
                            | "in"
                            | "without"
                            | "until"
                    )
            });
            let is_past = tree.parse.features(root).contains("Tense=Past");
            let is_habit = is_past && is_limited && !ONCE.contains(&tree.lemma(root));
            let is_one = matches!(lower, "nobody" | "everybody" | "everyone" | "one");
            (is_habit && is_one).then_some(0.5)
        }
    }
}

/// Verbs of mind, of which a denial is no rule: *I don’t like people*.
const MIND: &[&str] = &[
    "be",
    "believe",
    "care",
    "feel",
    "forget",
    "have",
    "hear",
    "know",
    "like",
    "look",
    "love",
    "mean",
    "mind",
    "need",
    "remember",
    "say",
    "see",
    "seem",
    "think",
    "trust",
    "understand",
    "want",
    "hate",
];

/// What somebody never does, of any of a kind: “I don’t give bad news in a fast”, “I can’t lie
/// to anybody.”
fn refusal(tree: &Tree<'_>, root: ParsedWordId, is_spoken: bool) -> Option<f32> {
    let is_verb = tree.tag(root) == Tag::Verb && !MIND.contains(&tree.lemma(root));
    let is_going = tree.lower(root).ends_with("ing");
    if !is_spoken || !is_verb || is_going || !tree.is_negated(root) {
        return None;
    }
    let is_of_kind = tree.kids(root).iter().any(|&kid| {
        let is_any = matches!(tree.lower(kid), "anybody" | "anyone");
        let is_plural = tree.tag(kid) == Tag::Noun
            && tree.parse.features(kid).contains("Number=Plur")
            && tree.kids(kid).iter().all(|&inner| {
                !matches!(tree.relation(inner), Relation::Det | Relation::Nummod)
                    && tree.parse.relation(inner) != "nmod:poss"
            });
        matches!(tree.relation(kid), Relation::Obj | Relation::Obl)
            && (is_any || is_plural)
    });
    is_of_kind.then_some(0.5)
}

/// Whether a story is told in the past: then what it tells in the present is always so.
fn is_told_in_past(tree: &Tree<'_>) -> bool {
    let (mut n_past, mut n_present) = (0_usize, 0_usize);
    for (id, word) in tree.parse.words.iter() {
        if word.tag == Tag::Verb && tree.quotation(id).is_none() {
            let features = tree.parse.features(id);
            if features.contains("VerbForm=Fin") {
                n_past += usize::from(features.contains("Tense=Past"));
                n_present += usize::from(features.contains("Tense=Pres"));
            }
        }
    }
    n_past > 3 * n_present
}

/// “Guests were forbidden to smoke.” “There was a rule that nobody laughs.”
fn is_bound_by_law(
    tree: &Tree<'_>,
    words: Span<ParsedWordId>,
    root: ParsedWordId,
) -> bool {
    // “She was forbidden to read”: the parser may see an adjective.
    let is_free = tree.kid(root, Relation::Cop).is_some()
        && tree.kids(root).iter().any(|&kid| {
            matches!(tree.relation(kid), Relation::Xcomp | Relation::Advcl)
                && tree.parse.features(kid).contains("VerbForm=Inf")
        })
        && (tree.lower(root) == "forbidden"
            || tree.is_negated(root)
                && matches!(tree.lower(root), "allowed" | "permitted"));
    let is_bound = tree.is_passive(root)
        && matches!(
            tree.lemma(root),
            "forbid" | "allow" | "permit" | "require" | "oblige" | "ban" | "prohibit"
        )
        && (tree.kid(root, Relation::Xcomp).is_some()
            || matches!(tree.lemma(root), "forbid" | "ban" | "prohibit")
            || tree.is_negated(root));
    // “She had been told never to speak to a weasel.”
    let is_told = tree.is_passive(root)
        && matches!(tree.lemma(root), "tell" | "order" | "warn" | "teach" | "suppose")
        || tree.lower(root) == "supposed" && tree.is_negated(root);
    let is_barred = is_told
        && tree.kids(root).iter().any(|&kid| {
            tree.relation(kid) == Relation::Xcomp
                && (tree.is_negated(kid) || tree.is_negated(root))
        });
    let is_law = words.iter().any(|word| {
        tree.tag(word) == Tag::Noun
            && matches!(tree.lemma(word), "rule" | "law" | "custom")
            && tree.kids(word).iter().any(|&kid| {
                matches!(tree.relation(kid), Relation::Acl | Relation::Ccomp)
                    && tree.kid(kid, Relation::Nsubj).is_some()
            })
    });
    is_bound || is_free || is_barred || is_law
}

/// “No thaw without it.” “No knives at table.” A ban without a verb.
fn bans(tree: &Tree<'_>, words: Span<ParsedWordId>, root: ParsedWordId) -> bool {
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
    has_no && !has_verb && is_limited && tree.tag(root) == Tag::Noun
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// *Nobody*, *whoever*, *every cook*.
    Generic,
    /// *A moth*, *hobbins*.
    Kind,
    /// *It*, *the lock*.
    Thing,
    /// *The rule*.
    Rule,
    /// Somebody.
    Person,
}

fn subject_kind(tree: &Tree<'_>, subject: ParsedWordId) -> Subject {
    let lower = tree.lower(subject);
    let generic = [
        "nobody",
        "everybody",
        "everyone",
        "anyone",
        "anybody",
        "whoever",
        "whatever",
        "people",
        "no-one",
    ];
    let kids = tree.kids(subject);
    let det = kids.iter().copied().find(|&kid| tree.relation(kid) == Relation::Det);
    let det = det.map_or("", |kid| tree.lower(kid));
    if matches!(tree.lemma(subject), "rule" | "law") {
        return Subject::Rule;
    }
    if generic.contains(&lower) && !matches!(det, "the" | "this" | "that" | "these")
        || matches!(det, "no" | "every" | "any" | "each" | "all" | "whatever")
    {
        return Subject::Generic;
    }
    if !matches!(tree.tag(subject), Tag::Noun | Tag::Adj) {
        return if matches!(lower, "it" | "they") {
            Subject::Thing
        } else {
            Subject::Person
        };
    }
    let is_owned = tree.possessive(subject).is_some();
    let is_plural = tree.parse.features(subject).contains("Number=Plur");
    let is_counted = kids.iter().any(|&kid| tree.relation(kid) == Relation::Nummod);
    if matches!(det, "a" | "an")
        || det.is_empty() && is_plural && !is_owned && !is_counted
    {
        return Subject::Kind;
    }
    if tree.who(subject).is_some() || is_owned {
        return Subject::Person;
    }
    Subject::Thing
}

/// Whether a clause is in the present, or bound by a modal of the present.
fn is_present(tree: &Tree<'_>, root: ParsedWordId) -> bool {
    let mut finite = None;
    for &kid in tree.kids(root) {
        if matches!(tree.relation(kid), Relation::Aux | Relation::Cop) {
            finite = finite.or(Some(kid));
        }
    }
    let finite = finite.unwrap_or(root);
    let features = tree.parse.features(finite);
    let lemma = tree.lower(finite);
    if matches!(lemma, "must" | "may" | "can" | "cannot" | "shall" | "ca" | "do" | "does")
    {
        return true;
    }
    // “Nobody’s asked him”: what has an object is no passive.
    let is_passive = tree.is_passive(root) && tree.kid(root, Relation::Obj).is_none();
    let is_perfect_or_going = finite != root
        && !is_passive
        && (tree.lemma(finite) == "have"
            || tree.tag(root) == Tag::Verb
                && tree.parse.features(root).contains("VerbForm=Part")
                && tree.parse.features(root).contains("Tense=Past")
            || tree.lemma(finite) == "be"
                && tree.tag(root) == Tag::Verb
                && tree.lower(root).ends_with("ing"));
    features.contains("Tense=Pres")
        && features.contains("VerbForm=Fin")
        && !is_perfect_or_going
}

/// A ban on a sign: NO SMOKING, KEEP OUT.
fn is_ban(tree: &Tree<'_>, sentence: Span<ParsedWordId>, root: ParsedWordId) -> bool {
    let words = stretch(tree, sentence, root);
    let first = words.start();
    matches!(tree.lower(first), "no" | "never" | "do") || {
        words.iter().any(|word| {
            matches!(tree.lower(word), "must" | "forbidden" | "prohibited" | "allowed")
        })
    }
}
