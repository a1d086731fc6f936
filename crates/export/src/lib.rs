//! One reading, many file formats: a file a format.
//!
//! Every format takes the segments of a [`Reading`](dramaturg::Reading), which tile its
//! text, and gives back a [`Certificate`]: what was really written, read again and held
//! against the source. Read in this order: `certificate`, `voices`, then the formats
//! [`script`], [`text`] and [`alexandria`]. [`conllu`] shows how sentences are built, and takes
//! no segments.

pub mod alexandria;
mod certificate;
pub mod conllu;
pub mod script;
pub mod text;
mod voices;

pub use certificate::{Certificate, ExportError, Options, WentIn};
