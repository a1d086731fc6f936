//! What holds of bodies and things for a stretch of the story.
//!
//! Reads `Book`, `Parse`, the layers of `cast` and [`Events`]; makes [`Fluents`]: the states
//! of bodies, the things that matter, and who has them. Fluents as in `McCarthy` and
//! Hayes (1969), started and ended by what the text says. Rules over the tree with word lists;
//! where a sentence asks, wishes or supposes, nothing is stated.
//!
//! Read in this order: `grammar` (whom a word means, and whether a clause is so), `lexicon`,
//! `body` (what each word says of a body), `interval`
//! (from when to when), `thing`, `custody`.

mod body;
mod custody;
pub(crate) mod grammar;
mod interval;
mod lexicon;
mod thing;

use dramaturg_cast::{Cast, EntityId};
use dramaturg_parse::Parse;
use dramaturg_text::{Book, Byte, Span, Stage, Table, TokenId, position};

use crate::{EventId, Events};
use grammar::Grammar;

position! {
    /// A row of [`Fluents::states`].
    StateId
}
position! {
    /// A row of [`Fluents::things`].
    ThingId
}
position! {
    /// A row of [`Fluents::custody`].
    CustodyId
}

/// Whether a state is so.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Status {
    /// It is.
    Holds,
    /// It is cared for: *bandaged*, *in a sling*.
    Treated,
    /// It is over, as the text says.
    Healed,
    /// It was so before the story came to it.
    Past,
    /// It is not so.
    Negated,
    /// It will be so, as somebody says.
    Forecast,
    /// Somebody pretends that it is so.
    Feigned,
}

impl Status {
    /// The word in the Story JSON.
    pub fn label(self) -> &'static str {
        match self {
            Status::Holds => "holds",
            Status::Treated => "treated",
            Status::Healed => "healed",
            Status::Past => "past",
            Status::Negated => "negated",
            Status::Forecast => "forecast",
            Status::Feigned => "feigned",
        }
    }
}

/// What is the matter with somebody's body for a while.
#[derive(Clone, PartialEq, Debug)]
pub struct State {
    /// Whose body it is.
    pub character: EntityId,
    /// The part, as the text calls it: `left hand`; none for all of the body.
    pub part: Option<String>,
    /// What is the matter: `broken`, `asleep`, `dead`.
    pub state: &'static str,
    /// What it is a kind of: `wound`, `fracture`, `asleep`.
    pub group: &'static str,
    /// Whether it is so.
    pub status: Status,
    /// From where in the text it is known; the start of its first evidence.
    pub from: Byte,
    /// Where it ends, if it does; at or after `from`.
    pub to: Option<Byte>,
    /// What brought it about.
    pub cause: Option<EventId>,
    /// Who brought it about, if it is somebody else.
    pub by: Option<EntityId>,
    /// The words that say so, in order; never empty.
    pub evidence: Vec<Span<TokenId>>,
    /// A probability, from 0 to 1.
    pub confidence: f32,
}

/// A thing that matters: somebody holds, gives, takes or leaves it.
#[derive(Clone, PartialEq, Debug)]
pub struct Thing {
    /// Its fullest name: `the brass key`.
    pub name: String,
    /// What else it is called: `the key`.
    pub aliases: Vec<String>,
    /// Whose it is, if the text says so.
    pub owner: Option<EntityId>,
    /// The words that first name it.
    pub first: Span<TokenId>,
}

/// A link in the chain of who has a thing, or where it lies.
#[derive(Clone, PartialEq, Debug)]
pub struct Custody {
    /// The thing.
    pub thing: ThingId,
    /// Who has it from here on.
    pub holder: Option<EntityId>,
    /// Where it is from here on, as the text says: `under the mat`.
    pub place: Option<Span<TokenId>>,
    /// What is done to it, in one word: `give`, `take`, `put`, `hide`, `lose`, `hold`.
    pub action: &'static str,
    /// Who had it up to here.
    pub from_holder: Option<EntityId>,
    /// From where in the text it is known: the start of the evidence.
    pub at: Byte,
    /// The words that say so.
    pub evidence: Span<TokenId>,
    /// A probability, from 0 to 1.
    pub confidence: f32,
}

/// What holds of bodies and things.
#[derive(Clone, Debug, Default)]
pub struct Fluents {
    /// States of bodies, by where they begin.
    pub states: Table<StateId, State>,
    /// Things in order of first mention.
    pub things: Table<ThingId, Thing>,
    /// Who has them, in discourse order.
    pub custody: Table<CustodyId, Custody>,
}

/// Finds states of bodies, things, and who has them.
#[derive(Clone, Copy, Debug, Default)]
pub struct FluentStage;

impl Stage for FluentStage {
    type Input<'a> = (&'a Book, &'a Parse, &'a Cast, &'a Events);
    type Layer = Fluents;
    const NAME: &'static str = "fluents";

    fn run(&self, (book, parse, cast, events): Self::Input<'_>) -> Fluents {
        let grammar = Grammar::new(book, parse, cast);
        let signs = body::signs(&grammar, events);
        let states = interval::states(&grammar, signs);
        let (things, custody) = custody::chains(&grammar);
        Fluents { states, things, custody }
    }
}
