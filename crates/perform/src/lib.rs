//! A book spoken: segments to audio through outside programs.
//!
//! [`plan`] says what is spoken, by which voice and with which pause after it; [`speaker`]
//! is the small interface to whatever speaks; [`stage`] renders each take once and keeps it;
//! [`wav`] joins takes; [`container`] hands the whole to ffmpeg, with chapter marks. Nothing
//! here decides who speaks: that is in the `Reading`.

pub mod container;
pub mod plan;
pub mod speaker;
pub mod stage;
pub mod wav;

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why a book is not spoken.
#[derive(Debug, Error)]
pub enum PerformError {
    /// A program that is needed is not there.
    #[error("{program}: not found; {remedy}")]
    NoProgram {
        /// The program.
        program: String,
        /// What to do.
        remedy: &'static str,
    },
    /// A program failed.
    #[error("{program} failed: {said}")]
    Program {
        /// The program.
        program: String,
        /// The last line that it said.
        said: String,
    },
    /// What should be audio is not.
    #[error("{path}: {what}")]
    Audio {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: &'static str,
    },
    /// The command of the engine cannot be run.
    #[error(
        "the engine {0:?} is no command; name a program, with {{out}} where the file goes"
    )]
    Template(String),
    /// A file cannot be read or written.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl PerformError {
    /// A file that cannot be read or written.
    pub(crate) fn file(path: impl Into<PathBuf>, error: io::Error) -> PerformError {
        PerformError::File { path: path.into(), error }
    }
}
