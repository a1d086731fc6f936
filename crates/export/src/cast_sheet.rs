//! The cast sheet: who has how much to say, for casting and for the schedule.
//!
//! Version 1. A row for the narrator, then one for everybody who speaks, who speaks most
//! first, then the line of nobody known. Words are counted as they are spoken: the narrator
//! has all that is told, the others what stands inside their quotation marks. Minutes are
//! words divided by `WORDS_PER_MINUTE`.

use dramaturg::Reading;
use dramaturg::view::SegmentKind;
use rustc_hash::FxHashMap;
use unicode_width::UnicodeWidthStr;

use crate::certificate::segments;
use crate::csv;
use crate::document::Document;
use crate::table::{Cell, Column, Kind};
use crate::{ExportError, Options};

/// A common pace of audiobooks: 9,300 words an hour.
const WORDS_PER_MINUTE: f64 = 155.0;

const COLUMNS: &[Column] = &[
    Column { name: "name", kind: Kind::Text },
    Column { name: "character_id", kind: Kind::Text },
    Column { name: "pronouns", kind: Kind::Text },
    Column { name: "also", kind: Kind::Text },
    Column { name: "lines", kind: Kind::Int },
    Column { name: "words", kind: Kind::Int },
    Column { name: "minutes", kind: Kind::Real },
    Column { name: "scenes", kind: Kind::Int },
    Column { name: "first_byte", kind: Kind::Int },
    Column { name: "first_line", kind: Kind::Text },
];

/// How much of a first line is shown, in characters.
const FIRST_LINE: usize = 80;

/// One voice's part.
#[derive(Default)]
struct Part {
    n_lines: usize,
    n_words: usize,
    scenes: Vec<usize>,
    first: Option<(usize, String)>,
}

/// The sheet as CSV.
///
/// # Errors
///
/// If the engine wrote what is no Story JSON, which marks a bug.
pub fn csv(reading: &Reading, options: &Options) -> Result<Vec<u8>, ExportError> {
    let mut bytes = csv::header(COLUMNS)?;
    bytes.extend(csv::rows(&rows(reading, options)?)?);
    Ok(bytes)
}

/// The sheet as text in columns.
///
/// # Errors
///
/// If the engine wrote what is no Story JSON, which marks a bug.
pub fn text(reading: &Reading, options: &Options) -> Result<Vec<u8>, ExportError> {
    let shown = |cell: &Cell| match cell {
        Cell::Text(text) => text.to_string(),
        Cell::Int(n) => n.to_string(),
        Cell::Real(n) => format!("{n:.1}"),
        Cell::Null | Cell::Bool(_) => String::new(),
    };
    // Name, pronouns, lines, words, minutes, scenes, first line.
    let chosen = [0, 2, 4, 5, 6, 7, 9];
    let mut lines = vec![chosen.map(|i| COLUMNS[i].name.replace('_', " "))];
    let rows = rows(reading, options)?;
    lines.extend(rows.iter().map(|row| chosen.map(|i| shown(&row[i]))));
    let width = |i: usize| lines.iter().map(|line| line[i].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..chosen.len()).map(width).collect();
    let mut out = String::new();
    for line in &lines {
        let mut row = String::new();
        for (i, cell) in line.iter().enumerate() {
            let pad = " ".repeat(widths[i] - cell.width());
            // Numbers stand to the right.
            let is_number = (2..6).contains(&i);
            row += &if is_number {
                format!("{pad}{cell}  ")
            } else {
                format!("{cell}{pad}  ")
            };
        }
        out += row.trim_end();
        out.push('\n');
    }
    Ok(out.into_bytes())
}

fn rows(
    reading: &Reading,
    options: &Options,
) -> Result<Vec<Vec<Cell<'static>>>, ExportError> {
    let document = Document::of(reading, options)?;
    let mut parts: FxHashMap<Option<&str>, Part> = FxHashMap::default();
    // A nested quotation is read by whoever reads the outer one.
    let spoken = document.quotations.iter().filter(|row| row.nested_in.is_none());
    for row in spoken {
        let part = parts.entry(row.speaker.as_ref().map(|s| &*s.id)).or_default();
        let words: Vec<&str> =
            row.spans.iter().map(|&span| document.slice(span)).collect();
        let words = words.join(" ");
        part.n_lines += 1;
        part.n_words += words.split_whitespace().count();
        let at = row.hull()[0];
        part.scenes.extend(document.scene_at(at));
        part.first.get_or_insert_with(|| (at, excerpt(&words, FIRST_LINE)));
    }
    let mut narration = Part::default();
    let told = segments(reading, options);
    for segment in told.iter().filter(|s| s.kind == SegmentKind::Narration) {
        let words = reading.book.slice(segment.span).trim();
        let at = segment.span.range().start;
        narration.n_lines += 1;
        narration.n_words += words.split_whitespace().count();
        narration.scenes.extend(document.scene_at(at));
        narration.first.get_or_insert_with(|| (at, excerpt(words, FIRST_LINE)));
    }
    let mut order: Vec<(&crate::document::Character, Part)> = document
        .characters
        .iter()
        .filter_map(|row| Some((row, parts.remove(&Some(&*row.id))?)))
        .collect();
    order.sort_by_key(|(_, part)| std::cmp::Reverse((part.n_words, part.n_lines)));
    let mut rows = vec![row("narrator", None, narration)];
    for (character, part) in order {
        rows.push(row(&character.name, Some(character), part));
    }
    if let Some(part) = parts.remove(&None) {
        rows.push(row("unknown", None, part));
    }
    Ok(rows)
}

fn row(
    name: &str,
    character: Option<&crate::document::Character>,
    mut part: Part,
) -> Vec<Cell<'static>> {
    let text = |text: &str| Cell::Text(text.to_owned().into());
    let int = |n: usize| Cell::Int(i64::try_from(n).unwrap_or(i64::MAX));
    let also = character.iter().flat_map(|row| &row.aliases);
    let also: Vec<&str> = also.map(|a| &*a.text).filter(|alias| *alias != name).collect();
    let minutes =
        f64::from(u32::try_from(part.n_words).unwrap_or(u32::MAX)) / WORDS_PER_MINUTE;
    part.scenes.dedup();
    let (at, line) = part.first.map_or((Cell::Null, Cell::Null), |(at, line)| {
        (int(at), Cell::Text(line.into()))
    });
    vec![
        text(name),
        character.map_or(Cell::Null, |row| text(&row.id)),
        character.and_then(|row| row.pronouns.as_deref()).map_or(Cell::Null, text),
        text(&also.join(";")),
        int(part.n_lines),
        int(part.n_words),
        Cell::Real((minutes * 10.0).round() / 10.0),
        int(part.scenes.len()),
        at,
        line,
    ]
}

/// The first words of a text on one line, at most `n` characters.
pub(crate) fn excerpt(text: &str, n: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= n {
        return line;
    }
    let short: String = line.chars().take(n - 1).collect();
    // Not in the middle of a word, if there is another place.
    let end = short.rfind(' ').filter(|&at| at > n / 2).unwrap_or(short.len());
    format!("{}…", &short[..end])
}
