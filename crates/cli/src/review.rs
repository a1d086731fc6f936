//! `dramaturg review`: doubtful lines, those first of which an answer settles most.

use std::fmt::Write as _;

use dramaturg::corrections::{Doubt, review};
use dramaturg::text::Position as _;
use dramaturg::{Ids, Reading};
use serde_json::json;

use crate::arguments::{ReadFormat, Review};
use crate::correct;
use crate::failure::{Failure, shown};
use crate::output::Output;
use crate::report::clean;

/// Characters of a line that are shown.
const SHOWN: usize = 72;

/// Runs the command.
pub(crate) fn run(arguments: &Review, is_quiet: bool) -> Result<(), Failure> {
    let book = &arguments.input.book;
    let target = Output::new(&arguments.target, book)?;
    let reading = correct::read(&arguments.input, arguments.target.force, is_quiet)?;
    let ids = Ids::new(&reading, &reading.tally(0.0));
    let doubts = review(&reading);
    let first = &doubts[..doubts.len().min(arguments.limit)];
    let data = match arguments.format {
        ReadFormat::Json => {
            let rows: Vec<_> =
                first.iter().map(|doubt| row(&reading, &ids, doubt)).collect();
            format!("{}\n", json!({ "doubtful": doubts.len(), "lines": rows }))
        }
        ReadFormat::Report => report(&reading, &ids, first, doubts.len(), &shown(book)),
    };
    target.write(data.as_bytes(), is_quiet)
}

fn row(reading: &Reading, ids: &Ids, doubt: &Doubt) -> serde_json::Value {
    let quotation = reading.quotation(doubt.quotation);
    let candidates = doubt.candidates.iter().map(|&(who, p)| {
        let name = reading.character(who).name();
        json!({ "name": name, "probability": dramaturg::json::rounded(p) })
    });
    json!({
        "id": ids.quotations[doubt.quotation],
        "words": words(reading, doubt),
        "span": [quotation.row().hull().start().index(), quotation.row().hull().end().index()],
        "candidates": candidates.collect::<Vec<_>>(),
        "gain": dramaturg::json::rounded(doubt.gain),
    })
}

fn words(reading: &Reading, doubt: &Doubt) -> String {
    let words =
        reading.quotation(doubt.quotation).words().flat_map(str::split_whitespace);
    words.collect::<Vec<_>>().join(" ")
}

fn report(reading: &Reading, ids: &Ids, first: &[Doubt], n: usize, book: &str) -> String {
    let mut page = String::new();
    for doubt in first {
        let line: String = words(reading, doubt).chars().take(SHOWN).collect();
        let candidates = doubt.candidates.iter().map(|&(who, p)| {
            format!("{} {:.0} %", reading.character(who).name(), 100.0 * p)
        });
        let candidates = candidates.collect::<Vec<_>>().join(", ");
        let id = &ids.quotations[doubt.quotation];
        // A string takes anything.
        let _ = writeln!(
            page,
            "{id}  “{}”\n            {}\n",
            clean(&line),
            clean(&candidates)
        );
    }
    let _ = writeln!(
        page,
        "{} of {n} doubtful lines. To settle one:\n  dramaturg correct {book} speaker ID NAME",
        first.len()
    );
    page
}
