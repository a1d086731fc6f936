//! Paragraphs, headings, scene breaks, chapters, and what is no story.

use crate::{
    Apart, Byte, Chapter, ChapterId, Draft, Emphasis, Note, ParagraphId, ParagraphKind,
    Position, Span, Table,
};

/// A paragraph before it has tokens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block {
    pub(crate) span: Span<Byte>,
    pub(crate) kind: ParagraphKind,
    pub(crate) gap_before: bool,
}

/// How a draft is divided.
#[derive(Debug, Default)]
pub(crate) struct Division {
    pub(crate) blocks: Vec<Block>,
    pub(crate) chapters: Table<ChapterId, Chapter>,
    pub(crate) apart: Vec<Apart>,
    pub(crate) emphases: Vec<Emphasis>,
    pub(crate) notes: Vec<Note>,
}

/// Divides a draft into paragraphs and chapters.
pub(crate) fn divide(draft: &Draft) -> Division {
    let text = &draft.text;
    let mut division = Division { apart: draft.apart.clone(), ..Division::default() };
    division.emphases.clone_from(&draft.emphases);
    let mut at = 0;
    let mut open: Option<(usize, usize)> = None;
    let mut n_blank = 0;
    let mut gap = false;
    let mut blocks: Vec<(usize, usize, bool)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            n_blank += 1;
            if let Some((start, end)) = open.take() {
                blocks.push((start, end, gap));
            }
        } else {
            let start = at + (line.len() - line.trim_start().len());
            let end = start + trimmed.len();
            match &mut open {
                Some((_, last)) => *last = end,
                None => {
                    gap = n_blank > 2;
                    open = Some((start, end));
                }
            }
            n_blank = 0;
        }
        at += line.len();
    }
    if let Some((start, end)) = open {
        blocks.push((start, end, gap));
    }
    for (start, end, gap_before) in blocks {
        let span = Span::of(start, end);
        let words = &text[start..end];
        let kind = if !words.contains(char::is_alphanumeric) {
            ParagraphKind::Break
        } else if words.len() < 60
            && ["chapter", "book ", "part ", "volume"]
                .iter()
                .any(|w| words.to_lowercase().starts_with(w))
        {
            ParagraphKind::Heading
        } else {
            ParagraphKind::Prose
        };
        division.blocks.push(Block { span, kind, gap_before });
    }
    let mut starts: Vec<usize> = (0..division.blocks.len())
        .filter(|&i| division.blocks[i].kind == ParagraphKind::Heading)
        .collect();
    starts.push(division.blocks.len());
    for pair in starts.windows(2) {
        let end =
            division.blocks.get(pair[1]).map_or(text.len(), |b| b.span.start().index());
        let heading = division.blocks[pair[0]].span;
        division.chapters.push(Chapter {
            title: Some(
                heading.slice(text).split_whitespace().collect::<Vec<_>>().join(" "),
            ),
            span: Span::of(heading.start().index(), end),
            paragraphs: Span::<ParagraphId>::of(pair[0], pair[1]),
        });
    }
    division
}
