//! The scorers of the shared folder, run on what the engine writes.
//!
//! `run.py` reads a whole set of texts with the engine, checks every document against the
//! contract, and leaves `NAME.json`, `scores.json` and `speed.json` in a folder. What its
//! figures mean is said at the heads of the scripts.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::Value;

use crate::Places;

/// The novels that no shipped model has seen, in any source.
pub(crate) const UNSEEN_NOVELS: &str =
    "DaisyMiller,TheAgeOfInnocence,TheInvisibleMan,TheSunAlsoRises";

/// The stories that no shipped model has seen; they lie in [`OWN_STORIES`].
pub(crate) const UNSEEN_STORIES: &str = "u05_two_and_then_one,u06_my_girl,u15_only_the_font,\
    u16_wheelbarrow,u25_in_three_bits,u26_line_two";

/// The stories of this repository, seen from its root.
const OWN_STORIES: &str = "stories/corpus";

/// A set of annotated texts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Set {
    /// Whole stories, everything annotated.
    Stories,
    /// Who speaks, in 22 novels.
    Pdnc,
    /// Entities, coreference and events, in openings of ten novels.
    Litbank,
}

impl Set {
    /// Its name in the scripts.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Set::Stories => "stories",
            Set::Pdnc => "pdnc",
            Set::Litbank => "litbank",
        }
    }
}

/// How one text fared; a row of `speed.json`.
#[derive(Debug, Deserialize)]
pub(crate) struct TextRun {
    /// The text's name.
    pub(crate) book: String,
    /// Runs of characters that are no white space.
    pub(crate) words: u64,
    /// Wall time of the command.
    pub(crate) seconds: f64,
    /// The kernel's maximum for the command.
    pub(crate) peak_rss_bytes: u64,
    /// Why there is no document, if there is none.
    pub(crate) failure: Option<String>,
    /// How often the document breaks the contract.
    pub(crate) violations: u64,
}

/// What a run over a set gave.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// `scores.json`; null if no text could be scored.
    pub(crate) scores: Value,
    /// `speed.json`.
    pub(crate) runs: Vec<TextRun>,
    /// The folder that holds the documents.
    pub(crate) folder: PathBuf,
}

impl Outcome {
    /// How many texts gave no document.
    pub(crate) fn n_failures(&self) -> usize {
        self.runs.iter().filter(|run| run.failure.is_some()).count()
    }

    /// How often the documents break the contract.
    pub(crate) fn n_violations(&self) -> u64 {
        self.runs.iter().map(|run| run.violations).sum()
    }
}

/// The scripts, the engine and where outputs go.
#[derive(Debug)]
pub(crate) struct Scorer {
    engine: PathBuf,
    shared: PathBuf,
    out: PathBuf,
    jobs: usize,
}

impl Scorer {
    /// Finds the engine and the scripts.
    pub(crate) fn new(places: &Places) -> Result<Scorer> {
        let script = places.shared.join("eval/run.py");
        ensure!(
            script.is_file(),
            "{}: no such scorer; name the folder that holds eval/run.py with --shared",
            script.display()
        );
        fs::create_dir_all(&places.out).with_context(|| {
            format!("{}: cannot make the folder", places.out.display())
        })?;
        Ok(Scorer {
            engine: engine(places)?,
            shared: places.shared.canonicalize()?,
            out: places.out.canonicalize()?,
            jobs: places.jobs.max(1),
        })
    }

    /// The dramaturg binary.
    pub(crate) fn engine(&self) -> &Path {
        &self.engine
    }

    /// The shared folder.
    pub(crate) fn shared(&self) -> &Path {
        &self.shared
    }

    /// Where outputs go.
    pub(crate) fn out(&self) -> &Path {
        &self.out
    }

    /// The folder of a set's texts.
    pub(crate) fn data(&self, set: Set) -> PathBuf {
        match set {
            Set::Stories => self.shared.join("stories"),
            Set::Pdnc => self.shared.join("data/pdnc"),
            Set::Litbank => self.shared.join("data/litbank/dev"),
        }
    }

    /// How many texts are read at a time.
    pub(crate) fn jobs(&self) -> usize {
        self.jobs
    }

    /// A script of this repository that uses the scorers, told where they are. Run in the
    /// repository root.
    pub(crate) fn own_script(&self, name: &str) -> Result<Command> {
        let path = Path::new("eval").join(name);
        ensure!(
            path.is_file(),
            "{}: not found; run this in the repository root",
            path.display()
        );
        let mut command = Command::new("python3");
        command.arg("-B").arg(path).arg("--scorer").arg(self.shared.join("eval"));
        Ok(command)
    }

