//! The learned judge of facts: which of all that may be said of bodies and things is so.
//!
//! Two forests score what the rules and the word lists propose, each passage with each
//! person who may be meant; of a passage the likeliest person wins, if anybody is likely.

use dramaturg_nn::{Forest, ModelError};

use super::body::Sign;
use super::chain::Judged;
use super::custody::Link;
use super::encode::{Proposal, STATE_FEATURES};
use super::people::Role;
use super::stake::{CUSTODY_FEATURES, Stake};

/// A state is told from these logarithmic odds on: best on stories unseen in training. They
/// are low since a passage counts as right there only if the gold has it, too.
const MIN_STATE_ODDS: f32 = -3.0;

/// Likewise a link of a chain of custody.
const MIN_CUSTODY_ODDS: f32 = -2.5;

/// What no rule is sure of must be likelier by this much: stories that the forests learn
/// from are short and modern, and in novels more words for a state mean something else.
const UNSURE_STATE: f32 = 1.0;

/// Likewise for a link.
const UNSURE_LINK: f32 = 0.5;

/// Tells which states and links of custody are so.
#[derive(Clone, Debug)]
pub struct FactJudge {
    states: Forest,
    custody: Forest,
}

impl FactJudge {
    /// A judge from the bytes of its forests.
    ///
    /// # Errors
    ///
    /// If the bytes are no forests, or they were trained on other features.
    pub fn new(states: &[u8], custody: &[u8]) -> Result<FactJudge, ModelError> {
        let forest = |bytes: &[u8], features: &[&str]| {
            let forest = Forest::from_bytes(bytes)?;
            let (found, made) = (forest.n_features(), features.len() + Role::ALL.len());
            if found == made {
                Ok(forest)
            } else {
                Err(ModelError::OtherFeatures { found, made })
            }
        };
        Ok(FactJudge {
            states: forest(states, STATE_FEATURES)?,
            custody: forest(custody, CUSTODY_FEATURES)?,
        })
    }

    /// The signs that are likely, each of whom it is most likely about.
    pub(crate) fn states(&self, proposals: Vec<Proposal>) -> Vec<(Sign, f32)> {
        let rows: Vec<&[f32]> = proposals.iter().map(|row| &*row.values).collect();
        let odds = self.states.score_all(&rows);
        let mut best: Vec<(usize, Sign, f32)> = Vec::new();
        for (proposal, odds) in proposals.into_iter().zip(odds) {
            let is_rule = proposal.values[STATE_IS_RULE] > 0.0;
            let odds = if is_rule { odds } else { odds - UNSURE_STATE };
            if odds < MIN_STATE_ODDS {
                continue;
            }
            match best.last_mut().filter(|row| row.0 == proposal.passage) {
                Some(row) if row.2 >= odds => {}
                Some(row) => (row.1, row.2) = (proposal.sign, odds),
                None => best.push((proposal.passage, proposal.sign, odds)),
            }
        }
        best.into_iter().map(|(_, sign, odds)| (sign, chance(odds))).collect()
    }

    /// The links that are likely, each with its likeliest holder.
    pub(crate) fn custody(&self, links: &[Link], stakes: &[Stake]) -> Vec<Judged> {
        let rows: Vec<&[f32]> = stakes.iter().map(|row| &*row.values).collect();
        let odds = self.custody.score_all(&rows);
        let n_passages = links.last().map_or(0, |link| link.passage + 1);
        let mut best: Vec<Option<(f32, usize)>> = vec![None; n_passages];
        for (i, (stake, odds)) in stakes.iter().zip(odds).enumerate() {
            let is_rule = stake.values[CUSTODY_IS_RULE] > 0.0;
            let odds = if is_rule { odds } else { odds - UNSURE_LINK };
            let slot = &mut best[links[stake.link].passage];
            if odds >= MIN_CUSTODY_ODDS && slot.is_none_or(|(other, _)| other < odds) {
                *slot = Some((odds, i));
            }
        }
        let judged = best.into_iter().flatten().map(|(odds, stake)| {
            let Stake { link, holder, .. } = stakes[stake];
            let mut link = links[link].clone();
            if holder != link.holder {
                link.holder = holder;
                link.from = link.from.filter(|&from| Some(from) != holder);
            }
            Judged { link, confidence: chance(odds), is_weighed: true }
        });
        judged.collect()
    }
}

/// Where a row says whether a rule is sure of this very person.
const STATE_IS_RULE: usize = 0;
const CUSTODY_IS_RULE: usize = 1;

/// A probability of logarithmic odds.
fn chance(odds: f32) -> f32 {
    dramaturg_nn::float::sigmoid(odds)
}
