//! What holds of bodies and things for a stretch of the story.
//!
//! Reads `Book`, `Parse`, the layers of `cast` and [`Events`]; makes [`Fluents`]: the states
//! of bodies, the things that matter, and who has them. Fluents as in `McCarthy` and
//! Hayes (1969), started and ended by what the text says. Rules over the tree with word lists;
//! where a sentence asks, wishes or supposes, nothing is stated.
//!
//! Where the engine has its learned judge, the rules and the word lists only propose, with
//! whoever may be meant, and the judge decides.
//!
//! Read in this order: `grammar` (which word is part of a body, and whether a clause is so),
//! `lexicon`, `body` (what each word says of a body), `unreal` (and what is none), `people`
//! (who may be meant), `encode`, `judge`, `interval` (from when to when), `thing`, `custody`, `stake` (like `encode`, for
//! things), `chain`.

mod body;
mod chain;
mod custody;
mod encode;
pub(crate) mod grammar;
mod interval;
mod judge;
mod lexicon;
mod people;
mod stake;
mod study;
mod thing;
mod unreal;

use dramaturg_cast::{Cast, EntityId};
use dramaturg_parse::Parse;
use dramaturg_text::{Book, Byte, Span, Stage, Table, TokenId, position};

use crate::{EventId, Events};
use body::Sign;
use chain::Judged;
use grammar::Grammar;
use thing::Things;

pub use encode::STATE_FEATURES;
pub use judge::FactJudge;
pub use stake::CUSTODY_FEATURES;
pub use study::{FactRow, study_facts};

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
pub struct FluentStage<'m> {
    /// The learned judge of what is so; without it the rules are believed.
    pub judge: Option<&'m FactJudge>,
}

impl Stage for FluentStage<'_> {
    type Input<'a> = (&'a Book, &'a Parse, &'a Cast, &'a Events);
    type Layer = Fluents;
    const NAME: &'static str = "fluents";

    fn run(&self, (book, parse, cast, events): Self::Input<'_>) -> Fluents {
        let grammar = Grammar::new(book, parse, cast);
        let states = interval::states(&grammar, self.signs(&grammar, events));
        let things = Things::new(&grammar);
        let links = self.links(&grammar, &things);
        let (things, custody) = chain::chains(&grammar, things, links);
        Fluents { states, things, custody }
    }
}

impl FluentStage<'_> {
    /// What is said of bodies, and how sure that is, in the order of the text.
    fn signs(&self, grammar: &Grammar<'_>, events: &Events) -> Vec<(Sign, f32)> {
        let known = body::known(grammar);
        let mut signs = body::signs(grammar, &known, events);
        signs.retain(|sign| sign.is_end() || !unreal::is_unreal(grammar, sign));
        // What only ends a state is no state to judge.
        let (ends, signs): (Vec<Sign>, Vec<Sign>) =
            signs.into_iter().partition(Sign::is_end);
        let sure = |signs: Vec<Sign>| signs.into_iter().map(|sign| (sign, 0.75));
        let mut signs = match self.judge {
            Some(judge) => {
                let all = encode::proposals(grammar, &known, &signs, events);
                judge
                    .states(all, grammar.parse.words.len())
                    .into_iter()
                    .chain(sure(ends))
                    .collect()
            }
            None => sure(signs).chain(sure(ends)).collect::<Vec<_>>(),
        };
        signs.sort_by_key(|(sign, _)| sign.at);
        signs
    }

    /// What is said of things, and how sure that is, in the order of the text.
    fn links(&self, grammar: &Grammar<'_>, things: &Things) -> Vec<Judged> {
        let links = custody::links(grammar, things);
        if let Some(judge) = self.judge {
            let stakes = stake::stakes(grammar, things, &links);
            return judge.custody(&links, &stakes, grammar.parse.words.len());
        }
        let sure = links.into_iter().filter(|link| link.is_rule);
        let judged = sure.map(|link| Judged {
            confidence: if link.is_still { 0.65 } else { 0.75 },
            link,
            is_weighed: false,
        });
        judged.collect()
    }
}
