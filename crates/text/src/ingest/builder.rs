//! A text that is made from markup, block by block.
//!
//! Every reader of marked-up files fills one of these, so that white space, emphasis,
//! headings and what is apart mean the same in all of them.

use super::gutenberg;
use crate::tokenize::is_invisible;
use crate::{Apart, Draft, Emphasis, Note, Origin, PartCount, Span};

/// Text that is being made, block by block, and what its markup says.
#[derive(Debug, Default)]
pub(super) struct Builder {
    /// What is made.
    pub(super) draft: Draft,
    /// The file inside the container.
    pub(super) file: String,
    /// Visible characters met in this file, and those of them that went into the text.
    n_visible: usize,
    n_in_text: usize,
    /// Where the open block begins, and the element that it stands in.
    block: Option<usize>,
    element: String,
    /// White space that goes before the next character.
    pending: Option<char>,
    /// Whether an empty paragraph stood before the next block.
    has_gap: bool,
    /// How many elements that set words off are open, and where the words began.
    n_emphases: usize,
    emphasis: Option<usize>,
    /// How many headings are open.
    n_headings: usize,
    /// Whether the book is a download of the large fan-fiction archive.
    pub(super) is_fan_work: bool,
}

impl Builder {
    /// An empty text, for the file of this name.
    pub(super) fn new(file: &str) -> Self {
        Builder { file: file.to_owned(), ..Builder::default() }
    }

    /// Adds a character; white space is collapsed.
    pub(super) fn push(&mut self, c: char) {
        if c.is_ascii_whitespace() {
            self.pending = self.pending.or(Some(' '));
            return;
        }
        if c.is_whitespace() {
            self.pending = Some(c);
            return;
        }
        let is_seen = !is_invisible(c) && !c.is_control();
        self.n_visible += usize::from(is_seen);
        if !is_seen && (self.block.is_none() || c.is_control()) {
            return;
        }
        let text = &mut self.draft.text;
        if self.block.is_none() {
            if !text.is_empty() {
                text.push_str(if self.has_gap { "\n\n\n\n" } else { "\n\n" });
            }
            self.has_gap = false;
            self.pending = None;
            self.block = Some(text.len());
        } else if let Some(space) = self.pending.take() {
            text.push(space);
        }
        if self.n_emphases > 0 && self.emphasis.is_none() {
            self.emphasis = Some(text.len());
        }
        text.push(c);
        self.n_in_text += usize::from(is_seen);
    }

    /// Adds a character that a reader sees though the file does not hold it.
    pub(super) fn push_own(&mut self, c: char) {
        let counts = (self.n_visible, self.n_in_text);
        self.push(c);
        (self.n_visible, self.n_in_text) = counts;
    }

    /// Counts a character that is seen but left out.
    pub(super) fn leave_out(&mut self, c: char) {
        self.n_visible +=
            usize::from(!c.is_whitespace() && !is_invisible(c) && !c.is_control());
    }

    /// Ends a line inside a block; a second one in a row ends the block.
    pub(super) fn break_line(&mut self) {
        if self.pending == Some('\n') {
            self.end_block();
        } else if self.block.is_some() {
            self.pending = Some('\n');
        }
    }

    /// Ends the open block, if there is one.
    pub(super) fn end_block(&mut self) {
        self.end_words();
        self.pending = None;
        let Some(start) = self.block.take() else { return };
        let span = Span::of(start, self.draft.text.len());
        if self.n_headings > 0 {
            self.draft.headings.push(span);
        }
        self.draft.source.map.push(Origin {
            span,
            file: self.file.clone(),
            element: std::mem::take(&mut self.element),
        });
    }

    /// Names the element of the block that has just begun, if one has.
    pub(super) fn name_block(&mut self, element: impl FnOnce() -> String) {
        if self.block.is_some() && self.element.is_empty() {
            self.element = element();
        }
    }

    /// Whether a block is open.
    pub(super) fn is_open(&self) -> bool {
        self.block.is_some()
    }

    /// Notes that an empty paragraph stands before the next block.
    pub(super) fn leave_gap(&mut self) {
        self.has_gap = !self.draft.text.is_empty();
    }

