//! How good and how fast the engine is, and whether it got worse.
//!
//! The scorers are the scripts of the shared folder; this program runs them on what the
//! `dramaturg` command writes and shows what they say. It builds nothing: it uses the
//! `dramaturg` binary that lies beside it, or the one that `--engine` names. Run it in
//! the repository root:
//!
//! ```sh
//! cargo build --release --workspace
//! cargo run --release -p dramaturg-eval -- score
//! ```
//!
//! Read in this order: `scorer`, `table`, then a file a command.

mod asof;
mod attribution;
mod check;
mod corrections;
mod errors;
mod floors;
mod given;
mod ids;
mod review;
mod score;
mod scorer;
mod speed;
mod table;
mod treebank;
mod verbatim;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

/// How good and how fast the engine is, and whether it got worse.
#[derive(Parser, Debug)]
#[command(name = "eval", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// What every command needs to know.
#[derive(Args, Debug)]
struct Places {
    /// The dramaturg binary; by default the one beside this program.
    #[arg(long)]
    engine: Option<PathBuf>,
    /// The folder with the scorers and the annotated texts.
    #[arg(long, default_value = "../shared")]
    shared: PathBuf,
    /// Where outputs and scores are kept.
    #[arg(long, default_value = "out")]
    out: PathBuf,
    /// How many texts are read at a time.
    #[arg(long, default_value_t = 2)]
    jobs: usize,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Score the engine on annotated texts, and print one table.
    Score {
        /// Which texts.
        #[arg(long, value_enum, default_value = "all")]
        set: score::Choice,
        /// Some texts of the set alone, by name, with commas between.
        #[arg(long)]
        only: Option<String>,
        #[command(flatten)]
        places: Places,
    },
    /// Score the engine, and fail if a figure is under its floor.
    Floors {
        /// The floors.
        #[arg(long, default_value = "eval/floors.toml")]
        floors: PathBuf,
        #[command(flatten)]
        places: Places,
    },
    /// Print the bars of attribution in one table: raw text, given spans and cast,
    /// calibration, addressees, speaking cast.
    Attribution {
        /// Some novels alone, by name, with commas between.
        #[arg(long)]
        only: Option<String>,
        #[command(flatten)]
        places: Places,
    },
    /// Print wrong lines of a text with their surroundings.
    Errors {
        /// Where the text comes from.
        #[arg(long, value_enum, default_value = "pdnc")]
        set: errors::Source,
        /// The text, by name: a novel such as Emma, a story such as `s1_dress_rehearsal`.
        #[arg(long, alias = "story")]
        novel: String,
        /// How many, spread evenly over the text.
        #[arg(long, default_value_t = 20)]
        n: usize,
        /// Lines of one type alone: explicit, anaphoric, implicit.
        #[arg(long = "type")]
        kind: Option<String>,
        /// Lines with one result alone: wrong, undetected, "no speaker", "unmapped speaker".
        #[arg(long)]
        result: Option<String>,
        #[command(flatten)]
        places: Places,
    },
    /// Time the engine on texts of growing size.
    Speed {
        /// The folder whose .txt files the texts are made of.
        #[arg(long, default_value = "samples")]
        samples: PathBuf,
        /// How often each text is read; the best counts.
        #[arg(long, default_value_t = 5)]
        runs: u32,
        #[command(flatten)]
        places: Places,
    },
    /// Check that every export that carries the text gives it back, byte for byte, for all
    /// books of a folder and of the folders in it.
    Verbatim {
        /// The folder.
        folder: PathBuf,
    },
    /// Measure what a view "as of here" tells of what comes later: read each text whole and
    /// cut after a chapter, and compare.
    Asof {
        /// The folder with the texts, as .txt.
        #[arg(long, default_value = "stories/corpus")]
        folder: PathBuf,
        /// Fail if more of all facts leak, in per cent.
        #[arg(long, default_value_t = 100.0)]
        most: f64,
    },
    /// Count how many planted errors `check` finds, and its false alarms on clean stories;
    /// fail if they are too few or too many.
    Check {
        /// The folder of the stories.
        #[arg(long, default_value = "stories/check")]
        stories: PathBuf,
        /// Which stories.
        #[arg(long, value_enum, default_value = "all")]
        part: check::Part,
    },
    /// Count how many corrections find their line again in an edited manuscript, and how many
    /// a killed writer loses; fail if they are too few or too many.
    Corrections {
        /// The folder with the texts: `NAME/text.txt`, or `NAME.txt`.
        #[arg(long, default_value = "../shared/data/pdnc")]
        folder: PathBuf,
        /// Some texts alone, by name, with commas between.
        #[arg(long)]
        only: Option<String>,
    },
    /// Add corrections to a file until the program is ended.
    #[command(hide = true)]
    WriteCorrections {
        /// The file.
        file: PathBuf,
        /// The number of the first.
        from: usize,
    },
    /// Measure what an answer is worth: the right lines of novels after some answers, in the
    /// order of the review and in others.
    Review {
        /// The folder with the annotated novels.
        #[arg(long, default_value = "../shared/data/pdnc")]
        folder: PathBuf,
        /// Some novels alone, by name, with commas between.
        #[arg(long)]
        only: Option<String>,
        /// How many novels are read at a time.
        #[arg(long, default_value_t = 2)]
        jobs: usize,
    },
    /// Check that ids outlive a paragraph put in front, and that two runs agree.
    Ids {
        /// The folder of the stories.
        #[arg(long, default_value = "stories/corpus")]
        stories: PathBuf,
        #[command(flatten)]
        places: Places,
    },
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(report) => {
            let mut stdout = std::io::stdout().lock();
            // A reader that closed the pipe has seen enough.
            let _ = stdout.write_all(report.text.as_bytes());
            if report.is_good { ExitCode::SUCCESS } else { ExitCode::from(1) }
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "eval: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// What a command has to say.
#[derive(Debug)]
struct Report {
    /// For standard output.
    text: String,
    /// Whether all is as it must be; the exit status is 1 if not.
    is_good: bool,
}

fn run(command: Command) -> Result<Report> {
    match command {
        Command::Score { set, only, places } => {
            score::score(&scorer::Scorer::new(&places)?, set, only.as_deref())
        }
        Command::Floors { floors, places } => {
            floors::floors(&scorer::Scorer::new(&places)?, &floors)
        }
        Command::Attribution { only, places } => {
            attribution::attribution(&scorer::Scorer::new(&places)?, only.as_deref())
        }
        Command::Errors { set, novel, n, kind, result, places } => {
            let wanted = errors::Wanted { kind, result, n };
            errors::errors(&scorer::Scorer::new(&places)?, set, &novel, &wanted)
        }
        Command::Speed { samples, runs, places } => {
            speed::speed(&scorer::engine(&places)?, &samples, runs)
        }
        Command::Verbatim { folder } => verbatim::verbatim(&folder),
        Command::Asof { folder, most } => asof::asof(&folder, most),
        Command::Check { stories, part } => check::check(&stories, part),
        Command::Corrections { folder, only } => {
            corrections::corrections_of(&folder, only.as_deref())
        }
        Command::WriteCorrections { file, from } => corrections::write(&file, from),
        Command::Review { folder, only, jobs } => {
            review::review_of(&folder, only.as_deref(), jobs)
        }
        Command::Ids { stories, places } => ids::ids(&scorer::engine(&places)?, &stories),
    }
}
