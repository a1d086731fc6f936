//! Tables for research: one each for books, quotations, mentions, characters, aliases,
//! scenes, presence, events, states, custody, knowledge, relations and traits.
//!
//! Version 1. Each row begins with `book_id`, so that the tables of many books can be put one
//! after the other. A position is given three times: in bytes of the UTF-8 text, in code
//! points (Python, R), and in UTF-16 units (JavaScript, Java). Lists of ids have a semicolon
//! between two.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::document::{Bytes, Document};
use crate::offsets::Offsets;

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Text.
    Text,
    /// Whole numbers.
    Int,
    /// Numbers.
    Real,
    /// Yes or no.
    Bool,
}

/// A column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
}

/// One value of a row.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell<'a> {
    /// Not known, or none.
    Null,
    /// Text.
    Text(Cow<'a, str>),
    /// A whole number.
    Int(i64),
    /// A number.
    Real(f64),
    /// Yes or no.
    Bool(bool),
}

/// A table of one or more books; its words are mostly those of the document.
#[derive(Clone, Debug)]
pub struct Table<'a> {
    /// Its name, which is that of its file.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// Its rows; each has a cell a column.
    pub rows: Vec<Vec<Cell<'a>>>,
}

macro_rules! columns {
    ($($name:literal $kind:ident),* $(,)?) => {
        &[$(Column { name: $name, kind: Kind::$kind }),*]
    };
}

/// The tables and their columns, in the order of [`tables`].
pub const TABLES: &[(&str, &[Column])] = &[
    (
        "books",
        columns![
            "book_id" Text, "name" Text, "title" Text, "authors" Text, "language" Text,
            "sha256" Text, "bytes" Int, "chars" Int, "utf16" Int, "words" Int, "chapters" Int,
            "scenes" Int, "characters" Int, "quotations" Int, "unattributed" Int,
        ],
    ),
    (
        "quotations",
        columns![
            "book_id" Text, "quotation_id" Text, "mode" Text,
            "start_byte" Int, "end_byte" Int, "start_char" Int, "end_char" Int,
            "start_utf16" Int, "end_utf16" Int,
            "parts" Text, "text" Text, "chapter_id" Text, "scene_id" Text,
            "speaker_id" Text, "speaker" Text, "confidence" Real, "attribution" Text,
            "addressee_ids" Text, "hearer_ids" Text, "verb" Text, "manner" Text,
            "conversation_id" Text, "turn" Int, "nested_in" Text, "sincerity" Text,
        ],
    ),
    (
        "mentions",
        columns![
            "book_id" Text, "entity_id" Text, "kind" Text, "type" Text,
            "start_byte" Int, "end_byte" Int, "start_char" Int, "end_char" Int,
            "start_utf16" Int, "end_utf16" Int, "text" Text,
        ],
    ),
    (
        "characters",
        columns![
            "book_id" Text, "character_id" Text, "name" Text, "kind" Text, "pronouns" Text,
            "narrator" Bool, "on_stage" Bool, "mentions" Int, "quotations" Int,
            "start_byte" Int, "end_byte" Int, "start_char" Int, "end_char" Int,
            "start_utf16" Int, "end_utf16" Int, "confidence" Real,
        ],
    ),
    (
        "aliases",
        columns![
            "book_id" Text, "character_id" Text, "alias" Text, "kind" Text, "count" Int,
            "used_by" Text,
            "start_byte" Int, "end_byte" Int, "start_char" Int, "end_char" Int,
            "start_utf16" Int, "end_utf16" Int,
        ],
    ),
    (
        "scenes",
        columns![
            "book_id" Text, "scene_id" Text, "chapter_id" Text,
            "start_byte" Int, "end_byte" Int, "start_char" Int, "end_char" Int,
            "start_utf16" Int, "end_utf16" Int,
            "place_id" Text, "place" Text, "time" Text, "focalizer_id" Text, "present" Int,
        ],
    ),
    (
        "presence",
        columns![
            "book_id" Text, "scene_id" Text, "character_id" Text,
            "start_byte" Int, "end_byte" Int, "start_char" Int, "end_char" Int,
            "start_utf16" Int, "end_utf16" Int,
            "enter_byte" Int, "leave_byte" Int, "confidence" Real,
        ],
    ),
    (
        "events",
        columns![
            "book_id" Text, "event_id" Text,
            "start_byte" Int, "end_byte" Int, "start_char" Int, "end_char" Int,
            "start_utf16" Int, "end_utf16" Int,
            "trigger" Text, "lemma" Text, "class" Text, "agent_ids" Text, "patient_ids" Text,
            "place_id" Text, "realis" Bool, "negated" Bool, "scene_id" Text,
        ],
    ),
    (
        "states",
        columns![
            "book_id" Text, "character_id" Text, "body_part" Text, "state" Text, "status" Text,
            "from_byte" Int, "from_char" Int, "from_utf16" Int,
            "to_byte" Int, "to_char" Int, "to_utf16" Int,
            "cause_event_id" Text, "cause_by" Text, "evidence" Text, "confidence" Real,
        ],
    ),
    (
        "custody",
        columns![
            "book_id" Text, "object_id" Text, "object" Text, "holder_id" Text, "place_id" Text,
            "action" Text, "from_holder_id" Text, "at_byte" Int, "at_char" Int, "at_utf16" Int,
            "evidence" Text,
        ],
    ),
    (
        "knowledge",
        columns![
            "book_id" Text, "knowledge_id" Text, "about" Text, "about_id" Text, "gist" Text,
            "topic_ids" Text, "character_id" Text, "knows" Bool, "how" Text, "by_id" Text,
            "from_byte" Int, "from_char" Int, "from_utf16" Int, "evidence" Text,
        ],
    ),
    (
        "relations",
        columns![
            "book_id" Text, "a_id" Text, "b_id" Text, "kind" Text, "evidence" Text,
            "confidence" Real,
        ],
    ),
    (
        "traits",
        columns![
            "book_id" Text, "character_id" Text, "role" Text, "word" Text, "negated" Bool,
            "start_byte" Int, "end_byte" Int, "start_char" Int, "end_char" Int,
            "start_utf16" Int, "end_utf16" Int,
        ],
    ),
];

