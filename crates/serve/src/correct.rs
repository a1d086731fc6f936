//! What the page may put right: a wish becomes entries of the file of corrections.
//!
//! A wish is held against what is shown, and against the text in front of the place alone: a
//! refusal tells nothing of what comes later. A wish that unsays an older entry takes it out
//! instead of adding another one against it.

use dramaturg::corrections::{Change, Entry, Intended, Line};
use dramaturg::text::{Byte, Span};
use serde::Deserialize;

use crate::ServeError;
use crate::desk::Open;
use crate::pages::cut;
use crate::shown::{Bytes, Shown};

/// The longest name or note, in bytes.
const MAX_NAME_BYTES: usize = 300;
/// The longest stretch of words that becomes a thought, in bytes.
const MAX_WORDS_BYTES: usize = 4000;

/// A wish, and the corrections that whoever wishes has seen.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    seen: Option<String>,
    pub(crate) wish: Wish,
}

/// What may be wished.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Wish {
    /// A line is somebody's; nobody can tell where there is no name.
    Speaker { line: String, name: Option<String> },
    /// A line is speech, thought, writing or none of them.
    Mode { line: String, mode: String },
    /// The first such words behind an offset are a thought.
    Thought { at: usize, words: String },
    /// Names are one character's.
    Merge(Vec<String>),
    /// Names are never one character's.
    Apart(Vec<String>),
    /// Names are a character of their own.
    Split(Vec<String>),
    /// A character is to be called otherwise.
    Rename { name: String, to: String },
    /// Somebody tells the story.
    Narrator(String),
    /// A finding is meant to be so.
    Intended {
        finding: String,
        #[serde(default)]
        note: String,
    },
    /// An entry goes.
    Remove(String),
    /// A step of this session is taken back.
    Undo(usize),
}

fn refused<T>(what: &str) -> Result<T, ServeError> {
    Err(ServeError::Refused(what.to_owned()))
}

/// The change of the file that a wish asks for.
pub(crate) fn change(
    open: &Open,
    shown: &Shown,
    Asked { seen, wish }: Asked,
) -> Result<Change, ServeError> {
    let mut change = Change { seen, ..Change::default() };
    let there = open.corrections().entries();
    match wish {
        Wish::Speaker { line, name } => {
            let speaker = name.as_deref().map(|name| speaker(open, shown, name));
            let speaker = Some(speaker.transpose()?.unwrap_or_default());
            let line = Line { speaker, ..anchor(open, shown, &line)? };
            change.add.push(Entry::Line(line));
        }
        Wish::Mode { line, mode } => {
            if !["speech", "thought", "writing", "none"].contains(&&*mode) {
                return refused("a line is speech, thought, writing or none of them");
            }
            let line = Line { mode: Some(mode), ..anchor(open, shown, &line)? };
            change.add.push(Entry::Line(line));
        }
        Wish::Thought { at, words } => {
            let line = Line {
                mode: Some("thought".to_owned()),
                ..stretch(open, shown, at, &words)?
            };
            change.add.push(Entry::Line(line));
        }
        Wish::Merge(names) => {
            let names = cast(shown, &names, 2)?;
            // Who was kept apart by hand, or split off, no longer is.
            change.remove = there
                .into_iter()
                .filter(|entry| match entry {
                    Entry::Apart(old) => n_shared(old, &names) >= 2,
                    Entry::Split(old) => n_shared(old, &names) == old.len(),
                    _ => false,
                })
                .collect();
            change.add.push(Entry::Merge(names));
        }
        Wish::Apart(names) => {
            let names = cast(shown, &names, 2)?;
            unmerge(&mut change, there, |old| n_shared(old, &names) >= 2);
            change.add.push(Entry::Apart(names));
        }
        Wish::Split(names) => {
            let names = known(shown, &names, 1)?;
            unmerge(&mut change, there, |old| n_shared(old, &names) >= 1);
            if change.remove.is_empty() {
                change.add.push(Entry::Split(names));
            }
        }
        Wish::Rename { name, to } => {
            let to = checked(&to)?.to_owned();
            let name = cast(shown, &[name], 1)?.remove(0);
            let is_called =
                |old: &Entry| matches!(old, Entry::Rename(_, to) if *to == name);
            match there.into_iter().find(is_called) {
                Some(Entry::Rename(first, old)) if first == to => {
                    change.remove.push(Entry::Rename(first, old));
                }
                Some(Entry::Rename(first, _)) => {
                    change.add.push(Entry::Rename(first, to))
                }
                _ => change.add.push(Entry::Rename(name, to)),
            }
        }
        Wish::Narrator(name) => {
            // Who tells the story may never be named in it.
            change.add.push(Entry::Narrator(checked(&name)?.to_owned()));
        }
        Wish::Intended { finding, note } => {
            if note.len() > MAX_NAME_BYTES {
                return refused("the note is too long");
            }
            let row = shown.aside.findings.iter().find(|row| row.id == finding);
            let Some(row) = row else { return refused("there is no such finding here") };
            change.add.push(Entry::Intended(Intended {
                finding,
                kind: row.kind.clone(),
                words: row.words.clone(),
                note,
            }));
        }
        Wish::Remove(id) => {
            let entry = there.into_iter().find(|entry| entry.id() == id);
            let Some(entry) = entry else {
                return refused("this correction is gone already");
            };
            change.remove.push(entry);
        }
        Wish::Undo(_) => return refused("a step is taken back elsewhere"),
    }
    Ok(change)
}

