//! General rules of the world: *it only opens at low tide*.

use dramaturg_cast::Mode;
use dramaturg_cast::lexicon::{Lexicon, NounClass, NounClasses, Supersense};
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Position, Span};

use super::Rule;
use super::law::{bans, is_ban, is_bound_by_law};
use super::particular::{core, is_particular};
use super::sign::read_signs;
use super::stretch;
use crate::tree::Tree;

/// A rule has at least and at most so many words.
const WORDS: std::ops::RangeInclusive<usize> = 4..=40;

/// Marks and a cue between two sentences that are said have at most so many words.
const MAX_CUE: usize = 12;

/// A sign that forbids something has no more words than this.
const MAX_SIGN_WORDS: usize = 12;

pub(super) fn rules(tree: &Tree<'_>) -> Vec<Rule> {
    let mut rows = Vec::new();
    let is_past = is_told_in_past(tree);
    let is_short = super::kin::is_short(tree);
    // What signs say, in lower case.
    let mut said: Vec<String> = Vec::new();
    for &sentence in tree.parse.sentences.rows() {
        let mut seen = sentence.start().index();
        let first = rows.len();
        if is_short {
            read_signs(tree, sentence, &mut said, &mut rows);
        }
        let n_read = rows.len();
        if is_short && let Some(words) = after_colon(tree, sentence) {
            seen = words.end().index();
            let gist = tree.parse.bytes(words);
            let by = tree.quotation(words.start()).and_then(|q| tree.speaker(q));
            rows.push(Rule { gist, by, confidence: 0.7 });
        }
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
            if is_short && let Some(words) = called_rule(tree, sentence, word) {
                seen = sentence.end().index();
                let gist = tree.parse.bytes(words);
                let by = tree.quotation(word).and_then(|q| tree.speaker(q));
                rows.retain(|row: &Rule| !row.gist.overlaps(gist));
                rows.push(Rule { gist, by, confidence: 0.7 });
                continue;
            }
            let words = core(tree, sentence, word);
            let is_long = !WORDS.contains(&words.len());
            let is_free = matches!(tree.lower(words.start()), "whatever" | "whoever")
                && tree.relation(word) == Relation::Ccomp
                && !is_said(tree, word);
            if is_long || is_free || tree.is_asked(word) || is_cut(tree, sentence, words)
            {
                continue;
            }
            if !is_short && is_open(tree, words, word) {
                continue;
            }
            let Some(confidence) = rule(tree, words, word, is_past) else { continue };
            seen = words.end().index();
            let gist = tree.parse.bytes(words);
            if rows[first..n_read].iter().any(|sign| sign.gist.overlaps(gist)) {
                continue;
            }
            let by = tree.quotation(word).and_then(|q| tree.speaker(q));
            rows.push(Rule { gist, by, confidence });
        }
    }
    rows
}

/// Whether a clause is about somebody who is talked of, or its last word stands for words that
/// stand elsewhere: “she has never been taught”, “women are so fond of using it”, “a man cannot be
/// more so”. In a novel most of such clauses are no rules.
fn is_open(tree: &Tree<'_>, words: Span<ParsedWordId>, root: ParsedWordId) -> bool {
    // “You are not allowed to fish here” is a rule for all the same.
    let is_of_one = tree.subject(root).is_some_and(|subject| {
        let is_singular = !tree.parse.features(subject).contains("Number=Plur");
        match tree.lower(subject) {
            "i" | "he" | "she" | "we" | "they" | "it" => true,
            "you" => !is_bound_by_law(tree, words, root),
            _ => tree.tag(subject) == Tag::Propn && is_singular,
        }
    });
    let mut ends = words.iter().rev().filter(|&word| tree.tag(word) != Tag::Punct);
    let is_left_open = ends.next().is_some_and(|last| {
        matches!(
            tree.lower(last),
            "either" | "so" | "more" | "it" | "them" | "one" | "do" | "does" | "such"
        )
    });
    is_of_one || is_left_open
}

