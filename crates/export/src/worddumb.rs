//! The `worddumb-custom-x-ray.json` of `WordDumb`, the X-Ray plugin of calibre.
//!
//! Version 1: a list of rows of seven columns: name, label, other names with commas between,
//! description, source of the description (none), whether to leave it out, a quotation. The
//! format has no place in the book for a fact, so it tells all of them.

use dramaturg::Reading;
use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::facts::Facts;
use crate::{ExportError, Options};

/// A row, which is written as a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Row(
    /// The name.
    pub String,
    /// The kind, in spaCy's words.
    pub String,
    /// The other names, with commas between.
    pub String,
    /// What is known.
    pub String,
    /// Where the description comes from; none for our own.
    pub Option<u8>,
    /// Whether to leave the row out.
    pub bool,
    /// Words of the book.
    pub String,
);

/// Writes the rows of a reading.
///
/// # Errors
///
/// If the engine wrote what is no Story JSON, which marks a bug.
pub fn write(reading: &Reading, options: &Options) -> Result<Vec<u8>, ExportError> {
    let document = Document::of(reading, options)?;
    let entries = Facts::new(&document).as_of(document.text.len());
    let mut rows = Vec::new();
    for entry in entries {
        // Others would be split at their comma.
        let aliases: Vec<&str> = entry
            .aliases
            .iter()
            .filter(|a| !a.contains(','))
            .map(String::as_str)
            .collect();
        let label = if entry.kind == "group" { "ORG" } else { "PERSON" };
        rows.push(Row(
            entry.name.clone(),
            label.to_owned(),
            aliases.join(","),
            entry.description(),
            None,
            false,
            entry.last_line.clone().unwrap_or_else(|| entry.first.clone()),
        ));
    }
    for place in &document.places {
        let names = place.aliases.join(",");
        let (name, label) = (place.name.clone(), "LOC".to_owned());
        rows.push(Row(name, label, names, String::new(), None, false, String::new()));
    }
    let mut bytes = serde_json::to_vec_pretty(&rows).map_err(std::io::Error::from)?;
    bytes.push(b'\n');
    Ok(bytes)
}
