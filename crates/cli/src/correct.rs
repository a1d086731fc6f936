//! `dramaturg correct`: what people put right, kept beside the book; and the corrections that
//! every command applies.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::Path;

use dramaturg::corrections::{Entry, Intended, StoreError};
use dramaturg::{Corrected, Corrections, CorrectionsFile, Engine, Ids, Reading};

use crate::arguments::{Correct, Correction, Input};
use crate::failure::{Failure, shown};
use crate::report::clean;
use crate::{check, input, output, progress, report};

/// Where the corrections of a book are; nowhere for standard input without --corrections.
pub(crate) fn file(input: &Input) -> Option<CorrectionsFile> {
    match &input.corrections {
        Some(path) => Some(CorrectionsFile::at(path)),
        None if input.book == "-" => None,
        None => Some(CorrectionsFile::beside(Path::new(&input.book))),
    }
}

pub(crate) fn failed(error: &StoreError) -> Failure {
    Failure::BadInput(clean(&error.to_string()))
}

/// Reads a book with its corrections, and says in a line or two what became of them.
pub(crate) fn read(
    input: &Input,
    is_forced: bool,
    is_quiet: bool,
) -> Result<Reading, Failure> {
    let file = file(input).filter(|_| !input.no_corrections);
    let corrections = match &file {
        Some(file) => file.load().map_err(|error| failed(&error))?,
        None => Corrections::default(),
    };
    // The models are laid out while the book is opened.
    let (engine, book) = std::thread::scope(|scope| {
        let engine = scope.spawn(Engine::embedded);
        let book = input::book(input, is_forced);
        (engine.join().expect("the embedded models were tested"), book)
    });
    let book = book?;
    let spinner = progress::Spinner::start(&input.book, is_quiet);
    let Corrected { reading, placed, unplaced } =
        engine.read_corrected(book, &corrections);
    drop(spinner);
    if let Some(file) = file.filter(|_| !corrections.is_empty() && !is_quiet) {
        let mut err = anstream::stderr();
        let (path, n) = (shown(file.path().as_os_str()), corrections.len());
        let n_placed = placed.len();
        // Where standard error is closed there is nobody to tell.
        let _ = writeln!(err, "{path}: {n_placed} of {n} corrections applied");
        for row in unplaced {
            let (what, why) = (clean(&row.correction), row.reason);
            let _ = writeln!(err, "{path}: not applied: {what}: {why}");
        }
    }
    Ok(reading)
}

/// Runs the command.
pub(crate) fn run(correct: &Correct, is_quiet: bool) -> Result<(), Failure> {
    let book = &correct.input.book;
    let Some(file) = file(&correct.input) else {
        let what = "has no place for corrections; give a file, or one with --corrections";
        return Err(Failure::bad(book, what));
    };
    let path = file.path().as_os_str();
    if matches!(correct.what, Correction::List) {
        let text = match std::fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(Failure::io(path, &error, "see --corrections")),
        };
        file.load().map_err(|error| failed(&error))?;
        return output::write_stdout(clean_lines(&text).as_bytes());
    }
    if matches!(correct.what, Correction::Undo) {
        let undone = file.undo().map_err(|error| failed(&error))?;
        let undone = undone
            .map_or_else(|| "nothing to undo".to_owned(), |e| format!("removed {e}"));
        return said(path, &clean(&undone), is_quiet);
    }
    let reading = read(&correct.input, correct.force, true)?;
    let entry = entry(&correct.what, &reading, book)?;
    if let Some(name) = entry.unknown_names(&reading).first()
        && !reading.book.text.contains(name)
    {
        let what =
            format!("nobody in it is called {name:?}; `dramaturg read` shows the cast");
        return Err(Failure::bad(book, &clean(&what)));
    }
    let corrections = file.add(&[entry]).map_err(|error| failed(&error))?;
    said(path, &format!("{} corrections", corrections.len()), is_quiet)
}

fn said(path: &OsStr, what: &str, is_quiet: bool) -> Result<(), Failure> {
    if !is_quiet {
        let _ = writeln!(anstream::stderr(), "{}: {what}", shown(path));
    }
    Ok(())
}

/// A file for the terminal, line by line.
fn clean_lines(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    text.lines().map(|line| clean(line) + "\n").collect()
}

/// What is to be added to the file.
fn entry(what: &Correction, reading: &Reading, book: &OsStr) -> Result<Entry, Failure> {
    let ids = Ids::new(reading, &reading.tally(0.0));
    let find = |wanted: &str| match report::why::find(reading, &ids, wanted) {
        Ok((id, 0)) => Ok(id),
        Ok((_, n)) => Err(Failure::bad(
            book,
            &format!("{n} more quotations fit; quote more of the line, or give its id"),
        )),
        Err(what) => Err(Failure::bad(book, &what)),
    };
    Ok(match what {
        Correction::Merge { names } => Entry::Merge(names.clone()),
        Correction::NeverMerge { names } => Entry::Apart(names.clone()),
        Correction::Split { names } => Entry::Split(names.clone()),
        Correction::Rename { name, to } => Entry::Rename(name.clone(), to.clone()),
        Correction::Narrator { name } => Entry::Narrator(name.clone()),
        Correction::Speaker { line, name, unknown: _ } => {
            Entry::speaker(reading, find(line)?, name.as_deref())
        }
        Correction::Mode { mode, line } => match find(line) {
            Ok(id) => Entry::mode(reading, id, mode),
            // A thought need not stand in marks.
            Err(_) if mode != "none" && reading.book.text.contains(line.trim()) => {
                Entry::words(line, mode)
            }
            Err(failure) => return Err(failure),
        },
        Correction::Intended { finding, note } => {
            let note = note.clone().unwrap_or_default();
            let found = reading.findings(&Corrections::default());
            Entry::Intended(match check::find(&found, finding) {
                Ok(row) => Intended {
                    finding: row.id.clone(),
                    kind: row.finding.kind.label().to_owned(),
                    words: row.second.words.clone(),
                    note,
                },
                // A script may know of it before the book does.
                Err(_) if !finding.contains(char::is_whitespace) => {
                    Intended { finding: finding.clone(), note, ..Intended::default() }
                }
                Err(what) => return Err(Failure::bad(book, &what)),
            })
        }
        Correction::List | Correction::Undo => unreachable!("these add nothing"),
    })
}
