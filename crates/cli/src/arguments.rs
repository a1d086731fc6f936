//! What the command may be told.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use dramaturg::story::FindingKind;
use dramaturg_export::ask::Topic;
use dramaturg_export::network::Relation;
use dramaturg_export::{FORMATS, Format};

const EXAMPLES: &str = "\
Examples:
  dramaturg read emma.epub                     who is in it, and who says what
  dramaturg read chapter3.txt --format json    the same, for other programs
  dramaturg export emma.epub --to script       who reads which line aloud
  dramaturg why emma.epub 'badly done'          why a line has its speaker
  pandoc draft.tex -t plain | dramaturg read -";

const LIMITS: &str = "\
Limits: a book has at most 64 MiB, an EPUB, DOCX or ODT at most 20,000 files of at most \
16 MiB each, unpacked. Whatever exceeds a limit is refused before it is read; --max-bytes, \
--max-entries and --max-entry-bytes change the limits.

Exit codes: 0 all is well; 1 an export is not complete; 2 the call or the book is no good.";

const READ_EXAMPLES: &str = "\
Examples:
  dramaturg read emma.epub
  dramaturg read emma.epub --format json -o emma.json
  dramaturg read - < draft.txt";

const PARSE_EXAMPLES: &str = "\
Examples:
  dramaturg parse emma.epub -o emma.conllu
  echo 'Mara never slept.' | dramaturg parse -";

const WHY_EXAMPLES: &str = "\
Examples:
  dramaturg why emma.epub q-7f3a9c21
  dramaturg why emma.epub 'it was badly done'
  dramaturg why emma.epub @12345 --format json";

const ASK_EXAMPLES: &str = "\
Examples:
  dramaturg ask emma.epub who Emma --at 40%
  dramaturg ask emma.epub where Harriet --at ch3
  dramaturg ask emma.epub heard 'badly done'
  dramaturg ask draft.txt holds 'brass key' --at 'she closed the door'
  dramaturg ask draft.txt knows Ilse arm --format json";

const QUERY_EXAMPLES: &str = "\
Examples:
  dramaturg export emma.epub --to sqlite -o story.db
  dramaturg query story.db 'SELECT * FROM lines_per_character'
  dramaturg query story.db 'SELECT name, description FROM about WHERE column IS NULL'";

const EXPORT_EXAMPLES: &str = "\
Examples:
  dramaturg export emma.epub --to script -o emma.jsonl
  dramaturg export emma.epub --to alexandria --story-only -o annotated_script.json
  dramaturg export emma.epub --to voices -o voices.toml
  dramaturg export emma.epub --to e2a --voices voices.toml -o emma.e2a.sml.txt
  dramaturg export emma.epub --to csv -o emma-tables
  dramaturg export draft.txt --to text | less";

const CORPUS_EXAMPLES: &str = "\
Examples:
  dramaturg corpus library/ -o tables/
  dramaturg corpus library/ -o tables/ --threads 8 --tables parquet";

const PERFORM_EXAMPLES: &str = "\
Examples:
  dramaturg perform emma.epub -o emma-spoken
  dramaturg perform emma.epub -o emma-spoken --voices voices.toml --sound m4b
  dramaturg perform emma.epub -o emma-spoken --engine 'say -v {voice} -o {out}'";

const CORRECT_EXAMPLES: &str = "\
Examples:
  dramaturg correct emma.epub speaker 'It was badly done' 'Mr. Knightley'
  dramaturg correct emma.epub speaker q-7f3a9c21 --unknown
  dramaturg correct emma.epub merge 'Mrs. Weston' 'Miss Taylor'
  dramaturg correct emma.epub never-merge 'John Knightley' 'Mr. Knightley'
  dramaturg correct emma.epub list

Corrections stand in emma.epub.dramaturg.toml, a text to be edited freely, and every command \
applies them.";

const REVIEW_EXAMPLES: &str = "\
Examples:
  dramaturg review emma.epub                   the lines that are worth a look first
  dramaturg review emma.epub --limit 200 --format json";

