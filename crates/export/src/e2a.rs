//! The tagged book of ebook2audiobook: `[voice:FILE]“Hello”[/voice] he said.`
//!
//! Version 1. The tags stand in the text itself, so without them it is the source. Three
//! rules hold.
//!
//! - A tag is closed on the line on which it is opened, since what converts the book may
//!   turn a line into a heading of its own. Words over several lines have a pair a line.
//! - Whoever has no voice has no tag, and is read by the voice that the user gives the book.
//! - A bracket in the text that the engine would take for a tag, as in `[pause]`, has a word
//!   joiner after it, which is invisible and which no tag of the engine may hold; if the text
//!   has such a joiner, it gets one more. [`detag`] takes one away.

use std::io::Write;
use std::ops::Range;

use dramaturg::Reading;

use crate::certificate::segments;
use crate::voices::Voices;
use crate::{Certificate, ExportError, Options};

const OPEN: &str = "[voice:";
const CLOSE: &str = "[/voice]";
/// Keeps the engine from seeing a tag.
const JOINER: char = '\u{2060}';
/// What the engine takes for tags.
const WORDS: [&str; 3] = ["break", "pause", "voice"];

/// Writes the tagged book of a reading.
///
/// # Errors
///
/// If `out` cannot be written to, or no voices are given.
pub fn write(
    reading: &Reading,
    options: &Options,
    out: &mut impl Write,
) -> Result<Certificate, ExportError> {
    let Some(map) = &options.voices else {
        return Err(ExportError::Missing(
            "e2a needs to know the voice files: write a list of the cast with `--to voices`, \
             enter the files there, and give it with --voices",
        ));
    };
    let segments = segments(reading, options);
    let voices = Voices::new(reading, options);
    let files = map.resolve(reading, &voices);
    let kept: String =
        segments.iter().map(|segment| reading.book.slice(segment.span)).collect();
    let mut tagged = String::with_capacity(kept.len() * 2);
    let mut at = 0;
    for segment in &segments {
        let file = files.of(voices.reader(segment), segment.kind);
        for line in reading.book.slice(segment.span).split_inclusive('\n') {
            let words = line.trim();
            let start = at + line.len() - line.trim_start().len();
            let end = at + line.len();
            match file.filter(|_| !words.is_empty()) {
                None => push_escaped(&mut tagged, &kept, at..end),
                Some(file) => {
                    push_escaped(&mut tagged, &kept, at..start);
                    tagged.push_str(OPEN);
                    tagged.push_str(file);
                    tagged.push(']');
                    push_escaped(&mut tagged, &kept, start..start + words.len());
                    tagged.push_str(CLOSE);
                    push_escaped(&mut tagged, &kept, start + words.len()..end);
                }
            }
            at = end;
        }
    }
    let n_unresolved = voices.n_unresolved(&segments);
    let joined = detag(&tagged);
    let certificate =
        Certificate::of_joined("e2a-sml", reading, &segments, n_unresolved, &joined);
    out.write_all(tagged.as_bytes())?;
    Ok(certificate)
}

/// Whether what follows a bracket makes it a tag of the engine. Longer white space than the
/// engine's counts, and capitals, too.
fn is_tag(after: &str) -> bool {
    let is_space = |c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c);
    let after = after.trim_start_matches(JOINER).trim_start_matches(is_space);
    let after = after.strip_prefix('/').unwrap_or(after).trim_start_matches(is_space);
    let is_word = |word: &str| {
        after.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    WORDS.into_iter().any(is_word)
}

/// Adds a stretch of the text, with a joiner in each bracket that looks like a tag.
fn push_escaped(out: &mut String, text: &str, range: Range<usize>) {
    let mut at = range.start;
    while let Some(found) = text[at..range.end].find('[') {
        let next = at + found + 1;
        out.push_str(&text[at..next]);
        if is_tag(&text[next..]) {
            out.push(JOINER);
        }
        at = next;
    }
    out.push_str(&text[at..range.end]);
}

/// The text of a tagged book without its tags: the source.
pub fn detag(tagged: &str) -> String {
    unescaped(&without_tags(tagged))
}

/// The text without its tags; what looks like a tag in the source still has its joiner.
fn without_tags(tagged: &str) -> String {
    let mut text = String::with_capacity(tagged.len());
    let mut rest = tagged;
    while let Some(at) = rest.find('[') {
        let (before, tag) = rest.split_at(at);
        text.push_str(before);
        let opened = tag.strip_prefix(OPEN).and_then(|value| value.split_once(']'));
        if let Some(after) = tag.strip_prefix(CLOSE) {
            rest = after;
        } else if let Some((_, after)) = opened {
            rest = after;
        } else {
            text.push('[');
            rest = &tag[1..];
        }
    }
    text.push_str(rest);
    text
}

/// The text with one joiner less in each bracket that looks like a tag.
fn unescaped(escaped: &str) -> String {
    let mut text = String::with_capacity(escaped.len());
    let mut rest = escaped;
    while let Some(at) = rest.find('[') {
        let (before, after) = rest.split_at(at + 1);
        text.push_str(before);
        rest = after.strip_prefix(JOINER).filter(|after| is_tag(after)).unwrap_or(after);
    }
    text.push_str(rest);
    text
}
