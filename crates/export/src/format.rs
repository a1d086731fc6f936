//! Every format in one table.

use dramaturg::Reading;

use crate::document::Document;
use crate::network::Network;
use crate::table::tables;
use crate::voice_map::merged;
use crate::{
    Certificate, ExportError, Options, alexandria, bible, booknlp, cast_sheet, creator,
    csv, e2a, fountain, gexf, graphml, koreader, script, sqlite, ssml, stardict, tei,
    text, timeline, worddumb,
};

/// A file of an export.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExportFile {
    /// Its name; in a folder its path, with `/` between folders.
    pub path: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl ExportFile {
    /// A file with a name.
    pub fn new(path: impl Into<String>, bytes: Vec<u8>) -> ExportFile {
        ExportFile { path: path.into(), bytes }
    }
}

/// What a format makes of a reading.
#[derive(Clone, Debug, Default)]
pub struct Export {
    /// The files, the main one first. The others lie beside it, or all in one folder.
    pub files: Vec<ExportFile>,
    /// The proof that the files hold the whole text, if the format carries the text.
    pub certificate: Option<Certificate>,
}

impl Export {
    /// One file, named after the format by the caller.
    pub(crate) fn file(bytes: Vec<u8>, certificate: Option<Certificate>) -> Export {
        Export { files: vec![ExportFile::new("", bytes)], certificate }
    }

    /// What is in the main file.
    fn main(&self) -> &[u8] {
        self.files.first().map_or(&[], |file| &file.bytes)
    }

    /// The main file as text.
    fn main_text(&self) -> Result<&str, ExportError> {
        std::str::from_utf8(self.main()).map_err(|_| ExportError::Unreadable { line: 1 })
    }

    pub(crate) fn and(mut self, path: &str, bytes: Vec<u8>) -> Export {
        self.files.push(ExportFile::new(path, bytes));
        self
    }
}

/// Where an export goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Into one file, or to standard output; what is beside it needs a file.
    File,
    /// Into a folder of its own.
    Folder,
    /// Into a file that people edit: what is there stays, and is only added to.
    Kept,
}

/// Makes an export of a reading.
type Write = fn(&Reading, &Options) -> Result<Export, ExportError>;
/// The text that an export holds.
type ReadBack = fn(&Export) -> Result<String, ExportError>;

/// A format that a reading can be written in.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Its name in commands.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// Where it goes.
    pub shape: Shape,
    /// Whether the certificate stands in the file itself.
    pub holds_certificate: bool,
    /// Makes it.
    pub write: Write,
    /// Gives the source back, byte for byte; none for a format without the text.
    pub read_back: Option<ReadBack>,
}

impl Format {
    /// The format of a name.
    pub fn find(name: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.name == name)
    }
}

/// A format that is one file.
const fn file(name: &'static str, about: &'static str, write: Write) -> Format {
    let shape = Shape::File;
    Format { name, about, shape, holds_certificate: false, write, read_back: None }
}

/// A format that is a folder.
const fn folder(name: &'static str, about: &'static str, write: Write) -> Format {
    Format { shape: Shape::Folder, ..file(name, about, write) }
}

/// A format that carries the text.
const fn verbatim(read_back: ReadBack, format: Format) -> Format {
    Format { read_back: Some(read_back), ..format }
}

/// A file that ends with the certificate.
const fn certified(format: Format) -> Format {
    Format { holds_certificate: true, ..format }
}

