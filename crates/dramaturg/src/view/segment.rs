//! The text cut into what is told, said, thought and written.

use dramaturg_cast::{Mode, QuotationId};
use dramaturg_text::{Byte, ChapterId, Position, Span};

use crate::Reading;

/// How a segment is to be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SegmentKind {
    /// Told by the narrator.
    Narration,
    /// Said aloud.
    Speech,
    /// Thought in words.
    Thought,
    /// Shown as written.
    Writing,
    /// No story: front matter, licences, page heads; never voiced.
    Apart,
}

impl SegmentKind {
    /// The word in exports.
    pub fn label(self) -> &'static str {
        match self {
            SegmentKind::Narration => "narration",
            SegmentKind::Speech => "speech",
            SegmentKind::Thought => "thought",
            SegmentKind::Writing => "writing",
            SegmentKind::Apart => "apart",
        }
    }
}

impl From<Mode> for SegmentKind {
    fn from(mode: Mode) -> SegmentKind {
        match mode {
            Mode::Speech => SegmentKind::Speech,
            Mode::Thought => SegmentKind::Thought,
            Mode::Writing => SegmentKind::Writing,
        }
    }
}

/// A stretch that one voice reads: a part of an outer quotation with its marks, or
/// narration between two of them, at most a paragraph long.
///
/// The white space after a segment belongs to it, that before the first one to the first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Segment {
    /// How it is read.
    pub kind: SegmentKind,
    /// Where it stands; never empty.
    pub span: Span<Byte>,
    /// The quotation that it is a part of.
    pub quotation: Option<QuotationId>,
    /// The chapter in which it begins.
    pub chapter: Option<ChapterId>,
}

/// Cuts a book into segments. Joined in order they are its text, whatever the layers say.
pub(crate) fn segments(reading: &Reading) -> Vec<Segment> {
    let book = &reading.book;
    let mut quoted: Vec<(usize, usize, QuotationId)> = Vec::new();
    for (id, quotation) in reading.cast.quotations.rows.iter() {
        if quotation.nested_in.is_none() {
            let parts = quotation.outer.iter();
            quoted
                .extend(parts.map(|part| (part.start().index(), part.end().index(), id)));
        }
    }
    quoted.sort_unstable();
    let mut cuts: Vec<usize> = Vec::new();
    cuts.extend(book.paragraphs.rows().iter().map(|p| p.span.start().index()));
    cuts.extend(book.chapters.rows().iter().map(|c| c.span.start().index()));
    for apart in &book.apart {
        cuts.extend([apart.span.start().index(), apart.span.end().index()]);
    }
    cuts.sort_unstable();
    let mut tiler =
        Tiler { reading, segments: Vec::new(), cuts, next_cut: 0, next_apart: 0 };
    let mut at = 0;
    for (start, end, id) in quoted {
        // Two outer quotations share no byte; should they, the earlier one has it.
        let start = start.max(at);
        if end <= start {
            continue;
        }
        tiler.tell(at, start);
        let kind = SegmentKind::from(reading.cast.quotations.rows[id].mode);
        tiler.push(kind, start, end, Some(id));
        at = end;
    }
    tiler.tell(at, book.text.len());
    tiler.segments
}

/// Builds the list of segments from left to right.
struct Tiler<'a> {
    reading: &'a Reading,
    segments: Vec<Segment>,
    /// Where narration is cut, in order.
    cuts: Vec<usize>,
    next_cut: usize,
    next_apart: usize,
}

impl Tiler<'_> {
    /// Adds the narration of a stretch between two quotations.
    fn tell(&mut self, start: usize, end: usize) {
        let mut at = start;
        while at < end {
            while self.cuts.get(self.next_cut).is_some_and(|&cut| cut <= at) {
                self.next_cut += 1;
            }
            let to = self.cuts.get(self.next_cut).map_or(end, |&cut| cut.min(end));
            let is_apart = self.is_apart(at);
            let kind = if is_apart { SegmentKind::Apart } else { SegmentKind::Narration };
            self.push(kind, at, to, None);
            at = to;
        }
    }

    /// Whether `at`, which only grows, lies in a stretch that is no story.
    fn is_apart(&mut self, at: usize) -> bool {
        let apart = &self.reading.book.apart;
        while apart.get(self.next_apart).is_some_and(|a| a.span.end().index() <= at) {
            self.next_apart += 1;
        }
        apart.get(self.next_apart).is_some_and(|a| a.span.contains(Byte::from_index(at)))
    }

    fn push(
        &mut self,
        kind: SegmentKind,
        start: usize,
        end: usize,
        quotation: Option<QuotationId>,
    ) {
        let book = &self.reading.book;
        let is_blank = |from: usize, to: usize| book.text[from..to].trim().is_empty();
        match self.segments.last_mut() {
            Some(last) if quotation.is_none() && is_blank(start, end) => {
                last.span = Span::of(last.span.start().index(), end);
            }
            // White space alone in front of the book goes to what comes first.
            Some(last)
                if last.span.start().index() == 0
                    && last.quotation.is_none()
                    && is_blank(0, last.span.end().index()) =>
            {
                let chapter = book.chapter_at(Byte::from_index(start));
                *last = Segment { kind, span: Span::of(0, end), quotation, chapter };
            }
            _ => {
                let chapter = book.chapter_at(Byte::from_index(start));
                let span = Span::of(start, end);
                self.segments.push(Segment { kind, span, quotation, chapter });
            }
        }
    }
}
