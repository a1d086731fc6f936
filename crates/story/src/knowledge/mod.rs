//! Who learns what, when, and how.
//!
//! Reads `Book`, `Parse`, the layers of `cast`, `Events`, `Fluents` and `Scenes`;
//! makes [`Knowledge`]:
//! a row for what each quotation, thought, piece of writing or stretch of narration tells,
//! with everybody who knows it from there on. Rules over words and the tree.
//!
//! Read in this order: this file, `telling` (quotations), `seeing` (narration), `topic`,
//! `lie`.

mod lie;
mod seeing;
mod telling;
mod topic;

use dramaturg_cast::{Cast, EntityId, QuotationId};
use dramaturg_parse::Parse;
use dramaturg_text::{Book, Byte, Span, Stage, Table, position};

use crate::scene::NOVEL;
use crate::tree::Tree;
use crate::{EventId, Events, Fluents, Scenes, StateId, ThingId};
use topic::Topics;

position! {
    /// A row of [`Knowledge`].
    KnowledgeId
}

/// How somebody comes to know something.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum How {
    /// By saying it.
    Said,
    /// By being told.
    Told,
    /// By hearing what is said to others.
    Overheard,
    /// By seeing, doing or suffering it.
    Witnessed,
    /// By reading it.
    Read,
    /// By putting two and two together.
    Inferred,
    /// By thinking it.
    Thought,
}

impl How {
    /// The word in the Story JSON.
    pub fn label(self) -> &'static str {
        match self {
            How::Said => "said",
            How::Told => "told",
            How::Overheard => "overheard",
            How::Witnessed => "witnessed",
            How::Read => "read",
            How::Inferred => "inferred",
            How::Thought => "thought",
        }
    }
}

/// Somebody who knows something.
#[derive(Clone, PartialEq, Debug)]
pub struct Knower {
    /// Who.
    pub character: EntityId,
    /// How they come to know it.
    pub how: How,
    /// From whom, if from somebody.
    pub by: Option<EntityId>,
    /// From which byte on: the end of the words that tell it.
    pub from: Byte,
    /// The words that show it, in order; never empty, no span is empty.
    pub evidence: Vec<Span<Byte>>,
    /// The probability that it is so, from 0 to 1.
    pub confidence: f32,
}

/// What tells it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum About {
    /// Something said or written.
    Quotation(QuotationId),
    /// Something thought.
    Thought(QuotationId),
    /// Something that happens.
    Event(EventId),
    /// The words of the evidence alone.
    Words,
}

/// Something that somebody knows.
#[derive(Clone, PartialEq, Debug)]
pub struct Known {
    /// What tells it.
    pub about: About,
    /// The words, shortened; never empty.
    pub gist: Span<Byte>,
    /// Whom and what the words mention, in order of their ids.
    pub topics: Vec<EntityId>,
    /// The things that they mention, in order of their ids.
    pub things: Vec<ThingId>,
    /// The states of bodies that they tell of or mention, in order of their ids.
    pub states: Vec<StateId>,
    /// Who knows it, one row each; never empty.
    pub knowers: Vec<Knower>,
    /// Who is near but does not get it, in order of their ids; nobody of `knowers`.
    pub excluded: Vec<EntityId>,
}

/// Whether the text calls what is said a lie.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Sincerity {
    /// It does not say.
    #[default]
    Unknown,
    /// It does.
    Lie,
    /// It does of a part.
    PartialLie,
}

impl Sincerity {
    /// The word in the Story JSON.
    pub fn label(self) -> &'static str {
        match self {
            Sincerity::Unknown => "unknown",
            Sincerity::Lie => "lie",
            Sincerity::PartialLie => "partial-lie",
        }
    }
}

/// Who knows what.
#[derive(Clone, Debug, Default)]
pub struct Knowledge {
    /// The rows, in order of the words that tell them.
    pub rows: Table<KnowledgeId, Known>,
    /// A row a quotation: whether it is a lie.
    pub sincerity: Table<QuotationId, Sincerity>,
}

/// The layers that the stage reads.
#[derive(Clone, Copy, Debug)]
pub struct Layers<'a> {
    /// What is written.
    pub book: &'a Book,
    /// How its sentences are built.
    pub parse: &'a Parse,
    /// Who is meant and who speaks.
    pub cast: &'a Cast,
    /// What happens.
    pub events: &'a Events,
    /// What holds of bodies and things.
    pub fluents: &'a Fluents,
    /// Who is there and who hears it.
    pub scenes: &'a Scenes,
}

impl Layers<'_> {
    /// Whether the text is as long as a novel.
    fn is_novel(&self) -> bool {
        self.parse.words.len() >= NOVEL
    }
}

/// Finds who knows what.
#[derive(Clone, Copy, Debug, Default)]
pub struct KnowledgeStage;

impl Stage for KnowledgeStage {
    type Input<'a> = Layers<'a>;
    type Layer = Knowledge;
    const NAME: &'static str = "knowledge";

    fn run(&self, layers: Layers<'_>) -> Knowledge {
        let tree = Tree::new(layers.book, layers.parse, layers.cast);
        let mut rows = telling::rows(&layers, &tree);
        rows.extend(seeing::rows(&layers, &tree));
        // What a lie tells of did not happen.
        let sincerity = lie::sincerity(&layers, &tree);
        rows.retain(|(at, row)| {
            let tokens = layers.book.tokens_in(Span::one(*at));
            let quotation = tree.quotation_at(tokens.start());
            matches!(row.about, About::Quotation(_) | About::Thought(_))
                || quotation.is_none_or(|id| sincerity[id] == Sincerity::Unknown)
        });
        rows.sort_by_key(|(at, _)| *at);
        let topics = Topics::new(&layers);
        for (_, row) in &mut rows {
            topics.find(&layers, row);
        }
        Knowledge { rows: rows.into_iter().map(|(_, row)| row).collect(), sincerity }
    }
}

/// A row and where its words begin.
type Placed = (Byte, Known);

/// Adds a knower unless the row has one of that character already.
fn add(knowers: &mut Vec<Knower>, knower: Knower) {
    if knowers.iter().all(|known| known.character != knower.character) {
        knowers.push(knower);
    }
}

/// A gist has at most this many bytes, unless its first word is longer.
const MAX_GIST_BYTES: usize = 160;

/// The first words of a stretch, cut between words.
fn gist(book: &Book, span: Span<Byte>) -> Span<Byte> {
    let text = book.slice(span);
    if text.len() <= MAX_GIST_BYTES {
        return span;
    }
    let start = dramaturg_text::Position::index(span.start());
    let blanks = text.char_indices().filter(|(_, c)| c.is_whitespace());
    let cuts = blanks.map(|(at, _)| at).take_while(|&at| at <= MAX_GIST_BYTES);
    let Some(cut) = cuts.last().filter(|&cut| cut > 0) else { return span };
    Span::of(start, start + text[..cut].trim_end().len())
}
