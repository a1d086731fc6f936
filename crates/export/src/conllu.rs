//! CoNLL-U: the format of treebanks, a word a line.
//!
//! After <https://universaldependencies.org/format.html>. Words that are written as one, as
//! `do` and `n’t`, have a line for what is written before their own. Paragraphs and
//! sentences are told in comments; the text of a sentence is on one line.

use std::io;

use dramaturg::parse::{Parse, ParsedWordId};
use dramaturg::text::{Book, Position, Span};

/// Writes the parse of a book.
///
/// # Errors
///
/// If `out` cannot be written to.
pub fn write(book: &Book, parse: &Parse, out: &mut impl io::Write) -> io::Result<()> {
    let mut paragraphs = book.paragraphs.rows().iter().peekable();
    for (n, &sentence) in (1_usize..).zip(parse.sentences.rows()) {
        let start = parse.words[sentence.start()].span.start();
        let mut is_new = n == 1;
        while paragraphs.next_if(|paragraph| paragraph.span.start() <= start).is_some() {
            is_new = true;
        }
        if is_new {
            writeln!(out, "# newpar")?;
        }
        writeln!(out, "# sent_id = {n}")?;
        writeln!(out, "# text = {}", one_line(book.slice(parse.bytes(sentence))))?;
        for id in sentence.iter() {
            write_word(book, parse, sentence, id, out)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn write_word(
    book: &Book,
    parse: &Parse,
    sentence: Span<ParsedWordId>,
    id: ParsedWordId,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let words = &parse.words;
    let word = words[id];
    let number = |id: ParsedWordId| id.index() - sentence.start().index() + 1;
    // The last word that is written as one with this one.
    let mut last = id;
    let next = |id: ParsedWordId| ParsedWordId::from_index(id.index() + 1);
    while next(last) < sentence.end() && words[next(last)].is_joined {
        last = next(last);
    }
    // No white space stands between this word and the next one, of any sentence.
    let after = |id: ParsedWordId| {
        let touches = words
            .get(next(id))
            .is_some_and(|next| next.span.start() == words[id].span.end());
        if touches { "SpaceAfter=No" } else { "_" }
    };
    let is_first = last != id && (!word.is_joined || id == sentence.start());
    if is_first {
        let span = word.span.hull(words[last].span);
        let form = one_line(book.slice(span));
        let (first, last_number) = (number(id), number(last));
        let (empty, after) = ("\t_".repeat(7), after(last));
        writeln!(out, "{first}-{last_number}\t{form}{empty}\t{after}")?;
    }
    let is_part = last != id || word.is_joined && id != sentence.start();
    writeln!(
        out,
        "{}\t{}\t{}\t{}\t_\t{}\t{}\t{}\t_\t{}",
        number(id),
        one_line(book.slice(word.span)),
        one_line(parse.lemma(id)),
        word.tag.label(),
        parse.features(id),
        word.head.map_or(0, number),
        parse.relation(id),
        if is_part { "_" } else { after(id) },
    )
}

/// A text with its white space as single blanks; `_` for none.
fn one_line(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    if line.is_empty() { "_".to_owned() } else { line.join(" ") }
}
