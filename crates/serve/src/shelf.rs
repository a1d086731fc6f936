//! The books that may be opened: one file, or those of a folder. Nothing else is.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use dramaturg::json::sha256_of;

/// The endings of files that are books.
const ENDINGS: [&str; 13] = [
    "txt", "text", "md", "markdown", "html", "htm", "xhtml", "epub", "docx", "odt",
    "rtf", "mdown", "mkd",
];
/// How deep a folder is looked through.
const MAX_DEPTH: usize = 4;
/// How many books a shelf has at most.
const MAX_BOOKS: usize = 5000;
/// The longest name of a file that is added, in bytes.
const MAX_NAME_BYTES: usize = 120;

/// The books that may be opened.
#[derive(Clone, Debug)]
pub(crate) struct Shelf {
    /// The folder, or the one book.
    root: PathBuf,
    is_folder: bool,
    /// Where a book is put that is dragged onto the page.
    added: PathBuf,
}

impl Shelf {
    /// The shelf of a file or a folder; `added` is where books are put if it is a file.
    pub(crate) fn new(root: &Path, added: PathBuf) -> io::Result<Shelf> {
        let root = root.canonicalize()?;
        let is_folder = root.is_dir();
        let added = if is_folder { root.clone() } else { added };
        Ok(Shelf { root, is_folder, added })
    }

    /// The only book, if it is one.
    pub(crate) fn only(&self) -> Option<String> {
        (!self.is_folder).then(|| id(&self.root))
    }

    /// All books by id. Links are not followed, so nothing outside is among them.
    pub(crate) fn books(&self) -> BTreeMap<String, PathBuf> {
        let mut books = Vec::new();
        if !self.is_folder {
            books.push(self.root.clone());
        }
        collect(&self.added, 0, &mut books);
        books.into_iter().map(|path| (id(&path), path)).collect()
    }

    /// Adds a book under its name, or under the next free one; the id of it. A file that is
    /// there is never written over.
    pub(crate) fn add(&self, name: &str, bytes: &[u8]) -> io::Result<String> {
        let name = safe_name(name).ok_or(io::ErrorKind::InvalidFilename)?;
        fs::create_dir_all(&self.added)?;
        let added = self.added.canonicalize()?;
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "txt"));
        let mut file =
            tempfile::Builder::new().prefix(".dramaturg-").tempfile_in(&added)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        for n in 1..100 {
            let name = match n {
                1 => name.to_owned(),
                n => format!("{stem} ({n}).{ending}"),
            };
            let path = added.join(name);
            if fs::read(&path).is_ok_and(|there| there == bytes) {
                return Ok(id(&path));
            }
            match file.persist_noclobber(&path) {
                Ok(_) => return Ok(id(&path)),
                Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                    file = error.file;
                }
                Err(error) => return Err(error.error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

/// An id that says nothing of the path.
fn id(path: &Path) -> String {
    let mut hash = sha256_of(path.as_os_str().as_encoded_bytes());
    hash.truncate(16);
    hash
}

/// Whether a file's name is one of a book.
fn is_book(name: &OsStr) -> bool {
    let ending = Path::new(name).extension().and_then(OsStr::to_str);
    let is_hidden = name.as_encoded_bytes().starts_with(b".");
    !is_hidden && ending.is_some_and(|e| ENDINGS.contains(&&*e.to_ascii_lowercase()))
}

/// A name that stays in its folder on every system, if it is one of a book.
fn safe_name(name: &str) -> Option<&str> {
    let is_odd = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    let is_safe = !name.contains(is_odd) && name.len() <= MAX_NAME_BYTES;
    (is_safe && is_book(OsStr::new(name))).then_some(name)
}

/// The books of a folder, in the order of their names.
fn collect(folder: &Path, depth: usize, books: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut entries: Vec<fs::DirEntry> = entries.flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let Ok(kind) = entry.file_type() else { continue };
        if books.len() >= MAX_BOOKS {
            return;
        }
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if kind.is_dir() && depth < MAX_DEPTH && !is_hidden {
            collect(&entry.path(), depth + 1, books);
        } else if kind.is_file() && is_book(&entry.file_name()) {
            books.push(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shelf_has_the_books_of_its_folder_alone() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("shelf");
        fs::create_dir_all(root.join("inner")).unwrap();
        for name in ["a.txt", "inner/b.epub", "c.toml", ".hidden.txt"] {
            fs::write(root.join(name), "Mara.").unwrap();
        }
        fs::write(folder.path().join("outside.txt"), "secret").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(
            folder.path().join("outside.txt"),
            root.join("link.txt"),
        )
        .unwrap();
        let shelf = Shelf::new(&root, folder.path().join("added")).unwrap();
        let books = shelf.books();
        let mut names: Vec<_> = books.values().filter_map(|p| p.file_name()).collect();
        names.sort();
        assert_eq!(names, ["a.txt", "b.epub"]);
        assert_eq!(shelf.only(), None);
    }

    #[test]
    fn what_is_added_stays_on_the_shelf() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::new(folder.path(), PathBuf::new()).unwrap();
        let bad = ["../a.txt", "/etc/a.txt", "..\\a.txt", "c:a.txt", ".a.txt", "a.exe"];
        for name in bad {
            assert!(shelf.add(name, b"x").is_err(), "{name}");
        }
        let first = shelf.add("a.txt", b"one").unwrap();
        assert_eq!(shelf.add("a.txt", b"one").unwrap(), first);
        let second = shelf.add("a.txt", b"two").unwrap();
        let books = shelf.books();
        assert_eq!(fs::read(&books[&first]).unwrap(), b"one");
        assert!(books[&second].ends_with("a (2).txt"));
    }
}
