//! Word files (DOCX) to text, as somebody reads them who has accepted every change.
//!
//! Paragraphs in a heading's style are headings, runs in italics are emphases. Footnotes,
//! endnotes, comments, and the heads and feet of pages follow the story, apart from it.

use rustc_hash::FxHashMap;

use super::archive::{Archive, broken, entities};
use super::builder::Builder;
use super::markup::declares_entities;
use super::xml::{Element, Node, Nodes};
use super::{IngestError, Limits, MAX_BYTES, encoding};
use crate::{Draft, Note, Span};

/// Where the text stands in a file that does not say so.
const DOCUMENT: &str = "word/document.xml";
/// How many styles may be made from one another.
const MAX_STYLE_DEPTH: usize = 16;
/// Parts that are no story, the beginnings of their names, and the kind that they are.
const NOTES: [(&str, &str); 5] = [
    ("footnotes", "note"),
    ("endnotes", "note"),
    ("comments", "comment"),
    ("header", "page"),
    ("footer", "page"),
];

/// Whether an archive is a Word file.
pub(super) fn is_docx(archive: &Archive) -> bool {
    archive.entries.contains_key(DOCUMENT)
        || archive.entries.contains_key("[Content_Types].xml")
            && document_path(archive).is_some()
}

/// Makes a draft of a Word file.
pub(super) fn draft(archive: &Archive, limits: &Limits) -> Result<Draft, IngestError> {
    let path = document_path(archive).unwrap_or_else(|| DOCUMENT.to_owned());
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut builder = Builder::default();
    builder.draft.source.format = "docx";
    builder.draft.source.encoding = "UTF-8".to_owned();
    read_metadata(archive, &mut builder)?;
    let styles = match text_of(archive, &format!("{folder}/styles.xml"))? {
        Some(document) => styles(&document),
        None => FxHashMap::default(),
    };
    let document =
        text_of(archive, &path)?.ok_or_else(|| broken(&path, "the part is missing"))?;
    walk(&path, &document, &styles, &mut builder);
    for part in archive.entries.keys() {
        let Some(name) =
            part.strip_prefix(folder).map(|name| name.trim_start_matches('/'))
        else {
            continue;
        };
        let kind = NOTES.iter().find(|(lead, _)| {
            name.strip_prefix(lead)
                .and_then(|rest| rest.strip_suffix(".xml"))
                .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
        });
        let (Some((_, kind)), Some(document)) = (kind, text_of(archive, part)?) else {
            continue;
        };
        let start = builder.draft.text.len();
        walk(part, &document, &styles, &mut builder);
        builder.set_apart(start, kind);
        if builder.draft.text.len() > limits.max_text_bytes() {
            let what = format!("the text up to {part}");
            return Err(IngestError::TooBig {
                what,
                limit: limits.max_text_bytes(),
                flag: MAX_BYTES,
            });
        }
    }
    Ok(builder.finish())
}

/// A part's text, if there is one.
pub(super) fn text_of(
    archive: &Archive,
    path: &str,
) -> Result<Option<String>, IngestError> {
    let Some(bytes) = archive.entries.get(path) else { return Ok(None) };
    let text = encoding::decode(bytes).text;
    if declares_entities(&text) {
        return Err(entities(path));
    }
    Ok(Some(text))
}

/// Where the text stands, as the file's own list of parts says.
fn document_path(archive: &Archive) -> Option<String> {
    let bytes = archive.entries.get("_rels/.rels")?;
    let text = encoding::decode(bytes).text;
    Nodes::new(&text).find_map(|node| {
        let Node::Start(element) = node else { return None };
        let is_document = element.attribute("Type")?.ends_with("/officeDocument");
        let target = element.attribute("Target")?.trim_start_matches('/').to_owned();
        (is_document && target.ends_with(".xml") && archive.entries.contains_key(&target))
            .then_some(target)
    })
}

