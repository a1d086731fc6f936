//! Promises, offers, plans, threats, requests and orders, and what became of them.

use dramaturg_cast::lexicon::Lexicon;
use dramaturg_cast::{EntityId, Mode, QuotationId};
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Position, Span, TokenId};

use super::order::{imperative, is_quoted, is_told, is_top, sends};
use super::outcome::outcome;
use super::wish::wish;
use super::{Promise, PromiseKind, PromiseStatus, mark_before, stretch};
use crate::Modality;
use crate::event::modality;
use crate::tree::Tree;

/// Verbs that promise nothing: *I’ll see*, *I shall think*.
const IDLE: &[&str] = &[
    "be",
    "see",
    "think",
    "know",
    "have",
    "suppose",
    "say",
    "wager",
    "bet",
    "like",
    "guess",
    "admit",
    "confess",
    "own",
    "warrant",
    "need",
    "want",
    "feel",
    "own",
    "miss",
    "love",
    "hate",
    "believe",
    "remember",
    "expect",
    "wonder",
    "hope",
    "prefer",
    "seem",
    "die",
    "forget",
    "worry",
    "allow",
    "grant",
    "mind",
    "regret",
    "enjoy",
    "suffer",
    "lose",
    "become",
    "answer",
    "venture",
    "understand",
    "rejoice",
];

/// Verbs of which *you will* only foretells: *you will notice*.
const FORETOLD: &[&str] = &["notice", "find", "observe", "perceive", "agree", "hear"];

/// What nobody promises by not doing it: *I will not go on* refuses.
const KEPT_BACK: &[&str] =
    &["tell", "say", "speak", "hurt", "harm", "leave", "let", "fail", "bother", "touch"];

/// Verbs by which somebody binds themselves or others, as others tell of it.
const ACTS: &[(&str, PromiseKind)] = &[
    ("agree", PromiseKind::Promise),
    ("arrange", PromiseKind::Plan),
    ("ask", PromiseKind::Request),
    ("beg", PromiseKind::Request),
    ("beseech", PromiseKind::Request),
    ("bid", PromiseKind::Order),
    ("command", PromiseKind::Order),
    ("decide", PromiseKind::Plan),
    ("direct", PromiseKind::Order),
    ("entreat", PromiseKind::Request),
    ("forbid", PromiseKind::Order),
    ("implore", PromiseKind::Request),
    ("instruct", PromiseKind::Order),
    ("intend", PromiseKind::Plan),
    ("invite", PromiseKind::Request),
    ("offer", PromiseKind::Offer),
    ("order", PromiseKind::Order),
    ("plan", PromiseKind::Plan),
    ("pledge", PromiseKind::Promise),
    ("promise", PromiseKind::Promise),
    ("propose", PromiseKind::Offer),
    ("request", PromiseKind::Request),
    ("resolve", PromiseKind::Plan),
    ("swear", PromiseKind::Promise),
    ("tell", PromiseKind::Order),
    ("threaten", PromiseKind::Threat),
    ("undertake", PromiseKind::Promise),
    ("urge", PromiseKind::Request),
    ("vow", PromiseKind::Promise),
    ("warn", PromiseKind::Order),
];

/// Who makes a promise, or to whom, is unknown if it is less likely than this.
const MIN_CONFIDENCE: f32 = 0.6;
const MIN_TO_CONFIDENCE: f32 = 0.7;

pub(super) fn promises(tree: &Tree<'_>) -> Vec<Promise> {
    let mut rows = Vec::new();
    let sentences = tree.parse.sentences.rows();
    for (i, &sentence) in sentences.iter().enumerate() {
        let mut seen = sentence.start().index();
        for word in sentence.iter() {
            let is_noun = || {
                is_word_of_honour(tree, word) || is_hush(tree, word) || is_top(tree, word)
            };
            if word.index() < seen || tree.tag(word) != Tag::Verb && !is_noun() {
                continue;
            }
            if let Some(row) = reported(tree, sentence, word) {
                rows.push(row);
                continue;
            }
            let Some(quotation) = tree.quotation(word) else { continue };
            // What somebody says that somebody said binds neither of them here.
            let row = &tree.cast.quotations.rows[quotation];
            if row.nested_in.is_some()
                || row.mode == Mode::Thought
                || is_inner(tree, quotation)
            {
                continue;
            }
            let words = stretch(tree, sentence, word);
            let found = kind(tree, sentence, words, word)
                .or_else(|| wish(tree, words, word, asks(tree, sentence, words)));
            let Some((kind, confidence)) = found else { continue };
            seen = words.end().index();
            let by = sure(tree, quotation);
            let to = addressee(tree, quotation).filter(|&to| Some(to) != by);
            let gist = tree.parse.bytes(words);
            let mut evidence = vec![gist];
            let mut status = PromiseStatus::Open;
            // Who does what they may have been asked to is who was asked.
            let maybe = maybe_to(tree, quotation).filter(|&to| Some(to) != by);
            let found = outcome(tree, i, word, quotation, kind, by, maybe);
            if let Some((found, proof)) = found {
                status = found;
                evidence.push(proof);
            }
            let is_done = status == PromiseStatus::Kept;
            let to = to.or(maybe.filter(|_| is_done));
            // “You must fall back on Lucy” is not said to Lucy.
            let is_spoken_of = |to: EntityId| {
                words.iter().any(|word| {
                    tree.is_name(word)
                        && !is_called(tree, word)
                        && tree.who(word) == Some(to)
                })
            };
            let to = to.filter(|&to| !is_spoken_of(to));
            rows.push(Promise { by, to, gist, kind, status, evidence, confidence });
        }
    }
    rows
}

