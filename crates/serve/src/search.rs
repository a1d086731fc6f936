//! Looks for words in a text, whatever their case, their apostrophes and the breaks of lines.

use crate::shown::Bytes;

/// The longest query, in characters: what it costs is bounded by it.
const MAX_QUERY_CHARS: usize = 100;

/// Where the query stands, in order, up to `limit` places.
pub(crate) fn find(text: &str, query: &str, limit: usize) -> Vec<Bytes> {
    let mut words: Vec<char> = Vec::new();
    for c in query.trim().chars().take(MAX_QUERY_CHARS) {
        let c = fold(c);
        if !(c == ' ' && words.last() == Some(&' ')) {
            words.push(c);
        }
    }
    let Some(&first) = words.first() else { return Vec::new() };
    let mut found: Vec<Bytes> = Vec::new();
    let starts = text.char_indices().filter(|&(_, c)| fold(c) == first);
    for (start, _) in starts {
        if found.last().is_some_and(|last| start < last[1]) {
            continue;
        }
        if let Some(n_bytes) = matched(&text[start..], &words) {
            found.push([start, start + n_bytes]);
            if found.len() >= limit {
                break;
            }
        }
    }
    found
}

/// How many bytes of a text's start are the words.
fn matched(text: &str, words: &[char]) -> Option<usize> {
    let mut i = 0;
    let mut is_blank = false;
    for (at, c) in text.char_indices() {
        let c = fold(c);
        if c == ' ' && is_blank {
            continue;
        }
        match words.get(i) {
            None => return Some(at),
            Some(&word) if word == c => i += 1,
            Some(_) => return None,
        }
        is_blank = c == ' ';
    }
    (i == words.len()).then_some(text.len())
}

/// Letters small, quotation marks straight, any white space a space.
fn fold(c: char) -> char {
    match c {
        '’' | '‘' => '\'',
        '“' | '”' => '"',
        c if c.is_whitespace() => ' ',
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_apostrophes_and_line_breaks_do_not_matter() {
        let text = "Mara’s key.\nThe\n  brass KEY, mara's.";
        let found = |query| {
            let places = find(text, query, 10);
            places.iter().map(|&[start, end]| &text[start..end]).collect::<Vec<_>>()
        };
        assert_eq!(found("mara's"), ["Mara’s", "mara's"]);
        assert_eq!(found("the brass key"), ["The\n  brass KEY"]);
        assert_eq!(found("  "), [""; 0]);
        assert_eq!(find(text, "key", 1).len(), 1);
        assert_eq!(find("aaaa", "aa", 10), [[0, 2], [2, 4]]);
    }
}
