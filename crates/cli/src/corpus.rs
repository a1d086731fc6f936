//! `dramaturg corpus`: all books of a folder into tables, some books a file.
//!
//! A table is a folder of parts, `quotations/part-00000.csv` and so on; the books of a part
//! are the same in every table. The table `files` says what became of each file: a book that
//! cannot be read is a row there, and stops nothing. A part is written when all its books are
//! read; `done/part-00000.json` is written last and names them with their SHA-256. So a run
//! that was stopped goes on behind the parts that are whole, a changed book is read again
//! with those of its part, and a new book goes into a new part.
//!
//! Books are what threads share: each reads one at a time, takes the next, and whoever reads
//! the last of a part writes it while the others go on.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::{mem, thread};

use dramaturg::Engine;
use dramaturg::json::sha256_of;
use dramaturg::text::Limits;
use dramaturg_export::document::Document;
use dramaturg_export::table::{Cell, Column, Kind, TABLES, tables};
use dramaturg_export::{ExportError, Options, csv};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::{Deserialize, Serialize};

use crate::arguments::{Corpus, TableFormat};
use crate::failure::{Failure, shown};
use crate::output::replace;

const REMEDY: &str = "choose another folder with -o";
/// The ends of the names of files that may be books.
const ENDS: &[&str] =
    &["docx", "epub", "htm", "html", "markdown", "md", "odt", "rtf", "txt", "xhtml"];

/// The table of what became of each file.
const FILES: &[Column] = &[
    Column { name: "path", kind: Kind::Text },
    Column { name: "book_id", kind: Kind::Text },
    Column { name: "status", kind: Kind::Text },
    Column { name: "error", kind: Kind::Text },
    Column { name: "file_bytes", kind: Kind::Int },
    Column { name: "file_sha256", kind: Kind::Text },
];

/// How the tables of a folder were made; a run that goes on has to make them alike.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct About {
    format: String,
    version: u32,
    engine: String,
    tables: String,
    threshold: String,
}

/// The files of a part that is done, with their SHA-256.
#[derive(Serialize, Deserialize)]
struct Done {
    files: BTreeMap<String, String>,
}

/// A file that may be a book.
struct File {
    /// Its path in the corpus, with `/` between folders.
    name: String,
    path: PathBuf,
}

/// Runs the command.
pub(crate) fn run(corpus: &Corpus, is_quiet: bool) -> Result<(), Failure> {
    let out = &corpus.output;
    let failed =
        |path: &Path, error: &io::Error| Failure::io(path.as_os_str(), error, REMEDY);
    let files = files(&corpus.folder, out)?;
    fs::create_dir_all(out).map_err(|error| failed(out, &error))?;
    check_about(corpus)?;
    let (parts, n_kept) = left(corpus, files)?;
    let n_left: usize = parts.iter().map(|(_, files)| files.len()).sum();
    let bar = bar(n_left, is_quiet);
    let usual = || thread::available_parallelism().map_or(1, usize::from);
    let n_threads = corpus.threads.filter(|&n| n > 0).unwrap_or_else(usual).min(n_left);
    let engine = Engine::embedded();
    let reader = Reader {
        // A book alone is shared by two threads, as everywhere.
        engine: if n_threads > 1 { engine.with_threads(1) } else { engine },
        limits: corpus.cost.limits(corpus.force),
        options: Options { threshold: corpus.threshold, ..Options::default() },
        tables: corpus.tables,
    };
    let shelf = Shelf::new(parts);
    thread::scope(|scope| {
        for _ in 1..n_threads {
            scope.spawn(|| shelf.work(corpus, &reader, &bar));
        }
        shelf.work(corpus, &reader, &bar);
    });
    let n_failed = shelf.n_failed.load(Ordering::Relaxed);
    if let Some(failure) =
        shelf.failure.into_inner().unwrap_or_else(PoisonError::into_inner)
    {
        return Err(failure);
    }
    bar.finish_and_clear();
    if !is_quiet {
        let seconds = bar.elapsed().as_secs_f64();
        let kept = match n_kept {
            0 => String::new(),
            n => format!("; {n} were there already"),
        };
        let _ = writeln!(
            anstream::stderr(),
            "{n_left} files in {seconds:.1} s, {n_failed} of them no books (see the table \
             `files`){kept}; wrote {}",
            shown(out.as_os_str())
        );
    }
    Ok(())
}

