//! How a learned model is run. Knows no fiction.
//!
//! So far one kind of model: [`Forest`], gradient-boosted trees.

mod forest;

pub use forest::{Forest, ModelError};
