//! Why bytes are no model.

use thiserror::Error;

/// Why bytes are no model.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The file does not begin as a forest does.
    #[error("is no forest file; make the model anew with its training script")]
    NotAForest,
    /// The file is of another version.
    #[error("has format version {found}, this engine reads {reads}; make the model anew")]
    OtherVersion {
        /// The version of the file.
        found: u32,
        /// The version that this engine reads.
        reads: u32,
    },
    /// The file ends early, or a node points outside of its tree.
    #[error("is damaged at byte {at}; copy it again or make the model anew")]
    Damaged {
        /// Where reading stopped.
        at: usize,
    },
    /// The model was trained on other features than the engine makes.
    #[error(
        "expects {found} features where the engine makes {made}; make the model anew"
    )]
    OtherFeatures {
        /// How many the model expects.
        found: usize,
        /// How many the engine makes.
        made: usize,
    },
    /// The file holds no tensors.
    #[error("is no safetensors file ({reason}); copy it again or make the model anew")]
    NotTensors {
        /// What is wrong with it.
        reason: String,
    },
    /// The weights are others than the settings name.
    #[error(
        "has SHA-256 {found}, its settings name {named}; copy both files again together"
    )]
    OtherHash {
        /// The digest of the file.
        found: String,
        /// The digest in the settings.
        named: String,
    },
    /// A tensor is missing or has another form than the engine needs.
    #[error("tensor {name}: {reason}; make the model anew")]
    Tensor {
        /// Its name in the file.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The settings do not say what they must, or contradict the weights.
    #[error("{message}; make the model anew with its training script")]
    Settings {
        /// What is wrong with them.
        message: String,
    },
}
