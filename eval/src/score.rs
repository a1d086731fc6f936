//! The figures of all sets in one table.

use anyhow::Result;
use clap::ValueEnum;
use serde_json::Value;

use crate::Report;
use crate::scorer::{Outcome, Scorer, Set, TextRun, UNSEEN_NOVELS, figure};
use crate::table::{Table, thousands};
use crate::treebank::Treebank;

/// The sets that a command scores.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Choice {
    /// Whole stories.
    Stories,
    /// Who speaks, in 22 novels.
    Pdnc,
    /// Entities, coreference and events.
    Litbank,
    /// Words, tags and trees.
    Treebanks,
    /// Stories, novels, openings, treebanks.
    All,
}

impl Choice {
    fn sets(self) -> &'static [Set] {
        match self {
            Choice::Stories => &[Set::Stories],
            Choice::Pdnc => &[Set::Pdnc],
            Choice::Litbank => &[Set::Litbank],
            Choice::Treebanks => &[],
            Choice::All => &[Set::Stories, Set::Pdnc, Set::Litbank],
        }
    }

    fn treebanks(self) -> &'static [Treebank] {
        match self {
            Choice::Treebanks | Choice::All => &Treebank::ALL,
            _ => &[],
        }
    }
}

/// How a figure is written in `scores.json`.
#[derive(Clone, Copy, Debug)]
enum Unit {
    /// A fraction of 1, shown in per cent.
    Fraction,
    /// A figure that is shown as it is.
    Plain,
}
use Unit::{Fraction, Plain};

/// Names, paths and units of the figures of stories.
const STORIES: &[(&str, &str, Unit)] = &[
    ("story score", "mean.story_score", Plain),
    ("part: dialogue (30)", "mean.parts.dialogue", Fraction),
    ("part: cast (15)", "mean.parts.cast", Fraction),
    ("part: earshot (15)", "mean.parts.earshot", Fraction),
    ("part: thoughts (10)", "mean.parts.thoughts", Fraction),
    ("part: bodies (10)", "mean.parts.bodies", Fraction),
    ("part: knowledge (10)", "mean.parts.knowledge", Fraction),
    ("part: ties (10)", "mean.parts.ties", Fraction),
    ("speaker", "mean.speaker", Fraction),
    ("speaker, explicit", "mean.speaker_explicit", Fraction),
    ("speaker, anaphoric", "mean.speaker_anaphoric", Fraction),
    ("speaker, implicit", "mean.speaker_implicit", Fraction),
    ("quotations F1", "mean.quote_f1", Fraction),
    ("addressees F1", "mean.addressee_f1", Fraction),
    ("cast F1", "mean.cast_f1", Fraction),
    ("aliases F1", "mean.alias_f1", Fraction),
    ("hearers F1", "mean.hearers_f1", Fraction),
    ("presence F1", "mean.presence_f1", Fraction),
    ("phantoms a story", "mean.n_phantoms", Plain),
    ("splits a story", "mean.n_splits", Plain),
];

/// Names, paths and units of the figures of novels.
const PDNC: &[(&str, &str, Unit)] = &[
    ("quotations recall, macro", "macro.quote_recall", Fraction),
    ("quotations precision, macro", "macro.quote_precision", Fraction),
    ("quotations F1, macro", "macro.quote_f1", Fraction),
    ("ACC, macro", "macro.acc", Fraction),
    ("ACC, micro", "micro.acc", Fraction),
    ("ACC 1:1, macro", "macro.acc_1to1", Fraction),
    ("ACC 1:1, micro", "micro.acc_1to1", Fraction),
    ("ACC explicit, macro", "macro.acc_explicit", Fraction),
    ("ACC anaphoric, macro", "macro.acc_anaphoric", Fraction),
    ("ACC implicit, macro", "macro.acc_implicit", Fraction),
    ("ACC major, macro", "macro.acc_major", Fraction),
    ("ACC minor, macro", "macro.acc_minor", Fraction),
    ("B3 F1, macro", "macro.b3_f1", Fraction),
];

/// Names, paths and units of the figures of openings.
const LITBANK: &[(&str, &str, Unit)] = &[
    ("entities F1", "entity.f1", Fraction),
    ("mentions F1", "mention.f1", Fraction),
    ("coreference CoNLL F1", "coref.conll_f1", Fraction),
    ("events F1", "event.f1", Fraction),
    ("quotations F1", "quote.f1", Fraction),
];

/// Names, paths and units of the figures of treebanks.
const TREEBANK: &[(&str, &str, Unit)] = &[
    ("words F1", "Words.f1", Fraction),
    ("sentences F1", "Sentences.f1", Fraction),
    ("UPOS F1", "UPOS.f1", Fraction),
    ("features F1", "UFeats.f1", Fraction),
    ("lemmas F1", "Lemmas.f1", Fraction),
    ("UAS F1", "UAS.f1", Fraction),
    ("LAS F1", "LAS.f1", Fraction),
];