fn bar(n: usize, is_quiet: bool) -> ProgressBar {
    let target = if is_quiet {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let style =
        ProgressStyle::with_template("{bar:30} {pos} of {len} books, {eta} to go")
            .expect("the template is sound");
    ProgressBar::with_draw_target(Some(n as u64), target).with_style(style)
}

/// All files that may be books, by path; hidden ones and the output itself left out.
fn files(folder: &Path, out: &Path) -> Result<Vec<File>, Failure> {
    let remedy = "give a folder of books";
    let out = fs::canonicalize(out).ok();
    let mut files = Vec::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((path, prefix)) = folders.pop() {
        let entries = fs::read_dir(&path)
            .map_err(|error| Failure::io(path.as_os_str(), &error, remedy))?;
        for entry in entries {
            let entry =
                entry.map_err(|error| Failure::io(path.as_os_str(), &error, remedy))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let kind = entry
                .file_type()
                .map_err(|error| Failure::io(entry.path().as_os_str(), &error, remedy))?;
            // A link to a folder may lead back; a link to a file may not.
            if kind.is_dir() {
                if fs::canonicalize(entry.path()).ok() != out {
                    folders.push((entry.path(), format!("{prefix}{name}/")));
                }
            } else if name
                .rsplit_once('.')
                .is_some_and(|(_, end)| ENDS.contains(&&*end.to_lowercase()))
            {
                files.push(File { name: format!("{prefix}{name}"), path: entry.path() });
            }
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

fn end(tables: TableFormat) -> &'static str {
    match tables {
        TableFormat::Csv => "csv",
        #[cfg(feature = "parquet")]
        TableFormat::Parquet => "parquet",
    }
}

/// Writes how the tables are made, or compares it with how they were.
fn check_about(corpus: &Corpus) -> Result<(), Failure> {
    let path = corpus.output.join("corpus.json");
    let about = About {
        format: "dramaturg-corpus".to_owned(),
        version: 1,
        engine: dramaturg::ENGINE_VERSION.to_owned(),
        tables: end(corpus.tables).to_owned(),
        threshold: corpus.threshold.to_string(),
    };
    match fs::read(&path) {
        Ok(json)
            if serde_json::from_slice::<About>(&json).is_ok_and(|was| was == about) =>
        {
            return Ok(());
        }
        Ok(_) => {
            let what = "was made by another version, or with other options; choose another \
                        folder with -o";
            return Err(Failure::bad(corpus.output.as_os_str(), what));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(Failure::io(path.as_os_str(), &error, REMEDY)),
    }
    let is_empty =
        fs::read_dir(&corpus.output).is_ok_and(|mut entries| entries.next().is_none());
    if !is_empty {
        let what = "holds something else; choose another folder with -o";
        return Err(Failure::bad(corpus.output.as_os_str(), what));
    }
    let json = serde_json::to_vec_pretty(&about).expect("it is JSON");
    replace(&path, &json, true)
        .map_err(|error| Failure::io(path.as_os_str(), &error, REMEDY))
}

fn part_name(number: usize) -> String {
    format!("part-{number:05}")
}

/// A part's number and its files.
type Part = (usize, Vec<File>);

/// The parts that are still to be made, and how many files are done. A part stays if all its
/// files are what they were.
fn left(corpus: &Corpus, files: Vec<File>) -> Result<(Vec<Part>, usize), Failure> {
    let folder = corpus.output.join("done");
    fs::create_dir_all(&folder)
        .map_err(|error| Failure::io(folder.as_os_str(), &error, REMEDY))?;
    let mut left: BTreeMap<String, File> =
        files.into_iter().map(|file| (file.name.clone(), file)).collect();
    let mut used = BTreeSet::new();
    let mut n_kept = 0;
    let entries = fs::read_dir(&folder)
        .map_err(|error| Failure::io(folder.as_os_str(), &error, REMEDY))?;
    for entry in entries.flatten() {
        let path = entry.path();
        let number = path
            .file_stem()
            .and_then(OsStr::to_str)
            .and_then(|stem| stem.strip_prefix("part-")?.parse::<usize>().ok());
        let (Some(number), Ok(json)) = (number, fs::read(&path)) else { continue };
        let Ok(done) = serde_json::from_slice::<Done>(&json) else { continue };
        let is_same = |(name, was): (&String, &String)| {
            let file = left.get(name);
            file.is_some_and(|file| {
                fs::read(&file.path).is_ok_and(|b| sha256_of(&b) == *was)
            })
        };
        if done.files.iter().all(is_same) {
            used.insert(number);
            n_kept += done.files.len();
            for name in done.files.keys() {
                left.remove(name);
            }
        } else {
            // Its files are read anew, in parts of other books.
            remove_part(corpus, number)?;
        }
    }
    let mut numbers = (0..).filter(|number| !used.contains(number));
    let mut parts = Vec::new();
    let mut rest = left.into_values().peekable();
    while rest.peek().is_some() {
        let files: Vec<File> = rest.by_ref().take(corpus.part).collect();
        parts.push((numbers.next().expect("numbers do not end"), files));
    }
    Ok((parts, n_kept))
}

/// A part that is being made.
struct Open {
    number: usize,
    files: Vec<File>,
    /// What was read of it so far, and how many files are not read yet.
    books: Mutex<(Vec<Option<Book>>, usize)>,
}

/// The books that are still to be read; shared by all threads.
struct Shelf {
    parts: Vec<Open>,
    /// The part and the place of each book, in order.
    places: Vec<(usize, usize)>,
    /// The first book that nobody has taken.
    next: AtomicUsize,
    n_failed: AtomicUsize,
    /// Why a part could not be written: then no further book is read.
    failure: Mutex<Option<Failure>>,
    is_stopped: AtomicBool,
}

impl Shelf {
    fn new(parts: Vec<Part>) -> Shelf {
        let places = parts
            .iter()
            .enumerate()
            .flat_map(|(part, (_, files))| (0..files.len()).map(move |i| (part, i)))
            .collect();
        let parts = parts.into_iter().map(|(number, files)| {
            let n = files.len();
            let books = Mutex::new(((0..n).map(|_| None).collect(), n));
            Open { number, files, books }
        });
        Shelf {
            parts: parts.collect(),
            places,
            next: AtomicUsize::new(0),
            n_failed: AtomicUsize::new(0),
            failure: Mutex::new(None),
            is_stopped: AtomicBool::new(false),
        }
    }

    /// Reads books until none is left, and writes the parts whose last one it read.
    fn work(&self, corpus: &Corpus, reader: &Reader, bar: &ProgressBar) {
        while !self.is_stopped.load(Ordering::Relaxed) {
            let next = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(&(part, place)) = self.places.get(next) else { return };
            let part = &self.parts[part];
            let book = reader.read(&part.files[place]);
            bar.inc(1);
            if book.tables.is_err() {
                self.n_failed.fetch_add(1, Ordering::Relaxed);
            }
            let done = {
                let mut books = part.books.lock().unwrap_or_else(PoisonError::into_inner);
                let (books, n_open) = &mut *books;
                books[place] = Some(book);
                *n_open -= 1;
                if *n_open == 0 { mem::take(books) } else { Vec::new() }
            };
            if done.is_empty() {
                continue;
            }
            let books: Vec<Book> = done.into_iter().flatten().collect();
            if let Err(error) = write_part(corpus, part.number, &books) {
                let mut first =
                    self.failure.lock().unwrap_or_else(PoisonError::into_inner);
                first.get_or_insert(error);
                self.is_stopped.store(true, Ordering::Relaxed);
            }
        }
    }
}

/// Takes a part out of every table, what says that it is done first.
fn remove_part(corpus: &Corpus, number: usize) -> Result<(), Failure> {
    let name = part_name(number);
    let mut paths = vec![corpus.output.join("done").join(format!("{name}.json"))];
    let tables = TABLES.iter().map(|(table, _)| *table).chain(["files"]);
    paths.extend(
        tables.map(|t| {
            corpus.output.join(t).join(format!("{name}.{}", end(corpus.tables)))
        }),
    );
    for path in paths {
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(Failure::io(path.as_os_str(), &error, REMEDY));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Rows of one table, as they go into its file.
enum Rows {
    Csv(Vec<u8>),
    #[cfg(feature = "parquet")]
    Parquet(dramaturg_export::parquet::Rows),
}

/// What became of a file: its row of `files`, and its rows of every table.
struct Book {
    name: String,
    n_bytes: usize,
    sha256: String,
    book_id: String,
    tables: Result<Vec<Rows>, String>,
}

/// Reads books; shared by all threads.
struct Reader {
    engine: Engine,
    limits: Limits,
    options: Options,
    tables: TableFormat,
}

impl Reader {
    /// Reads one file; whatever is wrong with it becomes words.
    fn read(&self, file: &File) -> Book {
        let mut book = Book {
            name: file.name.clone(),
            n_bytes: 0,
            sha256: String::new(),
            book_id: String::new(),
            tables: Ok(Vec::new()),
        };
        let mut bytes = Vec::new();
        let cap = (self.limits.max_bytes as u64).saturating_add(1);
        let read =
            fs::File::open(&file.path).and_then(|f| f.take(cap).read_to_end(&mut bytes));
        if let Err(error) = read {
            book.tables = Err(error.to_string());
            return book;
        }
        (book.n_bytes, book.sha256) = (bytes.len(), sha256_of(&bytes));
        let name =
            Path::new(&file.name).file_name().unwrap_or_default().to_string_lossy();
        let result = catch_unwind(AssertUnwindSafe(|| self.tables_of(&name, &bytes)));
        book.tables = match result {
            Ok(Ok((book_id, tables))) => {
                book.book_id = book_id;
                Ok(tables)
            }
            Ok(Err(error)) => Err(error),
            Err(_) => Err("the engine panicked; please report it".to_owned()),
        };
        book
    }

    fn tables_of(&self, name: &str, bytes: &[u8]) -> Result<(String, Vec<Rows>), String> {
        if bytes.len() > self.limits.max_bytes {
            return Err("is longer than --max-bytes".to_owned());
        }
        let book = dramaturg::text::read(name, bytes, &self.limits)
            .map_err(|error| error.to_string())?;
        let reading = self.engine.read(book);
        let document =
            Document::of(&reading, &self.options).map_err(|error| error.to_string())?;
        drop(reading);
        let rows = tables(&document).into_iter().map(|table| {
            self.rows(table.columns, &table.rows).map_err(|error| error.to_string())
        });
        Ok((document.book_id(), rows.collect::<Result<_, _>>()?))
    }

    fn rows(&self, columns: &[Column], rows: &[Vec<Cell>]) -> Result<Rows, ExportError> {
        rows_of(self.tables, columns, rows)
    }
}

fn rows_of(
    format: TableFormat,
    #[cfg_attr(
        not(feature = "parquet"),
        expect(unused_variables, reason = "CSV has none")
    )]
    columns: &[Column],
    rows: &[Vec<Cell>],
) -> Result<Rows, ExportError> {
    Ok(match format {
        TableFormat::Csv => Rows::Csv(csv::rows(rows)?),
        #[cfg(feature = "parquet")]
        TableFormat::Parquet => {
            Rows::Parquet(dramaturg_export::parquet::Rows::new(columns, rows)?)
        }
    })
}

/// Writes a part into every table, then that it is done. Two threads, if there are several,
/// share the tables: behind the last book there is nothing else to do.
fn write_part(corpus: &Corpus, number: usize, books: &[Book]) -> Result<(), Failure> {
    let next = AtomicUsize::new(0);
    let work = || -> Result<(), Failure> {
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            let Some((name, columns)) = TABLES.get(i) else { return Ok(()) };
            let rows = books.iter().filter_map(|book| book.tables.as_ref().ok()?.get(i));
            write_table(corpus, name, columns, number, rows)?;
        }
    };
    if corpus.threads == Some(1) {
        work()?;
    } else {
        thread::scope(|scope| {
            let other = scope.spawn(work);
            let own = work();
            own.and(other.join().expect("a thread that panics has found a bug"))
        })?;
    }
    let files: Vec<Vec<Cell>> = books.iter().map(file_row).collect();
    let rows = rows_of(corpus.tables, FILES, &files).map_err(|error| {
        Failure::incomplete(corpus.folder.as_os_str(), &error.to_string())
    })?;
    write_table(corpus, "files", FILES, number, [&rows].into_iter())?;
    let files = books.iter().map(|book| (book.name.clone(), book.sha256.clone()));
    let json =
        serde_json::to_vec_pretty(&Done { files: files.collect() }).expect("it is JSON");
    let path = corpus.output.join("done").join(format!("{}.json", part_name(number)));
    replace(&path, &json, true)
        .map_err(|error| Failure::io(path.as_os_str(), &error, REMEDY))
}

fn file_row(book: &Book) -> Vec<Cell<'_>> {
    fn text(text: &str) -> Cell<'_> {
        Cell::Text(text.into())
    }
    let (status, error) = match &book.tables {
        Ok(_) => ("ok", Cell::Null),
        Err(error) => ("error", text(error)),
    };
    let is_known = !book.book_id.is_empty();
    vec![
        text(&book.name),
        if is_known { text(&book.book_id) } else { Cell::Null },
        text(status),
        error,
        Cell::Int(i64::try_from(book.n_bytes).unwrap_or(i64::MAX)),
        text(&book.sha256),
    ]
}

fn write_table<'a>(
    corpus: &Corpus,
    table: &str,
    columns: &[Column],
    number: usize,
    rows: impl Iterator<Item = &'a Rows>,
) -> Result<(), Failure> {
    let failed = |error: &dyn std::fmt::Display| {
        Failure::incomplete(corpus.folder.as_os_str(), &error.to_string())
    };
    let bytes = match corpus.tables {
        TableFormat::Csv => {
            let mut bytes = csv::header(columns).map_err(|error| failed(&error))?;
            for row in rows {
                match row {
                    Rows::Csv(lines) => bytes.extend_from_slice(lines),
                    #[cfg(feature = "parquet")]
                    Rows::Parquet(_) => {}
                }
            }
            bytes
        }
        #[cfg(feature = "parquet")]
        TableFormat::Parquet => {
            use dramaturg_export::parquet::Writer;
            let mut writer =
                Writer::new(Vec::new(), columns).map_err(|error| failed(&error))?;
            for row in rows {
                if let Rows::Parquet(rows) = row {
                    writer.add(rows).map_err(|error| failed(&error))?;
                }
            }
            writer.finish().map_err(|error| failed(&error))?
        }
    };
    let folder = corpus.output.join(table);
    let path = folder.join(format!("{}.{}", part_name(number), end(corpus.tables)));
    fs::create_dir_all(&folder)
        .and_then(|()| replace(&path, &bytes, true))
        .map_err(|error| Failure::io(path.as_os_str(), &error, REMEDY))
}
