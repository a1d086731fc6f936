//! Words in columns: widths, wraps, bars.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Words of a book made fit for a terminal: on one line, and without what would steer the
/// terminal or turn the direction of writing.
pub(crate) fn clean(words: &str) -> String {
    let is_odd = |c: char| {
        c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut line = String::with_capacity(words.len());
    for word in words.split(|c: char| c.is_whitespace() || is_odd(c)) {
        if !word.is_empty() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    line
}

/// How many columns words take.
pub(crate) fn width(words: &str) -> usize {
    words.width()
}

/// Words cut to a number of columns, an ellipsis at the end if something is missing.
pub(crate) fn cut(words: &str, columns: usize) -> String {
    if words.width() <= columns {
        return words.to_owned();
    }
    let mut line = String::new();
    let mut n_columns = 0;
    for c in words.chars() {
        let n = c.width().unwrap_or(0);
        if n_columns + n + 1 > columns {
            break;
        }
        n_columns += n;
        line.push(c);
    }
    line.truncate(line.trim_end().len());
    line.push('…');
    line
}

/// Words cut and filled up with spaces to a number of columns.
pub(crate) fn fit(words: &str, columns: usize) -> String {
    let words = cut(words, columns);
    let blank = columns.saturating_sub(words.width());
    words + &" ".repeat(blank)
}

/// Words broken into lines of a number of columns, the last of them cut.
pub(crate) fn wrap(words: &str, columns: usize, n_lines: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut rest = words;
    while !rest.is_empty() {
        let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
        let is_fitting = line.is_empty() || line.width() + 1 + word.width() <= columns;
        if is_fitting {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
            rest = after;
        } else if lines.len() + 1 == n_lines {
            line.push(' ');
            line.push_str(rest);
            break;
        } else {
            lines.push(cut(&line, columns));
            line.clear();
        }
    }
    if !line.is_empty() {
        lines.push(cut(&line, columns));
    }
    lines
}

/// A bar of a share, from 0 to 1, in eighths of a column; never empty for what is there.
pub(crate) fn bar(part: usize, whole: usize, columns: usize) -> String {
    const EIGHTHS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
    if part == 0 || whole == 0 {
        return String::new();
    }
    let n = (part * columns * 8).div_ceil(whole).min(columns * 8);
    let mut bar = "█".repeat(n / 8);
    bar.extend(EIGHTHS.get(n % 8).filter(|_| !n.is_multiple_of(8)));
    bar
}

/// A number with a comma between thousands.
pub(crate) fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A share in per cent; what is there is never 0, what is missing never 100.
pub(crate) fn percent(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "0 %".to_owned();
    }
    let rounded = (part * 200 + whole) / (whole * 2);
    match rounded {
        0 if part > 0 => "<1 %".to_owned(),
        100 if part < whole => ">99 %".to_owned(),
        rounded => format!("{rounded} %"),
    }
}

/// A number and the word for it: `1 scene`, `2 scenes`.
pub(crate) fn count(n: usize, one: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {one}{plural}", thousands(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_to_their_columns() {
        assert_eq!(cut("harbourmaster", 8), "harbour…");
        assert_eq!(fit("Mara", 6), "Mara  ");
        assert_eq!(fit("東京タワー", 6), "東京… ");
        assert_eq!(wrap("one two three four", 9, 2), ["one two", "three fo…"]);
    }

    #[test]
    fn nothing_of_a_book_steers_the_terminal() {
        assert_eq!(clean("a\u{1b}[2J\r\n b\u{202e}c"), "a [2J b c");
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(
            [percent(1, 999), percent(998, 999), percent(1, 3)],
            ["<1 %", ">99 %", "33 %"]
        );
        assert_eq!(bar(1, 2, 4), "██");
    }
}
