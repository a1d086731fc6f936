//! Who reads a segment aloud.
//!
//! Who speaks and who reads are two facts: a line of an unknown speaker is read by the
//! likeliest one, or by the narrator if nobody is likely, and stays unresolved.

use dramaturg::cast::EntityId;
use dramaturg::text::{Position, Table};
use dramaturg::view::Segment;
use dramaturg::{Reading, view};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Options;

/// The voice of all that no character says.
pub(crate) const NARRATOR: &str = "narrator";

/// Words that readers of scripts keep for themselves.
const RESERVED: &[&str] =
    &[NARRATOR, "pause", "voice", "fast", "slow", "spell", "unknown"];

/// A name a character, all different even in capitals.
pub(crate) struct Voices<'a> {
    reading: &'a Reading,
    threshold: f32,
    names: Table<EntityId, String>,
}

impl<'a> Voices<'a> {
    pub(crate) fn new(reading: &'a Reading, options: &Options) -> Voices<'a> {
        let entities = &reading.cast.entities.rows;
        let tally = reading.tally(options.threshold);
        let mut taken: FxHashSet<String> =
            RESERVED.iter().map(|w| w.to_uppercase()).collect();
        let mut n_equal: FxHashMap<String, usize> = FxHashMap::default();
        // Who speaks most keeps the plain name.
        let mut order: Vec<EntityId> = entities.ids().collect();
        order.sort_by_key(|&id| std::cmp::Reverse(tally.n_quotations[id]));
        let mut names = Table::filled(String::new(), entities.len());
        for id in order {
            let plain = plain(&entities[id].name);
            let mut name = plain.clone();
            while !taken.insert(name.to_uppercase()) {
                let n = n_equal.entry(plain.to_uppercase()).or_insert(1);
                *n += 1;
                name = format!("{plain} ({n})");
            }
            names[id] = name;
        }
        Voices { reading, threshold: options.threshold, names }
    }

    /// The quotation of a segment, if it is one.
    pub(crate) fn quotation(&self, segment: &Segment) -> Option<view::Quotation<'a>> {
        segment.quotation.map(|id| self.reading.quotation(id))
    }

    /// The known speaker of a segment, and how sure that is.
    pub(crate) fn speaker(&self, segment: &Segment) -> Option<(EntityId, f32)> {
        let claim = self.quotation(segment)?.claim(self.threshold)?;
        Some((claim.value, claim.confidence))
    }

    /// The character who reads a segment: its likeliest speaker. None for what is told, and
    /// for words of which nobody is a likely speaker.
    pub(crate) fn reader(&self, segment: &Segment) -> Option<EntityId> {
        let guess = self.quotation(segment).and_then(view::Quotation::guess);
        guess.map(|(id, _)| id).filter(|id| id.index() < self.names.len())
    }

    /// The name of who reads a segment.
    pub(crate) fn voice(&self, segment: &Segment) -> &str {
        self.reader(segment).map_or(NARRATOR, |id| self.name(id))
    }

    /// The name of a character, told apart from all others.
    pub(crate) fn name(&self, id: EntityId) -> &str {
        if id.index() < self.names.len() { &self.names[id] } else { NARRATOR }
    }

    /// How many segments of quotations have no known speaker.
    pub(crate) fn n_unresolved(&self, segments: &[Segment]) -> usize {
        let is_unresolved =
            |s: &&Segment| s.quotation.is_some() && self.speaker(s).is_none();
        segments.iter().filter(is_unresolved).count()
    }
}

/// A name on one line, without brackets and colons, never empty.
fn plain(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|c| if c.is_control() || matches!(c, '[' | ']' | ':') { ' ' } else { c })
        .collect();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() { "somebody".to_owned() } else { name }
}