fn read_metadata(archive: &Archive, builder: &mut Builder) -> Result<(), IngestError> {
    let Some(text) = text_of(archive, "docProps/core.xml")? else { return Ok(()) };
    let source = &mut builder.draft.source;
    let mut value = String::new();
    for node in Nodes::new(&text) {
        match node {
            Node::Start(_) => value.clear(),
            Node::Text(words) => value.push_str(&words),
            Node::End(name) => {
                let words = value.split_whitespace().collect::<Vec<_>>().join(" ");
                match name.as_str() {
                    "title" if !words.is_empty() => source.title = Some(words),
                    "creator" if !words.is_empty() => source.authors = vec![words],
                    _ => {}
                }
                value.clear();
            }
        }
    }
    Ok(())
}

/// What a style says of what is set in it.
#[derive(Clone, Debug, Default)]
struct Style {
    is_heading: bool,
    is_contents: bool,
    is_emphasis: Option<bool>,
    parent: String,
}

/// The styles by their ids, with what they have from their parents.
fn styles(document: &str) -> FxHashMap<String, Style> {
    let mut styles: FxHashMap<String, Style> = FxHashMap::default();
    let mut open: Option<(String, Style)> = None;
    for node in Nodes::new(document) {
        match node {
            Node::Start(element) if element.name == "style" => {
                let id = element.attribute("styleId").unwrap_or_default();
                open = Some((id, Style::default()));
            }
            Node::Start(element) => {
                let Some((_, style)) = &mut open else { continue };
                match element.name.as_str() {
                    "name" => {
                        let name = element.attribute("val").unwrap_or_default();
                        let name = name.to_lowercase();
                        style.is_heading = name.starts_with("heading ")
                            || matches!(name.as_str(), "title" | "subtitle");
                        style.is_contents = name.starts_with("toc ");
                    }
                    "basedOn" => {
                        style.parent = element.attribute("val").unwrap_or_default()
                    }
                    "outlineLvl" => style.is_heading |= is_level(&element),
                    "i" | "b" => style.is_emphasis = Some(element.is_on()),
                    _ => {}
                }
            }
            Node::End(name) if name == "style" => {
                if let Some((id, style)) = open.take() {
                    styles.entry(id).or_insert(style);
                }
            }
            _ => {}
        }
    }
    let mut whole = FxHashMap::default();
    #[expect(clippy::iter_over_hash_type, reason = "each style is made on its own")]
    for (id, style) in &styles {
        let mut style = style.clone();
        let mut parent = styles.get(&style.parent);
        for _ in 0..MAX_STYLE_DEPTH {
            let Some(found) = parent else { break };
            style.is_heading |= found.is_heading;
            style.is_contents |= found.is_contents;
            style.is_emphasis = style.is_emphasis.or(found.is_emphasis);
            parent = styles.get(&found.parent);
        }
        whole.insert(id.clone(), style);
    }
    whole
}

/// Whether an outline level is a heading's; the tenth is the text's.
fn is_level(element: &Element<'_>) -> bool {
    element
        .attribute("val")
        .is_some_and(|level| matches!(level.as_bytes(), [b'0'..=b'8']))
}

/// What is open while a part is walked.
#[derive(Debug, Default)]
struct Open {
    /// Elements inside which nothing is read: what was deleted, moved away, or said twice.
    n_unread: usize,
    /// Inside a paragraph's properties, and a run's.
    in_paragraph_properties: bool,
    in_run_properties: bool,
    in_text: bool,
    is_heading: bool,
    is_contents: bool,
    /// Whether the paragraph's end was deleted, so that the next one goes on.
    is_joined: bool,
    /// How the paragraph's style sets its words, and how the run does.
    paragraph_emphasis: bool,
    run_emphasis: bool,
    is_hidden: bool,
    has_text: bool,
    /// Where the paragraph began.
    start: usize,
    n_paragraphs: usize,
}

