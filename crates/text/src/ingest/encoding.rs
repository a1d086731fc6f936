//! Bytes to text: which encoding a file is in.
//!
//! Valid UTF-8 is kept byte for byte, a byte-order mark included. Anything else is decoded
//! once, and the text says from what.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes at the start that tell UTF-16 without a mark.
const SNIFFED_BYTES: usize = 4096;

/// A file's text.
#[derive(Debug)]
pub(super) struct Decoded {
    /// The text.
    pub(super) text: String,
    /// The encoding's name, as `windows-1252`.
    pub(super) encoding: &'static str,
    /// Whether the text is the file's own bytes.
    pub(super) is_verbatim: bool,
    /// Whether bytes that are no text in this encoding were replaced by U+FFFD.
    pub(super) is_damaged: bool,
}

/// Decodes a file's bytes.
pub(super) fn decode(bytes: &[u8]) -> Decoded {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    if let Some(encoding) =
        marked.filter(|&encoding| encoding != UTF_8).or_else(|| unmarked_utf16(bytes))
    {
        return with(encoding, bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded {
            text: text.to_owned(),
            encoding: UTF_8.name(),
            is_verbatim: true,
            is_damaged: false,
        };
    }
    if marked.is_some() || is_mostly_utf8(bytes) {
        return Decoded {
            text: String::from_utf8_lossy(bytes).into_owned(),
            encoding: UTF_8.name(),
            is_verbatim: false,
            is_damaged: true,
        };
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    with(detector.guess(None, Utf8Detection::Deny), bytes)
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, encoding, is_damaged) = encoding.decode(bytes);
    Decoded {
        text: text.into_owned(),
        encoding: encoding.name(),
        is_verbatim: false,
        is_damaged,
    }
}

/// UTF-16 without a byte-order mark: in English every second byte is zero.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SNIFFED_BYTES)];
    if sample.len() < 8 || !sample.contains(&0) {
        return None;
    }
    let mut n_zeros = [0, 0];
    for pair in sample.chunks_exact(2) {
        n_zeros[0] += usize::from(pair[0] == 0);
        n_zeros[1] += usize::from(pair[1] == 0);
    }
    let n_pairs = sample.len() / 2;
    let is_most = |n: usize| n * 2 > n_pairs;
    let is_few = |n: usize| n * 20 < n_pairs;
    if is_few(n_zeros[0]) && is_most(n_zeros[1]) {
        Some(UTF_16LE)
    } else if is_few(n_zeros[1]) && is_most(n_zeros[0]) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether bytes are UTF-8 with a little damage: ten good sequences for a bad one.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let mut n_good = 0;
    let mut n_bad = 0;
    for chunk in bytes.utf8_chunks() {
        n_good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        n_bad += usize::from(!chunk.invalid().is_empty());
    }
    n_good >= 10 * n_bad
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_keeps_its_mark() {
        let decoded = decode("\u{feff}Mara\r\n".as_bytes());
        assert!(decoded.is_verbatim);
        assert_eq!(decoded.text, "\u{feff}Mara\r\n");
    }

    #[test]
    fn windows_quotation_marks_are_understood() {
        let decoded = decode(b"\x93I don\x92t know,\x94 said Mara. \x93Do you?\x94");
        assert_eq!(decoded.text, "“I don’t know,” said Mara. “Do you?”");
        assert_eq!(decoded.encoding, "windows-1252");
        assert!(!decoded.is_verbatim && !decoded.is_damaged);
    }

    #[test]
    fn utf16_is_understood_with_and_without_a_mark() {
        let bytes: Vec<u8> =
            "Mara sat down.".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&bytes).text, "Mara sat down.");
        let marked: Vec<u8> =
            "\u{feff}Mara sat.".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&marked).text, "Mara sat.");
        assert_eq!(decode(&marked).encoding, "UTF-16BE");
    }

    #[test]
    fn a_little_damage_leaves_utf8() {
        let mut bytes = "“Yes,” said Mara. ".repeat(9).into_bytes();
        bytes.push(0xff);
        let decoded = decode(&bytes);
        assert_eq!(decoded.encoding, "UTF-8");
        assert!(decoded.is_damaged && decoded.text.starts_with("“Yes,”"));
    }
}
