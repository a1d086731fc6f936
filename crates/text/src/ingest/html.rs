//! HTML and XHTML to text: blocks become paragraphs, and markup says what they are.

use rustc_hash::FxHashMap;

use super::gutenberg;
use super::tags::{Piece, Tags, attribute, decode};
use crate::tokenize::is_invisible;
use crate::{Apart, Draft, Emphasis, Note, Origin, PartCount, Span};

/// Elements that end a paragraph where they begin and where they end.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];
/// Elements without content.
const VOIDS: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
    "source", "track", "wbr", "image",
];
/// Elements that a reader of the book does not see.
const UNSEEN: &[&str] =
    &["head", "title", "template", "desc", "metadata", "annotation", "object"];
/// Elements that set words off.
const EMPHASES: &[&str] = &["i", "em", "cite", "dfn", "var", "b", "strong", "u"];

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

    /// Counts a character that is seen but left out.
    fn leave_out(&mut self, c: char) {
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
    fn leave_gap(&mut self) {
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

/// An element that is open.
#[derive(Debug)]
struct Open {
    name: String,
    is_block: bool,
    /// Whether a reader sees nothing of it, or it is left out.
    is_unseen: bool,
    is_left_out: bool,
    is_emphasis: bool,
    is_heading: bool,
    /// What it sets apart, and the length of the text where it began.
    apart: Option<(&'static str, usize)>,
    /// Its number among the elements of its name in the file.
    ordinal: usize,
    /// Whether text came in it.
    has_text: bool,
}

/// Walks a document and adds its text. Linear in the document, whatever its depth.
pub(super) fn walk(document: &str, builder: &mut Builder) {
    let mut tags = Tags::new(document);
    let mut open: Vec<Open> = Vec::new();
    // Rows of `open` that are blocks.
    let mut blocks: Vec<usize> = Vec::new();
    // How many elements of a name are open, and how many there have been.
    let mut counts: FxHashMap<String, (usize, usize)> = FxHashMap::default();
    let mut n_unseen = 0;
    let mut n_left_out = 0;
    let mut n_pre = 0;
    while let Some(piece) = tags.next() {
        match piece {
            Piece::Text(words) | Piece::Literal(words) => {
                if n_unseen > 0 {
                    continue;
                }
                let mut add = |c: char| {
                    if n_left_out > 0 {
                        builder.leave_out(c);
                    } else if c == '\n' && n_pre > 0 {
                        builder.break_line();
                    } else {
                        builder.push(c);
                    }
                };
                match piece {
                    Piece::Text(_) => decode(words, &mut add),
                    _ => words.chars().for_each(&mut add),
                }
                if builder.is_open()
                    && let Some(block) = blocks.last().and_then(|&i| open.get_mut(i))
                {
                    block.has_text = true;
                    builder.name_block(|| format!("{}[{}]", block.name, block.ordinal));
                }
            }
            Piece::Start { name, attributes, is_closed } => {
                if !is_closed && matches!(name.as_str(), "script" | "style") {
                    tags.skip_to_end(&name);
                    continue;
                }
                let is_block = BLOCKS.contains(&name.as_str());
                if is_block && n_unseen == 0 {
                    // A block inside a paragraph is a paragraph that nobody has closed.
                    if counts.get("p").is_some_and(|&(n_open, _)| n_open > 0) {
                        while let Some(element) = open.pop() {
                            let is_p = element.name == "p";
                            close(&element, builder, &mut counts, &mut blocks);
                            n_left_out -= usize::from(element.is_left_out);
                            n_pre -= usize::from(element.name == "pre");
                            if is_p {
                                break;
                            }
                        }
                    }
                    builder.end_block();
                }
                let count = counts.entry(name.clone()).or_default();
                count.1 += 1;
                let ordinal = count.1;
                if n_unseen == 0 {
                    match name.as_str() {
                        "br" => builder.break_line(),
                        "hr" => builder.rule(format!("hr[{ordinal}]")),
                        _ => {}
                    }
                }
                if is_closed || VOIDS.contains(&name.as_str()) {
                    if name == "p" {
                        builder.leave_gap();
                    }
                    continue;
                }
                count.0 += 1;
                let kind = role(&name, attributes);
                let is_heading = name.len() == 2
                    && name.starts_with('h')
                    && name.as_bytes()[1].is_ascii_digit();
                let element = Open {
                    is_unseen: UNSEEN.contains(&name.as_str()),
                    is_left_out: kind == Some("page"),
                    is_emphasis: EMPHASES.contains(&name.as_str()),
                    is_heading: is_heading && is_block,
                    apart: kind.filter(|&kind| kind != "page").map(|kind| {
                        builder.end_block();
                        (kind, builder.draft.text.len())
                    }),
                    is_block,
                    ordinal,
                    has_text: false,
                    name,
                };
                n_unseen += usize::from(element.is_unseen);
                n_left_out += usize::from(element.is_left_out);
                n_pre += usize::from(element.name == "pre");
                if element.is_emphasis {
                    builder.begin_emphasis();
                }
                if element.is_heading {
                    builder.begin_heading();
                }
                if is_block {
                    blocks.push(open.len());
                }
                open.push(element);
            }
            Piece::End(name) => {
                if counts.get(&name).is_none_or(|&(n_open, _)| n_open == 0) {
                    continue;
                }
                // What stands open above it was never closed.
                while let Some(element) = open.pop() {
                    let is_found = element.name == name;
                    close(&element, builder, &mut counts, &mut blocks);
                    n_unseen -= usize::from(element.is_unseen);
                    n_left_out -= usize::from(element.is_left_out);
                    n_pre -= usize::from(element.name == "pre");
                    if is_found {
                        break;
                    }
                }
            }
        }
    }
    while let Some(element) = open.pop() {
        close(&element, builder, &mut counts, &mut blocks);
    }
    builder.end_block();
}

fn close(
    element: &Open,
    builder: &mut Builder,
    counts: &mut FxHashMap<String, (usize, usize)>,
    blocks: &mut Vec<usize>,
) {
    if let Some(count) = counts.get_mut(&element.name) {
        count.0 -= 1;
    }
    if element.is_emphasis {
        builder.end_emphasis();
    }
    if element.is_heading {
        builder.end_heading();
    }
    if element.is_block {
        blocks.pop();
        builder.end_block();
        if element.name == "p" && !element.has_text {
            builder.leave_gap();
        }
    }
    if let Some((kind, start)) = element.apart {
        builder.set_apart(start, kind);
    }
}

/// What an element says of its content: the kind under which it is apart, or `page`.
fn role(name: &str, attributes: &str) -> Option<&'static str> {
    if !attributes.contains("type") && !attributes.contains("role") {
        return (name == "nav").then_some("contents");
    }
    let types = attribute(attributes, "epub:type").unwrap_or_default();
    let role = attribute(attributes, "role").unwrap_or_default();
    let found = types.split_whitespace().chain(role.split_whitespace()).find_map(
        |word| match word.strip_prefix("doc-").unwrap_or(word) {
            "toc" | "landmarks" | "page-list" | "loi" | "lot" => Some("contents"),
            "titlepage" | "halftitlepage" | "copyright-page" | "imprint" | "colophon"
            | "cover" => Some("front-matter"),
            "footnote" | "endnote" | "rearnote" | "footnotes" | "endnotes"
            | "rearnotes" | "index" => Some("note"),
            "pagebreak" => Some("page"),
            _ => None,
        },
    );
    found.or((name == "nav").then_some("contents"))
}

/// Makes a draft of an HTML file.
pub(super) fn draft(name: &str, document: &str) -> Draft {
    let mut builder = Builder::new(name);
    walk(document, &mut builder);
    builder.end_part();
    let mut draft = builder.finish();
    draft.source.format = "html";
    if draft.source.title.is_none() {
        draft.source.title = title(document);
    }
    draft
}

/// What `<title>` says.
fn title(document: &str) -> Option<String> {
    let mut tags = Tags::new(document);
    let is_title =
        |piece: Piece<'_>| matches!(piece, Piece::Start { name, .. } if name == "title");
    tags.by_ref().find(|piece| is_title(piece.clone()))?;
    let Some(Piece::Text(words)) = tags.next() else { return None };
    let mut title = String::new();
    decode(words, |c| title.push(c));
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_paragraphs() {
        let draft = draft(
            "a.html",
            "<html><head><title>The Key</title><style>p { }</style></head><body>\
             <h1>I</h1><p>Mara  sat\n<i>quite</i> still.<br/>Then:</p><hr/>\
             <div>“No,” <em>said Tom<p>It rained.</em><p>&nbsp;</p><p>Late.</body></html>",
        );
        assert_eq!(
            draft.text,
            "I\n\nMara sat quite still.\nThen:\n\n***\n\n“No,” said Tom\n\nIt rained.\n\n\n\nLate."
        );
        assert_eq!(draft.source.title.as_deref(), Some("The Key"));
        let words: Vec<_> =
            draft.emphases.iter().map(|e| e.span.slice(&draft.text)).collect();
        assert_eq!(words, ["quite", "said Tom", "It rained."]);
        assert_eq!(draft.headings[0].slice(&draft.text), "I");
        assert_eq!(draft.breaks[0].slice(&draft.text), "***");
        assert_eq!(draft.source.map[1].element, "p[1]");
        let part = &draft.source.parts[0];
        assert_eq!(part.visible, part.in_text);
    }

    #[test]
    fn contents_and_notes_are_apart() {
        let draft = draft(
            "a.html",
            "<nav><ol><li>I</li></ol></nav><p>Mara<span epub:type='pagebreak'>12</span> sat.</p>\
             <aside epub:type='footnote'>So they say.</aside>",
        );
        assert_eq!(draft.text, "I\n\nMara sat.\n\nSo they say.");
        let kinds: Vec<_> = draft.apart.iter().map(|apart| apart.kind).collect();
        assert_eq!(kinds, ["contents", "note"]);
        assert_eq!(draft.source.parts[0].visible, draft.source.parts[0].in_text + 2);
    }

    #[test]
    fn depth_costs_nothing() {
        let draft = draft("a.html", &format!("{}Mara", "<div><i>".repeat(50_000)));
        assert_eq!(draft.text, "Mara");
    }
}
