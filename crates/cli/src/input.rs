//! A file, or standard input, to a book.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use dramaturg::text::{Book, Limits, read};

use crate::arguments::{Cost, Input};
use crate::failure::Failure;

const REMEDY: &str = "give a file with a story in it, or `-` for standard input";

/// Reads the book; `-` is standard input. Stops at the limit, so that endless
/// input is refused.
pub(crate) fn book(input: &Input, is_forced: bool) -> Result<Book, Failure> {
    let name: &OsStr = &input.book;
    let limits = input.cost.limits(is_forced);
    let mut bytes = Vec::new();
    let cap = (limits.max_bytes as u64).saturating_add(1);
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
            "is longer than {}, the limit; split the book or raise the limit with \
             --max-bytes",
            bytes_in_words(limits.max_bytes)
        );
        return Err(Failure::bad(name, &what));
    }
    let short = Path::new(name).file_name().unwrap_or(name);
    let short = if name == "-" { "stdin".into() } else { short.to_string_lossy() };
    read(&short, &bytes, &limits).map_err(|error| Failure::bad(name, &error.to_string()))
}

impl Cost {
    /// The limits of the library.
    pub(crate) fn limits(&self, is_forced: bool) -> Limits {
        Limits {
            max_bytes: self.max_bytes,
            max_entry_bytes: self.max_entry_bytes,
            max_entries: self.max_entries,
            force: is_forced,
        }
    }
}

/// A number of bytes, in MiB where that is a whole number.
fn bytes_in_words(n: usize) -> String {
    if n >= 1 << 20 && n.is_multiple_of(1 << 20) {
        format!("{} MiB", n >> 20)
    } else {
        format!("{n} bytes")
    }
}
