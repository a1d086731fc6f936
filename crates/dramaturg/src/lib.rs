//! The whole reading of a book in one call.
//!
//! Start at [`Engine`], then [`Reading`]; [`view`] makes a reading pleasant to walk,
//! [`json`] writes it down, [`ids`] names its rows for other tools.

pub mod corrections;
mod engine;
pub mod findings;
mod given;
pub mod ids;
pub mod json;
mod reading;
pub mod view;

pub use corrections::{Corrected, Corrections, CorrectionsFile};
pub use dramaturg_cast as cast;
pub use dramaturg_parse as parse;
pub use dramaturg_story as story;
pub use dramaturg_text as text;
pub use engine::{ENGINE_VERSION, Engine, EngineError};
pub use given::Given;
pub use ids::Ids;
pub use json::JsonOptions;
pub use reading::Reading;
