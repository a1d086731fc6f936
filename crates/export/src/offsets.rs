//! Bytes to code points and UTF-16 units, for languages that count in those.

/// A text's characters, counted once.
#[derive(Debug)]
pub(crate) struct Offsets<'a> {
    text: &'a str,
    /// The code points and UTF-16 units in front of every [`STEP`]th byte, or of the
    /// character that it lies in.
    marks: Vec<(usize, usize)>,
}

const STEP: usize = 64;

impl<'a> Offsets<'a> {
    pub(crate) fn new(text: &'a str) -> Offsets<'a> {
        let mut marks = Vec::with_capacity(text.len() / STEP + 1);
        let (mut n_chars, mut n_units) = (0, 0);
        for (at, c) in text.char_indices() {
            while marks.len() * STEP < at + c.len_utf8() {
                marks.push((n_chars, n_units));
            }
            n_chars += 1;
            n_units += c.len_utf16();
        }
        marks.push((n_chars, n_units));
        Offsets { text, marks }
    }

    /// How many code points and UTF-16 units stand in front of a byte, which begins a
    /// character or ends the text.
    pub(crate) fn at(&self, byte: usize) -> (usize, usize) {
        let byte = byte.min(self.text.len());
        if byte == self.text.len() {
            return self.marks.last().copied().unwrap_or_default();
        }
        let mark = byte / STEP;
        let start = self.text.floor_char_boundary(mark * STEP);
        let (mut n_chars, mut n_units) =
            self.marks.get(mark).copied().unwrap_or_default();
        for c in self.text.get(start..byte).unwrap_or_default().chars() {
            n_chars += 1;
            n_units += c.len_utf16();
        }
        (n_chars, n_units)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_its_offsets() {
        for unit in ["a", "é", "“x”", "😀", "a😀é"] {
            let text = unit.repeat(100);
            let offsets = Offsets::new(&text);
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            for at in ends {
                let before = &text[..at];
                let expected = (before.chars().count(), before.encode_utf16().count());
                assert_eq!(offsets.at(at), expected, "{unit} at {at}");
            }
        }
        assert_eq!(Offsets::new("").at(0), (0, 0));
    }
}
