//! The Story JSON read back: what the formats for reading and research are made from.
//!
//! They look at the document that every other tool reads, and not at the layers behind it.
//! So a list that a new stage fills is in every table on the same day, and documents of
//! other origin can be written, too. Keys that may be missing are empty here; spans are bytes.

use dramaturg::json::sha256;
use dramaturg::{JsonOptions, Reading};
use serde::Deserialize;
use serde_json::Value;

use crate::{ExportError, Options};

/// A stretch of bytes, from its start up to its end.
pub type Bytes = [usize; 2];

/// The Story JSON of one book, with its text.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Document {
    /// The text that all spans point into.
    #[serde(default)]
    pub text: String,
    /// The file that was read.
    pub source: Source,
    /// From one heading to the next.
    pub chapters: Vec<Chapter>,
    /// The cast.
    pub characters: Vec<Character>,
    /// Where it happens.
    pub places: Vec<Place>,
    /// The things.
    pub objects: Vec<Object>,
    /// Every mention.
    pub mentions: Vec<Mention>,
    /// What is said, thought and written.
    pub quotations: Vec<Quotation>,
    /// Where one company is at one place.
    pub scenes: Vec<Scene>,
    /// What happens.
    pub events: Vec<Event>,
    /// What state bodies are in.
    pub states: Vec<State>,
    /// Who holds what.
    pub custody: Vec<Custody>,
    /// Who knows what.
    pub knowledge: Vec<Knowledge>,
    /// Who is what to whom.
    pub relations: Vec<RelationRow>,
    /// Who promised, asked or threatened what.
    pub promises: Vec<Promise>,
    /// What always holds, as somebody states it.
    pub rules: Vec<Rule>,
    /// How somebody feels about somebody.
    pub attitudes: Vec<Attitude>,
    /// What people look like.
    pub descriptions: Vec<DescriptionRow>,
    /// What is no story.
    pub apart: Vec<Apart>,
}

/// The file that was read.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Source {
    pub name: String,
    pub sha256: String,
    pub bytes: usize,
    pub title: Option<String>,
    pub authors: Vec<String>,
    pub language: Option<String>,
}

/// From one heading to the next.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Chapter {
    pub id: String,
    #[serde(default)]
    pub title: Option<String>,
    pub span: Bytes,
}

/// Somebody of the cast.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Character {
    pub id: String,
    pub name: String,
    pub kind: String,
    pub aliases: Vec<Alias>,
    pub pronouns: Option<String>,
    pub narrator: bool,
    pub mentions: usize,
    pub quotations: usize,
    pub first: Option<Bytes>,
    pub on_stage: Option<bool>,
    pub confidence: Option<f64>,
    pub agent: Vec<Trait>,
    pub patient: Vec<Trait>,
    pub possessions: Vec<Trait>,
    pub modifiers: Vec<Trait>,
}

impl Character {
    /// What is said of them: each word of each list, by role.
    pub fn traits(&self) -> impl Iterator<Item = (&'static str, &Trait)> {
        let lists = [
            ("agent", &self.agent),
            ("patient", &self.patient),
            ("possession", &self.possessions),
            ("modifier", &self.modifiers),
        ];
        lists.into_iter().flat_map(|(role, list)| list.iter().map(move |row| (role, row)))
    }
}

/// A word that is said of somebody.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Trait {
    pub word: String,
    pub negated: bool,
    pub count: usize,
    pub spans: Vec<Bytes>,
}

/// A name of somebody.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Alias {
    pub text: String,
    pub kind: String,
    pub count: usize,
    pub used_by: Vec<String>,
    pub first: Option<Bytes>,
}

/// A place.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Place {
    pub id: String,
    pub name: String,
    pub aliases: Vec<String>,
    pub first: Option<Bytes>,
}

/// A thing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Object {
    pub id: String,
    pub name: String,
    pub aliases: Vec<String>,
    pub owner: Option<String>,
    pub first: Option<Bytes>,
}

/// A mention of somebody or something.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Mention {
    pub span: Bytes,
    pub head: Option<Bytes>,
    pub kind: String,
    pub r#type: String,
    pub entity: Option<String>,
    pub confidence: Option<f64>,
}

/// One utterance, thought or piece of writing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Quotation {
    pub id: String,
    pub mode: String,
    pub spans: Vec<Bytes>,
    pub speaker: Option<Speaker>,
    pub addressees: Vec<Someone>,
    pub hearers: Vec<String>,
    pub delivery: Option<Delivery>,
    pub conversation: Option<String>,
    pub turn: Option<u32>,
    pub nested_in: Option<String>,
    pub sincerity: Option<String>,
}

impl Quotation {
    /// From its first word to its last.
    pub fn hull(&self) -> Bytes {
        let start = self.spans.iter().map(|span| span[0]).min().unwrap_or_default();
        [start, self.spans.iter().map(|span| span[1]).max().unwrap_or(start)]
    }
}

