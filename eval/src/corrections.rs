//! How well corrections outlive an edited manuscript, and whether a kill loses any.
//!
//! Of each book two hundred corrections are made, most of them of lines spread evenly over it;
//! then ten paragraphs are put in, some with dialogue, and a chapter is moved. Where a line
//! stands in the edited text is known, so a correction that found another line is told from
//! one that found its own. For the kills, this program starts itself as a writer, ends it at
//! some moment, and holds the file against what the writer had said was written.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use dramaturg::corrections::{Apart, Entry, Line, Merge, Placed, Rename, Resolved};
use dramaturg::text::{Book, Limits, Position as _, read};
use dramaturg::{Corrections, CorrectionsFile, Engine, Reading};

use crate::Report;
use crate::table::Table;

/// Corrections of a book, and how many of them are of the cast.
const N_ENTRIES: usize = 200;
const N_CAST: usize = 20;
/// The share that must be found again.
const MIN_FOUND: f64 = 0.98;
/// How often a writer is ended.
const N_KILLS: usize = 100;

/// The paragraphs that are put in.
const ADDED: [&str; 10] = [
    "Nothing more happened that day, and nobody spoke of it again.",
    "“Yes,” said a voice from the stairs, and then the house was quiet.",
    "It had rained in the night, and the road was full of puddles.",
    "“No,” he said. “Not that.”",
    "The clock struck, and she counted the strokes, and was one short.",
    "“What do you mean?” she asked, but there was no answer.",
    "A cart went by, and after it, a long way behind, a dog.",
    "“I don’t know,” was all the answer that anybody gave.",
    "In the morning there was frost on the panes of the upper windows.",
    "“Oh!” she cried, and dropped it.",
];

/// A text that was edited, and where its stretches come from.
struct Edited {
    text: String,
    /// Start and end in the old text, start in the new one.
    stretches: Vec<(usize, usize, usize)>,
}

impl Edited {
    /// Puts paragraphs in and moves a chapter; a tenth of the text where there are none.
    fn new(book: &Book) -> Edited {
        let starts: Vec<usize> =
            book.paragraphs.rows().iter().map(|p| p.span.start().index()).collect();
        let chapters: Vec<usize> =
            book.chapters.rows().iter().map(|c| c.span.start().index()).collect();
        let n = chapters.len();
        let [goal, from, to] = if n >= 4 {
            [chapters[n / 4], chapters[n / 2], chapters[n / 2 + 1]]
        } else {
            let tenth = |i: usize| starts[i * starts.len() / 10];
            [tenth(2), tenth(6), tenth(7)]
        };
        let end = book.text.len();
        let mut edited = Edited { text: String::new(), stretches: Vec::new() };
        for (start, end) in [(0, goal), (from, to), (goal, from), (to, end)] {
            edited.copy(book, &starts, start, end);
        }
        edited
    }

    /// Copies a stretch with what is put in there: a paragraph each tenth of the text.
    fn copy(&mut self, book: &Book, starts: &[usize], start: usize, end: usize) {
        let mut at = start;
        for (i, words) in ADDED.iter().enumerate() {
            let place = starts[(2 * i + 1) * starts.len() / (2 * ADDED.len())];
            if place >= start && place < end {
                self.stretch(book, at, place);
                self.text.push_str(words);
                self.text.push_str("\n\n");
                at = place;
            }
        }
        self.stretch(book, at, end);
    }

    fn stretch(&mut self, book: &Book, start: usize, end: usize) {
        self.stretches.push((start, end, self.text.len()));
        self.text.push_str(&book.text[start..end]);
    }

    /// Where a byte of the old text stands in the new one.
    fn place(&self, at: usize) -> Option<usize> {
        let stretch =
            self.stretches.iter().find(|(start, end, _)| *start <= at && at < *end);
        stretch.map(|(start, _, new)| new + at - start)
    }
}

/// What became of the corrections of a book.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    n_entries: usize,
    n_right: usize,
    n_elsewhere: usize,
    n_reported: usize,
}

