//! The `dramaturg` command: a book in, its story out.
//!
//! Data goes to standard output, everything else to standard error. Exit code 0 says that
//! all is well, 1 that an export is not complete or that a check found something, 2 that the call or the book was no good.
//!
//! Read in this order: `arguments`, `input`, `correct`, `review`, `check`, `report`, `export`, `corpus`, `perform`,
//! `open`, `output`, `folder`, `progress`, `failure`.

mod arguments;
mod ask;
mod check;
mod corpus;
mod correct;
mod export;
mod failure;
mod folder;
mod input;
mod open;
mod output;
mod perform;
mod progress;
mod report;
mod review;

use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use dramaturg::{Engine, Ids, JsonOptions};
use dramaturg_export::conllu;

use arguments::{Arguments, Command, Parse, ParseFormat, Read, ReadFormat, Why};
use failure::Failure;
use output::Output;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(()) | Err(Failure::BrokenPipe) => ExitCode::SUCCESS,
        Err(failure) => {
            // Where standard error is closed there is nobody to tell.
            let _ = writeln!(anstream::stderr(), "dramaturg: {failure}");
            ExitCode::from(failure.code())
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let is_quiet = arguments.quiet;
    match &arguments.command {
        Command::Read(read) => run_read(read, is_quiet),
        Command::Export(export) => export::run(export, is_quiet),
        Command::Corpus(corpus) => corpus::run(corpus, is_quiet),
        Command::Perform(perform) => perform::run(perform, is_quiet),
        Command::Correct(correct) => correct::run(correct, is_quiet),
        Command::Review(arguments) => review::run(arguments, is_quiet),
        Command::Check(arguments) => check::run(arguments, is_quiet),
        Command::Open(open) => open::run(open, is_quiet),
        Command::Parse(parse) => run_parse(parse, is_quiet),
        Command::Why(why) => run_why(why, is_quiet),
        Command::Ask(question) => ask::run(question, is_quiet),
        Command::Timeline(timeline) => ask::run_timeline(timeline, is_quiet),
        Command::Query(query) => ask::run_query(query),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            let mut command = Arguments::command();
            clap_complete::generate(*shell, &mut command, "dramaturg", &mut script);
            output::write_stdout(&script)
        }
        Command::Man => {
            let mut page = Vec::new();
            let man = clap_mangen::Man::new(Arguments::command());
            man.render(&mut page).expect("a buffer takes any bytes");
            output::write_stdout(&page)
        }
    }
}

fn run_read(read_arguments: &Read, is_quiet: bool) -> Result<(), Failure> {
    let input = &read_arguments.input;
    let target = Output::new(&read_arguments.target, &input.book)?;
    let reading = correct::read(input, read_arguments.target.force, is_quiet)?;
    let mut data = Vec::new();
    match read_arguments.format {
        ReadFormat::Json => {
            let options = JsonOptions {
                mentions: read_arguments.mentions,
                text: read_arguments.text,
                threshold: read_arguments.threshold,
            };
            reading.write_json(&options, &mut data).expect("a buffer takes any bytes");
        }
        ReadFormat::Report => {
            let report =
                report::render(&reading, target.width(), read_arguments.threshold);
            data = target.styled(&report);
        }
    }
    target.write(&data, is_quiet)
}

fn run_parse(parse: &Parse, is_quiet: bool) -> Result<(), Failure> {
    let input = &parse.input;
    let target = Output::new(&parse.target, &input.book)?;
    let book = input::book(input, parse.target.force)?;
    let spinner = progress::Spinner::start(&input.book, is_quiet);
    let layer = Engine::embedded().parse(&book);
    drop(spinner);
    let mut data = Vec::new();
    match parse.format {
        ParseFormat::Conllu => conllu::write(&book, &layer, &mut data),
    }
    .expect("a buffer takes any bytes");
    target.write(&data, is_quiet)
}

fn run_why(why: &Why, is_quiet: bool) -> Result<(), Failure> {
    let book = &why.input.book;
    let target = Output::new(&why.target, book)?;
    let reading = correct::read(&why.input, why.target.force, is_quiet)?;
    let ids = Ids::new(&reading, &reading.tally(0.0));
    let (id, n_others) = report::why::find(&reading, &ids, &why.quotation)
        .map_err(|what| Failure::bad(book, &what))?;
    let data = match why.format {
        ReadFormat::Json => {
            format!("{}\n", report::why::to_json(&reading, &ids, id)).into_bytes()
        }
        ReadFormat::Report => {
            let page = report::why::render(&reading, &ids, id, n_others, target.width());
            target.styled(&page)
        }
    };
    target.write(&data, is_quiet)
}
