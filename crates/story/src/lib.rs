//! What happens, and who knows it?
//!
//! Three layers so far: [`Events`], [`Fluents`] and [`Scenes`].

pub mod event;
pub mod fluent;
pub mod scene;

pub use event::{Event, EventId, EventStage, Events};
pub use fluent::{
    Custody, CustodyId, FluentStage, Fluents, State, StateId, Status, Thing, ThingId,
};
pub use scene::{Place, PlaceId, Presence, Scene, SceneId, SceneStage, Scenes};

/// All layers of this crate.
#[derive(Clone, Debug)]
pub struct Story {
    /// What happens, who does it and to whom.
    pub events: Events,
    /// What holds of bodies and things.
    pub fluents: Fluents,
    /// Where and when it happens, and who is there.
    pub scenes: Scenes,
}
