//! What is known of a book before it is read.

use dramaturg_cast::reference::given_mentions;
use dramaturg_cast::{
    GivenCharacter, GivenMention, GivenQuotation, GivenSpeaker, Mention, Mentions,
    QuotationStage, Quotations,
};
use dramaturg_parse::Parse;
use dramaturg_text::{Book, Position};

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

    /// The given mentions, and those of the found ones that share no head with them.
    pub(crate) fn mention_layer(
        &self,
        book: &Book,
        quotations: &Quotations,
        parse: &Parse,
        found: &Mentions,
    ) -> Mentions {
        let own = given_mentions(book, quotations, parse, &self.mentions);
        if self.has_all_mentions {
            return own;
        }
        let mut is_head = vec![false; book.tokens.len()];
        for mention in own.rows.rows() {
            is_head[mention.head.index()] = true;
        }
        let others = found.rows.rows().iter().filter(|m| !is_head[m.head.index()]);
        let mut rows: Vec<Mention> =
            own.rows.rows().iter().chain(others).copied().collect();
        rows.sort_by_key(|m| (m.span.start(), std::cmp::Reverse(m.span.end()), m.kind));
        rows.dedup_by_key(|m| m.span);
        Mentions { rows: rows.into_iter().collect() }
    }
}
