//! Each take rendered once, and kept.
//!
//! A take lies in `takes/HASH.wav`. It is written beside its place and renamed, so a take
//! that is there is whole: a run that was stopped renders the one again in which it was
//! stopped, and no other.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::PerformError;
use crate::plan::Plan;
use crate::speaker::Speaker;

/// The takes of a book.
#[derive(Clone, Debug)]
pub struct Stage {
    folder: PathBuf,
}

/// How much there was to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Rendered {
    /// Takes that were rendered.
    pub n_new: usize,
    /// Different takes in all.
    pub n_all: usize,
}

impl Stage {
    /// The takes in a folder, made if it is missing.
    ///
    /// # Errors
    ///
    /// If it cannot be made.
    pub fn new(folder: &Path) -> Result<Stage, PerformError> {
        let folder = folder.join("takes");
        fs::create_dir_all(&folder)
            .map_err(|error| PerformError::file(&folder, error))?;
        Ok(Stage { folder })
    }

    /// Where a take lies.
    pub fn path(&self, hash: &str) -> PathBuf {
        self.folder.join(format!("{hash}.wav"))
    }

    /// Renders what is missing. `progress` hears how many characters are done of how many.
    ///
    /// # Errors
    ///
    /// If the engine fails.
    pub fn render(
        &self,
        plan: &Plan,
        speaker: &Speaker,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<Rendered, PerformError> {
        let mut seen = BTreeSet::new();
        let takes: Vec<_> =
            plan.takes.iter().filter(|take| seen.insert(take.hash.as_str())).collect();
        let missing: Vec<_> =
            takes.iter().filter(|take| !self.path(&take.hash).exists()).collect();
        let n_all: usize = missing.iter().map(|take| take.text.len()).sum();
        let mut n_done = 0;
        for take in &missing {
            let place = self.path(&take.hash);
            let made = tempfile::Builder::new()
                .prefix(".take-")
                .tempdir_in(&self.folder)
                .map_err(|error| PerformError::file(&self.folder, error))?;
            let file = made.path().join("take.wav");
            speaker.speak(&take.text, &take.voice, &file)?;
            // What is no audio must not be kept.
            crate::wav::read(&file)?;
            fs::rename(&file, &place)
                .map_err(|error| PerformError::file(&place, error))?;
            n_done += take.text.len();
            progress(n_done, n_all);
        }
        Ok(Rendered { n_new: missing.len(), n_all: takes.len() })
    }
}
