//! A book as a database of SQL: tables, views and a full-text index, all of them documented.
//!
//! Version 1. `schema.sql` is the one place that names tables and columns; its comments are
//! what the table `about` and `metadata.json`, for Datasette, say. Positions are given in
//! bytes, in code points and in UTF-16 units. Facts have a column `known_from`, the byte from
//! which a reader knows them, so that a question can stop at a page.
//!
//! Ids that a document refers to without naming them become characters of kind `unknown`, so
//! foreign keys hold for documents of any origin.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use dramaturg::Reading;
use rusqlite::types::Value;
use rusqlite::{Connection, MAIN_DB, params_from_iter};
use serde_json::{Map, json};

use crate::document::{Bytes, Document};
use crate::facts::known_from;
use crate::format::Export;
use crate::offsets::Offsets;
use crate::{ExportError, Options};

/// Tables, indexes and views; `@span` stands for the six columns of a position.
const SCHEMA: &str = include_str!("schema.sql");
/// The columns of a position.
const SPAN: &str = "start_byte INTEGER, -- Start in bytes of UTF-8.
  end_byte INTEGER, -- End in bytes, not included.
  start_char INTEGER, -- Start in code points.
  end_char INTEGER, -- End in code points.
  start_utf16 INTEGER, -- Start in UTF-16 units.
  end_utf16 INTEGER -- End in UTF-16 units.";

/// Writes the database, and `metadata.json` beside it.
///
/// # Errors
///
/// If the engine wrote what is no Story JSON, or the database cannot be made.
pub fn write(reading: &Reading, options: &Options) -> Result<Export, ExportError> {
    let document = Document::of(reading, options)?;
    Ok(Export::file(bytes(&document)?, None).and("metadata.json", metadata(&document)))
}

/// The database of a document, as a file's bytes.
///
/// # Errors
///
/// If the database cannot be made.
pub fn bytes(document: &Document) -> Result<Vec<u8>, ExportError> {
    let database = database(document)?;
    Ok(database.serialize(MAIN_DB).map_err(failed)?.to_vec())
}

