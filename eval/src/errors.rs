//! Wrong lines of a text, so that a person can read twenty of them.
//!
//! The scorer judges every gold quotation; this shows the wrong ones where they stand,
//! with what the gold says and what the engine said and why.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use clap::ValueEnum;
use serde_json::Value;

use crate::Report;
use crate::scorer::{Scorer, Set};
use crate::table::Table;

/// How many bytes of the paragraph before are shown: its end, where the clue often is.
const MAX_BEFORE_BYTES: usize = 500;

/// How many bytes of the quotation's own paragraph are shown on either side of it.
const MAX_AROUND_BYTES: usize = 600;

/// How many confusions are listed.
const MAX_CONFUSIONS: usize = 10;

/// Where the text comes from.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Source {
    /// A novel.
    Pdnc,
    /// A story.
    Stories,
}

/// Which wrong lines to show.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// The type of attribution; all if none.
    pub(crate) kind: Option<String>,
    /// The result; all if none.
    pub(crate) result: Option<String>,
    /// How many at most.
    pub(crate) n: usize,
}

/// A judged quotation.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Line {
    id: String,
    kind: String,
    result: String,
    gold: String,
    /// The predicted character, by its id in the document; none if there is none.
    predicted: Option<String>,
    spans: Vec<(usize, usize)>,
}

/// Reads one text with the engine and shows its wrong lines.
pub(crate) fn errors(
    scorer: &Scorer,
    source: Source,
    name: &str,
    wanted: &Wanted,
) -> Result<Report> {
    let set = match source {
        Source::Pdnc => Set::Pdnc,
        Source::Stories => Set::Stories,
    };
    let outcome = scorer.run(set, Some(name), "errors")?;
    if let Some(failure) = outcome.runs.iter().find_map(|run| run.failure.as_deref()) {
        return Ok(Report {
            text: format!("FAILED {name}: {failure}\n"),
            is_good: false,
        });
    }
    let document = read_json(&outcome.folder.join(format!("{name}.json")))?;
    let details = scorer.details(set, name, &outcome.folder)?;
    let (text, lines) = match source {
        Source::Pdnc => novel(&scorer.data(set).join(name), &details)?,
        Source::Stories => story(&scorer.data(set), name, &details)?,
    };
    Ok(Report { text: show(&text, &lines, &document, wanted), is_good: true })
}

fn read_json(path: &Path) -> Result<Value> {
    let text = fs::read_to_string(path)
        .with_context(|| format!("{}: cannot be read", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{}: is no JSON", path.display()))
}

/// The text of a novel and its judged quotations.
fn novel(folder: &Path, details: &[Value]) -> Result<(String, Vec<Line>)> {
    let text = fs::read_to_string(folder.join("text.txt"))?;
    let mut spans = BTreeMap::new();
    for line in fs::read_to_string(folder.join("quotes.jsonl"))?.lines() {
        let gold: Value = serde_json::from_str(line)?;
        spans.insert(word(&gold, "id"), spans_of(&gold["spans"]));
    }
    let lines = details.iter().map(|row| {
        let id = word(row, "id");
        Line {
            kind: word(row, "type"),
            result: word(row, "result"),
            gold: word(row, "gold"),
            predicted: id_of(&row["pred"]),
            spans: spans.remove(&id).unwrap_or_default(),
            id,
        }
    });
    Ok((text, lines.collect()))
}

/// The text of a story and its judged utterances.
fn story(folder: &Path, name: &str, details: &[Value]) -> Result<(String, Vec<Line>)> {
    let gold = read_json(&folder.join(format!("{name}.gold.json")))?;
    let text = fs::read_to_string(folder.join(word(&gold["document"], "file")))?;
    let mut spans = BTreeMap::new();
    for utterance in gold["utterances"].as_array().into_iter().flatten() {
        let parts = utterance["spans"].as_array().into_iter().flatten();
        let parts = parts.flat_map(|part| {
            spans_of(&Value::Array(vec![part.get("span").unwrap_or(part).clone()]))
        });
        spans.insert(word(utterance, "id"), parts.collect());
    }
    let rows = details.iter().filter(|row| row["layer"] == "speaker");
    let lines = rows.map(|row| {
        let id = word(row, "id");
        let predicted = id_of(&row["pred"]);
        let result = match (row["right"].as_bool(), &predicted) {
            (Some(true), _) => "right",
            (_, None) => "no speaker",
            (_, Some(_)) => "wrong",
        };
        Line {
            kind: word(row, "type"),
            result: result.to_owned(),
            gold: word(row, "gold"),
            predicted,
            spans: spans.remove(&id).unwrap_or_default(),
            id,
        }
    });
    Ok((text, lines.collect()))
}

/// The string at a key; `untyped` if it is null or not there.
fn word(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or("untyped").to_owned()
}

/// An id, which scorers keep as a string or a number.
fn id_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(id) => Some(id.clone()),
        other => Some(other.to_string()),
    }
}

