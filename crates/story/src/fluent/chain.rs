//! The chains of custody: of all that is said of a thing, what changes something, and of all
//! things those that matter.

use dramaturg_cast::EntityId;
use dramaturg_text::{Position, Table, TokenId};

use super::custody::Link;
use super::grammar::Grammar;
use super::thing::{Growing, Things};
use super::{Custody, CustodyId, Thing, ThingId};

/// Whoever had a thing has it still for at most this many tokens.
const MAX_FAR: usize = 1_500;

/// A link, and how sure it is.
#[derive(Clone, Debug)]
pub(crate) struct Judged {
    pub(crate) link: Link,
    pub(crate) confidence: f32,
    /// Whether a judge has let it pass, so that its thing matters.
    pub(crate) is_weighed: bool,
}

/// Keeps the things that matter, and of each chain the links that change something.
pub(crate) fn chains(
    grammar: &Grammar<'_>,
    things: Things,
    links: Vec<Judged>,
) -> (Table<ThingId, Thing>, Table<CustodyId, Custody>) {
    let n_things = things.rows.len();
    let mut n_moves = vec![0_u32; n_things];
    for judged in &links {
        let link = &judged.link;
        n_moves[link.thing] += if link.is_still && !judged.is_weighed { 1 } else { 2 };
    }
    let matters = |i: usize| {
        let row = &things.rows[i];
        n_moves[i] >= 2 || n_moves[i] == 1 && row.n_mentions >= 2
    };
    let mut kept: Vec<usize> = (0..n_things).filter(|&i| matters(i)).collect();
    kept.sort_by_key(|&i| things.rows[i].first.start());
    let mut ids = vec![None; n_things];
    for (new, &old) in kept.iter().enumerate() {
        ids[old] = Some(ThingId::from_index(new));
    }
    let mut holders: Vec<Option<EntityId>> = vec![None; n_things];
    let mut last = vec![TokenId::default(); n_things];
    let mut has_link = vec![false; n_things];
    let mut rows = Vec::new();
    for Judged { link, confidence, .. } in links {
        let Some(thing) = ids[link.thing] else { continue };
        let before = &mut holders[link.thing];
        // Somebody who has it anyway holds it: nothing new.
        let is_known = link.holder.is_some() && *before == link.holder;
        if link.is_still && is_known && has_link[link.thing] {
            continue;
        }
        // Who had it long ago need not be who gives it now.
        let at = link.evidence.start();
        let is_late = at.index() - last[link.thing].index().min(at.index()) <= MAX_FAR;
        last[link.thing] = at;
        let from = link.from.or(before.filter(|_| is_late));
        let from = from.filter(|from| Some(*from) != link.holder);
        *before = link.holder;
        has_link[link.thing] = true;
        rows.push(Custody {
            thing,
            holder: link.holder,
            place: link.place,
            action: link.action,
            from_holder: from,
            at: grammar.book.bytes(link.evidence).start(),
            evidence: link.evidence,
            confidence,
        });
    }
    let mut table: Vec<Option<Growing>> = things.rows.into_iter().map(Some).collect();
    let kept = kept.into_iter().filter_map(|i| table[i].take());
    (kept.map(Growing::finish).collect(), rows.into_iter().collect())
}
