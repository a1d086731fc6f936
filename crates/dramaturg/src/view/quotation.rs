//! One utterance, thought or piece of writing.

use dramaturg_cast::speech::{Explanation, explain};
use dramaturg_cast::{self as cast, Attribution, Cast, EntityId, Mode, QuotationId};
use dramaturg_text::Claim;

use super::Character;
use crate::Reading;

/// One utterance, thought or piece of writing.
#[derive(Clone, Copy, Debug)]
pub struct Quotation<'a> {
    /// Which quotation it is.
    pub id: QuotationId,
    pub(crate) reading: &'a Reading,
}

impl<'a> Quotation<'a> {
    /// The row of the quotation.
    pub fn row(self) -> &'a cast::Quotation {
        &self.reading.cast.quotations.rows[self.id]
    }

    /// Said, thought or written.
    pub fn mode(self) -> Mode {
        self.row().mode
    }

    /// The words inside the marks, a string a part.
    pub fn words(self) -> impl Iterator<Item = &'a str> {
        self.row().parts.iter().map(|&part| self.reading.book.slice(part))
    }

    /// Who speaks, how, and to whom.
    pub fn attribution(self) -> Option<&'a Attribution> {
        self.reading.cast.speech.rows.get(self.id)
    }

    /// The claim of the speaker, if its confidence reaches `threshold`.
    pub fn claim(self, threshold: f32) -> Option<&'a Claim<EntityId>> {
        let speaker = self.attribution()?.speaker.as_ref()?;
        (speaker.confidence >= threshold).then_some(speaker)
    }

    /// Who utters it.
    pub fn speaker(self) -> Option<Character<'a>> {
        self.claim(0.0).map(|claim| self.reading.character(claim.value))
    }

    /// Who most likely utters it and how likely, however unsure.
    pub fn guess(self) -> Option<(EntityId, f32)> {
        let attribution = self.attribution()?;
        let best = || attribution.candidates.first().map(|c| (c.entity, c.probability));
        attribution.speaker.as_ref().map(|c| (c.value, c.confidence)).or_else(best)
    }

    /// The candidates for its speaker, and what speaks for and against each. Looks at the
    /// whole book.
    pub fn explain(self) -> Explanation {
        let Cast { quotations, mentions, entities, speech, .. } = &self.reading.cast;
        explain(&self.reading.book, quotations, mentions, entities, speech, self.id)
    }

    /// Everyone within earshot but the speaker; none where it is not known.
    pub fn hearers(self) -> Option<&'a [EntityId]> {
        self.reading.story.scenes.hearers.get(self.id).map(Vec::as_slice)
    }
}
