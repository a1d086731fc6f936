//! Turn-taking as the ranker learned it: a chain over the turns of each conversation.
//!
//! A linear-chain conditional random field (Lafferty et al., ICML 2001) whose emissions are
//! the sums of a forest, grown along the gradient of the whole chain (Dietterich et al.,
//! ICML 2004). A state is the speaker before and the speaker now; what a step costs depends
//! on whether the same one goes on, the one before comes back, or somebody else speaks, and
//! on what stands between. Sums run in a fixed order. Each step costs the product of two
//! lists of candidates.

use super::encode::is_asked;
use super::turn::{Context, MAX_CONVERSATION_GAP, Turn};
use crate::{EntityId, Mode};

/// The kinds of steps, in order: the same one goes on; the one before the last comes back;
/// somebody else after two who differ; somebody else after one who spoke twice, or nobody.
pub const N_STEPS: usize = 4;

/// The situations that are told apart: five gaps, with and without narration before the
/// words and a question before them; thoughts.
pub const N_SITUATIONS: usize = 21;

/// How much each kind of step counts in each situation, as factors.
#[derive(Clone, Debug)]
pub(crate) struct Transitions {
    factors: [[f64; N_STEPS]; N_SITUATIONS],
}

impl Transitions {
    /// From logarithms, a row a situation; none if there are other than `N_SITUATIONS` rows,
    /// or numbers that are no weights.
    pub(crate) fn new(logs: &[[f32; N_STEPS]]) -> Option<Transitions> {
        let mut factors = [[1.0; N_STEPS]; N_SITUATIONS];
        if logs.len() != N_SITUATIONS {
            return None;
        }
        for (row, logs) in factors.iter_mut().zip(logs) {
            for (factor, &log) in row.iter_mut().zip(logs) {
                if !log.is_finite() || log.abs() > 30.0 {
                    return None;
                }
                *factor = exp(f64::from(log));
            }
        }
        Some(Transitions { factors })
    }
}

/// The situation of a turn that follows another in its conversation.
pub(crate) fn situation(context: Context<'_>, turns: &[Turn], t: usize) -> usize {
    let is_thought =
        |t: usize| context.quotations.rows[turns[t].quotation].mode != Mode::Speech;
    if is_thought(t) || t > 0 && is_thought(t - 1) {
        return N_SITUATIONS - 1;
    }
    turns[t].gap.min(4) * 4
        + 2 * usize::from(turns[t].has_text_before)
        + usize::from(is_asked(context, turns, t))
}

/// Whether a turn goes on with the conversation of the turn before.
pub(crate) fn follows(turns: &[Turn], candidates: &[Vec<EntityId>], t: usize) -> bool {
    t > 0
        && !turns[t].is_new_scene
        && turns[t].gap <= MAX_CONVERSATION_GAP
        && !candidates[t].is_empty()
        && !candidates[t - 1].is_empty()
}

/// The probability of each candidate of each turn, its whole conversation in sight.
///
/// `scores` are sums of the forest; minus infinity rules a candidate out.
pub(crate) fn marginals(
    context: Context<'_>,
    turns: &[Turn],
    candidates: &[Vec<EntityId>],
    scores: &[Vec<f32>],
    transitions: &Transitions,
) -> Vec<Vec<f32>> {
    let mut rows = Vec::with_capacity(turns.len());
    let mut start = 0;
    while start < turns.len() {
        let mut end = start + 1;
        while end < turns.len() && follows(turns, candidates, end) {
            end += 1;
        }
        if candidates[start].is_empty() {
            rows.push(Vec::new());
        } else {
            let chain = Chain {
                candidates: &candidates[start..end],
                emissions: scores[start..end].iter().map(|s| emissions(s)).collect(),
                factors: (start..end)
                    .map(|t| transitions.factors[situation(context, turns, t)])
                    .collect(),
            };
            rows.extend(chain.marginals());
        }
        start = end;
    }
    rows
}

/// What keeps a candidate possible that the forest thinks impossible.
const FLOOR: f64 = 1e-12;

