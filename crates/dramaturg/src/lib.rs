//! The whole reading of a book in one call.
//!
//! Start at [`Engine`], then [`Reading`].

mod engine;
mod reading;

pub use dramaturg_cast as cast;
pub use dramaturg_story as story;
pub use dramaturg_text as text;
pub use engine::{ENGINE_VERSION, Engine};
pub use reading::Reading;
