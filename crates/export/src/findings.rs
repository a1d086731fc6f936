//! Findings of `check`: for people, a line each as compilers write, JSON, and SARIF 2.1.0.
//!
//! What a correction calls intended is in JSON and SARIF, marked, and nowhere else.

use std::fmt::Write as _;

use dramaturg::Reading;
use dramaturg::findings::{Found, Passage};
use dramaturg::json::rounded;
use dramaturg::story::FindingKind;
use dramaturg::text::Position as _;
use serde_json::{Value, json};

/// The version of the JSON.
const VERSION: u32 = 1;

/// Where the schema of SARIF is.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// For people: each finding with both passages.
pub fn report(found: &[Found]) -> String {
    let mut page = String::new();
    for row in found.iter().filter(|row| !row.is_intended) {
        let write = |page: &mut String, passage: &Passage| {
            let chapter =
                passage.chapter.map_or(String::new(), |n| format!("chapter {n}, "));
            let (line, at) = (passage.line, passage.span.start().index());
            // A string takes anything.
            let _ = writeln!(page, "    “{}”", passage.words);
            let _ = writeln!(page, "        {chapter}line {line}, @{at}");
        };
        let kind = row.finding.kind.label();
        let _ = writeln!(page, "{}  {kind}: {}", row.id, row.finding.message);
        write(&mut page, &row.first);
        write(&mut page, &row.second);
        page.push('\n');
    }
    let n = found.iter().filter(|row| !row.is_intended).count();
    let n_intended = found.len() - n;
    let intended = match n_intended {
        0 => String::new(),
        n => format!(", and {n} intended"),
    };
    let _ = match n {
        1 => writeln!(page, "1 finding{intended}."),
        n => writeln!(page, "{n} findings{intended}."),
    };
    page
}

/// A line each: `file:line:column: kind: message`, of the passage that does not fit.
pub fn lines(name: &str, found: &[Found]) -> String {
    let mut page = String::new();
    for row in found.iter().filter(|row| !row.is_intended) {
        let Passage { line, column, .. } = row.second;
        let (kind, message) = (row.finding.kind.label(), &row.finding.message);
        let first = &row.first;
        // A string takes anything.
        let _ = writeln!(
            page,
            "{name}:{line}:{column}: {kind}: {message} (line {}: “{}”) [{}]",
            first.line, first.words, row.id
        );
    }
    page
}

fn passage(passage: &Passage) -> Value {
    json!({
        "span": [passage.span.start().index(), passage.span.end().index()],
        "line": passage.line,
        "column": passage.column,
        "chapter": passage.chapter,
        "words": passage.words,
    })
}

/// JSON, on one line.
pub fn json(reading: &Reading, found: &[Found]) -> String {
    let rows: Vec<Value> = found
        .iter()
        .map(|row| {
            let who = row.finding.character;
            json!({
                "id": row.id,
                "kind": row.finding.kind.label(),
                "message": row.finding.message,
                "character": row.character,
                "name": who.map(|who| reading.character(who).name()),
                "first": passage(&row.first),
                "second": passage(&row.second),
                "confidence": rounded(row.finding.confidence),
                "intended": row.is_intended,
            })
        })
        .collect();
    let source = &reading.book.source;
    let value = json!({
        "format": "dramaturg-findings",
        "version": VERSION,
        "engine": dramaturg::ENGINE_VERSION,
        "source": { "name": source.name, "sha256": source.sha256 },
        "findings": rows,
    });
    format!("{value}\n")
}

/// SARIF 2.1.0 (OASIS), on one line. `uri` is where the book is, as a path or address.
pub fn sarif(uri: &str, found: &[Found]) -> String {
    let uri = encoded(uri);
    let rules: Vec<Value> = FindingKind::ALL
        .iter()
        .map(|kind| {
            json!({
                "id": kind.label(),
                "name": kind.label(),
                "shortDescription": { "text": kind.about() },
                "defaultConfiguration": { "level": "warning" },
            })
        })
        .collect();
    let location = |passage: &Passage| {
        json!({
            "artifactLocation": { "uri": uri, "index": 0 },
            "region": {
                "startLine": passage.line,
                "startColumn": passage.column,
                "endLine": passage.end_line,
                "endColumn": passage.end_column,
                "charOffset": passage.first_char,
                "charLength": passage.n_chars,
                "snippet": { "text": passage.words },
            },
        })
    };
    let results: Vec<Value> = found
        .iter()
        .map(|row| {
            let kind = row.finding.kind;
            let index = FindingKind::ALL.iter().position(|&other| other == kind);
            let mut result = json!({
                "ruleId": kind.label(),
                "ruleIndex": index,
                "level": "warning",
                "message": { "text": format!("{}.", row.finding.message) },
                "locations": [{ "physicalLocation": location(&row.second) }],
                "relatedLocations": [{
                    "id": 1,
                    "message": { "text": "What the text says before." },
                    "physicalLocation": location(&row.first),
                }],
                "rank": (100.0 * rounded(row.finding.confidence)),
                "partialFingerprints": { "dramaturg/v1": row.id },
            });
            if row.is_intended {
                result["suppressions"] = json!([{ "kind": "external" }]);
            }
            result
        })
        .collect();
    let value = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "dramaturg",
                "semanticVersion": dramaturg::ENGINE_VERSION,
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "artifacts": [{ "location": { "uri": uri } }],
            "results": results,
        }],
    });
    format!("{value}\n")
}

/// A path as a reference of a URI (RFC 3986): everything but plain characters in per cents.
fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // A string takes anything.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_reference() {
        assert_eq!(encoded("my book.txt"), "my%20book.txt");
        assert_eq!(encoded("a/é:1.txt"), "a/%C3%A9%3A1.txt");
    }
}
