//! Takes and silence joined to one WAV file.
//!
//! Takes are PCM of 16 bits; all takes of a book have the same rate and number of channels.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use crate::PerformError;

/// How the samples of a file are to be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shape {
    /// Samples a second.
    pub rate: u32,
    /// Samples at a time.
    pub channels: u16,
}

impl Shape {
    /// Bytes of a millisecond count, in whole samples.
    fn bytes(self, milliseconds: u32) -> u64 {
        let frames = u64::from(self.rate) * u64::from(milliseconds) / 1000;
        frames * u64::from(self.channels) * 2
    }

    /// How long some bytes sound, in milliseconds.
    fn milliseconds(self, bytes: u64) -> u64 {
        bytes * 1000 / (u64::from(self.rate) * u64::from(self.channels) * 2).max(1)
    }
}

/// The samples of a WAV file, as bytes, and how to read them.
///
/// # Errors
///
/// If it is no WAV file of 16-bit PCM.
pub fn read(path: &Path) -> Result<(Shape, Vec<u8>), PerformError> {
    let bad = |what| PerformError::Audio { path: path.to_owned(), what };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| PerformError::file(path, error))?;
    BufReader::new(file)
        .read_to_end(&mut bytes)
        .map_err(|error| PerformError::file(path, error))?;
    if bytes.get(..4) != Some(b"RIFF") || bytes.get(8..12) != Some(b"WAVE") {
        return Err(bad("is no WAV file; the engine has to write one"));
    }
    let mut shape = None;
    let mut at = 12;
    while let (Some(name), Some(size)) =
        (bytes.get(at..at + 4), number(&bytes, at + 4, 4))
    {
        let start = at + 8;
        // An engine that wrote to a pipe may not have known the length.
        let end = start.saturating_add(size).min(bytes.len());
        match name {
            b"fmt " => {
                let field = |at: usize, n: usize| number(&bytes, start + at, n);
                let is_pcm =
                    matches!(field(0, 2), Some(1 | 0xfffe)) && field(14, 2) == Some(16);
                let rate = field(4, 4).and_then(|rate| u32::try_from(rate).ok());
                let channels = field(2, 2).and_then(|n| u16::try_from(n).ok());
                shape = match (rate, channels) {
                    (Some(rate), Some(channels))
                        if is_pcm && rate > 0 && channels > 0 =>
                    {
                        Some(Shape { rate, channels })
                    }
                    _ => {
                        return Err(bad(
                            "is not PCM of 16 bits; the engine has to write that",
                        ));
                    }
                };
            }
            b"data" => {
                let shape =
                    shape.ok_or_else(|| bad("has samples in front of their shape"))?;
                let frame = usize::from(shape.channels) * 2;
                let end = end - (end - start) % frame;
                return Ok((shape, bytes[start..end].to_vec()));
            }
            _ => {}
        }
        at = start + size + size % 2;
    }
    Err(bad("has no samples"))
}

/// A number of `n` bytes, the lowest first.
fn number(bytes: &[u8], at: usize, n: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(n)?)?;
    Some(bytes.iter().rev().fold(0, |number, &byte| number << 8 | usize::from(byte)))
}

/// Writes one WAV file, take after take.
#[derive(Debug)]
pub struct Joined {
    path: PathBuf,
    out: BufWriter<File>,
    shape: Option<Shape>,
    n_bytes: u64,
}

/// The header in front of the samples, in bytes.
const HEADER: u64 = 44;

impl Joined {
    /// Begins a file.
    ///
    /// # Errors
    ///
    /// If it cannot be made.
    pub fn create(path: &Path) -> Result<Joined, PerformError> {
        let file = File::create(path).map_err(|error| PerformError::file(path, error))?;
        let mut joined = Joined {
            path: path.to_owned(),
            out: BufWriter::new(file),
            shape: None,
            n_bytes: 0,
        };
        joined.put(&[0; 44])?;
        Ok(joined)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), PerformError> {
        self.out.write_all(bytes).map_err(|error| PerformError::file(&self.path, error))
    }

    /// Adds a take and the silence after it; gives back how long the take itself sounds, in
    /// milliseconds.
    ///
    /// # Errors
    ///
    /// If the take is no audio, or of another shape than those before it.
    pub fn add(&mut self, take: &Path, pause: u32) -> Result<u64, PerformError> {
        let (shape, samples) = read(take)?;
        if *self.shape.get_or_insert(shape) != shape {
            let what =
                "has another rate than the takes before it; give all voices one rate";
            return Err(PerformError::Audio { path: take.to_owned(), what });
        }
        let silence = shape.bytes(pause);
        let added = samples.len() as u64 + silence;
        // A WAV file counts in 32 bits.
        if self.n_bytes + added > u64::from(u32::MAX) - HEADER {
            let what =
                "would be longer than 4 GiB; make M4B or Opus, a chapter at a time";
            return Err(PerformError::Audio { path: self.path.clone(), what });
        }
        self.put(&samples)?;
        for _ in 0..silence {
            self.put(&[0])?;
        }
        self.n_bytes += added;
        Ok(shape.milliseconds(samples.len() as u64))
    }

    /// How long all of it sounds so far, in milliseconds.
    pub fn milliseconds(&self) -> u64 {
        self.shape.map_or(0, |shape| shape.milliseconds(self.n_bytes))
    }

    /// Writes the header, now that the length is known.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn finish(mut self) -> Result<(), PerformError> {
        let shape = self.shape.unwrap_or(Shape { rate: 22050, channels: 1 });
        let length = u32::try_from(self.n_bytes).unwrap_or(u32::MAX);
        let frame = shape.channels * 2;
        let mut header = Vec::new();
        header.extend_from_slice(b"RIFF");
        header.extend((length.saturating_add(36)).to_le_bytes());
        header.extend_from_slice(b"WAVEfmt ");
        header.extend(16_u32.to_le_bytes());
        header.extend(1_u16.to_le_bytes());
        header.extend(shape.channels.to_le_bytes());
        header.extend(shape.rate.to_le_bytes());
        header.extend((shape.rate * u32::from(frame)).to_le_bytes());
        header.extend(frame.to_le_bytes());
        header.extend(16_u16.to_le_bytes());
        header.extend_from_slice(b"data");
        header.extend(length.to_le_bytes());
        let path = self.path.clone();
        let failed = |error| PerformError::file(&path, error);
        self.out.seek(SeekFrom::Start(0)).map_err(failed)?;
        self.put(&header)?;
        self.out.flush().map_err(failed)
    }
}