const CHECK_EXAMPLES: &str = "\
Examples:
  dramaturg check draft.txt                    what cannot be, with both passages
  dramaturg check draft.txt --format line      file:line:column: kind: message
  dramaturg check draft.txt --format sarif -o draft.sarif
  dramaturg check draft.txt --only body,thing
  dramaturg correct draft.txt intended f-7f3a9c21 --note 'she is a ghost'";

const CHECK_LIMITS: &str = "\
Exit codes: 0 nothing found; 1 something found; 2 the call or the book is no good.";

const OPEN_EXAMPLES: &str = "\
Examples:
  dramaturg open emma.epub                     a book as a page, up to where it is read
  dramaturg open library/                      a shelf
  dramaturg open emma.epub --no-browser        print the address alone";

/// The options in front, then the commands.
const TEMPLATE: &str = "\
{about}

{before-help}
{usage-heading} {usage}

{all-args}{after-help}";

/// Reads fiction and rebuilds the story: the cast, the dialogue, the scenes.
#[derive(Debug, Parser)]
#[command(name = "dramaturg", version, about, before_help = EXAMPLES, after_help = LIMITS)]
#[command(help_template = TEMPLATE, arg_required_else_help = true)]
pub(crate) struct Arguments {
    /// Say nothing but errors
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read a book and show what is in it
    #[command(before_help = READ_EXAMPLES, after_help = LIMITS, help_template = TEMPLATE)]
    Read(Read),
    /// Write a book in another format: for voices, for readers, for research
    #[command(before_help = EXPORT_EXAMPLES, after_help = LIMITS, help_template = TEMPLATE)]
    Export(Export),
    /// Read all books of a folder into tables, in parallel; goes on where it was stopped
    #[command(before_help = CORPUS_EXAMPLES, after_help = LIMITS, help_template = TEMPLATE)]
    Corpus(Corpus),
    /// Speak a book with a program of this machine, a voice a character
    #[command(before_help = PERFORM_EXAMPLES, after_help = LIMITS, help_template = TEMPLATE)]
    Perform(Perform),
    /// Show how the sentences of a book are built, in the format of treebanks
    #[command(before_help = PARSE_EXAMPLES, after_help = LIMITS, help_template = TEMPLATE)]
    Parse(Parse),
    /// Explain who speaks a quotation: the candidates, and what speaks for and against each
    #[command(before_help = WHY_EXAMPLES, after_help = LIMITS, help_template = TEMPLATE)]
    Why(Why),
    /// Put right what is wrong, once: speakers, names, thoughts; kept beside the book
    #[command(before_help = CORRECT_EXAMPLES, after_help = LIMITS, help_template = TEMPLATE)]
    Correct(Correct),
    /// List doubtful lines, those first of which an answer settles most
    #[command(before_help = REVIEW_EXAMPLES, after_help = LIMITS, help_template = TEMPLATE)]
    Review(Review),
    /// Find what cannot be: the dead who speak, the arm in a sling that is used
    #[command(before_help = CHECK_EXAMPLES, after_help = CHECK_LIMITS)]
    #[command(help_template = TEMPLATE)]
    Check(Check),
    /// Open a book, or a folder of books, as a page in the browser, free of spoilers
    #[command(before_help = OPEN_EXAMPLES, after_help = LIMITS, help_template = TEMPLATE)]
    Open(Open),
    /// Ask about a story: who, where, heard, knows, holds, hurt, ties; as of a place
    #[command(before_help = ASK_EXAMPLES, after_help = LIMITS, help_template = TEMPLATE)]
    Ask(Ask),
    /// Draw who is on stage when, and who speaks to whom
    #[command(after_help = LIMITS, help_template = TEMPLATE)]
    Timeline(Timeline),
    /// Ask a database that `export --to sqlite` wrote, in SQL
    #[command(before_help = QUERY_EXAMPLES, help_template = TEMPLATE)]
    Query(Query),
    /// Print the completions for a shell
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Print the manual page
    Man,
}

/// Where the output goes.
#[derive(Debug, Args)]
pub(crate) struct Target {
    /// Write to FILE (or a folder, where the format is many files), all of it or nothing,
    /// instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Replace FILE if there is one; read a book in another language than English
    #[arg(long)]
    pub(crate) force: bool,
}

