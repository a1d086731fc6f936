//! What is asserted of the parts here that judge one line, each attacked alone.

use super::{emphasis, headings, outline, paragraphs};
use crate::Span;

/// Lines lie in order inside the text, trimmed; whatever they hold, it is judged.
pub(crate) fn lines(text: &str) {
    let lines = paragraphs::lines(text);
    let mut last = 0;
    for line in &lines {
        assert!(last <= line.start && line.start < line.end);
        let words = &text[line.start..line.end];
        last = line.end;
        self::line(words);
    }
    let mut found = Vec::new();
    emphasis::emphases(text, Span::of(0, text.len()), &mut found);
    for pair in found.windows(2) {
        assert!(pair[0].outer.end() <= pair[1].outer.start());
    }
}

/// A line is judged whatever it holds, and what is told of it is no longer than it is.
pub(crate) fn line(words: &str) {
    headings::label(words);
    headings::may_begin_long(words);
    assert!(headings::bare(words).len() <= words.len());
    assert!(outline::collapse(words).len() <= words.len());
    outline::heading_title(words);
    paragraphs::is_closed(words);
    paragraphs::is_ornament(words);
}
