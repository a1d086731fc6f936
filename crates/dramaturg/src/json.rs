//! The Story JSON, version 1: the one document in which other tools read a [`Reading`].
//!
//! Spans are bytes of the text that was read, confidences have four decimals, ids come
//! from [`Ids`]. The document is written straight into one buffer.

mod descriptions;
mod knowledge;
mod portrait;

use std::io;

use dramaturg_cast::mention::mention_type;
use dramaturg_cast::{
    AttributionKind, EntityId, EntityKind, Mention, MentionKind, MentionType, Mode,
    ReferentId, User,
};
use dramaturg_parse::{ParsedWordId, PhraseKind};
use dramaturg_story::{Event, Modality};
use dramaturg_text::{Byte, Claim, Evidence, Note, Position, Span, Table, TokenId};
use rustc_hash::FxHashMap;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::view::{Character, Portrait, Quotation, Scene, Tally};
use crate::{Ids, Reading};

/// The version of the format.
const VERSION: u32 = 1;

/// What the document holds beyond the least.
#[derive(Clone, Copy, Debug, Default)]
pub struct JsonOptions {
    /// Whether every mention is listed.
    pub mentions: bool,
    /// Whether the text is carried even where it is the file's own bytes.
    pub text: bool,
    /// A speaker less likely than this, from 0 to 1, is written as unknown, with the
    /// guess beside it.
    pub threshold: f32,
}

impl Reading {
    /// The Story JSON of the reading, on one line.
    pub fn to_json(&self, options: &JsonOptions) -> String {
        let mut buffer = Vec::with_capacity(1 << 16);
        self.write_json(options, &mut buffer).expect("a buffer takes any bytes");
        String::from_utf8(buffer).expect("JSON is UTF-8")
    }

    /// Writes the Story JSON of the reading, one line and its end.
    ///
    /// # Errors
    ///
    /// If `out` cannot be written to.
    pub fn write_json(
        &self,
        options: &JsonOptions,
        out: &mut impl io::Write,
    ) -> io::Result<()> {
        let tally = Tally::new(self, options.threshold);
        let mut ids = Ids::new(self, &tally);
        if options.mentions {
            ids = ids.with_referents(self);
        }
        let places = self.story.scenes.places.iter();
        let places = places.map(|(id, place)| (&*place.name, &*ids.places[id])).collect();
        let mut place_words = FxHashMap::default();
        for (id, place) in self.story.scenes.places.iter() {
            let last = place.name.rsplit(' ').next().unwrap_or_default();
            place_words.entry(last).or_insert(&*ids.places[id]);
        }
        let writer = Writer {
            reading: self,
            options,
            tally: &tally,
            ids: &ids,
            places,
            place_words,
            portraits: self.portraits(),
        };
        serde_json::to_writer(&mut *out, &writer.document())?;
        out.write_all(b"\n")
    }
}

/// A span of bytes, as it is written.
type Bytes = [usize; 2];
/// A list that is always empty.
type Nothing = [(); 0];

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    version: u32,
    engine: &'static str,
    source: Source<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    chapters: Vec<ChapterRow<'a>>,
    characters: Vec<CharacterRow<'a>>,
    places: Vec<PlaceRow<'a>>,
    objects: Vec<ObjectRow<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mentions: Option<Vec<MentionRow<'a>>>,
    quotations: Vec<QuotationRow<'a>>,
    scenes: Vec<SceneRow<'a>>,
    events: Vec<EventRow<'a>>,
    states: Vec<StateRow<'a>>,
    custody: Vec<CustodyRow<'a>>,
    knowledge: Vec<knowledge::KnownRow<'a>>,
    relations: Vec<knowledge::RelationRow<'a>>,
    promises: Vec<knowledge::PromiseRow<'a>>,
    rules: Vec<knowledge::RuleRow<'a>>,
    attitudes: Vec<knowledge::AttitudeRow<'a>>,
    descriptions: Vec<descriptions::DescriptionRow<'a>>,
    apart: Vec<ApartRow>,
    notes: Vec<NoteRow<'a>>,
    coverage: Coverage,
}