/// What somebody is told to have promised, asked or ordered: “She promised to come.”
fn reported(
    tree: &Tree<'_>,
    sentence: Span<ParsedWordId>,
    verb: ParsedWordId,
) -> Option<Promise> {
    let lemma = tree.lemma(verb);
    let (_, kind) = *ACTS.iter().find(|(act, _)| *act == lemma)?;
    let kids = || tree.kids(verb).iter().copied();
    let object = kids().find(|&kid| {
        matches!(tree.relation(kid), Relation::Obj | Relation::Iobj)
            && tree.who(kid).is_some()
    });
    let is_of_other = matches!(kind, PromiseKind::Request | PromiseKind::Order);
    let aim = kids().find(|&kid| match tree.relation(kid) {
        Relation::Xcomp => tree.tag(kid) == Tag::Verb,
        Relation::Ccomp => {
            !is_of_other && !matches!(kind, PromiseKind::Plan | PromiseKind::Offer)
        }
        _ => false,
    })?;
    let is_passive = kids().any(|kid| tree.parse.relation(kid) == "aux:pass");
    let is_whole = !is_of_other || object.is_some() || is_passive;
    // What is said in these very words has its own row.
    let is_other = tree.quotation(aim) == tree.quotation(verb);
    let is_idle = tree.relation(aim) == Relation::Xcomp && lemma == "ask" && {
        let aim = tree.lemma(aim);
        matches!(aim, "know" | "see" | "hear")
    };
    if !is_whole || !is_other || is_idle || modality(tree, verb) != Modality::Asserted {
        return None;
    }
    let subject = tree.subject_who(verb);
    let (by, to) = if is_passive {
        let mut agents = kids()
            .filter(|&kid| tree.relation(kid) == Relation::Obl && tree.case(kid) == "by");
        (agents.find_map(|kid| tree.who(kid)), subject)
    } else {
        (subject, object.and_then(|object| tree.who(object)))
    };
    if by.is_none() && to.is_none() {
        return None;
    }
    let gist = tree.clause(sentence, verb);
    Some(Promise {
        by,
        to: to.filter(|&to| Some(to) != by),
        gist,
        kind,
        status: PromiseStatus::Open,
        evidence: vec![gist],
        confidence: 0.7,
    })
}

/// Who speaks, if that is more likely than not.
fn sure(tree: &Tree<'_>, quotation: QuotationId) -> Option<EntityId> {
    let speaker = tree.cast.speech.rows[quotation].speaker.as_ref();
    speaker.filter(|claim| claim.confidence >= MIN_CONFIDENCE).map(|claim| claim.value)
}

/// To whom it is said, if that is one alone and more likely than not.
fn addressee(tree: &Tree<'_>, quotation: QuotationId) -> Option<EntityId> {
    match tree.cast.speech.rows[quotation].addressees.as_slice() {
        [one] if one.confidence >= MIN_TO_CONFIDENCE => Some(one.value),
        _ => None,
    }
}

/// To whom it may be said, if that is one alone.
fn maybe_to(tree: &Tree<'_>, quotation: QuotationId) -> Option<EntityId> {
    match tree.cast.speech.rows[quotation].addressees.as_slice() {
        [one] => Some(one.value),
        _ => None,
    }
}

/// “My word on it.”
fn is_word_of_honour(tree: &Tree<'_>, word: ParsedWordId) -> bool {
    tree.lower(word) == "word"
        && tree.possessive(word).is_some_and(|kid| tree.lower(kid) == "my")
}

