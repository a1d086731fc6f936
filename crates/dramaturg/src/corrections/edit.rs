//! The TOML of corrections: read, and added to without touching what is there.

use std::str::FromStr;

use dramaturg_cast::QuotationId;
use sha2::{Digest, Sha256};
use thiserror::Error;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value, value};

use super::anchor::anchor;
use super::resolve::who;
use super::{Corrections, Intended, Line, Rename, hex};
use crate::Reading;

/// What a file of corrections calls itself.
const FORMAT: &str = "dramaturg-corrections";
/// The version that this code reads and writes.
const VERSION: i64 = 1;

/// What a file may hold.
const KEYS: &[&str] = &[
    "format", "version", "narrator", "merge", "apart", "split", "rename", "line",
    "intended",
];
/// What a line may be.
const MODES: &[&str] = &["speech", "thought", "writing", "none"];

/// The head of a new file.
const HEAD: &str = "\
# Corrections for dramaturg. Edit them freely: an entry is found by its words, and one that
# fits nothing any more is reported and stays.

format = \"dramaturg-corrections\"
version = 1
";

/// Why a text is no file of corrections.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct FormatError(String);

impl FormatError {
    fn new(what: impl std::fmt::Display) -> FormatError {
        let what = what.to_string();
        // One line: what TOML says of a mistake shows the place in several.
        let lines = what.lines().map(str::trim).filter(|line| !line.is_empty());
        FormatError(lines.collect::<Vec<_>>().join("; "))
    }
}

/// One correction that is to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Names that are one character's.
    Merge(Vec<String>),
    /// Names that are never one character's.
    Apart(Vec<String>),
    /// Names that are a character of their own.
    Split(Vec<String>),
    /// A name, and what the character is to be called.
    Rename(String, String),
    /// Who tells the story.
    Narrator(String),
    /// A line with its speaker or mode.
    Line(Line),
    /// A finding that is meant to be so.
    Intended(Intended),
}

impl Entry {
    /// The line of a quotation, said by somebody; nobody can tell where that is none.
    pub fn speaker(reading: &Reading, id: QuotationId, speaker: Option<&str>) -> Entry {
        let speaker = Some(speaker.unwrap_or_default().to_owned());
        Entry::Line(Line { speaker, ..anchor(reading, id) })
    }

    /// The line of a quotation, of another mode: `speech`, `thought` or `writing`, or `none`
    /// for what is no quotation.
    pub fn mode(reading: &Reading, id: QuotationId, mode: &str) -> Entry {
        Entry::Line(Line { mode: Some(mode.to_owned()), ..anchor(reading, id) })
    }

    /// Words outside of quotations that are a thought, say.
    pub fn words(words: &str, mode: &str) -> Entry {
        let words = words.to_owned();
        Entry::Line(Line { words, mode: Some(mode.to_owned()), ..Line::default() })
    }

    /// `x-` and eight hexadecimal digits, made from what it says.
    pub fn id(&self) -> String {
        let (key, table) = row(self);
        let digest = Sha256::digest(format!("{key}\n{table}"));
        format!("x-{}", hex(&digest[..4]))
    }

    /// The names in it that nobody in the text has; those that an entry may bring along,
    /// such as the new name of somebody, are left out.
    pub fn unknown_names(&self, reading: &Reading) -> Vec<&str> {
        let names: Vec<&String> = match self {
            Entry::Merge(names) | Entry::Apart(names) | Entry::Split(names) => {
                names.iter().collect()
            }
            Entry::Rename(name, _) | Entry::Narrator(name) => vec![name],
            Entry::Line(line) => line.speaker.iter().filter(|s| !s.is_empty()).collect(),
            Entry::Intended(..) => Vec::new(),
        };
        let unknown = names.into_iter().filter(|name| who(reading, name).is_none());
        unknown.map(String::as_str).collect()
    }
}

