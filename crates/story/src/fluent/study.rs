//! What the judge of facts sees, for learning from.

use dramaturg_cast::{Cast, EntityId};
use dramaturg_parse::Parse;
use dramaturg_text::{Book, Span, TokenId};

use super::grammar::Grammar;
use super::thing::Things;
use super::{body, custody, encode, stake};
use crate::Events;

/// Something that may be so, and what the judge sees of it.
#[derive(Clone, Debug)]
pub struct FactRow {
    /// The passage; its rows differ in whom they are about.
    pub passage: usize,
    /// Whose body it is, or who has the thing.
    pub who: Option<EntityId>,
    /// The words.
    pub evidence: Span<TokenId>,
    /// A part of the body, or the names of a thing.
    pub names: Vec<String>,
    /// What is the matter, or what is done.
    pub what: &'static str,
    /// The kind of state; empty for a thing.
    pub group: &'static str,
    /// Whether a state is so; empty for a thing.
    pub status: &'static str,
    /// Which thing it is; 0 for a state.
    pub thing: usize,
    /// The values.
    pub values: Vec<f32>,
}

/// The rows of all states and those of all links of custody, in the order of the text.
pub fn study_facts(
    book: &Book,
    parse: &Parse,
    cast: &Cast,
    events: &Events,
) -> (Vec<FactRow>, Vec<FactRow>) {
    let grammar = Grammar::new(book, parse, cast);
    let known = body::known(&grammar);
    let mut signs = body::signs(&grammar, &known, events);
    signs.retain(|sign| !sign.is_end());
    let states = encode::proposals(&grammar, &known, &signs, events).into_iter();
    let states = states.map(|row| FactRow {
        passage: row.passage,
        who: row.sign.who,
        evidence: row.sign.evidence,
        names: row.sign.part.into_iter().collect(),
        what: row.sign.entry.state,
        group: row.sign.entry.group,
        status: row.sign.status.label(),
        thing: 0,
        values: row.values,
    });
    let states = states.collect();
    let things = Things::new(&grammar);
    let links = custody::links(&grammar, &things);
    let custody = stake::stakes(&grammar, &things, &links).into_iter().map(|row| {
        let link = &links[row.link];
        FactRow {
            passage: link.passage,
            who: row.holder,
            evidence: link.evidence,
            names: things.rows[link.thing].names().map(str::to_owned).collect(),
            what: link.action,
            group: "",
            status: if link.is_still { "still" } else { "" },
            thing: link.thing,
            values: row.values,
        }
    });
    (states, custody.collect())
}
