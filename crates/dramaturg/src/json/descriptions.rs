//! The rows of what people look like.

use dramaturg_text::Position;
use serde::Serialize;

use super::{Bytes, Writer, rounded};

#[derive(Serialize)]
pub(super) struct DescriptionRow<'a> {
    character: &'a str,
    kind: &'static str,
    value: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    rough: bool,
    by: Option<&'a str>,
    at: usize,
    evidence: Vec<Bytes>,
    confidence: f64,
}

impl<'a> Writer<'a> {
    /// What characters look like; of others nothing is written.
    pub(super) fn descriptions(&self) -> Vec<DescriptionRow<'a>> {
        let rows = self.reading.story.descriptions.rows.rows().iter();
        let rows = rows.filter_map(|row| {
            Some(DescriptionRow {
                character: self.of_cast(row.character)?,
                kind: row.kind.label(),
                value: &row.value,
                rough: row.is_rough,
                by: row.by.and_then(|by| self.of_cast(by)),
                at: row.at.index(),
                evidence: self.tokens(row.evidence).into_iter().collect(),
                confidence: rounded(row.confidence),
            })
        });
        rows.collect()
    }
}
