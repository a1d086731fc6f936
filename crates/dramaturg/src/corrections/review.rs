//! What to look at first: doubtful lines, by how much an answer would settle.

use dramaturg_cast::{EntityId, Mode, QuotationId};

use crate::Reading;

/// How much of a neighbour's doubt an answer takes away, a line further on the half.
const SPREAD: f32 = 0.5;
/// Lines of a conversation on each side that an answer reaches.
const REACH: usize = 3;
/// A line surer than this needs nobody's eye.
const SURE: f32 = 0.95;

/// A line whose speaker is in doubt.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// The line.
    pub quotation: QuotationId,
    /// Who it may be, likeliest first, with probabilities from 0 to 1.
    pub candidates: Vec<(EntityId, f32)>,
    /// The lines, in expectation, that an answer would put right: its own doubt, and a share
    /// of that of the lines of its conversation nearby.
    pub gain: f32,
}

/// Doubtful lines, those first of which an answer settles most.
pub fn review(reading: &Reading) -> Vec<Doubt> {
    let lines: Vec<_> = reading
        .quotations()
        .filter(|q| q.row().nested_in.is_none() && q.mode() == Mode::Speech)
        .filter_map(|q| Some((q.id, q.attribution()?)))
        .collect();
    let doubt_of: Vec<f32> = lines
        .iter()
        .map(|(_, row)| match &row.speaker {
            Some(claim) => 1.0 - claim.confidence,
            // There were candidates: somebody has said that nobody can tell.
            None if !row.candidates.is_empty() => 0.0,
            None => 1.0,
        })
        .collect();
    let mut doubts = Vec::new();
    for (i, (id, row)) in lines.iter().enumerate() {
        if doubt_of[i] < 1.0 - SURE {
            continue;
        }
        let mut gain = doubt_of[i];
        for step in 1..=REACH {
            let share = SPREAD.powi(i32::try_from(step).unwrap_or(i32::MAX));
            let neighbours = [i.checked_sub(step), Some(i + step)];
            for j in neighbours.into_iter().flatten().filter(|&j| j < lines.len()) {
                if lines[j].1.conversation == row.conversation {
                    gain += share * doubt_of[j] * doubt_of[i];
                }
            }
        }
        let candidates =
            row.candidates.iter().map(|c| (c.entity, c.probability)).collect();
        doubts.push(Doubt { quotation: *id, candidates, gain });
    }
    doubts.sort_by(|a, b| b.gain.total_cmp(&a.gain).then(a.quotation.cmp(&b.quotation)));
    doubts
}