/// Makes corrections of a book, edits it and looks for them.
fn measure(engine: &Engine, book: Book) -> Result<Count> {
    let edited = Edited::new(&book);
    let name = book.source.name.clone();
    let before = engine.read(book);
    let (corrections, places) = corrections(&before);
    let limits = Limits { force: true, ..Limits::default() };
    let after = engine.read(read(&name, edited.text.as_bytes(), &limits)?);
    ensure!(
        after.book.text == edited.text,
        "the edited text is not read as it is written"
    );
    let Resolved { placed, unplaced, .. } = corrections.resolve(&after);
    let mut count = Count {
        n_entries: corrections.len(),
        n_reported: unplaced.len(),
        ..Count::default()
    };
    for Placed { entry, span } in placed {
        let wanted = places.iter().find(|(line, _)| Entry::Line(line.clone()) == entry);
        let is_right = match (wanted, span) {
            // The span has the marks, too.
            (Some((_, at)), Some(span)) => {
                let range = span.range();
                edited.place(*at).is_some_and(|at| range.contains(&at))
            }
            (Some(_), None) => false,
            (None, _) => true,
        };
        if is_right { count.n_right += 1 } else { count.n_elsewhere += 1 }
    }
    Ok(count)
}

/// Corrections of lines and of the cast, and where the lines stand.
fn corrections(reading: &Reading) -> (Corrections, Vec<(Line, usize)>) {
    let mut corrections = Corrections::default();
    let mut names: Vec<(usize, &str)> =
        reading.characters().map(|who| (who.mentions().len(), who.name())).collect();
    names.sort_by(|a, b| b.cmp(a));
    let name =
        |i: usize| names.get(i).map_or(String::new(), |(_, name)| (*name).to_owned());
    let n_cast = names.len().min(N_CAST);
    for i in 0..n_cast {
        match i % 3 {
            0 => corrections
                .rename
                .push(Rename { name: name(i), to: format!("Person {i}") }),
            1 => corrections.apart.push(Apart { names: vec![name(0), name(i)] }),
            _ => corrections.merge.push(Merge { names: vec![name(i), name(i + n_cast)] }),
        }
    }
    corrections.merge.retain(|merge| merge.names.iter().all(|name| !name.is_empty()));
    let lines: Vec<_> =
        reading.quotations().filter(|q| q.row().nested_in.is_none()).collect();
    let n_lines = (N_ENTRIES - corrections.len()).min(lines.len());
    let mut places = Vec::new();
    for i in 0..n_lines {
        let quotation = &lines[i * lines.len() / n_lines];
        let parts = &quotation.row().parts;
        let anchor = Line::at(&reading.book, parts);
        let line = match i % 10 {
            0 => Line { mode: Some("thought".to_owned()), ..anchor },
            1 => Line { speaker: Some(String::new()), ..anchor },
            _ => Line { speaker: Some(name(i % 7)), ..anchor },
        };
        places.push((line.clone(), parts[0].start().index()));
        corrections.line.push(line);
    }
    (corrections, places)
}

/// Adds corrections one by one, and says of each that it is written.
pub(crate) fn write(path: &Path, from: usize) -> Result<Report> {
    let file = CorrectionsFile::at(path);
    let mut stdout = std::io::stdout().lock();
    for i in from.. {
        file.add(&[Entry::Rename(format!("name {i}"), format!("Person {i}"))])?;
        if writeln!(stdout, "{i}").and_then(|()| stdout.flush()).is_err() {
            break;
        }
    }
    Ok(Report { text: String::new(), is_good: true })
}

/// Ends writers at many moments; the entries that were said to be written, and those of them
/// that are lost.
fn kill() -> Result<(usize, usize)> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("killed.dramaturg.toml");
    let file = CorrectionsFile::at(&path);
    let (mut said, mut n_lost, mut next) = (Vec::new(), 0, 0);
    for i in 0..N_KILLS {
        let mut writer = Command::new(std::env::current_exe()?)
            .arg("write-corrections")
            .arg(&path)
            .arg(next.to_string())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(writer.stdout.take().context("it has an output")?);
        let mut line = String::new();
        lines.read_line(&mut line)?;
        // From the first entry on, at a moment that differs each time.
        let micros = u64::try_from(i * 7919 % 20_000)?;
        std::thread::sleep(Duration::from_micros(micros));
        writer.kill()?;
        writer.wait()?;
        let rest = lines.lines().map_while(std::result::Result::ok);
        let own: Vec<usize> = std::iter::once(line)
            .chain(rest)
            .filter_map(|l| l.trim().parse().ok())
            .collect();
        said.extend(own);
        // Every kill must leave a whole file.
        let there = file.load()?.rename;
        let is_there =
            |i: &&usize| there.iter().any(|row| row.name == format!("name {i}"));
        n_lost = n_lost.max(said.len() - said.iter().filter(is_there).count());
        next = there.len().max(said.len()) + 1;
        next += said.last().copied().unwrap_or_default();
    }
    Ok((said.len(), n_lost))
}