/// Scores the engine and shows the figures that matter.
pub(crate) fn score(
    scorer: &Scorer,
    choice: Choice,
    only: Option<&str>,
) -> Result<Report> {
    let mut table = Table::new(&["set", "figure", "value"]);
    let mut problems = String::new();
    let mut speeds = String::new();
    for &set in choice.sets() {
        let outcome = scorer.run(set, only, set.label())?;
        match set {
            Set::Stories => add(&mut table, "stories", STORIES, &outcome.scores),
            Set::Litbank => add(&mut table, "litbank", LITBANK, &outcome.scores),
            Set::Pdnc => {
                add(&mut table, "pdnc", PDNC, &outcome.scores);
                if outcome.n_failures() == 0 && only.is_none() {
                    let unseen = scorer.novels(&outcome.folder, UNSEEN_NOVELS)?;
                    add(&mut table, "pdnc unseen", PDNC, &unseen);
                }
            }
        }
        add_speed(&mut table, set, &outcome);
        problems.push_str(&problem_lines(set, &outcome));
        speeds.push_str(&format!("{}: {}\n", set.label(), outcome.folder.display()));
    }
    // A treebank is one text.
    let treebanks = if only.is_none() { choice.treebanks() } else { &[] };
    for treebank in treebanks {
        add(&mut table, treebank.label(), TREEBANK, &treebank.score(scorer)?);
    }
    let text = format!("{}\n{speeds}{}{problems}", table.render(), provenance());
    Ok(Report { text, is_good: problems.is_empty() })
}

fn add(table: &mut Table, set: &str, figures: &[(&str, &str, Unit)], scores: &Value) {
    for &(name, path, unit) in figures {
        let value = figure(scores, path).map(|value| match unit {
            Fraction => format!("{:.1}", 100.0 * value),
            Plain => format!("{value:.1}"),
        });
        let value = value.unwrap_or_else(|| "n/a".to_owned());
        table.push([set.to_owned(), name.to_owned(), value]);
    }
}

fn add_speed(table: &mut Table, set: Set, outcome: &Outcome) {
    let done: Vec<&TextRun> =
        outcome.runs.iter().filter(|run| run.failure.is_none()).collect();
    let words: u64 = done.iter().map(|run| run.words).sum();
    let seconds: f64 = done.iter().map(|run| run.seconds).sum();
    let peak = done.iter().map(|run| run.peak_rss_bytes).max().unwrap_or(0);
    let rows = [
        ("texts read", thousands(done.len() as u64)),
        ("texts that failed", thousands(outcome.n_failures() as u64)),
        ("contract violations", thousands(outcome.n_violations())),
        ("words/s a process", rate(words, seconds)),
        ("peak RSS, MiB", thousands(peak >> 20)),
    ];
    for (name, value) in rows {
        table.push([set.label().to_owned(), name.to_owned(), value]);
    }
}

/// Words a second, as a whole number; `n/a` if no time passed.
pub(crate) fn rate(words: u64, seconds: f64) -> String {
    if seconds <= 0.0 {
        return "n/a".to_owned();
    }
    // Exact below 2^53 words; the digits alone are shown.
    let rate = format!("{:.0}", words as f64 / seconds);
    rate.parse().map_or(rate, thousands)
}

/// What is wrong with the documents themselves, a line each.
pub(crate) fn problem_lines(set: Set, outcome: &Outcome) -> String {
    let mut lines = String::new();
    for run in &outcome.runs {
        let (set, book) = (set.label(), &run.book);
        if let Some(failure) = &run.failure {
            lines.push_str(&format!("FAILED {set} {book}: {failure}\n"));
        } else if run.violations > 0 {
            let n = run.violations;
            lines.push_str(&format!("CONTRACT {set} {book}: {n} violations\n"));
        }
    }
    lines
}

/// The commit that was measured, for the line that every figure needs.
pub(crate) fn provenance() -> String {
    let git = |args: &[&str]| {
        let done = std::process::Command::new("git").args(args).output().ok()?;
        done.status
            .success()
            .then(|| String::from_utf8_lossy(&done.stdout).trim().to_owned())
    };
    let Some(commit) = git(&["rev-parse", "--short", "HEAD"]) else {
        return "commit: unknown\n".to_owned();
    };
    let is_clean = git(&["status", "--porcelain"]).is_some_and(|lines| lines.is_empty());
    format!("commit: {commit}{}\n", if is_clean { "" } else { ", with changes" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(violations: u64, failure: Option<&str>) -> TextRun {
        TextRun {
            book: "Emma".to_owned(),
            words: 1,
            seconds: 1.0,
            peak_rss_bytes: 1,
            failure: failure.map(str::to_owned),
            violations,
        }
    }

    #[test]
    fn fractions_are_shown_in_per_cent() {
        let mut table = Table::new(&["set", "figure", "value"]);
        let scores = serde_json::json!({"mean": {"speaker": 0.5, "story_score": 41.25}});
        let figures = [
            ("speaker", "mean.speaker", Fraction),
            ("score", "mean.story_score", Plain),
            ("not there", "mean.nothing", Plain),
        ];
        add(&mut table, "stories", &figures, &scores);
        let text = table.render();
        assert!(
            text.contains("50.0") && text.contains("41.2") && text.contains("n/a"),
            "{text}"
        );
    }

    #[test]
    fn failures_and_violations_are_named() {
        let runs = vec![run(0, None), run(3, None), run(0, Some("exit 101: panicked"))];
        let outcome = Outcome { scores: Value::Null, runs, folder: "out".into() };
        assert_eq!((outcome.n_failures(), outcome.n_violations()), (1, 3));
        assert_eq!(
            problem_lines(Set::Pdnc, &outcome),
            "CONTRACT pdnc Emma: 3 violations\nFAILED pdnc Emma: exit 101: panicked\n"
        );
    }

    #[test]
    fn a_rate_needs_time() {
        assert_eq!(rate(100_000, 0.5), "200,000");
        assert_eq!(rate(5, 0.0), "n/a");
    }
}
