//! EPUB 2 and 3 to text, in the order of the spine.
//!
//! The archive is unpacked under limits first. The package file says what is read in which
//! order; `html` makes text of each part.

use std::io::Cursor;

use rbook::Epub;
use rustc_hash::{FxHashMap, FxHashSet};

use super::archive::{Archive, broken, entities, locked};
use super::builder::Builder;
use super::fanfiction;
use super::html;
use super::markup::{Piece, Pieces, declares_entities};
use super::{IngestError, Limits, MAX_BYTES, encoding, mojibake};
use crate::{Draft, Note, Source, Span};

/// Bytes of the largest package file; a list of twenty thousand parts has 3 MB.
const MAX_PACKAGE_BYTES: usize = 4 << 20;
/// Where every EPUB says what its package file is.
const CONTAINER: &str = "META-INF/container.xml";

/// Makes a draft of a zip archive's bytes.
pub(super) fn draft(
    bytes: &[u8],
    archive: &Archive,
    limits: &Limits,
) -> Result<Draft, IngestError> {
    let Some(container) = archive.entries.get(CONTAINER) else {
        return Err(other_archive(archive));
    };
    check_encryption(archive)?;
    let container_text = encoding::decode(container).text;
    let package = package_path(&container_text)
        .ok_or_else(|| broken(CONTAINER, "names no package file"))?;
    let Some(package_bytes) = archive.entries.get(&package) else {
        return Err(broken(&package, "the package file is missing"));
    };
    if package_bytes.len() > MAX_PACKAGE_BYTES {
        return Err(broken(
            &package,
            format!("the package file has more than {MAX_PACKAGE_BYTES} bytes"),
        ));
    }
    let package_text = encoding::decode(package_bytes).text;
    for (path, text) in [(CONTAINER, &container_text), (&package, &package_text)] {
        if declares_entities(text) {
            return Err(entities(path));
        }
    }
    let roles = guide(&package, &package_text);
    // Contents and metadata are not parsed here: they may nest without limit, and rbook
    // follows them by recursion.
    let epub = Epub::options()
        .strict(false)
        .skip_toc(true)
        .skip_metadata(true)
        .read(Cursor::new(bytes.to_vec()))
        .map_err(|error| broken(&package, error.to_string()))?;
    let mut builder = Builder::default();
    let source = &mut builder.draft.source;
    source.format = "epub";
    read_metadata(&package_text, source);
    source.encoding = "UTF-8".to_owned();
    let mut n_parts = 0;
    for spine_entry in epub.spine().iter() {
        let Some(entry) = spine_entry.manifest_entry() else {
            let message = format!(
                "{}: the spine names a part that is not listed",
                spine_entry.idref()
            );
            skip(&mut builder, message);
            continue;
        };
        let href = entry.href();
        let path = href.path().decode();
        let path = path.trim_start_matches('/');
        let media = entry.media_type();
        if !media.contains("html") && !media.contains("dtbook") && !media.contains("xml")
        {
            skip(&mut builder, format!("{path}: {media} holds no text"));
            continue;
        }
        let Some(content) = archive.entries.get(path) else {
            skip(&mut builder, format!("{path}: the part is missing; re-save the book"));
            continue;
        };
        builder.file = path.to_owned();
        let start = builder.draft.text.len();
        let mut document = encoding::decode(content).text;
        if let Some(repaired) = mojibake::repair(&document) {
            let mut note = repaired.note();
            let end = builder.draft.text.len();
            note.span = Span::of(end, end);
            note.message = format!("{path}: {}", note.message);
            builder.draft.notes.push(note);
            document = repaired.text;
        }
        if declares_entities(&document) {
            return Err(entities(path));
        }
        // The first part says where a work is from.
        builder.is_fan_work |= fanfiction::is_download(&document);
        html::walk(&document, &mut builder);
        let kind = if entry.properties().has_property("nav") {
            Some("contents")
        } else {
            roles.get(path).copied()
        };
        if let Some(kind) = kind {
            builder.set_apart(start, kind);
        }
        builder.end_part();
        n_parts += 1;
        if builder.draft.text.len() > limits.max_text_bytes() {
            let what = format!("the text up to {path}");
            return Err(IngestError::TooBig {
                what,
                limit: limits.max_text_bytes(),
                flag: MAX_BYTES,
            });
        }
    }
    if n_parts == 0 {
        return Err(broken(&package, "its spine names no part that can be read"));
    }
    Ok(builder.finish())
}

