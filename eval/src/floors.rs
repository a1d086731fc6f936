//! Whether a figure fell under its floor.
//!
//! A floor stands half a point under a measurement and only rises. The floors are in
//! `floors.toml`, which says on which texts they are measured.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::Value;

use crate::Report;
use crate::score::problem_lines;
use crate::scorer::{Scorer, Set, UNSEEN_NOVELS, UNSEEN_STORIES, figure};
use crate::table::Table;
use crate::treebank::Treebank;

/// The file `floors.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FloorFile {
    #[serde(default)]
    metric: Vec<Floor>,
}

/// A figure and what it must not fall under.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Floor {
    /// What a person calls it.
    name: String,
    /// The texts that it is measured on.
    set: FloorSet,
    /// Where it stands in `scores.json`, keys with dots between.
    value: String,
    /// The least that it may be, in the unit of `scores.json`.
    floor: Option<f64>,
    /// The most that it may be, for figures that are better when small.
    ceiling: Option<f64>,
}

/// The texts of a floor.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum FloorSet {
    /// The annotated stories.
    Stories,
    /// The six stories that no model sees.
    StoriesUnseen,
    /// All 22 novels, while no model has seen any.
    Pdnc,
    /// The four novels that no model sees.
    PdncUnseen,
    /// The ten openings that no model sees.
    Litbank,
    /// The dev part of EWT.
    Ewt,
    /// The dev part of GUM.
    Gum,
}

impl FloorSet {
    /// The set that has to be read for it; none for a treebank.
    fn set(self) -> Option<Set> {
        match self {
            FloorSet::Stories | FloorSet::StoriesUnseen => Some(Set::Stories),
            FloorSet::Pdnc | FloorSet::PdncUnseen => Some(Set::Pdnc),
            FloorSet::Litbank => Some(Set::Litbank),
            FloorSet::Ewt | FloorSet::Gum => None,
        }
    }

    /// The floors of a treebank.
    fn of_treebank(treebank: Treebank) -> FloorSet {
        match treebank {
            Treebank::Ewt => FloorSet::Ewt,
            Treebank::Gum => FloorSet::Gum,
        }
    }
}

impl Floor {
    /// Whether a measurement is good enough. A figure with nothing to count passes only a
    /// floor of 0.
    fn holds(&self, measured: Option<f64>) -> bool {
        let above = self.floor.is_none_or(|floor| measured.unwrap_or(0.0) >= floor);
        let below = self
            .ceiling
            .is_none_or(|ceiling| measured.is_some_and(|value| value <= ceiling));
        above && below
    }

    /// Whether it may and must stand in the file.
    fn check(&self) -> Result<()> {
        ensure!(
            self.floor.is_some() || self.ceiling.is_some(),
            "{}: has no floor and no ceiling; give it one",
            self.name
        );
        Ok(())
    }
}

/// Reads the file of floors.
fn parse(text: &str) -> Result<Vec<Floor>> {
    let file: FloorFile = toml::from_str(text)?;
    ensure!(!file.metric.is_empty(), "holds no [[metric]]");
    file.metric.iter().try_for_each(Floor::check)?;
    Ok(file.metric)
}

