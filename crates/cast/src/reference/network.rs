//! The learned ranker of referents.

use dramaturg_nn::{Forest, ModelError};

use super::encode::FEATURES;

/// Ranks the referents that a mention may join.
#[derive(Clone, Debug)]
pub struct Linker {
    pub(super) forest: Forest,
    /// Added to the sum of a new referent before the best is taken.
    pub(super) new_bias: f32,
}

impl Linker {
    /// A ranker from the bytes of its forest and its bias for new referents.
    ///
    /// # Errors
    ///
    /// If the bytes are no forest, or it was trained on other features.
    pub fn new(forest: &[u8], new_bias: f32) -> Result<Linker, ModelError> {
        let forest = Forest::from_bytes(forest)?;
        let (found, made) = (forest.n_features(), FEATURES.len());
        if found == made {
            Ok(Linker { forest, new_bias })
        } else {
            Err(ModelError::OtherFeatures { found, made })
        }
    }
}
