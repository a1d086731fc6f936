//! What happens, and who knows it?
//!
//! So far one layer: [`Scenes`].

pub mod scene;

pub use scene::{Place, PlaceId, Presence, Scene, SceneId, SceneStage, Scenes};

/// All layers of this crate.
#[derive(Clone, Debug)]
pub struct Story {
    /// Where and when it happens, and who is there.
    pub scenes: Scenes,
}
