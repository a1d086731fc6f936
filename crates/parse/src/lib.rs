//! How sentences are built: words, tags, lemmas, heads.
//!
//! One layer, [`Parse`].
//!
//! Read in this order: `labels`, `layer`, `words` (how text is split), `syntax` (the stage),
//! `tree`.

mod labels;
mod layer;
mod syntax;
mod tree;
mod words;

pub use labels::{Relation, Tag};
pub use layer::{
    Labels, LemmaId, Parse, ParsedSentenceId, ParsedWordId, Phrase, PhraseClass,
    PhraseKind, Trigger, Word,
};
pub use syntax::{LanguageFiles, LanguageModel, ParseStage};