#[derive(Serialize)]
struct Source<'a> {
    name: &'a str,
    sha256: String,
    bytes: usize,
    file_sha256: &'a str,
    format: &'a str,
    encoding: &'a str,
    title: Option<&'a str>,
    authors: &'a [String],
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    map: Vec<OriginRow<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<PartRow<'a>>,
}

#[derive(Serialize)]
struct OriginRow<'a> {
    span: Bytes,
    file: &'a str,
    element: &'a str,
}

#[derive(Serialize)]
struct PartRow<'a> {
    file: &'a str,
    visible: usize,
    in_text: usize,
}

#[derive(Serialize)]
struct ChapterRow<'a> {
    id: &'a str,
    title: Option<&'a str>,
    span: Bytes,
}

#[derive(Serialize)]
struct CharacterRow<'a> {
    id: &'a str,
    name: &'a str,
    kind: &'static str,
    aliases: Vec<AliasRow<'a>>,
    pronouns: Option<&'a str>,
    narrator: bool,
    mentions: usize,
    quotations: u32,
    first: Option<Bytes>,
    on_stage: bool,
    confidence: f64,
    #[serde(flatten)]
    portrait: portrait::PortraitRows<'a>,
}

#[derive(Serialize)]
struct AliasRow<'a> {
    text: &'a str,
    kind: &'static str,
    count: usize,
    used_by: Vec<&'a str>,
    first: Option<Bytes>,
}

#[derive(Serialize)]
struct PlaceRow<'a> {
    id: &'a str,
    name: &'a str,
    aliases: Nothing,
    first: Option<Bytes>,
}

#[derive(Serialize)]
struct MentionRow<'a> {
    span: Bytes,
    head: Bytes,
    kind: &'static str,
    r#type: &'static str,
    entity: Option<&'a str>,
}

#[derive(Serialize)]
struct QuotationRow<'a> {
    id: &'a str,
    mode: &'static str,
    spans: Vec<Bytes>,
    speaker: Option<SpeakerRow<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    guess: Option<Someone<'a>>,
    addressees: Vec<Someone<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hearers: Option<Vec<&'a str>>,
    delivery: Option<DeliveryRow<'a>>,
    conversation: Option<&'a str>,
    turn: Option<u32>,
    nested_in: Option<&'a str>,
    sincerity: &'static str,
}

#[derive(Serialize)]
struct SpeakerRow<'a> {
    id: &'a str,
    confidence: f64,
    attribution: &'static str,
    cue: Option<Bytes>,
    evidence: Vec<Bytes>,
}

#[derive(Serialize)]
struct Someone<'a> {
    id: &'a str,
    confidence: f64,
}

#[derive(Serialize)]
struct DeliveryRow<'a> {
    verb: Option<&'a str>,
    manner: Option<&'a str>,
    span: Option<Bytes>,
}

#[derive(Serialize)]
struct SceneRow<'a> {
    id: &'a str,
    span: Bytes,
    place: Option<&'a str>,
    time: Option<TimeRow<'a>>,
    focalizer: Option<&'a str>,
    presence: Vec<PresenceRow<'a>>,
}

#[derive(Serialize)]
struct TimeRow<'a> {
    text: &'a str,
    span: Bytes,
}

#[derive(Serialize)]
struct PresenceRow<'a> {
    character: &'a str,
    from: usize,
    to: usize,
    enter: Option<Bytes>,
    leave: Option<Bytes>,
    place: Option<&'a str>,
    confidence: f64,
}

