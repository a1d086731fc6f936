//! A table in Markdown whose columns are aligned for the eye.

/// A table: a heading and rows of as many cells.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with its heading.
    pub(crate) fn new(heading: &[&str]) -> Table {
        Table { rows: vec![heading.iter().map(|&cell| cell.to_owned()).collect()] }
    }

    /// Adds a row; missing cells are empty.
    pub(crate) fn push<const N: usize>(&mut self, row: [String; N]) {
        self.rows.push(row.into());
    }

    /// The table, a line a row. The first column and every column that holds a word are
    /// aligned to the left, numbers to the right.
    pub(crate) fn render(&self) -> String {
        let n_columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let cell = |row: &Vec<String>, i: usize| row.get(i).cloned().unwrap_or_default();
        let width = |i: usize| {
            self.rows.iter().map(|row| cell(row, i).chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..n_columns).map(|i| width(i).max(3)).collect();
        let is_left: Vec<bool> = (0..n_columns)
            .map(|i| i == 0 || self.rows.iter().skip(1).any(|row| is_word(&cell(row, i))))
            .collect();
        let mut text = String::new();
        for (at, row) in self.rows.iter().enumerate() {
            text.push('|');
            for (i, &width) in widths.iter().enumerate() {
                let cell = cell(row, i);
                let cell = if is_left[i] {
                    format!(" {cell:<width$} |")
                } else {
                    format!(" {cell:>width$} |")
                };
                text.push_str(&cell);
            }
            text.push('\n');
            if at == 0 {
                text.push('|');
                for (i, &width) in widths.iter().enumerate() {
                    let line = "-".repeat(width + 1);
                    text.push_str(&if is_left[i] {
                        format!("{line}-|")
                    } else {
                        format!("{line}:|")
                    });
                }
                text.push('\n');
            }
        }
        text
    }
}

/// Whether a cell is text, not a number with perhaps a unit.
fn is_word(cell: &str) -> bool {
    !cell.is_empty()
        && cell != "n/a"
        && !cell.starts_with(|c: char| c.is_ascii_digit() || c == '-')
}

/// A whole number with its thousands set apart: `12,345`.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_left_and_numbers_right() {
        let mut table = Table::new(&["figure", "value", "note"]);
        table.push(["speaker".into(), "71.5".into(), "good".into()]);
        table.push(["B3".into(), "8.0".into()]);
        table.push(["of nothing".into(), "n/a".into(), String::new()]);
        assert_eq!(
            table.render(),
            "| figure     | value | note |\n\
             |------------|------:|------|\n\
             | speaker    |  71.5 | good |\n\
             | B3         |   8.0 |      |\n\
             | of nothing |   n/a |      |\n"
        );
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1000), "1,000");
        assert_eq!(thousands(1_234_567), "1,234,567");
    }
}
