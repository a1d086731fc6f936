//! Downloads of the large fan-fiction archive, as HTML and as the EPUB made from it.
//!
//! A preface holds the tags, an afterword the archive's thanks; summaries and notes stand
//! before and after the work and each of its chapters. None of them is story. The EPUB is
//! made by a converter that renames classes and may drop them, so that labels count, too.

use super::markup::Tag;
use crate::Source;

/// What a paragraph says that stands before a summary or a note.
const LABELS: &[&str] = &[
    "summary",
    "notes",
    "end notes",
    "chapter summary",
    "chapter notes",
    "chapter end notes",
    "series summary",
];
/// How a paragraph begins that leads to a note elsewhere.
const LEADS: &[&str] = &["See the end of the work for", "See the end of the chapter for"];
/// Bytes of the longest label or lead.
const MAX_LABEL_BYTES: usize = 80;
/// Bytes of a document in which its address is looked for.
const MAX_PREFACE_BYTES: usize = 256 << 10;

/// What an element of a download is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Part {
    /// Nothing of its own.
    #[default]
    Other,
    /// What stands before the work.
    Preface,
    /// What stands after it.
    Afterword,
    /// A heading with its summary and notes.
    Meta,
    /// Notes at the end.
    Endnotes,
    /// The work's title.
    Title,
    /// An author's name.
    Author,
}

/// Where a walk through a download stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct State {
    n_prefaces: usize,
    n_metas: usize,
    /// Whether a label has come, and the note that it announces has not.
    awaits_note: bool,
}

/// Whether a document is a download, or the first part of one.
pub(super) fn is_download(document: &str) -> bool {
    let top = &document[..document.floor_char_boundary(MAX_PREFACE_BYTES)];
    top.contains("archiveofourown.org")
        && (top.contains("Posted originally on the") || top.contains("id=\"preface\""))
}

/// What an element of a download is.
pub(super) fn part(tag: &Tag) -> Part {
    let id = tag.attribute("id").unwrap_or_default();
    // A converter numbers classes: `meta`, `meta1`.
    let has = |class: &str| {
        tag.words("class")
            .any(|c| c.trim_end_matches(|c: char| c.is_ascii_digit()) == class)
    };
    match (tag.name.as_str(), id) {
        ("div", "preface") => Part::Preface,
        ("div", "afterword") => Part::Afterword,
        ("div", id) if id.starts_with("endnotes") => Part::Endnotes,
        ("div", _) if has("endnote-link") => Part::Endnotes,
        ("div", _) if has("meta") => Part::Meta,
        ("h1", _) => Part::Title,
        ("a", _) if tag.attribute("rel") == Some("author") => Part::Author,
        _ => Part::Other,
    }
}

impl State {
    /// Notes that an element begins; the kind under which it is apart.
    pub(super) fn enter(
        &mut self,
        part: Part,
        tag: &Tag,
        is_block: bool,
    ) -> Option<&'static str> {
        let is_heading = tag.name.len() == 2 && tag.name.starts_with('h');
        let is_note = is_block && !is_heading && self.n_metas > 0;
        let is_awaited =
            std::mem::take(&mut self.awaits_note) && tag.name == "blockquote";
        match part {
            Part::Preface => {
                self.n_prefaces += 1;
                Some("front-matter")
            }
            Part::Afterword => Some("footer"),
            Part::Endnotes => Some("note"),
            Part::Meta if self.n_prefaces == 0 => {
                self.n_metas += 1;
                None
            }
            _ if is_note || is_awaited => Some("note"),
            _ => None,
        }
    }

    /// Notes that an element ends, and what its words say; the kind under which it is apart.
    pub(super) fn leave(
        &mut self,
        part: Part,
        name: &str,
        words: &str,
        source: &mut Source,
    ) -> Option<&'static str> {
        match part {
            Part::Preface => self.n_prefaces = self.n_prefaces.saturating_sub(1),
            Part::Meta => self.n_metas = self.n_metas.saturating_sub(1),
            Part::Title if source.title.is_none() && self.n_prefaces > 0 => {
                let title = words.trim();
                source.title = (!title.is_empty()).then(|| title.to_owned());
            }
            Part::Author if self.n_prefaces > 0 => {
                let author = words.trim();
                if !author.is_empty() && source.authors.iter().all(|a| a != author) {
                    source.authors.push(author.to_owned());
                }
            }
            _ if name == "p" && words.len() <= MAX_LABEL_BYTES => {
                let words = words.trim();
                let lower = words.trim_end_matches(':').to_lowercase();
                self.awaits_note = LABELS.contains(&lower.as_str());
                let is_lead = LEADS.iter().any(|lead| words.starts_with(lead));
                return (self.awaits_note || is_lead).then_some("note");
            }
            _ => {}
        }
        None
    }
}