/// Builds the rows of one book.
struct Rows<'a> {
    document: &'a Document,
    offsets: Offsets<'a>,
    book_id: String,
}

/// The tables of a book, in the order of [`TABLES`].
pub fn tables(document: &Document) -> Vec<Table<'_>> {
    let rows = Rows {
        document,
        offsets: Offsets::new(&document.text),
        book_id: document.book_id(),
    };
    let of_table = [
        rows.books(),
        rows.quotations(),
        rows.mentions(),
        rows.characters(),
        rows.aliases(),
        rows.scenes(),
        rows.presence(),
        rows.events(),
        rows.states(),
        rows.custody(),
        rows.knowledge(),
        rows.relations(),
        rows.traits(),
    ];
    let tables = TABLES.iter().zip(of_table);
    tables.map(|(&(name, columns), rows)| Table { name, columns, rows }).collect()
}

fn text(text: &str) -> Cell<'_> {
    Cell::Text(Cow::Borrowed(text))
}

fn some(value: Option<&str>) -> Cell<'_> {
    value.map_or(Cell::Null, text)
}

fn int(n: usize) -> Cell<'static> {
    Cell::Int(i64::try_from(n).unwrap_or(i64::MAX))
}

/// Texts with something between two.
fn joined<'a>(texts: impl IntoIterator<Item = &'a str>, between: &str) -> Cell<'a> {
    let mut texts = texts.into_iter();
    let mut all = Cow::Borrowed(texts.next().unwrap_or_default());
    for text in texts {
        let all = all.to_mut();
        all.push_str(between);
        all.push_str(text);
    }
    Cell::Text(all)
}

fn list<'a>(ids: impl IntoIterator<Item = &'a str>) -> Cell<'a> {
    joined(ids, ";")
}

fn real(number: Option<f64>) -> Cell<'static> {
    number.map_or(Cell::Null, Cell::Real)
}

fn flag(value: Option<bool>) -> Cell<'static> {
    value.map_or(Cell::Null, Cell::Bool)
}

/// Stretches as `910-923;941-970`, in bytes.
fn stretches(spans: &[Bytes]) -> Cell<'static> {
    let mut all = String::new();
    for (i, [a, b]) in spans.iter().enumerate() {
        let between = if i == 0 { "" } else { ";" };
        // A string takes any text.
        let _ = write!(all, "{between}{a}-{b}");
    }
    Cell::Text(all.into())
}

impl<'a> Rows<'a> {
    fn row(&self, cells: impl IntoIterator<Item = Cell<'a>>) -> Vec<Cell<'a>> {
        let book_id = Cell::Text(self.book_id.clone().into());
        [book_id].into_iter().chain(cells).collect()
    }

    /// A byte in the three ways to count.
    fn at(&self, byte: usize) -> [Cell<'static>; 3] {
        let (n_chars, n_units) = self.offsets.at(byte);
        [int(byte), int(n_chars), int(n_units)]
    }

    /// A stretch in the three ways to count, six numbers.
    fn span(&self, span: Option<Bytes>) -> [Cell<'static>; 6] {
        let Some([start, end]) = span else { return [const { Cell::Null }; 6] };
        let ([a, b, c], [d, e, f]) = (self.at(start), self.at(end));
        [a, d, b, e, c, f]
    }

    fn scene_id(&self, at: usize) -> Cell<'a> {
        some(self.document.scene_at(at).map(|i| &*self.document.scenes[i].id))
    }

