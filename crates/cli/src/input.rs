//! A file, or standard input, to a book.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use dramaturg::text::{Book, Limits, read};

use crate::failure::Failure;

const REMEDY: &str = "give a file with a story in it, or `-` for standard input";

/// Reads the book of a name; `-` is standard input. Stops at the limit, so that endless
/// input is refused.
pub(crate) fn book(name: &OsStr) -> Result<Book, Failure> {
    let limits = Limits::default();
    let mut bytes = Vec::new();
    let cap = limits.max_bytes as u64 + 1;
    let result = if name == "-" {
        io::stdin().lock().take(cap).read_to_end(&mut bytes)
    } else {
        let file = File::open(name).and_then(|file| match file.metadata()?.is_dir() {
            true => Err(io::Error::from(io::ErrorKind::IsADirectory)),
            false => Ok(file),
        });
        file.and_then(|file| file.take(cap).read_to_end(&mut bytes))
    };
    result.map_err(|error| Failure::io(name, &error, REMEDY))?;
    if bytes.len() > limits.max_bytes {
        let what = format!(
            "is longer than {} MiB, the limit; split the book",
            limits.max_bytes >> 20
        );
        return Err(Failure::bad(name, &what));
    }
    let short = Path::new(name).file_name().unwrap_or(name);
    let short = if name == "-" { "stdin".into() } else { short.to_string_lossy() };
    read(&short, &bytes, &limits).map_err(|error| Failure::bad(name, &error.to_string()))
}
