//! The cache of `KOReader`'s X-Ray plugin, `xray_cache.lua`, one for each chapter's end.
//!
//! Version 1, of cache version 6.0; the plugin ignores any other. The file belongs into the
//! folder `BOOK.sdr` beside the book. The plugin shows all that the file holds, so each one
//! holds only what the text has shown up to the end of its chapter.

use dramaturg::Reading;

use crate::document::Document;
use crate::facts::{Boundary, Entry, Facts, boundaries};
use crate::format::{Export, ExportFile};
use crate::{ExportError, Options};

const CACHE_VERSION: &str = "6.0";

/// Writes the caches of a reading.
///
/// # Errors
///
/// If the engine wrote what is no Story JSON, which marks a bug.
pub fn write(reading: &Reading, options: &Options) -> Result<Export, ExportError> {
    let document = Document::of(reading, options)?;
    let facts = Facts::new(&document);
    let boundaries = boundaries(&document);
    let mut files = Vec::new();
    for (i, boundary) in boundaries.iter().enumerate() {
        let entries = facts.as_of(boundary.at);
        let cache = cache(&document, &boundaries[..=i], &entries, boundary.at);
        let path = format!("after-{:03}/xray_cache.lua", i + 1);
        files.push(ExportFile::new(path, cache.into_bytes()));
    }
    Ok(Export { files, certificate: None })
}

fn cache(document: &Document, past: &[Boundary], entries: &[Entry], at: usize) -> String {
    let places = document.places.iter();
    let places = places.filter(|place| place.first.is_some_and(|first| first[1] <= at));
    let authors = document.source.authors.join(", ");
    let mut start = 0;
    let mut timeline = Vec::new();
    for boundary in past {
        timeline.push(Lua::Table(vec![
            ("chapter", Lua::from(&*boundary.name)),
            ("event", Lua::from(&*new_faces(document, entries, start, boundary.at))),
        ]));
        start = boundary.at;
    }
    let root = Lua::Table(vec![
        ("cache_version", Lua::from(CACHE_VERSION)),
        ("book_title", Lua::from(document.title())),
        ("author", Lua::from(&*authors)),
        ("book_author", Lua::from(&*authors)),
        ("book_type", Lua::from("fiction")),
        ("characters", Lua::List(entries.iter().map(character).collect())),
        ("historical_figures", Lua::List(Vec::new())),
        (
            "locations",
            Lua::List(
                places
                    .map(|place| {
                        Lua::Table(vec![
                            ("name", Lua::from(&*place.name)),
                            ("description", Lua::from("")),
                        ])
                    })
                    .collect(),
            ),
        ),
        ("terms", Lua::List(Vec::new())),
        ("timeline", Lua::List(timeline)),
    ]);
    let mut out =
        format!("-- X-Ray Cache v{CACHE_VERSION}\n-- Made by dramaturg\n\nreturn ");
    root.write(&mut out, 0);
    out.push('\n');
    out
}

fn character(entry: &Entry) -> Lua {
    let role = match entry.n_lines {
        0 => "is mentioned",
        _ => "speaks",
    };
    let gender = match entry.pronouns.as_deref() {
        Some("he/him") => "male",
        Some("she/her") => "female",
        _ => "",
    };
    let aliases = entry.aliases.iter().map(|alias| Lua::from(&**alias));
    Lua::Table(vec![
        ("name", Lua::from(&*entry.name)),
        ("aliases", Lua::List(aliases.collect())),
        ("role", Lua::from(role)),
        ("gender", Lua::from(gender)),
        ("occupation", Lua::from("")),
        ("description", Lua::from(&*entry.description())),
    ])
}

/// Who appears first in a stretch, in words.
fn new_faces(document: &Document, entries: &[Entry], start: usize, end: usize) -> String {
    let is_new = |entry: &&Entry| {
        let character = document.characters.iter().find(|row| row.id == entry.id);
        let first =
            character.and_then(|row| row.aliases.iter().filter_map(|a| a.first).min());
        first.is_some_and(|first| (start..end).contains(&first[0]))
    };
    let names: Vec<&str> =
        entries.iter().filter(is_new).map(|entry| &*entry.name).collect();
    match names.as_slice() {
        [] => "Nobody new.".to_owned(),
        names => format!("First seen: {}.", names.join(", ")),
    }
}

/// A value of Lua, as far as a cache needs them.
enum Lua {
    Text(String),
    List(Vec<Lua>),
    Table(Vec<(&'static str, Lua)>),
}

impl From<&str> for Lua {
    fn from(text: &str) -> Lua {
        Lua::Text(text.to_owned())
    }
}

impl Lua {
    fn write(&self, out: &mut String, depth: usize) {
        let indent = "  ".repeat(depth + 1);
        match self {
            Lua::Text(text) => push_quoted(out, text),
            Lua::List(rows) => {
                out.push_str("{\n");
                for row in rows {
                    out.push_str(&indent);
                    row.write(out, depth + 1);
                    out.push_str(",\n");
                }
                out.push_str(&indent[2..]);
                out.push('}');
            }
            Lua::Table(rows) => {
                out.push_str("{\n");
                for (key, value) in rows {
                    out.push_str(&format!("{indent}{key} = "));
                    value.write(out, depth + 1);
                    out.push_str(",\n");
                }
                out.push_str(&indent[2..]);
                out.push('}');
            }
        }
    }
}

/// A string of Lua 5.1: bytes that are no visible ASCII, and no UTF-8, as decimal escapes.
fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_ascii_control() => out.push_str(&format!("\\{:03}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_string_ends_it() {
        let mut out = String::new();
        push_quoted(&mut out, "a\"b\\\n\r\0é]]");
        assert_eq!(out, "\"a\\\"b\\\\\\n\\013\\000é]]\"");
    }
}
