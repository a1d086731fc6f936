//! One reading, many file formats: a file a format, and one table of all in `format`.
//!
//! What carries the text takes the segments of a [`Reading`](dramaturg::Reading), which tile
//! it, and gives back a [`Certificate`]: what was really written, read again and held
//! against the source. Read in this order: `certificate`, `voices`, `voice_map`, `format`,
//! then
//!
//! - for voices: [`script`], [`text`], [`alexandria`], [`e2a`], [`creator`], [`ssml`],
//!   [`fountain`].

pub mod alexandria;
mod certificate;
pub mod creator;
pub mod e2a;
mod format;
pub mod fountain;
pub mod network;
pub mod script;
pub mod ssml;
pub mod text;
pub mod voice_map;
mod voices;
mod xml;

pub use certificate::{Certificate, ExportError, Options, WentIn};
pub use format::{Export, ExportFile, FORMATS, Format, Shape};
