//! `dramaturg check` as writers and their editors meet it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const DRAFT: &str = "\
Mara’s left arm was in a sling. She sat down beside the stove, and for a while she listened \
to the rain.\n\nMara picked up the bucket with her left hand.\n";

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dramaturg"))
        .args(arguments)
        .output()
        .expect("the command starts")
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let book = folder.path().join("my draft.txt");
    fs::write(&book, DRAFT).expect("a file can be written");
    (folder, book)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain name")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("the output is UTF-8")
}

#[test]
fn a_finding_is_a_line_with_its_place_and_exit_code_one() {
    let (_folder, book) = folder();
    let output = run(&["check", text(&book), "--format", "line"]);
    assert_eq!(output.status.code(), Some(1));
    let page = stdout(&output);
    let start = format!("{}:3:1: body: Mara uses the left arm", text(&book));
    assert!(page.starts_with(&start), "{page}");
    assert_eq!(page.lines().count(), 1);
    let others = run(&["check", text(&book), "--skip", "body,name"]);
    assert_eq!(others.status.code(), Some(0));
    let wrong = run(&["check", text(&book), "--only", "moons"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert_eq!(run(&["check", "no such file"]).status.code(), Some(2));
}

#[test]
fn json_has_both_passages() {
    let (_folder, book) = folder();
    let output = run(&["check", text(&book), "--format", "json"]);
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let row = &json["findings"][0];
    for (passage, words) in [("first", "sling"), ("second", "with her left hand")] {
        let span = |i: usize| {
            let at = row[passage]["span"][i].as_u64().expect("a byte");
            usize::try_from(at).expect("a small file")
        };
        let written = &DRAFT[span(0)..span(1)];
        assert!(written.contains(words), "{written}");
    }
    assert_eq!(row["kind"], "body");
    assert_eq!(row["name"], "Mara");
}

#[test]
fn what_is_intended_is_no_finding() {
    let (_folder, book) = folder();
    let what = "with her left hand";
    let done = run(&["correct", text(&book), "intended", what, "--note", "she boasts"]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(run(&["check", text(&book)]).status.code(), Some(0));
    let all = run(&["check", text(&book), "--no-corrections"]);
    assert_eq!(all.status.code(), Some(1));
    // The passage was edited a little; the finding is the same.
    let edited = DRAFT.replace("the bucket", "the old bucket");
    fs::write(&book, edited).expect("a file can be written");
    assert_eq!(run(&["check", text(&book)]).status.code(), Some(0));
    let unknown = run(&["correct", text(&book), "intended", "no such words"]);
    assert_eq!(unknown.status.code(), Some(2));
}

/// What SARIF 2.1.0 requires of a log: the properties that its schema and its text call
/// required, and their types and ranges.
#[test]
fn sarif_is_as_its_specification_wants() {
    let (_folder, book) = folder();
    for is_intended in [false, true] {
        if is_intended {
            run(&["correct", text(&book), "intended", "with her left hand"]);
        }
        let output = run(&["check", text(&book), "--format", "sarif"]);
        let log: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        // 3.13: version is required, $schema names it; runs is required.
        assert_eq!(log["version"], "2.1.0");
        assert!(log["$schema"].as_str().is_some_and(|uri| uri.contains("sarif-2.1.0")));
        let runs = log["runs"].as_array().expect("runs");
        assert_eq!(runs.len(), 1);
        // 3.14: a run has a tool, whose driver has a name (3.18, 3.19).
        let driver = &runs[0]["tool"]["driver"];
        assert_eq!(driver["name"], "dramaturg");
        assert!(
            ["utf16CodeUnits", "unicodeCodePoints"]
                .contains(&runs[0]["columnKind"].as_str().expect("a column kind"))
        );
        let rules = driver["rules"].as_array().expect("rules");
        let ids: Vec<&str> =
            rules.iter().map(|rule| rule["id"].as_str().expect("an id")).collect();
        assert!(rules.iter().all(|rule| rule["shortDescription"]["text"].is_string()));
        let artifacts = runs[0]["artifacts"].as_array().expect("artifacts");
        let results = runs[0]["results"].as_array().expect("results");
        assert_eq!(results.len(), 1);
        for result in results {
            // 3.27: a result has a message; ruleIndex points at its rule.
            assert!(result["message"]["text"].as_str().is_some_and(|t| !t.is_empty()));
            let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index"));
            assert_eq!(result["ruleId"], ids[index.expect("a small index")]);
            assert!(
                ["none", "note", "warning", "error"]
                    .contains(&result["level"].as_str().expect("a level"))
            );
            let rank = result["rank"].as_f64().expect("a rank");
            assert!((0.0..=100.0).contains(&rank));
            let both = [&result["locations"][0], &result["relatedLocations"][0]];
            for location in both {
                let place = &location["physicalLocation"];
                let artifact = &place["artifactLocation"];
                assert_eq!(artifact["uri"], artifacts[0]["location"]["uri"]);
                // A reference of a URI has no blank.
                assert!(!artifact["uri"].as_str().expect("a URI").contains(' '));
                let region = &place["region"];
                let number = |key: &str| region[key].as_u64().expect("a number");
                assert!(number("startLine") >= 1 && number("startColumn") >= 1);
                let start = (number("startLine"), number("startColumn"));
                assert!((number("endLine"), number("endColumn")) > start);
                assert!(number("charLength") > 0);
                assert!(region["snippet"]["text"].is_string());
            }
            assert!(result["relatedLocations"][0]["message"]["text"].is_string());
            let fingerprints = result["partialFingerprints"].as_object();
            assert!(fingerprints.is_some_and(|map| map.values().all(Value::is_string)));
            // 3.35: a suppression has a kind.
            let suppressions = result["suppressions"].as_array();
            assert_eq!(suppressions.is_some(), is_intended);
            for suppression in suppressions.into_iter().flatten() {
                assert!(
                    ["inSource", "external"]
                        .contains(&suppression["kind"].as_str().expect("a kind"))
                );
            }
        }
    }
}
