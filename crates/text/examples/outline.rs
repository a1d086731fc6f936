//! Prints how a file is divided.
#![allow(
    missing_docs,
    clippy::print_stdout,
    clippy::disallowed_types,
    reason = "a tool for looking"
)]
use dramaturg_text::{Limits, ParagraphKind};
fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).expect("a file");
        let start = std::time::Instant::now();
        let name = path.rsplit('/').next().unwrap_or_default();
        let book = match dramaturg_text::read(name, &bytes, &Limits::default()) {
            Ok(book) => book,
            Err(e) => {
                println!("{path}: {e}");
                continue;
            }
        };
        let took = start.elapsed();
        let count = |k| book.paragraphs.rows().iter().filter(|p| p.kind == k).count();
        println!(
            "== {path}: {:?} {:?} lang {:?} {} {:?}",
            book.source.title,
            book.source.authors,
            book.source.language,
            book.source.encoding,
            took
        );
        println!(
            "   {} paragraphs, {} chapters, {} headings, {} breaks, {} apart, {} gaps, {} emphases, {} sentences {} tokens",
            book.paragraphs.len(),
            book.chapters.len(),
            count(ParagraphKind::Heading),
            count(ParagraphKind::Break),
            count(ParagraphKind::Apart),
            book.paragraphs.rows().iter().filter(|p| p.gap_before).count(),
            book.emphases.len(),
            book.sentences.len(),
            book.tokens.len()
        );
        let cut = |s: &str| s.chars().take(70).collect::<String>().replace('\n', "|");
        if std::env::var_os("QUIET").is_some() {
            continue;
        }
        for c in book.chapters.rows() {
            print!("   [{}]", c.title.as_deref().map(cut).unwrap_or_default());
        }
        println!();
        for a in &book.apart {
            println!(
                "   apart {} {} {:?} .. {:?}",
                a.kind,
                a.span.len(),
                cut(book.slice(a.span)),
                book.slice(a.span)
                    .chars()
                    .rev()
                    .take(30)
                    .collect::<Vec<_>>()
                    .into_iter()
                    .rev()
                    .collect::<String>()
            );
        }
        let first = book
            .paragraphs
            .rows()
            .iter()
            .position(|p| p.kind == ParagraphKind::Heading)
            .unwrap_or(0);
        for p in book
            .paragraphs
            .rows()
            .iter()
            .take(first.min(8))
            .filter(|p| p.kind == ParagraphKind::Prose)
        {
            println!("   before: {:?}", cut(book.slice(p.span)));
        }
        for p in book
            .paragraphs
            .rows()
            .iter()
            .filter(|p| p.kind == ParagraphKind::Break)
            .take(4)
        {
            println!("   break: {:?}", cut(book.slice(p.span)));
        }
        for p in book.paragraphs.rows().iter().filter(|p| p.gap_before).take(4) {
            println!("   gap: {:?} {:?}", cut(book.slice(p.span)), p.kind);
        }
        for p in book
            .paragraphs
            .rows()
            .iter()
            .filter(|p| {
                p.kind == ParagraphKind::Prose
                    && p.span.len() < 60
                    && !book.slice(p.span).chars().any(char::is_lowercase)
            })
            .take(6)
        {
            println!("   caps prose: {:?}", cut(book.slice(p.span)));
        }
        for e in book.emphases.iter().take(4) {
            println!("   emph: {:?}", cut(book.slice(e.outer)));
        }
    }
}