fn skip(builder: &mut Builder, message: String) {
    let end = builder.draft.text.len();
    let note = Note { span: Span::of(end, end), code: "part-skipped", message };
    builder.draft.notes.push(note);
}

/// A refusal for an archive that is no EPUB.
fn other_archive(archive: &Archive) -> IngestError {
    let mimetype =
        archive.entries.get("mimetype").map(|bytes| String::from_utf8_lossy(bytes));
    let mimetype = mimetype.as_deref().unwrap_or_default();
    if mimetype.contains("epub")
        || archive.entries.keys().any(|name| name.ends_with(".opf"))
    {
        return broken(CONTAINER, "is missing");
    }
    let (format, remedy) = if mimetype.contains("opendocument") {
        ("an OpenDocument file that is no text", "save its text as ODT, DOCX or EPUB")
    } else if archive.entries.contains_key("[Content_Types].xml") {
        ("an Office file that is no text", "save its text as DOCX or EPUB")
    } else {
        ("a zip archive", "unpack it first")
    };
    IngestError::Format { format, remedy }
}

/// Refuses copy protection; fonts may be obfuscated.
fn check_encryption(archive: &Archive) -> Result<(), IngestError> {
    const PLACE: &str = "META-INF/encryption.xml";
    let Some(bytes) = archive.entries.get(PLACE) else { return Ok(()) };
    for piece in Pieces::xml(&encoding::decode(bytes).text) {
        if let Piece::Start(tag) = piece
            && tag.name == "encryptionmethod"
        {
            let algorithm = tag.attribute("algorithm").unwrap_or_default();
            if !algorithm.contains("idpf.org/2008/embedding")
                && !algorithm.contains("ns.adobe.com/pdf/enc")
            {
                return Err(locked(PLACE));
            }
        }
    }
    Ok(())
}

/// The path of the package file: the first one of its type, else the first one at all.
fn package_path(container: &str) -> Option<String> {
    let mut first = None;
    for piece in Pieces::xml(container) {
        let Piece::Start(tag) = piece else { continue };
        if tag.name != "rootfile" {
            continue;
        }
        let Some(path) = tag.attribute("full-path") else { continue };
        let path = path.trim_start_matches('/').to_owned();
        if tag.attribute("media-type").is_some_and(|t| t.contains("oebps-package")) {
            return Some(path);
        }
        first.get_or_insert(path);
    }
    first
}

/// Reads the title, the authors and the language.
fn read_metadata(package: &str, source: &mut Source) {
    // Each creator's id, its name, and whether it is known to be no author.
    let mut creators: Vec<(String, String, bool)> = Vec::new();
    let mut other_roles: FxHashSet<String> = FxHashSet::default();
    let mut open: Option<(String, String)> = None;
    let mut value = String::new();
    for piece in Pieces::xml(package) {
        match piece {
            Piece::Text(words) => value.push_str(&words),
            Piece::Start(tag) if tag.name == "manifest" => break,
            Piece::Start(tag) => {
                value.clear();
                if tag.is_closed {
                    continue;
                }
                let of = |key: &str| tag.attribute(key).unwrap_or_default().to_owned();
                let name = tag.name.clone();
                open = match name.as_str() {
                    "title" | "language" => Some((name, String::new())),
                    "creator" => {
                        let role = of("opf:role");
                        let is_other = !matches!(role.as_str(), "" | "aut");
                        creators.push((of("id"), String::new(), is_other));
                        Some((name, String::new()))
                    }
                    "meta" if of("property") == "role" => {
                        Some((name, of("refines").trim_start_matches('#').to_owned()))
                    }
                    _ => None,
                };
            }
            Piece::End(name) => {
                let Some((_, id)) = open.take_if(|(opened, _)| *opened == name) else {
                    continue;
                };
                let words = value.split_whitespace().collect::<Vec<_>>().join(" ");
                match name.as_str() {
                    _ if words.is_empty() => {}
                    "title" => {
                        source.title.get_or_insert(words);
                    }
                    "language" => {
                        source.language.get_or_insert(words.to_lowercase());
                    }
                    "creator" => {
                        if let Some(creator) = creators.last_mut() {
                            creator.1 = words;
                        }
                    }
                    _ if words != "aut" => {
                        other_roles.insert(id);
                    }
                    _ => {}
                }
            }
        }
    }
    source.authors = creators
        .into_iter()
        .filter(|(id, name, is_other)| {
            !is_other && !name.is_empty() && (id.is_empty() || !other_roles.contains(id))
        })
        .map(|(_, name, _)| name)
        .collect();
}

