//! `dramaturg open`: a book, or a folder of books, as a page in the browser.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io::{IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use dramaturg_serve::{Options, ServeError, Server};

use crate::arguments::Open;
use crate::failure::Failure;
use crate::output;

/// Runs the command, until it is stopped.
pub(crate) fn run(open: &Open, is_quiet: bool) -> Result<(), Failure> {
    let name = open.path.as_os_str();
    let remedy = "give a book or a folder with books";
    let metadata =
        fs::metadata(&open.path).map_err(|error| Failure::io(name, &error, remedy))?;
    let story = match &open.story {
        Some(path) if metadata.is_dir() => {
            return Err(Failure::bad(
                path.as_os_str(),
                "is about one book; give that book, not a folder",
            ));
        }
        Some(path) => Some(fs::read_to_string(path).map_err(|error| {
            Failure::io(path.as_os_str(), &error, "give the Story JSON of the book")
        })?),
        None => None,
    };
    let state = match open.state.clone().or_else(state_folder) {
        Some(state) => state,
        None => {
            return Err(Failure::bad(
                OsStr::new("HOME"),
                "is not set; say with --state where places are remembered",
            ));
        }
    };
    let server = Server::bind(Options {
        path: open.path.clone(),
        state,
        port: open.port,
        limits: open.cost.limits(open.force),
        story,
    });
    let failed = |error: ServeError| Failure::bad(name, &error.to_string());
    let server = server.map_err(failed)?;
    let url = server.url();
    output::write_stdout(format!("{url}\n").as_bytes())?;
    let is_shown = !open.no_browser && std::io::stdout().is_terminal();
    let is_open = is_shown && browse(&url);
    if !is_quiet {
        let what = if is_open { "opened in the browser" } else { "open this address" };
        let _ = writeln!(anstream::stderr(), "{what}; it is good once. Ctrl+C stops.");
    }
    server.run().map_err(failed)
}

/// Where this system keeps what a program remembers.
fn state_folder() -> Option<PathBuf> {
    let of =
        |name: &str| env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    let folder = if cfg!(windows) {
        of("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        of("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        of("XDG_STATE_HOME").or_else(|| of("HOME").map(|home| home.join(".local/state")))
    };
    folder.map(|folder| folder.join("dramaturg"))
}

/// Asks the system to open an address; whether there is somebody to ask.
fn browse(url: &str) -> bool {
    let (program, arguments): (&str, &[&str]) = if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else if env::var_os("DISPLAY").is_some() || env::var_os("WAYLAND_DISPLAY").is_some()
    {
        ("xdg-open", &[])
    } else {
        return false;
    };
    let null = Stdio::null;
    let command = Command::new(Path::new(program))
        .args(arguments)
        .arg(url)
        .stdin(null())
        .stdout(null())
        .stderr(null())
        .spawn();
    command.is_ok()
}
