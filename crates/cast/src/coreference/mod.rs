//! Which mentions belong together.

use dramaturg_text::{Book, Stage, Table, position};

use crate::{MentionId, Mentions, Quotations};

position! {
    /// A set of mentions that corefer.
    ClusterId
}

/// The cluster of each mention; none where it could not be told.
#[derive(Clone, Debug, Default)]
pub struct Coreference {
    /// A row a mention.
    pub cluster: Table<MentionId, Option<ClusterId>>,
    /// How many clusters there are.
    pub n_clusters: usize,
}

/// Clusters mentions.
#[derive(Clone, Copy, Debug, Default)]
pub struct CoreferenceStage;

impl Stage for CoreferenceStage {
    type Input<'a> = (&'a Book, &'a Quotations, &'a Mentions);
    type Layer = Coreference;
    const NAME: &'static str = "coreference";

    fn run(&self, _input: (&Book, &Quotations, &Mentions)) -> Coreference {
        Coreference::default()
    }
}
