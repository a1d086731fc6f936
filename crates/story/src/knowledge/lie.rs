//! What is said that the text itself calls a lie.
//!
//! The narration right behind a quotation may call it one (“It was a lie.”), its cue may
//! (“she lied”), or it may say the contrary (“I’m left-handed.” He was not.), also somewhat
//! later (“I never touched it.” … She had touched it.). Who is hurt, as the text says, and
//! says “I’m fine” plays it down. Precision goes before recall: an accusation by somebody
//! else is none.

use dramaturg_cast::{EntityId, Mode, QuotationId};
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Byte, Position, Span, Table};
use rustc_hash::FxHashMap;

use super::{Layers, Sincerity};
use crate::event::modality;
use crate::tree::Tree;
use crate::{Modality, StateId, Status};

/// Sentences of narration that are looked at behind a quotation.
const MAX_SENTENCES: usize = 2;

/// So many words behind a quotation may say the contrary of what it says.
const MAX_WORDS: usize = 250;

/// Verbs and adverbs of a cue that call it a lie.
const LYING: &[&str] = &["lied", "lies", "fibbed", "fibs", "bluffed", "bluffs"];
const UNTRULY: &[&str] =
    &["untruthfully", "falsely", "mendaciously", "dishonestly", "untruly"];

/// What somebody hurt says to play it down.
const FINE: &[&str] = &[
    "fine", "right", "ok", "okay", "well", "nothing", "unhurt", "scratch", "hurt",
    "tired", "ache",
];

/// Of the states of one body so many are looked at, the latest.
const MAX_STATES: usize = 16;

/// In so many words somebody plays it down.
const MAX_FINE_WORDS: usize = 8;

const LIES: &[&str] = &["lie", "falsehood", "untruth", "fib", "fabrication"];

/// Whether each quotation is a lie.
pub(super) fn sincerity(
    layers: &Layers<'_>,
    tree: &Tree<'_>,
) -> Table<QuotationId, Sincerity> {
    let quotations = &layers.cast.quotations.rows;
    let outer = |id: &QuotationId| {
        let quotation = &quotations[*id];
        quotation.nested_in.is_none() && quotation.mode == Mode::Speech
    };
    let spoken: Vec<QuotationId> = quotations.ids().filter(outer).collect();
    let mut sincerity = Table::filled(Sincerity::Unknown, quotations.len());
    let hurts = hurts(layers);
    for (i, &id) in spoken.iter().enumerate() {
        let next = spoken.get(i + 1).map(|&next| quotations[next].outer[0].start());
        sincerity[id] = judge(layers, tree, id, next);
        if sincerity[id] == Sincerity::Unknown && is_refuted(layers, tree, id) {
            sincerity[id] = Sincerity::Lie;
        }
        if sincerity[id] == Sincerity::Unknown && plays_down(layers, tree, &hurts, id) {
            sincerity[id] = Sincerity::PartialLie;
        }
    }
    sincerity
}

fn judge(
    layers: &Layers<'_>,
    tree: &Tree<'_>,
    id: QuotationId,
    next: Option<Byte>,
) -> Sincerity {
    let quotation = &layers.cast.quotations.rows[id];
    let attribution = &layers.cast.speech.rows[id];
    if let Some(cue) = attribution.cue {
        let is_untrue =
            cue.span.iter().any(|token| UNTRULY.contains(&layers.book.lower(token)));
        if LYING.contains(&layers.book.lower(cue.verb)) || is_untrue {
            return Sincerity::Lie;
        }
    }
    let end = quotation.parts[quotation.parts.len() - 1].end();
    let behind = layers.parse.words.rows().partition_point(|w| w.span.start() < end);
    let sentences = layers.parse.sentences.rows();
    let first = sentences.partition_point(|s| s.end().index() <= behind);
    let until = |s: &&Span<ParsedWordId>| {
        next.is_none_or(|next| layers.parse.bytes(**s).start() < next)
    };
    let mut n_read = 0;
    for &sentence in sentences[first..].iter().take_while(until) {
        let told: Vec<ParsedWordId> = sentence
            .iter()
            .filter(|&word| word.index() >= behind && tree.quotation(word).is_none())
            .filter(|&word| next.is_none_or(|next| tree.span(word).start() < next))
            .collect();
        if !told.iter().any(|&word| tree.tag(word) != Tag::Punct) {
            continue;
        }
        if let Some(verdict) = called(tree, id, &told) {
            return verdict;
        }
        // Only what follows at once is the contrary of what was said; a cue does not count.
        let is_cue = attribution.cue.is_some_and(|cue| {
            told.iter().any(|&word| cue.span.contains(tree.token(word)))
        });
        if is_cue {
            continue;
        }
        if n_read == MAX_SENTENCES {
            break;
        }
        n_read += 1;
        if n_read == 1 && contradicts(layers, tree, id, &told) {
            return Sincerity::Lie;
        }
    }
    Sincerity::Unknown
}

