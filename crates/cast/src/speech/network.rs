//! The learned ranker: a forest's sums, weighed together along each conversation.
//!
//! The forest scores each candidate of a turn by what stands around it; the chain of
//! `chain.rs`, with which it was trained, makes probabilities of all sums of a conversation.
//! See `docs/experiments.md` for what was tried beside it.

use dramaturg_nn::{Forest, ModelError};

use super::chain::{N_SITUATIONS, N_STEPS, Transitions, marginals};
use super::cue::Subject;
use super::encode::{N_FEATURES, Rows};
use super::turn::Context;
use super::{Groundwork, keep_given};
use crate::MentionKind;
use crate::lexicon::{Lexicon, NounKind};

/// The learned ranker of speakers.
#[derive(Clone, Debug)]
pub struct Ranker {
    forest: Forest,
    transitions: Transitions,
}

impl Ranker {
    /// A ranker from the bytes of its forest and the logarithmic weights of its steps, a row
    /// a situation.
    ///
    /// # Errors
    ///
    /// If the bytes are no forest, or it was trained on other features, or the weights are
    /// not as many as there are situations, or no numbers between -30 and 30.
    pub fn new(forest: &[u8], steps: &[[f32; N_STEPS]]) -> Result<Ranker, ModelError> {
        let forest = Forest::from_bytes(forest)?;
        let found = forest.n_features();
        if found != N_FEATURES {
            return Err(ModelError::OtherFeatures { found, made: N_FEATURES });
        }
        let transitions = Transitions::new(steps).ok_or(ModelError::OtherFeatures {
            found: steps.len(),
            made: N_SITUATIONS,
        })?;
        Ok(Ranker { forest, transitions })
    }

    /// The probability of each candidate of each turn.
    pub(super) fn rank(&self, context: Context<'_>, work: &Groundwork) -> Vec<Vec<f32>> {
        let is_judged = judged(work);
        let rows = work.encode(context, &is_judged);
        let mut scores = scores(&self.forest, &rows, &is_judged);
        for (place, row) in work.given.iter().zip(&mut scores) {
            if let Some(place) = *place {
                row.fill(f32::NEG_INFINITY);
                row[place] = 0.0;
            }
        }
        let mut rows =
            marginals(context, &work.turns, &work.candidates, &scores, &self.transitions);
        for row in &mut rows {
            calibrate(row);
        }
        favour_described(context, work, &mut rows);
        keep_given(&work.given, &mut rows);
        rows
    }
}

/// Makes probabilities honest: to the power of 7/8, the nearest to what cross-validation
/// found of those that square roots make, which are exact on every machine.
fn calibrate(row: &mut [f32]) {
    for p in row.iter_mut() {
        let eighth = p.max(1e-12).sqrt().sqrt().sqrt();
        *p /= eighth;
    }
    let sum: f32 = row.iter().sum();
    if sum > 0.0 {
        row.iter_mut().for_each(|p| *p /= sum);
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
                .is_none_or(|n| matches!(n.kind, NounKind::Role | NounKind::Creature));
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

/// Only so many candidates of a turn are judged, those that the rules find likeliest; the
/// others keep next to nothing. In a text of few turns all are.
const MAX_JUDGED: usize = 6;

/// A text has few turns up to so many.
const FEW_TURNS: usize = 400;

/// More rows than this are worth a second thread.
const MIN_THREADED_ROWS: usize = 2000;

/// Which candidates of each turn are judged.
fn judged(work: &Groundwork) -> Vec<Vec<bool>> {
    let n_judged = if work.turns.len() <= FEW_TURNS { usize::MAX } else { MAX_JUDGED };
    let of_turn = |of_rules: &Vec<f32>| {
        let is_judged = |k: usize| {
            let is_better = |o: usize| {
                of_rules[o] > of_rules[k] || of_rules[o] == of_rules[k] && o < k
            };
            (0..of_rules.len()).filter(|&o| is_better(o)).count() < n_judged
        };
        (0..of_rules.len()).map(is_judged).collect()
    };
    work.posteriors.iter().map(of_turn).collect()
}

/// The forest's sums for each turn's candidates.
fn scores(forest: &Forest, rows: &Rows, is_judged: &[Vec<bool>]) -> Vec<Vec<f32>> {
    let rows: Vec<&[f32]> = rows.values.chunks_exact(rows.n_features).collect();
    let mut sums = score(forest, &rows).into_iter();
    let mut next = |is_judged: &bool| match is_judged {
        true => sums.next().unwrap_or(NO_SCORE),
        false => NO_SCORE,
    };
    is_judged.iter().map(|list| list.iter().map(&mut next).collect()).collect()
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
