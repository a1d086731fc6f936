//! OpenDocument texts (ODT) to text, as somebody reads them who has accepted every change.

use rustc_hash::FxHashMap;

use super::IngestError;
use super::archive::{Archive, broken};
use super::builder::Builder;
use super::docx::{damaged, text_of};
use super::xml::{Node, Nodes};
use crate::Draft;

const CONTENT: &str = "content.xml";
/// How many styles may be made from one another.
const MAX_STYLE_DEPTH: usize = 16;
/// Spaces that one element may stand for.
const MAX_SPACES: usize = 64;

/// Whether an archive is an OpenDocument text.
pub(super) fn is_odt(archive: &Archive) -> bool {
    let mimetype = archive.entries.get("mimetype");
    mimetype.is_some_and(|bytes| {
        bytes.starts_with(b"application/vnd.oasis.opendocument.text")
    })
}

/// Makes a draft of an OpenDocument text.
pub(super) fn draft(archive: &Archive) -> Result<Draft, IngestError> {
    let mut builder = Builder::default();
    builder.draft.source.format = "odt";
    builder.draft.source.encoding = "UTF-8".to_owned();
    if let Some(meta) = text_of(archive, "meta.xml")? {
        read_metadata(&meta, &mut builder);
    }
    let document = text_of(archive, CONTENT)?
        .ok_or_else(|| broken(CONTENT, "the part is missing"))?;
    let mut styles = FxHashMap::default();
    if let Some(shared) = text_of(archive, "styles.xml")? {
        read_styles(&shared, &mut styles);
    }
    read_styles(&document, &mut styles);
    walk(&document, &styles, &mut builder);
    Ok(builder.finish())
}

fn read_metadata(meta: &str, builder: &mut Builder) {
    let source = &mut builder.draft.source;
    let mut value = String::new();
    for node in Nodes::new(meta) {
        match node {
            Node::Start(_) => value.clear(),
            Node::Text(words) => value.push_str(&words),
            Node::End(name) => {
                let words = value.split_whitespace().collect::<Vec<_>>().join(" ");
                match name.as_str() {
                    "title" if !words.is_empty() => source.title = Some(words),
                    "initial-creator" if !words.is_empty() => {
                        source.authors = vec![words]
                    }
                    "creator" if !words.is_empty() && source.authors.is_empty() => {
                        source.authors = vec![words];
                    }
                    _ => {}
                }
                value.clear();
            }
        }
    }
}

/// What a style says of what is set in it.
#[derive(Clone, Debug, Default)]
struct Style {
    parent: String,
    slope: Option<bool>,
    weight: Option<bool>,
    is_hidden: bool,
}

fn read_styles(document: &str, styles: &mut FxHashMap<String, Style>) {
    let mut open: Option<(String, Style)> = None;
    for node in Nodes::new(document) {
        match node {
            Node::Start(element) if element.name == "style" => {
                let of = |name: &str| element.attribute(name).unwrap_or_default();
                let style = Style { parent: of("parent-style-name"), ..Style::default() };
                open = Some((of("name"), style));
            }
            Node::Start(element) if element.name == "text-properties" => {
                if let Some((_, style)) = &mut open {
                    style.slope =
                        element.attribute("font-style").map(|slope| slope != "normal");
                    style.weight = element
                        .attribute("font-weight")
                        .map(|weight| !matches!(weight.as_str(), "normal" | "400"));
                    style.is_hidden =
                        element.attribute("display").is_some_and(|d| d == "none");
                }
            }
            Node::End(name) if name == "style" => styles.extend(open.take()),
            _ => {}
        }
    }
}

/// What holds of a style by way of its parents.
fn inherited<T>(
    styles: &FxHashMap<String, Style>,
    name: &str,
    of: impl Fn(&str, &Style) -> Option<T>,
) -> Option<T> {
    let mut name = name;
    for _ in 0..MAX_STYLE_DEPTH {
        let style = styles.get(name)?;
        if let Some(found) = of(name, style) {
            return Some(found);
        }
        name = &style.parent;
    }
    None
}

