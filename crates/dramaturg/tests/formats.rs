//! The same book in every format: the same cast, and the same people speak the same lines.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::sync::OnceLock;

use dramaturg::text::{Limits, read};
use dramaturg::{Engine, Reading};
use zip::write::{SimpleFileOptions, ZipWriter};

const BOOK: &str = include_str!("../../../samples/the_lamplighters_ledger.txt");
const TITLE: &str = "The Lamplighter’s Ledger";
const AUTHOR: &str = "The dramaturg project";

/// The chapters: a heading, and the paragraphs under it.
fn chapters() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut chapters: Vec<(&str, Vec<&str>)> = Vec::new();
    for block in BOOK.split("\n\n").map(str::trim).skip(2).filter(|b| !b.is_empty()) {
        match chapters.last_mut() {
            _ if block.starts_with("Chapter ") => chapters.push((block, Vec::new())),
            Some((_, paragraphs)) => paragraphs.push(block),
            None => panic!("the book begins with a chapter"),
        }
    }
    chapters
}

/// A paragraph with its emphases between two marks, its letters escaped.
fn marked(paragraph: &str, open: &str, close: &str) -> String {
    let escaped = paragraph.replace('&', "&amp;").replace('<', "&lt;");
    let mut pieces = escaped.split('_');
    let mut marked = pieces.next().unwrap_or_default().to_owned();
    for (i, piece) in pieces.enumerate() {
        marked.push_str(if i % 2 == 0 { open } else { close });
        marked.push_str(piece);
    }
    marked
}

fn html_body(heading: &str, paragraphs: &[&str]) -> String {
    let mut body = format!("<h2>{heading}</h2>\n");
    for paragraph in paragraphs {
        match *paragraph {
            "* * *" => body += "<hr/>\n",
            words => body += &format!("<p>{}</p>\n", marked(words, "<i>", "</i>")),
        }
    }
    body
}

fn html() -> Vec<u8> {
    let bodies: String = chapters().iter().map(|(h, p)| html_body(h, p)).collect();
    format!(
        "<!DOCTYPE html><html><head><meta name=author content='{AUTHOR}'>\
         <title>{TITLE}</title></head><body><h1>{TITLE}</h1>\
         <p>by {AUTHOR}</p>{bodies}</body></html>"
    )
    .into_bytes()
}

fn markdown() -> Vec<u8> {
    let mut text = format!("---\ntitle: {TITLE}\nauthor: {AUTHOR}\n---\n\n");
    for (heading, paragraphs) in chapters() {
        text += &format!("## {heading}\n\n");
        for paragraph in paragraphs {
            let words = paragraph.replace('_', "*");
            text += &format!("{}\n\n", if words == "* * *" { "---" } else { &words });
        }
    }
    text.into_bytes()
}