    fn chapter_id(&self, at: usize) -> Cell<'a> {
        some(self.document.chapter_at(at).map(|i| &*self.document.chapters[i].id))
    }

    fn books(&self) -> Vec<Vec<Cell<'a>>> {
        let document = self.document;
        let source = &document.source;
        let [bytes, chars, units] = self.at(document.text.len());
        let n_unknown =
            document.quotations.iter().filter(|q| q.speaker.is_none()).count();
        vec![self.row([
            text(&source.name),
            some(source.title.as_deref()),
            list(source.authors.iter().map(String::as_str)),
            some(source.language.as_deref()),
            text(&source.sha256),
            bytes,
            chars,
            units,
            int(document.text.split_whitespace().count()),
            int(document.chapters.len()),
            int(document.scenes.len()),
            int(document.characters.len()),
            int(document.quotations.len()),
            int(n_unknown),
        ])]
    }

    fn quotations(&self) -> Vec<Vec<Cell<'a>>> {
        let document = self.document;
        let quotations = document.quotations.iter();
        quotations
            .map(|row| {
                let words = row.spans.iter().map(|&span| document.slice(span));
                let hull = row.hull();
                let speaker = row.speaker.as_ref();
                let delivery = row.delivery.as_ref();
                let [a, b, c, d, e, f] = self.span(Some(hull));
                self.row([
                    text(&row.id),
                    text(&row.mode),
                    a,
                    b,
                    c,
                    d,
                    e,
                    f,
                    stretches(&row.spans),
                    joined(words, " "),
                    self.chapter_id(hull[0]),
                    self.scene_id(hull[0]),
                    some(speaker.map(|s| &*s.id)),
                    some(speaker.map(|s| document.name(&s.id))),
                    real(speaker.map(|s| s.confidence)),
                    some(speaker.map(|s| &*s.attribution)),
                    list(row.addressees.iter().map(|a| &*a.id)),
                    list(row.hearers.iter().map(String::as_str)),
                    some(delivery.and_then(|d| d.verb.as_deref())),
                    some(delivery.and_then(|d| d.manner.as_deref())),
                    some(row.conversation.as_deref()),
                    row.turn.map_or(Cell::Null, |turn| Cell::Int(turn.into())),
                    some(row.nested_in.as_deref()),
                    some(row.sincerity.as_deref()),
                ])
            })
            .collect()
    }

    fn mentions(&self) -> Vec<Vec<Cell<'a>>> {
        let mentions = self.document.mentions.iter();
        mentions
            .map(|row| {
                let cells =
                    [some(row.entity.as_deref()), text(&row.kind), text(&row.r#type)];
                let words = text(self.document.slice(row.span));
                self.row(
                    cells.into_iter().chain(self.span(Some(row.span))).chain([words]),
                )
            })
            .collect()
    }

    fn characters(&self) -> Vec<Vec<Cell<'a>>> {
        let characters = self.document.characters.iter();
        characters
            .map(|row| {
                let cells = [
                    text(&row.id),
                    text(&row.name),
                    text(&row.kind),
                    some(row.pronouns.as_deref()),
                    Cell::Bool(row.narrator),
                    flag(row.on_stage),
                    int(row.mentions),
                    int(row.quotations),
                ];
                let cells = cells.into_iter().chain(self.span(row.first));
                self.row(cells.chain([real(row.confidence)]))
            })
            .collect()
    }

    fn aliases(&self) -> Vec<Vec<Cell<'a>>> {
        let characters = self.document.characters.iter();
        characters
            .flat_map(|row| row.aliases.iter().map(move |alias| (row, alias)))
            .map(|(row, alias)| {
                let cells = [
                    text(&row.id),
                    text(&alias.text),
                    text(&alias.kind),
                    int(alias.count),
                    list(alias.used_by.iter().map(String::as_str)),
                ];
                self.row(cells.into_iter().chain(self.span(alias.first)))
            })
            .collect()
    }

    fn scenes(&self) -> Vec<Vec<Cell<'a>>> {
        let scenes = self.document.scenes.iter();
        scenes
            .map(|row| {
                let mut present: Vec<&str> =
                    row.presence.iter().map(|p| &*p.character).collect();
                present.sort_unstable();
                present.dedup();
                let start = [text(&row.id), self.chapter_id(row.span[0])];
                let end = [
                    some(row.place.as_deref()),
                    some(row.place.as_deref().map(|id| self.document.name(id))),
                    some(row.time.as_ref().map(|time| &*time.text)),
                    some(row.focalizer.as_deref()),
                    int(present.len()),
                ];
                self.row(start.into_iter().chain(self.span(Some(row.span))).chain(end))
            })
            .collect()
    }

    fn presence(&self) -> Vec<Vec<Cell<'a>>> {
        let scenes = self.document.scenes.iter();
        scenes
            .flat_map(|scene| scene.presence.iter().map(move |row| (scene, row)))
            .map(|(scene, row)| {
                let start = [text(&scene.id), text(&row.character)];
                let end = [
                    row.enter.map_or(Cell::Null, |span| int(span[0])),
                    row.leave.map_or(Cell::Null, |span| int(span[0])),
                    real(row.confidence),
                ];
                let span = self.span(Some([row.from, row.to]));
                self.row(start.into_iter().chain(span).chain(end))
            })
            .collect()
    }

    fn events(&self) -> Vec<Vec<Cell<'a>>> {
        let events = self.document.events.iter();
        events
            .map(|row| {
                let end = [
                    text(&row.trigger),
                    some(row.lemma.as_deref()),
                    some(row.class.as_deref()),
                    list(row.agent.iter().map(String::as_str)),
                    list(row.patient.iter().map(String::as_str)),
                    some(row.place.as_deref()),
                    flag(row.realis),
                    flag(row.negated),
                    self.scene_id(row.span[0]),
                ];
                let span = self.span(Some(row.span));
                self.row([text(&row.id)].into_iter().chain(span).chain(end))
            })
            .collect()
    }

    fn states(&self) -> Vec<Vec<Cell<'a>>> {
        let states = self.document.states.iter();
        states
            .map(|row| {
                let start = [
                    text(&row.character),
                    some(row.body_part.as_deref()),
                    text(&row.state),
                    text(&row.status),
                ];
                let to = row.to.map_or([const { Cell::Null }; 3], |to| self.at(to));
                let cause = row.cause.as_ref();
                let end = [
                    some(cause.and_then(|cause| cause.event.as_deref())),
                    some(cause.and_then(|cause| cause.by.as_deref())),
                    stretches(&row.evidence),
                    real(row.confidence),
                ];
                self.row(start.into_iter().chain(self.at(row.from)).chain(to).chain(end))
            })
            .collect()
    }

    fn custody(&self) -> Vec<Vec<Cell<'a>>> {
        let custody = self.document.custody.iter();
        custody
            .map(|row| {
                let start = [
                    text(&row.object),
                    text(self.document.name(&row.object)),
                    some(row.holder.as_deref()),
                    some(row.place.as_deref()),
                    text(&row.action),
                    some(row.from_holder.as_deref()),
                ];
                let end = [stretches(&row.evidence)];
                self.row(start.into_iter().chain(self.at(row.at)).chain(end))
            })
            .collect()
    }

    /// A row for everybody who knows a thing, and for everybody who is kept from it.
    fn knowledge(&self) -> Vec<Vec<Cell<'a>>> {
        let mut rows = Vec::new();
        for row in &self.document.knowledge {
            let about = row.about.iter().flatten().next();
            let start = || {
                [
                    text(&row.id),
                    some(about.map(|(kind, _)| kind.as_str())),
                    some(about.and_then(|(_, id)| id.as_str())),
                    some(row.gist.as_deref()),
                    list(row.topics.iter().map(String::as_str)),
                ]
            };
            for knower in &row.knowers {
                let who = [
                    text(&knower.character),
                    Cell::Bool(true),
                    text(&knower.how),
                    some(knower.by.as_deref()),
                ];
                let cells = start().into_iter().chain(who).chain(self.at(knower.from));
                rows.push(self.row(cells.chain([stretches(&knower.evidence)])));
            }
            for id in &row.excluded {
                let nothing = [const { Cell::Null }; 6];
                let who = [text(id), Cell::Bool(false)];
                rows.push(self.row(start().into_iter().chain(who).chain(nothing)));
            }
        }
        rows
    }

    fn relations(&self) -> Vec<Vec<Cell<'a>>> {
        let relations = self.document.relations.iter();
        relations
            .map(|row| {
                self.row([
                    text(&row.a),
                    text(&row.b),
                    text(&row.kind),
                    stretches(&row.evidence),
                    real(row.confidence),
                ])
            })
            .collect()
    }

    /// A row for each place where a word is said of somebody.
    fn traits(&self) -> Vec<Vec<Cell<'a>>> {
        let mut rows = Vec::new();
        for character in &self.document.characters {
            for (role, row) in character.traits() {
                for &span in &row.spans {
                    let cells = [
                        text(&character.id),
                        text(role),
                        text(&row.word),
                        Cell::Bool(row.negated),
                    ];
                    let cells = cells.into_iter().chain(self.span(Some(span)));
                    rows.push(self.row(cells));
                }
            }
        }
        rows
    }
}
