//! How well raw text is parsed: the dev parts of two treebanks, scored by `score_ud.py`.
//!
//! The text is taken out of the gold file, the engine makes words and sentences of it
//! anew, and the script compares. No model is trained on these parts.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::scorer::Scorer;

/// A treebank whose dev part is measured on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Treebank {
    /// Web text.
    Ewt,
    /// Talk, news, lives, textbooks.
    Gum,
}

impl Treebank {
    /// All of them.
    pub(crate) const ALL: [Treebank; 2] = [Treebank::Ewt, Treebank::Gum];

    /// Its name in tables and in the names of files.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Treebank::Ewt => "ewt",
            Treebank::Gum => "gum",
        }
    }

    /// Parses the raw text and scores the parse: the JSON of `score_ud.py`.
    pub(crate) fn score(self, scorer: &Scorer) -> Result<Value> {
        let name = self.label();
        let gold = scorer.shared().join(format!("data/ud/{name}-dev.conllu.xz"));
        let raw = scorer.out().join(format!("{name}-dev.txt"));
        let parsed = scorer.out().join(format!("{name}-dev.conllu"));
        let mut text = scorer.script("score_ud.py");
        fs::write(&raw, output(text.arg("--text").arg(&gold), "score_ud.py")?)
            .with_context(|| format!("{}: cannot be written", raw.display()))?;
        let mut parse = Command::new(scorer.engine());
        parse.arg("parse").arg(&raw).args(["--format", "conllu"]);
        fs::write(&parsed, output(&mut parse, "dramaturg parse")?)
            .with_context(|| format!("{}: cannot be written", parsed.display()))?;
        let mut score = scorer.script("score_ud.py");
        score.arg(&gold).arg(&parsed).args(["--json", "-"]);
        Ok(serde_json::from_slice(&output(&mut score, "score_ud.py")?)?)
    }
}

/// What a command writes to its standard output.
fn output(command: &mut Command, name: &str) -> Result<Vec<u8>> {
    let done = command.output().with_context(|| format!("{name}: cannot be run"))?;
    ensure!(
        done.status.success(),
        "{name}: {}",
        String::from_utf8_lossy(&done.stderr).trim()
    );
    Ok(done.stdout)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_says_why() {
        let mut fine = Command::new("sh");
        assert_eq!(output(fine.args(["-c", "printf ok"]), "sh").unwrap(), b"ok");
        let mut bad = Command::new("sh");
        let error =
            output(bad.args(["-c", "echo no gold >&2; exit 2"]), "sh").unwrap_err();
        assert_eq!(error.to_string(), "sh: no gold");
    }
}
