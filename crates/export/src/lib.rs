//! One reading, many file formats: a file a format, and one table of all in `format`.
//!
//! What carries the text takes the segments of a [`Reading`](dramaturg::Reading), which tile
//! it, and gives back a [`Certificate`]: what was really written, read again and held
//! against the source. Read in this order: `certificate`, `voices`, `voice_map`, `format`,
//! then
//!
//! - for voices: [`script`], [`text`], [`alexandria`], [`e2a`], [`creator`], [`ssml`],
//!   [`fountain`], [`cast_sheet`];
//! - for research: [`document`], [`tei`], [`table`] with [`csv`], `arrow` and `parquet`, [`sqlite`],
//!   [`network`] with [`gexf`] and [`graphml`], [`booknlp`], and [`conllu`], which shows how sentences are built;
//! - for readers and writers: `facts`, then [`stardict`], [`koreader`], [`worddumb`],
//!   [`bible`]; [`ask`] answers questions, [`timeline`] draws who is there and who tells whom.

pub mod alexandria;
#[cfg(feature = "arrow")]
pub mod arrow;
pub mod ask;
pub mod bible;
pub mod booknlp;
pub mod cast_sheet;
mod certificate;
pub mod conllu;
pub mod creator;
pub mod csv;
pub mod document;
pub mod e2a;
mod facts;
pub mod findings;
mod format;
pub mod fountain;
pub mod gexf;
pub mod graphml;
pub mod koreader;
pub mod network;
mod offsets;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod script;
pub mod sqlite;
pub mod ssml;
pub mod stardict;
pub mod table;
pub mod tei;
pub mod text;
pub mod timeline;
pub mod voice_map;
mod voices;
pub mod worddumb;
mod xml;

pub use certificate::{Certificate, ExportError, Options, WentIn};
pub use format::{Export, ExportFile, FORMATS, Format, Shape};