/// All formats: for voices, for research, for readers and writers.
pub const FORMATS: &[Format] = &[
    certified(verbatim(
        |export| Ok(script::texts(export.main())?.concat()),
        file("script", "JSON Lines, an object a segment", write_script),
    )),
    certified(verbatim(
        |export| {
            Ok(text::detag(export.main_text()?)?.into_iter().map(|(_, t)| t).collect())
        },
        file("text", "[Name] in front of what each voice reads", write_text),
    )),
    verbatim(
        |export| Ok(alexandria::texts(export.main())?.concat()),
        file(
            "alexandria",
            "Alexandria: its script and voice_config.json",
            write_alexandria,
        ),
    ),
    verbatim(
        |export| Ok(e2a::detag(export.main_text()?)),
        file("e2a", "ebook2audiobook: voice tags in the text", write_e2a),
    ),
    verbatim(
        |export| {
            Ok(creator::lines(export.main())?.into_iter().map(|(_, line)| line).collect())
        },
        file("creator", "audiobook-creator: its lines and gender map", write_creator),
    ),
    verbatim(
        |export| export.files.iter().map(|file| ssml::text(&file.bytes)).collect(),
        folder("ssml", "SSML for services that speak, many small files", ssml::write),
    ),
    certified(verbatim(
        |export| fountain::unfold(export.main_text()?),
        file("fountain", "a screenplay in plain text", write_fountain),
    )),
    Format {
        shape: Shape::Kept,
        ..file("voices", "voices.toml: who reads whom; edit it", write_voices)
    },
    file("cast", "the cast sheet as CSV: lines, words, minutes", write_cast),
    file("cast-text", "the cast sheet for people", write_cast_text),
    verbatim(
        |export| tei::text(export.main()),
        file("tei", "TEI P5: who says what to whom, in the text", tei::write),
    ),
    verbatim(
        |export| tei::text(export.main()),
        file("tei-current", "the same, with toWhom and cert in said", tei::write_current),
    ),
    folder("booknlp", "the files of BookNLP, for its users' scripts", booknlp::write),
    folder("csv", "tables for research, a file each", write_csv),
    file("sqlite", "a database with views and full text; story.db", sqlite::write),
    #[cfg(feature = "parquet")]
    folder("parquet", "tables for research, with their types", write_parquet),
    file(
        "gexf",
        "the network of the cast, for Gephi and networkx",
        |reading, options| {
            network(reading, options, |network, title| gexf::write(network, title, false))
        },
    ),
    file("gexf-dynamic", "the same network, scene by scene", |reading, options| {
        network(reading, options, |network, title| gexf::write(network, title, true))
    }),
    file("graphml", "the network of the cast, for igraph and yEd", |reading, options| {
        network(reading, options, |network, _| graphml::write(network))
    }),
    file(
        "timeline-svg",
        "who is on stage when, a row a character",
        |reading, options| {
            let document = Document::of(reading, options)?;
            Ok(Export::file(timeline::stage_svg(&document).into_bytes(), None))
        },
    ),
    file("told-svg", "who speaks to whom, and how often", |reading, options| {
        let document = Document::of(reading, options)?;
        Ok(Export::file(timeline::told_svg(&document).into_bytes(), None))
    }),
    folder("stardict", "a dictionary of the cast a chapter", stardict::write),
    folder("koreader", "the cache of KOReader's X-Ray a chapter", koreader::write),
    file("worddumb", "the X-Ray of WordDumb, the calibre plugin", write_worddumb),
    folder("bible", "a story bible as Novelcrafter's importers read it", bible::write),
];

fn write_script(reading: &Reading, options: &Options) -> Result<Export, ExportError> {
    with_text(|out| script::write(reading, options, out))
}

fn write_text(reading: &Reading, options: &Options) -> Result<Export, ExportError> {
    with_text(|out| text::write(reading, options, out))
}

fn write_alexandria(reading: &Reading, options: &Options) -> Result<Export, ExportError> {
    let export = with_text(|out| alexandria::write(reading, options, out))?;
    Ok(export.and("voice_config.json", alexandria::voice_config(reading, options)?))
}

fn write_e2a(reading: &Reading, options: &Options) -> Result<Export, ExportError> {
    with_text(|out| e2a::write(reading, options, out))
}

fn write_creator(reading: &Reading, options: &Options) -> Result<Export, ExportError> {
    let export = with_text(|out| creator::write(reading, options, out))?;
    Ok(export.and("character_gender_map.json", creator::gender_map(reading, options)?))
}

fn write_fountain(reading: &Reading, options: &Options) -> Result<Export, ExportError> {
    with_text(|out| fountain::write(reading, options, out))
}

fn write_voices(reading: &Reading, options: &Options) -> Result<Export, ExportError> {
    // Without a file to start from there is nothing to misread.
    let map = merged(None, reading, options, &[]).unwrap_or_default();
    Ok(Export::file(map.into_bytes(), None))
}

fn write_cast(reading: &Reading, options: &Options) -> Result<Export, ExportError> {
    Ok(Export::file(cast_sheet::csv(reading, options)?, None))
}

fn write_cast_text(reading: &Reading, options: &Options) -> Result<Export, ExportError> {
    Ok(Export::file(cast_sheet::text(reading, options)?, None))
}

fn write_csv(reading: &Reading, options: &Options) -> Result<Export, ExportError> {
    csv::write(&tables(&Document::of(reading, options)?))
}

#[cfg(feature = "parquet")]
fn write_parquet(reading: &Reading, options: &Options) -> Result<Export, ExportError> {
    crate::parquet::write(&tables(&Document::of(reading, options)?))
}

fn write_worddumb(reading: &Reading, options: &Options) -> Result<Export, ExportError> {
    Ok(Export::file(worddumb::write(reading, options)?, None))
}

fn network(
    reading: &Reading,
    options: &Options,
    write: impl FnOnce(&Network, &str) -> Vec<u8>,
) -> Result<Export, ExportError> {
    let document = Document::of(reading, options)?;
    let network = Network::new(&document, options.relation);
    Ok(Export::file(write(&network, document.title()), None))
}

/// One file that carries the text.
fn with_text(
    write: impl FnOnce(&mut Vec<u8>) -> Result<Certificate, ExportError>,
) -> Result<Export, ExportError> {
    let mut bytes = Vec::new();
    let certificate = write(&mut bytes)?;
    Ok(Export::file(bytes, Some(certificate)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_different_and_found() {
        for format in FORMATS {
            let found = Format::find(format.name).map(|found| found.about);
            assert_eq!(found, Some(format.about), "{}", format.name);
        }
    }
}
