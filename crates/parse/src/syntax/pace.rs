//! Whether a passage tells or describes, and what that says of its events.
//!
//! The network sees eleven words on each side. Whether `she walked to church` happens once
//! or is what she used to do, the passage around it tells: things that happen stand
//! together. So the log odds of a word move with those of the verbs of its paragraph and of
//! what follows. What was before does not count: a paragraph put in front of a book changes
//! no event, and no id of one.

/// Log odds beyond this count as this, so that one sure verb does not decide a passage.
const MOST: f32 = 4.0;
/// Verbs as likely as usual that count along everywhere: a verb alone says little.
const N_USUAL: f32 = 2.0;

/// How the verbs around a word count; from `model.toml`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// The log odds of a verb where nothing is known of its passage.
    pub(crate) usual: f32,
    /// How much a word moves with its passage; 0 is not at all.
    pub(crate) weight: f32,
    /// The distance in words at which a verb counts for 1 / e; above 1.
    pub(crate) reach: f32,
}

/// The sum of what verbs say of a place, and the sum of their weights.
#[derive(Clone, Copy, Default, Debug)]
struct Around {
    sum: f32,
    weight: f32,
}

impl Pace {
    /// Adds to the log odds of each word of a chapter how far the verbs around it lie above
    /// the usual: their weighted mean, the word itself left out. `starts` are the first words
    /// of the paragraphs, in order. Linear in the words.
    ///
    /// # Panics
    ///
    /// If the lengths differ, or `starts` leave the words or go back.
    pub(crate) fn add_to(
        self,
        log_odds: &mut [f32],
        is_verb: &[bool],
        starts: impl Iterator<Item = usize>,
    ) {
        assert_eq!(log_odds.len(), is_verb.len(), "a flag for each word");
        let mut around = vec![Around::default(); log_odds.len()];
        let mut first = 0;
        for end in starts.chain([log_odds.len()]) {
            self.pass(log_odds, is_verb, first..end, &mut around);
            first = end;
        }
        self.pass(log_odds, is_verb, (0..log_odds.len()).rev(), &mut around);
        for (log_odds, Around { sum, weight }) in log_odds.iter_mut().zip(around) {
            *log_odds += self.weight * sum / (weight + N_USUAL);
        }
    }

    /// Adds to each place what the verbs passed before it say.
    fn pass(
        self,
        log_odds: &[f32],
        is_verb: &[bool],
        places: impl Iterator<Item = usize>,
        around: &mut [Around],
    ) {
        let decay = 1.0 - 1.0 / self.reach;
        let mut passed = Around::default();
        for place in places {
            around[place].sum += passed.sum;
            around[place].weight += passed.weight;
            if is_verb[place] {
                passed.sum += log_odds[place].clamp(-MOST, MOST) - self.usual;
                passed.weight += 1.0;
            }
            passed.sum *= decay;
            passed.weight *= decay;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Pace = Pace { usual: -2.0, weight: 0.8, reach: 100.0 };

    #[test]
    fn a_word_alone_stays_as_it_is() {
        let mut log_odds = [0.5];
        PACE.add_to(&mut log_odds, &[true], [0].into_iter());
        assert_eq!(log_odds, [0.5]);
    }

    #[test]
    fn verbs_around_lift_a_word_or_lower_it() {
        let mut told = [2.0, 0.0, 2.0];
        PACE.add_to(&mut told, &[true, false, true], [0].into_iter());
        // Two verbs four above the usual, at a distance of one, beside two usual ones.
        assert!((told[1] - 0.8 * 2.0 * 4.0 * 0.99 / (2.0 * 0.99 + 2.0)).abs() < 1e-5);
        let mut described = [-9.0, 0.0, -9.0];
        PACE.add_to(&mut described, &[true, false, true], [0].into_iter());
        // Less than -4 counts as -4.
        assert!(
            (described[1] + 0.8 * 2.0 * 2.0 * 0.99 / (2.0 * 0.99 + 2.0)).abs() < 1e-5
        );
        let mut nouns = [2.0, 0.0, 2.0];
        PACE.add_to(&mut nouns, &[false; 3], [0].into_iter());
        assert_eq!(nouns, [2.0, 0.0, 2.0]);
    }

    #[test]
    fn a_paragraph_in_front_says_nothing() {
        let mut alone = [0.5, 1.0, -3.0];
        PACE.add_to(&mut alone, &[true; 3], [0, 1].into_iter());
        let mut behind = [3.0, -1.0, 0.5, 1.0, -3.0];
        PACE.add_to(&mut behind, &[true; 5], [0, 2, 3].into_iter());
        assert_eq!(behind[2..], alone);
        assert_ne!(behind[0], 3.0, "what follows counts");
    }

    #[test]
    fn what_was_never_seen_is_no_event() {
        let mut log_odds = [f32::NEG_INFINITY, 1.0];
        PACE.add_to(&mut log_odds, &[false, true], [0].into_iter());
        assert_eq!(log_odds[0], f32::NEG_INFINITY);
    }
}