fn walk(
    part: &str,
    document: &str,
    styles: &FxHashMap<String, Style>,
    builder: &mut Builder,
) {
    builder.file = part.to_owned();
    let mut open = Open::default();
    let mut nodes = Nodes::new(document);
    for node in nodes.by_ref() {
        match node {
            Node::Start(element) => start(&element, &mut open, styles, builder),
            Node::End(name) => end(&name, &mut open, builder),
            Node::Text(words) => {
                if !open.in_text || open.n_unread > 0 || open.is_hidden {
                    continue;
                }
                let is_emphasis = open.run_emphasis;
                if is_emphasis {
                    builder.begin_emphasis();
                }
                words.chars().for_each(|c| builder.push(c));
                if is_emphasis {
                    builder.pause_emphasis();
                }
                open.has_text = true;
                builder.name_block(|| format!("p[{}]", open.n_paragraphs));
            }
        }
    }
    if let Some((at, problem)) = nodes.damage {
        damaged(builder, part, at, &problem);
    }
    builder.end_part();
}

/// Notes that a part cannot be read on.
pub(super) fn damaged(builder: &mut Builder, part: &str, at: u64, problem: &str) {
    let end = builder.draft.text.len();
    builder.draft.notes.push(Note {
        span: Span::of(end, end),
        code: "part-damaged",
        message: format!(
            "{part}, byte {at}: {problem}; the rest of the part is missing, re-save the \
             book"
        ),
    });
}

fn start(
    element: &Element<'_>,
    open: &mut Open,
    styles: &FxHashMap<String, Style>,
    builder: &mut Builder,
) {
    let style = || element.attribute("val").and_then(|id| styles.get(&id));
    match element.name.as_str() {
        "del" | "moveFrom" if open.in_run_properties && open.in_paragraph_properties => {
            open.is_joined = true;
        }
        "del" | "moveFrom" | "Fallback" | "tblPrChange" | "pPrChange" | "rPrChange"
        | "sectPrChange" => open.n_unread += 1,
        _ if open.n_unread > 0 => {}
        "p" => {
            if !std::mem::take(&mut open.is_joined) {
                builder.end_block();
                open.start = builder.draft.text.len();
                open.has_text = false;
            }
            open.n_paragraphs += 1;
            open.is_heading = false;
            open.is_contents = false;
            open.paragraph_emphasis = false;
            open.run_emphasis = false;
            open.is_hidden = false;
        }
        "pPr" => open.in_paragraph_properties = true,
        "rPr" => open.in_run_properties = true,
        "pStyle" => {
            if let Some(style) = style() {
                open.is_heading |= style.is_heading;
                open.is_contents |= style.is_contents;
                // Words that a whole paragraph sets off are the paragraph's look, not a
                // stress, unless they slope.
                open.paragraph_emphasis =
                    style.is_emphasis.unwrap_or(false) && !style.is_heading;
            }
        }
        "outlineLvl" if open.in_paragraph_properties => {
            open.is_heading |= is_level(element);
        }
        "r" => {
            open.run_emphasis = open.paragraph_emphasis;
            open.is_hidden = false;
        }
        "rStyle" if !open.in_paragraph_properties => {
            if let Some(is_emphasis) = style().and_then(|style| style.is_emphasis) {
                open.run_emphasis = is_emphasis;
            }
        }
        "i" | "b" | "u" if open.in_run_properties && !open.in_paragraph_properties => {
            open.run_emphasis =
                element.is_on() || open.run_emphasis && element.name != "i";
        }
        "vanish" if open.in_run_properties && !open.in_paragraph_properties => {
            open.is_hidden = element.is_on();
        }
        "t" => open.in_text = true,
        // A tab among a paragraph's properties is a stop.
        "tab" if !open.in_paragraph_properties => builder.push(' '),
        "br" | "cr" => builder.break_line(),
        "noBreakHyphen" => builder.push('\u{2011}'),
        "softHyphen" => builder.push('\u{ad}'),
        _ => {}
    }
}