fn zipped(entries: &[(String, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(name, SimpleFileOptions::default())
            .expect("a buffer takes any entry");
        zip.write_all(content.as_bytes()).expect("a buffer takes any bytes");
    }
    zip.finish().expect("a buffer takes any archive").into_inner()
}

fn epub(version: u32) -> Vec<u8> {
    let chapters = chapters();
    let items: String = (0..chapters.len())
        .map(|i| {
            format!(
                "<item id='c{i}' href='c{i}.xhtml' media-type='application/xhtml+xml'/>"
            )
        })
        .collect();
    let spine: String =
        (0..chapters.len()).map(|i| format!("<itemref idref='c{i}'/>")).collect();
    let titles: String = chapters.iter().map(|(h, _)| format!("<li>{h}</li>")).collect();
    let contents =
        format!("<html><body><nav epub:type='toc'><ol>{titles}</ol></nav></body></html>");
    let (item, first, toc) = if version == 3 {
        (
            "<item id='nav' href='nav.xhtml' media-type='application/xhtml+xml' properties='nav'/>",
            "<itemref idref='nav'/>",
            "",
        )
    } else {
        (
            "<item id='ncx' href='a.ncx' media-type='application/x-dtbncx+xml'/>",
            "",
            " toc='ncx'",
        )
    };
    let package = format!(
        "<package xmlns='http://www.idpf.org/2007/opf' version='{version}.0' unique-identifier='i'>\
         <metadata xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:opf='http://www.idpf.org/2007/opf'>\
         <dc:identifier id='i'>1</dc:identifier><dc:title>{TITLE}</dc:title><dc:creator opf:role='aut'>\
         {AUTHOR}</dc:creator><dc:language>en</dc:language></metadata><manifest>{item}{items}</manifest>\
         <spine{toc}>{first}{spine}</spine></package>"
    );
    let mut entries = vec![
        ("mimetype".to_owned(), "application/epub+zip".to_owned()),
        (
            "META-INF/container.xml".to_owned(),
            "<container><rootfiles><rootfile full-path='O/a.opf' \
             media-type='application/oebps-package+xml'/></rootfiles></container>"
                .to_owned(),
        ),
        ("O/a.opf".to_owned(), package),
        ("O/nav.xhtml".to_owned(), contents),
        ("O/a.ncx".to_owned(), "<ncx/>".to_owned()),
    ];
    for (i, (heading, paragraphs)) in chapters.iter().enumerate() {
        let body = html_body(heading, paragraphs);
        let page = format!(
            "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title/></head>\
             <body>{body}</body></html>"
        );
        entries.push((format!("O/c{i}.xhtml"), page));
    }
    zipped(&entries)
}

/// The title and the author, as office files state them.
fn core() -> String {
    format!("<m><dc:title>{TITLE}</dc:title><dc:creator>{AUTHOR}</dc:creator></m>")
}

fn docx() -> Vec<u8> {
    let mut body = String::new();
    let run = |words: &str| {
        let space = "xml:space='preserve'";
        let words = marked(
            words,
            &format!("</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t {space}>"),
            &format!("</w:t></w:r><w:r><w:t {space}>"),
        );
        format!("<w:r><w:t {space}>{words}</w:t></w:r>")
    };
    for (heading, paragraphs) in chapters() {
        let heading = run(heading);
        body += &format!("<w:p><w:pPr><w:pStyle w:val='H2'/></w:pPr>{heading}</w:p>");
        for paragraph in paragraphs {
            body += &format!("<w:p>{}</w:p>", run(paragraph));
        }
    }
    zipped(&[
        ("[Content_Types].xml".to_owned(), "<Types/>".to_owned()),
        ("docProps/core.xml".to_owned(), core()),
        (
            "word/styles.xml".to_owned(),
            "<w:styles><w:style w:styleId='H2'><w:name w:val='heading 2'/></w:style></w:styles>"
                .to_owned(),
        ),
        (
            "word/document.xml".to_owned(),
            format!("<w:document><w:body>{body}</w:body></w:document>"),
        ),
    ])
}

fn odt() -> Vec<u8> {
    let mut body = String::new();
    for (heading, paragraphs) in chapters() {
        body += &format!("<text:h text:outline-level='2'>{heading}</text:h>");
        for paragraph in paragraphs {
            let words =
                marked(paragraph, "<text:span text:style-name='T1'>", "</text:span>");
            body += &format!("<text:p>{words}</text:p>");
        }
    }
    zipped(&[
        ("mimetype".to_owned(), "application/vnd.oasis.opendocument.text".to_owned()),
        ("meta.xml".to_owned(), core()),
        (
            "content.xml".to_owned(),
            format!(
                "<office:document-content><office:automatic-styles><style:style style:name='T1'>\
                 <style:text-properties fo:font-style='italic'/></style:style>\
                 </office:automatic-styles><office:body><office:text>{body}</office:text>\
                 </office:body></office:document-content>"
            ),
        ),
    ])
}

fn reading(name: &str, bytes: &[u8]) -> Reading {
    let book = read(name, bytes, &Limits::default()).expect("the book is a book");
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(Engine::embedded).read(book)
}

/// The names of everybody who speaks, and how many lines each has.
fn cast(reading: &Reading) -> BTreeMap<String, usize> {
    let speaking = reading.quotations().filter_map(|quotation| quotation.speaker());
    let mut cast = BTreeMap::new();
    for character in speaking {
        *cast.entry(character.name().to_owned()).or_default() += 1;
    }
    cast
}

/// Each quotation's mode, words and speaker.
fn lines(reading: &Reading) -> Vec<String> {
    reading
        .quotations()
        .map(|quotation| {
            let words = quotation.words().collect::<Vec<_>>().join(" ").replace('_', "");
            let speaker = quotation.speaker().map(|speaker| speaker.name());
            format!("{:?} {speaker:?}: {words}", quotation.mode())
        })
        .collect()
}

/// How many lines two readings share, in order, by the longest run of them in common.
fn n_alike(a: &[String], b: &[String]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for line in a {
        let mut corner = 0;
        for (j, other) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if line == other { corner + 1 } else { above.max(row[j]) };
            corner = above;
        }
    }
    row[b.len()]
}

#[test]
fn every_format_gives_the_same_cast_and_lines() {
    let plain = reading("a.txt", BOOK.as_bytes());
    let (plain_cast, plain_lines) = (cast(&plain), lines(&plain));
    assert!(plain_lines.len() > 60);
    let variants = [
        ("a.md", markdown()),
        ("a.html", html()),
        ("a2.epub", epub(2)),
        ("a3.epub", epub(3)),
        ("a.docx", docx()),
        ("a.odt", odt()),
    ];
    let mut faults = Vec::new();
    for (name, bytes) in variants {
        let other = reading(name, &bytes);
        assert_eq!(other.book.source.title.as_deref(), Some(TITLE), "{name}");
        assert_eq!(other.book.source.authors, [AUTHOR], "{name}");
        assert_eq!(other.book.chapters.len(), plain.book.chapters.len(), "{name}");
        assert!(other.book.notes.is_empty(), "{name}: {:?}", other.book.notes);
        let parts = &other.book.source.parts;
        assert!(!parts.is_empty() && parts.iter().all(|p| p.visible == p.in_text));
        let (other_cast, other_lines) = (cast(&other), lines(&other));
        let n = n_alike(&plain_lines, &other_lines);
        let n_all = plain_lines.len().max(other_lines.len());
        if n * 100 < n_all * 99 || !plain_cast.keys().eq(other_cast.keys()) {
            let missed: Vec<_> =
                plain_lines.iter().filter(|line| !other_lines.contains(line)).collect();
            faults.push(format!(
                "{name}: {n} of {n_all} alike; {plain_cast:?} and {other_cast:?}; {missed:#?}"
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
