//! Writes what the judge of addressees sees of books, for training.
//!
//! `encode_addressees OUT [--rules] BOOK...`: for each book `OUT/NAME.json`, its Story JSON,
//! and `OUT/NAME.rows`, a line for each row: the first byte of the line, the first byte of
//! whoever it may be said to, and the numbers. With `--rules` speakers are found by rules
//! alone. A book `x/text.txt` is called `x`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use dramaturg::JsonOptions;
use dramaturg::cast::speech::study_addressees;
use dramaturg::text::Position;

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_by_rules = arguments.iter().any(|argument| argument == "--rules");
    arguments.retain(|argument| argument != "--rules");
    assert!(!arguments.is_empty(), "usage: encode_addressees OUT [--rules] BOOK...");
    let out = PathBuf::from(arguments.remove(0));
    std::fs::create_dir_all(&out).expect("the folder can be made");
    let engine = if is_by_rules {
        dramaturg::Engine::rules_only()
    } else {
        dramaturg::Engine::without_addresser()
    };
    for path in arguments.iter().map(PathBuf::from) {
        let name = name(&path);
        let bytes = std::fs::read(&path).expect("the book can be read");
        let limits = dramaturg::text::Limits::default();
        let book =
            dramaturg::text::read(&name, &bytes, &limits).expect("the file is a book");
        let reading = engine.read(book);
        let cast = &reading.cast;
        let rows = study_addressees(
            &reading.book,
            &cast.quotations,
            &cast.mentions,
            &cast.entities,
            &cast.speech,
        );
        let mut text = String::new();
        for row in rows {
            let line = cast.quotations.rows[row.quotation].parts[0].start().index();
            let who = cast.entities.rows[row.who].first_bytes.start().index();
            write!(text, "{line} {who}").expect("memory takes it");
            for value in row.values {
                write!(text, " {value}").expect("memory takes it");
            }
            text.push('\n');
        }
        std::fs::write(out.join(format!("{name}.rows")), text).expect("written");
        std::fs::write(
            out.join(format!("{name}.json")),
            reading.to_json(&JsonOptions::default()),
        )
        .expect("written");
    }
}

fn name(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    match path.parent().and_then(Path::file_name) {
        Some(folder) if stem == "text" => folder.to_string_lossy().into_owned(),
        _ => stem,
    }
}