/// `[[start, end], ..]` as pairs.
fn spans_of(value: &Value) -> Vec<(usize, usize)> {
    let offset = |value: &Value| value.as_u64().and_then(|at| usize::try_from(at).ok());
    let spans = value.as_array().into_iter().flatten();
    spans.filter_map(|span| Some((offset(&span[0])?, offset(&span[1])?))).collect()
}

/// The report: counts, confusions, then the lines.
fn show(text: &str, lines: &[Line], document: &Value, wanted: &Wanted) -> String {
    let mut report = counts(lines);
    let wrong: Vec<&Line> = lines
        .iter()
        .filter(|line| match &wanted.result {
            Some(result) => line.result == *result,
            None => line.result != "right",
        })
        .filter(|line| wanted.kind.as_ref().is_none_or(|kind| line.kind == *kind))
        .collect();
    report.push('\n');
    report.push_str(&confusions(&wrong, document));
    let shown = spread(&wrong, wanted.n);
    report.push_str(&format!("\n{} of {} lines:\n", shown.len(), wrong.len()));
    for line in shown {
        report.push_str(&show_line(text, line, document));
    }
    report
}

/// How many lines of each type have which result.
fn counts(lines: &[Line]) -> String {
    const RESULTS: [&str; 5] =
        ["right", "wrong", "unmapped speaker", "no speaker", "undetected"];
    let mut table = Table::new(&[
        "type",
        "right",
        "wrong",
        "unmapped speaker",
        "no speaker",
        "undetected",
    ]);
    let mut by_kind: BTreeMap<&str, [usize; 5]> = BTreeMap::new();
    for line in lines {
        let row = by_kind.entry(&line.kind).or_default();
        if let Some(at) = RESULTS.iter().position(|result| *result == line.result) {
            row[at] += 1;
        }
    }
    for (kind, row) in by_kind {
        let [a, b, c, d, e] = row.map(|n| n.to_string());
        table.push([kind.to_owned(), a, b, c, d, e]);
    }
    table.render()
}

/// The most frequent pairs of gold and predicted speaker.
fn confusions(wrong: &[&Line], document: &Value) -> String {
    let mut pairs: BTreeMap<(String, String), usize> = BTreeMap::new();
    for line in wrong {
        let predicted = match &line.predicted {
            Some(id) => name_of(document, id),
            None => line.result.clone(),
        };
        *pairs.entry((line.gold.clone(), predicted)).or_default() += 1;
    }
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let mut table = Table::new(&["gold", "engine", "times"]);
    for ((gold, predicted), n) in pairs.into_iter().take(MAX_CONFUSIONS) {
        table.push([gold, predicted, n.to_string()]);
    }
    table.render()
}

/// At most `n` rows, evenly spread.
fn spread<T: Copy>(rows: &[T], n: usize) -> Vec<T> {
    if rows.len() <= n {
        return rows.to_vec();
    }
    (0..n).map(|i| rows[i * rows.len() / n]).collect()
}

