//! Whether ids outlive a change, and whether two readings of one text agree.
//!
//! Ids are made from content, not from position. So a paragraph put in front changes
//! none, and an id that a user's note or correction holds still means the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::Report;
use crate::table::Table;

/// What is put in front: nobody is named, and nobody speaks.
const PARAGRAPH: &str = "\
It had rained for most of a week, and the roads were soft. Towards evening the clouds broke, \
and for an hour the light lay long and yellow over the fields.\n\n";

/// Of so many ids one may be lost: a paragraph in front turns a decision that stood on a knife's
/// edge now and then, and what it made is not there any more.
const MAX_LOST_OF: usize = 2_000;

/// Reads every story twice as it is and once with a paragraph in front.
pub(crate) fn ids(engine: &Path, stories: &Path) -> Result<Report> {
    let texts = texts(stories)?;
    let folder = tempfile::tempdir()?;
    let mut table = Table::new(&["story", "ids", "lost", "same bytes", "lost ids"]);
    let (mut is_good, mut n_ids, mut n_lost) = (true, 0, 0);
    for path in &texts {
        let first = read(engine, path)?;
        let is_same = first == read(engine, path)?;
        let name = path.file_name().context("a story has a name")?;
        let longer = folder.path().join(name);
        let text = fs::read(path)?;
        fs::write(&longer, [PARAGRAPH.as_bytes(), &text].concat())?;
        let before = rows(&first, &text).with_context(|| path.display().to_string())?;
        let after = rows(&read(engine, &longer)?, &fs::read(&longer)?)?;
        let lost = lost(&before, &after);
        is_good &= is_same;
        n_ids += before.len();
        n_lost += lost.len();
        let shown: Vec<&str> = lost.iter().take(5).map(String::as_str).collect();
        table.push([
            path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            before.len().to_string(),
            lost.len().to_string(),
            if is_same { "yes".to_owned() } else { "NO".to_owned() },
            shown.join(" "),
        ]);
    }
    is_good &= n_lost * MAX_LOST_OF <= n_ids;
    let text = format!("{}{n_lost} of {n_ids} ids lost\n", table.render());
    Ok(Report { text, is_good })
}

/// The texts of a folder, by name.
fn texts(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut texts = Vec::new();
    let entries = fs::read_dir(folder)
        .with_context(|| format!("{}: no such folder", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "txt") {
            texts.push(path);
        }
    }
    ensure!(
        !texts.is_empty(),
        "{}: holds no .txt; name another with --stories",
        folder.display()
    );
    texts.sort();
    Ok(texts)
}

/// What the engine writes for a text.
fn read(engine: &Path, text: &Path) -> Result<Vec<u8>> {
    let mut command = Command::new(engine);
    command.arg("read").arg(text).args(["--format", "json"]);
    let done = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("{}: cannot be run", engine.display()))?;
    let said = String::from_utf8_lossy(&done.stderr);
    ensure!(
        done.status.success(),
        "{}: {}: {}",
        text.display(),
        done.status,
        said.trim()
    );
    Ok(done.stdout)
}

/// The rows of a document by list and id, as `quotations q-7f3a`, each with the words that
/// it stands for; only quotations have words, since other rows may grow with the text.
fn rows(document: &[u8], text: &[u8]) -> Result<BTreeMap<String, Vec<u8>>> {
    let document: Value =
        serde_json::from_slice(document).context("the engine wrote no JSON")?;
    let lists = document.as_object().context("the engine wrote no JSON object")?;
    let mut found = BTreeMap::new();
    for (name, list) in lists {
        for row in list.as_array().into_iter().flatten() {
            let Some(id) = row["id"].as_str() else { continue };
            let words = if name == "quotations" {
                words(&row["spans"], text)
            } else {
                Vec::new()
            };
            found.insert(format!("{name} {id}"), words);
            if let Some(conversation) = row["conversation"].as_str() {
                found.insert(format!("conversation {conversation}"), Vec::new());
            }
        }
    }
    Ok(found)
}

/// The bytes of some spans, one after the other.
fn words(spans: &Value, text: &[u8]) -> Vec<u8> {
    let offset = |value: &Value| usize::try_from(value.as_u64()?).ok();
    let spans = spans.as_array().into_iter().flatten();
    let parts = spans.filter_map(|span| text.get(offset(&span[0])?..offset(&span[1])?));
    parts.collect::<Vec<_>>().concat()
}

/// The rows that are gone, or whose id now stands for other words.
fn lost(
    before: &BTreeMap<String, Vec<u8>>,
    after: &BTreeMap<String, Vec<u8>>,
) -> Vec<String> {
    before
        .iter()
        .filter(|(id, words)| after.get(*id) != Some(*words))
        .map(|(id, _)| id.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, id: &str, at: usize) -> BTreeMap<String, Vec<u8>> {
        let document = serde_json::json!({
            "source": {"name": "a.txt"},
            "characters": [{"id": "c1", "aliases": [{"text": "Mara"}]}],
            "quotations": [{"id": id, "spans": [[at, at + 3]], "conversation": "k1"}],
            "states": [{"character": "c1"}],
        });
        rows(document.to_string().as_bytes(), text.as_bytes()).unwrap()
    }

    #[test]
    fn an_id_stays_if_its_words_do() {
        let before = found("“Yes,” she said.", "q1", 3);
        assert_eq!(
            before.keys().collect::<Vec<_>>(),
            ["characters c1", "conversation k1", "quotations q1"]
        );
        assert!(
            lost(&before, &found("It rained. “Yes,” she said.", "q1", 14)).is_empty()
        );
    }

    #[test]
    fn an_id_is_lost_if_it_is_gone_or_stands_for_other_words() {
        let before = found("“Yes,” she said.", "q1", 3);
        assert_eq!(lost(&before, &found("“Yes,” she said.", "q2", 3)), ["quotations q1"]);
        assert_eq!(
            lost(&before, &found("“No.” “Yes,” she said.", "q1", 3)),
            ["quotations q1"]
        );
    }
}