/// “There is one rule here: as long as the lamp is lit, nobody sleeps.”
fn after_colon(
    tree: &Tree<'_>,
    sentence: Span<ParsedWordId>,
) -> Option<Span<ParsedWordId>> {
    let is_rule = |&word: &ParsedWordId| {
        is_rule_noun(tree, word)
            && matches!(tree.lower(word), "rule" | "law")
            && !tree.is_negated(word)
    };
    let rule = sentence.iter().find(is_rule)?;
    let own = tree.quotation(rule);
    let mut rest = sentence.iter().filter(|&word| word > rule);
    let colon = rest.find(|&word| tree.written(word) == ":")?;
    let first = rest.find(|&word| tree.tag(word) != Tag::Punct)?;
    if tree.quotation(first) != own || tree.quotation(colon) != own {
        return None;
    }
    let words = stretch(tree, sentence, first);
    let words = Span::of(first.index(), words.end().index());
    let has_verb = words.iter().any(|word| {
        matches!(tree.tag(word), Tag::Verb | Tag::Aux)
            && tree.parse.features(word).contains("VerbForm=Fin")
    });
    let is_whole = WORDS.contains(&words.len()) && has_verb;
    (is_whole && !tree.is_asked(first)).then_some(words)
}

/// What is called a rule, from the sentence before it on: “Nobody touches it till noon. It’s
/// the rule.”
fn called_rule(
    tree: &Tree<'_>,
    sentence: Span<ParsedWordId>,
    root: ParsedWordId,
) -> Option<Span<ParsedWordId>> {
    let kids = || tree.kids(root).iter().copied();
    let subject = tree.kid(root, Relation::Nsubj)?;
    let is_rule = is_rule_noun(tree, root)
        && matches!(tree.lower(root), "rule" | "law")
        && tree.kid(root, Relation::Cop).is_some()
        && tree.kid(root, Relation::Aux).is_none()
        && tree.possessive(root).is_none()
        && matches!(tree.lower(subject), "it" | "that")
        && !tree.is_negated(root)
        && !tree.is_asked(root)
        && tree.case(root).is_empty()
        && kids().any(|kid| matches!(tree.lower(kid), "the" | "a"))
        && kids()
            .all(|kid| !matches!(tree.relation(kid), Relation::Mark | Relation::Advcl));
    if !is_rule {
        return None;
    }
    let words = stretch(tree, sentence, root);
    if kids().any(|kid| is_clause(tree, kid)) {
        return Some(words);
    }
    let before = sentence.start().index().checked_sub(1)?;
    let quotation = tree.quotation(root);
    let paragraph = |word: ParsedWordId| {
        tree.book.paragraph_at(tree.book.tokens[tree.token(word)].span.start())
    };
    // The last word before, but for marks, or before a cue: “Nobody sings,” said Ann. “It’s the
    // rule.”
    let mut words_before = (0..=before).rev().take(MAX_CUE).map(ParsedWordId::from_index);
    let last = words_before.find(|&word| {
        tree.tag(word) != Tag::Punct && tree.quotation(word) == quotation
    })?;
    if paragraph(last) != paragraph(root) {
        return None;
    }
    let is_beside = (last.index() + 1..sentence.start().index())
        .all(|word| tree.tag(ParsedWordId::from_index(word)) == Tag::Punct);
    let sentences = tree.parse.sentences.rows();
    let at = sentences.partition_point(|sentence| sentence.end() <= last);
    let first = stretch(tree, *sentences.get(at)?, last);
    // “Cake,” said Ann. “It’s the rule.” What the rule is nobody says.
    let is_said = is_beside || WORDS.contains(&first.len());
    let is_rule =
        is_said && first.len() + words.len() <= *WORDS.end() && !tree.is_asked(last);
    let end = if is_beside { words.end() } else { first.end() };
    is_rule.then_some(Span::of(first.start().index(), end.index()))
}

/// Whether a clause is what is said and hangs on its cue.
fn is_said(tree: &Tree<'_>, word: ParsedWordId) -> bool {
    tree.head(word).is_some_and(|head| tree.quotation(head) != tree.quotation(word))
}