fn is_emphasis(styles: &FxHashMap<String, Style>, name: &str) -> Option<bool> {
    let slope = inherited(styles, name, |_, style| style.slope);
    let weight = inherited(styles, name, |_, style| style.weight);
    match (slope, weight) {
        (None, None) => None,
        (a, b) => Some(a.unwrap_or(false) || b.unwrap_or(false)),
    }
}

/// What is put off until the story has ended: notes and comments.
#[derive(Debug, Default)]
struct Later {
    kind: &'static str,
    paragraphs: Vec<String>,
}

/// Elements inside which nothing is read, or what is read is put off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hold {
    Unread,
    Later,
    Contents(usize),
}

fn walk(document: &str, styles: &FxHashMap<String, Style>, builder: &mut Builder) {
    builder.file = CONTENT.to_owned();
    let mut holds: Vec<(Hold, String)> = Vec::new();
    let mut n_later = 0usize;
    let mut later: Vec<Later> = Vec::new();
    // Whether the words of each open span are set off; the first is the paragraph's.
    let mut spans: Vec<bool> = Vec::new();
    let mut n_paragraphs = 0;
    let mut in_body = false;
    // Whether a paragraph or heading of the story itself is open.
    let mut is_open = false;
    let mut is_heading = false;
    let mut has_text = false;
    let mut nodes = Nodes::new(document);
    for node in nodes.by_ref() {
        let is_later = n_later > 0;
        let is_unread = holds.last().is_some_and(|(hold, _)| *hold == Hold::Unread);
        let mut add = |words: &str, builder: &mut Builder, later: &mut Vec<Later>| {
            if is_unread || !in_body {
            } else if is_later {
                if let Some(paragraph) =
                    later.last_mut().and_then(|later| later.paragraphs.last_mut())
                {
                    paragraph.push_str(words);
                }
            } else if is_open {
                let is_set_off = spans.last().copied().unwrap_or(false);
                if is_set_off {
                    builder.begin_emphasis();
                }
                words.chars().for_each(|c| builder.push(c));
                if is_set_off {
                    builder.pause_emphasis();
                }
                has_text = true;
                builder.name_block(|| format!("p[{n_paragraphs}]"));
            }
        };
        match node {
            Node::Text(words) => add(&words, builder, &mut later),
            Node::Start(element) => {
                if element.name == "text" && !in_body {
                    in_body = true;
                    continue;
                }
                if !in_body {
                    continue;
                }
                if is_unread {
                    // What is not read ends where the outermost of its name does.
                    if holds.last().is_some_and(|(_, held)| *held == element.name) {
                        holds.push((Hold::Unread, element.name));
                    }
                    continue;
                }
                match element.name.as_str() {
                    "tracked-changes" | "note-citation" | "tracked-change" => {
                        holds.push((Hold::Unread, element.name));
                    }
                    // An annotation's author and date are paragraphs of nobody.
                    "annotation" | "note-body" => {
                        let kind =
                            if element.name == "note-body" { "note" } else { "comment" };
                        later.push(Later { kind, paragraphs: Vec::new() });
                        n_later += 1;
                        holds.push((Hold::Later, element.name));
                    }
                    "creator" | "date" | "sender-initials" if is_later => {
                        holds.push((Hold::Unread, element.name));
                    }
                    "table-of-content" => {
                        builder.end_block();
                        let start = builder.draft.text.len();
                        holds.push((Hold::Contents(start), element.name));
                    }
                    "p" | "h" if is_later => {
                        if let Some(later) = later.last_mut() {
                            later.paragraphs.push(String::new());
                        }
                    }
                    "p" | "h" => {
                        builder.end_block();
                        n_paragraphs += 1;
                        let style = element.attribute("style-name").unwrap_or_default();
                        is_heading = element.name == "h"
                            || inherited(styles, &style, |name, style| {
                                let is = |n: &str| {
                                    n.starts_with("Heading")
                                        || matches!(n, "Title" | "Subtitle")
                                };
                                (is(name) || is(&style.parent)).then_some(true)
                            })
                            .is_some()
                            || matches!(style.as_str(), "Title" | "Subtitle");
                        spans.clear();
                        spans.push(
                            !is_heading && is_emphasis(styles, &style).unwrap_or(false),
                        );
                        is_open = true;
                        has_text = false;
                    }
                    "span" if !is_later => {
                        let style = element.attribute("style-name").unwrap_or_default();
                        let outer = spans.last().copied().unwrap_or(false);
                        let is_hidden =
                            styles.get(&style).is_some_and(|style| style.is_hidden);
                        if is_hidden {
                            holds.push((Hold::Unread, "span".to_owned()));
                        } else {
                            spans.push(is_emphasis(styles, &style).unwrap_or(outer));
                        }
                    }
                    "s" => {
                        let n = element.attribute("c").and_then(|n| n.parse().ok());
                        let n: usize = n.unwrap_or(1);
                        add(&" ".repeat(n.min(MAX_SPACES)), builder, &mut later);
                    }
                    "tab" => add(" ", builder, &mut later),
                    "line-break" if is_later => add(" ", builder, &mut later),
                    "line-break" => builder.break_line(),
                    _ => {}
                }
            }
            Node::End(name) => {
                if let Some((hold, _)) = holds.pop_if(|(_, held)| *held == name) {
                    match hold {
                        Hold::Contents(start) => builder.set_apart(start, "contents"),
                        Hold::Later => n_later -= 1,
                        Hold::Unread => {}
                    }
                    continue;
                }
                match name.as_str() {
                    "p" | "h" if !is_later && !is_unread && is_open => {
                        if is_heading && has_text {
                            builder.head_block();
                        }
                        builder.end_block();
                        is_open = false;
                        if !has_text {
                            builder.leave_gap();
                        }
                    }
                    "span" if !is_later && spans.len() > 1 => {
                        spans.pop();
                    }
                    _ => {}
                }
            }
        }
    }
    let damage = nodes.damage.take();
    for Later { kind, paragraphs } in later {
        builder.end_block();
        let start = builder.draft.text.len();
        for paragraph in paragraphs {
            paragraph.chars().for_each(|c| builder.push(c));
            builder.end_block();
        }
        builder.set_apart(start, kind);
    }
    if let Some((at, problem)) = damage {
        damaged(builder, CONTENT, at, &problem);
    }
    builder.end_part();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_notes_and_styles_are_read() {
        let content = "<office:document-content><office:automatic-styles><style:style style:name='T1'>\
            <style:text-properties fo:font-style='italic'/></style:style><style:style style:name='T2'>\
            <style:text-properties text:display='none'/></style:style></office:automatic-styles>\
            <office:body><office:text><text:tracked-changes><text:changed-region><text:deletion>\
            <text:p>Gone.</text:p></text:deletion></text:changed-region></text:tracked-changes>\
            <text:h>One</text:h><text:p>Mara <text:span text:style-name='T2'>x<text:span>y</text:span>z</text:span>\
            <text:span text:style-name='T1'>really</text:span>\
            <text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>So they say.\
            </text:p></text:note-body></text:note> sat.<text:line-break/>Still.<text:s text:c='2'/>Yes.\
            </text:p></office:text></office:body></office:document-content>";
        let entries = [
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            (CONTENT, content),
            (
                "meta.xml",
                "<m><dc:title>The Key</dc:title><dc:creator>Mara</dc:creator></m>",
            ),
        ];
        let entries = entries
            .iter()
            .map(|(name, body)| ((*name).to_owned(), body.as_bytes().to_vec()))
            .collect();
        let archive = Archive { entries };
        assert!(is_odt(&archive));
        let draft = draft(&archive).unwrap();
        assert_eq!(draft.text, "One\n\nMara really sat.\nStill. Yes.\n\nSo they say.");
        assert_eq!(draft.emphases[0].span.slice(&draft.text), "really");
        assert_eq!(draft.apart[0].kind, "note");
        assert_eq!(draft.source.title.as_deref(), Some("The Key"));
        assert_eq!(draft.headings.len(), 1);
    }
}