    /// Adds a mark between scenes, which markup has as a rule.
    pub(super) fn rule(&mut self, element: String) {
        self.end_block();
        let (n_visible, n_in_text) = (self.n_visible, self.n_in_text);
        let n_headings = std::mem::take(&mut self.n_headings);
        let n_emphases = std::mem::take(&mut self.n_emphases);
        "***".chars().for_each(|c| self.push(c));
        let start = self.block.unwrap_or(self.draft.text.len());
        self.draft.breaks.push(Span::of(start, self.draft.text.len()));
        self.element = element;
        self.end_block();
        // The mark is ours, not the book's.
        (self.n_visible, self.n_in_text) = (n_visible, n_in_text);
        (self.n_headings, self.n_emphases) = (n_headings, n_emphases);
    }

    /// Begins words that are set off.
    pub(super) fn begin_emphasis(&mut self) {
        self.n_emphases += 1;
    }

    /// Ends words that are set off.
    pub(super) fn end_emphasis(&mut self) {
        self.n_emphases = self.n_emphases.saturating_sub(1);
        if self.n_emphases == 0 {
            self.end_words();
        }
    }

    /// Ends words that are set off; words that follow at once and are set off, too, are of
    /// the same stretch.
    pub(super) fn pause_emphasis(&mut self) {
        self.n_emphases = self.n_emphases.saturating_sub(1);
        if let Some(start) = self.emphasis.take() {
            let end = self.draft.text.len();
            let before = self.draft.emphases.last_mut().filter(|last| {
                last.span.range().end == start && self.block.is_some_and(|b| b < start)
            });
            let from = before.as_ref().map_or(start, |last| last.span.range().start);
            let span = Span::of(from, end);
            match before {
                Some(last) => (last.span, last.outer) = (span, span),
                None if start < end => {
                    self.draft.emphases.push(Emphasis { span, outer: span });
                }
                None => {}
            }
        }
    }

    /// Makes a heading of the open block.
    pub(super) fn head_block(&mut self) {
        if let Some(start) = self.block
            && self.n_headings == 0
        {
            self.draft.headings.push(Span::of(start, self.draft.text.len()));
        }
    }

    fn end_words(&mut self) {
        if let Some(start) = self.emphasis.take() {
            let span = Span::of(start, self.draft.text.len());
            if !span.is_empty() {
                self.draft.emphases.push(Emphasis { span, outer: span });
            }
        }
    }

    /// Begins a heading: blocks are headings until it ends.
    pub(super) fn begin_heading(&mut self) {
        self.end_block();
        self.n_headings += 1;
    }

    /// Ends a heading.
    pub(super) fn end_heading(&mut self) {
        self.end_block();
        self.n_headings = self.n_headings.saturating_sub(1);
    }

    /// Sets apart what was added since the text had `start` bytes.
    pub(super) fn set_apart(&mut self, start: usize, kind: &'static str) {
        self.end_block();
        let end = self.draft.text.len();
        if start < end {
            self.draft.apart.push(Apart { span: Span::of(start, end), kind });
        }
    }

    /// Ends a file of a container, and counts what of it is in the text.
    pub(super) fn end_part(&mut self) {
        self.end_block();
        self.n_emphases = 0;
        self.n_headings = 0;
        let visible = std::mem::take(&mut self.n_visible);
        let in_text = std::mem::take(&mut self.n_in_text);
        if in_text < visible {
            self.draft.notes.push(Note {
                span: Span::of(self.draft.text.len(), self.draft.text.len()),
                code: "left-out",
                message: format!(
                    "{}: {} visible characters are page numbers and left out",
                    self.file,
                    visible - in_text
                ),
            });
        }
        self.draft.source.parts.push(PartCount {
            file: self.file.clone(),
            visible,
            in_text,
        });
    }

    /// The draft, its archive's header and footer set apart.
    pub(super) fn finish(mut self) -> Draft {
        self.end_block();
        let frame = gutenberg::frame(&self.draft.text);
        self.draft.apart.extend(frame.apart);
        let source = &mut self.draft.source;
        if source.title.is_none() {
            source.title = frame.title;
        }
        if source.authors.is_empty() {
            source.authors = frame.authors;
        }
        self.draft.is_marked_up = true;
        self.draft
    }
}
