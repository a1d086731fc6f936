//! How time and memory grow with the text.
//!
//! Texts of growing size are made of the sample books, repeated under chapter headings,
//! and read as a user reads them: a process a text, the document thrown away.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::Report;
use crate::score::rate;
use crate::table::{Table, thousands};

/// The sizes of the texts, in bytes.
const SIZES: [usize; 6] = [100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000];

/// The lengths of the texts that stand for a short story and a novel, in words.
const LENGTHS: [usize; 2] = [2_000, 100_000];

/// What the texts are made of while there are no samples.
const PASSAGE: &str = "\
The ferry was late, and the lamp on the landing had gone out twice.

“She won’t come,” said Ilse Brandt. She had said so at noon.

“She will,” Mr. Okoro answered, and turned up his collar. “She promised my sister.”

Nobody spoke for a while. The water knocked at the piles, and somewhere behind the sheds a \
dog that belonged to no one began to bark.

“Your sister,” said Ilse at last, “believes whatever she is told.”

“And you, Miss Brandt?”

“I believe in timetables.”

He laughed. *It is the first time I have heard her make a joke,* he thought, and he looked \
out again over the black river, where a light had begun to move.

“There,” he whispered.

The boy Tam came running down the planks with the rope over his shoulder. “It’s her!” he \
shouted. “It’s Captain Leary, and she’s got the box with her!”

Ilse took the watch from her pocket, looked at it, and put it away again without a word.
";

/// What reading one text took.
#[derive(Clone, Copy, Debug)]
struct Measurement {
    bytes: usize,
    words: usize,
    seconds: f64,
    peak_bytes: u64,
}

/// Times the engine on texts of growing size.
pub(crate) fn speed(engine: &Path, samples: &Path, n_runs: u32) -> Result<Report> {
    let (passage, source) = passage(samples)?;
    let folder = tempfile::tempdir()?;
    let mut texts: Vec<String> = LENGTHS.map(|n| of_words(&passage, n)).into();
    texts.extend(SIZES.map(|n| of_bytes(&passage, n)));
    let mut rows = Vec::new();
    for text in &texts {
        let path = folder.path().join("text.txt");
        fs::write(&path, text)?;
        let mut seconds = f64::INFINITY;
        for _ in 0..n_runs.max(1) {
            seconds = seconds.min(time(engine, &path)?.as_secs_f64());
        }
        rows.push(Measurement {
            bytes: text.len(),
            words: text.split_whitespace().count(),
            seconds,
            peak_bytes: peak(engine, &path)?,
        });
    }
    let text = format!(
        "made of {source}; best of {n_runs}; peak RSS is never shown under python3's own\n\n{}",
        table(&rows).render()
    );
    Ok(Report { text, is_good: true })
}

