//! Why a command stops, and with which exit code.

use std::ffi::OsStr;
use std::fmt;
use std::io;

/// Why a command stops.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Nobody reads the output any more; not worth a word.
    BrokenPipe,
    /// What was made is not what it should be.
    Incomplete(String),
    /// A check found something.
    Findings(String),
    /// The call or the book is no good.
    BadInput(String),
}

impl Failure {
    /// A file that is no good: its name, what is wrong, the remedy.
    pub(crate) fn bad(name: &OsStr, what: &str) -> Failure {
        Failure::BadInput(format!("{}: {what}", shown(name)))
    }

    /// An export that is not complete.
    pub(crate) fn incomplete(name: &OsStr, what: &str) -> Failure {
        Failure::Incomplete(format!("{}: {what}", shown(name)))
    }

    /// A file that cannot be read or written.
    pub(crate) fn io(name: &OsStr, error: &io::Error, remedy: &str) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::BrokenPipe,
            io::ErrorKind::NotFound => {
                Failure::bad(name, &format!("not found; {remedy}"))
            }
            io::ErrorKind::PermissionDenied => {
                Failure::bad(name, &format!("permission denied; {remedy}"))
            }
            io::ErrorKind::IsADirectory => {
                Failure::bad(name, &format!("is a folder; {remedy}"))
            }
            _ => Failure::bad(name, &format!("{error}; {remedy}")),
        }
    }

    /// The exit code.
    pub(crate) fn code(&self) -> u8 {
        match self {
            Failure::BrokenPipe => 0,
            Failure::Incomplete(_) | Failure::Findings(_) => 1,
            Failure::BadInput(_) => 2,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::BrokenPipe => f.write_str("nobody reads the output"),
            Failure::Incomplete(what)
            | Failure::Findings(what)
            | Failure::BadInput(what) => f.write_str(what),
        }
    }
}

/// A file's name on one line, whatever is in it.
pub(crate) fn shown(name: &OsStr) -> String {
    if name == "-" {
        return "standard input".to_owned();
    }
    name.to_string_lossy().chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}
