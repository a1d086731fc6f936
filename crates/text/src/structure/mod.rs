//! Paragraphs, headings, scene breaks, chapters, and what is no story.
//!
//! Read in this order: `paragraphs` joins lines to blocks, `headings` judges one line,
//! `outline` decides what each block is with the whole book in sight, `apart` what is no
//! story, `emphasis` finds the marks of emphasis in plain text. Each is linear in the text.

mod apart;
#[cfg(any(test, feature = "checks"))]
pub(crate) mod checks;
mod emphasis;
mod headings;
mod outline;
mod paragraphs;

use crate::{
    Apart, Byte, Chapter, ChapterId, Draft, Emphasis, Note, ParagraphId, ParagraphKind,
    Span, Table,
};
use headings::Label;
use outline::Row;
use paragraphs::Layout;

/// Bytes of a chapter's title to which nothing more is joined.
const MAX_TITLE_BYTES: usize = 300;

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
    let lines = paragraphs::lines(text);
    let layout =
        if draft.is_marked_up { Layout::Blank } else { paragraphs::layout(text, &lines) };
    let apart = tidy(draft.apart.clone());
    let mut cuts: Vec<usize> = apart
        .iter()
        .flat_map(|apart| [apart.span.range().start, apart.span.range().end])
        .collect();
    if draft.is_marked_up {
        cuts.extend(draft.headings.iter().flat_map(|s| [s.range().start, s.range().end]));
        cuts.sort_unstable();
    } else {
        cuts.extend(apart::page_cuts(text, &lines));
        cuts.sort_unstable();
    }
    let blocks = paragraphs::blocks(text, &lines, layout, &cuts);
    let wide_gap = paragraphs::wide_gap(&blocks);
    let mut rows = outline::rows(text, &lines, blocks, draft, &apart);
    outline::decide(text, &mut rows, draft, layout, wide_gap);
    let mut division = Division { apart: all_apart(&rows, apart), ..Division::default() };
    for row in &rows {
        division.blocks.push(Block {
            span: row.block.span,
            kind: row.kind,
            gap_before: row.block.n_blank >= wide_gap,
        });
    }
    if draft.is_marked_up {
        let mut marked = draft.emphases.clone();
        marked.sort_by_key(|emphasis| (emphasis.outer.start(), emphasis.outer.end()));
        for emphasis in marked {
            let is_clear = division
                .emphases
                .last()
                .is_none_or(|last| last.outer.end() <= emphasis.outer.start());
            if is_clear && !emphasis.span.is_empty() {
                division.emphases.push(emphasis);
            }
        }
    } else {
        for block in &division.blocks {
            if matches!(block.kind, ParagraphKind::Prose | ParagraphKind::Heading) {
                emphasis::emphases(text, block.span, &mut division.emphases);
            }
        }
    }
    division.chapters = chapters(text, &rows);
    division
}

/// Stretches in order, without overlap and without empty ones.
fn tidy(mut apart: Vec<Apart>) -> Vec<Apart> {
    apart.sort_by_key(|apart| (apart.span.start(), apart.span.end()));
    let mut tidied: Vec<Apart> = Vec::with_capacity(apart.len());
    for Apart { span, kind } in apart {
        let start =
            tidied.last().map_or(span.start(), |last| last.span.end().max(span.start()));
        if start < span.end() {
            tidied.push(Apart { span: Span::new(start, span.end()), kind });
        }
    }
    tidied
}

/// What was known to be apart, and the runs of rows that were found to be.
fn all_apart(rows: &[Row], known: Vec<Apart>) -> Vec<Apart> {
    let mut apart = known;
    let mut run: Option<Apart> = None;
    for row in rows {
        match (&mut run, row.apart) {
            (Some(open), Some(kind)) if open.kind == kind => {
                open.span = open.span.hull(row.block.span)
            }
            (_, Some(kind)) => {
                apart.extend(run.replace(Apart { span: row.block.span, kind }));
            }
            (_, None) => apart.extend(run.take()),
        }
    }
    apart.extend(run);
    tidy(apart)
}

