//! TEI P5: the text with who says what to whom, the cast, and how sure it all is.
//!
//! Version 1. The text inside `body` is the source, byte for byte: elements are added, and
//! nothing else. What is said and thought is `said`, without its marks, what is written `q`;
//! a quotation in several parts is several elements with `next` and `prev`. Names are
//! `persName` and `placeName`, other mentions `rs`. An element that would cross another is
//! left out: a mention, never a quotation. A speaker who is not known is no `who`. How sure a
//! known one is stands behind the body, as `cert` of a `span` and as a number in `certainty`;
//! a `link` leads from each quotation to its addressees. `said` itself has `toWhom` and
//! `cert` only where that is asked for: schemas before P5 3.5 do not know them there.

use std::collections::{BTreeMap, BTreeSet};

use dramaturg::Reading;
use dramaturg::text::ParagraphKind;

use crate::document::{Bytes, Document, Quotation};
use crate::format::Export;
use crate::voices::Voices;
use crate::xml::{Xml, text_in};
use crate::{Certificate, ExportError, Options};

const NAMESPACE: &str = "http://www.tei-c.org/ns/1.0";
const ODD: (&str, &str) = ("g", "n");

/// From here on a confidence is high, and medium.
const HIGH: f64 = 0.9;
const MEDIUM: f64 = 0.6;

/// Writes a reading for schemas of any age: addressees, and how sure a speaker is, stand
/// behind the body alone.
///
/// # Errors
///
/// If what was written cannot be read again.
pub fn write(reading: &Reading, options: &Options) -> Result<Export, ExportError> {
    write_as(reading, options, false)
}

/// Writes a reading for current schemas, in which `said` has `toWhom` and `cert`, too.
///
/// # Errors
///
/// If what was written cannot be read again.
pub fn write_current(
    reading: &Reading,
    options: &Options,
) -> Result<Export, ExportError> {
    write_as(reading, options, true)
}

fn write_as(
    reading: &Reading,
    options: &Options,
    is_current: bool,
) -> Result<Export, ExportError> {
    let document = Document::of(reading, options)?;
    let known: BTreeSet<&str> = document.characters.iter().map(|row| &*row.id).collect();
    let mut writer = Writer {
        xml: Xml::new(ODD),
        reading,
        document: &document,
        known,
        fragments: BTreeMap::new(),
        is_current,
    };
    let language = document.source.language.as_deref().unwrap_or("en");
    writer.xml.open("TEI", &[("xmlns", NAMESPACE), ("xml:lang", language)]);
    writer.xml.end_line();
    writer.header();
    writer.xml.open("text", &[]);
    writer.body();
    writer.xml.end_line();
    writer.stand_off();
    writer.xml.close("text");
    writer.xml.end_line();
    writer.xml.close("TEI");
    writer.xml.end_line();
    let bytes = writer.xml.into_bytes();
    let joined = text_in(&bytes, "body", ODD)?;
    let segments = reading.segments();
    let n_unresolved = Voices::new(reading, options).n_unresolved(&segments);
    let certificate =
        Certificate::of_joined("tei", reading, &segments, n_unresolved, &joined);
    Ok(Export::file(bytes, Some(certificate)))
}

/// The text of a document; it is the source.
///
/// # Errors
///
/// If it is no well-formed XML.
pub fn text(document: &[u8]) -> Result<String, ExportError> {
    text_in(document, "body", ODD)
}

/// How sure, in TEI's three words.
fn cert(confidence: f64) -> &'static str {
    if confidence >= HIGH {
        "high"
    } else if confidence >= MEDIUM {
        "medium"
    } else {
        "low"
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An element inside a paragraph.
struct Inline<'a> {
    span: Bytes,
    element: &'static str,
    attributes: Vec<(&'static str, String)>,
    quotation: Option<&'a Quotation>,
}

/// Writes the document from top to bottom.
struct Writer<'a> {
    xml: Xml,
    reading: &'a Reading,
    document: &'a Document,
    known: BTreeSet<&'a str>,
    /// Whether `said` may have `toWhom` and `cert`.
    is_current: bool,
    /// How many elements each quotation has so far, and how many it will have.
    fragments: BTreeMap<&'a str, (usize, usize)>,
}

