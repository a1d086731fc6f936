//! Scores weighed against turn-taking.
//!
//! A second-order forward–backward pass: a state is the speaker before and the speaker now,
//! so that *A B A B* is likelier than *A A B B* where paragraphs follow each other. Sums run
//! in a fixed order over probabilities that are scaled at each turn.

use super::turn::{Context, MAX_CONVERSATION_GAP, Turn};
use crate::{EntityId, Mode};

/// How much a score counts against turn-taking.
const EMISSION_SCALE: f32 = 1.0;

/// Shares of: the same speaker again, the one before them, anybody else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shares {
    pub(crate) same: f32,
    pub(crate) back: f32,
    pub(crate) new: f32,
}

/// What turn-taking expects after a gap of so many paragraphs.
pub(crate) fn shares(gap: usize, is_thought: bool) -> Shares {
    if is_thought {
        return Shares { same: 0.34, back: 0.33, new: 0.33 };
    }
    match gap {
        0 => Shares { same: 0.78, back: 0.12, new: 0.10 },
        1 => Shares { same: 0.04, back: 0.76, new: 0.20 },
        2 => Shares { same: 0.25, back: 0.42, new: 0.33 },
        3 => Shares { same: 0.33, back: 0.32, new: 0.35 },
        _ => Shares { same: 0.34, back: 0.30, new: 0.36 },
    }
}

/// The probability of each candidate of each turn, all turns in sight.
///
/// `emissions` are the probabilities of each turn alone.
pub(crate) fn decode(
    context: Context<'_>,
    turns: &[Turn],
    candidates: &[Vec<EntityId>],
    emissions: &[Vec<f32>],
) -> Vec<Vec<f32>> {
    let mut speaker = vec![Vec::new(); turns.len()];
    let mut start = 0;
    while start < turns.len() {
        let mut end = start + 1;
        while end < turns.len()
            && !turns[end].is_new_scene
            && turns[end].gap <= MAX_CONVERSATION_GAP
            && !candidates[end].is_empty()
            && !candidates[end - 1].is_empty()
        {
            end += 1;
        }
        let part = start..end;
        let found = chain(
            context,
            &turns[part.clone()],
            &candidates[part.clone()],
            &emissions[part.clone()],
        );
        for (slot, row) in speaker[part].iter_mut().zip(found) {
            *slot = row;
        }
        start = end;
    }
    speaker
}

/// Scores to probabilities.
pub(crate) fn softmax(scores: &[f32]) -> Vec<f32> {
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut row: Vec<f32> =
        scores.iter().map(|s| exp((s - top) * EMISSION_SCALE) + 1e-6).collect();
    let sum: f32 = row.iter().sum();
    for p in &mut row {
        *p /= sum;
    }
    row
}

/// The exponential function for arguments up to 0, the same on every machine: halved until
/// small, then a polynomial, then squared.
pub(crate) fn exp(x: f32) -> f32 {
    if x < -40.0 {
        return 0.0;
    }
    let y = x / 64.0;
    let mut value = 1.0 + y * (1.0 + y * (0.5 + y * (1.0 / 6.0 + y * (1.0 / 24.0))));
    for _ in 0..6 {
        value *= value;
    }
    value
}