    /// Reads a set, or some of its texts, and scores it. `into` names the folder of the outputs.
    pub(crate) fn run(
        &self,
        set: Set,
        only: Option<&str>,
        into: &str,
    ) -> Result<Outcome> {
        let folder = self.out.join(into);
        // A document or a score of an earlier engine must not pass for this one's.
        if folder.exists() {
            fs::remove_dir_all(&folder)
                .with_context(|| format!("{}: cannot empty it", folder.display()))?;
        }
        let mut command = format!("{} read {{text}} --format json", quote(&self.engine)?);
        if set == Set::Litbank {
            command.push_str(" --mentions");
        }
        let mut run = self.script("run.py");
        run.args(["--engine", &command, "--set", set.label()]);
        run.args(["--jobs", &self.jobs.to_string(), "--out"]).arg(&folder);
        if let Some(only) = only {
            run.args(["--only", only]);
        }
        if only == Some(UNSEEN_STORIES) {
            run.args(["--data", OWN_STORIES]);
        }
        let done =
            run.stdout(Stdio::null()).output().context("python3: cannot be run")?;
        let speed = folder.join("speed.json");
        if !speed.is_file() {
            bail!("run.py: {}", String::from_utf8_lossy(&done.stderr).trim());
        }
        let scores = fs::read_to_string(folder.join("scores.json")).unwrap_or_default();
        Ok(Outcome {
            scores: serde_json::from_str(&scores).unwrap_or(Value::Null),
            runs: serde_json::from_str(&fs::read_to_string(&speed)?)
                .with_context(|| format!("{}: is no speed.json", speed.display()))?,
            folder,
        })
    }

    /// The scores of some novels alone, from documents that were written before.
    pub(crate) fn novels(&self, folder: &Path, novels: &str) -> Result<Value> {
        let mut script = self.script("score_quotes.py");
        script.arg("--gold").arg(self.data(Set::Pdnc)).arg("--pred").arg(folder);
        let done = script.args(["--novels", novels, "--json"]).output()?;
        ensure!(
            done.status.success(),
            "score_quotes.py: {}",
            String::from_utf8_lossy(&done.stderr).trim()
        );
        Ok(serde_json::from_slice(&done.stdout)?)
    }

    /// The judgement of every gold quotation or item of one text, a JSON object each.
    pub(crate) fn details(
        &self,
        set: Set,
        name: &str,
        folder: &Path,
    ) -> Result<Vec<Value>> {
        let details = folder.join("details.jsonl");
        let mut script;
        match set {
            Set::Stories => {
                script = self.script("score_story.py");
                let gold = self.data(set).join(format!("{name}.gold.json"));
                script.arg("--gold").arg(gold);
                script.arg("--pred").arg(folder.join(format!("{name}.json")));
            }
            Set::Pdnc | Set::Litbank => {
                script = self.script("score_quotes.py");
                script.arg("--gold").arg(self.data(Set::Pdnc)).arg("--pred").arg(folder);
                script.args(["--novels", name]);
            }
        }
        let done = script.arg("--details").arg(&details).output()?;
        ensure!(
            done.status.success(),
            "{name}: {}",
            String::from_utf8_lossy(&done.stderr).trim()
        );
        let text = fs::read_to_string(&details)?;
        text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
    }

    /// A script of the shared folder, which is read-only and gets no bytecode.
    pub(crate) fn script(&self, name: &str) -> Command {
        let mut command = Command::new("python3");
        command.arg("-B").arg(self.shared.join("eval").join(name));
        command
    }
}

/// The dramaturg binary that `--engine` names, or the one beside this program.
pub(crate) fn engine(places: &Places) -> Result<PathBuf> {
    let path = match &places.engine {
        Some(path) => path.clone(),
        None => std::env::current_exe()?
            .with_file_name(format!("dramaturg{}", std::env::consts::EXE_SUFFIX)),
    };
    path.canonicalize().with_context(|| {
        format!("{}: no engine; build it with cargo build --release", path.display())
    })
}

/// A path as one word of a command line.
fn quote(path: &Path) -> Result<String> {
    let path =
        path.to_str().with_context(|| format!("{}: is not UTF-8", path.display()))?;
    Ok(format!("'{}'", path.replace('\'', "'\"'\"'")))
}

/// The number at a path such as `mean.parts.dialogue`; none if it is null or not there.
pub(crate) fn figure(scores: &Value, path: &str) -> Option<f64> {
    path.split('.').try_fold(scores, |value, key| value.get(key))?.as_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_found_by_its_path() {
        let scores = serde_json::json!({"mean": {"parts": {"cast": 0.5}, "n": null}});
        assert_eq!(figure(&scores, "mean.parts.cast"), Some(0.5));
        assert_eq!(figure(&scores, "mean.n"), None);
        assert_eq!(figure(&scores, "mean.none.at.all"), None);
        assert_eq!(figure(&Value::Null, "mean"), None);
    }

    #[test]
    fn a_path_is_one_word() {
        assert_eq!(quote(Path::new("a b/it's")).unwrap(), "'a b/it'\"'\"'s'");
    }
}