/// “Not a word to Tom.”
fn is_hush(tree: &Tree<'_>, word: ParsedWordId) -> bool {
    matches!(tree.lower(word), "word" | "sound" | "whisper" | "peep")
        && tree.is_negated(word)
        && tree.relation(word) == Relation::Root
        && tree.kid(word, Relation::Nsubj).is_none()
}

/// Whether somebody is called by a name: it is set off by marks on both sides.
fn is_called(tree: &Tree<'_>, name: ParsedWordId) -> bool {
    let next = name.index() + 1;
    let is_closed = next < tree.parse.words.len()
        && tree.tag(ParsedWordId::from_index(next)) == Tag::Punct;
    tree.relation(name) == Relation::Vocative
        || is_closed && mark_before(tree, name).is_some()
}

/// Whether a quotation is only thought or muttered, as its cue says.
fn is_inner(tree: &Tree<'_>, quotation: QuotationId) -> bool {
    tree.cast.speech.rows[quotation].cue.is_some_and(|cue| {
        let verb = Lexicon::shared().speech_verb(tree.book.lower(cue.verb));
        // “… said she to herself.”
        let behind = cue.span.end().index().max(cue.verb.index() + 1);
        let is_to_self = (behind.saturating_sub(2)..behind + 2)
            .filter(|&at| at < tree.book.tokens.len())
            .any(|at| {
                matches!(
                    tree.book.lower(TokenId::from_index(at)),
                    "himself" | "herself" | "myself"
                )
            });
        is_to_self || verb.is_some_and(|verb| verb.is_thought || verb.lemma == "mutter")
    })
}