impl<'a> Writer<'a> {
    fn open(&mut self, name: &str) {
        self.xml.open(name, &[]);
        self.xml.end_line();
    }

    fn close(&mut self, name: &str) {
        self.xml.close(name);
        self.xml.end_line();
    }

    fn header(&mut self) {
        let document = self.document;
        let source = &document.source;
        self.open("teiHeader");
        self.open("fileDesc");
        self.open("titleStmt");
        self.xml.line("title", &[], &one_line(document.title()));
        for author in &source.authors {
            self.xml.line("author", &[], &one_line(author));
        }
        self.open("respStmt");
        self.xml.line("resp", &[], "cast, quotations, speakers, addressees and scenes");
        self.xml.line("name", &[("xml:id", "dramaturg")], "dramaturg");
        self.close("respStmt");
        self.close("titleStmt");
        self.open("publicationStmt");
        self.xml.line("p", &[], "Made by a program; the text keeps its own terms.");
        self.close("publicationStmt");
        self.open("sourceDesc");
        let from =
            format!("{}, SHA-256 of the text {}", one_line(&source.name), source.sha256);
        self.xml.line("p", &[], &from);
        self.close("sourceDesc");
        self.close("fileDesc");
        self.open("encodingDesc");
        self.open("editorialDecl");
        self.xml.open("quotation", &[("marks", "all")]);
        self.xml.line(
            "p",
            &[],
            "Quotation marks stand in the text, outside of said and q.",
        );
        self.close("quotation");
        self.close("editorialDecl");
        self.open("appInfo");
        let version = dramaturg::ENGINE_VERSION;
        self.xml.open("application", &[("ident", "dramaturg"), ("version", version)]);
        self.xml.line("label", &[], "dramaturg");
        self.close("application");
        self.close("appInfo");
        self.close("encodingDesc");
        if !document.characters.is_empty() || !document.places.is_empty() {
            self.open("profileDesc");
            self.cast();
            self.places();
            self.close("profileDesc");
        }
        self.close("teiHeader");
    }

    fn cast(&mut self) {
        let document = self.document;
        if document.characters.is_empty() {
            return;
        }
        self.open("particDesc");
        self.open("listPerson");
        for character in &document.characters {
            let element = if character.kind == "group" { "personGrp" } else { "person" };
            let mut attributes = vec![("xml:id", &*character.id)];
            if character.confidence.is_some() {
                attributes.push(("cert", cert(character.confidence.unwrap_or_default())));
            }
            if !["person", "group", ""].contains(&&*character.kind) {
                attributes.push(("role", &character.kind));
            }
            self.xml.open(element, &attributes);
            self.xml.end_line();
            self.xml.line("persName", &[], &one_line(&character.name));
            for alias in character.aliases.iter().filter(|a| a.text != character.name) {
                let kind = if alias.kind.is_empty() { "name" } else { &alias.kind };
                let attributes = [("type", "alias"), ("subtype", kind)];
                self.xml.line("persName", &attributes, &one_line(&alias.text));
            }
            if let Some(pronouns) = &character.pronouns {
                self.xml.open("state", &[("type", "pronouns")]);
                self.xml.line("desc", &[], pronouns);
                self.close("state");
            }
            self.close(element);
        }
        let relations: Vec<_> = document
            .relations
            .iter()
            .filter(|row| self.known.contains(&*row.a) && self.known.contains(&*row.b))
            .collect();
        if !relations.is_empty() {
            self.open("listRelation");
            for row in relations {
                let kind = row.kind.split_whitespace().collect::<Vec<_>>().join("_");
                let (active, passive) = (format!("#{}", row.a), format!("#{}", row.b));
                let mut attributes =
                    vec![("name", &*kind), ("active", &active), ("passive", &passive)];
                if let Some(confidence) = row.confidence {
                    attributes.push(("cert", cert(confidence)));
                }
                self.xml.empty("relation", &attributes);
                self.xml.end_line();
            }
            self.close("listRelation");
        }
        self.close("listPerson");
        self.close("particDesc");
    }

    fn places(&mut self) {
        let document = self.document;
        if document.places.is_empty() {
            return;
        }
        self.open("settingDesc");
        self.open("listPlace");
        for place in &document.places {
            self.xml.open("place", &[("xml:id", &place.id)]);
            self.xml.line("placeName", &[], &one_line(&place.name));
            self.close("place");
        }
        self.close("listPlace");
        self.close("settingDesc");
    }