fn emissions(scores: &[f32]) -> Vec<f64> {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let emission = |&score: &f32| {
        if score == f32::NEG_INFINITY {
            0.0
        } else {
            exp(f64::from(score) - f64::from(top)) + FLOOR
        }
    };
    scores.iter().map(emission).collect()
}

/// The exponential function, the same on every machine: halved until small, a polynomial,
/// squared again.
fn exp(x: f64) -> f64 {
    if x > 0.0 {
        return 1.0 / exp(-x);
    }
    if x < -700.0 {
        return 0.0;
    }
    let y = x / 1024.0;
    let mut value =
        1.0 + y * (1.0 + y / 2.0 * (1.0 + y / 3.0 * (1.0 + y / 4.0 * (1.0 + y / 5.0))));
    for _ in 0..10 {
        value *= value;
    }
    value
}

/// One conversation.
struct Chain<'a> {
    candidates: &'a [Vec<EntityId>],
    emissions: Vec<Vec<f64>>,
    factors: Vec<[f64; N_STEPS]>,
}

/// A value for each pair of a candidate before and a candidate now.
type Grid = Vec<Vec<f64>>;

impl Chain<'_> {
    fn n(&self, t: usize) -> usize {
        self.candidates[t].len()
    }

    /// The place of each candidate of a turn among those of another turn.
    fn places(&self, t: usize, other: usize) -> Vec<Option<usize>> {
        let others = &self.candidates[other];
        self.candidates[t].iter().map(|e| others.binary_search(e).ok()).collect()
    }

    fn marginals(&self) -> Vec<Vec<f32>> {
        let n = self.candidates.len();
        let mut forward: Vec<Grid> = Vec::with_capacity(n);
        forward.push(scaled(vec![self.emissions[0].clone()]));
        for t in 1..n {
            forward.push(self.forward(t, &forward[t - 1]));
        }
        let n_before = if n == 1 { 1 } else { self.n(n - 2) };
        let mut backward: Grid = vec![vec![1.0; self.n(n - 1)]; n_before];
        let mut rows = vec![Vec::new(); n];
        for t in (0..n).rev() {
            let mut sums = vec![0.0; self.n(t)];
            for (a, b) in forward[t].iter().zip(&backward) {
                for ((slot, a), b) in sums.iter_mut().zip(a).zip(b) {
                    *slot += a * b;
                }
            }
            let all: f64 = sums.iter().sum();
            rows[t] = sums.iter().map(|&v| narrow(v / all)).collect();
            if t > 0 {
                backward = self.backward(t, &backward);
            }
        }
        rows
    }

    /// From the grid of the turn before to that of a turn.
    fn forward(&self, t: usize, before: &Grid) -> Grid {
        let [same, back, other, first] = self.factors[t];
        let own = self.places(t, t - 1);
        let twice = if t > 1 { self.places(t - 1, t - 2) } else { Vec::new() };
        let last = if t > 1 { self.places(t, t - 2) } else { vec![None; self.n(t)] };
        let mut grid = vec![vec![0.0; self.n(t)]; self.n(t - 1)];
        for (j, row) in grid.iter_mut().enumerate() {
            let all: f64 = before.iter().map(|r| r[j]).sum();
            let doubled = twice.get(j).copied().flatten().map_or(0.0, |i| before[i][j]);
            for (k, slot) in row.iter_mut().enumerate() {
                let step = if own[k] == Some(j) {
                    same * all
                } else if t == 1 {
                    first * all
                } else {
                    let came_back = last[k].map_or(0.0, |i| before[i][j]);
                    other * (all - doubled - came_back)
                        + first * doubled
                        + back * came_back
                };
                *slot = step.max(0.0) * self.emissions[t][k];
            }
        }
        scaled(grid)
    }

    /// From the grid of a turn to that of the turn before.
    fn backward(&self, t: usize, after: &Grid) -> Grid {
        let [same, back, other, first] = self.factors[t];
        let own = self.places(t, t - 1);
        let n_before = if t > 1 { self.n(t - 2) } else { 1 };
        let twice = if t > 1 { self.places(t - 1, t - 2) } else { Vec::new() };
        // For each candidate two turns ago its place now.
        let again: Vec<Option<usize>> =
            if t > 1 { self.places(t - 2, t) } else { vec![None] };
        let mut grid = vec![vec![0.0; self.n(t - 1)]; n_before];
        for j in 0..self.n(t - 1) {
            let (mut stays, mut leaves) = (0.0, 0.0);
            for k in 0..self.n(t) {
                let value = self.emissions[t][k] * after[j][k];
                if own[k] == Some(j) {
                    stays += value;
                } else {
                    leaves += value;
                }
            }
            for (i, row) in grid.iter_mut().enumerate() {
                row[j] = if t == 1 || twice[j] == Some(i) {
                    same * stays + first * leaves
                } else {
                    let came_back = again[i]
                        .filter(|&k| own[k] != Some(j))
                        .map_or(0.0, |k| self.emissions[t][k] * after[j][k]);
                    same * stays + other * (leaves - came_back) + back * came_back
                }
                .max(0.0);
            }
        }
        scaled(grid)
    }
}

