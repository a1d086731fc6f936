//! How many planted errors `check` finds, and how often it cries without one.
//!
//! Beside each story of a folder stands a list of replacements. Each plants one error and
//! says which: its kind, and the two passages that contradict each other. The story as it is
//! has none, so whatever is found there is a false alarm. An error is found if a finding of
//! its kind has the passage that does not fit; both passages are counted apart.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use dramaturg::findings::{Found, Passage};
use dramaturg::text::{Limits, Position as _, read};
use dramaturg::{Corrections, Engine};
use serde::Deserialize;

use crate::Report;
use crate::table::Table;

/// At least this share of the planted errors must be found.
pub(crate) const MIN_FOUND: f64 = 0.5;
/// At most so many false alarms in [`PER_WORDS`] words.
pub(crate) const MAX_ALARMS: f64 = 1.0;
/// The words of text that false alarms are counted by.
const PER_WORDS: f64 = 3000.0;

/// What is planted in a story.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    /// Whether no rule was written with the story in view.
    held_out: bool,
    planted: Vec<Planted>,
}

/// One error.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Planted {
    kind: String,
    /// Words that stand once in the story, and what takes their place.
    old: String,
    new: String,
    /// Words of the two passages, each once in the story with its errors.
    first: String,
    second: String,
}

/// What came out for some stories.
#[derive(Default)]
struct Tally {
    n_planted: usize,
    n_found: usize,
    n_both: usize,
    n_alarms: usize,
    n_words: usize,
}

impl Tally {
    fn add(&mut self, other: &Tally) {
        self.n_planted += other.n_planted;
        self.n_found += other.n_found;
        self.n_both += other.n_both;
        self.n_alarms += other.n_alarms;
        self.n_words += other.n_words;
    }

    fn alarms(&self) -> f64 {
        PER_WORDS * self.n_alarms as f64 / (self.n_words as f64).max(1.0)
    }

    fn row(&self, name: &str) -> [String; 6] {
        [
            name.to_owned(),
            format!("{} of {}", self.n_found, self.n_planted),
            self.n_both.to_string(),
            self.n_alarms.to_string(),
            self.n_words.to_string(),
            format!("{:.2}", self.alarms()),
        ]
    }

    fn is_good(&self) -> bool {
        let found = self.n_found as f64 / (self.n_planted as f64).max(1.0);
        found >= MIN_FOUND && self.alarms() <= MAX_ALARMS
    }
}

/// Which stories are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum Part {
    /// All of them.
    All,
    /// Those that rules were written with in view.
    Dev,
    /// Those that no rule was written with in view.
    HeldOut,
}

/// Checks the stories of a folder, with and without their planted errors.
pub(crate) fn check(folder: &Path, part: Part) -> Result<Report> {
    let engine = Engine::embedded();
    let head = ["story", "found", "both passages", "false alarms", "words", "per 3,000"];
    let mut table = Table::new(&head);
    let (mut sums, mut lines) = (BTreeMap::new(), String::new());
    for path in plans(folder)? {
        let plan = fs::read_to_string(&path)?;
        let plan: Plan =
            toml::from_str(&plan).with_context(|| path.display().to_string())?;
        let is_wanted = match part {
            Part::All => true,
            Part::Dev => !plan.held_out,
            Part::HeldOut => plan.held_out,
        };
        if !is_wanted {
            continue;
        }
        let tally = one(&engine, &path, &plan, &mut lines)?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        table.push(tally.row(&name));
        let name = if plan.held_out { "held out" } else { "in view" };
        sums.entry(name).or_insert_with(Tally::default).add(&tally);
    }
    let mut all = Tally::default();
    for (name, tally) in &sums {
        table.push(tally.row(name));
        all.add(tally);
    }
    table.push(all.row("all"));
    Ok(Report { text: format!("{lines}\n{}", table.render()), is_good: all.is_good() })
}

/// The lists of a folder, by name.
fn plans(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)
        .with_context(|| format!("{}: no such folder", folder.display()))?;
    let mut plans = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "toml") {
            plans.push(path);
        }
    }
    ensure!(!plans.is_empty(), "{}: holds no .toml", folder.display());
    plans.sort();
    Ok(plans)
}

fn one(
    engine: &Engine,
    plan_path: &Path,
    plan: &Plan,
    lines: &mut String,
) -> Result<Tally> {
    let name = plan_path.file_stem().unwrap_or_default().to_string_lossy();
    let path = plan_path.with_extension("txt");
    let clean = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut text = clean.clone();
    for planted in &plan.planted {
        let n = text.matches(&planted.old).count();
        ensure!(n == 1, "{name}: these words stand {n} times: {}", planted.old);
        text = text.replace(&planted.old, &planted.new);
    }
    let mut tally = Tally {
        n_planted: plan.planted.len(),
        n_words: clean.split_whitespace().count(),
        ..Tally::default()
    };
    for finding in run(engine, &name, &clean)? {
        tally.n_alarms += 1;
        lines.push_str(&line(&name, "false alarm", &finding));
    }
    let found = run(engine, &name, &text)?;
    for planted in &plan.planted {
        let has = |words: &str, passage: &Passage| -> Result<bool> {
            let at = text.find(words).filter(|_| text.matches(words).count() == 1);
            let at = at.with_context(|| format!("{name}: not there once: {words}"))?;
            let (start, end) = (passage.span.start().index(), passage.span.end().index());
            Ok(start < at + words.len() && at < end)
        };
        let (mut is_found, mut is_both) = (false, false);
        for finding in found.iter().filter(|row| row.finding.kind.label() == planted.kind)
        {
            let fits = has(&planted.second, &finding.second)?;
            is_found |= fits;
            is_both |= fits && has(&planted.first, &finding.first)?;
        }
        tally.n_found += usize::from(is_found);
        tally.n_both += usize::from(is_both);
        if !is_found {
            lines.push_str(&format!(
                "{name}: missed {}: “{}” … “{}”\n",
                planted.kind, planted.first, planted.second
            ));
        }
    }
    Ok(tally)
}

fn line(name: &str, what: &str, found: &Found) -> String {
    let Found { finding, first, second, .. } = found;
    let (kind, message) = (finding.kind.label(), &finding.message);
    format!("{name}: {what} {kind}: {message}: “{}” … “{}”\n", first.words, second.words)
}

/// What the engine finds in a text.
fn run(engine: &Engine, name: &str, text: &str) -> Result<Vec<Found>> {
    let book = read(&format!("{name}.txt"), text.as_bytes(), &Limits::default())?;
    Ok(engine.read(book).findings(&Corrections::default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_planted_errors_are_found_and_false_alarms_are_rare() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../stories/check");
        let report = check(&folder, Part::All).unwrap();
        assert!(report.is_good, "{}", report.text);
    }
}
