//! What happens, and who knows it?
//!
//! Seven layers so far: [`Events`], [`Fluents`], [`Scenes`], [`Knowledge`], [`Ties`],
//! [`Portraits`] and [`Descriptions`]. What in them cannot be is found by [`check`].

mod certain;
pub mod check;
pub mod describe;
pub mod event;
pub mod fluent;
pub mod knowledge;
pub mod portrait;
pub mod scene;
pub mod tie;
mod tree;

pub use check::{CheckStage, Checked, Finding, FindingKind};
pub use describe::{Description, DescriptionId, DescriptionStage, Descriptions, Trait};
pub use event::{Event, EventClass, EventId, EventStage, Events, Modality};
pub use fluent::{
    Custody, CustodyId, FactJudge, FluentStage, Fluents, State, StateId, Status, Thing,
    ThingId,
};
pub use knowledge::{
    About, How, Knower, Knowledge, KnowledgeId, KnowledgeStage, Known, Sincerity,
};
pub use portrait::{Facet, FacetKind, PortraitStage, Portraits};
pub use scene::{Place, PlaceId, Presence, Scene, SceneId, SceneStage, Scenes};
pub use tie::{
    Attitude, AttitudeId, Kinship, Promise, PromiseId, PromiseKind, PromiseStatus,
    RelationId, Rule, RuleId, TieStage, Ties,
};

/// All layers of this crate.
#[derive(Clone, Debug)]
pub struct Story {
    /// What happens, who does it and to whom.
    pub events: Events,
    /// What holds of bodies and things.
    pub fluents: Fluents,
    /// Where and when it happens, and who is there.
    pub scenes: Scenes,
    /// Who learns what, when, and how.
    pub knowledge: Knowledge,
    /// Relations, promises, rules, attitudes.
    pub ties: Ties,
    /// What is said of everybody.
    pub portraits: Portraits,
    /// What people look like.
    pub descriptions: Descriptions,
}