/// The text that all others are made of, and where it comes from.
fn passage(samples: &Path) -> Result<(String, String)> {
    let mut paths = Vec::new();
    if samples.is_dir() {
        for entry in fs::read_dir(samples)? {
            let path = entry?.path();
            if path.extension().is_some_and(|end| end == "txt") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    let mut text = String::new();
    for path in &paths {
        let read = fs::read_to_string(path);
        text.push_str(
            read.with_context(|| format!("{}: cannot be read", path.display()))?.trim(),
        );
        text.push_str("\n\n");
    }
    if text.is_empty() {
        return Ok((PASSAGE.to_owned(), "the built-in passage".to_owned()));
    }
    let n_words = thousands(text.split_whitespace().count() as u64);
    Ok((text, format!("{} ({n_words} words)", samples.display())))
}

/// The passage under numbered headings until `is_enough`, which gets bytes and words.
fn repeat(passage: &str, mut is_enough: impl FnMut(usize, usize) -> bool) -> String {
    let mut text = String::new();
    let mut n_words = 0;
    for chapter in 1.. {
        let heading = format!("CHAPTER {chapter}");
        for paragraph in std::iter::once(heading.as_str()).chain(passage.split("\n\n")) {
            if is_enough(text.len(), n_words) {
                return text;
            }
            text.push_str(paragraph.trim());
            text.push_str("\n\n");
            n_words += paragraph.split_whitespace().count();
        }
    }
    text
}

/// A text of at least so many bytes, to the end of the paragraph.
fn of_bytes(passage: &str, n_bytes: usize) -> String {
    repeat(passage, |bytes, _| bytes >= n_bytes)
}

/// A text of at least so many words, to the end of the paragraph.
fn of_words(passage: &str, n_words: usize) -> String {
    repeat(passage, |_, words| words >= n_words)
}

fn command(engine: &Path, text: &Path) -> Command {
    let mut command = Command::new(engine);
    command.arg("read").arg(text).args(["--format", "json"]);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// Wall time of one reading, from the start of the process to its end.
#[expect(clippy::disallowed_types, reason = "this program measures; the engine does not")]
fn time(engine: &Path, text: &Path) -> Result<Duration> {
    let start = std::time::Instant::now();
    let status = command(engine, text).stderr(Stdio::null()).status();
    let elapsed = start.elapsed();
    let status =
        status.with_context(|| format!("{}: cannot be run", engine.display()))?;
    ensure!(status.success(), "{}: {status}; run it by hand", engine.display());
    Ok(elapsed)
}

/// Peak resident memory of one reading, in bytes.
///
/// The kernel tells it to the parent that waits. Python does the waiting, since Rust has
/// no safe call for it; the figure is therefore never under Python's own, about 10 MiB.
fn peak(engine: &Path, text: &Path) -> Result<u64> {
    const WAIT: &str = "import resource, subprocess, sys\n\
        subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)\n\
        unit = 1 if sys.platform == 'darwin' else 1024\n\
        print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit)";
    let mut python = Command::new("python3");
    python.args(["-I", "-S", "-c", WAIT]).arg(engine).arg("read").arg(text);
    let done =
        python.args(["--format", "json"]).output().context("python3: cannot be run")?;
    let said = String::from_utf8_lossy(&done.stdout);
    said.trim().parse().with_context(|| {
        format!("python3: no peak: {}", String::from_utf8_lossy(&done.stderr).trim())
    })
}

/// The measurements; growth is the time a byte over that of the row before, 1.00 if the
/// time grows as the text does.
fn table(rows: &[Measurement]) -> Table {
    let mut table =
        Table::new(&["bytes", "words", "ms", "words/s", "peak RSS, MiB", "growth"]);
    for (i, row) in rows.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| rows.get(i));
        // A shorter text than the one before begins a new series.
        let before = before.filter(|before| before.bytes < row.bytes);
        let growth = before.map_or(String::new(), |before| {
            let time = row.seconds / before.seconds;
            let size = row.bytes as f64 / before.bytes as f64;
            format!("{:.2}", time / size)
        });
        table.push([
            thousands(row.bytes as u64),
            thousands(row.words as u64),
            format!("{:.1}", 1000.0 * row.seconds),
            rate(row.words as u64, row.seconds),
            format!("{:.1}", row.peak_bytes as f64 / 1_048_576.0),
            growth,
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_their_size_and_end_with_a_paragraph() {
        let text = of_bytes(PASSAGE, 10_000);
        assert!((10_000..11_000).contains(&text.len()));
        assert!(text.starts_with("CHAPTER 1\n\nThe ferry"));
        assert!(text.contains("CHAPTER 2\n\n") && text.ends_with("\n\n"));
        let n_words = of_words(PASSAGE, 2_000).split_whitespace().count();
        assert!((2_000..2_100).contains(&n_words));
    }

    #[test]
    fn growth_is_one_where_time_follows_size() {
        let row = |bytes: usize, seconds: f64| Measurement {
            bytes,
            words: bytes / 5,
            seconds,
            peak_bytes: 1 << 20,
        };
        let text =
            table(&[row(500, 1.0), row(100, 1.0), row(200, 2.0), row(400, 8.0)]).render();
        let growth: Vec<&str> = text
            .lines()
            .skip(2)
            .map(|line| line.rsplit('|').nth(1).unwrap().trim())
            .collect();
        assert_eq!(growth, ["", "", "1.00", "2.00"]);
    }

    #[test]
    fn a_folder_without_books_gives_the_passage() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("about.md"), "about the samples").unwrap();
        assert_eq!(passage(folder.path()).unwrap().0, PASSAGE);
        fs::write(folder.path().join("book.txt"), "Once.\n").unwrap();
        assert_eq!(passage(folder.path()).unwrap().0, "Once.\n\n");
    }
}
