//! Whether every export that carries the text gives it back.
//!
//! Each book is written in each such format, with a voice for everybody, so that every tag
//! is there; then the export is read by the format's own rules and held against the source.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use dramaturg::text::{Limits, read};
use dramaturg::{Engine, Reading};
use dramaturg_export::voice_map::{VoiceMap, merged};
use dramaturg_export::{FORMATS, Format, Options};

use crate::Report;
use crate::table::Table;

/// The ends of the names of files that may be books.
const ENDS: &[&str] = &["docx", "epub", "htm", "html", "md", "odt", "rtf", "txt"];

/// Reads every book of a folder and writes it in every format that carries the text.
pub(crate) fn verbatim(folder: &Path) -> Result<Report> {
    let books = books(folder)?;
    ensure!(!books.is_empty(), "{}: holds no book", folder.display());
    let formats: Vec<&Format> =
        FORMATS.iter().filter(|f| f.read_back.is_some()).collect();
    let mut table =
        Table::new(&["format", "books", "bytes", "the same", "first that differs"]);
    let mut rows = vec![(0, 0, 0, String::new()); formats.len()];
    let mut n_refused = 0;
    let engine = Engine::embedded();
    for path in &books {
        let bytes = fs::read(path).with_context(|| path.display().to_string())?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let limits = Limits { force: true, ..Limits::default() };
        let Ok(book) = read(&name, &bytes, &limits) else {
            n_refused += 1;
            continue;
        };
        let reading = engine.read(book);
        let options = options(&reading)?;
        for (format, row) in formats.iter().zip(&mut rows) {
            row.0 += 1;
            row.1 += reading.book.text.len();
            if is_same(format, &reading, &options) {
                row.2 += 1;
            } else if row.3.is_empty() {
                row.3 = path.display().to_string();
            }
        }
    }
    let is_good = rows.iter().all(|row| row.2 == row.0) && n_refused < books.len();
    for (format, (n, n_bytes, n_same, first)) in formats.iter().zip(rows) {
        table.push([
            format.name.to_owned(),
            n.to_string(),
            n_bytes.to_string(),
            n_same.to_string(),
            first,
        ]);
    }
    let text = format!("{}\n{n_refused} files are no books\n", table.render());
    Ok(Report { text, is_good })
}

/// Whether an export says that it is complete, and is.
fn is_same(format: &Format, reading: &Reading, options: &Options) -> bool {
    let Ok(export) = (format.write)(reading, options) else { return false };
    let is_certified = export.certificate.as_ref().is_some_and(|c| c.complete);
    let back = format.read_back.and_then(|read_back| read_back(&export).ok());
    is_certified && back.as_deref() == Some(&reading.book.text)
}

/// A voice for everybody.
fn options(reading: &Reading) -> Result<Options> {
    let options = Options::default();
    let map = merged(None, reading, &options, &[])?;
    let map = map.replace("voice = \"\"", "voice = \"voices/eng/adult/female/Ann.wav\"");
    Ok(Options { voices: Some(VoiceMap::parse(&map)?), ..options })
}

/// The books under a folder, by path.
fn books(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut books = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
        for entry in entries {
            let entry = entry?;
            let path = entry.path();
            let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default();
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if ENDS.contains(&&*end.to_lowercase()) {
                books.push(path);
            }
        }
    }
    books.sort();
    Ok(books)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_books_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        assert!(verbatim(folder.path()).is_err(), "nothing was checked");
        fs::create_dir(folder.path().join("in")).unwrap();
        fs::write(folder.path().join("in/a.txt"), "“Go,” said Mara. [pause]\r\n")
            .unwrap();
        fs::write(folder.path().join("b.epub"), b"PK\x03\x04no book").unwrap();
        let report = verbatim(folder.path()).unwrap();
        assert!(report.is_good && report.text.contains("\n1 files are no books"));
        assert!(report.text.contains("| e2a"), "{}", report.text);
    }
}
