//! What binds people: relations, promises, attitudes, and the rules of their world.
//!
//! Reads `Book`, `Parse` and the layers of `cast`; makes [`Ties`]. Rules over the tree and
//! short word lists; only what the text states.
//!
//! Read in this order: this file, `relation`, `kin`, `name`, `promise`, `order`, `wish`,
//! `outcome`, `rule`, `law`, `sign`, `particular`, `attitude`.

mod attitude;
mod kin;
mod law;
mod name;
mod order;
mod outcome;
mod particular;
mod promise;
mod relation;
mod rule;
mod sign;
mod wish;

use dramaturg_cast::{Cast, EntityId};
use dramaturg_parse::{Parse, ParsedWordId};
use dramaturg_text::{Book, Byte, Span, Stage, Table, position};

use crate::tree::Tree;

position! {
    /// A row of [`Ties::relations`].
    RelationId
}
position! {
    /// A row of [`Ties::promises`].
    PromiseId
}
position! {
    /// A row of [`Ties::rules`].
    RuleId
}
position! {
    /// A row of [`Ties::attitudes`].
    AttitudeId
}

/// A relation that the text states: `a` is the `kind` of `b`.
#[derive(Clone, PartialEq, Debug)]
pub struct Kinship {
    /// Who is it.
    pub a: EntityId,
    /// Whose.
    pub b: EntityId,
    /// What `a` is to `b`: `mother`, `captain`.
    pub kind: &'static str,
    /// The words that state it, in order; never empty, no span is empty.
    pub evidence: Vec<Span<Byte>>,
    /// The probability that it is so, from 0 to 1.
    pub confidence: f32,
}

/// What somebody binds themselves or others to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PromiseKind {
    /// I shall do it.
    Promise,
    /// I might do it for you.
    Offer,
    /// I mean to do it.
    Plan,
    /// I shall do it if you do not obey.
    Threat,
    /// Would you do it?
    Request,
    /// Do it.
    Order,
}

impl PromiseKind {
    /// The word in the Story JSON.
    pub fn label(self) -> &'static str {
        match self {
            PromiseKind::Promise => "promise",
            PromiseKind::Offer => "offer",
            PromiseKind::Plan => "plan",
            PromiseKind::Threat => "threat",
            PromiseKind::Request => "request",
            PromiseKind::Order => "order",
        }
    }
}

/// What became of a promise or a request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PromiseStatus {
    /// The text does not say.
    Open,
    /// It was done.
    Kept,
    /// The other one said no.
    Refused,
}

impl PromiseStatus {
    /// The word in the Story JSON.
    pub fn label(self) -> &'static str {
        match self {
            PromiseStatus::Open => "open",
            PromiseStatus::Kept => "kept",
            PromiseStatus::Refused => "refused",
        }
    }
}

/// A promise, a request, an order, a threat, an offer or a plan.
#[derive(Clone, PartialEq, Debug)]
pub struct Promise {
    /// Who makes it.
    pub by: Option<EntityId>,
    /// To whom.
    pub to: Option<EntityId>,
    /// The words; never empty.
    pub gist: Span<Byte>,
    /// What it is.
    pub kind: PromiseKind,
    /// What became of it.
    pub status: PromiseStatus,
    /// The words of it and of what became of it, in order; never empty.
    pub evidence: Vec<Span<Byte>>,
    /// The probability that it is so, from 0 to 1.
    pub confidence: f32,
}

/// A general rule of the world, as somebody states it.
#[derive(Clone, PartialEq, Debug)]
pub struct Rule {
    /// The words; never empty.
    pub gist: Span<Byte>,
    /// Who states it; none for the narration.
    pub by: Option<EntityId>,
    /// The probability that it is one, from 0 to 1.
    pub confidence: f32,
}

/// What somebody feels about somebody.
#[derive(Clone, PartialEq, Debug)]
pub struct Attitude {
    /// Who feels it.
    pub holder: EntityId,
    /// About whom.
    pub toward: EntityId,
    /// What: `fear`, `distrust`.
    pub kind: &'static str,
    /// The words that show it; never empty.
    pub evidence: Span<Byte>,
    /// The probability that it is so, from 0 to 1.
    pub confidence: f32,
}

/// What binds people.
#[derive(Clone, Debug, Default)]
pub struct Ties {
    /// Relations, in order of the words that first state them.
    pub relations: Table<RelationId, Kinship>,
    /// Promises and the like, in order.
    pub promises: Table<PromiseId, Promise>,
    /// Rules of the world, in order.
    pub rules: Table<RuleId, Rule>,
    /// Attitudes, in order.
    pub attitudes: Table<AttitudeId, Attitude>,
}

/// Finds ties.
#[derive(Clone, Copy, Debug, Default)]
pub struct TieStage;

impl Stage for TieStage {
    type Input<'a> = (&'a Book, &'a Parse, &'a Cast);
    type Layer = Ties;
    const NAME: &'static str = "ties";

    fn run(&self, (book, parse, cast): (&Book, &Parse, &Cast)) -> Ties {
        let tree = Tree::new(book, parse, cast);
        Ties {
            relations: relation::relations(&tree).into_iter().collect(),
            promises: promise::promises(&tree).into_iter().collect(),
            rules: rule::rules(&tree).into_iter().collect(),
            attitudes: attitude::attitudes(&tree).into_iter().collect(),
        }
    }
}

/// The words of a sentence that are of the same speech as one of them: from the first to
/// the last without a break, marks at the ends left out.
fn stretch(
    tree: &Tree<'_>,
    sentence: Span<ParsedWordId>,
    word: ParsedWordId,
) -> Span<ParsedWordId> {
    use dramaturg_parse::Tag;
    use dramaturg_text::Position;
    let own = tree.quotation(word);
    let (mut start, mut end) = (word.index(), word.index());
    let at = ParsedWordId::from_index;
    while start > sentence.start().index() && tree.quotation(at(start - 1)) == own {
        start -= 1;
    }
    while end + 1 < sentence.end().index() && tree.quotation(at(end + 1)) == own {
        end += 1;
    }
    while start < word.index() && tree.tag(at(start)) == Tag::Punct {
        start += 1;
    }
    while end > word.index() && tree.tag(at(end)) == Tag::Punct {
        end -= 1;
    }
    Span::of(start, end + 1)
}

/// The mark right in front of a name, if there is one.
fn mark_before<'a>(tree: &Tree<'a>, name: ParsedWordId) -> Option<&'a str> {
    use dramaturg_parse::Tag;
    use dramaturg_text::Position;
    let before = (0..name.index()).rev().take(MAX_NAME).map(ParsedWordId::from_index);
    let mut before = before.skip_while(|&word| tree.tag(word) == Tag::Propn);
    let mark = before.next().filter(|&word| tree.tag(word) == Tag::Punct)?;
    Some(tree.written(mark))
}

/// A name has at most so many words.
const MAX_NAME: usize = 6;
