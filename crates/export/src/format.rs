//! Every format in one table.

use dramaturg::Reading;

use crate::document::Document;
use crate::network::Network;
use crate::table::tables;
use crate::voice_map::merged;
use crate::{
    Certificate, ExportError, Options, alexandria, bible, cast_sheet, creator, csv, e2a,
    fountain, gexf, graphml, koreader, script, ssml, stardict, tei, text, worddumb,
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

    fn and(mut self, path: &str, bytes: Vec<u8>) -> Export {
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
    pub write: fn(&Reading, &Options) -> Result<Export, ExportError>,
}

impl Format {
    /// The format of a name.
    pub fn find(name: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.name == name)
    }
}

/// A format that is one file.
const fn file(
    name: &'static str,
    about: &'static str,
    write: fn(&Reading, &Options) -> Result<Export, ExportError>,
) -> Format {
    Format { name, about, shape: Shape::File, holds_certificate: false, write }
}

/// A format that is a folder.
const fn folder(
    name: &'static str,
    about: &'static str,
    write: fn(&Reading, &Options) -> Result<Export, ExportError>,
) -> Format {
    Format { name, about, shape: Shape::Folder, holds_certificate: false, write }
}

/// A file whose last line is the certificate.
const fn certified(format: Format) -> Format {
    Format { holds_certificate: true, ..format }
}

/// All formats: for voices, for readers and writers, for research.
pub const FORMATS: &[Format] = &[
    certified(file("script", "JSON Lines, an object a segment", |reading, options| {
        with_text(|out| script::write(reading, options, out))
    })),
    certified(file(
        "text",
        "[Name] in front of what each voice reads",
        |reading, options| with_text(|out| text::write(reading, options, out)),
    )),
    file(
        "alexandria",
        "annotated_script.json and voice_config.json",
        |reading, options| {
            let export = with_text(|out| alexandria::write(reading, options, out))?;
            Ok(export
                .and("voice_config.json", alexandria::voice_config(reading, options)?))
        },
    ),
    file("e2a", "ebook2audiobook: voice tags in the text", |reading, options| {
        with_text(|out| e2a::write(reading, options, out))
    }),
    file(
        "creator",
        "audiobook-creator: JSON Lines, and its gender map",
        |reading, options| {
            let export = with_text(|out| creator::write(reading, options, out))?;
            let map = creator::gender_map(reading, options)?;
            Ok(export.and("character_gender_map.json", map))
        },
    ),
    folder("ssml", "SSML for services that speak, many small files", ssml::write),
    certified(file("fountain", "a screenplay in plain text", |reading, options| {
        with_text(|out| fountain::write(reading, options, out))
    })),
    Format {
        shape: Shape::Kept,
        ..file("voices", "voices.toml: who reads whom; edit it", |reading, options| {
            // Without a file to start from there is nothing to misread.
            let map = merged(None, reading, options, &[]).unwrap_or_default();
            Ok(Export::file(map.into_bytes(), None))
        })
    },
    file("cast", "the cast sheet as CSV: lines, words, minutes", |reading, options| {
        Ok(Export::file(cast_sheet::csv(reading, options)?, None))
    }),
    file("cast-text", "the cast sheet for people", |reading, options| {
        Ok(Export::file(cast_sheet::text(reading, options)?, None))
    }),
    file("tei", "TEI P5: who says what to whom, in the text", tei::write),
    file(
        "tei-current",
        "the same, with toWhom and cert in said itself",
        tei::write_current,
    ),
    folder("csv", "tables for research, a file each", |reading, options| {
        csv::write(&tables(&Document::of(reading, options)?))
    }),
    #[cfg(feature = "parquet")]
    folder("parquet", "tables for research, with their types", |reading, options| {
        crate::parquet::write(&tables(&Document::of(reading, options)?))
    }),
    file(
        "gexf",
        "the network of the cast, for Gephi and networkx",
        |reading, options| {
            network(reading, options, |network, title| gexf::write(network, title, false))
        },
    ),
    file(
        "gexf-dynamic",
        "the network of the cast, scene by scene",
        |reading, options| {
            network(reading, options, |network, title| gexf::write(network, title, true))
        },
    ),
    folder(
        "stardict",
        "a dictionary of the cast for each chapter's end",
        stardict::write,
    ),
    folder("koreader", "the X-Ray of KOReader, for each chapter's end", koreader::write),
    file("worddumb", "the X-Ray of WordDumb, the calibre plugin", |reading, options| {
        Ok(Export::file(worddumb::write(reading, options)?, None))
    }),
    folder("bible", "a story bible as Novelcrafter's importers read it", bible::write),
    file("graphml", "the network of the cast, for igraph and yEd", |reading, options| {
        network(reading, options, |network, _| graphml::write(network))
    }),
];

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
