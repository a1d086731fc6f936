//! A folder that is written in full or left as it was, and never over what people edited.
//!
//! The file `export.json` in it lists what was written, with the SHA-256 of each file. So a
//! later export knows what is its own: it replaces that, keeps whatever else lies in the
//! folder, and stops if a file of its own has been changed since.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use dramaturg_export::{Certificate, Export};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

const LIST: &str = "export.json";
const REMEDY: &str = "choose another folder with -o";

/// What `export.json` says.
#[derive(Serialize, Deserialize)]
struct List {
    format: String,
    version: u32,
    to: String,
    #[serde(default, skip_deserializing, skip_serializing_if = "Option::is_none")]
    certificate: Option<Certificate>,
    files: BTreeMap<String, String>,
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    Failure::io(path.as_os_str(), error, REMEDY)
}

/// Whether an export may go there; found out before the book is read.
pub(crate) fn check(path: &Path, is_forced: bool) -> Result<(), Failure> {
    let refused = |what: &str| Err(Failure::bad(path.as_os_str(), what));
    if path.file_name().is_none() {
        return refused("is no folder's name; give one with -o");
    }
    if !path.exists() {
        return Ok(());
    }
    if !path.is_dir() {
        return refused("is a file; the format is a folder of files, name one with -o");
    }
    let mut entries = fs::read_dir(path).map_err(|error| failed(path, &error))?;
    match (entries.next().is_none(), read_list(path), is_forced) {
        (true, _, _) | (false, Some(_), true) => Ok(()),
        (false, None, _) => {
            refused("holds something else; choose another folder with -o")
        }
        (false, Some(_), false) => refused("is there already; add --force to replace it"),
    }
}

fn read_list(path: &Path) -> Option<List> {
    let list: List = serde_json::from_slice(&fs::read(path.join(LIST)).ok()?).ok()?;
    (list.format == "dramaturg-export").then_some(list)
}

/// Writes the files of an export to a folder beside the place, then puts it there.
pub(crate) fn write(
    path: &Path,
    to: &str,
    export: &Export,
    is_forced: bool,
) -> Result<(), Failure> {
    check(path, is_forced)?;
    let mut list = List {
        format: "dramaturg-export".to_owned(),
        version: 1,
        to: to.to_owned(),
        certificate: export.certificate.clone(),
        files: BTreeMap::new(),
    };
    for file in &export.files {
        list.files.insert(file.path.clone(), sha256(&file.bytes));
    }
    let others = match read_list(path) {
        None => Vec::new(),
        Some(before) => others(path, &before, &list)?,
    };
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let made = tempfile::Builder::new()
        .prefix(".dramaturg-")
        .tempdir_in(parent)
        .map_err(|error| failed(parent, &error))?;
    let fresh = made.path().join("new");
    fill(&fresh, export, &list).map_err(|error| failed(path, &error))?;
    for other in others {
        copy(&path.join(&other), &fresh.join(&other))
            .map_err(|error| failed(path, &error))?;
    }
    let old = made.path().join("old");
    let is_there = path.exists();
    if is_there {
        fs::rename(path, &old).map_err(|error| failed(path, &error))?;
    }
    fs::rename(&fresh, path).map_err(|error| {
        if is_there {
            // Back to how it was; if even that fails, the message says where it lies.
            let _ = fs::rename(&old, path);
        }
        failed(path, &error)
    })
}

fn fill(folder: &Path, export: &Export, list: &List) -> io::Result<()> {
    fs::create_dir(folder)?;
    for file in &export.files {
        let path = folder.join(&file.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, &file.bytes)?;
    }
    let mut json = serde_json::to_vec_pretty(list)?;
    json.push(b'\n');
    fs::write(folder.join(LIST), json)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::copy(from, to).map(|_| ())
}

/// What lies in the folder and is not ours. Fails where something of ours was edited, or
/// where something that is not ours is in the way.
fn others(path: &Path, before: &List, after: &List) -> Result<Vec<PathBuf>, Failure> {
    let mut others = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let here = path.join(&folder);
        for entry in fs::read_dir(&here).map_err(|error| failed(&here, &error))? {
            let entry = entry.map_err(|error| failed(&here, &error))?;
            let name = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(name);
                continue;
            }
            if name == Path::new(LIST) {
                continue;
            }
            let key = name.to_string_lossy().replace('\\', "/");
            let bytes = fs::read(entry.path()).map_err(|error| failed(&here, &error))?;
            let is = sha256(&bytes);
            let was = before.files.get(&key);
            let will_be = after.files.get(&key);
            if will_be == Some(&is) || was == Some(&is) {
                continue;
            }
            if was.is_some() || will_be.is_some() {
                let what = "was edited since it was written; move it elsewhere first";
                return Err(Failure::bad(entry.path().as_os_str(), what));
            }
            others.push(name);
        }
    }
    others.sort();
    Ok(others)
}

fn sha256(bytes: &[u8]) -> String {
    dramaturg::json::sha256_of(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dramaturg_export::ExportFile;

    fn export(words: &str) -> Export {
        let files = vec![
            ExportFile::new("a.txt", words.into()),
            ExportFile::new("b/c.txt", words.into()),
        ];
        Export { files, certificate: None }
    }

    fn read(path: &Path) -> String {
        fs::read_to_string(path).expect("the file is there")
    }

    #[test]
    fn a_folder_is_replaced_whole_and_what_people_put_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        write(&path, "x", &export("one"), false).unwrap();
        assert!(write(&path, "x", &export("two"), false).is_err());
        fs::write(path.join("b/mine.txt"), "mine").unwrap();
        let mut two = export("two");
        two.files.pop();
        write(&path, "x", &two, true).unwrap();
        assert_eq!(read(&path.join("a.txt")), "two");
        assert_eq!(read(&path.join("b/mine.txt")), "mine");
        assert!(!path.join("b/c.txt").exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_was_edited_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        write(&path, "x", &export("one"), false).unwrap();
        fs::write(path.join("b/c.txt"), "edited").unwrap();
        let error = write(&path, "x", &export("two"), true).unwrap_err().to_string();
        assert!(error.contains("c.txt: was edited"), "{error}");
        assert_eq!(read(&path.join("a.txt")), "one");
        assert_eq!(read(&path.join("b/c.txt")), "edited");

        let other = folder.path().join("other");
        fs::create_dir(&other).unwrap();
        fs::write(other.join("precious"), "x").unwrap();
        let error = write(&other, "x", &export("one"), true).unwrap_err().to_string();
        assert!(error.contains("holds something else"), "{error}");
    }
}