/// The book, and what it may cost.
#[derive(Debug, Args)]
pub(crate) struct Input {
    /// The book: plain text, Markdown, HTML, EPUB, DOCX, ODT or RTF; `-` is standard input
    pub(crate) book: OsString,
    /// Take corrections from FILE, not from BOOK.dramaturg.toml
    #[arg(long, value_name = "FILE")]
    pub(crate) corrections: Option<PathBuf>,
    /// Leave corrections out
    #[arg(long)]
    pub(crate) no_corrections: bool,
    #[command(flatten)]
    pub(crate) cost: Cost,
}

/// Puts right what is wrong.
#[derive(Debug, Args)]
pub(crate) struct Correct {
    #[command(flatten)]
    pub(crate) input: Input,
    /// Read a book in another language than English
    #[arg(long)]
    pub(crate) force: bool,
    /// What to put right.
    #[command(subcommand)]
    pub(crate) what: Correction,
}

/// What to put right.
#[derive(Debug, Subcommand)]
pub(crate) enum Correction {
    /// These names are one character's; the first one's name stays
    Merge {
        /// A name of each
        #[arg(required = true, num_args = 2.., value_name = "NAME")]
        names: Vec<String>,
    },
    /// These names are never one character's
    NeverMerge {
        /// A name of each
        #[arg(required = true, num_args = 2.., value_name = "NAME")]
        names: Vec<String>,
    },
    /// These names are a character of their own
    Split {
        /// The names that go
        #[arg(required = true, num_args = 1.., value_name = "NAME")]
        names: Vec<String>,
    },
    /// Call a character by another name
    Rename {
        /// A name that the text uses
        name: String,
        /// The name for reports
        to: String,
    },
    /// Say who tells the story
    Narrator {
        /// A name
        name: String,
    },
    /// Set or clear the speaker of a line
    Speaker {
        /// Words of the line, its id, or @ and a byte
        line: String,
        /// Who says it
        #[arg(required_unless_present = "unknown", conflicts_with = "unknown")]
        name: Option<String>,
        /// Nobody can tell
        #[arg(long)]
        unknown: bool,
    },
    /// Say what a line is
    Mode {
        /// What it is; none for words in marks that are no quotation
        #[arg(value_parser = ["speech", "thought", "writing", "none"])]
        mode: String,
        /// Its words, in marks or not; its id, or @ and a byte
        line: String,
    },
    /// A finding of `check` is meant to be so
    Intended {
        /// Its id, or words of it
        finding: String,
        /// Why
        #[arg(long)]
        note: Option<String>,
    },
    /// Show the file
    List,
    /// Take the last entry out again
    Undo,
}

/// Lists doubtful lines.
#[derive(Debug, Args)]
pub(crate) struct Review {
    #[command(flatten)]
    pub(crate) input: Input,
    /// For people, or for programs
    #[arg(long, value_enum, default_value_t = ReadFormat::Report)]
    pub(crate) format: ReadFormat,
    /// How many lines
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,
    #[command(flatten)]
    pub(crate) target: Target,
}

/// Finds what cannot be.
#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) input: Input,
    /// For people, for editors, or for programs
    #[arg(long, value_enum, default_value_t = CheckFormat::Report)]
    pub(crate) format: CheckFormat,
    /// Look for these kinds alone, with commas between
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = kinds())]
    pub(crate) only: Vec<String>,
    /// Leave these kinds out, with commas between
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = kinds())]
    pub(crate) skip: Vec<String>,
    #[command(flatten)]
    pub(crate) target: Target,
}

/// What `check` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For people, with both passages.
    Report,
    /// A line each, as compilers write: `file:line:column: kind: message`.
    Line,
    /// JSON, on one line.
    Json,
    /// SARIF 2.1.0, for editors and code hosts.
    Sarif,
}