fn scaled(mut grid: Grid) -> Grid {
    let sum: f64 = grid.iter().flatten().sum();
    if sum > 0.0 {
        for value in grid.iter_mut().flatten() {
            *value /= sum;
        }
    }
    grid
}

#[expect(clippy::cast_possible_truncation, reason = "a probability loses only digits")]
fn narrow(p: f64) -> f32 {
    if p.is_finite() { p as f32 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use dramaturg_text::Position;

    use super::*;

    fn ids(list: &[usize]) -> Vec<EntityId> {
        list.iter().map(|&i| EntityId::from_index(i)).collect()
    }

    /// All ways through a conversation, one by one.
    fn by_hand(chain: &Chain<'_>) -> Vec<Vec<f64>> {
        let n = chain.candidates.len();
        let mut sums: Vec<Vec<f64>> = (0..n).map(|t| vec![0.0; chain.n(t)]).collect();
        let mut path = vec![0; n];
        loop {
            let who = |t: usize| chain.candidates[t][path[t]];
            let mut weight = 1.0;
            for (t, &k) in path.iter().enumerate() {
                weight *= chain.emissions[t][k];
                if t > 0 {
                    let step = if who(t) == who(t - 1) {
                        0
                    } else if t == 1 || who(t - 1) == who(t - 2) {
                        3
                    } else if who(t) == who(t - 2) {
                        1
                    } else {
                        2
                    };
                    weight *= chain.factors[t][step];
                }
            }
            for (row, &k) in sums.iter_mut().zip(&path) {
                row[k] += weight;
            }
            let Some(t) = (0..n).find(|&t| path[t] + 1 < chain.n(t)) else { break };
            path[t] += 1;
            path[..t].fill(0);
        }
        for row in &mut sums {
            let all: f64 = row.iter().sum();
            row.iter_mut().for_each(|v| *v /= all);
        }
        sums
    }

    #[test]
    fn marginals_are_the_sums_of_all_ways() {
        let candidates =
            [ids(&[1, 4, 7]), ids(&[1, 2, 7]), ids(&[2, 4, 7]), ids(&[1, 7]), ids(&[4])];
        for n in 1..=candidates.len() {
            let chain = Chain {
                candidates: &candidates[..n],
                emissions: (0..n)
                    .map(|t| {
                        (0..candidates[t].len())
                            .map(|k| 0.1 + ((t * 7 + k * 5) % 11) as f64)
                            .collect()
                    })
                    .collect(),
                factors: (0..n).map(|t| [0.2, 2.5, 0.7, 1.1 + t as f64]).collect(),
            };
            for (row, truth) in chain.marginals().iter().zip(by_hand(&chain)) {
                for (p, q) in row.iter().zip(&truth) {
                    assert!((f64::from(*p) - q).abs() < 1e-6, "{n}: {p} is not {q}");
                }
            }
        }
    }

    #[test]
    fn exp_is_close() {
        for i in -300..60 {
            let x = f64::from(i) / 10.0;
            assert!((exp(x) - x.exp()).abs() <= 1e-9 * x.exp(), "exp({x})");
        }
    }
}