/// One conversation: `alpha[t][p][c]` is the probability of all turns up to `t` with speaker
/// `c` at `t` and `p` before.
fn chain(
    context: Context<'_>,
    turns: &[Turn],
    candidates: &[Vec<EntityId>],
    emissions: &[Vec<f32>],
) -> Vec<Vec<f32>> {
    let n = turns.len();
    if candidates[0].is_empty() {
        return vec![Vec::new(); n];
    }
    if n == 1 {
        return vec![emissions[0].clone()];
    }
    let thought =
        |t: usize| context.quotations.rows[turns[t].quotation].mode != Mode::Speech;
    let step = |t: usize| shares(turns[t].gap, thought(t) || thought(t - 1));
    // The place of each candidate of a turn among those of another turn.
    let places = |t: usize, other: usize| -> Vec<Option<usize>> {
        let places = candidates[t].iter();
        places.map(|e| candidates[other].iter().position(|o| o == e)).collect()
    };
    // How likely each candidate of a turn is next, after `p` and then `c`, their places there;
    // `is_two` if somebody else spoke before `c`.
    let fill = |moves: &mut [f32],
                shares: Shares,
                p: Option<usize>,
                c: Option<usize>,
                is_two| {
        let Shares { same, back, new } = shares;
        let p = p.filter(|_| is_two);
        let n_known = usize::from(c.is_some()) + usize::from(p.is_some());
        let n_other = (moves.len() - n_known).max(1) as f32;
        let other = if is_two { new } else { back + new };
        moves.fill(other / n_other);
        if let Some(p) = p {
            moves[p] = back;
        }
        if let Some(c) = c {
            moves[c] = same;
        }
    };
    // Rows are [previous][current]; the first turn has no previous speaker.
    let mut alpha: Vec<Vec<Vec<f32>>> = Vec::with_capacity(n);
    alpha.push(vec![emissions[0].clone()]);
    for t in 1..n {
        let shares = step(t);
        let mut moves = vec![0.0; candidates[t].len()];
        let own = places(t - 1, t);
        let before = if t > 1 { places(t - 2, t) } else { vec![None] };
        let mut grid = vec![vec![0.0; candidates[t].len()]; candidates[t - 1].len()];
        for (i, row) in alpha[t - 1].iter().enumerate() {
            for (j, &a) in row.iter().enumerate() {
                let is_two = t > 1 && candidates[t - 2][i] != candidates[t - 1][j];
                fill(&mut moves, shares, before[i], own[j], is_two);
                let next = moves.iter().zip(&emissions[t]);
                for (slot, (&move_to, &e)) in grid[j].iter_mut().zip(next) {
                    *slot += a * move_to * e;
                }
            }
        }
        scale(&mut grid);
        alpha.push(grid);
    }
    let mut rows = vec![Vec::new(); n];
    let mut beta: Vec<Vec<f32>> =
        vec![vec![1.0; candidates[n - 1].len()]; candidates[n - 2].len()];
    for t in (0..n).rev() {
        let mut row = vec![0.0; candidates[t].len()];
        for (a, b) in alpha[t].iter().zip(&beta) {
            for (k, slot) in row.iter_mut().enumerate() {
                *slot += a[k] * b[k];
            }
        }
        let sum: f32 = row.iter().sum();
        if sum > 0.0 {
            for p in &mut row {
                *p /= sum;
            }
        }
        rows[t] = row;
        if t == 0 {
            break;
        }
        let shares = step(t);
        let mut moves = vec![0.0; candidates[t].len()];
        let own = places(t - 1, t);
        let before = if t > 1 { places(t - 2, t) } else { vec![None] };
        let n_before = if t == 1 { 1 } else { candidates[t - 2].len() };
        let mut grid = vec![vec![0.0; candidates[t - 1].len()]; n_before];
        for (i, out) in grid.iter_mut().enumerate() {
            for (j, slot) in out.iter_mut().enumerate() {
                let is_two = t > 1 && candidates[t - 2][i] != candidates[t - 1][j];
                fill(&mut moves, shares, before[i], own[j], is_two);
                let next = moves.iter().zip(&emissions[t]).zip(&beta[j]);
                for ((&move_to, &e), &b) in next {
                    *slot += move_to * e * b;
                }
            }
        }
        scale(&mut grid);
        beta = grid;
    }
    rows
}

fn scale(grid: &mut [Vec<f32>]) {
    let sum: f32 = grid.iter().flatten().sum();
    if sum > 0.0 {
        for p in grid.iter_mut().flatten() {
            *p /= sum;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::exp;

    #[test]
    fn exp_is_close() {
        for i in 0..400 {
            let x = -(i as f32) / 20.0;
            let truth = f64::from(x).exp();
            assert!((f64::from(exp(x)) - truth).abs() <= 1e-4 * truth + 1e-7, "exp({x})");
        }
    }
}
