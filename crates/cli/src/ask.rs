//! `dramaturg ask`, `timeline` and `query`: questions about a story, for people and in SQL.

use std::fmt::Write as _;
use std::fs;

use dramaturg_export::Options;
use dramaturg_export::ask::{Answer, ask, place};
use dramaturg_export::document::Document;
use dramaturg_export::timeline;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use crate::arguments::{Ask, Input, Query, ReadFormat, Rows, Story, Target, Timeline};
use crate::correct::read;
use crate::failure::Failure;
use crate::output::Output;
use crate::report::layout::{clean, cut, width};

/// The widest column of a table for people.
const MAX_COLUMN: usize = 60;

/// The document of a book, or of the Story JSON that was given with it.
fn document(
    input: &Input,
    story: &Story,
    target: &Target,
    is_quiet: bool,
) -> Result<Document, Failure> {
    let failed = |error: dramaturg_export::ExportError| {
        Failure::bad(&input.book, &error.to_string())
    };
    let Some(path) = &story.story else {
        let reading = read(input, target.force, is_quiet)?;
        return Document::of(&reading, &Options::default()).map_err(failed);
    };
    let remedy = "give a file that `dramaturg read --format json` wrote";
    let json = fs::read_to_string(path)
        .map_err(|error| Failure::io(path.as_os_str(), &error, remedy))?;
    let book = crate::input::book(input, target.force)?;
    Document::parse(&json, &book.text)
        .map_err(|error| Failure::bad(path.as_os_str(), &error.to_string()))
}

/// Answers a question.
pub(crate) fn run(arguments: &Ask, is_quiet: bool) -> Result<(), Failure> {
    let book = &arguments.input.book;
    let target = Output::new(&arguments.target, book)?;
    let document =
        document(&arguments.input, &arguments.story, &arguments.target, is_quiet)?;
    let failed =
        |error: dramaturg_export::ask::AskError| Failure::bad(book, &error.to_string());
    let at = match &arguments.at {
        None => document.text.len(),
        Some(words) => place(&document, words).map_err(failed)?,
    };
    let words: Vec<&str> = arguments.words.iter().map(String::as_str).collect();
    let answers = ask(&document, arguments.topic.into(), &words, at).map_err(failed)?;
    let data = match arguments.format {
        ReadFormat::Json => {
            let json = serde_json::json!({ "as_of": at, "answers": answers });
            format!("{json}\n").into_bytes()
        }
        ReadFormat::Report => target.styled(&shown(&answers)),
    };
    target.write(&data, is_quiet)
}

fn shown(answers: &[Answer]) -> String {
    if answers.is_empty() {
        return "Not stated.\n".to_owned();
    }
    let mut text = String::new();
    for answer in answers {
        let doubt = if answer.doubtful { "  (doubtful)" } else { "" };
        writeln!(text, "{}{doubt}", clean(&answer.answer))
            .expect("a string takes any text");
        for proof in &answer.proofs {
            let chapter =
                proof.chapter.map_or(String::new(), |n| format!("chapter {n}, "));
            writeln!(text, "    “{}”  {chapter}@{}", clean(&proof.words), proof.span[0])
                .expect("a string takes any text");
        }
    }
    text
}

/// Draws who is there and who speaks to whom.
pub(crate) fn run_timeline(arguments: &Timeline, is_quiet: bool) -> Result<(), Failure> {
    let target = Output::new(&arguments.target, &arguments.input.book)?;
    let document =
        document(&arguments.input, &arguments.story, &arguments.target, is_quiet)?;
    let is_svg = arguments.target.output.as_ref().is_some_and(|path| {
        path.extension().is_some_and(|end| end.eq_ignore_ascii_case("svg"))
    });
    let data = if is_svg {
        timeline::stage_svg(&document).into_bytes()
    } else {
        timeline::letters(&document).into_bytes()
    };
    target.write(&data, is_quiet)
}

/// Asks a database; nothing in it can be changed.
pub(crate) fn run_query(arguments: &Query) -> Result<(), Failure> {
    let name = arguments.database.as_os_str();
    let failed = |error: rusqlite::Error| Failure::bad(name, &error.to_string());
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if !arguments.database.is_file() {
        let what =
            "no such file; make one with `dramaturg export BOOK --to sqlite -o story.db`";
        return Err(Failure::bad(name, what));
    }
    let database =
        Connection::open_with_flags(&arguments.database, flags).map_err(failed)?;
    database.pragma_update(None, "query_only", true).map_err(failed)?;
    let mut statement = database.prepare(&arguments.sql).map_err(failed)?;
    let names: Vec<String> =
        statement.column_names().into_iter().map(str::to_owned).collect();
    let mut answers = Vec::new();
    let mut rows = statement.query([]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let mut cells = Vec::with_capacity(names.len());
        for i in 0..names.len() {
            cells.push(cell(row.get_ref(i).map_err(failed)?));
        }
        answers.push(cells);
    }
    let text = match arguments.format {
        Rows::Table => table(&names, &answers),
        Rows::Csv => csv(&names, &answers),
        Rows::Json => json(&names, &answers),
    };
    crate::output::write_stdout(text.as_bytes())
}

fn cell(value: ValueRef<'_>) -> serde_json::Value {
    match value {
        ValueRef::Null => serde_json::Value::Null,
        ValueRef::Integer(n) => n.into(),
        ValueRef::Real(x) => x.into(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            String::from_utf8_lossy(bytes).into_owned().into()
        }
    }
}

fn words(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(words) => words.clone(),
        value => value.to_string(),
    }
}

fn table(names: &[String], rows: &[Vec<serde_json::Value>]) -> String {
    let shown: Vec<Vec<String>> = [names.iter().map(|name| clean(name)).collect()]
        .into_iter()
        .chain(rows.iter().map(|row| {
            row.iter().map(|value| cut(&clean(&words(value)), MAX_COLUMN)).collect()
        }))
        .collect();
    let mut columns = vec![0; names.len()];
    for row in &shown {
        for (column, words) in columns.iter_mut().zip(row) {
            *column = width(words).max(*column);
        }
    }
    let mut text = String::new();
    for row in &shown {
        let cells = row.iter().zip(&columns).map(|(words, column)| {
            format!("{words}{}", " ".repeat(column.saturating_sub(width(words))))
        });
        let line: Vec<String> = cells.collect();
        text.push_str(line.join("  ").trim_end());
        text.push('\n');
    }
    text
}

fn csv(names: &[String], rows: &[Vec<serde_json::Value>]) -> String {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let cells = rows.iter().map(|row| row.iter().map(words).collect());
    for row in std::iter::once(names.to_vec()).chain(cells) {
        writer.write_record(&row).expect("a buffer takes rows of one length");
    }
    let bytes = writer.into_inner().expect("a buffer takes any bytes");
    String::from_utf8(bytes).expect("cells are UTF-8")
}

fn json(names: &[String], rows: &[Vec<serde_json::Value>]) -> String {
    let rows: Vec<serde_json::Value> = rows
        .iter()
        .map(|row| names.iter().cloned().zip(row.iter().cloned()).collect())
        .collect();
    format!("{}\n", serde_json::Value::Array(rows))
}