impl Corrections {
    /// Reads the text of a file.
    ///
    /// # Errors
    ///
    /// If it is no TOML, or has another format or version, or an entry of the wrong kind.
    pub fn parse(text: &str) -> Result<Corrections, FormatError> {
        let document = document(text)?;
        if let Some((key, _)) = document.iter().find(|(key, _)| !KEYS.contains(key)) {
            let keys = KEYS.join(", ");
            return Err(FormatError(format!("{key:?} is no entry; those are {keys}")));
        }
        let corrections: Corrections = toml::from_str(text).map_err(FormatError::new)?;
        let mut modes = corrections.line.iter().filter_map(|line| line.mode.as_deref());
        if let Some(mode) = modes.find(|mode| !MODES.contains(mode)) {
            let modes = MODES.join(", ");
            return Err(FormatError(format!("{mode:?} is no mode; those are {modes}")));
        }
        Ok(corrections)
    }
}

/// The key of an entry in the file, and its row there.
fn row(entry: &Entry) -> (&'static str, Table) {
    let list = |names: &[String]| value(names.iter().collect::<Array>());
    let mut table = Table::new();
    let key = match entry {
        Entry::Narrator(name) => {
            table.insert("name", value(name));
            "narrator"
        }
        Entry::Merge(names) => {
            table.insert("names", list(names));
            "merge"
        }
        Entry::Apart(names) => {
            table.insert("names", list(names));
            "apart"
        }
        Entry::Split(names) => {
            table.insert("names", list(names));
            "split"
        }
        Entry::Rename(name, to) => {
            table.insert("name", value(name));
            table.insert("to", value(to));
            "rename"
        }
        Entry::Line(line) => {
            for (key, text) in
                [("words", &line.words), ("before", &line.before), ("after", &line.after)]
            {
                if !text.is_empty() {
                    table.insert(key, value(text));
                }
            }
            if line.inside {
                table.insert("inside", value(true));
            }
            if let Some(speaker) = &line.speaker {
                table.insert("speaker", value(speaker));
            }
            if let Some(mode) = &line.mode {
                table.insert("mode", value(mode));
            }
            "line"
        }
        Entry::Intended(Intended { finding, kind, words, note }) => {
            for (key, text) in
                [("finding", finding), ("kind", kind), ("words", words), ("note", note)]
            {
                if !text.is_empty() {
                    table.insert(key, value(text));
                }
            }
            "intended"
        }
    };
    (key, table)
}

/// The entry that stands at a place among those of its key.
fn entry_at(corrections: &Corrections, key: &str, i: usize) -> Option<Entry> {
    Some(match key {
        "merge" => Entry::Merge(corrections.merge.get(i)?.names.clone()),
        "apart" => Entry::Apart(corrections.apart.get(i)?.names.clone()),
        "split" => Entry::Split(corrections.split.get(i)?.names.clone()),
        "rename" => {
            let Rename { name, to } = corrections.rename.get(i)?.clone();
            Entry::Rename(name, to)
        }
        "line" => Entry::Line(corrections.line.get(i)?.clone()),
        "intended" => Entry::Intended(corrections.intended.get(i)?.clone()),
        _ => return None,
    })
}

/// The text of a file with one more entry, and the entries that it takes the place of: the
/// same line, the same narrator. The rest stays byte for byte.
///
/// # Errors
///
/// If the text is no file of corrections.
pub(super) fn added(
    text: &str,
    entry: &Entry,
) -> Result<(String, Vec<Entry>), FormatError> {
    let text = if text.trim().is_empty() { HEAD } else { text };
    let before = Corrections::parse(text)?;
    let mut document = document(text)?;
    if let Entry::Narrator(name) = entry {
        document.insert("narrator", value(name));
        let replaced = before.narrator.into_iter().map(Entry::Narrator).collect();
        return Ok((document.to_string(), replaced));
    }
    let (key, table) = row(entry);
    let item = document.entry(key).or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let Some(rows) = item.as_array_of_tables_mut() else {
        return Err(FormatError(format!("{key} is no list of tables; write [[{key}]]")));
    };
    let gone: Vec<usize> = (0..rows.len())
        .filter(|&i| rows.get(i).is_some_and(|r| replaces(&table, r)))
        .collect();
    for &i in gone.iter().rev() {
        rows.remove(i);
    }
    rows.push(table);
    let replaced = gone.iter().filter_map(|&i| entry_at(&before, key, i)).collect();
    Ok((document.to_string(), replaced))
}

