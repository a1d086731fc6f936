//! HTML and XHTML to text: blocks become paragraphs, and markup says what they are.
//!
//! Elements that are not ended, or ended in the wrong order, are read as browsers read them.

use rustc_hash::FxHashMap;

use super::builder::Builder;
use super::fanfiction;
use super::markup::{Piece, Pieces, Tag};
use crate::{Draft, Source};

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
const UNSEEN: &[&str] = &[
    "head",
    "title",
    "template",
    "desc",
    "metadata",
    "annotation",
    "object",
    "script",
    "style",
    "iframe",
    "noembed",
    "noframes",
    "textarea",
    "select",
    "datalist",
];
/// Elements that set words off.
const EMPHASES: &[&str] = &["i", "em", "cite", "dfn", "var", "b", "strong", "u"];
/// Of those, the ones that go on in the next paragraph where nobody has ended them.
const CARRIED: &[&str] = &["i", "em", "b", "strong", "u"];
/// How many elements are carried on at once, and over how many paragraphs; a whole book in
/// italics is a mistake of whoever made the file.
const MAX_CARRIED: usize = 8;
const MAX_CARRIES: u8 = 8;

/// An element that is open.
#[derive(Debug)]
struct Open {
    /// Its name; none once its end has come while a block inside it was still open.
    name: Option<String>,
    is_block: bool,
    /// Whether a reader sees nothing of it, or it is left out.
    is_unseen: bool,
    is_left_out: bool,
    is_emphasis: bool,
    is_heading: bool,
    is_pre: bool,
    /// How many paragraphs ago somebody should have ended it.
    n_carries: u8,
    /// What it sets apart.
    apart: Option<&'static str>,
    /// What it means in a download of the fan-fiction archive.
    part: fanfiction::Part,
    /// The length of the text where it began.
    start: usize,
    /// Its number among the elements of its name in the file.
    ordinal: usize,
    /// Whether text came in it.
    has_text: bool,
}

/// The elements of one name.
#[derive(Debug, Default)]
struct Named {
    /// Rows of the open ones.
    rows: Vec<usize>,
    /// How many there have been.
    n: usize,
}

/// What is open while a document is walked.
struct Walker<'a> {
    builder: &'a mut Builder,
    open: Vec<Open>,
    /// Rows of `open` that are blocks.
    blocks: Vec<usize>,
    named: FxHashMap<String, Named>,
    /// Emphases that a block has cut off, to go on in the next one.
    carried: Vec<(String, u8)>,
    n_unseen: usize,
    n_left_out: usize,
    n_pre: usize,
    n_apart: usize,
    n_quotes: usize,
    fan_work: fanfiction::State,
}

/// Walks a document and adds its text. Linear in the document, whatever its depth.
pub(super) fn walk(document: &str, builder: &mut Builder) {
    let mut walker = Walker {
        builder,
        open: Vec::new(),
        blocks: Vec::new(),
        named: FxHashMap::default(),
        carried: Vec::new(),
        n_unseen: 0,
        n_left_out: 0,
        n_pre: 0,
        n_apart: 0,
        n_quotes: 0,
        fan_work: fanfiction::State::default(),
    };
    for piece in Pieces::html(document) {
        match piece {
            Piece::Text(words) => walker.text(&words),
            Piece::Start(tag) => walker.start(tag),
            Piece::End(name) => walker.end(&name),
        }
    }
    while !walker.open.is_empty() {
        walker.close();
    }
    walker.builder.end_block();
}

