//! Where the output goes: standard output, or a file that is replaced whole.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice, StripStream};

use crate::arguments::Target;
use crate::failure::Failure;

const REMEDY: &str = "choose another place with -o";
/// The width where there is no terminal.
const WIDTH: usize = 80;
/// Narrower or wider than this a report is not easier to read.
const WIDTHS: std::ops::RangeInclusive<usize> = 48..=120;

/// Where the output goes.
#[derive(Debug)]
pub(crate) enum Output {
    /// Standard output.
    Stdout,
    /// A file that is there after the command in full, or as it was before.
    File {
        /// Its path, links followed.
        path: PathBuf,
        /// Whether a file that is there may be replaced.
        is_forced: bool,
    },
    /// A device or a pipe, which cannot be replaced.
    Special(PathBuf),
}

impl Output {
    /// Chooses the place, before the book is read.
    pub(crate) fn new(target: &Target, book: &OsStr) -> Result<Output, Failure> {
        let Some(path) = &target.output else { return Ok(Output::Stdout) };
        if path.as_os_str() == "-" {
            return Ok(Output::Stdout);
        }
        let failed = |what: &str| Err(Failure::bad(path.as_os_str(), what));
        if path.file_name().is_none() {
            return failed("is no file name; give one with -o");
        }
        // Only the last part of a path may be missing.
        let path_there = fs::canonicalize(path);
        if let Ok(there) = &path_there {
            if book != "-" && fs::canonicalize(book).is_ok_and(|book| &book == there) {
                return failed("is the book itself; choose another name with -o");
            }
            let metadata = fs::metadata(there);
            if metadata.as_ref().is_ok_and(fs::Metadata::is_dir) {
                return failed("is a folder; add a file name");
            }
            if !metadata.is_ok_and(|metadata| metadata.is_file()) {
                return Ok(Output::Special(path.clone()));
            }
            if !target.force {
                return failed("is there already; add --force to replace it");
            }
        }
        let path = path_there.unwrap_or_else(|_| path.clone());
        Ok(Output::File { path, is_forced: target.force })
    }

    /// How many columns a report may take.
    pub(crate) fn width(&self) -> usize {
        let terminal = match self {
            Output::Stdout => terminal_size::terminal_size_of(io::stdout()),
            Output::File { .. } | Output::Special(_) => None,
        };
        let width = terminal.map_or(WIDTH, |(width, _)| usize::from(width.0));
        width.clamp(*WIDTHS.start(), *WIDTHS.end())
    }

    /// A text with colours if the place shows them; `NO_COLOR` and the like are honoured.
    pub(crate) fn styled(&self, text: &str) -> Vec<u8> {
        let is_styled = match self {
            Output::Stdout => {
                let stdout = io::stdout();
                AutoStream::choice(&stdout) != ColorChoice::Never && stdout.is_terminal()
            }
            Output::File { .. } | Output::Special(_) => false,
        };
        if is_styled {
            return text.as_bytes().to_vec();
        }
        let mut plain = StripStream::new(Vec::new());
        plain.write_all(text.as_bytes()).expect("a buffer takes any bytes");
        plain.into_inner()
    }

    /// Writes the data, all of it or nothing where that is possible.
    pub(crate) fn write(&self, data: &[u8], is_quiet: bool) -> Result<(), Failure> {
        match self {
            Output::Stdout => write_stdout(data),
            Output::Special(path) => fs::OpenOptions::new()
                .write(true)
                .open(path)
                .and_then(|mut file| file.write_all(data))
                .map_err(|error| Failure::io(path.as_os_str(), &error, REMEDY)),
            Output::File { path, is_forced } => {
                replace(path, data, *is_forced)
                    .map_err(|error| Failure::io(path.as_os_str(), &error, REMEDY))?;
                if !is_quiet {
                    let name = crate::failure::shown(path.as_os_str());
                    let _ = writeln!(anstream::stderr(), "wrote {name}");
                }
                Ok(())
            }
        }
    }
}

/// Writes to standard output; a reader that has gone is no error worth a word.
pub(crate) fn write_stdout(data: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(data)
        .and_then(|()| stdout.flush())
        .map_err(|error| Failure::io(OsStr::new("standard output"), &error, REMEDY))
}

/// Writes a file beside the place and renames it, so that no half a file is ever there.
pub(crate) fn replace(path: &Path, data: &[u8], is_forced: bool) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".dramaturg-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A file that is there keeps its mode; a new one gets what the umask leaves.
        let mode =
            fs::metadata(path).map_or(0o666, |metadata| metadata.permissions().mode());
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    let mut file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(data)?;
    file.as_file().sync_all()?;
    if is_forced {
        file.persist(path)?;
    } else {
        file.persist_noclobber(path)?;
    }
    Ok(())
}
