//! UTF-8 that somebody has read as windows-1252: `â€œYesâ€` for `“Yes”`.

use encoding_rs::WINDOWS_1252;

use crate::{Note, Span};

/// How often a text may have gone through the wrong door.
const MAX_ROUNDS: usize = 3;

/// A text made whole.
#[derive(Debug)]
pub(super) struct Repaired {
    /// The text.
    pub(super) text: String,
    /// How many characters were made anew.
    pub(super) n_repaired: usize,
    /// Where the first of them stands.
    pub(super) first: usize,
}

impl Repaired {
    /// What was repaired, in words.
    pub(super) fn note(&self) -> Note {
        let end = self.text.ceil_char_boundary(self.first + 1);
        Note {
            span: Span::of(self.first, end),
            code: "mojibake",
            message: format!(
                "{} characters were UTF-8 read as windows-1252 and are repaired; check names \
                 with accents",
                self.n_repaired
            ),
        }
    }
}

/// The byte that windows-1252 has for a character; Latin-1's for those that it lacks.
fn byte(c: char) -> Option<u8> {
    if let Ok(byte @ 0x80..) = u8::try_from(u32::from(c)) {
        return Some(byte);
    }
    if c.is_ascii() || !('\u{152}'..='\u{2122}').contains(&c) {
        return None;
    }
    let mut utf8 = [0; 4];
    let (bytes, _, is_lossy) = WINDOWS_1252.encode(c.encode_utf8(&mut utf8));
    match (&*bytes, is_lossy) {
        (&[byte], false) => Some(byte),
        _ => None,
    }
}

/// The character that a text's first ones stand for, and how many bytes of it they take.
fn sequence(text: &str) -> Option<(char, usize)> {
    let mut bytes = [0; 4];
    let mut n = 0;
    let mut len = 0;
    for c in text.chars().take(4) {
        let Some(byte) = byte(c) else { break };
        if n > 0 && !(0x80..0xc0).contains(&byte) {
            break;
        }
        bytes[n] = byte;
        n += 1;
        len += c.len_utf8();
        let n_needed = match bytes[0] {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => return None,
        };
        if n == n_needed {
            let decoded = std::str::from_utf8(&bytes[..n]).ok()?.chars().next()?;
            return Some((decoded, len));
        }
    }
    // Byte 9D means nothing in windows-1252 and is often lost on the way.
    (bytes[..n] == [0xe2, 0x80]).then_some(('”', len))
}

/// Whether English prose has a character: its punctuation, Latin letters, the space that
/// does not break.
fn is_expected(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{17f}' | '\u{2010}'..='\u{2044}' | '\u{20ac}' | '\u{feff}')
        || matches!(c, '\u{152}'..='\u{2122}') && byte(c).is_some()
}

/// Repairs a text, if it is damaged in this way.
pub(super) fn repair(text: &str) -> Option<Repaired> {
    let mut whole: Option<Repaired> = None;
    for _ in 0..MAX_ROUNDS {
        let text = whole.as_ref().map_or(text, |whole| whole.text.as_str());
        let Some(found) = round(text) else { break };
        let n_repaired =
            whole.as_ref().map_or(found.n_repaired, |whole| whole.n_repaired);
        let first = whole.as_ref().map_or(found.first, |w| w.first.min(found.first));
        whole = Some(Repaired { n_repaired, first, ..found });
    }
    whole
}

fn round(text: &str) -> Option<Repaired> {
    if !text.contains(['Â', 'Ã', 'â']) {
        return None;
    }
    // Long sequences are never anything else; short ones must outnumber honest letters.
    let (mut n_long, mut n_short, mut n_honest) = (0usize, 0usize, 0usize);
    let mut at = 0;
    while let Some(c) = next(text, &mut at) {
        match sequence(&text[at..]).filter(|&(c, _)| is_expected(c)) {
            Some((_, len)) => {
                let n_characters = text[at..at + len].chars().count();
                *(if n_characters > 2 { &mut n_long } else { &mut n_short }) += 1;
                at += len;
            }
            None => {
                n_honest += 1;
                at += c.len_utf8();
            }
        }
    }
    let with_short = n_long > 0 || n_short > 1 && n_short > n_honest;
    if n_long == 0 && !with_short {
        return None;
    }
    let mut repaired = String::with_capacity(text.len());
    let mut n_repaired = 0;
    let mut first = None;
    let mut from = 0;
    let mut at = 0;
    while let Some(c) = next(text, &mut at) {
        match sequence(&text[at..]).filter(|&(c, _)| is_expected(c)) {
            Some((decoded, len)) => {
                repaired.push_str(&text[from..at]);
                first.get_or_insert(repaired.len());
                repaired.push(decoded);
                n_repaired += 1;
                at += len;
                from = at;
            }
            None => at += c.len_utf8(),
        }
    }
    repaired.push_str(&text[from..]);
    Some(Repaired { text: repaired, n_repaired, first: first? })
}

/// Moves on to the next character that is not ASCII.
fn next(text: &str, at: &mut usize) -> Option<char> {
    *at += text.as_bytes()[*at..].iter().position(|b| !b.is_ascii())?;
    text[*at..].chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text's UTF-8 as windows-1252 shows it.
    fn spoilt(text: &str) -> String {
        WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn what_was_read_as_1252_is_made_whole() {
        let text = "“Yes,” said Zoë — it’s “fine”…";
        let repaired = repair(&spoilt(text)).unwrap();
        assert_eq!(repaired.text, text);
        assert_eq!((repaired.n_repaired, repaired.first), (8, 0));
        assert_eq!(repair(&spoilt(&spoilt(text))).unwrap().text, text);
        // The byte that means nothing was lost.
        assert_eq!(repair("â€œYes,â€ said Mara.").unwrap().text, "“Yes,” said Mara.");
        assert_eq!(repair("cafÃ© and naÃ¯ve").unwrap().text, "café and naïve");
    }

    #[test]
    fn honest_letters_stay() {
        for text in ["“Yes,” said Zoë — fine", "château, âme, Ã", "CAFÉ» «Âge"]
        {
            assert!(repair(text).is_none(), "{text}");
        }
    }
}