impl Walker<'_> {
    fn text(&mut self, words: &str) {
        if self.n_unseen > 0 {
            return;
        }
        if !self.carried.is_empty() && !words.trim().is_empty() {
            for (name, n_carries) in std::mem::take(&mut self.carried) {
                self.open(Tag::named(&name), n_carries);
            }
        }
        for c in words.chars() {
            if self.n_left_out > 0 {
                self.builder.leave_out(c);
            } else if c == '\n' && self.n_pre > 0 {
                self.builder.break_line();
            } else {
                self.builder.push(c);
            }
        }
        if self.builder.is_open()
            && let Some(block) = self.blocks.last().and_then(|&i| self.open.get_mut(i))
        {
            block.has_text = true;
            let name = block.name.as_deref().unwrap_or_default();
            self.builder.name_block(|| format!("{name}[{}]", block.ordinal));
        }
    }

    fn start(&mut self, tag: Tag) {
        let name = tag.name.as_str();
        let is_block = BLOCKS.contains(&name);
        if is_block && self.n_unseen == 0 {
            // A block inside a paragraph is a paragraph that nobody has closed.
            if let Some(&row) = self.named.get("p").and_then(|named| named.rows.last()) {
                self.close_to(row);
            }
            self.builder.end_block();
        }
        if self.n_unseen == 0 {
            match name {
                "br" => self.builder.break_line(),
                "hr" => {
                    let n = self.named.get(name).map_or(0, |named| named.n) + 1;
                    self.builder.rule(format!("hr[{n}]"));
                }
                "q" if !tag.is_closed => {
                    self.n_quotes += 1;
                    let is_inner = self.n_quotes.is_multiple_of(2);
                    self.builder.push_own(if is_inner { '‘' } else { '“' });
                }
                _ => {}
            }
        }
        if tag.is_closed || VOIDS.contains(&name) {
            self.count(name);
            if name == "p" {
                self.builder.leave_gap();
            }
            return;
        }
        self.open(tag, 0);
    }

    /// Counts an element; its number among those of its name.
    fn count(&mut self, name: &str) -> usize {
        if let Some(named) = self.named.get_mut(name) {
            named.n += 1;
            return named.n;
        }
        self.named.insert(name.to_owned(), Named { rows: Vec::new(), n: 1 });
        1
    }

    fn open(&mut self, tag: Tag, n_carries: u8) {
        let ordinal = self.count(&tag.name);
        let row = self.open.len();
        if let Some(named) = self.named.get_mut(&tag.name) {
            named.rows.push(row);
        }
        let name = tag.name.as_str();
        let is_block = BLOCKS.contains(&name);
        let mut kind = role(&tag);
        let mut part = fanfiction::Part::Other;
        if self.builder.is_fan_work {
            part = fanfiction::part(&tag);
            kind = kind.or(self.fan_work.enter(part, &tag, is_block));
        }
        let is_heading =
            is_block && matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
        let apart = kind.filter(|&kind| kind != "page" && self.n_apart == 0);
        if apart.is_some() {
            self.builder.end_block();
        }
        let element = Open {
            is_unseen: UNSEEN.contains(&name) || tag.attribute("hidden").is_some(),
            is_left_out: kind == Some("page"),
            is_emphasis: EMPHASES.contains(&name),
            is_pre: name == "pre",
            is_heading,
            is_block,
            n_carries,
            apart,
            part,
            start: self.builder.draft.text.len(),
            ordinal,
            has_text: false,
            name: Some(tag.name),
        };
        self.n_unseen += usize::from(element.is_unseen);
        self.n_left_out += usize::from(element.is_left_out);
        self.n_pre += usize::from(element.is_pre);
        self.n_apart += usize::from(element.apart.is_some());
        if element.is_emphasis {
            self.builder.begin_emphasis();
        }
        if element.is_heading {
            self.builder.begin_heading();
        }
        if element.is_block {
            self.blocks.push(row);
        }
        self.open.push(element);
    }

    fn end(&mut self, name: &str) {
        let row = self.named.get(name).and_then(|named| named.rows.last().copied());
        let Some(row) = row else {
            match name {
                // Browsers make an empty paragraph of it.
                "p" if self.n_unseen == 0 => self.builder.end_block(),
                "br" if self.n_unseen == 0 => self.builder.break_line(),
                _ => {
                    let carried = self.carried.iter().rposition(|(c, _)| c == name);
                    carried.map(|i| self.carried.remove(i));
                }
            }
            return;
        };
        let is_cut = self.blocks.last().is_some_and(|&block| block > row)
            && !BLOCKS.contains(&name);
        if is_cut {
            // A block inside it is open and stays so. Only emphasis ends all the same.
            if CARRIED.contains(&name) {
                let element = &mut self.open[row];
                element.name = None;
                if std::mem::take(&mut element.is_emphasis) {
                    self.builder.end_emphasis();
                }
                if let Some(named) = self.named.get_mut(name) {
                    named.rows.pop();
                }
            }
            return;
        }
        if name == "q" && self.n_unseen == 0 && self.n_quotes > 0 {
            let is_inner = self.n_quotes.is_multiple_of(2);
            self.builder.push_own(if is_inner { '’' } else { '”' });
            self.n_quotes -= 1;
        }
        self.close_to(row);
    }

    /// Closes an element and what stands open inside it, which was never closed. Emphases
    /// among the latter go on in the next paragraph.
    fn close_to(&mut self, row: usize) {
        let from = self.carried.len();
        while self.open.len() > row + 1 {
            let element = self.close();
            if let Some((name, n_carries)) = element
                && self.carried.len() < MAX_CARRIED
                && n_carries < MAX_CARRIES
            {
                self.carried.insert(from, (name, n_carries + 1));
            }
        }
        self.close();
    }

    /// Closes the innermost element; an emphasis's name and how often it was carried on.
    fn close(&mut self) -> Option<(String, u8)> {
        let element = self.open.pop()?;
        if let Some(named) = element.name.as_ref().and_then(|n| self.named.get_mut(n)) {
            named.rows.pop();
        }
        self.n_unseen -= usize::from(element.is_unseen);
        self.n_left_out -= usize::from(element.is_left_out);
        self.n_pre -= usize::from(element.is_pre);
        self.n_apart -= usize::from(element.apart.is_some());
        if element.is_emphasis {
            self.builder.end_emphasis();
        }
        if element.is_heading {
            self.builder.end_heading();
        }
        let name = element.name.as_deref().unwrap_or_default();
        if element.is_block {
            self.blocks.pop();
            self.builder.end_block();
            if name == "p" && !element.has_text {
                self.builder.leave_gap();
            }
        }
        let mut apart = element.apart;
        if self.builder.is_fan_work {
            let draft = &mut self.builder.draft;
            let words = draft.text.get(element.start..).unwrap_or_default();
            let found = self.fan_work.leave(element.part, name, words, &mut draft.source);
            if self.n_apart == 0 {
                apart = apart.or(found);
            }
        }
        if let Some(kind) = apart {
            self.builder.set_apart(element.start, kind);
        }
        element
            .name
            .filter(|name| CARRIED.contains(&name.as_str()))
            .map(|name| (name, element.n_carries))
    }
}

