//! Writes what the doorkeeper sees of short texts, for training.
//!
//! `encode_cast OUT BOOK...`: for each book `OUT/NAME.rows`, a line for each person who may
//! belong to the cast: their number and those of the row, and `OUT/NAME.people`, a line for each mention by name
//! or description: the number of the person, its first byte and the one behind its last.

use std::fmt::Write as _;
use std::path::PathBuf;

use dramaturg::cast::MentionKind;
use dramaturg::text::{Limits, Position};

fn main() {
    let mut arguments = std::env::args().skip(1).map(PathBuf::from);
    let out = arguments.next().expect("usage: encode_cast OUT BOOK...");
    std::fs::create_dir_all(&out).expect("the folder can be made");
    let engine = dramaturg::Engine::without_doorkeeper();
    for path in arguments {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).expect("the book can be read");
        let book = dramaturg::text::read(&name, &bytes, &Limits::default());
        let reading = engine.read(book.expect("the file is a book"));
        let (book, cast) = (&reading.book, &reading.cast);
        let rows = engine.study_cast(&reading);
        let mut text = String::new();
        for row in rows {
            write!(text, "{}", row.who.index()).expect("memory takes it");
            for value in row.values {
                write!(text, " {value}").expect("memory takes it");
            }
            text.push('\n');
        }
        std::fs::write(out.join(format!("{name}.rows")), text).expect("written");
        let mut text = String::new();
        for (id, mention) in cast.mentions.rows.iter() {
            let Some(entity) = cast.entities.of_mention[id] else { continue };
            if mention.kind == MentionKind::Pronoun {
                continue;
            }
            let span = book.bytes(mention.span);
            let (start, end) = (span.start().index(), span.end().index());
            writeln!(text, "{} {start} {end}", entity.index()).expect("memory takes it");
        }
        std::fs::write(out.join(format!("{name}.people")), text).expect("written");
    }
}