/// What the guide of an EPUB 2 says of its parts: path to the kind under which it is apart.
fn guide(package: &str, document: &str) -> FxHashMap<String, &'static str> {
    let folder = package.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut roles = FxHashMap::default();
    for piece in Pieces::xml(document) {
        let Piece::Start(tag) = piece else { continue };
        if tag.name != "reference" {
            continue;
        }
        let kind = match tag.attribute("type").unwrap_or_default() {
            "toc" | "loi" | "lot" => "contents",
            "title-page" | "copyright-page" | "cover" | "colophon" => "front-matter",
            _ => continue,
        };
        let Some(href) = tag.attribute("href") else { continue };
        // A place inside a part says nothing of the rest of it.
        if href.contains('#') {
            continue;
        }
        let path = match folder {
            "" => href.to_owned(),
            folder => format!("{folder}/{href}"),
        };
        roles.insert(path, kind);
    }
    roles
}

/// What is told of a package file holds no more than the file.
#[cfg(any(test, feature = "checks"))]
pub(super) fn check(document: &str) {
    let path = package_path(document);
    assert!(path.is_none_or(|path| path.len() <= document.len() * 3));
    let mut source = Source::default();
    read_metadata(document, &mut source);
    assert!(source.authors.iter().all(|author| author == author.trim()));
    let paths = guide("OEBPS/a.opf", document);
    assert!(paths.keys().all(|path| path.starts_with("OEBPS/") && !path.contains('#')));
}

#[cfg(test)]
mod tests {
    use super::{CONTAINER, Cursor, Draft, IngestError, Limits};
    use std::io::Write;
    use zip::write::{SimpleFileOptions, ZipWriter};

    const ROOT: &str = "<container><rootfiles><rootfile full-path='OEBPS/a.opf' \
        media-type='application/oebps-package+xml'/></rootfiles></container>";
    const PACKAGE: &str = "<package xmlns='http://www.idpf.org/2007/opf' version='3.0' \
        unique-identifier='i'><metadata xmlns:dc='http://purl.org/dc/elements/1.1/'>\
        <dc:identifier id='i'>1</dc:identifier><dc:title>The Key</dc:title>\
        <dc:creator>Mara Venn</dc:creator><dc:language>en</dc:language></metadata><manifest>\
        <item id='n' href='nav.xhtml' media-type='application/xhtml+xml' properties='nav'/>\
        <item id='b' href='text/b%20b.xhtml' media-type='application/xhtml+xml'/>\
        <item id='a' href='text/a.xhtml' media-type='application/xhtml+xml'/></manifest>\
        <spine><itemref idref='n'/><itemref idref='b'/><itemref idref='a'/></spine></package>";

    fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn book(container: &str, package: &str) -> Vec<u8> {
        zipped(&[
            ("mimetype", "application/epub+zip"),
            (CONTAINER, container),
            ("OEBPS/a.opf", package),
            (
                "OEBPS/nav.xhtml",
                "<html><body><nav><ol><li>One</li></ol></nav></body></html>",
            ),
            (
                "OEBPS/text/b b.xhtml",
                "<html><body><h2>One</h2><p>Mara <i>sat</i>.</p></body></html>",
            ),
            (
                "OEBPS/text/a.xhtml",
                "<html><body><h2>Two</h2><p>Tom left.</p></body></html>",
            ),
        ])
    }

    fn draft(bytes: &[u8], limits: &Limits) -> Result<Draft, IngestError> {
        super::super::archive_draft(bytes, limits)
    }

    fn refusal(bytes: &[u8]) -> String {
        draft(bytes, &Limits::default()).unwrap_err().to_string()
    }

    #[test]
    fn parts_come_in_the_order_of_the_spine() {
        let draft = draft(&book(ROOT, PACKAGE), &Limits::default()).unwrap();
        assert_eq!(draft.text, "One\n\nOne\n\nMara sat.\n\nTwo\n\nTom left.");
        assert_eq!(draft.source.title.as_deref(), Some("The Key"));
        assert_eq!(draft.source.authors, ["Mara Venn"]);
        assert_eq!(draft.source.map[2].file, "OEBPS/text/b b.xhtml");
        assert_eq!(draft.apart[0].kind, "contents");
        assert!(draft.source.parts.iter().all(|part| part.visible == part.in_text));
        let book = crate::Book::new(draft);
        assert_eq!(book.chapters.len(), 2);
    }

