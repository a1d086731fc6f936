//! Pictures of a story: who is on stage when, and who speaks to whom; as SVG and in letters.
//!
//! Names come from the book: they are escaped, cut, and never steer what shows them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::cast_sheet::excerpt;
use crate::document::Document;
use crate::network::{Network, Relation};

/// At most this many rows, those who are there longest.
const MAX_ROWS: usize = 40;
/// Pixels of a row, of the names, and of the bars.
const ROW: usize = 22;
const NAMES: usize = 170;
const BARS: usize = 760;
/// Letters of a name.
const NAME: usize = 24;
/// Bars of a terminal.
const BLOCKS: usize = 56;

/// Somebody's row: the name, and from where to where they are there, in bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// The name, cut and without what would steer a terminal.
    pub name: String,
    /// Stretches of the text, in order.
    pub stays: Vec<[usize; 2]>,
}

/// A name that is safe wherever it is shown.
fn safe(name: &str) -> String {
    let is_odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
    };
    let name: String = name.chars().map(|c| if is_odd(c) { ' ' } else { c }).collect();
    excerpt(&name, NAME)
}

fn escaped(words: &str) -> String {
    let words = safe(words).replace('&', "&amp;").replace('<', "&lt;");
    words.replace('>', "&gt;").replace('"', "&quot;")
}

/// A row for everybody who is there, in order of their first entrance.
pub fn rows(document: &Document) -> Vec<Row> {
    let mut stays: BTreeMap<&str, Vec<[usize; 2]>> = BTreeMap::new();
    for stay in document.scenes.iter().flat_map(|scene| &scene.presence) {
        stays.entry(&stay.character).or_default().push([stay.from, stay.to]);
    }
    let mut rows: Vec<(usize, Row)> = stays
        .into_iter()
        .map(|(id, mut stays)| {
            stays.sort_unstable();
            let n_bytes = stays.iter().map(|stay| stay[1].saturating_sub(stay[0])).sum();
            (n_bytes, Row { name: safe(document.name(id)), stays })
        })
        .collect();
    rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.name.cmp(&b.1.name)));
    rows.truncate(MAX_ROWS);
    let mut rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
    rows.sort_by(|a, b| a.stays.cmp(&b.stays).then_with(|| a.name.cmp(&b.name)));
    rows
}

