//! How sentences are built: words, tags, lemmas, heads.
//!
//! One layer, [`Parse`].
//!
//! Read in this order: `labels`, `layer`, `words` (how text is split), `tree`.

mod labels;
mod layer;
mod tree;
mod words;

pub use labels::{Relation, Tag};
pub use layer::{
    Labels, LemmaId, Parse, ParsedSentenceId, ParsedWordId, Phrase, PhraseClass,
    PhraseKind, Word,
};
