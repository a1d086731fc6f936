//! What in a story cannot be: findings for writers.
//!
//! Reads all layers; makes [`Finding`]s, each with two passages that contradict each other.
//! Precision goes before recall: a finding needs a person who is beyond doubt on both sides,
//! words that leave little room, and nothing between the passages that would explain it.
//! Every rule is linear in the text, or looks ahead by a named bound.
//!
//! Read in this order: this file, `desk` (what all rules look at), `looks`, `spelling`,
//! `limb` (what is hurt) and `body`, `life` (the dead and the sleeping), `absent`, `thing`.

mod absent;
mod body;
mod desk;
mod life;
mod limb;
mod looks;
mod spelling;
mod thing;

use dramaturg_cast::{Cast, EntityId};
use dramaturg_parse::Parse;
use dramaturg_text::{Book, Byte, Span, Stage};

use crate::Story;
use desk::Desk;

/// What sort of contradiction it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FindingKind {
    /// Somebody speaks or acts who has left.
    Absent,
    /// Somebody speaks or acts who is dead.
    Dead,
    /// Somebody speaks or acts who is asleep or unconscious.
    Asleep,
    /// Somebody uses what is broken, in a sling or lost: an arm, a leg, eyes.
    Body,
    /// The hurt arm or leg is the other one.
    Side,
    /// Somebody has a thing that is elsewhere or destroyed.
    Thing,
    /// Eyes change colour.
    Eyes,
    /// Hair changes colour.
    Hair,
    /// An age changes.
    Age,
    /// A name is spelled in two ways.
    Name,
}

impl FindingKind {
    /// All of them.
    pub const ALL: &[FindingKind] = &[
        FindingKind::Absent,
        FindingKind::Dead,
        FindingKind::Asleep,
        FindingKind::Body,
        FindingKind::Side,
        FindingKind::Thing,
        FindingKind::Eyes,
        FindingKind::Hair,
        FindingKind::Age,
        FindingKind::Name,
    ];

    /// Its name in every format.
    pub fn label(self) -> &'static str {
        match self {
            FindingKind::Absent => "absent",
            FindingKind::Dead => "dead",
            FindingKind::Asleep => "asleep",
            FindingKind::Body => "body",
            FindingKind::Side => "side",
            FindingKind::Thing => "thing",
            FindingKind::Eyes => "eyes",
            FindingKind::Hair => "hair",
            FindingKind::Age => "age",
            FindingKind::Name => "name",
        }
    }

    /// What it is, in a sentence for people.
    pub fn about(self) -> &'static str {
        match self {
            FindingKind::Absent => "Somebody speaks or acts who has left.",
            FindingKind::Dead => "Somebody speaks or acts who is dead.",
            FindingKind::Asleep => {
                "Somebody speaks or acts who is asleep or unconscious."
            }
            FindingKind::Body => {
                "Somebody uses an arm, a leg or eyes that they cannot use."
            }
            FindingKind::Side => "The hurt arm or leg becomes the other one.",
            FindingKind::Thing => "Somebody has a thing that is elsewhere or destroyed.",
            FindingKind::Eyes => "Eyes change colour.",
            FindingKind::Hair => "Hair changes colour.",
            FindingKind::Age => "An age changes.",
            FindingKind::Name => "A name is spelled in two ways.",
        }
    }

    /// The kind that a name stands for.
    pub fn from_label(label: &str) -> Option<FindingKind> {
        FindingKind::ALL.iter().copied().find(|kind| kind.label() == label)
    }
}

/// Two passages that contradict each other.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// What sort it is.
    pub kind: FindingKind,
    /// Whom it is about.
    pub character: Option<EntityId>,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// The passage that comes first; never empty.
    pub first: Span<Byte>,
    /// The passage that does not fit it, further on; never empty.
    pub second: Span<Byte>,
    /// A probability that a writer would want to know, from 0 to 1.
    pub confidence: f32,
}

/// The layers that the stage reads.
#[derive(Clone, Copy, Debug)]
pub struct Checked<'a> {
    /// What is written.
    pub book: &'a Book,
    /// How its sentences are built.
    pub parse: &'a Parse,
    /// Who is meant and who speaks.
    pub cast: &'a Cast,
    /// What happens.
    pub story: &'a Story,
}

/// Finds contradictions.
#[derive(Clone, Copy, Debug, Default)]
pub struct CheckStage;

/// A book has at most so many findings of a kind; a text that is made to have more is no
/// story.
const MAX_FINDINGS: usize = 200;

impl Stage for CheckStage {
    type Input<'a> = Checked<'a>;
    type Layer = Vec<Finding>;
    const NAME: &'static str = "check";

    fn run(&self, layers: Checked<'_>) -> Vec<Finding> {
        let tree = crate::tree::Tree::new(layers.book, layers.parse, layers.cast);
        let certain = crate::certain::Certain::new(&tree);
        let desk = Desk::new(&tree, &certain, layers.story);
        let mut findings = Vec::new();
        for found in [
            looks::findings(&desk),
            spelling::findings(&desk),
            body::findings(&desk),
            life::findings(&desk),
            absent::findings(&desk),
            thing::findings(&desk),
        ] {
            findings.extend(found.into_iter().take(MAX_FINDINGS));
        }
        findings
            .retain(|finding| !finding.first.is_empty() && !finding.second.is_empty());
        findings
            .sort_by_key(|f| (f.second.start(), f.kind, f.first.start(), f.character));
        findings.dedup_by_key(|f| (f.second, f.kind));
        findings
    }
}
