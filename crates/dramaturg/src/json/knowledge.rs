//! The rows of knowledge and ties.

use std::borrow::Cow;

use dramaturg_cast::{EntityId, EntityKind};
use dramaturg_story::{About, StateId, ThingId};
use dramaturg_text::{Byte, Span};
use serde::Serialize;

use super::{Bytes, Writer, bytes, rounded};

#[derive(Serialize)]
pub(super) struct KnownRow<'a> {
    id: &'a str,
    about: Option<AboutRow<'a>>,
    gist: Cow<'a, str>,
    topics: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    states: Vec<StateTopic<'a>>,
    knowers: Vec<KnowerRow<'a>>,
    excluded: Vec<&'a str>,
}

/// A bodily state that words are about.
#[derive(Serialize)]
struct StateTopic<'a> {
    character: &'a str,
    body_part: Option<&'a str>,
    state: &'static str,
}

/// What tells it.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum AboutRow<'a> {
    Quotation(&'a str),
    Thought(&'a str),
    Event(&'a str),
}

#[derive(Serialize)]
struct KnowerRow<'a> {
    character: &'a str,
    how: &'static str,
    by: Option<&'a str>,
    from: usize,
    evidence: Vec<Bytes>,
    confidence: f64,
}

#[derive(Serialize)]
pub(super) struct RelationRow<'a> {
    a: &'a str,
    b: &'a str,
    kind: &'static str,
    evidence: Vec<Bytes>,
    confidence: f64,
}

#[derive(Serialize)]
pub(super) struct PromiseRow<'a> {
    by: Option<&'a str>,
    to: Option<&'a str>,
    gist: Cow<'a, str>,
    kind: &'static str,
    status: &'static str,
    evidence: Vec<Bytes>,
    confidence: f64,
}

#[derive(Serialize)]
pub(super) struct RuleRow<'a> {
    gist: Cow<'a, str>,
    by: Option<&'a str>,
    evidence: [Bytes; 1],
    confidence: f64,
}

#[derive(Serialize)]
pub(super) struct AttitudeRow<'a> {
    holder: &'a str,
    toward: &'a str,
    kind: &'static str,
    evidence: [Bytes; 1],
    confidence: f64,
}

impl<'a> Writer<'a> {
    pub(super) fn knowledge(&self) -> Vec<KnownRow<'a>> {
        let rows = self.reading.story.knowledge.rows.iter();
        rows.filter_map(|(id, row)| {
            let knowers = row.knowers.iter().filter_map(|knower| {
                Some(KnowerRow {
                    character: self.somebody(knower.character)?,
                    how: knower.how.label(),
                    by: knower.by.and_then(|by| self.somebody(by)),
                    from: dramaturg_text::Position::index(knower.from),
                    evidence: knower.evidence.iter().copied().map(bytes).collect(),
                    confidence: rounded(knower.confidence),
                })
            });
            let knowers: Vec<KnowerRow<'a>> = knowers.collect();
            if knowers.is_empty() {
                return None;
            }
            let excluded = row.excluded.iter().filter_map(|&id| self.somebody(id));
            Some(KnownRow {
                id: &self.ids.knowledge[id],
                about: match row.about {
                    About::Quotation(id) => {
                        Some(AboutRow::Quotation(&self.ids.quotations[id]))
                    }
                    About::Thought(id) => {
                        Some(AboutRow::Thought(&self.ids.quotations[id]))
                    }
                    About::Event(id) => Some(AboutRow::Event(&self.ids.events[id])),
                    About::Words => None,
                },
                gist: self.words(row.gist),
                topics: {
                    let entities = row.topics.iter().filter_map(|&id| self.topic(id));
                    entities.chain(row.things.iter().map(|&id| self.thing(id))).collect()
                },
                states: row.states.iter().filter_map(|&id| self.state(id)).collect(),
                knowers,
                excluded: excluded.collect(),
            })
        })
        .collect()
    }

    pub(super) fn relations(&self) -> Vec<RelationRow<'a>> {
        let rows = self.reading.story.ties.relations.rows().iter();
        rows.filter_map(|row| {
            Some(RelationRow {
                a: self.somebody(row.a)?,
                b: self.somebody(row.b)?,
                kind: row.kind,
                evidence: row.evidence.iter().copied().map(bytes).collect(),
                confidence: rounded(row.confidence),
            })
        })
        .collect()
    }

    pub(super) fn promises(&self) -> Vec<PromiseRow<'a>> {
        let rows = self.reading.story.ties.promises.rows().iter();
        rows.map(|row| PromiseRow {
            by: row.by.and_then(|by| self.somebody(by)),
            to: row.to.and_then(|to| self.somebody(to)),
            gist: self.words(row.gist),
            kind: row.kind.label(),
            status: row.status.label(),
            evidence: row.evidence.iter().copied().map(bytes).collect(),
            confidence: rounded(row.confidence),
        })
        .collect()
    }

    pub(super) fn rules(&self) -> Vec<RuleRow<'a>> {
        let rows = self.reading.story.ties.rules.rows().iter();
        rows.map(|row| RuleRow {
            gist: self.words(row.gist),
            by: row.by.and_then(|by| self.somebody(by)),
            evidence: [bytes(row.gist)],
            confidence: rounded(row.confidence),
        })
        .collect()
    }

    pub(super) fn attitudes(&self) -> Vec<AttitudeRow<'a>> {
        let rows = self.reading.story.ties.attitudes.rows().iter();
        rows.filter_map(|row| {
            Some(AttitudeRow {
                holder: self.somebody(row.holder)?,
                toward: self.somebody(row.toward)?,
                kind: row.kind,
                evidence: [bytes(row.evidence)],
                confidence: rounded(row.confidence),
            })
        })
        .collect()
    }

    /// The id of somebody of the cast.
    fn somebody(&self, id: EntityId) -> Option<&'a str> {
        self.tally.is_cast[id].then(|| self.entity(id))
    }

    fn thing(&self, id: ThingId) -> &'a str {
        &self.ids.things[id]
    }

    fn state(&self, id: StateId) -> Option<StateTopic<'a>> {
        let state = &self.reading.story.fluents.states[id];
        Some(StateTopic {
            character: self.somebody(state.character)?,
            body_part: state.part.as_deref(),
            state: state.state,
        })
    }

    /// The id of somebody of the cast, or of a place.
    fn topic(&self, id: EntityId) -> Option<&'a str> {
        let row = &self.reading.cast.entities.rows[id];
        let place = || self.places.get(&*row.name).copied();
        let is_place = row.kind == EntityKind::Place;
        self.somebody(id).or_else(|| if is_place { place() } else { None })
    }

    /// The words of a stretch on one line.
    fn words(&self, span: Span<Byte>) -> Cow<'a, str> {
        let words = self.reading.book.slice(span);
        if !words.contains(['\n', '\r', '\t']) {
            return Cow::Borrowed(words);
        }
        Cow::Owned(words.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}
