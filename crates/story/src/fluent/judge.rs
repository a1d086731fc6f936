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

/// In a short story a state is told from these logarithmic odds on: best on stories unseen in
/// training. They are low since a passage counts as right there only if the gold has it, too.
const MIN_STATE_ODDS: f32 = -3.0;

/// In a novel, from these on: it has more people whom *he* may mean, and more words for a
/// state that mean something else. Of eighty claims that a reader judged, four of five of the
/// surer half were right, and half of the others.
const MIN_STATE_ODDS_OF_NOVEL: f32 = 0.2;

/// Likewise a link of a chain of custody.
const MIN_CUSTODY_ODDS: f32 = -2.25;

/// Likewise in a novel.
const MIN_CUSTODY_ODDS_OF_NOVEL: f32 = -0.6;

/// A text of this many words is still a short story.
const SHORT: f32 = 6_000.0;

/// A text of this many words is a novel; in between the odds rise by degrees.
const LONG: f32 = 30_000.0;

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

    /// The signs that are likely, each of whom it is most likely about, in a text of so many
    /// words.
    pub(crate) fn states(
        &self,
        proposals: Vec<Proposal>,
        n_words: usize,
    ) -> Vec<(Sign, f32)> {
        let least = min_odds(n_words, MIN_STATE_ODDS, MIN_STATE_ODDS_OF_NOVEL);
        let rows: Vec<&[f32]> = proposals.iter().map(|row| &*row.values).collect();
        let odds = self.states.score_all(&rows);
        let mut best: Vec<(usize, Sign, f32)> = Vec::new();
        for (proposal, odds) in proposals.into_iter().zip(odds) {
            let is_rule = proposal.values[STATE_IS_RULE] > 0.0;
            let odds = if is_rule { odds } else { odds - UNSURE_STATE };
            if odds < least {
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

    /// The links that are likely in a text of so many words, each with its likeliest holder.
    pub(crate) fn custody(
        &self,
        links: &[Link],
        stakes: &[Stake],
        n_words: usize,
    ) -> Vec<Judged> {
        let least = min_odds(n_words, MIN_CUSTODY_ODDS, MIN_CUSTODY_ODDS_OF_NOVEL);
        let rows: Vec<&[f32]> = stakes.iter().map(|row| &*row.values).collect();
        let odds = self.custody.score_all(&rows);
        let n_passages = links.last().map_or(0, |link| link.passage + 1);
        let mut best: Vec<Option<(f32, usize)>> = vec![None; n_passages];
        for (i, (stake, odds)) in stakes.iter().zip(odds).enumerate() {
            let is_rule = stake.values[CUSTODY_IS_RULE] > 0.0;
            let odds = if is_rule { odds } else { odds - UNSURE_LINK };
            let slot = &mut best[links[stake.link].passage];
            if odds >= least && slot.is_none_or(|(other, _)| other < odds) {
                *slot = Some((odds, i));
            }
        }
        // That somebody holds it, but nobody knows who, says nothing.
        let tells = |&(_, stake): &(f32, usize)| {
            let Stake { link, holder, .. } = stakes[stake];
            holder.is_some() || links[link].place.is_some() || !links[link].is_still
        };
        let judged = best.into_iter().flatten().filter(tells).map(|(odds, stake)| {
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

/// From which odds on a fact is told in a text of so many words.
fn min_odds(n_words: usize, of_story: f32, of_novel: f32) -> f32 {
    let share = ((n_words as f32 - SHORT) / (LONG - SHORT)).clamp(0.0, 1.0);
    of_story + share * (of_novel - of_story)
}

/// Where a row says whether a rule is sure of this very person.
const STATE_IS_RULE: usize = 0;
const CUSTODY_IS_RULE: usize = 1;

/// A probability of logarithmic odds.
fn chance(odds: f32) -> f32 {
    dramaturg_nn::float::sigmoid(odds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_a_text_the_surer_a_fact_must_be() {
        let is_near = |n_words: usize, odds: f32| {
            (min_odds(n_words, -3.0, -1.0) - odds).abs() < 0.01
        };
        assert!(is_near(0, -3.0));
        assert!(is_near(6_000, -3.0));
        assert!(is_near(18_000, -2.0));
        assert!(is_near(500_000, -1.0));
    }
}