/// Who speaks.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Speaker {
    pub id: String,
    pub confidence: f64,
    pub attribution: String,
    pub cue: Option<Bytes>,
    pub evidence: Vec<Bytes>,
}

/// Somebody, and how surely.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Someone {
    pub id: String,
    pub confidence: f64,
}

/// How it is said.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Delivery {
    pub verb: Option<String>,
    pub manner: Option<String>,
}

/// A stretch with one place, one time, one company.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Scene {
    pub id: String,
    pub span: Bytes,
    pub place: Option<String>,
    pub time: Option<Time>,
    pub focalizer: Option<String>,
    pub presence: Vec<Presence>,
}

/// The words that say when.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Time {
    pub text: String,
    pub span: Bytes,
}

/// Somebody's stay in a scene.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Presence {
    pub character: String,
    pub from: usize,
    pub to: usize,
    pub enter: Option<Bytes>,
    pub leave: Option<Bytes>,
    pub place: Option<String>,
    pub confidence: Option<f64>,
}

/// Something that happens.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Event {
    pub id: String,
    pub span: Bytes,
    pub trigger: String,
    pub lemma: Option<String>,
    pub class: Option<String>,
    pub agent: Vec<String>,
    pub patient: Vec<String>,
    pub place: Option<String>,
    pub realis: Option<bool>,
    pub negated: Option<bool>,
}

/// What state a body is in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct State {
    pub character: String,
    pub body_part: Option<String>,
    pub state: String,
    pub from: usize,
    pub to: Option<usize>,
    pub status: String,
    pub cause: Option<Cause>,
    pub evidence: Vec<Bytes>,
    pub confidence: Option<f64>,
}

/// What brought a state about.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Cause {
    pub event: Option<String>,
    pub by: Option<String>,
}

/// A thing goes from hand to hand.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Custody {
    pub object: String,
    pub holder: Option<String>,
    pub place: Option<String>,
    pub action: String,
    pub from_holder: Option<String>,
    pub at: usize,
    pub evidence: Vec<Bytes>,
}

/// Something that somebody knows.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Knowledge {
    pub id: String,
    pub about: Option<serde_json::Map<String, serde_json::Value>>,
    pub gist: Option<String>,
    pub topics: Vec<String>,
    pub states: Vec<KnownState>,
    pub knowers: Vec<Knower>,
    pub excluded: Vec<String>,
}

/// A bodily state that something known is about.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct KnownState {
    pub character: String,
    pub body_part: Option<String>,
    pub state: String,
}

/// Who knows it, since when and how.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Knower {
    pub character: String,
    pub how: String,
    pub by: Option<String>,
    pub from: usize,
    pub evidence: Vec<Bytes>,
}

/// Who is what to whom: `a` is the `kind` of `b`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct RelationRow {
    pub a: String,
    pub b: String,
    pub kind: String,
    pub evidence: Vec<Bytes>,
    pub confidence: Option<f64>,
}

/// A promise, a request or a threat.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Promise {
    pub by: Option<String>,
    pub to: Option<String>,
    pub gist: Option<String>,
    pub kind: String,
    pub status: String,
    pub evidence: Vec<Bytes>,
}

/// A rule of the world of the story.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Rule {
    pub gist: String,
    pub by: Option<String>,
    pub evidence: Vec<Bytes>,
}

/// What somebody feels about somebody.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Attitude {
    pub holder: String,
    pub toward: String,
    pub kind: String,
    pub evidence: Vec<Bytes>,
}

/// What somebody looks like: eyes, hair, age, height, the hand they use, a scar.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct DescriptionRow {
    pub character: String,
    pub kind: String,
    pub value: String,
    pub rough: bool,
    pub by: Option<String>,
    pub evidence: Vec<Bytes>,
    pub confidence: Option<f64>,
}

/// A stretch that is no story.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the keys of the Story JSON, told in its own document")]
pub struct Apart {
    pub span: Bytes,
    pub kind: String,
}

impl Document {
    /// The document of a reading, mentions included; the one of `options` if it has one.
    ///
    /// # Errors
    ///
    /// If the engine wrote what is no Story JSON, which marks a bug.
    pub fn of(reading: &Reading, options: &Options) -> Result<Document, ExportError> {
        if let Some(document) = &options.document {
            return Ok(document.clone());
        }
        let json = reading.to_json(&JsonOptions {
            mentions: true,
            text: false,
            threshold: options.threshold,
        });
        // The engine leaves no list null.
        let document = serde_json::from_str(&json).map_err(unreadable)?;
        Document::with_text(document, &reading.book.text)
    }

    /// The document of a JSON text, about a text. Spans that do not lie in the text, or that
    /// cut a character in two, are refused.
    ///
    /// # Errors
    ///
    /// If it is no Story JSON, or not of this text.
    pub fn parse(json: &str, text: &str) -> Result<Document, ExportError> {
        let mut value: Value = serde_json::from_str(json).map_err(unreadable)?;
        if value["format"] != "dramaturg-story" {
            return Err(ExportError::Missing(
                "the Story JSON has no `format`; give another",
            ));
        }
        without_null(&mut value);
        Document::with_text(serde_json::from_value(value).map_err(unreadable)?, text)
    }

