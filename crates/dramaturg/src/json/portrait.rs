//! The rows of what is said of a character.

use serde::Serialize;

use super::{Bytes, bytes};
use crate::view::{Portrait, Trait};

/// What is said of a character; lists without rows are left out.
#[derive(Serialize)]
pub(super) struct PortraitRows<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    agent: Vec<TraitRow<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    patient: Vec<TraitRow<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    possessions: Vec<TraitRow<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    modifiers: Vec<TraitRow<'a>>,
}

#[derive(Serialize)]
struct TraitRow<'a> {
    word: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    negated: bool,
    count: usize,
    spans: Vec<Bytes>,
}

impl<'a> PortraitRows<'a> {
    pub(super) fn new(portrait: &Portrait<'a>) -> PortraitRows<'a> {
        let Portrait { agent, patient, possessions, modifiers } = portrait;
        PortraitRows {
            agent: rows(agent),
            patient: rows(patient),
            possessions: rows(possessions),
            modifiers: rows(modifiers),
        }
    }
}

fn rows<'a>(traits: &[Trait<'a>]) -> Vec<TraitRow<'a>> {
    let rows = traits.iter().map(|row| TraitRow {
        word: row.word,
        negated: row.is_negated,
        count: row.spans.len(),
        spans: row.spans.iter().copied().map(bytes).collect(),
    });
    rows.collect()
}