/// The text of a file without an entry; none if the entry is not in it.
///
/// # Errors
///
/// If the text is no file of corrections.
pub(super) fn removed(text: &str, entry: &Entry) -> Result<Option<String>, FormatError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let before = Corrections::parse(text)?;
    let mut document = document(text)?;
    if let Entry::Narrator(name) = entry {
        let is_there = before.narrator.as_ref() == Some(name);
        document.remove("narrator");
        return Ok(is_there.then(|| document.to_string()));
    }
    let (key, _) = row(entry);
    let rows = document.get_mut(key).and_then(Item::as_array_of_tables_mut);
    let Some(rows) = rows else { return Ok(None) };
    let is_it = |&i: &usize| entry_at(&before, key, i).as_ref() == Some(entry);
    let Some(i) = (0..rows.len()).find(is_it) else { return Ok(None) };
    rows.remove(i);
    if rows.is_empty() {
        document.remove(key);
    }
    Ok(Some(document.to_string()))
}

/// The text of a file without its last entry, and that entry; none if there is none.
///
/// # Errors
///
/// If the text is no file of corrections.
pub(super) fn undone(text: &str) -> Result<Option<(String, String)>, FormatError> {
    let mut document = document(text)?;
    // The last one in the file: entries of a kind need not stand together.
    let place = |row: &Table| row.position().unwrap_or(isize::MIN);
    let mut last: Option<(isize, String)> = None;
    for (key, item) in document.iter() {
        for row in item.as_array_of_tables().into_iter().flat_map(ArrayOfTables::iter) {
            if last.as_ref().is_none_or(|(at, _)| place(row) >= *at) {
                last = Some((place(row), key.to_owned()));
            }
        }
    }
    let Some((_, key)) = last else {
        let Some(narrator) = document.remove("narrator") else { return Ok(None) };
        let was = format!("narrator = {}", narrator.to_string().trim());
        return Ok(Some((document.to_string(), was)));
    };
    let rows = document.get_mut(&key).and_then(Item::as_array_of_tables_mut);
    let rows = rows.expect("the key was found a moment ago");
    let i = rows.len() - 1;
    let was = format!("[[{key}]] {}", rows.get(i).map(one_line).unwrap_or_default());
    rows.remove(i);
    if rows.is_empty() {
        document.remove(&key);
    }
    Ok(Some((document.to_string(), was)))
}

/// The keys and values of an entry on one line.
fn one_line(row: &Table) -> String {
    let parts =
        row.iter().map(|(key, item)| format!("{key} = {}", item.to_string().trim()));
    parts.collect::<Vec<_>>().join(", ")
}