/// The table of all books of a folder: `NAME/text.txt`, or `NAME.txt`.
pub(crate) fn corrections_of(folder: &Path, only: Option<&str>) -> Result<Report> {
    let engine = Engine::embedded();
    let mut table =
        Table::new(&["book", "corrections", "found again", "elsewhere", "reported", "%"]);
    let mut all = Count::default();
    for path in crate::review::texts(folder, only)? {
        let name = crate::review::name(&path);
        let bytes = fs::read(&path).with_context(|| path.display().to_string())?;
        let limits = Limits { force: true, ..Limits::default() };
        let count = measure(&engine, read("text.txt", &bytes, &limits)?)?;
        all.n_entries += count.n_entries;
        all.n_right += count.n_right;
        all.n_elsewhere += count.n_elsewhere;
        all.n_reported += count.n_reported;
        table.push(row(&name, count));
    }
    table.push(row("all", all));
    let (n_said, n_lost) = kill()?;
    let text = format!(
        "{}\n{N_KILLS} kills of a writer: {n_said} corrections were said to be written, \
         {n_lost} of them lost\n",
        table.render()
    );
    let is_good = all.n_right as f64 >= MIN_FOUND * all.n_entries as f64 && n_lost == 0;
    Ok(Report { text, is_good })
}

fn row(name: &str, count: Count) -> [String; 6] {
    let share = 100.0 * count.n_right as f64 / count.n_entries.max(1) as f64;
    [
        name.to_owned(),
        count.n_entries.to_string(),
        count.n_right.to_string(),
        count.n_elsewhere.to_string(),
        count.n_reported.to_string(),
        format!("{share:.1}"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stories of our own as chapters of one book.
    fn book() -> Book {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../stories/corpus");
        let names = [
            "s1_dress_rehearsal",
            "s2_moth_post",
            "t01_house_rule",
            "t02_not_torquil",
            "t03_last_orders",
            "t04_behind_the_glass",
            "t05_the_parrot_clause",
            "t07_paid_air",
            "t09_the_blue_chair",
            "t10_turned_ankle",
        ];
        let chapters = names.iter().enumerate().map(|(i, name)| {
            let text = fs::read_to_string(folder.join(format!("{name}.txt"))).unwrap();
            format!("CHAPTER {}\n\n{}\n\n", i + 1, text.trim())
        });
        let text: String = chapters.collect();
        read("stories.txt", text.as_bytes(), &Limits::default()).unwrap()
    }

    #[test]
    fn an_edited_text_has_all_words_and_those_put_in() {
        let book = book();
        assert!(book.chapters.len() >= 4);
        let edited = Edited::new(&book);
        let added: usize = ADDED.iter().map(|words| words.len() + 2).sum();
        assert_eq!(edited.text.len(), book.text.len() + added);
        for at in
            (0..book.text.len()).step_by(97).filter(|&at| book.text.is_char_boundary(at))
        {
            let new = edited.place(at).unwrap();
            assert_eq!(book.text[at..].chars().next(), edited.text[new..].chars().next());
        }
    }

    #[test]
    fn two_hundred_corrections_outlive_ten_paragraphs_and_a_moved_chapter() {
        let count = measure(&Engine::embedded(), book()).unwrap();
        assert_eq!(count.n_entries, N_ENTRIES);
        assert!(count.n_right as f64 >= MIN_FOUND * N_ENTRIES as f64, "{count:?}");
        assert_eq!(count.n_elsewhere, 0, "{count:?}");
    }
}
