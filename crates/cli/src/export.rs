//! `dramaturg export`: a reading in another format, as a file, a file with others beside it,
//! or a folder.

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use dramaturg::Reading;
use dramaturg_export::document::Document;
use dramaturg_export::voice_map::{VoiceMap, merged};
use dramaturg_export::{Certificate, ExportError, ExportFile, Options, Shape};

use crate::arguments::{Export, Target};
use crate::failure::{Failure, shown};
use crate::output::{Output, replace};
use crate::{correct, folder};

const REMEDY: &str = "choose another place with -o";
const MAP_REMEDY: &str =
    "make one with `dramaturg export BOOK --to voices -o voices.toml`";
/// Folders of a library of voices nest no deeper than this.
const MAX_LIBRARY_DEPTH: usize = 6;

/// Runs the command.
pub(crate) fn run(export: &Export, is_quiet: bool) -> Result<(), Failure> {
    let book = &export.input.book;
    let place = Place::new(export)?;
    let mut options = options(export)?;
    let reading = correct::read(&export.input, export.target.force, is_quiet)?;
    if let Some(path) = &export.story {
        let json = text(path, "give a file that `dramaturg read --format json` wrote")?;
        let document = Document::parse(&json, &reading.book.text)
            .map_err(|error| Failure::bad(path.as_os_str(), &error.to_string()))?;
        options.document = Some(document);
    }
    if export.to.shape == Shape::Kept {
        return run_kept(export, &reading, &options, is_quiet);
    }
    let made = (export.to.write)(&reading, &options).map_err(|error| match error {
        ExportError::Missing(what) => Failure::bad(OsStr::new(export.to.name), what),
        error => Failure::incomplete(book, &error.to_string()),
    })?;
    if let Some(certificate) = &made.certificate
        && !certificate.complete
    {
        let what = format!(
            "the export differs from the text (source {}, export {}); nothing was written, \
             please report it",
            certificate.source_sha256, certificate.joined_sha256
        );
        return Err(Failure::incomplete(book, &what));
    }
    match place {
        Place::Folder(path) => {
            folder::write(&path, export.to.name, &made, export.target.force)?;
            say(
                is_quiet,
                &format!(
                    "wrote {} files to {}",
                    made.files.len(),
                    shown(path.as_os_str())
                ),
            );
        }
        Place::File(output) => {
            let (first, others) =
                made.files.split_first().expect("a format writes a file");
            output.write(&first.bytes, is_quiet)?;
            if let Output::File { path, .. } = &output {
                write_beside(path, others, is_quiet)?;
                if let Some(certificate) = &made.certificate
                    && !export.to.holds_certificate
                {
                    write_certificate(path, certificate)?;
                }
            }
        }
    }
    if let Some(certificate) = &made.certificate {
        say(is_quiet, &summary(certificate));
    }
    Ok(())
}

/// Where an export goes.
enum Place {
    File(Output),
    Folder(PathBuf),
}

impl Place {
    /// Chooses the place, before the book is read.
    fn new(export: &Export) -> Result<Place, Failure> {
        let Export { to, target, input, .. } = export;
        match (to.shape, &target.output) {
            (Shape::Folder, Some(path)) if path.as_os_str() != "-" => {
                folder::check(path, target.force)?;
                Ok(Place::Folder(path.clone()))
            }
            (Shape::Folder, _) => {
                let what = "is many files; name a folder for them with -o";
                Err(Failure::bad(OsStr::new(to.name), what))
            }
            // A file that is kept is never replaced, so it may be there.
            (Shape::Kept, Some(path)) => {
                let target = Target { output: Some(path.clone()), force: true };
                Output::new(&target, &input.book).map(Place::File)
            }
            (Shape::File | Shape::Kept, _) => {
                Output::new(target, &input.book).map(Place::File)
            }
        }
    }
}

/// What the formats are told.
fn options(export: &Export) -> Result<Options, Failure> {
    let voices = match &export.voices {
        None => None,
        Some(path) => {
            let map = voice_map(path)?;
            Some(match &export.voice_root {
                None => map,
                Some(root) => rooted(map, root)?,
            })
        }
    };
    Ok(Options {
        threshold: export.threshold,
        is_story_only: export.story_only,
        voices,
        relation: export.tie.into(),
        document: None,
    })
}

/// A voice map.
pub(crate) fn voice_map(path: &Path) -> Result<VoiceMap, Failure> {
    VoiceMap::parse(&text(path, MAP_REMEDY)?)
        .map_err(|error| Failure::bad(path.as_os_str(), &error.to_string()))
}

