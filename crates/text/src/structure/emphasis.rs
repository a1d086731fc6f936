//! Emphasis in plain text: `_words_` and `*words*`.

use crate::{Byte, Emphasis, Span};

/// Finds the pairs of marks inside a paragraph, in order, without overlap.
///
/// Outside a pair stands no letter or digit, and just inside it no white space. Of nested
/// pairs the outer one is kept. Linear in the paragraph.
pub(super) fn emphases(text: &str, span: Span<Byte>, found: &mut Vec<Emphasis>) {
    let words = span.slice(text);
    let base = span.range().start;
    let bytes = words.as_bytes();
    let first = found.len();
    // The last opening mark of each kind: where it stands and how many characters it has.
    let mut open: [Option<(usize, usize)>; 2] = [None; 2];
    let mut at = 0;
    while let Some(step) = bytes[at..].iter().position(|&b| b == b'_' || b == b'*') {
        let start = at + step;
        let mark = bytes[start];
        let len = bytes[start..].iter().take_while(|&&b| b == mark).count();
        let end = start + len;
        at = end;
        let before = words[..start].chars().next_back();
        let after = words[end..].chars().next();
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_gap = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let kind = usize::from(mark == b'*');
        let closes = !is_gap(before) && !is_word(after);
        let opens = !is_gap(after) && !is_word(before);
        if closes
            && let Some((from, n)) = open[kind]
            && n == len
            && from + n < start
        {
            while found.len() > first
                && found
                    .last()
                    .is_some_and(|last| last.outer.range().start >= base + from)
            {
                found.pop();
            }
            let is_clear = found[first..]
                .last()
                .is_none_or(|last| last.outer.range().end <= base + from);
            if is_clear {
                found.push(Emphasis {
                    span: Span::of(base + from + n, base + start),
                    outer: Span::of(base + from, base + end),
                });
            }
            open[kind] = None;
        } else if opens && len <= 3 {
            open[kind] = Some((start, len));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        emphases(text, Span::of(0, text.len()), &mut found);
        found.iter().map(|emphasis| emphasis.span.slice(text)).collect()
    }

    #[test]
    fn pairs_are_found() {
        assert_eq!(find("“I _am_ minding his *own* head!”"), ["am", "own"]);
        assert_eq!(find("_Quiet, you!_ she thought. **Now.**"), ["Quiet, you!", "Now."]);
        assert_eq!(find("_Not *that* key_, Tom."), ["Not *that* key"]);
    }

    #[test]
    fn lone_marks_are_not() {
        assert!(find("5 * 3 * 2, snake_case_name, a footnote* and _ more").is_empty());
        assert!(
            find("* * *").is_empty() && find("_").is_empty() && find("____").is_empty()
        );
    }
}
