//! What each mention refers to, places and things included.
//!
//! Reads all earlier layers, and mentions of all kinds and types, nested ones too; makes
//! [`References`]. Mentions are read from left to right; each joins a referent that came
//! before or begins a new one, as a forest ranks them: entity-level ranking after Rahman and
//! Ng (EMNLP 2009). Candidates are bounded, so the cost is linear in the mentions. Names
//! keep the clusters of [`crate::Coreference`], and *I* and *you* see speakers and
//! addressees.
//!
//! Read in this order: `phrase` (what a mention tells by itself), `referent` (what a growing
//! referent tells), `encode` (both to numbers), `network`, `decode`, `study`.

mod decode;
mod encode;
mod given;
mod network;
mod phrase;
mod referent;
mod study;

use dramaturg_text::{Book, Stage, Table, position};

use crate::{
    Coreference, Entities, EntityId, MentionId, Mentions, Persons, Quotations, Speech,
};

pub use encode::FEATURES;
pub use given::given_mentions;
pub use network::Linker;
pub use study::{LinkStudy, study_links};

position! {
    /// A row of [`References::referents`].
    ReferentId
}

/// What several mentions refer to.
#[derive(Clone, Debug, Default)]
pub struct Referent {
    /// The entity that it is, if an earlier layer knows it; no two referents share one.
    pub entity: Option<EntityId>,
    /// Its mentions in order; never empty.
    pub mentions: Vec<MentionId>,
}

/// The referent of each mention.
#[derive(Clone, Debug, Default)]
pub struct References {
    /// All mentions, nested ones too, in order of their first token, longer ones first.
    pub mentions: Mentions,
    /// A row a mention; none where it could not be told.
    pub of_mention: Table<MentionId, Option<ReferentId>>,
    /// A row a referent, in order of first mention.
    pub referents: Table<ReferentId, Referent>,
}

/// The layers that the stage reads.
#[derive(Clone, Copy, Debug)]
pub struct Layers<'a> {
    /// What is written.
    pub book: &'a Book,
    /// What is said.
    pub quotations: &'a Quotations,
    /// The mentions on which the earlier layers rest.
    pub named: &'a Mentions,
    /// Their clusters.
    pub coreference: &'a Coreference,
    /// Who they are.
    pub entities: &'a Entities,
    /// Who speaks.
    pub speech: &'a Speech,
    /// Who *I* and *you* are.
    pub persons: &'a Persons,
    /// The mentions that get referents: all kinds and types, nested ones too.
    pub mentions: &'a Mentions,
}

/// Finds the referent of each mention.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReferenceStage<'m> {
    /// The learned ranker; without it the mentions keep what earlier layers know of them.
    pub linker: Option<&'m Linker>,
}

impl Stage for ReferenceStage<'_> {
    type Input<'a> = Layers<'a>;
    type Layer = References;
    const NAME: &'static str = "references";

    fn run(&self, layers: Layers<'_>) -> References {
        match self.linker {
            Some(linker) => decode::decode(layers, linker),
            None => decode::keep(layers),
        }
    }
}
