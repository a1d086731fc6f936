//! Who is meant, and who speaks?
//!
//! Seven layers, in this order: [`Quotations`], [`Mentions`], [`Coreference`],
//! [`Entities`], [`Speech`], [`Persons`], [`References`]. Each has a folder and a stage of
//! its own.

#[cfg(any(test, feature = "checks"))]
pub mod checks;
pub mod coreference;
pub mod entity;
mod given;
pub mod lexicon;
pub mod mention;
pub mod person;
pub mod quotation;
pub mod reference;
pub mod speech;

pub use coreference::{Cluster, ClusterId, Coreference, CoreferenceStage, GenderVotes};
pub use entity::{
    Alias, AliasKind, Entities, Entity, EntityId, EntityKind, EntityStage, Pronouns,
};
pub use given::{GivenCharacter, GivenId, GivenMention, GivenQuotation, GivenSpeaker};
pub use mention::{
    Mention, MentionId, MentionKind, MentionStage, MentionType, Mentions,
    ParsedMentionStage,
};
pub use person::{
    Doorkeeper, Identity, NameUse, PersonStage, Persons, User, everybody,
    find_identities, find_joins, find_narrator,
};
pub use quotation::{
    Convention, Mode, Quotation, QuotationId, QuotationStage, Quotations,
};
pub use reference::{ReferenceStage, References, Referent, ReferentId};
pub use speech::{
    Attribution, AttributionKind, Candidate, ConversationId, Cue, Delivery, Speech,
    SpeechStage,
};

/// All layers of this crate.
#[derive(Clone, Debug)]
pub struct Cast {
    /// What is said, thought and written.
    pub quotations: Quotations,
    /// What refers to somebody or something.
    pub mentions: Mentions,
    /// The same and more, nested ones and those of things too, as the model of language
    /// finds them; empty without one.
    pub parsed: Mentions,
    /// Which mentions belong together.
    pub coreference: Coreference,
    /// Who and what they refer to.
    pub entities: Entities,
    /// Who utters each quotation, and to whom.
    pub speech: Speech,
    /// Who uses which name.
    pub persons: Persons,
    /// What each mention refers to, places and things included.
    pub references: References,
}