fn text(path: &Path, remedy: &str) -> Result<String, Failure> {
    fs::read_to_string(path)
        .map_err(|error| Failure::io(path.as_os_str(), &error, remedy))
}

/// The map with each voice's full path, which has to be a file.
fn rooted(map: VoiceMap, root: &Path) -> Result<VoiceMap, Failure> {
    let root = std::path::absolute(root)
        .map_err(|error| Failure::io(root.as_os_str(), &error, REMEDY))?;
    let map = map.mapped(|voice| root.join(voice).to_string_lossy().into_owned());
    let missing = map.voices().find(|voice| !Path::new(voice).is_file());
    if let Some(voice) = missing {
        let what = "no such voice file; correct the voice map or --voice-root";
        return Err(Failure::bad(OsStr::new(voice), what));
    }
    Ok(map)
}

/// Adds to a file that people edit; nothing in it is changed.
fn run_kept(
    export: &Export,
    reading: &Reading,
    options: &Options,
    is_quiet: bool,
) -> Result<(), Failure> {
    let library = match &export.voice_library {
        None => Vec::new(),
        Some(folder) => library(folder)?,
    };
    let output = Place::new(export)?;
    let Place::File(output) = output else { return Ok(()) };
    let existing = match &output {
        Output::File { path, .. } if path.exists() => Some((path, text(path, REMEDY)?)),
        _ => None,
    };
    let before = existing.as_ref().map(|(_, text)| text.as_str());
    let name =
        existing.as_ref().map_or(OsStr::new("voices"), |(path, _)| path.as_os_str());
    let after = merged(before, reading, options, &library)
        .map_err(|error| Failure::bad(name, &error.to_string()))?;
    if before == Some(&after) {
        say(is_quiet, &format!("{} has everybody already", shown(name)));
        return Ok(());
    }
    output.write(after.as_bytes(), is_quiet)
}

/// The WAV files under a folder, in order of their paths, which begin with the folder's.
fn library(folder: &Path) -> Result<Vec<String>, Failure> {
    let mut files = Vec::new();
    let mut folders = vec![(folder.to_owned(), 0)];
    while let Some((path, depth)) = folders.pop() {
        let remedy = "give a folder of WAV files with --voice-library";
        let entries = fs::read_dir(&path)
            .map_err(|error| Failure::io(path.as_os_str(), &error, remedy))?;
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() && depth < MAX_LIBRARY_DEPTH {
                folders.push((path, depth + 1));
            } else if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("wav"))
                && let Some(path) = path.to_str()
            {
                files.push(path.to_owned());
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Writes what belongs beside a file. What is there already may have been edited, so it
/// stays.
fn write_beside(
    path: &Path,
    others: &[ExportFile],
    is_quiet: bool,
) -> Result<(), Failure> {
    for other in others {
        let beside = path.with_file_name(&other.path);
        let name = shown(beside.as_os_str());
        if fs::read(&beside).is_ok_and(|there| there == other.bytes) {
            continue;
        }
        if beside.exists() {
            say(is_quiet, &format!("kept {name} as it is; remove it to have a new one"));
            continue;
        }
        replace(&beside, &other.bytes, false)
            .map_err(|error| Failure::io(beside.as_os_str(), &error, REMEDY))?;
        say(is_quiet, &format!("wrote {name}"));
    }
    Ok(())
}

/// Writes the certificate of a format that has no room for it, beside the file.
fn write_certificate(path: &Path, certificate: &Certificate) -> Result<(), Failure> {
    let mut name = path.as_os_str().to_owned();
    name.push(".certificate.json");
    let mut json = serde_json::to_vec_pretty(certificate).expect("a certificate is JSON");
    json.push(b'\n');
    replace(Path::new(&name), &json, true)
        .map_err(|error| Failure::io(&name, &error, REMEDY))
}

fn summary(certificate: &Certificate) -> String {
    let Certificate { segments, bytes, spoken, unresolved, .. } = certificate;
    let went_in = match &certificate.went_in {
        Some(went_in) => format!(
            "; {} of {} visible characters of {} parts went in",
            went_in.in_text, went_in.visible, went_in.parts
        ),
        None => String::new(),
    };
    format!(
        "complete: {segments} segments, {bytes} bytes, sha256 {}; {spoken} spoken, \
         {unresolved} of them by nobody known{went_in}",
        &certificate.joined_sha256[..16]
    )
}

fn say(is_quiet: bool, line: &str) {
    if !is_quiet {
        let _ = writeln!(anstream::stderr(), "{line}");
    }
}
