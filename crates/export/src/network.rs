//! Who is tied to whom.

/// What ties two characters in a network.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Relation {
    /// One speaks to the other: directed, a weight of one a quotation.
    #[default]
    Talk,
    /// Both are there: undirected, a weight of one a scene.
    Company,
}