/// Takes out the merges that a wish unsays.
fn unmerge(
    change: &mut Change,
    there: Vec<Entry>,
    is_unsaid: impl Fn(&[String]) -> bool,
) {
    change.remove = there
        .into_iter()
        .filter(|entry| matches!(entry, Entry::Merge(old) if is_unsaid(old)))
        .collect();
}

fn n_shared(some: &[String], others: &[String]) -> usize {
    let is_there = |name: &&String| {
        others.iter().any(|other| other.to_lowercase() == name.to_lowercase())
    };
    some.iter().filter(is_there).count()
}

/// The anchor of a line that is shown.
fn anchor(open: &Open, shown: &Shown, id: &str) -> Result<Line, ServeError> {
    let Some(line) = shown.line(id) else { return refused("there is no such line here") };
    let inside = line.keys.nested_in.is_some();
    Ok(Line { inside, ..line_at(open, shown, &line.keys.spans)? })
}

/// The anchor of stretches, made from the text in front of the place alone.
fn line_at(open: &Open, shown: &Shown, spans: &[Bytes]) -> Result<Line, ServeError> {
    let at = shown.at.min(open.place());
    let part = (at < open.pages.end()).then(|| cut(&open.book, at));
    let book = part.as_ref().unwrap_or(&open.book);
    let parts: Vec<Span<Byte>> =
        spans.iter().map(|&[start, end]| Span::of(start, end)).collect();
    if parts.is_empty() || spans.iter().any(|&[_, end]| end > book.text.len()) {
        return refused("there is no such line here");
    }
    Ok(Line::at(book, &parts))
}

/// The anchor of words in the text: the first such words behind an offset.
fn stretch(
    open: &Open,
    shown: &Shown,
    at: usize,
    words: &str,
) -> Result<Line, ServeError> {
    let nowhere = "these words do not stand there in one piece; mark some others";
    let wanted: Vec<&str> = words.split_whitespace().collect();
    let text = open.text();
    let text = &text[..shown.at.min(text.len())];
    if wanted.is_empty() || words.len() > MAX_WORDS_BYTES || at >= text.len() {
        return refused(nowhere);
    }
    let from = text.floor_char_boundary(at);
    let to = text.ceil_char_boundary((from + 4 * MAX_WORDS_BYTES).min(text.len()));
    let area = &text[from..to];
    // White space on the page is not that of the file.
    let find = |start: usize| {
        let mut end = start;
        for (i, word) in wanted.iter().enumerate() {
            let rest = &area[end..];
            let trimmed = rest.trim_start();
            if i > 0 {
                end += rest.len() - trimmed.len();
            }
            if !area[end..].starts_with(word) {
                return None;
            }
            end += word.len();
        }
        Some([from + start, from + end])
    };
    let found = area.match_indices(wanted[0]).find_map(|(start, _)| find(start));
    match found {
        Some(span) => line_at(open, shown, &[span]),
        None => refused(nowhere),
    }
}

/// A name that is one.
fn checked(name: &str) -> Result<&str, ServeError> {
    let name = name.trim();
    if name.is_empty() || name.len() > MAX_NAME_BYTES || name.contains(char::is_control) {
        return refused("a name is some words on one line");
    }
    Ok(name)
}

/// A speaker: somebody of the cast, or a name that stands in the text.
fn speaker(open: &Open, shown: &Shown, name: &str) -> Result<String, ServeError> {
    let name = checked(name)?;
    let text = open.text();
    if let Some(called) = shown.called(name) {
        return Ok(called.to_owned());
    }
    if text[..shown.at.min(text.len())].contains(name) {
        return Ok(name.to_owned());
    }
    refused("nobody who was met so far has this name; use one that stands in the text")
}

/// Names for reports of people of the cast, all different.
fn cast(
    shown: &Shown,
    names: &[String],
    least: usize,
) -> Result<Vec<String>, ServeError> {
    let mut people: Vec<String> = Vec::new();
    for name in names.iter().take(20) {
        let Some(called) = shown.called(checked(name)?) else {
            return refused("nobody who was met so far has this name");
        };
        if !people.iter().any(|known| known == called) {
            people.push(called.to_owned());
        }
    }
    if people.len() < least {
        return refused("this is one and the same already");
    }
    Ok(people)
}

/// Names that people of the cast have.
fn known(
    shown: &Shown,
    names: &[String],
    least: usize,
) -> Result<Vec<String>, ServeError> {
    let mut list = Vec::new();
    for name in names.iter().take(20) {
        let name = checked(name)?;
        if shown.called(name).is_none() {
            return refused("nobody who was met so far has this name");
        }
        list.push(name.to_owned());
    }
    if list.len() < least {
        return refused("choose a name");
    }
    Ok(list)
}
