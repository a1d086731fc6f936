//! The small interface to whatever speaks: text and a voice in, a WAV file out.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::PerformError;
use crate::plan::Stock;

/// A program that turns text into a WAV file.
///
/// The text goes to its standard input, so no text can be taken for an option.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Speaker {
    /// The program and its arguments; `{voice}` and `{out}` stand for the voice and the file.
    words: Vec<String>,
    remedy: &'static str,
}

/// The voices of espeak-ng: the variants that are voices, not effects.
const ESPEAK_VOICES: Stock = Stock {
    narrator: "en-gb",
    female: &["en-gb+f2", "en-gb+f3", "en-gb+f4", "en-us+f1", "en-us+f5"],
    male: &["en-gb+m3", "en-gb+m1", "en-us+m2", "en-gb+m5", "en-us+m7", "en-gb+m4"],
    other: &["en-us", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbclan"],
};
/// An engine whose voices nobody knows: all that nobody chose is one voice.
const NO_VOICES: Stock = Stock { narrator: "", female: &[], male: &[], other: &[] };

impl Speaker {
    /// espeak-ng: small, free, everywhere.
    pub fn espeak() -> Speaker {
        let words = ["espeak-ng", "-v", "{voice}", "-w", "{out}", "--stdin"];
        Speaker {
            words: words.map(str::to_owned).to_vec(),
            remedy: "install it (apt install espeak-ng, brew install espeak-ng), or name \
                     another engine with --engine",
        }
    }

    /// piper, whose voices are files of models.
    pub fn piper() -> Speaker {
        let words = ["piper", "--model", "{voice}", "--output_file", "{out}"];
        Speaker {
            words: words.map(str::to_owned).to_vec(),
            remedy: "install it (pip install piper-tts), and give its models in the voice map",
        }
    }

    /// Any command, its words divided by spaces; quotes keep spaces together.
    ///
    /// # Errors
    ///
    /// If it has no program, or no `{out}`.
    pub fn template(command: &str) -> Result<Speaker, PerformError> {
        match words(command) {
            Some(words) if has_out(&words) => {
                Ok(Speaker { words, remedy: "correct --engine" })
            }
            _ => Err(PerformError::Template(command.to_owned())),
        }
    }

    /// What changes the sound, for the names of takes.
    pub fn name(&self) -> String {
        self.words.join(" ")
    }

    /// The voices that it has of its own.
    pub fn stock(&self) -> Stock {
        if self.words[0] == "espeak-ng" { ESPEAK_VOICES } else { NO_VOICES }
    }

    /// Speaks a text into a file.
    ///
    /// # Errors
    ///
    /// If the program is missing, fails, or writes no file.
    pub fn speak(&self, text: &str, voice: &str, out: &Path) -> Result<(), PerformError> {
        let program = &self.words[0];
        let mut command = Command::new(program);
        for word in &self.words[1..] {
            let word = word.replace("{voice}", voice);
            // A path need not be text.
            let mut argument = OsString::new();
            for (i, part) in word.split("{out}").enumerate() {
                if i > 0 {
                    argument.push(out);
                }
                argument.push(part);
            }
            command.arg(argument);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                PerformError::NoProgram { program: program.clone(), remedy: self.remedy }
            }
            _ => PerformError::file(program, error),
        })?;
        if let Some(mut stdin) = child.stdin.take() {
            // A program that takes its text elsewhere may close its input.
            let _ = stdin.write_all(text.as_bytes());
        }
        let done = child
            .wait_with_output()
            .map_err(|error| PerformError::file(program, error))?;
        if !done.status.success() || !out.exists() {
            let said = String::from_utf8_lossy(&done.stderr);
            let last = said.lines().rev().find(|line| !line.trim().is_empty());
            let said = last.map_or_else(|| done.status.to_string(), str::to_owned);
            return Err(PerformError::Program { program: program.clone(), said });
        }
        Ok(())
    }
}

fn has_out(words: &[String]) -> bool {
    words.iter().skip(1).any(|word| word.contains("{out}"))
}

/// The words of a command; none if a quote stays open or there is no word.
fn words(command: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in command.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    (quote.is_none() && words.first().is_some_and(|word| !word.is_empty()))
        .then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_words_with_a_place_for_the_file() {
        let speaker = Speaker::template("say 'a b' -o \"{out}\"").unwrap();
        assert_eq!(speaker.words, ["say", "a b", "-o", "{out}"]);
        for bad in ["", "say", "'' {out}", "say '{out}", "{out}"] {
            assert!(Speaker::template(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_program_that_is_missing_says_what_to_install() {
        let speaker = Speaker::template("no-such-program {out}").unwrap();
        let error = speaker.speak("x", "", Path::new("/nowhere/x.wav")).unwrap_err();
        assert_eq!(error.to_string(), "no-such-program: not found; correct --engine");
    }
}
