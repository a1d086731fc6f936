//! Fountain: the book as a screenplay in plain text.
//!
//! Version 1. Narration is forced action (`!`), words are dialogue under a forced cue (`@`),
//! thoughts and what is written are `(V.O.)`, chapters are sections (`#`) and scenes forced
//! headings (`.`). [`unfold`] gives the source back, by four rules.
//!
//! - Text stands in blocks of lines with a blank line between them, none of them blank.
//!   Sections, headings and title page are no text.
//! - Between two blocks the source has a blank line. If it has not, a note at the end of the
//!   first says what stands there: `[[+]]` a space, `[[-]]` nothing, `[[ws "…"]]` the white
//!   space as a JSON string. A block may be such a note alone.
//! - Each line of action begins with `!`. A line of dialogue that would be something else
//!   begins with a backslash.
//! - A backslash stands in front of a `*`, a `_`, a backslash, and of a second `[` in a row.
//!
//! The last block is a note with the certificate.

use std::io::Write;

use dramaturg::Reading;
use dramaturg::cast::EntityId;
use dramaturg::text::Position;
use dramaturg::view::{Segment, SegmentKind};

use crate::certificate::segments;
use crate::voices::Voices;
use crate::{Certificate, ExportError, Options};

const CERTIFICATE: &str = "[[certificate ";
const BLANK: &str = "\n\n";

/// Writes the screenplay of a reading.
///
/// # Errors
///
/// If `out` cannot be written to.
pub fn write(
    reading: &Reading,
    options: &Options,
    out: &mut impl Write,
) -> Result<Certificate, ExportError> {
    let segments = segments(reading, options);
    let voices = Voices::new(reading, options);
    let mut writer = Writer {
        reading,
        voices: &voices,
        out: String::new(),
        gap: String::new(),
        is_after_block: false,
    };
    writer.title_page();
    let mut chapter = None;
    let scenes = reading.story.scenes.rows.rows();
    let mut next_scene = 0;
    for segment in &segments {
        if segment.chapter != chapter {
            chapter = segment.chapter;
            writer.section(segment);
        }
        let start = segment.span.start();
        let mut scene = None;
        while scenes.get(next_scene).is_some_and(|s| s.span.start() <= start) {
            scene = Some(next_scene);
            next_scene += 1;
        }
        if let Some(scene) = scene {
            writer.scene(scene);
        }
        writer.segment(segment);
    }
    writer.end_gap();
    let screenplay = writer.out;
    let n_unresolved = voices.n_unresolved(&segments);
    let joined = unfold(&screenplay)?;
    let certificate =
        Certificate::of_joined("fountain", reading, &segments, n_unresolved, &joined);
    out.write_all(screenplay.as_bytes())?;
    let json = serde_json::to_string(&certificate).map_err(std::io::Error::from)?;
    // Two brackets in a row would end the note.
    writeln!(out, "{CERTIFICATE}{}]]", json.replace("]]", "] ]"))?;
    Ok(certificate)
}

/// Builds the screenplay from left to right.
struct Writer<'a> {
    reading: &'a Reading,
    voices: &'a Voices<'a>,
    out: String,
    /// The white space since the last block of text.
    gap: String,
    /// Whether a block of text was written last, so that a note may end it.
    is_after_block: bool,
}