/// Whether a clause does not end where its sentence goes on: it breaks off, asks, or is a
/// cry: “How people talk!”
fn is_cut(
    tree: &Tree<'_>,
    sentence: Span<ParsedWordId>,
    words: Span<ParsedWordId>,
) -> bool {
    let first = tree.lower(words.start());
    let next = words.end();
    let mark = if next < sentence.end() { tree.written(next) } else { "" };
    let opens = matches!(
        first,
        "how"
            | "that"
            | "than"
            | "because"
            | "though"
            | "although"
            | "what"
            | "where"
            | "when"
            | "why"
            | "so"
            | "or"
            | "which"
            | "who"
            | "whom"
            | "whose"
    );
    opens && first != "what"
        || first == "what" && mark.contains('!')
        || mark.contains('?')
        || mark.contains(['—', '–', '…'])
        || mark.starts_with("--")
        || mark.starts_with("..")
        || words.iter().any(|word| tree.written(word).contains(['?', '…']))
}

/// How sure it is that a clause states a rule; none if it does not look like one.
fn rule(
    tree: &Tree<'_>,
    words: Span<ParsedWordId>,
    root: ParsedWordId,
    is_past: bool,
) -> Option<f32> {
    let quotation = tree.quotation(root);
    if let Some(id) = quotation {
        let mode = tree.cast.quotations.rows[id].mode;
        let is_sign = words.len() <= MAX_SIGN_WORDS && !is_particular(tree, words, root);
        if mode == Mode::Writing && is_sign && is_ban(tree, words) {
            return Some(0.8);
        }
    }
    // “I’m not supposed to laugh” tells of one.
    let is_mine =
        tree.kid(root, Relation::Nsubj).is_some_and(|subject| tree.lower(subject) == "i");
    if !is_mine && is_bound_by_law(tree, words, root) {
        return Some(0.7);
    }
    if quotation.is_some() && bans(tree, words, root) {
        return Some(0.6);
    }
    // “The first rule is that you say I.”
    let is_outer = tree.kids(root).iter().any(|&kid| {
        tree.parse.relation(kid) == "nsubj:outer"
            && is_rule_noun(tree, kid)
            && tree.possessive(kid).is_none()
    });
    if is_outer {
        return Some(0.75);
    }
    if is_particular(tree, words, root) {
        return None;
    }
    if is_never(tree, words, root) {
        return Some(0.6);
    }
    // “Whoever was late got what was left”: the one who is late is the subject.
    let clause = || tree.kid(root, Relation::Csubj);
    let whoever = || clause().and_then(|clause| tree.kid(clause, Relation::Nsubj));
    let subject = tree.kid(root, Relation::Nsubj).or_else(whoever)?;
    if !words.contains(subject) {
        return None;
    }
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
            "nobody" | "everybody" | "everyone" | "somebody" | "anybody" | "anyone"
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
    let is_general = has(&["always", "never", "ever", "only"]);
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
        && !MIND.contains(&tree.lemma(root))
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
        && !has(&["'ll", "will", "shall", "must", "may", "just", "now"]);
    if is_whenever {
        return Some(0.55);
    }
    // “No answer will be required” tells of one case.
    let is_coming = has(&["will", "'ll", "would", "could", "shall"])
        && tree.kid(subject, Relation::Acl).is_none();
    // “Whoever may have been your enemy” is somebody.
    let is_unknown = has(&["may", "might", "must"]) && has(&["have"]);
    if is_coming || is_unknown || has_some(tree, subject) {
        return None;
    }
    // What a tale tells must be, must be in the tale: “former times must be brought to mind”.
    let is_own_voice = is_spoken
        || !is_past
        || !has(&["must"])
            && (!has(&["may", "shall"])
                || kind == Subject::Generic && !tree.is_passive(root)
                || is_living(tree, subject));
    let is_firm = (is_general || is_bound || says_rule) && is_own_voice;
    match kind {
        Subject::Generic if is_firm => Some(0.8),
        Subject::Generic => does_always(tree, root, subject).then_some(0.65),
        Subject::Kind if is_firm => Some(0.75),
        Subject::Kind if is_kind_deed(tree, root, subject) => Some(0.5),
        Subject::Kind => is_of_kind(tree, root, subject).then_some(0.5),
        Subject::Thing if is_general && !has_be && is_spoken => Some(0.65),
        Subject::Rule => Some(0.7),
        _ => refusal(tree, root, is_spoken),
    }
}

