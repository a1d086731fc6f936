//! What is said that the text itself calls a lie.
//!
//! The narration right behind a quotation may call it one (“It was a lie.”), its cue may
//! (“she lied”), or it may say the contrary (“I’m left-handed.” He was not.). Precision goes
//! before recall: an accusation by somebody else is none.

use dramaturg_cast::{Mode, QuotationId};
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Byte, Position, Span, Table};

use super::{Layers, Sincerity};
use crate::tree::Tree;

/// Sentences of narration that are looked at behind a quotation.
const MAX_SENTENCES: usize = 2;

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
    for (i, &id) in spoken.iter().enumerate() {
        let next = spoken.get(i + 1).map(|&next| quotations[next].outer[0].start());
        sincerity[id] = judge(layers, tree, id, next);
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
    if let Some(cue) = attribution.cue
        && matches!(layers.book.lower(cue.verb), "lied" | "lies" | "fibbed" | "fibs")
    {
        return Sincerity::Lie;
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