    /// What has a number or has no place in the text, behind the body: how sure each speaker
    /// is, who is there. The element `standOff` is younger than the schemas in use.
    fn stand_off(&mut self) {
        let document = self.document;
        let sure: Vec<(&Quotation, &str, f64, &str)> = document
            .quotations
            .iter()
            .filter_map(|row| {
                let speaker = row.speaker.as_ref()?;
                let id = self.known.get(&*speaker.id)?;
                Some((row, *id, speaker.confidence, &*speaker.attribution))
            })
            .collect();
        let stays: Vec<(&str, &str, Option<f64>)> = document
            .scenes
            .iter()
            .flat_map(|scene| scene.presence.iter().map(move |p| (scene, p)))
            .filter(|(_, presence)| self.known.contains(&*presence.character))
            .map(|(scene, presence)| {
                (&*scene.id, &*presence.character, presence.confidence)
            })
            .collect();
        if !sure.is_empty() {
            self.xml.open("spanGrp", &[("type", "attribution"), ("resp", "#dramaturg")]);
            self.xml.end_line();
            for (row, who, confidence, kind) in &sure {
                let (target, who) = (format!("#{}", row.id), format!("#{who}"));
                let attributes =
                    [("target", &*target), ("ana", &who), ("cert", cert(*confidence))];
                self.xml.line("span", &attributes, kind);
            }
            self.close("spanGrp");
            for (row, _, confidence, _) in &sure {
                let (target, degree) =
                    (format!("#{}", row.id), format!("{confidence:.4}"));
                let attributes = [
                    ("target", &*target),
                    ("match", "@who"),
                    ("locus", "value"),
                    ("degree", &degree),
                ];
                self.xml.empty("certainty", &attributes);
                self.xml.end_line();
            }
        }
        let to: Vec<String> = document
            .quotations
            .iter()
            .map(|row| (row, self.to(row)))
            .filter(|(_, to)| !to.is_empty())
            .map(|(row, to)| format!("#{} {}", row.id, to.join(" ")))
            .collect();
        if !to.is_empty() {
            self.xml.open("linkGrp", &[("type", "toWhom")]);
            self.xml.end_line();
            for target in to {
                self.xml.empty("link", &[("target", &target)]);
                self.xml.end_line();
            }
            self.close("linkGrp");
        }
        if !stays.is_empty() {
            self.xml.open("spanGrp", &[("type", "presence"), ("resp", "#dramaturg")]);
            self.xml.end_line();
            for (scene, who, confidence) in stays {
                let (target, who) = (format!("#{scene}"), format!("#{who}"));
                let mut attributes = vec![("target", &*target), ("ana", &who)];
                if let Some(confidence) = confidence {
                    attributes.push(("cert", cert(confidence)));
                }
                self.xml.empty("span", &attributes);
                self.xml.end_line();
            }
            self.close("spanGrp");
        }
    }

    /// The text: chapters, paragraphs, and between them the white space as it is.
    fn body(&mut self) {
        let book = &self.reading.book;
        let inlines = self.inlines();
        let mut next_inline = 0;
        let mut scenes = self.document.scenes.iter().enumerate().peekable();
        let mut chapters = book.chapters.iter().peekable();
        let mut at = 0;
        let mut is_in_div = false;
        let mut is_top = true;
        self.xml.open("body", &[]);
        for paragraph in book.paragraphs.rows() {
            let span = paragraph.span.range();
            let mut opens = None;
            while let Some((id, _)) =
                chapters.next_if(|(_, chapter)| chapter.span.range().start <= span.start)
            {
                opens = Some(id);
            }
            if let Some(id) = opens {
                self.gap(at, span.start, is_in_div);
                if is_in_div {
                    self.xml.close("div");
                }
                self.open_chapter(id);
                (is_in_div, is_top) = (true, true);
            } else {
                if !is_in_div {
                    self.xml.open("div", &[("type", "front")]);
                    is_in_div = true;
                }
                self.gap(at, span.start, true);
            }
            while let Some((n, scene)) = scenes.next_if(|(_, s)| s.span[0] <= span.start)
            {
                let n = (n + 1).to_string();
                let id = ("xml:id", &*scene.id);
                self.xml.empty("milestone", &[("unit", "scene"), id, ("n", &n)]);
            }
            let (element, kind) = match paragraph.kind {
                ParagraphKind::Heading if is_top => ("head", None),
                ParagraphKind::Heading => ("ab", Some("heading")),
                ParagraphKind::Break => ("ab", Some("break")),
                ParagraphKind::Apart => ("ab", Some("apart")),
                ParagraphKind::Prose => ("p", None),
            };
            is_top &= element == "head";
            let attributes: Vec<_> =
                kind.map(|kind| ("type", kind)).into_iter().collect();
            self.xml.open(element, &attributes);
            while inlines.get(next_inline).is_some_and(|i| i.span[1] <= span.start) {
                next_inline += 1;
            }
            self.words([span.start, span.end], &inlines[next_inline..]);
            self.xml.close(element);
            at = span.end;
        }
        if !is_in_div {
            self.xml.open("div", &[]);
        }
        if book.paragraphs.is_empty() {
            self.xml.empty("ab", &[]);
        }
        self.gap(at, book.text.len(), true);
        self.xml.close("div");
        self.xml.close("body");
    }

