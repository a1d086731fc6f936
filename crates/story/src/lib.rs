//! What happens, and who knows it?
//!
//! Two layers so far: [`Events`] and [`Scenes`].

pub mod event;
pub mod scene;

pub use event::{Event, EventId, EventStage, Events};
pub use scene::{Place, PlaceId, Presence, Scene, SceneId, SceneStage, Scenes};

/// All layers of this crate.
#[derive(Clone, Debug)]
pub struct Story {
    /// What happens, who does it and to whom.
    pub events: Events,
    /// Where and when it happens, and who is there.
    pub scenes: Scenes,
}