    #[test]
    fn what_is_broken_is_refused() {
        assert!(refusal(b"PK\x03\x04 and no more").contains("cannot be opened"));
        assert!(refusal(&zipped(&[("a.txt", "Mara")])).contains("zip archive"));
        assert!(refusal(&book("<container/>", PACKAGE)).contains("no package file"));
        assert!(
            refusal(&book(ROOT, "<package><manifest/><spine/></package>"))
                .contains("a.opf")
        );
        assert!(
            refusal(&zipped(&[("../a", "x"), (CONTAINER, ROOT)])).contains("leads out")
        );
        let drm = "<e><EncryptionMethod Algorithm='http://www.w3.org/2001/04/xmlenc#aes128-cbc'/></e>";
        let files = [(CONTAINER, ROOT), ("META-INF/encryption.xml", drm)];
        assert!(refusal(&zipped(&files)).contains("encrypted"));
    }

    #[test]
    fn an_entry_is_counted_while_it_is_unpacked() {
        let bomb = " ".repeat(2 << 20);
        let files =
            [(CONTAINER, ROOT), ("OEBPS/a.opf", PACKAGE), ("b.xhtml", bomb.as_str())];
        let limits = Limits { max_entry_bytes: 1 << 20, ..Limits::default() };
        let refusal = draft(&zipped(&files), &limits).unwrap_err().to_string();
        assert!(refusal.contains("b.xhtml") && refusal.contains("limit"), "{refusal}");
    }

    #[test]
    fn a_chain_of_refinements_is_no_deep_call() {
        let metas: String = (0..20_000)
            .map(|i| {
                format!("<meta id='m{}' refines='#m{i}' property='x'>y</meta>", i + 1)
            })
            .collect();
        let package = PACKAGE.replace("</metadata>", &format!("{metas}</metadata>"));
        assert!(draft(&book(ROOT, &package), &Limits::default()).is_ok());
        let deep = PACKAGE
            .replace("</metadata>", &format!("{}</metadata>", "<x>".repeat(100_000)));
        let _ = draft(&book(ROOT, &deep), &Limits::default());
        let deep =
            PACKAGE.replace("<spine>", &format!("<spine>{}", "<x>".repeat(100_000)));
        let _ = draft(&book(ROOT, &deep), &Limits::default());
        let deep = PACKAGE
            .replace("<manifest>", &format!("<manifest>{}", "<x>".repeat(100_000)));
        let _ = draft(&book(ROOT, &deep), &Limits::default());
    }

    /// The converter has split the work, numbered the classes and dropped some.
    #[test]
    fn downloads_of_the_archive_keep_notes_apart() {
        let package = PACKAGE
            .replace("properties='nav'", "")
            .replace("<dc:creator>Mara Venn</dc:creator>", "");
        let bytes = zipped(&[
            (CONTAINER, ROOT),
            ("OEBPS/a.opf", &package),
            (
                "OEBPS/nav.xhtml",
                "<html><body><div id='preface' class='calibre1'><h2 class='toc-heading'>Preface</h2>\
                 <p class='message'>Posted originally on the <a href='http://archiveofourown.org/'>\
                 Archive</a></p><h1>The Key</h1><div>by <a rel='author' href='x'>venn</a></div></div>\
                 </body></html>",
            ),
            (
                "OEBPS/text/b b.xhtml",
                "<html><body><div class='meta1'><h2 class='heading'>i. low tide</h2></div>\
                 <p class='calibre2'>Chapter Notes</p><blockquote class='userstuff3'><p>Hello!</p>\
                 </blockquote><p>Mara sat.</p><div id='endnotes1'><p>Thanks.</p></div></body></html>",
            ),
            (
                "OEBPS/text/a.xhtml",
                "<html><body><h2 class='heading'>ii. the key</h2><p>Tom left.</p>\
                 <div id='afterword'><h2>Afterword</h2><p>Please comment.</p></div></body></html>",
            ),
        ]);
        let draft = draft(&bytes, &Limits::default()).unwrap();
        assert_eq!(draft.source.authors, ["venn"]);
        let book = crate::Book::new(draft);
        let story: Vec<_> = book
            .paragraphs
            .rows()
            .iter()
            .filter(|p| p.kind != crate::ParagraphKind::Apart)
            .map(|p| book.slice(p.span))
            .collect();
        assert_eq!(story, ["i. low tide", "Mara sat.", "ii. the key", "Tom left."]);
        assert!(book.source.parts.iter().all(|part| part.visible == part.in_text));
    }
}