/// Who is on stage, as an SVG: a row a character, a band a chapter or scene.
pub fn stage_svg(document: &Document) -> String {
    let rows = rows(document);
    let n_bytes = document.text.len().max(1);
    let x = |at: usize| NAMES + at.min(n_bytes) * BARS / n_bytes;
    let height = 50 + rows.len() * ROW;
    let mut svg =
        head(NAMES + BARS + 20, height, &format!("On stage: {}", document.title()));
    let chapters: Vec<[usize; 2]> = if document.chapters.len() > 1 {
        document.chapters.iter().map(|chapter| chapter.span).collect()
    } else {
        document.scenes.iter().map(|scene| scene.span).collect()
    };
    for (i, [from, to]) in chapters.into_iter().enumerate() {
        let (left, right) = (x(from), x(to));
        let fill = if i.is_multiple_of(2) { "#f3f1ea" } else { "#ffffff" };
        element(
            &mut svg,
            format_args!(
                r#"<rect x="{left}" y="34" width="{}" height="{}" fill="{fill}"/>"#,
                right - left,
                rows.len() * ROW + 6,
            ),
        );
        if right - left > 14 {
            element(
                &mut svg,
                format_args!(
                    r##"<text x="{}" y="30" font-size="10" fill="#777">{}</text>"##,
                    left + 2,
                    i + 1,
                ),
            );
        }
    }
    for (i, row) in rows.iter().enumerate() {
        let y = 38 + i * ROW;
        element(
            &mut svg,
            format_args!(
                r##"<text x="{}" y="{}" text-anchor="end" fill="#222">{}</text>"##,
                NAMES - 8,
                y + 13,
                escaped(&row.name),
            ),
        );
        for &[from, to] in &row.stays {
            let (left, right) = (x(from), x(to));
            element(
                &mut svg,
                format_args!(
                    r##"<rect x="{left}" y="{y}" width="{}" height="{}" rx="2" fill="#35618f"/>"##,
                    (right.saturating_sub(left)).max(2),
                    ROW - 6,
                ),
            );
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// Who speaks to whom, as an SVG: a line a speaker, a column an addressee, the number of
/// quotations in the cell.
pub fn told_svg(document: &Document) -> String {
    let told = told(document);
    let n = told.names.len();
    let cell = 34;
    let (left, top) = (NAMES, 150);
    let title = format!("Who speaks to whom: {}", document.title());
    let mut svg = head(left + n * cell + 130, top + n * cell + 20, &title);
    for (i, name) in told.names.iter().enumerate() {
        let (y, x) = (top + i * cell, left + i * cell);
        element(
            &mut svg,
            format_args!(
                r##"<text x="{}" y="{}" text-anchor="end" fill="#222">{}</text>"##,
                left - 8,
                y + 21,
                escaped(name),
            ),
        );
        element(
            &mut svg,
            format_args!(
                r##"<text transform="translate({},{}) rotate(-45)" fill="#222">{}</text>"##,
                x + 18,
                top - 8,
                escaped(name),
            ),
        );
    }
    let most = told.counts.values().copied().max().unwrap_or(1);
    for i in 0..n {
        for j in 0..n {
            let (x, y) = (left + j * cell, top + i * cell);
            let count = told.counts.get(&(i, j)).copied().unwrap_or(0);
            let shade = (count * 80).div_ceil(most);
            element(
                &mut svg,
                format_args!(
                    r##"<rect x="{x}" y="{y}" width="{0}" height="{0}" fill="#35618f" fill-opacity="0.{1:02}" stroke="#ddd"/>"##,
                    cell - 2,
                    shade,
                ),
            );
            if count > 0 {
                let ink = if shade > 45 { "#fff" } else { "#222" };
                element(
                    &mut svg,
                    format_args!(
                        r#"<text x="{}" y="{}" text-anchor="middle" font-size="11" fill="{ink}">{count}</text>"#,
                        x + cell / 2 - 1,
                        y + 20,
                    ),
                );
            }
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// Who speaks to whom how often, by places in the list of names.
struct Told {
    names: Vec<String>,
    counts: BTreeMap<(usize, usize), usize>,
}

fn told(document: &Document) -> Told {
    let network = Network::new(document, Relation::Talk);
    let mut totals = vec![0; network.nodes.len()];
    for edge in &network.edges {
        totals[edge.from] += edge.weight();
        totals[edge.to] += edge.weight();
    }
    let mut order: Vec<usize> = (0..totals.len()).filter(|&i| totals[i] > 0).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(totals[i]), i));
    order.truncate(MAX_ROWS / 2);
    let place = |node: usize| order.iter().position(|&i| i == node);
    let mut counts = BTreeMap::new();
    for edge in &network.edges {
        if let (Some(from), Some(to)) = (place(edge.from), place(edge.to)) {
            *counts.entry((from, to)).or_default() += edge.weight();
        }
    }
    let names = order.iter().map(|&i| safe(&network.nodes[i].name)).collect();
    Told { names, counts }
}

/// Both pictures in letters, for a terminal.
pub fn letters(document: &Document) -> String {
    let rows = rows(document);
    let n_bytes = document.text.len().max(1);
    let mut text = String::from("On stage\n");
    if rows.is_empty() {
        text.push_str("  not stated\n");
    }
    for row in &rows {
        let is_there = |block: usize| {
            let (from, to) = (n_bytes * block / BLOCKS, n_bytes * (block + 1) / BLOCKS);
            row.stays.iter().any(|stay| stay[0] < to && from < stay[1])
        };
        let bar: String =
            (0..BLOCKS).map(|block| if is_there(block) { '█' } else { '·' }).collect();
        let pad = NAME.saturating_sub(row.name.chars().count());
        line(&mut text, format_args!("  {}{} {bar}", row.name, " ".repeat(pad)));
    }
    text.push_str("\nWho speaks to whom\n");
    let told = told(document);
    if told.counts.is_empty() {
        text.push_str("  not stated\n");
    }
    let mut counts: Vec<_> = told.counts.iter().collect();
    counts.sort_by_key(|&(pair, count)| (std::cmp::Reverse(*count), *pair));
    for (&(from, to), count) in counts.into_iter().take(MAX_ROWS) {
        let (from, to) = (&told.names[from], &told.names[to]);
        line(&mut text, format_args!("  {count:>5}  {from} → {to}"));
    }
    text
}

fn head(width: usize, height: usize, title: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n\
         <text x=\"10\" y=\"16\" font-size=\"13\" font-weight=\"bold\">{}</text>\n",
        title_escaped(title)
    )
}

/// A title may be longer than a name.
fn title_escaped(title: &str) -> String {
    let parts: Vec<String> = title.split_whitespace().take(16).map(escaped).collect();
    parts.join(" ")
}

fn element(svg: &mut String, words: std::fmt::Arguments<'_>) {
    line(svg, words);
}

fn line(text: &mut String, words: std::fmt::Arguments<'_>) {
    writeln!(text, "{words}").expect("a string takes any text");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_are_escaped_in_pictures() {
        let json = r#"{"format": "dramaturg-story", "version": 1,
            "characters": [{"id": "c1", "name": "</text><script>\u001b[2J\"&"}, {"id": "c2", "name": "Tom"}],
            "scenes": [{"id": "s1", "span": [0, 20], "presence": [
                {"character": "c1", "from": 0, "to": 10}, {"character": "c2", "from": 5, "to": 20}]}],
            "quotations": [{"id": "q1", "mode": "speech", "spans": [[2, 6]], "speaker": {"id": "c1"},
                "addressees": [{"id": "c2"}]}]}"#;
        let document = Document::parse(json, &"x".repeat(20)).expect("a document");
        for svg in [stage_svg(&document), told_svg(&document)] {
            assert!(!svg.contains("<script") && !svg.contains('\u{1b}'), "{svg}");
            let mut reader = quick_xml::Reader::from_str(&svg);
            while reader.read_event().expect("well-formed")
                != quick_xml::events::Event::Eof
            {}
            assert!(svg.contains("&lt;script&gt;") && svg.contains("Tom"));
        }
        let letters = letters(&document);
        assert!(letters.contains("1  </text><script>") && !letters.contains('\u{1b}'));
    }
}
