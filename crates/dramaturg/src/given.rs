//! What is known of a book before it is read.

use dramaturg_cast::{
    GivenCharacter, GivenMention, GivenQuotation, GivenSpeaker, QuotationStage,
};

/// What is known of a book before it is read: a gold annotation, a user's corrections.
///
/// Each stage keeps its given rows and decides the others with them in sight. What does
/// not fit the text, such as a span past its end, is passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Quotations.
    pub quotations: Vec<GivenQuotation>,
    /// Whether there are no other quotations.
    pub has_all_quotations: bool,
    /// Characters with all their names; a `GivenId` counts in this list.
    pub characters: Vec<GivenCharacter>,
    /// Whether nobody else speaks.
    pub has_all_characters: bool,
    /// Speakers of quotations, given or found; of two for one quotation the last counts.
    pub speakers: Vec<GivenSpeaker>,
    /// Mentions, nested ones too.
    pub mentions: Vec<GivenMention>,
    /// Whether there are no other mentions.
    pub has_all_mentions: bool,
}

impl Given {
    pub(crate) fn quotation_stage(&self) -> QuotationStage<'_> {
        QuotationStage { given: &self.quotations, has_all: self.has_all_quotations }
    }
}
