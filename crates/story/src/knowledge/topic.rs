//! Which things and which bodily states words are about.
//!
//! A state is meant where its own words stand, and where somebody who has it and the part of
//! the body are mentioned together. A thing is meant by its noun, if it alone of those known
//! so far has that noun, or by the whole of its name.

use dramaturg_text::{Byte, Position, Span, TokenId, TokenKind};
use rustc_hash::FxHashMap;

use super::{Known, Layers};
use crate::{StateId, ThingId};

/// A row is about at most this many things, and as many states.
const MAX_TOPICS: usize = 12;

/// Of things with one noun at most this many are told apart.
const MAX_SAME_NOUN: usize = 16;

/// Things by noun; states by the words that tell of them, and by part.
#[derive(Debug)]
pub(super) struct Topics<'a> {
    things: FxHashMap<&'a str, Vec<ThingId>>,
    /// The first token of each evidence, and its state, in order.
    told: Vec<(TokenId, StateId)>,
    parts: FxHashMap<&'a str, Vec<StateId>>,
}

impl<'a> Topics<'a> {
    pub(super) fn new(layers: &Layers<'a>) -> Topics<'a> {
        let mut things: FxHashMap<&str, Vec<ThingId>> = FxHashMap::default();
        for (id, thing) in layers.fluents.things.iter() {
            let names = std::iter::once(&thing.name).chain(&thing.aliases);
            for noun in names.filter_map(|name| name.rsplit(' ').next()) {
                let list = things.entry(noun).or_default();
                if list.last() != Some(&id) && list.len() < MAX_SAME_NOUN {
                    list.push(id);
                }
            }
        }
        let mut told = Vec::new();
        let mut parts: FxHashMap<&str, Vec<StateId>> = FxHashMap::default();
        for (id, state) in layers.fluents.states.iter() {
            told.extend(state.evidence.iter().map(|span| (span.start(), id)));
            let noun = state.part.as_deref().and_then(|part| part.rsplit(' ').next());
            if let Some(noun) = noun {
                let list = parts.entry(noun).or_default();
                if list.len() < MAX_SAME_NOUN {
                    list.push(id);
                }
            }
        }
        told.sort_unstable();
        Topics { things, told, parts }
    }

    /// Fills in what a row is about.
    pub(super) fn find(&self, layers: &Layers<'a>, row: &mut Known) {
        let stretches: Vec<Span<Byte>> = match row.knowers.first() {
            Some(knower) => knower.evidence.clone(),
            None => return,
        };
        for span in stretches {
            let tokens = layers.book.tokens_in(span);
            let first = self.told.partition_point(|&(at, _)| at < tokens.start());
            let told = self.told[first..].iter().take_while(|(at, _)| *at < tokens.end());
            row.states.extend(told.map(|&(_, id)| id).take(MAX_TOPICS));
            for token in tokens.iter() {
                if layers.book.tokens[token].kind != TokenKind::Word {
                    continue;
                }
                let lower = layers.book.lower(token);
                row.things.extend(self.thing(layers, token, lower));
                let parts = self.parts.get(lower).map_or(&[][..], Vec::as_slice);
                row.states.extend(parts.iter().copied().filter(|&id| {
                    let state = &layers.fluents.states[id];
                    state.from < span.end() && row.topics.contains(&state.character)
                }));
            }
        }
        row.things.sort_unstable();
        row.things.dedup();
        row.things.truncate(MAX_TOPICS);
        row.states.sort_unstable();
        row.states.dedup();
        row.states.truncate(MAX_TOPICS);
    }

    /// The thing that a noun means.
    fn thing(&self, layers: &Layers<'a>, token: TokenId, lower: &str) -> Option<ThingId> {
        let all = self.things.get(lower)?;
        let known = all
            .iter()
            .copied()
            .filter(|&id| layers.fluents.things[id].first.start() <= token);
        let mut known = known.peekable();
        let first = known.next()?;
        if known.peek().is_none() {
            return Some(first);
        }
        // “the brass key”: the word in front tells it from others.
        let before = TokenId::from_index(token.index().checked_sub(1)?);
        let name = format!("{} {lower}", layers.book.lower(before));
        let fits = |id: &ThingId| layers.fluents.things[*id].name.ends_with(&name);
        let mut fitting = std::iter::once(first).chain(known).filter(fits);
        let found = fitting.next()?;
        fitting.next().is_none().then_some(found)
    }
}