    fn with_text(mut document: Document, text: &str) -> Result<Document, ExportError> {
        document.text = text.to_owned();
        if document.source.sha256.is_empty() {
            document.source.sha256 = sha256(text);
        }
        document.quotations.retain(|quotation| !quotation.spans.is_empty());
        document.quotations.sort_by_key(Quotation::hull);
        document.scenes.sort_by_key(|scene| scene.span);
        document.chapters.sort_by_key(|chapter| chapter.span);
        if document.spans().all(|[start, end]| text.get(start..end).is_some()) {
            Ok(document)
        } else {
            Err(ExportError::Missing(
                "the Story JSON is about another text; give its own",
            ))
        }
    }

    /// All spans that the formats slice the text with.
    fn spans(&self) -> impl Iterator<Item = Bytes> {
        let names = self.characters.iter().flat_map(|character| {
            character
                .first
                .into_iter()
                .chain(character.aliases.iter().filter_map(|a| a.first))
        });
        let traits = self.characters.iter().flat_map(Character::traits);
        let knowers = self.knowledge.iter().flat_map(|row| &row.knowers);
        let at = |at: usize| [at, at];
        names
            .chain(traits.flat_map(|(_, row)| row.spans.iter().copied()))
            .chain(self.chapters.iter().map(|row| row.span))
            .chain(self.quotations.iter().flat_map(|row| row.spans.iter().copied()))
            .chain(self.mentions.iter().map(|row| row.span))
            .chain(self.scenes.iter().map(|row| row.span))
            .chain(
                self.scenes.iter().flat_map(|row| &row.presence).map(|p| [p.from, p.to]),
            )
            .chain(self.events.iter().map(|row| row.span))
            .chain(self.states.iter().flat_map(|row| row.evidence.iter().copied()))
            .chain(self.states.iter().map(move |row| at(row.from)))
            .chain(self.custody.iter().flat_map(|row| row.evidence.iter().copied()))
            .chain(self.custody.iter().map(move |row| at(row.at)))
            .chain(knowers.clone().flat_map(|row| row.evidence.iter().copied()))
            .chain(knowers.map(move |row| at(row.from)))
            .chain(self.relations.iter().flat_map(|row| row.evidence.iter().copied()))
            .chain(self.promises.iter().flat_map(|row| row.evidence.iter().copied()))
            .chain(self.rules.iter().flat_map(|row| row.evidence.iter().copied()))
            .chain(self.attitudes.iter().flat_map(|row| row.evidence.iter().copied()))
            .chain(self.descriptions.iter().flat_map(|row| row.evidence.iter().copied()))
            .chain(self.apart.iter().map(|row| row.span))
    }

    /// The words of a stretch.
    pub fn slice(&self, [start, end]: Bytes) -> &str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The name of somebody or something; the id itself if nothing has it.
    pub fn name<'a>(&'a self, id: &'a str) -> &'a str {
        let character =
            self.characters.iter().find(|row| row.id == id).map(|row| &row.name);
        let object = || self.objects.iter().find(|row| row.id == id).map(|row| &row.name);
        let place = || self.places.iter().find(|row| row.id == id).map(|row| &row.name);
        character.or_else(object).or_else(place).map_or(id, String::as_str)
    }

    /// The title, or the file's name.
    pub fn title(&self) -> &str {
        self.source
            .title
            .as_deref()
            .filter(|title| !title.is_empty())
            .unwrap_or(&self.source.name)
    }

    /// An id of the book, made from its text: the same in every table and on every machine.
    pub fn book_id(&self) -> String {
        let start: String = self.source.sha256.chars().take(16).collect();
        format!("b-{start}")
    }

    /// The scene that a byte lies in, by its place in the list.
    pub fn scene_at(&self, at: usize) -> Option<usize> {
        let after = self.scenes.partition_point(|scene| scene.span[0] <= at);
        let last = after.checked_sub(1)?;
        (at < self.scenes[last].span[1]).then_some(last)
    }

    /// The chapter that a byte lies in, by its place in the list.
    pub fn chapter_at(&self, at: usize) -> Option<usize> {
        let after = self.chapters.partition_point(|chapter| chapter.span[0] <= at);
        let last = after.checked_sub(1)?;
        (at < self.chapters[last].span[1]).then_some(last)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to `map_err`")]
fn unreadable(error: serde_json::Error) -> ExportError {
    ExportError::Unreadable { line: error.line() }
}

/// Takes out what is null: it is as good as missing.
fn without_null(value: &mut Value) {
    match value {
        Value::Array(rows) => rows.iter_mut().for_each(without_null),
        Value::Object(map) => {
            map.retain(|_, value| !value.is_null());
            map.values_mut().for_each(without_null);
        }
        _ => {}
    }
}
