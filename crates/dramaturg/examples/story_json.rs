//! Prints the Story JSON of a file: `cargo run --example story_json BOOK`.

use std::io::Write;

fn main() {
    let path = std::env::args_os().nth(1).expect("usage: story_json BOOK");
    let path = std::path::PathBuf::from(path);
    let bytes = std::fs::read(&path).expect("the file can be read");
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let limits = dramaturg::text::Limits::default();
    let book = dramaturg::text::read(&name, &bytes, &limits).expect("the file is a book");
    let reading = dramaturg::Engine::embedded().read(book);
    let json = reading.to_json(&dramaturg::JsonOptions::default());
    std::io::stdout().write_all(json.as_bytes()).expect("stdout can be written");
}
