//! Something odd that a stage met.

use crate::{Byte, Span};

/// Something odd that a stage met: where, and in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where in the text.
    pub span: Span<Byte>,
    /// A short name for this kind of note, such as `quote-never-opened`.
    pub code: &'static str,
    /// What it is and, where there is one, the remedy: lower case, no full stop.
    pub message: String,
}