/// “Never let a customer make the tea”: in a short text, what is said to be done never or
/// always, by anybody.
fn is_never(tree: &Tree<'_>, words: Span<ParsedWordId>, root: ParsedWordId) -> bool {
    tree.cast.quotations.is_short()
        && tree.quotation(root).is_some()
        && matches!(tree.lower(words.start()), "never" | "always")
        && tree.tag(root) == Tag::Verb
        && tree.relation(root) != Relation::Conj
        && tree.lower(root) == tree.lemma(root)
        && !MIND.contains(&tree.lemma(root))
        && tree.kid(root, Relation::Aux).is_none()
        && tree.kid(root, Relation::Nsubj).is_none()
        && tree.kids(root).iter().any(|&kid| {
            matches!(tree.relation(kid), Relation::Obj | Relation::Obl | Relation::Ccomp)
                && tree.tag(kid) == Tag::Noun
        })
}

/// Whether what nobody or everybody does is what they always do: a plain verb of doing, or
/// what somebody is who is said to be so and so: *whoever holds the seal*.
fn does_always(tree: &Tree<'_>, root: ParsedWordId, subject: ParsedWordId) -> bool {
    let is_open = matches!(tree.lower(subject), "whoever" | "whatever" | "whichever");
    let has_relative = tree.kid(subject, Relation::Acl).is_some()
        || tree.relation(subject) == Relation::Csubj;
    let is_deed = tree.tag(root) == Tag::Verb
        && !tree.is_passive(root)
        && !MIND.contains(&tree.lemma(root));
    // “All time is short to look back upon”; but “no great harm is done”.
    let is_each = tree.tag(subject) == Tag::Noun
        && !has_det_no(tree, subject)
        && !matches!(tree.lower(subject), "body" | "one" | "thing")
        && (is_living(tree, subject)
            || tree.kids(subject).iter().any(|&kid| tree.lower(kid) == "all"));
    is_open || has_relative || is_deed || is_each && tree.tag(root) == Tag::Adj
}

fn is_living(tree: &Tree<'_>, subject: ParsedWordId) -> bool {
    let sense = Supersense::of_noun(tree.lemma(subject));
    // “A taster who can’t taste”: *who* is of people.
    let is_who = tree.kid(subject, Relation::Acl).is_some_and(|clause| {
        tree.kid(clause, Relation::Nsubj).is_some_and(|who| tree.lower(who) == "who")
    });
    is_who
        || Lexicon::shared().person_noun(tree.lower(subject)).is_some()
        || matches!(sense, Some(Supersense::NounPerson | Supersense::NounAnimal))
        || NounClasses::of(tree.lemma(subject)).has_any(&[
            NounClass::Person,
            NounClass::Animal,
            NounClass::Kin,
        ])
}

/// *Certain papers*, *many people*, *a dozen men*: some, not all.
fn has_some(tree: &Tree<'_>, subject: ParsedWordId) -> bool {
    tree.kids(subject).iter().any(|&kid| {
        matches!(
            tree.lower(kid),
            "certain"
                | "several"
                | "many"
                | "few"
                | "some"
                | "other"
                | "more"
                | "such"
                | "both"
                | "two"
                | "various"
                | "dozen"
                | "further"
                | "former"
                | "next"
        )
    })
}

