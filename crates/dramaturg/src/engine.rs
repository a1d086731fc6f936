//! The engine: every stage, in order.

use dramaturg_cast::{
    Cast, CoreferenceStage, EntityStage, MentionStage, PersonStage, QuotationStage,
    SpeechStage, find_joins,
};
use dramaturg_story::{SceneStage, Story};
use dramaturg_text::{Book, Stage};

use crate::Reading;

/// The version of the engine; readings of two versions may differ.
pub const ENGINE_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Reads books. Holds its models, borrows nothing, and may be shared between threads.
#[derive(Clone, Copy, Debug, Default)]
pub struct Engine {}

impl Engine {
    /// The engine with the models that ship inside it.
    pub fn embedded() -> Engine {
        Engine {}
    }

    /// Reads a book. Never fails: what is odd becomes a note.
    pub fn read(&self, book: Book) -> Reading {
        let quotations = QuotationStage.run(&book);
        let mentions = MentionStage.run((&book, &quotations));
        let mut coreference =
            CoreferenceStage::default().run((&book, &quotations, &mentions));
        let mut entities = EntityStage.run((&book, &quotations, &mentions, &coreference));
        // Who answers to a name shows whom it means; then everything is read anew.
        let first = SpeechStage { admits_called: false, ranker: None }.run((
            &book,
            &quotations,
            &mentions,
            &entities,
        ));
        let joins = find_joins(&book, &quotations, &mentions, &entities, &first);
        if !joins.is_empty() {
            coreference = CoreferenceStage { joins }.run((&book, &quotations, &mentions));
            entities = EntityStage.run((&book, &quotations, &mentions, &coreference));
        }
        let speech =
            SpeechStage::default().run((&book, &quotations, &mentions, &entities));
        let persons =
            PersonStage.run((&book, &quotations, &mentions, &entities, &speech));
        let cast = Cast { quotations, mentions, coreference, entities, speech, persons };
        let scenes = SceneStage.run((&book, &cast));
        Reading { book, cast, story: Story { scenes } }
    }
}
