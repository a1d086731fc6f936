//! The learned ranker: two forests with turn-taking between them.
//!
//! The first forest judges each turn alone, a forward–backward pass weighs that against
//! turn-taking, the second forest judges again with the neighbours' probabilities in sight;
//! the three are joined.
//! Stacking after Wolpert (1992); see `docs/experiments.md` for what each step adds.

use dramaturg_nn::{Forest, ModelError};

use super::cue::Subject;
use super::decode::{decode, softmax};
use super::encode::{CONTEXT_FEATURES, FEATURES, Rows, encode_context};
use super::turn::Context;
use super::{Groundwork, keep_given};
use crate::MentionKind;
use crate::lexicon::{Lexicon, NounKind};

/// The learned ranker of speakers.
#[derive(Clone, Debug)]
pub struct Ranker {
    first: Forest,
    second: Forest,
    /// Divides the second forest's sums before they become probabilities.
    temperature: f32,
}

impl Ranker {
    /// A ranker from the bytes of its two forests and its temperature, which must be above 0.
    ///
    /// # Errors
    ///
    /// If the bytes are no forests, or were trained on other features.
    pub fn new(
        first: &[u8],
        second: &[u8],
        temperature: f32,
    ) -> Result<Ranker, ModelError> {
        let forest = |bytes: &[u8], made: usize| {
            let forest = Forest::from_bytes(bytes)?;
            let found = forest.n_features();
            if found == made {
                Ok(forest)
            } else {
                Err(ModelError::OtherFeatures { found, made })
            }
        };
        Ok(Ranker {
            first: forest(first, FEATURES.len())?,
            second: forest(second, FEATURES.len() + CONTEXT_FEATURES.len())?,
            temperature: temperature.max(0.05),
        })
    }

    /// The probability of each candidate of each turn.
    pub(super) fn rank(&self, context: Context<'_>, work: &Groundwork) -> Vec<Vec<f32>> {
        let rows = work.encode(context);
        let mut first = probabilities(&self.first, &rows, work, 1.0);
        keep_given(&work.given, &mut first);
        let chain = decode(context, &work.turns, &work.candidates, &first);
        let rows = encode_context(&work.turns, &work.candidates, &rows, &first, &chain);
        let second = probabilities(&self.second, &rows, work, self.temperature);
        let mut joined = join(&first, &second, &chain);
        favour_described(context, work, &mut joined);
        keep_given(&work.given, &mut joined);
        joined
    }
}

/// How many times likelier a described speaker is than the forests think: their training
/// gives most descriptions to persons with names, whom other books may not have.
const DESCRIBED: f32 = 4.0;

/// *Said the mate*: raises whoever the cue describes by a role, unless that is a relation.
fn favour_described(context: Context<'_>, work: &Groundwork, rows: &mut [Vec<f32>]) {
    for ((turn, candidates), row) in work.turns.iter().zip(&work.candidates).zip(rows) {
        let Some(Subject::Mention(id)) = turn.cue.map(|c| c.subject) else { continue };
        let is_role = context.kind(id) == MentionKind::Nominal
            && Lexicon::shared()
                .person_noun(context.book.lower(context.mentions.rows[id].head))
                .is_some_and(|n| matches!(n.kind, NounKind::Role | NounKind::Creature));
        let described = context.entities.of_mention[id]
            .filter(|&e| is_role && !context.entities.rows[e].is_named);
        let place = described.and_then(|e| candidates.binary_search(&e).ok());
        if let Some(place) = place {
            row[place] *= DESCRIBED;
            let sum: f32 = row.iter().sum();
            for p in row.iter_mut() {
                *p /= sum;
            }
        }
    }
}

/// The three judgements as one: the root of both forests' probabilities and of the fourth
/// root of what turn-taking makes of the first, so that no single one decides alone.
///
/// The exponents were chosen by cross-validation; square roots are exact on every machine.
fn join(first: &[Vec<f32>], second: &[Vec<f32>], chain: &[Vec<f32>]) -> Vec<Vec<f32>> {
    first
        .iter()
        .zip(second)
        .zip(chain)
        .map(|((first, second), chain)| {
            let mut row: Vec<f32> = first
                .iter()
                .zip(second)
                .zip(chain)
                .map(|((&a, &b), &c)| (a * b * c.max(1e-9).sqrt().sqrt()).sqrt() + 1e-9)
                .collect();
            let sum: f32 = row.iter().sum();
            for p in &mut row {
                *p /= sum;
            }
            row
        })
        .collect()
}

/// Only so many candidates of a turn are judged, those that the rules find likeliest; the
/// others keep next to nothing.
const MAX_JUDGED: usize = 6;

/// More rows than this are worth a second thread.
const MIN_THREADED_ROWS: usize = 2000;

/// The forest's sums as probabilities of each turn's candidates.
fn probabilities(
    forest: &Forest,
    rows: &Rows,
    work: &Groundwork,
    temperature: f32,
) -> Vec<Vec<f32>> {
    let mut judged: Vec<&[f32]> = Vec::new();
    let mut is_judged: Vec<bool> =
        Vec::with_capacity(rows.values.len() / rows.n_features);
    for (t, list) in work.candidates.iter().enumerate() {
        let of_rules = &work.posteriors[t];
        for k in 0..list.len() {
            let n_better = (0..list.len())
                .filter(|&o| {
                    of_rules[o] > of_rules[k] || of_rules[o] == of_rules[k] && o < k
                })
                .count();
            if n_better < MAX_JUDGED {
                judged.push(rows.row(is_judged.len()));
            }
            is_judged.push(n_better < MAX_JUDGED);
        }
    }
    let mut sums = score(forest, &judged).into_iter();
    let mut at = 0;
    work.candidates
        .iter()
        .map(|list| {
            let own = &is_judged[at..at + list.len()];
            at += list.len();
            let scores: Vec<f32> =
                own.iter()
                    .map(|&is| {
                        if is {
                            sums.next().unwrap_or(0.0) / temperature
                        } else {
                            NO_SCORE
                        }
                    })
                    .collect();
            if scores.is_empty() { scores } else { softmax(&scores) }
        })
        .collect()
}

/// What stands for a candidate that was not judged: far below any sum of trees.
const NO_SCORE: f32 = -30.0;

/// Each row's sum; rows are independent, so two threads give the same sums as one.
fn score(forest: &Forest, rows: &[&[f32]]) -> Vec<f32> {
    if rows.len() < MIN_THREADED_ROWS {
        return forest.score_all(rows);
    }
    let (one, two) = rows.split_at(rows.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| forest.score_all(two));
        let mut sums = forest.score_all(one);
        sums.extend(other.join().expect("walking trees does not panic"));
        sums
    })
}
