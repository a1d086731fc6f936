//! The whole performance: one WAV file, a log, and through ffmpeg M4B or Opus with chapters.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Serialize;

use crate::PerformError;
use crate::plan::Plan;
use crate::stage::Stage;
use crate::wav::Joined;

/// What the performance is written as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Container {
    /// `book.wav`, without chapter marks.
    Wav,
    /// `book.m4b`: AAC with chapter marks.
    M4b,
    /// `book.opus`, with chapter marks.
    Opus,
}

/// A chapter's mark.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    /// Its title.
    pub title: String,
    /// Where it begins, in milliseconds.
    pub start: u64,
    /// Where it ends.
    pub end: u64,
}

/// A line of the log.
#[derive(Serialize)]
struct Line<'a> {
    take: &'a str,
    who: &'a str,
    voice: &'a str,
    book_byte: usize,
    start_ms: u64,
    length_ms: u64,
    pause_ms: u32,
    text: &'a str,
}

/// Joins all takes to `book.wav` with its log `book.log.jsonl`, and gives the chapters.
///
/// # Errors
///
/// If a take is missing or no audio, or a file cannot be written.
pub fn join(
    plan: &Plan,
    stage: &Stage,
    folder: &Path,
) -> Result<Vec<Mark>, PerformError> {
    let half = folder.join(".book.wav");
    let mut joined = Joined::create(&half)?;
    let mut log = Vec::new();
    let mut marks: Vec<Mark> = Vec::new();
    let mut chapter = None;
    for (i, take) in plan.takes.iter().enumerate() {
        let start_ms = joined.milliseconds();
        if i == 0 || take.chapter != chapter {
            chapter = take.chapter;
            let title = take.chapter.and_then(|n| plan.chapters.get(n));
            let title = title.map_or("Opening", String::as_str).to_owned();
            marks.push(Mark { title, start: start_ms, end: start_ms });
        }
        let length_ms = joined.add(&stage.path(&take.hash), take.pause)?;
        if let Some(mark) = marks.last_mut() {
            mark.end = joined.milliseconds();
        }
        let line = Line {
            take: &take.hash,
            who: &take.who,
            voice: &take.voice,
            book_byte: take.start,
            start_ms,
            length_ms,
            pause_ms: take.pause,
            text: &take.text,
        };
        serde_json::to_writer(&mut log, &line)
            .map_err(|error| PerformError::file(folder, error.into()))?;
        log.push(b'\n');
    }
    joined.finish()?;
    let (wav, log_path) = (folder.join("book.wav"), folder.join("book.log.jsonl"));
    fs::rename(&half, &wav).map_err(|error| PerformError::file(&wav, error))?;
    fs::write(&log_path, log).map_err(|error| PerformError::file(&log_path, error))?;
    Ok(marks)
}

/// Makes an M4B or Opus file of `book.wav`, with chapter marks, and gives its path; the WAV
/// file itself for [`Container::Wav`].
///
/// # Errors
///
/// If ffmpeg is missing or fails.
pub fn encode(
    folder: &Path,
    container: Container,
    title: &str,
    marks: &[Mark],
) -> Result<PathBuf, PerformError> {
    let wav = folder.join("book.wav");
    let (name, arguments): (&str, &[&str]) = match container {
        Container::Wav => return Ok(wav),
        Container::M4b => ("book.m4b", &["-c:a", "aac", "-b:a", "64k", "-f", "mp4"]),
        Container::Opus => {
            ("book.opus", &["-c:a", "libopus", "-b:a", "32k", "-f", "opus"])
        }
    };
    let metadata = folder.join(".chapters.txt");
    fs::write(&metadata, ffmetadata(title, marks))
        .map_err(|error| PerformError::file(&metadata, error))?;
    let half = folder.join(format!(".{name}"));
    let done = Command::new("ffmpeg")
        .args(["-hide_banner", "-nostdin", "-loglevel", "error", "-y", "-i"])
        .arg(&wav)
        .arg("-i")
        .arg(&metadata)
        .args(["-map", "0:a", "-map_metadata", "1", "-map_chapters", "1"])
        .args(arguments)
        .arg(&half)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => PerformError::NoProgram {
                program: "ffmpeg".to_owned(),
                remedy: "install it (apt install ffmpeg, brew install ffmpeg); the WAV file is \
                         there",
            },
            _ => PerformError::file("ffmpeg", error),
        })?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        let said = said.lines().last().unwrap_or("it did not say why").to_owned();
        return Err(PerformError::Program { program: "ffmpeg".to_owned(), said });
    }
    let path = folder.join(name);
    fs::rename(&half, &path).map_err(|error| PerformError::file(&path, error))?;
    // The chapters are in the file now.
    let _ = fs::remove_file(&metadata);
    Ok(path)
}

/// The chapters in ffmpeg's own format.
fn ffmetadata(title: &str, marks: &[Mark]) -> String {
    let mut out = format!(";FFMETADATA1\ntitle={}\n", escaped(title));
    for mark in marks {
        write!(
            out,
            "[CHAPTER]\nTIMEBASE=1/1000\nSTART={}\nEND={}\ntitle={}\n",
            mark.start,
            mark.end,
            escaped(&mark.title)
        )
        .expect("a string takes any text");
    }
    out
}

/// A value on one line, with a backslash in front of what the format keeps for itself.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if matches!(c, '=' | ';' | '#' | '\\') {
            out.push('\\');
        }
        if !c.is_control() {
            out.push(c);
        }
    }
    out
}