/// From each heading to the next one; headings without prose between them are one.
fn chapters(text: &str, rows: &[Row]) -> Table<ChapterId, Chapter> {
    // The first row of each chapter, and the pieces of its title.
    let mut starts: Vec<(usize, String)> = Vec::new();
    // Since the last heading: whether story text came, and that heading's label.
    let mut came_prose = true;
    let mut last: Option<Label> = None;
    for (i, row) in rows.iter().enumerate() {
        match row.kind {
            ParagraphKind::Heading => {
                let piece = outline::heading_title(row.block.span.slice(text));
                let is_sibling = match (last, row.label) {
                    (
                        Some(Label::Keyword { rank: a, .. }),
                        Some(Label::Keyword { rank: b, .. }),
                    ) => b <= a,
                    (Some(Label::Bare { .. }), Some(Label::Bare { .. })) => true,
                    _ => false,
                };
                match starts.last_mut() {
                    Some((_, title))
                        if !came_prose
                            && !is_sibling
                            && title.len() < MAX_TITLE_BYTES =>
                    {
                        let shortened = title.trim_end_matches(['.', ':', ' ']).len();
                        title.truncate(shortened);
                        title.push_str(": ");
                        title.push_str(&piece);
                    }
                    _ => starts.push((i, piece)),
                }
                came_prose = false;
                last = row.label;
            }
            ParagraphKind::Prose => came_prose = true,
            ParagraphKind::Break | ParagraphKind::Apart => {}
        }
    }
    let mut chapters = Table::new();
    let ends = starts.iter().skip(1).map(|&(i, _)| i).chain([rows.len()]);
    for ((start, title), end) in starts.iter().zip(ends) {
        let last = rows.get(end).map_or(text.len(), |row| row.block.span.range().start);
        chapters.push(Chapter {
            title: (!title.is_empty()).then(|| title.clone()),
            span: Span::of(rows[*start].block.span.range().start, last),
            paragraphs: Span::<ParagraphId>::of(*start, end),
        });
    }
    chapters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(text: &str) -> Draft {
        Draft { text: text.to_owned(), ..Draft::default() }
    }

    #[test]
    fn headings_without_prose_between_them_are_one_chapter() {
        let division = divide(&draft(
            "BOOK ONE\n\n\nCHAPTER I.\n\nTHE KEY\n\n\nMara sat.\n\nCHAPTER II.\n\nTHE TIDE\n\nTom left.\n",
        ));
        let titles: Vec<_> =
            division.chapters.rows().iter().filter_map(|c| c.title.as_deref()).collect();
        assert_eq!(titles, ["BOOK ONE: CHAPTER I: THE KEY", "CHAPTER II: THE TIDE"]);
    }

    #[test]
    fn a_story_without_headings_has_no_chapter() {
        let division = divide(&draft(
            "“STOP!”\n\nSTOP IT AT ONCE!\n\nI\n\nsat down.\n\nNO ENTRY\n\nHe went.\n",
        ));
        assert!(division.chapters.is_empty());
        assert!(division.apart.is_empty());
    }

    #[test]
    fn numbers_in_a_series_are_headings() {
        let division =
            divide(&draft("I\n\nMara sat.\n\nII\n\nTom left.\n\nIII\n\nIt rained.\n"));
        assert_eq!(division.chapters.len(), 3);
    }

    #[test]
    fn contents_are_apart() {
        let text = "THE KEY\n\nby Mara Venn\n\nCONTENTS\n\nCHAPTER I. The Key\nCHAPTER II. The Tide\n\n\
            CHAPTER I. The Key\n\nMara sat down.\n\nCHAPTER II. The Tide\n\nTom left at once.\n";
        let division = divide(&draft(text));
        let kinds: Vec<_> = division.apart.iter().map(|apart| apart.kind).collect();
        assert_eq!(kinds, ["front-matter", "contents"]);
        assert_eq!(division.chapters.len(), 2);
    }

    #[test]
    fn a_break_is_no_silence() {
        let division =
            divide(&draft("Mara sat.\n\n* * *\n\n“…”\n\n— …\n\no0o\n\nTom left.\n"));
        let kinds: Vec<_> = division.blocks.iter().map(|block| block.kind).collect();
        use ParagraphKind::{Break, Prose};
        assert_eq!(kinds, [Prose, Break, Prose, Prose, Break, Prose]);
    }
}
