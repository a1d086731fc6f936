//! `dramaturg check`: what in a story cannot be.

use std::ffi::OsStr;

use dramaturg::Corrections;
use dramaturg::findings::Found;
use dramaturg::story::FindingKind;
use dramaturg_export::findings;

use crate::arguments::{Check, CheckFormat};
use crate::correct;
use crate::failure::{Failure, shown};
use crate::output::Output;
use crate::report::clean;

/// Runs the command; findings are a failure of their own.
pub(crate) fn run(arguments: &Check, is_quiet: bool) -> Result<(), Failure> {
    let book = &arguments.input.book;
    let target = Output::new(&arguments.target, book)?;
    let corrections = match correct::file(&arguments.input) {
        Some(file) if !arguments.input.no_corrections => {
            file.load().map_err(|error| correct::failed(&error))?
        }
        _ => Corrections::default(),
    };
    let reading = correct::read(&arguments.input, arguments.target.force, is_quiet)?;
    let mut found = reading.findings(&corrections);
    let is_wanted = |kind: FindingKind| {
        let is_named = |list: &[String]| list.iter().any(|name| name == kind.label());
        (arguments.only.is_empty() || is_named(&arguments.only))
            && !is_named(&arguments.skip)
    };
    found.retain(|row| is_wanted(row.finding.kind));
    let data = match arguments.format {
        CheckFormat::Report => cleaned(&findings::report(&found)),
        CheckFormat::Line => cleaned(&findings::lines(&shown(book), &found)),
        CheckFormat::Json => findings::json(&reading, &found),
        CheckFormat::Sarif => findings::sarif(&uri(book), &found),
    };
    target.write(data.as_bytes(), is_quiet)?;
    let n = found.iter().filter(|row| !row.is_intended).count();
    if n > 0 { Err(Failure::Findings(count(book, n))) } else { Ok(()) }
}

/// A finding that is meant: its id, or words of it.
pub(crate) fn find<'a>(found: &'a [Found], wanted: &str) -> Result<&'a Found, String> {
    if let Some(row) = found.iter().find(|row| row.id == wanted) {
        return Ok(row);
    }
    let wanted = wanted.split_whitespace().collect::<Vec<_>>().join(" ");
    let has = |row: &&Found| {
        !wanted.is_empty()
            && (row.second.words.contains(&wanted) || row.first.words.contains(&wanted))
    };
    let mut fitting = found.iter().filter(has);
    match (fitting.next(), fitting.next()) {
        (Some(row), None) => Ok(row),
        (Some(_), Some(_)) => {
            Err("several findings have these words; give the id".to_owned())
        }
        _ => {
            Err("no finding has this id or these words; see `dramaturg check`".to_owned())
        }
    }
}

fn count(book: &OsStr, n: usize) -> String {
    let book = shown(book);
    if n == 1 { format!("{book}: 1 finding") } else { format!("{book}: {n} findings") }
}

/// The text line by line, without what could steer a terminal.
fn cleaned(page: &str) -> String {
    page.lines().map(|line| clean(line) + "\n").collect()
}

/// The book as the address of an artifact.
fn uri(book: &OsStr) -> String {
    if book == "-" { "stdin".to_owned() } else { book.to_string_lossy().into_owned() }
}
