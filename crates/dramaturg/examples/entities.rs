//! Prints every entity of a file with what speaks for it: `cargo run --example entities BOOK`.

use std::io::Write;

fn main() {
    let path = std::env::args_os().nth(1).expect("usage: entities BOOK");
    let path = std::path::PathBuf::from(path);
    let bytes = std::fs::read(&path).expect("the file can be read");
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let limits = dramaturg::text::Limits::default();
    let book = dramaturg::text::read(&name, &bytes, &limits).expect("the file is a book");
    let reading = dramaturg::Engine::embedded().read(book);
    let mut out = std::io::stdout().lock();
    for entity in reading.cast.entities.rows.rows() {
        let aliases: Vec<String> = entity
            .aliases
            .iter()
            .map(|a| format!("{} {}", a.text, a.mentions.len()))
            .collect();
        writeln!(
            out,
            "{:?} {} character={} can_speak={} only_called={} {:?} {:.2} [{}]",
            entity.kind,
            entity.name,
            entity.is_character,
            entity.can_speak,
            entity.is_only_called,
            entity.gender,
            entity.confidence,
            aliases.join(", ")
        )
        .expect("stdout can be written");
    }
}