/// The database of a document, in memory.
///
/// # Errors
///
/// If the database cannot be made.
pub fn database(document: &Document) -> Result<Connection, ExportError> {
    fill(document).map_err(failed)
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to `map_err`")]
fn failed(error: rusqlite::Error) -> ExportError {
    ExportError::Write(std::io::Error::other(error.to_string()))
}

fn schema() -> String {
    SCHEMA.replace("@span", SPAN)
}

/// What is described: a table or view, a column of it, and in words.
struct About {
    name: String,
    column: Option<String>,
    description: String,
}

/// The comments of the schema.
fn descriptions() -> Vec<About> {
    let mut rows = Vec::new();
    let mut table = String::new();
    for line in schema().lines() {
        let Some((code, words)) = line.split_once("-- ") else { continue };
        let (code, description) = (code.trim(), words.trim());
        if code.is_empty() {
            if let Some((name, description)) = description.split_once(": ") {
                rows.push(About {
                    name: name.to_owned(),
                    column: None,
                    description: description.to_owned(),
                });
            }
        } else if let Some(name) = code.strip_prefix("CREATE TABLE ") {
            table = name.trim_end_matches(['(', ' ']).to_owned();
            rows.push(About {
                name: table.clone(),
                column: None,
                description: description.to_owned(),
            });
        } else if let Some((column, _)) = code.split_once(' ') {
            rows.push(About {
                name: table.clone(),
                column: Some(column.to_owned()),
                description: description.to_owned(),
            });
        }
    }
    rows
}

/// What Datasette shows beside the tables of `story.db`.
fn metadata(document: &Document) -> Vec<u8> {
    let mut tables: Map<String, serde_json::Value> = Map::new();
    for About { name, column, description } in descriptions() {
        let table = tables.entry(name).or_insert_with(|| json!({}));
        match column {
            None => table["description"] = json!(description),
            Some(column) => table["columns"][column] = json!(description),
        }
    }
    let metadata = json!({
        "title": document.title(),
        "description": "Who is who, who speaks, who is there, who knows what. Every fact has its words in `evidence`.",
        "databases": { "story": { "tables": tables } },
    });
    let mut text = serde_json::to_string_pretty(&metadata).expect("metadata is JSON");
    text.push('\n');
    text.into_bytes()
}

/// Puts the rows of a document into a database.
struct Rows<'a> {
    document: &'a Document,
    offsets: Offsets<'a>,
    to: &'a Connection,
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

fn some(value: Option<&str>) -> Value {
    value.map_or(Value::Null, text)
}

fn int(n: usize) -> Value {
    Value::Integer(i64::try_from(n).unwrap_or(i64::MAX))
}

fn real(value: Option<f64>) -> Value {
    value.map_or(Value::Null, Value::Real)
}

fn flag(value: Option<bool>) -> Value {
    value.map_or(Value::Null, |value| Value::Integer(value.into()))
}

type Sql = rusqlite::Result<()>;

fn fill(document: &Document) -> rusqlite::Result<Connection> {
    let mut connection = Connection::open_in_memory()?;
    connection.pragma_update(None, "application_id", 0x6472_616d)?;
    connection.pragma_update(None, "user_version", 1)?;
    connection.execute_batch(&schema())?;
    let transaction = connection.transaction()?;
    // A quotation may be nested in one that comes later in the list.
    transaction.pragma_update(None, "defer_foreign_keys", true)?;
    let rows = Rows { document, offsets: Offsets::new(&document.text), to: &transaction };
    rows.about()?;
    rows.cast()?;
    rows.stage()?;
    rows.quotations()?;
    rows.events()?;
    rows.bodies()?;
    rows.knowledge()?;
    rows.ties()?;
    rows.text()?;
    transaction.execute_batch(
        "INSERT INTO quotation_search (quotation_search) VALUES ('rebuild');
         INSERT INTO text_search (text_search) VALUES ('rebuild');",
    )?;
    transaction.commit()?;
    Ok(connection)
}

impl Rows<'_> {
    fn insert(&self, table: &str, cells: impl IntoIterator<Item = Value>) -> Sql {
        let cells: Vec<Value> = cells.into_iter().collect();
        let mut sql = format!("INSERT OR IGNORE INTO {table} VALUES (?");
        for _ in 1..cells.len() {
            sql.write_str(",?").expect("a string takes any text");
        }
        sql.push(')');
        self.to.prepare_cached(&sql)?.execute(params_from_iter(cells))?;
        Ok(())
    }

    fn spanned(
        &self,
        table: &str,
        cells: impl IntoIterator<Item = Value>,
        span: Option<Bytes>,
    ) -> Sql {
        let span = match span {
            None => [const { Value::Null }; 6],
            Some([start, end]) => {
                let ((a, b), (c, d)) = (self.offsets.at(start), self.offsets.at(end));
                [start, end, a, c, b, d].map(int)
            }
        };
        self.insert(table, cells.into_iter().chain(span))
    }

    fn evidence(&self, table: &str, id: &str, spans: &[Bytes]) -> Sql {
        for &span in spans {
            let words = self.document.slice(span);
            self.spanned("evidence", [text(table), text(id), text(words)], Some(span))?;
        }
        Ok(())
    }

    /// The id of a place or thing that has a row; null otherwise.
    fn place(&self, id: Option<&str>) -> Value {
        let is_there = |id: &&str| self.document.places.iter().any(|row| row.id == **id);
        some(id.filter(is_there))
    }

    fn chapter(&self, at: usize) -> Value {
        let chapters = &self.document.chapters;
        some(self.document.chapter_at(at).map(|i| &*chapters[i].id))
    }

    fn scene(&self, at: usize) -> Value {
        some(self.document.scene_at(at).map(|i| &*self.document.scenes[i].id))
    }

    fn about(&self) -> Sql {
        for About { name, column, description } in descriptions() {
            let cells = [text(&name), some(column.as_deref()), text(&description)];
            self.insert("about", cells)?;
        }
        let (source, document) = (&self.document.source, self.document);
        let (n_chars, n_units) = self.offsets.at(document.text.len());
        self.insert(
            "book",
            [
                text(&document.book_id()),
                text(&source.name),
                some(source.title.as_deref()),
                text(&source.authors.join(";")),
                some(source.language.as_deref()),
                text(&source.sha256),
                int(document.text.len()),
                int(n_chars),
                int(n_units),
            ],
        )
    }

    /// Every id that stands where a character stands.
    fn referred(&self) -> BTreeSet<&str> {
        let document = self.document;
        let mut ids: BTreeSet<&str> = BTreeSet::new();
        for row in &document.characters {
            let users = row.aliases.iter().flat_map(|alias| &alias.used_by);
            ids.extend(users.map(String::as_str).filter(|user| *user != "narrator"));
        }
        ids.extend(document.objects.iter().filter_map(|row| row.owner.as_deref()));
        for row in &document.scenes {
            ids.extend(row.focalizer.as_deref());
            ids.extend(row.presence.iter().map(|stay| &*stay.character));
        }
        for row in &document.quotations {
            ids.extend(row.speaker.as_ref().map(|speaker| &*speaker.id));
            ids.extend(row.addressees.iter().map(|someone| &*someone.id));
            ids.extend(row.hearers.iter().map(String::as_str));
        }
        for row in &document.states {
            ids.insert(&row.character);
            ids.extend(row.cause.as_ref().and_then(|cause| cause.by.as_deref()));
        }
        for row in &document.custody {
            ids.extend(
                row.holder.as_deref().into_iter().chain(row.from_holder.as_deref()),
            );
        }
        for row in &document.knowledge {
            ids.extend(row.excluded.iter().map(String::as_str));
            for knower in &row.knowers {
                ids.insert(&knower.character);
                ids.extend(knower.by.as_deref());
            }
        }
        for row in &document.relations {
            ids.extend([&*row.a, &*row.b]);
        }
        for row in &document.promises {
            ids.extend(row.by.as_deref().into_iter().chain(row.to.as_deref()));
        }
        ids.extend(document.rules.iter().filter_map(|row| row.by.as_deref()));
        for row in &document.attitudes {
            ids.extend([&*row.holder, &*row.toward]);
        }
        for row in &document.descriptions {
            ids.insert(&row.character);
            ids.extend(row.by.as_deref());
        }
        ids
    }

    fn cast(&self) -> Sql {
        let mut n_aliases = 0;
        let mut unnamed = self.referred();
        for row in &self.document.characters {
            unnamed.remove(&*row.id);
            self.spanned(
                "characters",
                [
                    text(&row.id),
                    text(&row.name),
                    text(&row.kind),
                    some(row.pronouns.as_deref()),
                    flag(Some(row.narrator)),
                    flag(row.on_stage),
                    int(row.mentions),
                    int(row.quotations),
                    real(row.confidence),
                ],
                row.first,
            )?;
        }
        for id in unnamed {
            let object = self.document.name(id);
            let cells = [text(id), text(object), text("unknown"), Value::Null];
            let cells = cells.into_iter().chain([int(0), Value::Null, int(0), int(0)]);
            self.spanned("characters", cells.chain([Value::Null]), None)?;
        }
        for row in &self.document.characters {
            for alias in &row.aliases {
                n_aliases += 1;
                self.spanned(
                    "aliases",
                    [
                        int(n_aliases),
                        text(&row.id),
                        text(&alias.text),
                        text(&alias.kind),
                        int(alias.count),
                    ],
                    alias.first,
                )?;
                for user in &alias.used_by {
                    let user = Some(&**user).filter(|user| *user != "narrator");
                    self.insert("alias_users", [int(n_aliases), some(user)])?;
                }
            }
        }
        for character in &self.document.characters {
            for (role, row) in character.traits() {
                for &span in &row.spans {
                    let cells = [text(&character.id), text(role), text(&row.word)];
                    let cells = cells.into_iter().chain([flag(Some(row.negated))]);
                    self.spanned("traits", cells, Some(span))?;
                }
            }
        }
        for row in &self.document.places {
            self.spanned("places", [text(&row.id), text(&row.name)], row.first)?;
        }
        for row in &self.document.objects {
            let cells = [text(&row.id), text(&row.name), some(row.owner.as_deref())];
            self.spanned("objects", cells, row.first)?;
            for name in &row.aliases {
                self.insert("object_names", [text(&row.id), text(name)])?;
            }
        }
        for (i, row) in self.document.mentions.iter().enumerate() {
            let words = text(self.document.slice(row.span));
            let entity = some(row.entity.as_deref());
            let cells = [int(i + 1), entity, text(&row.kind), text(&row.r#type), words];
            self.spanned("mentions", cells, Some(row.span))?;
        }
        Ok(())
    }

    fn stage(&self) -> Sql {
        for (i, row) in self.document.chapters.iter().enumerate() {
            let cells = [text(&row.id), int(i + 1), some(row.title.as_deref())];
            self.spanned("chapters", cells, Some(row.span))?;
        }
        let mut n_stays = 0;
        for (i, row) in self.document.scenes.iter().enumerate() {
            let cells = [
                text(&row.id),
                int(i + 1),
                self.chapter(row.span[0]),
                self.place(row.place.as_deref()),
                some(row.time.as_ref().map(|time| &*time.text)),
                some(row.focalizer.as_deref()),
            ];
            self.spanned("scenes", cells, Some(row.span))?;
            for stay in &row.presence {
                n_stays += 1;
                let start =
                    |span: Option<Bytes>| span.map_or(Value::Null, |span| int(span[0]));
                let cells = [
                    int(n_stays),
                    text(&row.id),
                    text(&stay.character),
                    self.place(stay.place.as_deref()),
                    start(stay.enter),
                    start(stay.leave),
                    real(stay.confidence),
                ];
                self.spanned("presence", cells, Some([stay.from, stay.to]))?;
            }
        }
        Ok(())
    }

    fn quotations(&self) -> Sql {
        let all = &self.document.quotations;
        let ids: BTreeSet<&str> = all.iter().map(|row| &*row.id).collect();
        for row in all {
            let words: Vec<&str> =
                row.spans.iter().map(|&span| self.document.slice(span)).collect();
            let hull = row.hull();
            let speaker = row.speaker.as_ref();
            let delivery = row.delivery.as_ref();
            let outer = row.nested_in.as_deref().filter(|id| ids.contains(id));
            let cells = [
                text(&row.id),
                text(&row.mode),
                text(&words.join(" ")),
                self.chapter(hull[0]),
                self.scene(hull[0]),
                some(speaker.map(|speaker| &*speaker.id)),
                real(speaker.map(|speaker| speaker.confidence)),
                some(speaker.map(|speaker| &*speaker.attribution)),
                some(delivery.and_then(|delivery| delivery.verb.as_deref())),
                some(delivery.and_then(|delivery| delivery.manner.as_deref())),
                some(row.conversation.as_deref()),
                row.turn.map_or(Value::Null, |turn| Value::Integer(turn.into())),
                some(outer),
                some(row.sincerity.as_deref()),
            ];
            self.spanned("quotations", cells, Some(hull))?;
            for (i, &span) in row.spans.iter().enumerate() {
                let cells = [text(&row.id), int(i + 1)];
                self.spanned("quotation_parts", cells, Some(span))?;
            }
            for someone in &row.addressees {
                let sure = real(Some(someone.confidence));
                self.insert("addressees", [text(&row.id), text(&someone.id), sure])?;
            }
            for hearer in &row.hearers {
                self.insert("hearers", [text(&row.id), text(hearer)])?;
            }
            if let Some(speaker) = speaker {
                self.evidence("quotations", &row.id, &speaker.evidence)?;
            }
        }
        Ok(())
    }

    fn events(&self) -> Sql {
        for row in &self.document.events {
            let cells = [
                text(&row.id),
                text(&row.trigger),
                some(row.lemma.as_deref()),
                some(row.class.as_deref()),
                self.scene(row.span[0]),
                self.place(row.place.as_deref()),
                flag(row.realis),
                flag(row.negated),
            ];
            self.spanned("events", cells, Some(row.span))?;
            for (role, ids) in [("agent", &row.agent), ("patient", &row.patient)] {
                for id in ids {
                    self.insert("event_roles", [text(&row.id), text(role), text(id)])?;
                }
            }
        }
        Ok(())
    }

    fn bodies(&self) -> Sql {
        for (i, row) in self.document.states.iter().enumerate() {
            let by = row.cause.as_ref().and_then(|cause| cause.by.as_deref());
            self.insert(
                "states",
                [
                    int(i + 1),
                    text(&row.character),
                    some(row.body_part.as_deref()),
                    text(&row.state),
                    text(if row.status.is_empty() { "holds" } else { &row.status }),
                    int(row.from),
                    row.to.map_or(Value::Null, int),
                    some(by),
                    real(row.confidence),
                    int(known_from([row.from, row.from], &row.evidence)),
                ],
            )?;
            self.evidence("states", &(i + 1).to_string(), &row.evidence)?;
        }
        let things: BTreeSet<&str> =
            self.document.objects.iter().map(|row| &*row.id).collect();
        let rows = self.document.custody.iter();
        for (i, row) in rows.filter(|row| things.contains(&*row.object)).enumerate() {
            self.insert(
                "custody",
                [
                    int(i + 1),
                    text(&row.object),
                    some(row.holder.as_deref()),
                    self.place(row.place.as_deref()),
                    text(&row.action),
                    some(row.from_holder.as_deref()),
                    int(row.at),
                    int(known_from([row.at, row.at], &row.evidence)),
                ],
            )?;
            self.evidence("custody", &(i + 1).to_string(), &row.evidence)?;
        }
        Ok(())
    }

    fn knowledge(&self) -> Sql {
        let mut n_knowers = 0;
        for row in &self.document.knowledge {
            let about = row.about.as_ref().and_then(|about| about.iter().next());
            let id = about.and_then(|(_, id)| id.as_str());
            let kind = about.map(|(kind, _)| &**kind);
            let cells = [text(&row.id), some(kind), some(id), some(row.gist.as_deref())];
            self.insert("knowledge", cells)?;
            for topic in &row.topics {
                self.insert("topics", [text(&row.id), text(topic)])?;
            }
            for who in &row.excluded {
                self.insert("excluded", [text(&row.id), text(who)])?;
            }
            for knower in &row.knowers {
                n_knowers += 1;
                self.insert(
                    "knowers",
                    [
                        int(n_knowers),
                        text(&row.id),
                        text(&knower.character),
                        text(&knower.how),
                        some(knower.by.as_deref()),
                        int(knower.from),
                        int(known_from([knower.from, knower.from], &knower.evidence)),
                    ],
                )?;
                self.evidence("knowers", &n_knowers.to_string(), &knower.evidence)?;
            }
        }
        Ok(())
    }

    fn ties(&self) -> Sql {
        let known = |evidence: &[Bytes]| int(known_from([0, 0], evidence));
        for (i, row) in self.document.relations.iter().enumerate() {
            let cells = [int(i + 1), text(&row.a), text(&row.b), text(&row.kind)];
            let cells = cells.into_iter().chain([real(row.confidence)]);
            self.insert("relations", cells.chain([known(&row.evidence)]))?;
            self.evidence("relations", &(i + 1).to_string(), &row.evidence)?;
        }
        for (i, row) in self.document.promises.iter().enumerate() {
            let people = [int(i + 1), some(row.by.as_deref()), some(row.to.as_deref())];
            let words = [some(row.gist.as_deref()), text(&row.kind), text(&row.status)];
            let cells = people.into_iter().chain(words);
            self.insert("promises", cells.chain([known(&row.evidence)]))?;
            self.evidence("promises", &(i + 1).to_string(), &row.evidence)?;
        }
        for (i, row) in self.document.rules.iter().enumerate() {
            let by = some(row.by.as_deref());
            self.insert(
                "rules",
                [int(i + 1), text(&row.gist), by, known(&row.evidence)],
            )?;
            self.evidence("rules", &(i + 1).to_string(), &row.evidence)?;
        }
        for (i, row) in self.document.attitudes.iter().enumerate() {
            let cells = [int(i + 1), text(&row.holder), text(&row.toward)];
            let cells = cells.into_iter().chain([text(&row.kind), known(&row.evidence)]);
            self.insert("attitudes", cells)?;
            self.evidence("attitudes", &(i + 1).to_string(), &row.evidence)?;
        }
        for (i, row) in self.document.descriptions.iter().enumerate() {
            let cells = [int(i + 1), text(&row.character), text(&row.kind)];
            let cells =
                cells.into_iter().chain([text(&row.value), flag(Some(row.rough))]);
            let cells = cells.chain([some(row.by.as_deref()), real(row.confidence)]);
            self.insert("descriptions", cells.chain([known(&row.evidence)]))?;
            self.evidence("descriptions", &(i + 1).to_string(), &row.evidence)?;
        }
        Ok(())
    }

    fn text(&self) -> Sql {
        for row in &self.document.apart {
            self.spanned("apart", [text(&row.kind)], Some(row.span))?;
        }
        let mut n = 0;
        let mut at = 0;
        for line in self.document.text.split_inclusive('\n') {
            let (start, end) = (at, at + line.trim_end().len());
            at += line.len();
            if start < end {
                n += 1;
                let cells = [
                    int(n),
                    self.chapter(start),
                    self.scene(start),
                    text(self.document.slice([start, end])),
                ];
                self.spanned("paragraphs", cells, Some([start, end]))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_view_and_column_is_described() {
        let connection = database(&Document::default()).expect("an empty document");
        let missing: String = connection
            .query_row(
                "SELECT coalesce(group_concat(m.name || '.' || coalesce(c.name, '')), '')
                 FROM sqlite_schema m LEFT JOIN pragma_table_info(m.name) c ON m.type = 'table'
                 WHERE m.type IN ('table', 'view') AND m.name NOT LIKE '%\\_search%' ESCAPE '\\'
                 AND NOT EXISTS (SELECT 1 FROM about a WHERE a.name = m.name
                   AND a.column IS CASE m.type WHEN 'table' THEN c.name END)",
                [],
                |row| row.get(0),
            )
            .expect("the question is sound");
        assert_eq!(missing, "");
    }

    #[test]
    fn documents_of_any_origin_keep_the_foreign_keys() {
        let json = r#"{"format": "dramaturg-story", "version": 1,
            "characters": [{"id": "c1", "name": "Mara"}],
            "objects": [{"id": "o1", "name": "key", "owner": "c7"}],
            "custody": [{"object": "o1", "holder": "c9", "action": "take", "at": 0, "evidence": [[0, 4]]},
                        {"object": "o8", "holder": "c1", "action": "take", "at": 0}],
            "quotations": [{"id": "q1", "mode": "speech", "spans": [[0, 4]],
                            "speaker": {"id": "c5"}, "hearers": ["c1", "c6"], "nested_in": "q7"}]}"#;
        let document = Document::parse(json, "Mara has it.").expect("a document");
        let connection = database(&document).expect("a database");
        let ask = |sql: &str| -> String {
            connection.query_row(sql, [], |row| row.get(0)).expect("an answer")
        };
        let broken = "SELECT count(*) || '' FROM pragma_foreign_key_check";
        assert_eq!(ask(broken), "0");
        assert_eq!(ask("SELECT holder || words FROM holdings"), "c9Mara");
        assert_eq!(ask("SELECT group_concat(hearer) FROM heard"), "Mara,c6");
        assert_eq!(
            ask("SELECT text FROM text_search WHERE text_search MATCH 'mara'"),
            "Mara has it."
        );
    }
}
