//! Who speaks each quotation, and to whom.

use dramaturg_text::{Book, Claim, Span, Stage, Table, TokenId, position};

use crate::{Entities, EntityId, Mentions, QuotationId, Quotations};

position! {
    /// A stretch of quotations that answer each other.
    ConversationId
}

/// How the text tells the speaker.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum AttributionKind {
    /// The cue names the speaker: *said Mara*.
    Explicit,
    /// The cue has a pronoun or a description: *she said*, *said the porter*.
    Anaphoric,
    /// There is no cue.
    Implicit,
}

impl AttributionKind {
    /// The word in the Story JSON.
    pub fn label(self) -> &'static str {
        match self {
            AttributionKind::Explicit => "explicit",
            AttributionKind::Anaphoric => "anaphoric",
            AttributionKind::Implicit => "implicit",
        }
    }
}

/// The words that introduce a quotation.
#[derive(Clone, Copy, Debug)]
pub struct Cue {
    /// The verb: *said*.
    pub verb: TokenId,
    /// The referring expression: *said Mara*.
    pub span: Span<TokenId>,
}

/// How a quotation is uttered.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The lemma of the cue's verb, if it says more than *say*.
    pub verb: Option<String>,
    /// The words that tell the manner: *through her teeth*.
    pub manner: Option<String>,
    /// Where that stands.
    pub span: Span<TokenId>,
}

/// Somebody who may be the speaker, and how likely.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// Who.
    pub entity: EntityId,
    /// From 0 to 1; with the probability of nobody known they add up to at most 1.
    pub probability: f32,
}

/// A quotation's speaker, addressees and cue.
#[derive(Clone, Debug)]
pub struct Attribution {
    /// Who utters it; none where nothing speaks for anybody.
    pub speaker: Option<Claim<EntityId>>,
    /// The likeliest speakers, best first; the chosen one among them.
    pub candidates: Vec<Candidate>,
    /// How the text tells.
    pub kind: AttributionKind,
    /// The words that introduce it.
    pub cue: Option<Cue>,
    /// How it is uttered, where the text says so.
    pub delivery: Option<Delivery>,
    /// To whom it is said.
    pub addressees: Vec<Claim<EntityId>>,
    /// The conversation that it belongs to.
    pub conversation: ConversationId,
    /// Its place in that conversation, from 0.
    pub turn: u32,
}

/// An attribution a quotation.
#[derive(Clone, Debug, Default)]
pub struct Speech {
    /// The rows.
    pub rows: Table<QuotationId, Attribution>,
    /// How many conversations there are.
    pub n_conversations: usize,
}

/// Attributes quotations.
#[derive(Clone, Copy, Debug, Default)]
pub struct SpeechStage;

impl Stage for SpeechStage {
    type Input<'a> = (&'a Book, &'a Quotations, &'a Mentions, &'a Entities);
    type Layer = Speech;
    const NAME: &'static str = "speech";

    fn run(&self, _input: (&Book, &Quotations, &Mentions, &Entities)) -> Speech {
        Speech::default()
    }
}