/// What kind of promise a verb makes, and how sure that is.
fn kind(
    tree: &Tree<'_>,
    sentence: Span<ParsedWordId>,
    words: Span<ParsedWordId>,
    verb: ParsedWordId,
) -> Option<(PromiseKind, f32)> {
    let lemma = tree.lemma(verb);
    let kids = || tree.kids(verb).iter().copied();
    if is_word_of_honour(tree, verb) {
        let is_given = tree.head(verb).is_some_and(|head| tree.lemma(head) == "have");
        return (is_given || tree.relation(verb) == Relation::Root)
            .then_some((PromiseKind::Promise, 0.8));
    }
    if is_hush(tree, verb) {
        return Some((PromiseKind::Order, 0.8));
    }
    let subject = tree.kid(verb, Relation::Nsubj);
    let subject_form = subject.map_or("", |subject| tree.lower(subject));
    let is_asked = asks(tree, sentence, words);
    if tree.tag(verb) != Tag::Verb {
        return (!is_asked && sends(tree, words, verb))
            .then_some((PromiseKind::Order, 0.6));
    }
    let auxes: Vec<&str> = kids()
        .filter(|&kid| tree.relation(kid) == Relation::Aux)
        .map(|kid| tree.lower(kid))
        .collect();
    let has_aux = |forms: &[&str]| auxes.iter().any(|aux| forms.contains(aux));
    let is_first = matches!(subject_form, "i" | "we");
    let is_supposed = tree.kid(verb, Relation::Mark).is_some_and(|mark| {
        matches!(
            tree.lower(mark),
            "if" | "whether" | "unless" | "when" | "till" | "until"
        )
    });
    if is_supposed {
        return None;
    }
    if matches!(lemma, "promise" | "swear" | "vow") && is_first && !is_asked {
        let is_now = tree.parse.features(verb).contains("Tense=Pres");
        // “I swear I only want to hear” assures; a promise is of what will be.
        let is_fact = tree.kid(verb, Relation::Ccomp).is_some_and(|what| {
            let is_same = tree.quotation(what) == tree.quotation(verb);
            is_same
                && what > verb
                && !tree.kids(what).iter().any(|&kid| {
                    tree.relation(kid) == Relation::Aux
                        && matches!(
                            tree.lower(kid),
                            "'ll"
                                | "will"
                                | "shall"
                                | "won't"
                                | "wo"
                                | "shan't"
                                | "sha"
                                | "would"
                        )
                })
        });
        return (is_now && !is_fact).then_some((PromiseKind::Promise, 0.85));
    }
    let has_condition = kids().any(|kid| {
        tree.relation(kid) == Relation::Advcl
            && tree.kid(kid, Relation::Mark).is_some_and(|mark| tree.lower(mark) == "if")
    });
    let is_root = matches!(
        tree.relation(verb),
        Relation::Root | Relation::Parataxis | Relation::Conj | Relation::Ccomp
    );
    let will = ["'ll", "will", "shall", "won't", "wo", "shan't", "sha"];
    if is_first && has_aux(&will) && is_root {
        if is_asked {
            let is_offer = has_aux(&["shall"]) && subject_form == "i";
            return is_offer.then_some((PromiseKind::Offer, 0.7));
        }
        if IDLE.contains(&lemma) || words.len() < 3 {
            return None;
        }
        if has_condition && is_harm(lemma) {
            return Some((PromiseKind::Threat, 0.7));
        }
        let is_harm_of_you = is_harm(lemma)
            && tree.kid(verb, Relation::Obj).is_some_and(|o| tree.lower(o) == "you");
        if is_harm_of_you {
            return Some((PromiseKind::Threat, 0.7));
        }
        if is_warned(tree, words) {
            return Some((PromiseKind::Threat, 0.65));
        }
        let object = tree.kid(verb, Relation::Obj);
        // “I’ll tell you what he said” tells it.
        let is_telling = lemma == "tell"
            && !has_aux(&["won't", "wo", "shan't", "sha"])
            && !tree.is_negated(verb)
            && kids().any(|kid| {
                matches!(tree.relation(kid), Relation::Obj | Relation::Iobj)
                    && tree.lower(kid) == "you"
            })
            && !words.iter().any(|word| {
                matches!(
                    tree.lower(word),
                    "tomorrow"
                        | "tonight"
                        | "later"
                        | "soon"
                        | "when"
                        | "then"
                        | "after"
                        | "some"
                        | "another"
                        | "next"
                )
            });
        if is_telling {
            return None;
        }
        let is_nothing =
            object.is_some_and(|object| matches!(tree.lemma(object), "nothing" | "none"));
        let is_of_you = words.iter().any(|word| {
            matches!(
                tree.lower(word),
                "you"
                    | "your"
                    | "yours"
                    | "ye"
                    | "thee"
                    | "promise"
                    | "swear"
                    | "word"
                    | "honour"
                    | "honor"
                    | "oath"
            )
        });
        let is_denied =
            tree.is_negated(verb) || has_aux(&["won't", "wo", "shan't", "sha"]);
        // “I do not think I shall ever wish for a letter”, “how shall I bear it!”
        let is_believed = tree.relation(verb) == Relation::Ccomp
            && !is_quoted(tree, verb)
            && tree.head(verb).is_some_and(|head| {
                tree.is_negated(head)
                    || !matches!(
                        tree.lemma(head),
                        "think"
                            | "guess"
                            | "suppose"
                            | "believe"
                            | "say"
                            | "tell"
                            | "promise"
                    )
            });
        let is_turned = kids().any(|kid| {
            tree.relation(kid) == Relation::Aux && subject.is_some_and(|who| kid < who)
        });
        if is_believed || is_turned || tree.is_passive(verb) {
            return None;
        }
        if is_nothing || is_denied && !is_of_you && !KEPT_BACK.contains(&lemma) {
            return None;
        }
        // “I’ll fill a basket for you”, “I’ll bring it back” bind; “I shall go home” only says
        // what is meant.
        let is_for_other =
            subject_form == "i" && !has_aux(&["shall"]) && object.is_some();
        let binds = is_of_you || is_denied || is_for_other;
        let kind = if binds { PromiseKind::Promise } else { PromiseKind::Plan };
        return Some((kind, 0.7));
    }
    // “Could you hold this?” “Will you fetch Tom?”
    let can = ["could", "would", "will", "can", "won't", "wo", "ca"];
    if subject_form == "you" && has_aux(&can) && is_asked && is_root {
        let first = words.start();
        let is_first = can.contains(&tree.lower(first))
            || tree.lower(first) == "please"
            || has_aux(&["won't", "wo"])
            || auxes.is_empty();
        let idle = [
            "be",
            "like",
            "think",
            "see",
            "know",
            "say",
            "mean",
            "believe",
            "imagine",
            "hear",
            "feel",
            "remember",
            "understand",
            "have",
            "prefer",
            "suppose",
            "guess",
        ];
        // “Can you ride?” asks whether, “can you hold this?” asks to.
        let is_able = has_aux(&["can", "could"])
            && kids().all(|kid| {
                !matches!(
                    tree.relation(kid),
                    Relation::Obj
                        | Relation::Obl
                        | Relation::Xcomp
                        | Relation::Ccomp
                        | Relation::Compound
                        | Relation::Iobj
                        | Relation::Advcl
                )
            });
        return (is_first && !is_able && !idle.contains(&lemma))
            .then_some((PromiseKind::Request, 0.75));
    }
    // “You’ll forget it, won’t you?” “You must stay in bed.”
    let is_main = tree.relation(verb) != Relation::Ccomp || is_quoted(tree, verb);
    if subject_form == "you"
        && is_root
        && is_main
        && has_aux(&["'ll", "will", "must", "shall"])
    {
        let idle = IDLE.contains(&lemma)
            || FORETOLD.contains(&lemma)
            || has_condition
            || auxes.len() > 1;
        let kind = if is_asked { PromiseKind::Request } else { PromiseKind::Order };
        return (!idle && words.len() >= 3).then_some((kind, 0.6));
    }
    // “You’d better sit down.” “I’d better fetch it.”
    let is_better = kids().any(|kid| tree.lower(kid) == "better" && kid < verb);
    if is_better && is_root && !is_asked && has_aux(&["'d", "had"]) {
        return match subject_form {
            "you" => Some((PromiseKind::Order, 0.7)),
            "i" | "we" => Some((PromiseKind::Plan, 0.7)),
            _ => None,
        };
    }
    // “You leave her be.” “You don’t open it.”
    if subject_form == "you" && is_main && is_root && !is_asked && is_told(tree, verb) {
        return Some((PromiseKind::Order, 0.6));
    }
    // “Nobody make him laugh.”
    let is_anybody = matches!(
        subject_form,
        "nobody" | "everybody" | "everyone" | "somebody" | "someone"
    );
    if is_anybody && auxes.is_empty() && is_root && !is_asked {
        let is_base = tree.lower(verb) == lemma && !lemma.is_empty();
        return is_base.then_some((PromiseKind::Order, 0.7));
    }
    if is_first && !is_asked && lemma == "want" && is_root && !tree.is_negated(verb) {
        if kids().any(|kid| tree.lower(kid) == "back" && kid > verb) {
            return Some((PromiseKind::Request, 0.65));
        }
        let aim = tree.kid(verb, Relation::Xcomp)?;
        let is_you =
            tree.kid(verb, Relation::Obj).is_some_and(|o| tree.lower(o) == "you")
                || tree.kid(aim, Relation::Nsubj).is_some_and(|o| tree.lower(o) == "you");
        return is_you.then_some((PromiseKind::Request, 0.7));
    }
    if subject_form == "i" && has_aux(&["'m", "am"]) && lemma == "go" && !is_asked {
        let aim = tree.kid(verb, Relation::Xcomp)?;
        let is_plan = tree.tag(aim) == Tag::Verb && !IDLE.contains(&tree.lemma(aim));
        return is_plan.then_some((PromiseKind::Plan, 0.7));
    }
    imperative(tree, words, verb, is_asked)
}