/// Scores the engine and holds every figure against its floor.
pub(crate) fn floors(scorer: &Scorer, path: &Path) -> Result<Report> {
    let text = fs::read_to_string(path)
        .with_context(|| format!("{}: cannot be read", path.display()))?;
    let floors = parse(&text).with_context(|| path.display().to_string())?;
    let mut sets: Vec<Set> = floors.iter().filter_map(|floor| floor.set.set()).collect();
    sets.sort_unstable();
    sets.dedup();
    let mut scores: Vec<(FloorSet, Value)> = Vec::new();
    let mut problems = String::new();
    for set in sets {
        // While no floor needs the other novels, they are not read.
        let is_whole = floors.iter().any(|floor| floor.set == FloorSet::Pdnc);
        let only = (set == Set::Pdnc && !is_whole).then_some(UNSEEN_NOVELS);
        let outcome = scorer.run(set, only, set.label())?;
        problems.push_str(&problem_lines(set, &outcome));
        if set == Set::Stories
            && floors.iter().any(|floor| floor.set == FloorSet::StoriesUnseen)
        {
            let unseen = scorer.run(set, Some(UNSEEN_STORIES), "stories-unseen")?;
            scores.push((FloorSet::StoriesUnseen, unseen.scores));
        }
        if set == Set::Pdnc {
            let unseen =
                scorer.novels(&outcome.folder, UNSEEN_NOVELS).unwrap_or(Value::Null);
            scores.push((FloorSet::PdncUnseen, unseen));
        }
        let whole = match set {
            Set::Stories => FloorSet::Stories,
            Set::Pdnc => FloorSet::Pdnc,
            Set::Litbank => FloorSet::Litbank,
        };
        scores.push((whole, outcome.scores));
    }
    for treebank in Treebank::ALL {
        let set = FloorSet::of_treebank(treebank);
        if floors.iter().any(|floor| floor.set == set) {
            scores.push((set, treebank.score(scorer)?));
        }
    }
    let (table, n_under) = compare(&floors, &scores);
    let mut verdict = match n_under {
        0 => format!("all {} floors hold\n", floors.len()),
        n => format!("{n} of {} floors do not hold\n", floors.len()),
    };
    if !problems.is_empty() {
        verdict
            .push_str("some texts failed or break the contract, whatever the floors\n");
    }
    let is_good = n_under == 0 && problems.is_empty();
    Ok(Report { text: format!("{}\n{problems}{verdict}", table.render()), is_good })
}

/// The table of floors and measurements, and how many do not hold.
fn compare(floors: &[Floor], scores: &[(FloorSet, Value)]) -> (Table, usize) {
    let mut table = Table::new(&["metric", "floor", "measured", "holds"]);
    let mut n_under = 0;
    for floor in floors {
        let measured = scores
            .iter()
            .find(|(set, _)| *set == floor.set)
            .and_then(|(_, scores)| figure(scores, &floor.value));
        let holds = floor.holds(measured);
        n_under += usize::from(!holds);
        let bound = match (floor.floor, floor.ceiling) {
            (Some(floor), None) => format!("{floor:.4}"),
            (None, Some(ceiling)) => format!("at most {ceiling:.4}"),
            (floor, ceiling) => {
                format!("{:.4} to {:.4}", floor.unwrap_or(0.0), ceiling.unwrap_or(0.0))
            }
        };
        table.push([
            floor.name.clone(),
            bound,
            measured.map_or("n/a".to_owned(), |value| format!("{value:.4}")),
            if holds { "yes".to_owned() } else { "NO".to_owned() },
        ]);
    }
    (table, n_under)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        [[metric]]
        name = "speaker"
        set = "stories"
        value = "mean.speaker"
        floor = 0.6

        [[metric]]
        name = "phantoms"
        set = "stories"
        value = "mean.n_phantoms"
        ceiling = 1.0

        [[metric]]
        name = "accuracy"
        set = "pdnc-unseen"
        value = "macro.acc"
        floor = 0.0
    "#;

    fn n_under(speaker: f64, phantoms: f64) -> usize {
        let story =
            serde_json::json!({"mean": {"speaker": speaker, "n_phantoms": phantoms}});
        let floors = parse(FILE).unwrap();
        compare(&floors, &[(FloorSet::Stories, story)]).1
    }

    #[test]
    fn a_figure_on_its_floor_holds() {
        assert_eq!(n_under(0.6, 1.0), 0);
    }

    #[test]
    fn a_figure_under_its_floor_does_not() {
        assert_eq!(n_under(0.5999, 0.0), 1);
        assert_eq!(n_under(0.5, 2.0), 2);
    }

    #[test]
    fn a_missing_figure_passes_only_a_floor_of_nothing() {
        let floors = parse(FILE).unwrap();
        let (table, n_under) = compare(&floors, &[]);
        assert_eq!(n_under, 2);
        assert!(table.render().contains("at most 1.0000"));
    }

    #[test]
    fn a_floor_needs_a_number_and_known_keys() {
        let bare = "[[metric]]\nname = \"x\"\nset = \"pdnc\"\nvalue = \"macro.acc\"\n";
        assert!(parse(bare).is_err());
        assert!(parse(&format!("{bare}floor = 0.1\n")).is_ok());
        assert!(parse(&format!("{bare}floor = 0.1\nflor = 0.2\n")).is_err());
        assert!(parse("").is_err());
    }

    #[test]
    fn the_floors_of_the_repository_parse() {
        parse(include_str!("../floors.toml")).unwrap();
    }
}