/// Whether narration soon says that the speaker did what they deny, or did not do it.
fn is_refuted(layers: &Layers<'_>, tree: &Tree<'_>, id: QuotationId) -> bool {
    let Some(speaker) = tree.speaker(id) else { return false };
    let quotation = &layers.cast.quotations.rows[id];
    // What somebody says to have done: the verb, its object, whether it is denied.
    let deed = |word: ParsedWordId| {
        if tree.tag(word) != Tag::Verb || tree.subject_who(word) != Some(speaker) {
            return None;
        }
        let is_denied = match modality(tree, word) {
            Modality::Asserted => false,
            Modality::Denied => true,
            _ => return None,
        };
        let object = tree.kid(word, Relation::Obj)?;
        let is_said = matches!(tree.tag(object), Tag::Noun | Tag::Propn);
        is_said.then(|| (tree.lemma(word), tree.lemma(object), is_denied))
    };
    let words =
        quotation.parts.iter().flat_map(|&part| layers.parse.words_in(part).iter());
    let said: Vec<_> = words.take(MAX_WORDS).filter_map(deed).collect();
    if said.is_empty() {
        return false;
    }
    let end = quotation.parts[quotation.parts.len() - 1].end();
    let behind = layers.parse.words.rows().partition_point(|w| w.span.start() < end);
    let until = (behind + MAX_WORDS).min(layers.parse.words.len());
    let later = (behind..until).map(ParsedWordId::from_index);
    later.filter(|&word| tree.quotation(word).is_none()).filter_map(deed).any(
        |(verb, object, is_denied)| {
            said.iter().any(|&(v, o, d)| v == verb && o == object && d != is_denied)
        },
    )
}

/// The states of each body that hurt, by whose it is, in order.
fn hurts(layers: &Layers<'_>) -> FxHashMap<EntityId, Vec<StateId>> {
    let mut hurts: FxHashMap<EntityId, Vec<StateId>> = FxHashMap::default();
    for (id, state) in layers.fluents.states.iter() {
        let is_so = matches!(state.status, Status::Holds | Status::Treated);
        let is_hurt = matches!(
            state.group,
            "wound" | "fracture" | "pain" | "hurt" | "concussed" | "sick" | "swollen"
        );
        if is_so && is_hurt {
            hurts.entry(state.character).or_default().push(id);
        }
    }
    hurts
}

/// “I’m fine,” of somebody who is hurt, as the text says.
fn plays_down(
    layers: &Layers<'_>,
    tree: &Tree<'_>,
    hurts: &FxHashMap<EntityId, Vec<StateId>>,
    id: QuotationId,
) -> bool {
    let Some(states) = tree.speaker(id).and_then(|who| hurts.get(&who)) else {
        return false;
    };
    let at = layers.cast.quotations.rows[id].parts[0].start();
    let known = states.partition_point(|&state| layers.fluents.states[state].from < at);
    let mut latest = states[..known].iter().rev().take(MAX_STATES);
    let is_hurt =
        latest.any(|&state| layers.fluents.states[state].to.is_none_or(|to| to > at));
    if !is_hurt {
        return false;
    }
    let parts = &layers.cast.quotations.rows[id].parts;
    parts.iter().any(|&part| {
        let words = layers.parse.words_in(part);
        let short = words.iter().take(MAX_FINE_WORDS);
        short.filter(|&word| FINE.contains(&tree.lemma(word))).any(|word| {
            let is_bad = matches!(tree.lemma(word), "hurt" | "ache" | "tired");
            let is_only = tree
                .kids(word)
                .iter()
                .any(|&kid| matches!(tree.lower(kid), "only" | "just"));
            let subject = tree.kid(word, Relation::Nsubj);
            let is_own = subject.is_some_and(|subject| {
                matches!(tree.lower(subject), "i" | "i'm" | "it" | "it's")
                    || tree.possessive(subject).is_some_and(|kid| tree.lower(kid) == "my")
            });
            let is_denied = tree.is_negated(word);
            is_own && if is_bad { is_only || is_denied } else { !is_denied }
        })
    })
}

/// Whether some words call what was said a lie.
fn called(tree: &Tree<'_>, id: QuotationId, told: &[ParsedWordId]) -> Option<Sincerity> {
    let speaker = tree.speaker(id);
    for &word in told {
        let lemma = tree.lemma(word);
        let subject = tree.kid(word, Relation::Nsubj);
        let is_that = subject.is_some_and(|subject| {
            matches!(tree.lower(subject), "it" | "that" | "this" | "which")
        });
        let has_be = tree.kid(word, Relation::Cop).is_some();
        if LIES.contains(&lemma) && tree.tag(word) == Tag::Noun {
            if is_that && has_be && !tree.is_negated(word) {
                return Some(Sincerity::Lie);
            }
            // “The lie came easily.”
            if tree.kids(word).iter().any(|&kid| tree.lower(kid) == "the")
                && tree.relation(word) == Relation::Nsubj
                && told.iter().position(|&w| w == word).is_some_and(|at| at <= 1)
            {
                return Some(Sincerity::Lie);
            }
        }
        if lemma == "lie" && tree.tag(word) == Tag::Verb && is_untruth(tree, word) {
            let who = tree.subject_who(word);
            if who.is_some() && who == speaker && !tree.is_negated(word) {
                return Some(Sincerity::Lie);
            }
        }
        let is_true = matches!(lemma, "true" | "untrue" | "truth");
        if is_true && is_that && has_be {
            let is_denied = tree.is_negated(word) != (lemma == "untrue");
            let is_part = tree.kids(word).iter().any(|&kid| {
                matches!(
                    tree.lower(kid),
                    "strictly" | "quite" | "entirely" | "wholly" | "exactly" | "partly"
                )
            });
            match (is_denied, is_part) {
                (true, false) => return Some(Sincerity::Lie),
                (true, true) => return Some(Sincerity::PartialLie),
                (false, _) => {}
            }
        }
    }
    let first = told.iter().copied().find(|&word| tree.tag(word) != Tag::Punct)?;
    let is_half = tree.lower(first) == "half"
        && told.iter().any(|&word| tree.lemma(word) == "true");
    is_half.then_some(Sincerity::PartialLie)
}