/// Whether a plain statement about a kind is one about all of it: *women rule the world*, *an
/// invisible man is a man of power*; not *a hitch occurs*, *a map is drawn*.
fn is_of_kind(tree: &Tree<'_>, root: ParsedWordId, subject: ParsedWordId) -> bool {
    let is_living = is_living(tree, subject);
    let has_relative = tree.kid(subject, Relation::Acl).is_some();
    let is_plural = tree.parse.features(subject).contains("Number=Plur");
    let is_noun = tree.tag(root) == Tag::Noun && tree.kid(root, Relation::Cop).is_some();
    let has_more = tree.kids(root).iter().any(|&kid| {
        matches!(
            tree.relation(kid),
            Relation::Obj
                | Relation::Obl
                | Relation::Xcomp
                | Relation::Ccomp
                | Relation::Advcl
        )
    });
    let is_full = has_more || tree.kid(root, Relation::Cop).is_some();
    let is_passive = tree.is_passive(root);
    if is_living && is_plural {
        is_full && !is_passive
    } else if is_living {
        has_relative || is_noun
    } else {
        is_noun && !is_plural || has_relative && is_full && !is_passive
    }
}

/// In a short text, what one of a kind does, as somebody says it: “A dragon belongs to the first
/// name it hears”, “a clerk doesn’t speak to a fault”.
fn is_kind_deed(tree: &Tree<'_>, root: ParsedWordId, subject: ParsedWordId) -> bool {
    let is_one = !tree.parse.features(subject).contains("Number=Plur");
    let aux = tree.kid(root, Relation::Aux);
    tree.cast.quotations.is_short()
        && tree.quotation(root).is_some()
        && is_one
        && tree.tag(root) == Tag::Verb
        && !MIND.contains(&tree.lemma(root))
        && !tree.lower(root).ends_with("ing")
        && aux.is_none_or(|aux| tree.lemma(aux) == "do" || tree.is_passive(root))
        && tree
            .kids(root)
            .iter()
            .any(|&kid| matches!(tree.relation(kid), Relation::Obj | Relation::Obl))
}

pub(super) fn is_rule_noun(tree: &Tree<'_>, word: ParsedWordId) -> bool {
    tree.tag(word) == Tag::Noun
        && matches!(
            tree.lower(word),
            "rule" | "rules" | "law" | "laws" | "custom" | "customs"
        )
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
    let is_none =
        matches!(lower, "nobody" | "no-one" | "whoever") || has_det_no(tree, subject);
    match auxes.next().map(|aux| tree.lower(aux)) {
        Some("might" | "must" | "should") if auxes.next().is_none() => {
            (is_none || has_noun).then_some(0.65)
        }
        Some("will") if has_noun => Some(0.55),
        Some(_) => None,
        None => {
            // “Any girl who was found out of bed”; but “nobody” does many things once.
            let has_clause = tree.kid(subject, Relation::Acl).is_some();
            let is_open = matches!(lower, "whoever" | "whatever" | "whichever");
            if is_open || has_clause && has_noun && is_living(tree, subject) {
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

/// *No child*, *no one*.
fn has_det_no(tree: &Tree<'_>, subject: ParsedWordId) -> bool {
    tree.kids(subject).iter().any(|&kid| tree.lower(kid) == "no")
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

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
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

pub(super) fn subject_kind(tree: &Tree<'_>, subject: ParsedWordId) -> Subject {
    let lower = tree.lower(subject);
    let generic = [
        "nobody",
        "everybody",
        "everyone",
        "anyone",
        "anybody",
        "whoever",
        "whatever",
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
            && !kids.iter().any(|&kid| {
                matches!(tree.lower(kid), "the" | "these" | "those" | "this")
                    || tree.parse.relation(kid) == "nmod:poss"
            })
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
pub(super) fn is_present(tree: &Tree<'_>, root: ParsedWordId) -> bool {
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
    let has_perfect = tree.kids(root).iter().any(|&kid| {
        tree.relation(kid) == Relation::Aux
            && matches!(tree.lower(kid), "have" | "has" | "'ve" | "been")
    });
    let is_perfect_or_going = finite != root
        && (has_perfect
            || !is_passive
                && (tree.lemma(finite) == "have"
                    || tree.tag(root) == Tag::Verb
                        && tree.parse.features(root).contains("VerbForm=Part")
                        && tree.parse.features(root).contains("Tense=Past")
                    || tree.lemma(finite) == "be"
                        && tree.tag(root) == Tag::Verb
                        && tree.lower(root).ends_with("ing")));
    features.contains("Tense=Pres")
        && features.contains("VerbForm=Fin")
        && !is_perfect_or_going
}