/// The kinds of findings, with what each is.
fn kinds() -> PossibleValuesParser {
    let kinds = FindingKind::ALL.iter();
    let values = kinds.map(|kind| PossibleValue::new(kind.label()).help(kind.about()));
    PossibleValuesParser::new(values)
}

/// What a book may cost.
#[derive(Debug, Args)]
pub(crate) struct Cost {
    /// Refuse a book of more than N bytes, as a file or as text; N may end in K, M or G
    #[arg(long, value_name = "N", default_value = "64M", value_parser = size)]
    pub(crate) max_bytes: usize,
    /// Refuse an archive with a file of more than N bytes, unpacked
    #[arg(long, value_name = "N", default_value = "16M", value_parser = size)]
    pub(crate) max_entry_bytes: usize,
    /// Refuse an archive with more than N files
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    pub(crate) max_entries: usize,
}

/// Reads a book and shows what is in it.
#[derive(Debug, Args)]
pub(crate) struct Read {
    #[command(flatten)]
    pub(crate) input: Input,
    /// A report for people, or the Story JSON for programs
    #[arg(long, value_enum, default_value_t = ReadFormat::Report)]
    pub(crate) format: ReadFormat,
    /// List every mention (JSON)
    #[arg(long)]
    pub(crate) mentions: bool,
    /// Carry the text even of a plain file (JSON)
    #[arg(long)]
    pub(crate) text: bool,
    /// A speaker less likely than P, from 0 to 1, is unknown
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = probability)]
    pub(crate) threshold: f32,
    #[command(flatten)]
    pub(crate) target: Target,
}

/// What `read` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReadFormat {
    /// For people.
    Report,
    /// The Story JSON, on one line.
    Json,
}

/// Writes a book in another format.
#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) input: Input,
    /// The format
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    pub(crate) to: &'static Format,
    /// Leave out front matter, contents, licences and the like
    #[arg(long)]
    pub(crate) story_only: bool,
    /// A speaker less likely than P, from 0 to 1, is unknown
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = probability)]
    pub(crate) threshold: f32,
    /// Take what is known of the book from a Story JSON in place of the engine's own; for
    /// the formats for reading and research
    #[arg(long, value_name = "FILE")]
    pub(crate) story: Option<PathBuf>,
    /// Who has which voice: a file that `--to voices` wrote
    #[arg(long, value_name = "FILE")]
    pub(crate) voices: Option<PathBuf>,
    /// Write voice files with their full path, as found in FOLDER; fail if one is missing
    #[arg(long, value_name = "FOLDER", requires = "voices")]
    pub(crate) voice_root: Option<PathBuf>,
    /// Suggest voices from the WAV files of FOLDER, in folders such as `adult/female`
    #[arg(long, value_name = "FOLDER")]
    pub(crate) voice_library: Option<PathBuf>,
    /// What ties two characters in a network
    #[arg(long, value_enum, value_name = "TIE", default_value_t = Tie::Talk)]
    pub(crate) tie: Tie,
    #[command(flatten)]
    pub(crate) target: Target,
}

/// What ties two characters in a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tie {
    /// One speaks to the other.
    Talk,
    /// Both are in one scene.
    Company,
}

impl From<Tie> for Relation {
    fn from(tie: Tie) -> Relation {
        match tie {
            Tie::Talk => Relation::Talk,
            Tie::Company => Relation::Company,
        }
    }
}

/// The names of all formats, with what each is.
fn formats() -> impl TypedValueParser<Value = &'static Format> {
    let values =
        FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(values)
        .map(|name| Format::find(&name).expect("the names are those of the table"))
}

/// Reads all books of a folder into tables.
#[derive(Debug, Args)]
pub(crate) struct Corpus {
    /// The folder; the folders in it are read, too
    pub(crate) folder: PathBuf,
    /// Write the tables to FOLDER, a folder a table; what is there already is kept, and the
    /// books in it are not read again
    #[arg(short, long, value_name = "FOLDER")]
    pub(crate) output: PathBuf,
    /// How the tables are written
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = TableFormat::Csv)]
    pub(crate) tables: TableFormat,
    /// How many books are read at a time; by default one a core
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// How many books go into one file of a table
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = positive)]
    pub(crate) part: usize,
    /// A speaker less likely than P, from 0 to 1, is unknown
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = probability)]
    pub(crate) threshold: f32,
    /// Read books in other languages than English
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) cost: Cost,
}