/// Whether a new entry takes the place of one that is there: the same line, the same name.
fn replaces(new: &Table, old: &Table) -> bool {
    let text =
        |row: &Table, key: &str| row.get(key).and_then(Item::as_str).map(str::to_owned);
    let is_same = |key| text(new, key).is_some() && text(new, key) == text(old, key);
    // Of a line at the end of what is read, fewer words are known that come after it.
    let goes_on =
        |one: &str, other: &str| one.starts_with(other) || other.starts_with(one);
    let after = |row: &Table| text(row, "after").unwrap_or_default();
    let is_line = is_same("words")
        && text(new, "before") == text(old, "before")
        && goes_on(&after(new), &after(old))
        && new.contains_key("inside") == old.contains_key("inside")
        && new.contains_key("speaker") == old.contains_key("speaker");
    let is_line = is_line && !new.contains_key("finding");
    let list = |row: &Table| -> Option<Vec<String>> {
        let names = row.get("names").and_then(Item::as_array)?;
        Some(names.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    };
    let is_same_list = list(new).is_some() && list(new) == list(old);
    is_line || is_same("name") || is_same("finding") || is_same_list
}

fn document(text: &str) -> Result<DocumentMut, FormatError> {
    let document = DocumentMut::from_str(text).map_err(FormatError::new)?;
    let format = document.get("format").and_then(Item::as_str);
    if format != Some(FORMAT) {
        return Err(FormatError(format!("has no line `format = \"{FORMAT}\"`; add it")));
    }
    let version = document.get("version").and_then(Item::as_integer);
    if version != Some(VERSION) {
        return Err(FormatError(format!(
            "has not version {VERSION}; use the dramaturg that wrote it"
        )));
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(text: &str, entry: &Entry) -> Result<String, FormatError> {
        super::added(text, entry).map(|(text, _)| text)
    }

    fn line(words: &str, speaker: &str) -> Entry {
        let speaker = Some(speaker.to_owned());
        Entry::Line(Line { words: words.to_owned(), speaker, ..Line::default() })
    }

    #[test]
    fn what_is_there_stays() {
        let text = added("", &Entry::Merge(vec!["Tom".to_owned(), "Mr Venn".to_owned()]));
        let mut text = text.unwrap().replace("[[merge]]", "# brothers? no\n[[merge]]");
        text = added(&text, &line("Come.", "Mara")).unwrap();
        let more = added(&text, &line("Go.", "")).unwrap();
        assert!(more.starts_with(text.trim_end()), "{more}");
        assert!(
            more.contains("# brothers? no\n[[merge]]\nnames = [\"Tom\", \"Mr Venn\"]")
        );
        let read = Corrections::parse(&more).unwrap();
        assert_eq!((read.merge.len(), read.line.len(), read.len()), (1, 2, 3));
        assert_eq!(read.line[1].speaker.as_deref(), Some(""));
    }

    #[test]
    fn an_entry_takes_the_place_of_an_older_one_and_can_be_undone() {
        let text = added("", &line("Come.", "Mara")).unwrap();
        let text = added(&text, &line("Come.", "Tom")).unwrap();
        let read = Corrections::parse(&text).unwrap();
        assert_eq!((read.line.len(), read.line[0].speaker.as_deref()), (1, Some("Tom")));
        let text = added(&text, &Entry::Rename("Tom".into(), "Thomas".into())).unwrap();
        let (text, was) = undone(&text).unwrap().unwrap();
        assert_eq!(was, "[[rename]] name = \"Tom\", to = \"Thomas\"");
        let (text, _) = undone(&text).unwrap().unwrap();
        assert_eq!(undone(&text).unwrap(), None);
    }

    #[test]
    fn an_entry_is_taken_out_by_what_it_says() {
        let text = added("", &line("Come.", "Mara")).unwrap();
        let text = added(&text, &line("Go.", "Tom")).unwrap();
        let text = text
            .replace("[[line]]\nwords = \"Go.\"", "# sure?\n[[line]]\nwords = \"Go.\"");
        let (changed, replaced) = super::added(&text, &line("Come.", "Ada")).unwrap();
        assert_eq!(replaced, [line("Come.", "Mara")]);
        assert_eq!(removed(&changed, &line("Come.", "Mara")).unwrap(), None);
        let text = removed(&changed, &line("Come.", "Ada")).unwrap().unwrap();
        assert!(text.contains("# sure?"), "{text}");
        assert_eq!(Corrections::parse(&text).unwrap().entries(), [line("Go.", "Tom")]);
        assert_ne!(line("Go.", "Tom").id(), line("Go.", "Ada").id());
        let tom = Entry::Narrator("Tom".into());
        let text = added(&text, &tom).unwrap();
        assert_eq!(removed(&text, &Entry::Narrator("Ada".into())).unwrap(), None);
        let text = removed(&text, &tom).unwrap().unwrap();
        assert_eq!(Corrections::parse(&text).unwrap().narrator, None);
    }

    #[test]
    fn other_files_are_refused() {
        let refused = |text: &str| Corrections::parse(text).unwrap_err().to_string();
        assert!(refused("a = ").contains("TOML parse error"));
        assert!(refused("a = 1").contains("format"));
        assert!(
            refused("format = \"dramaturg-corrections\"\nversion = 2")
                .contains("version 1")
        );
        let wrong = "format = \"dramaturg-corrections\"\nversion = 1\nmerge = 3\n";
        assert!(!refused(wrong).contains('\n'));
        let head = "format = \"dramaturg-corrections\"\nversion = 1\n";
        assert!(
            refused(&format!("{head}[[merges]]\nnames = []\n")).contains("\"merges\"")
        );
        assert!(
            refused(&format!("{head}[[line]]\nwords = \"a\"\nmode = \"shout\"\n"))
                .contains("shout")
        );
        assert!(refused(&format!("{head}[[line]]\nword = \"a\"\n")).contains("word"));
        assert!(added(wrong, &Entry::Merge(vec![])).is_err());
    }
}