#[derive(Serialize)]
struct EventRow<'a> {
    id: &'a str,
    span: Bytes,
    trigger: &'a str,
    lemma: &'a str,
    class: &'static str,
    agent: Vec<&'a str>,
    patient: Vec<&'a str>,
    /// The nouns for the things that it is done to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    things: Vec<&'a str>,
    place: Option<&'a str>,
    /// Where it happens, in a word of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    place_word: Option<&'a str>,
    realis: bool,
    negated: bool,
    modality: &'static str,
    confidence: f64,
}

#[derive(Serialize)]
struct ObjectRow<'a> {
    id: &'a str,
    name: &'a str,
    aliases: Vec<&'a str>,
    owner: Option<&'a str>,
    first: Option<Bytes>,
}

#[derive(Serialize)]
struct StateRow<'a> {
    character: &'a str,
    body_part: Option<&'a str>,
    state: &'a str,
    from: usize,
    to: Option<usize>,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<CauseRow<'a>>,
    evidence: Vec<Bytes>,
    confidence: f64,
}

#[derive(Serialize)]
struct CauseRow<'a> {
    event: Option<&'a str>,
    by: Option<&'a str>,
}

#[derive(Serialize)]
struct CustodyRow<'a> {
    object: &'a str,
    holder: Option<&'a str>,
    place: Option<&'a str>,
    /// Where it is, in the words of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_place: Option<&'a str>,
    action: &'static str,
    from_holder: Option<&'a str>,
    at: usize,
    evidence: Vec<Bytes>,
    confidence: f64,
}

#[derive(Serialize)]
struct ApartRow {
    span: Bytes,
    kind: &'static str,
}

#[derive(Serialize)]
struct NoteRow<'a> {
    span: Option<Bytes>,
    code: &'static str,
    message: &'a str,
}

#[derive(Default, Serialize)]
struct Coverage {
    bytes: usize,
    narration: usize,
    speech: usize,
    thought: usize,
    writing: usize,
    unattributed_quotations: u32,
}

/// A probability with four decimals, from 0 to 1; 0 if it is no number.
pub fn rounded(confidence: f32) -> f64 {
    if confidence.is_nan() {
        return 0.0;
    }
    (f64::from(confidence.clamp(0.0, 1.0)) * 1e4).round() / 1e4
}

fn bytes(span: Span<Byte>) -> Bytes {
    [span.start().index(), span.end().index()]
}

/// The document knows no empty span.
fn some_bytes(span: Span<Byte>) -> Option<Bytes> {
    (!span.is_empty()).then(|| bytes(span))
}

/// What the rows of the document are made from.
struct Writer<'a> {
    reading: &'a Reading,
    options: &'a JsonOptions,
    tally: &'a Tally,
    ids: &'a Ids,
    /// The ids of places by their names.
    places: FxHashMap<&'a str, &'a str>,
    /// The same by the last word of each name, the first place that has it.
    place_words: FxHashMap<&'a str, &'a str>,
    /// What is said of everybody.
    portraits: Table<EntityId, Portrait<'a>>,
}