/// Opens a book as a page.
#[derive(Debug, Args)]
pub(crate) struct Open {
    /// The book, or a folder with books
    pub(crate) path: PathBuf,
    #[command(flatten)]
    pub(crate) cost: Cost,
    /// Listen on port N of 127.0.0.1; 0 is any that is free
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) port: u16,
    /// Print the address alone, and open no browser
    #[arg(long)]
    pub(crate) no_browser: bool,
    /// Remember places and readings in FOLDER; by default the system's folder for such
    #[arg(long, value_name = "FOLDER")]
    pub(crate) state: Option<PathBuf>,
    /// Show the Story JSON in FILE, whole, instead of reading the book
    #[arg(long, value_name = "FILE")]
    pub(crate) story: Option<PathBuf>,
    /// Read a book in another language than English
    #[arg(long)]
    pub(crate) force: bool,
}

/// Speaks a book.
#[derive(Debug, Args)]
pub(crate) struct Perform {
    #[command(flatten)]
    pub(crate) input: Input,
    /// Write to FOLDER; what was spoken into it before is not spoken again
    #[arg(short, long, value_name = "FOLDER")]
    pub(crate) output: PathBuf,
    /// espeak-ng, piper, or a command that takes the text from its standard input, with
    /// `{voice}` and `{out}` where the voice and the WAV file go
    #[arg(long, value_name = "ENGINE", default_value = "espeak-ng")]
    pub(crate) engine: String,
    /// Who has which voice: a file that `export --to voices` wrote
    #[arg(long, value_name = "FILE")]
    pub(crate) voices: Option<PathBuf>,
    /// What is made of it; all but WAV have chapter marks and need ffmpeg
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Sound::Wav)]
    pub(crate) sound: Sound,
    /// A speaker less likely than P, from 0 to 1, is unknown
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = probability)]
    pub(crate) threshold: f32,
    /// Read a book in another language than English
    #[arg(long)]
    pub(crate) force: bool,
}

/// What is made of what is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sound {
    /// Samples as they are.
    Wav,
    /// AAC, as audiobooks come.
    M4b,
    /// Small.
    Opus,
}

/// How tables are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    /// Text with commas.
    Csv,
    /// Columns with types.
    #[cfg(feature = "parquet")]
    Parquet,
}

/// Shows how sentences are built.
#[derive(Debug, Args)]
pub(crate) struct Parse {
    #[command(flatten)]
    pub(crate) input: Input,
    /// The format
    #[arg(long, value_enum, default_value_t = ParseFormat::Conllu)]
    pub(crate) format: ParseFormat,
    #[command(flatten)]
    pub(crate) target: Target,
}

/// What `parse` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ParseFormat {
    /// CoNLL-U, a word a line.
    Conllu,
}

/// Explains who speaks a quotation.
#[derive(Debug, Args)]
pub(crate) struct Why {
    #[command(flatten)]
    pub(crate) input: Input,
    /// The quotation: its id, its number from 1, `@` and a byte of the text, or some of its
    /// words
    pub(crate) quotation: String,
    /// A report for people, or JSON for programs
    #[arg(long, value_enum, default_value_t = ReadFormat::Report)]
    pub(crate) format: ReadFormat,
    #[command(flatten)]
    pub(crate) target: Target,
}

/// Where the story comes from, if not from the engine.
#[derive(Debug, Args)]
pub(crate) struct Story {
    /// Take what is known of the book from a Story JSON in place of the engine's own
    #[arg(long, value_name = "FILE")]
    pub(crate) story: Option<PathBuf>,
}