fn show_line(text: &str, line: &Line, document: &Value) -> String {
    let Some(&(start, _)) = line.spans.first() else {
        return format!("\n--- {}: has no span in the gold\n", line.id);
    };
    let end = line.spans.last().map_or(start, |&(_, end)| end);
    let here = paragraph(text, start);
    let mut report =
        format!("\n--- {}  {}  {}  byte {start}\n", line.id, line.kind, line.result);
    let before = text[..here.0].trim_end();
    if !before.is_empty() {
        let before = &text[paragraph(text, before.len() - 1).0..before.len()];
        report.push_str(&format!(
            "    before  {}\n",
            shorten_start(before, MAX_BEFORE_BYTES)
        ));
    }
    let mut marked = shorten_start(&text[here.0..start], MAX_AROUND_BYTES);
    if text[here.0..start].ends_with(char::is_whitespace) && !marked.is_empty() {
        marked.push(' ');
    }
    let mut at = start;
    for &(start, end) in &line.spans {
        marked.push_str(&one_line(text.get(at..start).unwrap_or_default()));
        marked.push('⟦');
        marked.push_str(&one_line(text.get(start..end).unwrap_or_default()));
        marked.push('⟧');
        at = end;
    }
    marked.push_str(&shorten_end(&text[end..here.1.max(end)], MAX_AROUND_BYTES));
    report.push_str(&format!("    here    {marked}\n"));
    report.push_str(&format!("    gold    {}\n", line.gold));
    let found = said(text, line, document);
    if found.is_empty() {
        report.push_str("    engine  no quotation here\n");
    }
    for said in found {
        report.push_str(&format!("    engine  {said}\n"));
    }
    report
}

/// The stretch between the blank lines around an offset.
fn paragraph(text: &str, at: usize) -> (usize, usize) {
    let start = text[..at].rfind("\n\n").map_or(0, |i| i + 2);
    let end = text[at..].find("\n\n").map_or(text.len(), |i| at + i);
    (start, end)
}

/// What the engine made of the words of a line: each quotation that it found there.
fn said(text: &str, line: &Line, document: &Value) -> Vec<String> {
    let quotations = document["quotations"].as_array().into_iter().flatten();
    let overlaps = |quotation: &&Value| {
        spans_of(&quotation["spans"]).iter().any(|&(start, end)| {
            line.spans
                .iter()
                .any(|&(gold_start, gold_end)| start < gold_end && gold_start < end)
        })
    };
    let words = |value: &Value| {
        let span = spans_of(&Value::Array(vec![value.clone()]));
        let &(start, end) = span.first()?;
        Some(format!("“{}”", one_line(text.get(start..end)?)))
    };
    let describe = |quotation: &Value| {
        let speaker = &quotation["speaker"];
        let mut said = match id_of(&speaker["id"]) {
            Some(id) => name_of(document, &id),
            None => "unknown speaker".to_owned(),
        };
        for key in ["attribution", "confidence"] {
            if !speaker[key].is_null() {
                said.push_str(&format!(
                    ", {}",
                    speaker[key].to_string().trim_matches('"')
                ));
            }
        }
        if let Some(cue) = words(&speaker["cue"]) {
            said.push_str(&format!(", cue {cue}"));
        }
        let evidence = speaker["evidence"].as_array().into_iter().flatten();
        let evidence: Vec<String> = evidence.filter_map(words).collect();
        if !evidence.is_empty() {
            said.push_str(&format!(", evidence {}", evidence.join(" ")));
        }
        if quotation["mode"] != "speech" {
            said.push_str(&format!(", mode {}", word(quotation, "mode")));
        }
        let spans = spans_of(&quotation["spans"]);
        if spans.len() != line.spans.len() {
            said.push_str(&format!(", in {} part(s)", spans.len()));
        }
        said
    };
    quotations.filter(overlaps).map(describe).collect()
}

