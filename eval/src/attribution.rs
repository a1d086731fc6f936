//! Who speaks: the bars of attribution in one table.
//!
//! `attribution.py` beside this crate makes the figures, with the matching and the mapping
//! of the scorer; what each means is said at its head.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::Report;
use crate::given;
use crate::score::{problem_lines, provenance};
use crate::scorer::{Scorer, Set, UNSEEN_NOVELS, UNSEEN_STORIES, figure};
use crate::table::Table;

/// What is shown of a set of novels: name, path, bar, and whether it is a count.
const ROWS: &[(&str, &str, &str, bool)] = &[
    ("raw text, ACC macro", "raw.macro.acc", "≥ 81", false),
    ("raw text, ACC micro", "raw.micro.acc", "≥ 80", false),
    ("raw text, ACC 1:1 macro", "raw.macro.acc_1to1", "ACC - 3", false),
    ("raw text, ACC 1:1 micro", "raw.micro.acc_1to1", "ACC - 3", false),
    ("explicit, micro", "raw.micro.acc_explicit", "≥ 95", false),
    ("anaphoric, micro", "raw.micro.acc_anaphoric", "≥ 79", false),
    ("implicit, micro", "raw.micro.acc_implicit", "≥ 72", false),
    ("speaker B3 F1 macro", "raw.macro.b3_f1", "≥ 72", false),
    ("spans and cast given, ACC macro", "given.macro.acc", "≥ 86", false),
    ("spans and cast given, ACC micro", "given.micro.acc", "", false),
    ("given, explicit, micro", "given.micro.acc_explicit", "", false),
    ("given, anaphoric, micro", "given.micro.acc_anaphoric", "", false),
    ("given, implicit, micro", "given.micro.acc_implicit", "", false),
    ("surest 80 % right", "calibration.surest_80", "≥ 90", false),
    ("calibration error, 15 bins", "calibration.ece", "≤ 3", false),
    ("mean confidence", "calibration.mean_confidence", "", false),
    ("right where somebody is told", "calibration.right", "", false),
    ("addressee, where labelled", "addressee.right", "≥ 70", false),
    ("addressee, where predicted too", "addressee.right_where_predicted", "", false),
    ("speaking cast, precision", "cast.precision", "", false),
    ("speaking cast, recall", "cast.recall", "", false),
    ("speaking cast, gold", "cast.gold", "", true),
    ("speaking cast, predicted", "cast.predicted", "", true),
    ("splits", "cast.splits", "", true),
    ("phantoms", "cast.phantoms", "", true),
    ("merges", "cast.merges", "", true),
];

/// What the table is no measure of.
const NOTE: &str = "\
Shipped weights may have been trained on these novels, but for the unseen ones (*): the \
column of all novels\nis no honest measure of them. Cross-validated figures come from \
training/speech/train.py cv.\n";

/// Scores attribution on all novels, and on those and the stories that are unseen.
pub(crate) fn attribution(scorer: &Scorer, only: Option<&str>) -> Result<Report> {
    let outcome = scorer.run(Set::Pdnc, only, "attribution/raw")?;
    ensure!(
        outcome.n_failures() == 0,
        "{}",
        problem_lines(Set::Pdnc, &outcome).trim_end()
    );
    let names: Vec<&str> = outcome.runs.iter().map(|run| &*run.book).collect();
    let given = outcome.folder.with_file_name("given");
    given::read_novels(&scorer.data(Set::Pdnc), &names, &given, scorer.jobs())?;
    let scores = scores(scorer, &names, &outcome.folder, &given)?;
    let mut table = Table::new(&["figure", "bar", "all", "unseen 4"]);
    for &(name, path, bar, is_count) in ROWS {
        let cell = |set: &str| {
            let value = figure(&scores, &format!("{set}.{path}"));
            value.map_or("n/a".to_owned(), |value| {
                if is_count {
                    format!("{value:.0}")
                } else {
                    format!("{:.1}", 100.0 * value)
                }
            })
        };
        table.push([name.to_owned(), bar.to_owned(), cell("all"), cell("unseen")]);
    }
    let stories =
        scorer.run(Set::Stories, Some(UNSEEN_STORIES), "attribution/stories")?;
    for (name, path, bar) in [
        ("six unseen stories, speaker", "mean.speaker", "≥ 70"),
        ("six unseen stories, implicit", "mean.speaker_implicit", ""),
        ("six unseen stories, addressee F1", "mean.addressee_f1", ""),
    ] {
        let value = figure(&stories.scores, path);
        let value = value.map_or("n/a".to_owned(), |v| format!("{:.1}", 100.0 * v));
        table.push([name.to_owned(), bar.to_owned(), String::new(), value]);
    }
    let problems =
        problem_lines(Set::Pdnc, &outcome) + &problem_lines(Set::Stories, &stories);
    let novels = novels(&scores);
    let text = format!("{}\n{novels}\n{NOTE}{}{problems}", table.render(), provenance());
    Ok(Report { text, is_good: problems.is_empty() })
}

/// The accuracy of each novel.
fn novels(scores: &Value) -> String {
    let mut table = Table::new(&["novel", "raw", "given"]);
    let rows = scores.pointer("/all/raw/novels").and_then(Value::as_object);
    for (name, raw) in rows.into_iter().flatten() {
        let given = figure(scores, &format!("all.given.novels.{name}"));
        let cell =
            |v: Option<f64>| v.map_or("n/a".to_owned(), |v| format!("{:.1}", 100.0 * v));
        let star = if UNSEEN_NOVELS.split(',').any(|n| n == name) { " *" } else { "" };
        table.push([format!("{name}{star}"), cell(raw.as_f64()), cell(given)]);
    }
    table.render()
}

/// What `attribution.py` says.
fn scores(scorer: &Scorer, names: &[&str], raw: &Path, given: &Path) -> Result<Value> {
    let mut command = scorer.own_script("attribution.py")?;
    command.arg("--gold").arg(scorer.data(Set::Pdnc));
    command.arg("--raw").arg(raw).arg("--given").arg(given);
    command.args(["--novels", &names.join(","), "--unseen", UNSEEN_NOVELS]);
    let done = command.output().context("python3: cannot be run")?;
    ensure!(
        done.status.success(),
        "attribution.py: {}",
        String::from_utf8_lossy(&done.stderr).trim()
    );
    Ok(serde_json::from_slice(&done.stdout)?)
}