/// Whether a form of *lie* is of telling: not followed by a place.
fn is_untruth(tree: &Tree<'_>, verb: ParsedWordId) -> bool {
    let is_told = matches!(tree.lower(verb), "lied" | "lying" | "lie" | "lies");
    let is_lain = tree.kids(verb).iter().any(|&kid| {
        matches!(
            tree.case(kid),
            "on" | "in"
                | "under"
                | "upon"
                | "across"
                | "at"
                | "by"
                | "beside"
                | "against"
        ) || matches!(tree.lower(kid), "down" | "still" | "there" | "awake" | "back")
    });
    is_told && !is_lain && (tree.lower(verb) == "lied" || tree.kids(verb).len() <= 3)
}

/// Whether narration says at once the contrary of the last thing said.
fn contradicts(
    layers: &Layers<'_>,
    tree: &Tree<'_>,
    id: QuotationId,
    told: &[ParsedWordId],
) -> bool {
    let parts = &layers.cast.quotations.rows[id].parts;
    let Some(&part) = parts.last() else { return false };
    let words: Vec<ParsedWordId> =
        told.iter().copied().filter(|&word| tree.tag(word) != Tag::Punct).collect();
    let said: Vec<ParsedWordId> = layers
        .parse
        .words_in(part)
        .iter()
        .filter(|&word| tree.tag(word) != Tag::Punct)
        .collect();
    let is_asked = layers.book.slice(part).trim_end().ends_with('?');
    if words.is_empty() || said.is_empty() || is_asked {
        return false;
    }
    let is_denied = |&word: &ParsedWordId| {
        matches!(tree.lower(word), "not" | "n't" | "no" | "never" | "nothing" | "nobody")
            || tree.lower(word).ends_with("n't")
    };
    // The last sentence that was said.
    let last = said[said.len() - 1];
    let sentences = layers.parse.sentences.rows();
    let sentence = sentences[sentences.partition_point(|s| s.end() <= last)];
    let said: Vec<ParsedWordId> =
        said.into_iter().filter(|&word| sentence.contains(word)).collect();
    let said_denied = said.iter().any(is_denied);
    let told_denied = words.iter().any(is_denied);
    if said_denied == told_denied {
        return false;
    }
    let about_self = matches!(tree.lower(said[0]), "i" | "i'm" | "i'd" | "i've");
    // “I’m left-handed.” He was not. “I don’t lip-read.” She did, a little.
    let is_short = words.len() <= 6;
    let is_aux = words.get(1).is_some_and(|&word| {
        matches!(
            tree.lower(word),
            "was"
                | "did"
                | "had"
                | "is"
                | "does"
                | "has"
                | "were"
                | "wasn't"
                | "didn't"
                | "hadn't"
                | "could"
                | "couldn't"
        )
    });
    let subject = tree.who(words[0]);
    if is_short && is_aux && about_self && subject == tree.speaker(id) {
        let has_verb = words.iter().skip(1).any(|&word| tree.tag(word) == Tag::Verb);
        if !has_verb {
            return subject.is_some();
        }
    }
    // “I’ve a pain.” There was no pain.
    let starts_plainly =
        matches!(tree.lower(words[0]), "there" | "it" | "he" | "she" | "i" | "they");
    let is_content = |word: ParsedWordId| {
        matches!(tree.tag(word), Tag::Noun | Tag::Verb | Tag::Adj)
            && tree.lemma(word).len() > 3
            && !matches!(tree.lemma(word), "have" | "know" | "think" | "look" | "thing")
    };
    let head: Vec<&str> = words
        .iter()
        .take(6)
        .filter(|&&word| is_content(word))
        .map(|&word| tree.lemma(word))
        .collect();
    let shared = said
        .iter()
        .filter(|&&word| is_content(word))
        .any(|&word| head.contains(&tree.lemma(word)));
    let is_denied_soon = words.iter().take(5).any(is_denied);
    told_denied && is_denied_soon && starts_plainly && shared && {
        let is_there = tree.lower(words[0]) == "there";
        is_there || tree.who(words[0]).is_some_and(|who| Some(who) == tree.speaker(id))
    }
}
