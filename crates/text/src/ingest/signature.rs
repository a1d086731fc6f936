//! What a file is by its first bytes, and which kinds are refused.

use super::IngestError;

/// Of a text's characters, one in this many may be a control character; print files of the
/// 1990s hold a few, binary data one in ten.
const MIN_CHARACTERS_PER_CONTROL: usize = 200;

/// First bytes, the format's name, and what to do about it.
const SIGNATURES: &[(&[u8], &str, &str)] = &[
    (b"%PDF-", "a PDF file", "convert it to plain text or EPUB"),
    (b"%!PS", "a PostScript file", "convert it to plain text"),
    (b"\xd0\xcf\x11\xe0", "an old Word file, or one with a password,", OFFICE),
    (b"\x89PNG", "a PNG image", TEXT),
    (b"\xff\xd8\xff", "a JPEG image", TEXT),
    (b"GIF87a", "a GIF image", TEXT),
    (b"GIF89a", "a GIF image", TEXT),
    (b"BM\0", "a BMP image", TEXT),
    (b"II*\0", "a TIFF image", TEXT),
    (b"MM\0*", "a TIFF image", TEXT),
    (b"AT&TFORM", "a DjVu file", "convert it to plain text"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"BZh", "a bzip2 archive", "unpack it first"),
    (b"\xfd7zXZ\0", "an xz archive", "unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", "unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive", "unpack it first"),
    (b"\x7fELF", "a program", TEXT),
    (b"MZ\x90\0", "a program", TEXT),
    (b"SQLite format 3\0", "a SQLite database", TEXT),
    (b"OggS", "an Ogg recording", TEXT),
    (b"ID3\x02", "an MP3 recording", TEXT),
    (b"ID3\x03", "an MP3 recording", TEXT),
    (b"ID3\x04", "an MP3 recording", TEXT),
    (b"fLaC\0", "a FLAC recording", TEXT),
    (b"TPZ0", "a Kindle Topaz book", EPUB),
    (b"\xeaDRMION\xee", "a Kindle KFX book with copy protection", EPUB),
];
const TEXT: &str = "give plain text, Markdown, HTML, EPUB, DOCX, ODT or RTF";
const OFFICE: &str =
    "open it in LibreOffice or Word and save it as DOCX without a password";
const EPUB: &str = "convert it to EPUB";

/// Whether bytes begin as a zip archive does.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Refuses bytes of a known format that is no text.
pub(super) fn refuse(bytes: &[u8]) -> Result<(), IngestError> {
    if let Some(&(_, format, remedy)) =
        SIGNATURES.iter().find(|(signature, ..)| bytes.starts_with(signature))
    {
        return Err(IngestError::Format { format, remedy });
    }
    let at = |from: usize, to: usize| bytes.get(from..to).unwrap_or_default();
    let found = match (at(0, 4), at(4, 8), at(8, 12), at(60, 68)) {
        (.., b"BOOKMOBI") => Some(("a Kindle (MOBI) book", EPUB)),
        (.., b"TEXtREAd") => Some(("a PalmDoc book", EPUB)),
        (b"RIFF", _, b"WAVE", _) => Some(("a WAV recording", TEXT)),
        (b"RIFF", _, b"WEBP", _) => Some(("a WebP image", TEXT)),
        ([0, 0, 0, _], b"ftyp", ..) => Some(("a video or recording", TEXT)),
        _ => None,
    };
    found.map_or(Ok(()), |(format, remedy)| Err(IngestError::Format { format, remedy }))
}

/// Refuses a text with too many control characters.
pub(super) fn refuse_controls(text: &str) -> Result<(), IngestError> {
    let is_control = |&b: &u8| {
        b == 0x7f || b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1a)
    };
    let n_controls = text.as_bytes().iter().filter(|b| is_control(b)).count();
    if n_controls * MIN_CHARACTERS_PER_CONTROL > text.len() {
        return Err(IngestError::Binary);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_named() {
        let mut mobi = vec![b'a'; 60];
        mobi.extend(b"BOOKMOBI");
        assert!(refuse(&mobi).unwrap_err().to_string().contains("MOBI"));
        assert!(refuse(b"\x89PNG\r\n").unwrap_err().to_string().contains("PNG"));
        assert!(refuse(b"Mara sat.").is_ok());
    }

    #[test]
    fn one_stray_control_character_is_borne() {
        assert!(refuse_controls(&format!("{}\u{1b}", "Mara sat. ".repeat(30))).is_ok());
        assert!(refuse_controls("\u{0}\u{1}\u{2}abc").is_err());
    }
}