impl Writer<'_> {
    fn title_page(&mut self) {
        let source = &self.reading.book.source;
        let title = source.title.as_deref().unwrap_or(&source.name);
        self.out.push_str(&format!("Title: {}\n", one_line(title)));
        for author in &source.authors {
            self.out.push_str(&format!("Author: {}\n", one_line(author)));
        }
        self.out.push_str("Source: made from prose by dramaturg\n\n");
    }

    /// A section for a chapter; one without a title has its number.
    fn section(&mut self, segment: &Segment) {
        self.end_gap();
        let Some(id) = segment.chapter else { return };
        let title = self.reading.book.chapters[id].title.as_deref();
        let title = title.map(one_line).filter(|title| !title.is_empty());
        let title = title.unwrap_or_else(|| (id.index() + 1).to_string());
        self.out.push_str(&format!("# {title}\n\n"));
    }

    fn scene(&mut self, index: usize) {
        self.end_gap();
        let scene = self.reading.scenes().nth(index);
        let words = scene.and_then(|scene| scene.place());
        let place = words.map(|place| one_line(place).to_uppercase());
        let name = place.unwrap_or_else(|| format!("SCENE {}", index + 1));
        // A heading that begins with two points would be none.
        let name = name.trim_start_matches('.');
        self.out.push_str(&format!(".{name}\n\n"));
    }

    fn segment(&mut self, segment: &Segment) {
        let text = self.reading.book.slice(segment.span);
        let reader = self.voices.reader(segment);
        let mut n_blocks = 0;
        for block in blocks(text) {
            match block {
                Block::Gap(gap) => self.gap.push_str(gap),
                Block::Text(words) => {
                    self.end_gap();
                    match segment.kind {
                        SegmentKind::Narration | SegmentKind::Apart => self.action(words),
                        _ => self.dialogue(words, segment.kind, reader, n_blocks > 0),
                    }
                    n_blocks += 1;
                    self.is_after_block = true;
                }
            }
        }
    }

    fn action(&mut self, words: &str) {
        for (i, line) in words.split('\n').enumerate() {
            if i > 0 {
                self.out.push('\n');
            }
            self.out.push('!');
            push_escaped(&mut self.out, line);
        }
    }

    fn dialogue(
        &mut self,
        words: &str,
        kind: SegmentKind,
        reader: Option<EntityId>,
        goes_on: bool,
    ) {
        let name =
            reader.map_or("UNKNOWN".to_owned(), |id| self.voices.name(id).to_uppercase());
        self.out.push('@');
        // A `^` at the end would set two dialogues side by side.
        self.out.push_str(name.trim_end_matches('^'));
        if matches!(kind, SegmentKind::Thought | SegmentKind::Writing) {
            self.out.push_str(" (V.O.)");
        }
        if goes_on {
            self.out.push_str(" (CONT'D)");
        }
        for line in words.split('\n') {
            self.out.push('\n');
            if line.trim_start().starts_with(['(', '~', '!', '@', '#', '.', '=', '>']) {
                self.out.push('\\');
            }
            push_escaped(&mut self.out, line);
        }
    }

    /// Ends the last block, with a note if the source has no blank line after it. White
    /// space that follows no block is a block of its own.
    fn end_gap(&mut self) {
        let gap = std::mem::take(&mut self.gap);
        let is_after_block = std::mem::take(&mut self.is_after_block);
        if !is_after_block && gap.is_empty() {
            return;
        }
        match gap.as_str() {
            BLANK if is_after_block => {}
            " " => self.out.push_str("[[+]]"),
            "" => self.out.push_str("[[-]]"),
            gap => {
                let json = serde_json::to_string(gap).expect("a string is JSON");
                self.out.push_str(&format!("[[ws {json}]]"));
            }
        }
        self.out.push_str(BLANK);
    }
}

/// A part of a segment: lines of which none is blank, or the white space around them.
enum Block<'a> {
    Gap(&'a str),
    Text(&'a str),
}

/// Cuts a text at its blank lines, and the white space at both ends off.
fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let words = text.trim();
    let start = text.len() - text.trim_start().len();
    if start > 0 {
        blocks.push(Block::Gap(&text[..start]));
    }
    let mut rest = words;
    while !rest.is_empty() {
        // A line feed, white space, a line feed: the first of these ends the block.
        let gap = rest.match_indices('\n').find_map(|(at, _)| {
            let end = rest.len() - rest[at..].trim_start().len();
            rest[at + 1..end].contains('\n').then_some((at, end))
        });
        let Some((at, end)) = gap else {
            blocks.push(Block::Text(rest));
            break;
        };
        // The white space in front of that line feed belongs to the gap.
        let at = rest[..at].trim_end().len();
        blocks.push(Block::Text(&rest[..at]));
        blocks.push(Block::Gap(&rest[at..end]));
        rest = &rest[end..];
    }
    let end = start + words.len();
    if end < text.len() {
        blocks.push(Block::Gap(&text[end..]));
    }
    blocks
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn push_escaped(out: &mut String, line: &str) {
    let mut before = '\0';
    for c in line.chars() {
        if matches!(c, '*' | '_' | '\\') || c == '[' && before == '[' {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
}

/// The source of a screenplay: its texts and the white space between them.
///
/// # Errors
///
/// If a note of white space is damaged.
pub fn unfold(screenplay: &str) -> Result<String, ExportError> {
    let mut text = String::with_capacity(screenplay.len());
    let mut line_number = 1;
    // The first block is the title page.
    let blocks = screenplay.split(BLANK).map(|block| block.trim_matches('\n'));
    for (i, block) in blocks.enumerate() {
        let first = line_number;
        line_number += block.matches('\n').count() + 2;
        if i == 0 || block.is_empty() || block.starts_with(['#', '.']) {
            continue;
        }
        if block.starts_with(CERTIFICATE) {
            break;
        }
        let (words, gap) = match block.rfind("[[") {
            Some(at) if block.ends_with("]]") => {
                let note = &block[at + 2..block.len() - 2];
                let gap = match (note, note.strip_prefix("ws ")) {
                    ("+", _) => " ".to_owned(),
                    ("-", _) => String::new(),
                    (_, Some(json)) => serde_json::from_str(json)
                        .map_err(|_| ExportError::Unreadable { line: first })?,
                    _ => return Err(ExportError::Unreadable { line: first }),
                };
                (&block[..at], gap)
            }
            _ => (block, BLANK.to_owned()),
        };
        let mut lines = words.split('\n');
        let is_dialogue = words.starts_with('@');
        if is_dialogue {
            lines.next();
        }
        for (i, line) in lines.enumerate() {
            if i > 0 {
                text.push('\n');
            }
            let line =
                if is_dialogue { line } else { line.strip_prefix('!').unwrap_or(line) };
            push_unescaped(&mut text, line);
        }
        text.push_str(&gap);
    }
    Ok(text)
}

fn push_unescaped(out: &mut String, line: &str) {
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            c => out.push(c),
        }
    }
}
