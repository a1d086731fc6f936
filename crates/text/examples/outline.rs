//! Prints how files are divided: `cargo run --example outline -- emma.txt`.
#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use dramaturg_text::{Limits, ParagraphKind, read};

fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).expect("the file can be read");
        let name = path.rsplit('/').next().unwrap_or_default();
        let book = match read(name, &bytes, &Limits::default()) {
            Ok(book) => book,
            Err(refusal) => {
                println!("{name}: {refusal}");
                continue;
            }
        };
        let cut =
            |words: &str| words.chars().take(60).collect::<String>().replace('\n', " / ");
        println!("{name}: {:?} {:?}", book.source.title, book.source.authors);
        for (i, chapter) in book.chapters.rows().iter().enumerate() {
            println!("  chapter {}  {}", i + 1, chapter.title.as_deref().unwrap_or("-"));
        }
        for apart in &book.apart {
            println!("  apart  {}  {}", apart.kind, cut(book.slice(apart.span)));
        }
        for paragraph in book.paragraphs.rows() {
            if paragraph.kind == ParagraphKind::Break || paragraph.gap_before {
                println!("  {:?}  {}", paragraph.kind, cut(book.slice(paragraph.span)));
            }
        }
        for note in &book.notes {
            println!("  note  {}: {}", note.code, note.message);
        }
    }
}