/// Asks about a story.
#[derive(Debug, Args)]
pub(crate) struct Ask {
    #[command(flatten)]
    pub(crate) input: Input,
    /// What is asked
    #[arg(value_enum)]
    pub(crate) topic: Asked,
    /// A name, a thing, or words that are said; `knows` and `ties` take a second
    pub(crate) words: Vec<String>,
    /// Use nothing behind this place: a byte (@1234), a chapter (ch3), a share (40%), or
    /// words of the text
    #[arg(long, value_name = "PLACE")]
    pub(crate) at: Option<String>,
    /// Answers for people, or JSON for programs
    #[arg(long, value_enum, default_value_t = ReadFormat::Report)]
    pub(crate) format: ReadFormat,
    #[command(flatten)]
    pub(crate) story: Story,
    #[command(flatten)]
    pub(crate) target: Target,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Asked {
    /// Who somebody is.
    Who,
    /// Where somebody is.
    Where,
    /// Who hears certain words.
    Heard,
    /// What somebody knows.
    Knows,
    /// What somebody holds, or who holds a thing.
    Holds,
    /// Who is hurt, asleep, dead.
    Hurt,
    /// How somebody stands to others.
    Ties,
}

impl From<Asked> for Topic {
    fn from(asked: Asked) -> Topic {
        match asked {
            Asked::Who => Topic::Who,
            Asked::Where => Topic::Where,
            Asked::Heard => Topic::Heard,
            Asked::Knows => Topic::Knows,
            Asked::Holds => Topic::Holds,
            Asked::Hurt => Topic::Hurt,
            Asked::Ties => Topic::Ties,
        }
    }
}

/// Draws who is there and who speaks to whom.
#[derive(Debug, Args)]
pub(crate) struct Timeline {
    #[command(flatten)]
    pub(crate) input: Input,
    #[command(flatten)]
    pub(crate) story: Story,
    #[command(flatten)]
    pub(crate) target: Target,
}

/// Asks a database.
#[derive(Debug, Args)]
pub(crate) struct Query {
    /// The database
    pub(crate) database: PathBuf,
    /// The question
    pub(crate) sql: String,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Rows::Table)]
    pub(crate) format: Rows,
}

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Rows {
    /// Columns for people.
    Table,
    /// Text with commas.
    Csv,
    /// A list of objects.
    Json,
}

fn probability(argument: &str) -> Result<f32, String> {
    match argument.parse::<f32>() {
        Ok(p) if (0.0..=1.0).contains(&p) => Ok(p),
        _ => Err("give a number from 0 to 1, such as 0.8".to_owned()),
    }
}

fn positive(argument: &str) -> Result<usize, String> {
    argument
        .parse()
        .ok()
        .filter(|&n| n > 0)
        .ok_or_else(|| "give a number from 1".to_owned())
}

/// A number of bytes: `5000`, `64M`, `1G`.
fn size(argument: &str) -> Result<usize, String> {
    let (number, shift) = match argument.as_bytes().last() {
        Some(b'K' | b'k') => (&argument[..argument.len() - 1], 10),
        Some(b'M' | b'm') => (&argument[..argument.len() - 1], 20),
        Some(b'G' | b'g') => (&argument[..argument.len() - 1], 30),
        _ => (argument, 0),
    };
    let n: Option<usize> = number.parse().ok();
    n.and_then(|n| n.checked_mul(1 << shift))
        .filter(|&n| n > 0)
        .ok_or_else(|| "give a number of bytes, such as 500000, 64M or 1G".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_sound() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }

    #[test]
    fn sizes_may_have_a_unit() {
        assert_eq!((size("7"), size("2K"), size("1G")), (Ok(7), Ok(2048), Ok(1 << 30)));
        assert!(
            ["", "M", "0", "-1", "9999999999999G", "é"].iter().all(|s| size(s).is_err())
        );
    }

    #[test]
    fn the_limits_are_the_library_s() {
        let Arguments { command: Command::Read(read), .. } =
            Arguments::parse_from(["dramaturg", "read", "a"])
        else {
            panic!("read was called")
        };
        let limits = dramaturg::text::Limits::default();
        let Cost { max_bytes, max_entry_bytes, max_entries } = read.input.cost;
        assert_eq!(
            (max_bytes, max_entry_bytes, max_entries),
            (limits.max_bytes, limits.max_entry_bytes, limits.max_entries)
        );
    }
}