fn end(name: &str, open: &mut Open, builder: &mut Builder) {
    match name {
        "del" | "moveFrom" | "Fallback" | "tblPrChange" | "pPrChange" | "rPrChange"
        | "sectPrChange" => open.n_unread = open.n_unread.saturating_sub(1),
        "pPr" => {
            open.in_paragraph_properties = false;
            open.run_emphasis = open.paragraph_emphasis;
        }
        "rPr" => open.in_run_properties = false,
        "t" => open.in_text = false,
        "p" if open.n_unread == 0 && !open.is_joined => {
            if open.is_heading && open.has_text {
                builder.head_block();
            }
            builder.end_block();
            if open.is_contents {
                builder.set_apart(open.start, "contents");
            }
            if !open.has_text {
                builder.leave_gap();
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft_of(parts: &[(&str, &str)]) -> Draft {
        let entries = parts
            .iter()
            .map(|(name, body)| ((*name).to_owned(), body.as_bytes().to_vec()))
            .collect();
        draft(&Archive { entries }, &Limits::default()).unwrap()
    }

    const STYLES: &str = "<w:styles><w:style w:styleId='H1'><w:name w:val='heading 1'/></w:style>\
        <w:style w:styleId='My'><w:name w:val='Mine'/><w:basedOn w:val='H1'/></w:style>\
        <w:style w:styleId='E'><w:name w:val='Emphasis'/><w:rPr><w:i/></w:rPr></w:style></w:styles>";

    #[test]
    fn runs_and_styles_are_read() {
        let draft = draft_of(&[
            ("word/styles.xml", STYLES),
            (
                DOCUMENT,
                "<w:document><w:body><w:p><w:pPr><w:pStyle w:val='My'/></w:pPr><w:r><w:t>One</w:t>\
                 </w:r></w:p><w:p><w:r><w:t xml:space='preserve'>Mara </w:t></w:r><w:r><w:rPr><w:i/>\
                 </w:rPr><w:t>re</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>ally</w:t></w:r><w:r>\
                 <w:t> sat &amp; </w:t></w:r><w:r><w:rPr><w:rStyle w:val='E'/></w:rPr><w:t>slept</w:t>\
                 </w:r><w:r><w:rPr><w:i w:val='0'/></w:rPr><w:t>.</w:t></w:r></w:p></w:body></w:document>",
            ),
        ]);
        assert_eq!(draft.text, "One\n\nMara really sat & slept.");
        assert_eq!(draft.headings[0].slice(&draft.text), "One");
        let words: Vec<_> =
            draft.emphases.iter().map(|e| e.span.slice(&draft.text)).collect();
        assert_eq!(words, ["really", "slept"]);
        assert_eq!(draft.source.map[1].element, "p[2]");
    }

    #[test]
    fn changes_are_accepted_and_notes_are_apart() {
        let draft = draft_of(&[
            (
                DOCUMENT,
                "<w:document><w:body><w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Mara</w:t></w:r>\
                 <w:del><w:r><w:delText>Tom</w:delText><w:t>Tom</w:t></w:r></w:del></w:p><w:p><w:ins><w:r>\
                 <w:t xml:space='preserve'> sat</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>\
                 </w:body></w:document>",
            ),
            (
                "word/footnotes.xml",
                "<w:footnotes><w:footnote><w:p><w:r><w:t>So they say.</w:t></w:r></w:p></w:footnote></w:footnotes>",
            ),
            (
                "word/comments.xml",
                "<w:comments><w:comment><w:p><w:r><w:t>Why?</w:t></w:r></w:p></w:comment></w:comments>",
            ),
        ]);
        assert_eq!(draft.text, "Mara sat.\n\nWhy?\n\nSo they say.");
        let apart: Vec<_> = draft
            .apart
            .iter()
            .map(|a| (a.kind, a.span.slice(&draft.text).trim()))
            .collect();
        assert_eq!(apart, [("comment", "Why?"), ("note", "So they say.")]);
        assert!(draft.source.parts.iter().all(|part| part.visible == part.in_text));
    }

    #[test]
    fn depth_and_damage_cost_nothing() {
        let deep = "<w:p><w:r><w:t>Mara".repeat(30_000);
        let draft = draft_of(&[(DOCUMENT, &deep)]);
        assert!(draft.text.starts_with("Mara"));
        let draft = draft_of(&[(DOCUMENT, "<w:p><w:r><w:t>Mara</w:t><w:t <")]);
        assert_eq!(draft.notes[0].code, "part-damaged");
    }
}
