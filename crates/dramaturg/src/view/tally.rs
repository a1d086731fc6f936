//! Who belongs to the cast, and who speaks how often.

use dramaturg_cast::{EntityId, User};
use dramaturg_text::{Position, Table};

use crate::Reading;

/// Counts over all quotations of a reading, made in one pass.
#[derive(Clone, Debug)]
pub struct Tally {
    /// Whether an entity belongs to the cast.
    pub is_cast: Table<EntityId, bool>,
    /// How many quotations an entity utters.
    pub n_quotations: Table<EntityId, u32>,
    /// How many quotations have no known speaker.
    pub n_unattributed: u32,
}

impl Tally {
    /// Counts; a speaker under `threshold` is unknown.
    pub(crate) fn new(reading: &Reading, threshold: f32) -> Tally {
        let entities = &reading.cast.entities.rows;
        let mut tally = Tally {
            is_cast: entities
                .rows()
                .iter()
                .map(|e| e.is_character || e.is_narrator)
                .collect(),
            n_quotations: Table::filled(0, entities.len()),
            n_unattributed: 0,
        };
        for quotation in reading.quotations() {
            match quotation.claim(threshold) {
                Some(claim) => tally.n_quotations[claim.value] += 1,
                None => tally.n_unattributed += 1,
            }
            let guess = quotation.guess().map(|(id, _)| id);
            let addressees = quotation.attribution().map_or(&[][..], |a| &a.addressees);
            let addressees = addressees.iter().map(|a| a.value);
            let hearers = quotation.hearers().unwrap_or_default().iter().copied();
            for id in guess.into_iter().chain(addressees).chain(hearers) {
                tally.is_cast[id] = true;
            }
        }
        for scene in reading.story.scenes.rows.rows() {
            let focalizer = scene.focalizer.iter().map(|claim| claim.value);
            for id in focalizer.chain(scene.presence.iter().map(|p| p.character)) {
                tally.is_cast[id] = true;
            }
        }
        for row in reading.story.ties.relations.rows() {
            tally.is_cast[row.a] = true;
            tally.is_cast[row.b] = true;
        }
        for uses in reading.cast.persons.uses.rows() {
            for user in uses.iter().flat_map(|u| &u.users) {
                if let User::Speaker(id) = *user
                    && id.index() < tally.is_cast.len()
                {
                    tally.is_cast[id] = true;
                }
            }
        }
        tally
    }
}