/// What an element says of its content: the kind under which it is apart, or `page`.
fn role(tag: &Tag) -> Option<&'static str> {
    let found =
        tag.words("epub:type").chain(tag.words("role")).find_map(|word| {
            match word.strip_prefix("doc-").unwrap_or(word) {
                "toc" | "landmarks" | "page-list" | "loi" | "lot" => Some("contents"),
                "titlepage" | "halftitlepage" | "copyright-page" | "imprint"
                | "colophon" | "cover" => Some("front-matter"),
                "footnote" | "endnote" | "rearnote" | "footnotes" | "endnotes"
                | "rearnotes" | "index" => Some("note"),
                "pagebreak" => Some("page"),
                _ => None,
            }
        });
    found.or((tag.name == "nav").then_some("contents"))
}

/// Makes a draft of an HTML file.
pub(super) fn draft(name: &str, document: &str) -> Draft {
    let mut builder = Builder::new(name);
    builder.is_fan_work = fanfiction::is_download(document);
    walk(document, &mut builder);
    builder.end_part();
    let mut draft = builder.finish();
    draft.source.format = "html";
    read_head(document, &mut draft.source);
    draft
}

/// Reads the title and the author that a document's head states.
fn read_head(document: &str, source: &mut Source) {
    let mut pieces = Pieces::html(document);
    while let Some(piece) = pieces.next() {
        let Piece::Start(tag) = piece else { continue };
        match tag.name.as_str() {
            "title" if !tag.is_closed && source.title.is_none() => {
                let Some(Piece::Text(words)) = pieces.next() else { continue };
                let title = words.split_whitespace().collect::<Vec<_>>().join(" ");
                source.title = (!title.is_empty()).then_some(title);
            }
            "meta" => {
                let name = tag.attribute("name").unwrap_or_default().to_ascii_lowercase();
                let author = tag.attribute("content").unwrap_or_default().trim();
                if matches!(name.as_str(), "author" | "dc.creator" | "dcterms.creator")
                    && !author.is_empty()
                    && source.authors.iter().all(|other| other != author)
                {
                    source.authors.push(author.to_owned());
                }
            }
            "body" | "p" | "div" => return,
            _ => {}
        }
    }
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

    /// The text of a document, its emphases between `/`.
    fn shown(document: &str) -> String {
        let draft = draft("a.html", document);
        let mut text = draft.text.clone();
        for emphasis in draft.emphases.iter().rev() {
            text.insert(emphasis.span.range().end, '/');
            text.insert(emphasis.span.range().start, '/');
        }
        text
    }

    /// What browsers show of damaged documents.
    #[test]
    fn damage_is_read_as_browsers_read_it() {
        let cases = [
            // Paragraphs that nobody has closed.
            ("<p>Mara<p>Tom", "Mara\n\nTom"),
            ("<p>Mara<div>Tom</div>sat", "Mara\n\nTom\n\nsat"),
            ("Mara</p>Tom", "Mara\n\nTom"),
            ("<ul><li>Mara<li>Tom</ul>", "Mara\n\nTom"),
            // Emphases that end in the wrong order or the wrong place.
            ("<p><b>a<i>b</b>c</i>d", "/ab//c/d"),
            ("<p><i>Mara<p>Tom</i> sat", "/Mara/\n\n/Tom/ sat"),
            ("<p><i>Mara</p><p>Tom</i> sat</p>", "/Mara/\n\n/Tom/ sat"),
            ("<i><p>Mara</i> sat</p>Tom", "/Mara/ sat\n\nTom"),
            ("<span><p>Mara</span> sat</p>", "Mara sat"),
            ("Mara</i> sat</b>", "Mara sat"),
            // Entities.
            (
                "Mara &amp Tom&ldquo &copy2 &notit; &#8220;&#x201d &#146;",
                "Mara & Tom&ldquo ©2 ¬it; “” ’",
            ),
            (
                "5 &lt 6 &&& &#0; &#xD800; &nosuch;",
                "5 < 6 &&& \u{fffd} \u{fffd} &nosuch;",
            ),
            // Comments, and what is like them.
            ("Mara<!-- <p> -- > -->Tom<!-->Sue<!--->!", "MaraTomSue!"),
            ("Mara<!- x><? y ?></ z>Tom<!-- never", "MaraTom"),
            ("<![CDATA[Mara < Tom]]>", "Mara < Tom"),
            // What nobody sees.
            (
                "Mara<script>if (a < b) \"</p>\"</script>Tom<style>p</b></style>.",
                "MaraTom.",
            ),
            ("<title>x</b><p>y</title>Mara", "Mara"),
            // Attributes.
            (
                "<p class=a\"b>Mara<p class='x>y'>Tom<p a=1 a=2 / b>Sue",
                "Mara\n\nTom\n\nSue",
            ),
            ("<p hidden>x</p><i class=\"y>z\"a>Mara</i>", "/Mara/"),
            ("3 < 4 <5 > 2 <p", "3 < 4 <5 > 2"),
            // Ends of lines and of what never began.
            ("Mara</br>Tom<br><br/>Sue</div></body>!", "Mara\nTom\n\nSue!"),
            (
                "<P>Mara<P/>Tom<TABLE><TR><TD>a<TD>b</TABLE>c",
                "Mara\n\n\n\nTom\n\na\n\nb\n\nc",
            ),
            ("<q>Mara <q>Tom</q></q>", "“Mara ‘Tom’”"),
        ];
        for (document, expected) in cases {
            assert_eq!(shown(document), expected, "{document}");
        }
    }

    #[test]
    fn downloads_of_the_archive_keep_notes_apart() {
        let document = "<html><head><title>The Key - venn - Fandom</title></head><body>\
            <div id='preface'><p class='message'><b>The Key</b><br/>Posted originally on the \
            <a href='http://archiveofourown.org/'>Archive</a>.</p><div class='meta'><dl class='tags'>\
            <dt>Rating:</dt><dd>General</dd></dl><h1>The Key</h1><div class='byline'>by \
            <a rel='author' href='x'>venn</a></div><p>Summary</p><blockquote class='userstuff'><p>Mara \
            loses it.</p></blockquote></div></div><div id='chapters' class='userstuff'>\
            <div class='meta group'><h2 class='heading'>Chapter 1: The Tide</h2><p>Chapter Summary</p>\
            <blockquote><p>It turns.</p></blockquote><div class='endnote-link'>See the end of the \
            chapter for <a href='#endnotes1'>notes</a></div></div><div class='userstuff'><p>Mara sat.</p>\
            <blockquote><p>Dear Tom,</p></blockquote></div><div id='endnotes1' class='meta'><p>Chapter \
            End Notes</p><blockquote><p>Thanks!</p></blockquote></div><p>Notes</p><blockquote class=\
            'calibre3'>Hello.</blockquote><h2 class='heading'>Chapter 2</h2><p>Tom left.</p></div>\
            <div id='afterword'><p class='message'>Please drop by.</p></div></body></html>";
        let draft = draft("a.html", document);
        assert_eq!(draft.source.title.as_deref(), Some("The Key"));
        assert_eq!(draft.source.authors, ["venn"]);
        let book = crate::Book::new(draft);
        let story: Vec<_> = book
            .paragraphs
            .rows()
            .iter()
            .filter(|p| p.kind != crate::ParagraphKind::Apart)
            .map(|p| book.slice(p.span))
            .collect();
        let expected =
            ["Chapter 1: The Tide", "Mara sat.", "Dear Tom,", "Chapter 2", "Tom left."];
        assert_eq!(story, expected);
        assert_eq!(book.chapters.len(), 2);
        let part = &book.source.parts[0];
        assert_eq!(part.visible, part.in_text);
    }
}