/// “If you don’t stop, I’ll call him.” “Unless you stop …” But “if you don’t mind”.
fn is_warned(tree: &Tree<'_>, words: Span<ParsedWordId>) -> bool {
    let mut rest = words
        .iter()
        .filter(|&word| !matches!(tree.tag(word), Tag::Punct | Tag::Intj | Tag::Cconj));
    let mut next = || rest.next().map_or("", |word| tree.lower(word));
    let verb = match (next(), next()) {
        ("if", "you") => match (next(), next()) {
            ("do", "n't" | "n’t" | "not") | ("don", "t") => next(),
            ("are" | "'re" | "’re", "not") => next(),
            _ => return false,
        },
        ("unless", "you") => next(),
        _ => return false,
    };
    !matches!(
        verb,
        "mind" | "object" | "like" | "want" | "care" | "know" | "wish" | "need" | "have"
    )
}

fn is_harm(lemma: &str) -> bool {
    matches!(
        lemma,
        "kill"
            | "shoot"
            | "hurt"
            | "break"
            | "burn"
            | "hang"
            | "beat"
            | "thrash"
            | "call"
            | "report"
            | "ruin"
            | "destroy"
            | "hit"
            | "cut"
            | "knock"
            | "strangle"
            | "whip"
            | "arrest"
            | "make"
            | "tell"
            | "clear"
            | "throw"
            | "sue"
    )
}

/// Whether a stretch ends in a question mark.
fn asks(
    tree: &Tree<'_>,
    sentence: Span<ParsedWordId>,
    words: Span<ParsedWordId>,
) -> bool {
    let next = words.end();
    next < sentence.end() && tree.written(next).contains('?')
}