impl<'a> Writer<'a> {
    fn document(&self) -> Document<'a> {
        let reading = self.reading;
        let book = &reading.book;
        let has_text = self.options.text || !book.source.is_verbatim;
        let chapters = book.chapters.iter().filter(|(_, c)| !c.span.is_empty());
        let notes = book.notes.iter().chain(&reading.cast.quotations.notes);
        Document {
            format: "dramaturg-story",
            version: VERSION,
            engine: crate::ENGINE_VERSION,
            source: self.source(),
            text: has_text.then_some(&*book.text),
            chapters: chapters
                .map(|(id, chapter)| ChapterRow {
                    id: &self.ids.chapters[id],
                    title: chapter.title.as_deref(),
                    span: bytes(chapter.span),
                })
                .collect(),
            characters: reading
                .cast
                .entities
                .rows
                .ids()
                .filter(|&id| self.tally.is_cast[id])
                .map(|id| self.character(reading.character(id)))
                .collect(),
            places: self.places(),
            objects: self.objects(),
            mentions: self.options.mentions.then(|| self.mentions()),
            quotations: reading.quotations().map(|q| self.quotation(q)).collect(),
            scenes: reading
                .scenes()
                .filter(|scene| !scene.row().span.is_empty())
                .map(|scene| self.scene(scene))
                .collect(),
            events: self.events(),
            states: self.states(),
            custody: self.custody(),
            knowledge: self.knowledge(),
            relations: self.relations(),
            promises: self.promises(),
            rules: self.rules(),
            attitudes: self.attitudes(),
            descriptions: self.descriptions(),
            apart: book
                .apart
                .iter()
                .filter(|apart| !apart.span.is_empty())
                .map(|apart| ApartRow { span: bytes(apart.span), kind: apart.kind })
                .collect(),
            notes: notes.map(note).collect(),
            coverage: self.coverage(),
        }
    }

    fn source(&self) -> Source<'a> {
        let book = &self.reading.book;
        let source = &book.source;
        let is_known = !source.sha256.is_empty();
        Source {
            name: &source.name,
            sha256: if is_known { source.sha256.clone() } else { sha256(&book.text) },
            bytes: book.text.len(),
            file_sha256: &source.file_sha256,
            format: source.format,
            encoding: &source.encoding,
            title: source.title.as_deref(),
            authors: &source.authors,
            language: source.language.as_deref(),
            map: source
                .map
                .iter()
                .map(|o| OriginRow {
                    span: bytes(o.span),
                    file: &o.file,
                    element: &o.element,
                })
                .collect(),
            parts: source
                .parts
                .iter()
                .map(|p| PartRow {
                    file: &p.file,
                    visible: p.visible,
                    in_text: p.in_text,
                })
                .collect(),
        }
    }

    fn character(&self, character: Character<'a>) -> CharacterRow<'a> {
        let entity = character.entity();
        CharacterRow {
            id: self.entity(character.id),
            name: &entity.name,
            kind: match entity.kind {
                EntityKind::Person => "person",
                EntityKind::Group => "group",
                EntityKind::Animal => "animal",
                // Only a thing or a place that speaks or listens comes here.
                EntityKind::Place | EntityKind::Thing => "thing-that-speaks",
            },
            aliases: character
                .aliases()
                .iter()
                .enumerate()
                .map(|(i, alias)| AliasRow {
                    text: &alias.text,
                    kind: alias.kind.label(),
                    count: alias.mentions.len(),
                    used_by: character
                        .users(i)
                        .iter()
                        .map(|user| match user {
                            User::Narrator => "narrator",
                            User::Speaker(id) => self.entity(*id),
                        })
                        .collect(),
                    first: alias.mentions.first().and_then(|&id| {
                        let mention = self.reading.cast.mentions.rows.get(id)?;
                        some_bytes(self.reading.book.bytes(mention.span))
                    }),
                })
                .collect(),
            pronouns: character.pronouns(),
            narrator: entity.is_narrator,
            mentions: entity.mentions.len(),
            quotations: self.tally.n_quotations[character.id],
            first: some_bytes(entity.first_bytes),
            on_stage: character.is_on_stage(),
            confidence: rounded(entity.confidence),
            portrait: portrait::PortraitRows::new(&self.portraits[character.id]),
        }
    }

    fn places(&self) -> Vec<PlaceRow<'a>> {
        let places = self.reading.story.scenes.places.iter();
        places
            .map(|(id, place)| PlaceRow {
                id: &self.ids.places[id],
                name: &place.name,
                aliases: [],
                first: some_bytes(place.first),
            })
            .collect()
    }

    /// All mentions, with what they refer to.
    fn mentions(&self) -> Vec<MentionRow<'a>> {
        let references = &self.reading.cast.references;
        let mentions = references.mentions.rows.iter();
        let mentions = mentions.filter(|(_, mention)| !mention.span.is_empty());
        let mut rows: Vec<MentionRow<'a>> = mentions
            .map(|(id, mention)| {
                let referent = references.of_mention.get(id).copied().flatten();
                self.mention(mention, referent.map(|referent| self.referent(referent)))
            })
            .collect();
        rows.extend(self.name_parts());
        rows.sort_by_key(|row| (row.span[0], std::cmp::Reverse(row.span[1])));
        rows
    }

    /// Parts of names that say what somebody is, as *Miss* in *Miss Venn*: no mentions by
    /// themselves, so nobody.
    fn name_parts(&self) -> impl Iterator<Item = MentionRow<'a>> {
        let parse = &self.reading.parse;
        let parts = parse.phrases.iter().filter(|phrase| phrase.kind == PhraseKind::Part);
        parts.map(|phrase| MentionRow {
            span: bytes(parse.bytes(phrase.words)),
            head: bytes(parse.words[phrase.head].span),
            kind: "NOM",
            r#type: type_label(mention_type(phrase.class)),
            entity: None,
        })
    }

    /// What mentions refer to: a character, a place, or something else.
    fn referent(&self, id: ReferentId) -> &'a str {
        let cast = &self.reading.cast;
        let Some(entity) = cast.references.referents[id].entity else {
            return &self.ids.referents[id];
        };
        let row = &cast.entities.rows[entity];
        let is_place = row.kind == EntityKind::Place && !self.tally.is_cast[entity];
        let place = self.places.get(&*row.name).filter(|_| is_place);
        place.map_or_else(|| self.entity(entity), |place| *place)
    }

    fn mention(&self, mention: &Mention, entity: Option<&'a str>) -> MentionRow<'a> {
        MentionRow {
            span: bytes(self.reading.book.bytes(mention.span)),
            head: bytes(self.reading.book.tokens[mention.head].span),
            kind: match mention.kind {
                MentionKind::Proper => "PROP",
                MentionKind::Nominal => "NOM",
                MentionKind::Pronoun => "PRON",
            },
            r#type: type_label(mention.r#type),
            entity,
        }
    }

    fn quotation(&self, quotation: Quotation<'a>) -> QuotationRow<'a> {
        let row = quotation.row();
        let attribution = quotation.attribution();
        let claim = quotation.claim(self.options.threshold);
        let speaker = claim.zip(attribution).map(|(claim, attribution)| {
            let cue = attribution.cue;
            let mut evidence = self.evidence(&claim.evidence);
            if evidence.is_empty() {
                evidence.extend(cue.and_then(|cue| self.tokens(cue.span)));
            }
            let kind =
                if cue.is_some() { attribution.kind } else { AttributionKind::Implicit };
            SpeakerRow {
                id: self.entity(claim.value),
                confidence: rounded(claim.confidence),
                attribution: kind.label(),
                cue: cue.and_then(|cue| self.tokens(Span::one(cue.verb))),
                evidence,
            }
        });
        let guess = if claim.is_none() { quotation.guess() } else { None };
        let sincerity = &self.reading.story.knowledge.sincerity;
        let sincerity = sincerity.get(quotation.id).copied().unwrap_or_default();
        let is_speaker = |id: EntityId| claim.is_some_and(|claim| claim.value == id);
        QuotationRow {
            id: &self.ids.quotations[quotation.id],
            mode: mode(row.mode),
            spans: row.parts.iter().copied().map(bytes).collect(),
            speaker,
            guess: guess.map(|(id, confidence)| Someone {
                id: self.entity(id),
                confidence: rounded(confidence),
            }),
            addressees: attribution
                .map_or(&[][..], |a| &a.addressees)
                .iter()
                .map(|a| self.someone(a))
                .collect(),
            hearers: quotation.hearers().map(|hearers| {
                let hearers = hearers.iter().filter(|&&id| !is_speaker(id));
                hearers.map(|&id| self.entity(id)).collect()
            }),
            delivery: attribution.and_then(|a| a.delivery.as_ref()).map(|delivery| {
                DeliveryRow {
                    verb: delivery.verb.as_deref(),
                    manner: delivery.manner.as_deref(),
                    span: self.tokens(delivery.span),
                }
            }),
            conversation: attribution
                .and_then(|a| self.ids.conversations.get(a.conversation))
                .map(|id| &**id),
            turn: attribution.map(|a| a.turn),
            nested_in: row.nested_in.map(|id| &*self.ids.quotations[id]),
            sincerity: sincerity.label(),
        }
    }

    fn scene(&self, scene: Scene<'a>) -> SceneRow<'a> {
        let row = scene.row();
        let time = row.time.and_then(|time| self.tokens(time)).zip(scene.time());
        SceneRow {
            id: &self.ids.scenes[scene.id],
            span: bytes(row.span),
            place: row.place.as_ref().map(|claim| &*self.ids.places[claim.value]),
            time: time.map(|(span, text)| TimeRow { text, span }),
            focalizer: row.focalizer.as_ref().map(|claim| self.entity(claim.value)),
            presence: row
                .presence
                .iter()
                .map(|presence| PresenceRow {
                    character: self.entity(presence.character),
                    from: presence.span.start().index(),
                    to: presence.span.end().index(),
                    enter: presence.enter.and_then(some_bytes),
                    leave: presence.leave.and_then(some_bytes),
                    place: presence.place.map(|place| &*self.ids.places[place]),
                    confidence: rounded(presence.confidence),
                })
                .collect(),
        }
    }

    /// What happens and what is told of as not so, in the order of the text.
    fn events(&self) -> Vec<EventRow<'a>> {
        let events = &self.reading.story.events;
        let real = events.rows.iter();
        let real = real.map(|(id, event)| self.event(&self.ids.events[id], event));
        let unreal = events.unreal.iter().zip(self.ids.unreal.rows());
        let unreal = unreal.map(|(event, id)| self.event(id, event));
        let mut rows: Vec<EventRow<'a>> = real.chain(unreal).collect();
        rows.sort_by_key(|row| row.span);
        rows
    }

    fn event(&self, id: &'a str, event: &'a Event) -> EventRow<'a> {
        let reading = self.reading;
        let cast = |ids: &[EntityId]| {
            let ids = ids.iter().filter_map(|&id| self.of_cast(id));
            ids.collect()
        };
        let word = |id: ParsedWordId| reading.book.slice(reading.parse.words[id].span);
        EventRow {
            id,
            span: bytes(event.trigger),
            trigger: reading.book.slice(event.trigger),
            lemma: reading.parse.lemma(event.word),
            class: event.class.label(),
            agent: cast(&event.agents),
            patient: cast(&event.patients),
            things: event.things.iter().map(|&id| word(id)).collect(),
            place: event.place.and_then(|id| self.place_of(id)),
            place_word: event.place.map(word),
            realis: event.modality == Modality::Asserted,
            negated: event.modality == Modality::Denied,
            modality: event.modality.label(),
            confidence: rounded(event.confidence),
        }
    }

    /// The place of the document that a word names, if it is one.
    fn place_of(&self, word: ParsedWordId) -> Option<&'a str> {
        let written = self.reading.book.slice(self.reading.parse.words[word].span);
        self.place_words.get(written).copied()
    }

    fn objects(&self) -> Vec<ObjectRow<'a>> {
        let things = self.reading.story.fluents.things.iter();
        things
            .map(|(id, thing)| ObjectRow {
                id: &self.ids.things[id],
                name: &thing.name,
                aliases: thing.aliases.iter().map(|alias| &**alias).collect(),
                owner: thing.owner.and_then(|owner| self.of_cast(owner)),
                first: self.tokens(thing.first),
            })
            .collect()
    }

    /// The states of characters; what is the matter with others is left out.
    fn states(&self) -> Vec<StateRow<'a>> {
        let states = self.reading.story.fluents.states.rows().iter();
        let rows = states.filter_map(|state| {
            let event = state.cause.map(|event| &*self.ids.events[event]);
            let by = state.by.and_then(|by| self.of_cast(by));
            let is_known = event.is_some() || by.is_some();
            Some(StateRow {
                character: self.of_cast(state.character)?,
                body_part: state.part.as_deref(),
                state: state.state,
                from: state.from.index(),
                to: state.to.map(Position::index),
                status: state.status.label(),
                cause: is_known.then_some(CauseRow { event, by }),
                evidence: state.evidence.iter().filter_map(|&s| self.tokens(s)).collect(),
                confidence: rounded(state.confidence),
            })
        });
        rows.collect()
    }

    fn custody(&self) -> Vec<CustodyRow<'a>> {
        let reading = self.reading;
        let rows = reading.story.fluents.custody.rows().iter();
        let rows = rows.map(|row| CustodyRow {
            object: &self.ids.things[row.thing],
            holder: row.holder.and_then(|holder| self.of_cast(holder)),
            place: None,
            at_place: row
                .place
                .map(|place| reading.book.slice(reading.book.bytes(place))),
            action: row.action,
            from_holder: row.from_holder.and_then(|holder| self.of_cast(holder)),
            at: row.at.index(),
            evidence: self.tokens(row.evidence).into_iter().collect(),
            confidence: rounded(row.confidence),
        });
        rows.collect()
    }

    /// The id of an entity that belongs to the cast.
    fn of_cast(&self, id: EntityId) -> Option<&'a str> {
        self.tally.is_cast[id].then(|| self.entity(id))
    }

    fn coverage(&self) -> Coverage {
        let mut coverage = Coverage {
            bytes: self.reading.book.text.len(),
            unattributed_quotations: self.tally.n_unattributed,
            ..Coverage::default()
        };
        for quotation in self.reading.cast.quotations.rows.rows() {
            if quotation.nested_in.is_none() {
                let n_bytes: usize = quotation.parts.iter().map(|part| part.len()).sum();
                *match quotation.mode {
                    Mode::Speech => &mut coverage.speech,
                    Mode::Thought => &mut coverage.thought,
                    Mode::Writing => &mut coverage.writing,
                } += n_bytes;
            }
        }
        let quoted = coverage.speech + coverage.thought + coverage.writing;
        coverage.narration = coverage.bytes.saturating_sub(quoted);
        coverage
    }

    fn entity(&self, id: EntityId) -> &'a str {
        &self.ids.entities[id]
    }

    fn someone(&self, claim: &Claim<EntityId>) -> Someone<'a> {
        Someone { id: self.entity(claim.value), confidence: rounded(claim.confidence) }
    }

    fn tokens(&self, span: Span<TokenId>) -> Option<Bytes> {
        some_bytes(self.reading.book.bytes(span))
    }

    fn evidence(&self, evidence: &Evidence) -> Vec<Bytes> {
        evidence.words().iter().filter_map(|&span| self.tokens(span)).collect()
    }
}

/// The word for a type.
fn type_label(r#type: MentionType) -> &'static str {
    match r#type {
        MentionType::Person => "PER",
        MentionType::Facility => "FAC",
        MentionType::Location => "LOC",
        MentionType::GeoPolitical => "GPE",
        MentionType::Organization => "ORG",
        MentionType::Vehicle => "VEH",
    }
}

/// The word for a mode.
fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Speech => "speech",
        Mode::Thought => "thought",
        Mode::Writing => "writing",
    }
}

fn note(note: &Note) -> NoteRow<'_> {
    NoteRow { span: some_bytes(note.span), code: note.code, message: &note.message }
}

/// The SHA-256 of a text's bytes, in hexadecimal.
pub fn sha256(text: &str) -> String {
    sha256_of(text.as_bytes())
}

/// The SHA-256 of some bytes, in hexadecimal.
pub fn sha256_of(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        write!(hex, "{byte:02x}").expect("a string takes any text");
    }
    hex
}
