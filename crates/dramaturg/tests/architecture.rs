//! The map is true: ARCHITECTURE.md names what is there, and data flows one way.

use std::fs;
use std::path::{Path, PathBuf};

/// The crates in the order in which data flows; each needs earlier ones only.
const ORDER: [&str; 9] =
    ["text", "parse", "cast", "story", "dramaturg", "export", "serve", "perform", "cli"];
/// The folders whose paths the map may name.
const FOLDERS: [&str; 5] = ["crates/", "eval/", "docs/", "samples/", "stories/"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn map() -> String {
    fs::read_to_string(root().join("ARCHITECTURE.md")).expect("there is a map")
}

/// The folders under `crates/`, in order of name.
fn crates() -> Vec<String> {
    let entries = fs::read_dir(root().join("crates")).expect("there are crates");
    let mut crates: Vec<String> = entries
        .map(|entry| entry.expect("a readable entry").file_name())
        .map(|name| name.into_string().expect("crates have plain names"))
        .filter(|name| root().join("crates").join(name).join("Cargo.toml").exists())
        .collect();
    crates.sort();
    crates
}

#[test]
fn the_map_names_every_crate() {
    let map = map();
    for name in crates() {
        assert!(
            map.contains(&format!("`crates/{name}`")),
            "`crates/{name}` is not on the map"
        );
        assert!(
            map.contains(&format!("### {name}: ")),
            "{name} has no heading on the map"
        );
    }
}

#[test]
fn every_path_on_the_map_is_there() {
    let map = map();
    let quoted = map.split('`').skip(1).step_by(2);
    for path in
        quoted.filter(|path| FOLDERS.iter().any(|folder| path.starts_with(folder)))
    {
        assert!(root().join(path).exists(), "{path} is on the map, but not there");
    }
}

#[test]
fn a_crate_needs_earlier_ones_only() {
    for name in crates() {
        let place = ORDER.iter().position(|&other| other == name);
        // What serves the stages, and holds no fiction, has no place in the order.
        let Some(place) = place else { continue };
        let manifest = root().join("crates").join(&name).join("Cargo.toml");
        let manifest = fs::read_to_string(manifest).expect("a crate has a manifest");
        for line in manifest.lines() {
            let Some(key) = line.split(['.', '=', ' ']).next() else { continue };
            let needed = match key {
                "dramaturg" => "dramaturg",
                key => key.strip_prefix("dramaturg-").unwrap_or_default(),
            };
            let needed = ORDER.iter().position(|&other| other == needed);
            assert!(
                needed.is_none_or(|needed| needed < place),
                "{name} needs {key}, which comes later"
            );
        }
    }
}

/// All files under a folder with one of some endings.
fn files(folder: &Path, ends: &[&str], into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            files(&path, ends, into);
        } else if ends.iter().any(|end| name.ends_with(end)) {
            into.push(path);
        }
    }
}

#[test]
fn every_program_that_training_needs_is_there() {
    let mut texts = Vec::new();
    for folder in ["training", "models"] {
        files(&root().join(folder), &[".py", ".md"], &mut texts);
    }
    let mut n_named = 0;
    for text in texts {
        let words = fs::read_to_string(&text).expect("a readable text");
        let words: Vec<&str> = words.split_whitespace().collect();
        for pair in words.windows(2).filter(|pair| pair[0] == "--example") {
            let name = pair[1].trim_matches(|c: char| !c.is_alphanumeric() && c != '_');
            let file = format!("crates/dramaturg/examples/{name}.rs");
            assert!(root().join(&file).exists(), "{} names {file}", text.display());
            n_named += 1;
        }
    }
    assert!(n_named >= 6, "{n_named} programs are named");
}