/// The name of a character of the document, or its id.
fn name_of(document: &Value, id: &str) -> String {
    let characters = document["characters"].as_array().into_iter().flatten();
    let found =
        characters.into_iter().find(|row| id_of(&row["id"]).as_deref() == Some(id));
    let name = found.and_then(|row| row["name"].as_str()).unwrap_or("no name");
    format!("{name} ({id})")
}

/// A stretch on one line; white space at its ends is one space.
fn one_line(text: &str) -> String {
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.starts_with(char::is_whitespace) && !line.is_empty() {
        line.insert(0, ' ');
    }
    if text.ends_with(char::is_whitespace) {
        line.push(' ');
    }
    line
}

/// The end of a stretch on one line.
fn shorten_start(text: &str, max_bytes: usize) -> String {
    let text = text.trim();
    if text.len() <= max_bytes {
        return one_line(text);
    }
    let from = text.ceil_char_boundary(text.len() - max_bytes);
    format!("… {}", one_line(text[from..].trim_start()))
}

/// The start of a stretch on one line.
fn shorten_end(text: &str, max_bytes: usize) -> String {
    let text = text.trim_end();
    if text.len() <= max_bytes {
        return one_line(text);
    }
    format!("{} …", one_line(text[..text.floor_char_boundary(max_bytes)].trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "The door opened.\n\n“I never\nsleep,” said Mara, “and you\nknow why.”\n\nNo.\n";

    fn line() -> Line {
        let span = |words: &str| {
            let at = TEXT.find(words).unwrap();
            (at, at + words.len())
        };
        Line {
            id: "Q1".into(),
            kind: "explicit".into(),
            result: "wrong".into(),
            gold: "Mara".into(),
            predicted: Some("c2".into()),
            spans: vec![span("I never\nsleep,"), span("and you\nknow why.")],
        }
    }

    fn document() -> Value {
        let cue = TEXT.find("said").unwrap();
        serde_json::json!({
            "characters": [{"id": "c2", "name": "Tom"}],
            "quotations": [
                {"mode": "speech", "spans": [line().spans[0]],
                 "speaker": {"id": "c2", "attribution": "explicit", "confidence": 0.75,
                             "cue": [cue, cue + 4], "evidence": [[cue, cue + 9]]}},
                {"mode": "thought", "spans": [[0, 3]], "speaker": null},
            ],
        })
    }

    #[test]
    fn a_line_is_shown_where_it_stands() {
        assert_eq!(
            show_line(TEXT, &line(), &document()),
            format!(
                "\n--- Q1  explicit  wrong  byte {}\n    before  The door opened.\n    \
                 here    “⟦I never sleep,⟧” said Mara, “⟦and you know why.⟧”\n    \
                 gold    Mara\n    \
                 engine  Tom (c2), explicit, 0.75, cue “said”, evidence “said Mara”, \
                 in 1 part(s)\n",
                line().spans[0].0
            )
        );
    }

    #[test]
    fn results_and_types_are_chosen() {
        let right = Line { result: "right".into(), ..line() };
        let undetected = Line {
            result: "undetected".into(),
            kind: "implicit".into(),
            predicted: None,
            ..line()
        };
        let lines = [right, undetected, line()];
        let report = |kind: Option<&str>, result: Option<&str>| {
            let wanted = Wanted {
                kind: kind.map(str::to_owned),
                result: result.map(str::to_owned),
                n: 20,
            };
            show(TEXT, &lines, &document(), &wanted)
        };
        assert!(report(None, None).contains("2 of 2 lines"));
        assert!(report(Some("implicit"), None).contains("1 of 1 lines"));
        assert!(report(Some("implicit"), Some("wrong")).contains("0 of 0 lines"));
        assert!(report(None, None).contains("| Mara | Tom (c2)   |     1 |"));
    }

    #[test]
    fn lines_are_spread_over_the_text() {
        assert_eq!(spread(&[1, 2, 3], 5), [1, 2, 3]);
        assert_eq!(spread(&[0, 1, 2, 3, 4, 5, 6, 7], 4), [0, 2, 4, 6]);
    }
}
