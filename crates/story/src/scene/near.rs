//! Somebody’s signs and hints around a paragraph, looked through once for all features.

use super::hint::HintKind;
use super::sign::SignKind;

/// A distance or count that is larger counts as this.
pub(super) const CAP: usize = 40;

/// A sign with its place in the scene.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The paragraph, counted from the scene's first.
    pub(super) p: usize,
    pub(super) kind: SignKind,
}

impl Place {
    pub(super) fn is_shown(&self) -> bool {
        self.kind != SignKind::Named
    }
}

/// A hint with its place in the scene.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) p: usize,
    pub(super) kind: HintKind,
}

/// How many kinds of signs there are.
const N_SIGNS: usize = SignKind::Named as usize + 1;

/// Somebody’s signs around a paragraph.
pub(super) struct Near {
    /// How many of each kind stand in it.
    pub(super) n_here: [usize; N_SIGNS],
    /// How many paragraphs before it and behind it the nearest of each kind stands.
    pub(super) back: [usize; N_SIGNS],
    pub(super) ahead: [usize; N_SIGNS],
    pub(super) shown_back: usize,
    pub(super) shown_ahead: usize,
    pub(super) last_shown: Option<SignKind>,
    pub(super) next_shown: Option<SignKind>,
    pub(super) n_shown_before: usize,
    pub(super) n_shown_behind: usize,
    pub(super) n_shown_within_3: usize,
    pub(super) n_shown_within_8: usize,
    pub(super) n_spoken_within_8: usize,
    pub(super) n_named_within_8: usize,
}

impl Near {
    pub(super) fn new(
        before: &[Place],
        here: &[Place],
        behind: &[Place],
        p: usize,
    ) -> Near {
        let mut near = Near {
            n_here: [0; N_SIGNS],
            back: [CAP; N_SIGNS],
            ahead: [CAP; N_SIGNS],
            shown_back: CAP,
            shown_ahead: CAP,
            last_shown: None,
            next_shown: None,
            n_shown_before: 0,
            n_shown_behind: 0,
            n_shown_within_3: 0,
            n_shown_within_8: 0,
            n_spoken_within_8: 0,
            n_named_within_8: 0,
        };
        // From the farthest to the nearest, so that the nearest stays.
        for place in before {
            let off = p - place.p;
            near.count(place, off);
            near.back[place.kind as usize] = off.min(CAP);
            if place.is_shown() {
                near.n_shown_before += 1;
                near.shown_back = off;
                near.last_shown = Some(place.kind);
            }
        }
        for place in here {
            near.count(place, 0);
            near.n_here[place.kind as usize] += 1;
        }
        for place in behind.iter().rev() {
            let off = place.p - p;
            near.count(place, off);
            near.ahead[place.kind as usize] = off.min(CAP);
            if place.is_shown() {
                near.n_shown_behind += 1;
                near.shown_ahead = off;
                near.next_shown = Some(place.kind);
            }
        }
        near
    }

    /// Counts a sign so many paragraphs off.
    fn count(&mut self, place: &Place, off: usize) {
        let is_near = usize::from(off <= 8);
        self.n_shown_within_3 += usize::from(off <= 3 && place.is_shown());
        self.n_shown_within_8 += is_near * usize::from(place.is_shown());
        self.n_spoken_within_8 += is_near * usize::from(place.kind == SignKind::Speaks);
        self.n_named_within_8 += is_near * usize::from(place.kind == SignKind::Named);
    }
}

/// Hints about somebody around a paragraph.
pub(super) struct Steps {
    /// How many of each kind stand in it.
    pub(super) n_here: [usize; HintKind::N],
    /// How many paragraphs off the nearest of each kind stands, in it or before it, in it or
    /// behind it.
    pub(super) back: [usize; HintKind::N],
    pub(super) ahead: [usize; HintKind::N],
    pub(super) n_told_within_8: usize,
}

impl Steps {
    pub(super) fn new(
        before: &[Step],
        here: &[Step],
        behind: &[Step],
        p: usize,
    ) -> Steps {
        let mut steps = Steps {
            n_here: [0; HintKind::N],
            back: [CAP; HintKind::N],
            ahead: [CAP; HintKind::N],
            n_told_within_8: 0,
        };
        let is_told = |step: &Step, off: usize| {
            usize::from(step.kind == HintKind::ToldOf && off <= 8)
        };
        for step in before {
            let off = p - step.p;
            steps.back[step.kind as usize] = off.min(CAP);
            steps.n_told_within_8 += is_told(step, off);
        }
        for step in behind.iter().rev() {
            let off = step.p - p;
            steps.ahead[step.kind as usize] = off.min(CAP);
            steps.n_told_within_8 += is_told(step, off);
        }
        for step in here {
            steps.n_here[step.kind as usize] += 1;
            steps.back[step.kind as usize] = 0;
            steps.ahead[step.kind as usize] = 0;
            steps.n_told_within_8 += is_told(step, 0);
        }
        steps
    }
}
