//! `StarDict` dictionaries of the cast, one for each chapter's end: whoever reads selects a
//! name and sees who that is, and nothing from behind the chapter.
//!
//! Version 1, of `StarDict` 2.4.2. Each dictionary is four files in a folder of its own:
//! `.ifo` (about it), `.idx` (headwords in the format's order), `.dict` (what they mean,
//! plain text) and `.syn` (other names, each with its headword). A name of several people is
//! a headword of its own that tells of all of them.

use std::collections::BTreeMap;

use dramaturg::Reading;

use crate::document::Document;
use crate::facts::{Boundary, Entry, Facts, boundaries};
use crate::format::{Export, ExportFile};
use crate::{ExportError, Options};

/// A headword has at most this many bytes.
const MAX_WORD: usize = 255;

/// Writes the dictionaries of a reading.
///
/// # Errors
///
/// If the engine wrote what is no Story JSON, which marks a bug.
pub fn write(reading: &Reading, options: &Options) -> Result<Export, ExportError> {
    let document = Document::of(reading, options)?;
    let facts = Facts::new(&document);
    let mut files = Vec::new();
    for (i, boundary) in boundaries(&document).iter().enumerate() {
        let entries = facts.as_of(boundary.at);
        // A dictionary without words is none.
        if !entries.is_empty() {
            dictionary(&document, i + 1, boundary, &entries, &mut files)?;
        }
    }
    Ok(Export { files, certificate: None })
}

fn dictionary(
    document: &Document,
    n: usize,
    boundary: &Boundary,
    entries: &[Entry],
    files: &mut Vec<ExportFile>,
) -> Result<(), ExportError> {
    // Who is meant by a word, the fullest name first.
    let mut meant: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        for word in [&entry.name].into_iter().chain(&entry.aliases) {
            let is_word = (1..=MAX_WORD).contains(&word.len()) && !word.contains('\0');
            let who = meant.entry(word).or_default();
            if is_word && !who.iter().any(|other| other.id == entry.id) {
                who.push(entry);
            }
        }
    }
    meant.retain(|_, who| !who.is_empty());
    let mut words: Vec<(&str, &[&Entry])> = Vec::new();
    let mut synonyms: Vec<(&str, &str)> = Vec::new();
    for (word, who) in &meant {
        match who.as_slice() {
            [one] if one.name != *word && meant.contains_key(&*one.name) => {
                synonyms.push((word, &one.name));
            }
            who => words.push((word, who)),
        }
    }
    words.sort_by(|(a, _), (b, _)| order(a, b));
    let place: BTreeMap<&str, usize> =
        words.iter().enumerate().map(|(i, (word, _))| (*word, i)).collect();
    let (mut index, mut meanings) = (Vec::new(), Vec::new());
    for (word, who) in &words {
        let told: Vec<String> = who
            .iter()
            .map(|entry| format!("{}\n{}", entry.name, entry.description()))
            .collect();
        let told = told.join("\n\n");
        index.extend_from_slice(word.as_bytes());
        index.push(0);
        index.extend(number(meanings.len())?);
        index.extend(number(told.len())?);
        meanings.extend_from_slice(told.as_bytes());
    }
    synonyms.sort_by(|(a, _), (b, _)| order(a, b));
    let mut others = Vec::new();
    for (word, name) in &synonyms {
        others.extend_from_slice(word.as_bytes());
        others.push(0);
        others.extend(number(place[name])?);
    }
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let about = format!(
        "StarDict's dict ifo file\nversion=2.4.2\nbookname=Cast of {}, up to the end of {}\n\
         wordcount={}\nsynwordcount={}\nidxfilesize={}\nsametypesequence=m\n\
         description=Made by dramaturg; nothing from behind {}\n",
        line(document.title()),
        line(&boundary.name),
        words.len(),
        synonyms.len(),
        index.len(),
        line(&boundary.name),
    );
    let base = format!("after-{n:03}/cast-after-{n:03}");
    files.push(ExportFile::new(format!("{base}.ifo"), about.into_bytes()));
    files.push(ExportFile::new(format!("{base}.idx"), index));
    files.push(ExportFile::new(format!("{base}.dict"), meanings));
    if !others.is_empty() {
        files.push(ExportFile::new(format!("{base}.syn"), others));
    }
    Ok(())
}

/// A number as the format writes it.
fn number(n: usize) -> Result<[u8; 4], ExportError> {
    let too_long = ExportError::Missing("the cast is too long for a dictionary of 4 GiB");
    u32::try_from(n).map(u32::to_be_bytes).map_err(|_| too_long)
}

/// The order of headwords: without regard to the case of ASCII letters, then by bytes.
fn order(a: &str, b: &str) -> std::cmp::Ordering {
    let lower =
        |word: &str| word.bytes().map(|b| b.to_ascii_lowercase()).collect::<Vec<u8>>();
    lower(a).cmp(&lower(b)).then_with(|| a.cmp(b))
}
