//! Prints the Story JSON of a file: `story_json BOOK [--rules | --models FOLDER]`.
//!
//! With `--rules` no learned model is used; with `--models` those of a folder.

use std::io::Write;
use std::path::{Path, PathBuf};

use dramaturg::Engine;

fn main() {
    let mut arguments = std::env::args_os().skip(1);
    let path = PathBuf::from(arguments.next().expect("usage: story_json BOOK"));
    let engine = match arguments.next() {
        None => Engine::embedded(),
        Some(flag) if flag == "--rules" => Engine::rules_only(),
        Some(_) => {
            let folder = arguments.next().expect("--models FOLDER");
            Engine::from_folder(Path::new(&folder)).expect("the folder holds models")
        }
    };
    let bytes = std::fs::read(&path).expect("the file can be read");
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let limits = dramaturg::text::Limits::default();
    let book = dramaturg::text::read(&name, &bytes, &limits).expect("the file is a book");
    let json = engine.read(book).to_json(&dramaturg::JsonOptions::default());
    std::io::stdout().write_all(json.as_bytes()).expect("stdout can be written");
}