    fn open_chapter(&mut self, id: dramaturg::text::ChapterId) {
        use dramaturg::text::Position as _;
        let start = self.reading.book.chapters[id].span.range().start;
        let row = self.document.chapters.iter().find(|row| row.span[0] == start);
        let n = (id.index() + 1).to_string();
        let mut attributes = vec![("type", "chapter"), ("n", &*n)];
        attributes.extend(row.map(|row| ("xml:id", &*row.id)));
        self.xml.open("div", &attributes);
    }

    /// The text between two paragraphs. What is no white space to XML needs an element.
    fn gap(&mut self, start: usize, end: usize, has_place: bool) {
        let gap = &self.reading.book.text[start..end];
        let is_blank = gap.bytes().all(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r'));
        if is_blank {
            self.xml.text(gap);
            return;
        }
        if !has_place {
            self.xml.open("div", &[("type", "front")]);
        }
        self.xml.open("ab", &[("type", "gap")]);
        self.xml.text(gap);
        self.xml.close("ab");
        if !has_place {
            self.xml.close("div");
        }
    }

    /// The words of a paragraph with the elements in it; `inlines` begins with the first
    /// that ends in it.
    fn words(&mut self, [start, end]: Bytes, inlines: &[Inline<'a>]) {
        let text = &self.reading.book.text;
        let mut at = start;
        let mut open: Vec<(usize, &'static str)> = Vec::new();
        let here = inlines.iter().take_while(|inline| inline.span[0] < end);
        for inline in here.filter(|inline| inline.span[0] >= start) {
            let [from, to] = inline.span;
            while let Some(&(close_at, element)) = open.last()
                && close_at <= from
            {
                self.xml.text(&text[at..close_at]);
                self.xml.close(element);
                (at, _) = (close_at, open.pop());
            }
            self.xml.text(&text[at..from]);
            at = from;
            let mut attributes = inline.attributes.clone();
            if let Some(quotation) = inline.quotation {
                attributes.extend(self.fragment(quotation));
            }
            let attributes: Vec<(&str, &str)> =
                attributes.iter().map(|(key, value)| (*key, &**value)).collect();
            self.xml.open(inline.element, &attributes);
            open.push((to, inline.element));
        }
        while let Some((close_at, element)) = open.pop() {
            self.xml.text(&text[at..close_at]);
            self.xml.close(element);
            at = close_at;
        }
        self.xml.text(&text[at..end]);
    }

    /// The id of the next part of a quotation, and the way to the others.
    fn fragment(&mut self, quotation: &'a Quotation) -> Vec<(&'static str, String)> {
        let name = |n: usize| match n {
            0 => quotation.id.clone(),
            n => format!("{}.p{}", quotation.id, n + 1),
        };
        let (n, all) = self.fragments.entry(&quotation.id).or_default();
        let mut attributes = vec![("xml:id", name(*n))];
        if *n > 0 {
            attributes.push(("prev", format!("#{}", name(*n - 1))));
        }
        *n += 1;
        if *n < *all {
            attributes.push(("next", format!("#{}", name(*n))));
        }
        attributes
    }

    /// All elements inside paragraphs, in order, none across another or over a paragraph's
    /// end.
    fn inlines(&mut self) -> Vec<Inline<'a>> {
        let paragraphs: Vec<Bytes> = self
            .reading
            .book
            .paragraphs
            .rows()
            .iter()
            .map(|row| [row.span.range().start, row.span.range().end])
            .collect();
        let document = self.document;
        let mut quoted: Vec<Inline<'a>> = Vec::new();
        for quotation in &document.quotations {
            for &[start, end] in &quotation.spans {
                let first = paragraphs.partition_point(|p| p[1] <= start);
                let cut = paragraphs[first..].iter().take_while(|p| p[0] < end);
                for span in cut.map(|p| [start.max(p[0]), end.min(p[1])]) {
                    if span[0] < span[1] {
                        self.fragments.entry(&quotation.id).or_default().1 += 1;
                        quoted.push(self.said(quotation, span));
                    }
                }
            }
        }
        let mut edges: Vec<usize> =
            quoted.iter().flat_map(|inline| inline.span).collect();
        edges.sort_unstable();
        let mut all = quoted;
        for mention in &document.mentions {
            let [start, end] = mention.span;
            let after = edges.partition_point(|&edge| edge <= start);
            let is_cut = edges.get(after).is_some_and(|&edge| edge < end);
            let paragraph = paragraphs.partition_point(|p| p[1] <= start);
            let is_inside =
                paragraphs.get(paragraph).is_some_and(|p| p[0] <= start && end <= p[1]);
            if start < end && !is_cut && is_inside {
                all.extend(self.mention(mention));
            }
        }
        all.sort_by_key(|inline| {
            (
                inline.span[0],
                std::cmp::Reverse(inline.span[1]),
                inline.quotation.is_none(),
            )
        });
        // What would cross the element that is open is left out.
        let mut open: Vec<usize> = Vec::new();
        all.retain(|inline| {
            while open.last().is_some_and(|&end| end <= inline.span[0]) {
                open.pop();
            }
            let fits = open.last().is_none_or(|&end| inline.span[1] <= end);
            if fits {
                open.push(inline.span[1]);
            } else if let Some(quotation) = inline.quotation {
                self.fragments.entry(&quotation.id).or_default().1 -= 1;
            }
            fits
        });
        all
    }

    /// Pointers to the addressees of a quotation.
    fn to(&self, quotation: &Quotation) -> Vec<String> {
        let known = quotation.addressees.iter().filter(|a| self.known.contains(&*a.id));
        known.map(|a| format!("#{}", a.id)).collect()
    }

    fn said(&self, quotation: &'a Quotation, span: Bytes) -> Inline<'a> {
        let mut attributes = Vec::new();
        let element = match &*quotation.mode {
            "writing" => {
                attributes.push(("type", "written".to_owned()));
                "q"
            }
            mode => {
                attributes.push(("aloud", (mode == "speech").to_string()));
                attributes.push(("direct", "true".to_owned()));
                "said"
            }
        };
        if let Some(speaker) = &quotation.speaker
            && self.known.contains(&*speaker.id)
        {
            attributes.push(("who", format!("#{}", speaker.id)));
            if self.is_current {
                attributes.push(("cert", cert(speaker.confidence).to_owned()));
            }
        }
        let to = self.to(quotation);
        if self.is_current && !to.is_empty() {
            attributes.push(("toWhom", to.join(" ")));
        }
        Inline { span, element, attributes, quotation: Some(quotation) }
    }

    fn mention(&self, mention: &crate::document::Mention) -> Option<Inline<'a>> {
        let id = mention.entity.as_deref()?;
        let is_place = self.document.places.iter().any(|place| place.id == id);
        if !is_place && !self.known.contains(id) {
            return None;
        }
        let mut attributes = vec![("ref", format!("#{id}"))];
        let element = match (&*mention.kind, is_place) {
            ("PROP", true) => "placeName",
            ("PROP", false) => "persName",
            (kind, _) => {
                let kind = if kind == "PRON" { "pronoun" } else { "description" };
                attributes.push(("type", kind.to_owned()));
                "rs"
            }
        };
        Some(Inline { span: mention.span, element, attributes, quotation: None })
    }
}
