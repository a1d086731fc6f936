//! Eyes and hair that change colour, ages that do not fit.

use dramaturg_cast::EntityId;
use dramaturg_text::Span;
use rustc_hash::FxHashMap;

use super::desk::Desk;
use crate::describe::{Description, shade};
use crate::{Finding, FindingKind, Trait};

/// Two rough ages must differ by more than this many years.
const ROUGH_YEARS: u32 = 9;

/// Of somebody who is described more often than this, the descriptions are not compared
/// further.
const MAX_DESCRIBED: usize = 64;

pub(super) fn findings(desk: &Desk<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut known: FxHashMap<(EntityId, Trait), Vec<&Description>> = FxHashMap::default();
    for row in desk.story.descriptions.rows.rows() {
        // What people in the story say of each other may be a lie or a jest.
        if row.by.is_some_and(|by| by == row.character) {
            continue;
        }
        let before = known.entry((row.character, row.kind)).or_default();
        let clash = before.iter().find(|first| clashes(desk, first, row));
        if let Some(first) = clash {
            found.push(finding(desk, first, row));
        }
        if clash.is_none() && before.len() < MAX_DESCRIBED {
            before.push(row);
        }
    }
    found
}

fn clashes(desk: &Desk<'_>, first: &Description, second: &Description) -> bool {
    match first.kind {
        Trait::Eyes | Trait::Hair => {
            let of = |row: &Description| {
                let words = row.value.split([' ', '-']);
                words.filter_map(|word| shade(row.kind, word)).next_back()
            };
            let is_dyed = first.kind == Trait::Hair && is_dyed(desk, second);
            of(first).zip(of(second)).is_some_and(|(a, b)| !a.is_like(b)) && !is_dyed
        }
        Trait::Age => {
            let years = |row: &Description| row.value.parse::<u32>().ok();
            let Some((a, b)) = years(first).zip(years(second)) else { return false };
            let is_rough = first.is_rough || second.is_rough;
            let least = if is_rough { ROUGH_YEARS } else { 0 };
            let words = |row: &Description| {
                desk.tree.parse.words_in(desk.tree.book.bytes(row.evidence))
            };
            let (from, to) = (words(first), words(second));
            if from.is_empty() || to.is_empty() {
                return false;
            }
            let (from, to) = (from.start(), to.start());
            let is_told = first.by.is_none() && second.by.is_none();
            // People get older, and stories look back behind a break.
            let is_one_time = !desk.has_lapse(from, to)
                && !desk.has_break(from, to)
                && desk.chapter(from) == desk.chapter(to);
            is_told && a.abs_diff(b) > least && is_one_time
        }
        Trait::Height | Trait::Hand | Trait::Scar => false,
    }
}

/// Whether the words around a description say that the hair was changed.
fn is_dyed(desk: &Desk<'_>, row: &Description) -> bool {
    const CHANGED: &[&str] = &["dye", "wig", "bleach", "paint", "colour", "tint", "turn"];
    let words = desk.tree.parse.words_in(desk.tree.book.bytes(row.evidence));
    !words.is_empty() && desk.sentence_has(words.start(), CHANGED)
}

fn finding(desk: &Desk<'_>, first: &Description, second: &Description) -> Finding {
    let name = desk.name(second.character);
    let (kind, message) = match second.kind {
        Trait::Eyes => (
            FindingKind::Eyes,
            format!("{name} has {} eyes, and had {} ones", second.value, first.value),
        ),
        Trait::Hair => (
            FindingKind::Hair,
            format!("{name} has {} hair, and had {}", second.value, first.value),
        ),
        _ => (
            FindingKind::Age,
            format!("{name} is {}, and was {}", second.value, first.value),
        ),
    };
    let passage = |row: &Description| {
        let words = desk.tree.parse.words_in(desk.tree.book.bytes(row.evidence));
        if words.is_empty() { Span::of(0, 0) } else { desk.passage(words.start()) }
    };
    let own = |row: &Description| desk.tree.book.bytes(row.evidence);
    Finding {
        kind,
        character: Some(second.character),
        message,
        first: passage(first).hull(own(first)),
        second: passage(second).hull(own(second)),
        confidence: first.confidence.min(second.confidence),
    }
}
