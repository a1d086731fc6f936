//! The voice map, `voices.toml`: which voice reads whom.
//!
//! Version 1. People edit it, and several books of a series may share it. So [`merged`]
//! only ever adds: entries that are there stay as they are, comments included. An entry
//! belongs to the character whose name it has; if nobody has that name, to the only one who
//! goes by it or by a name of its list `also`.

use std::collections::BTreeMap;

use dramaturg::Reading;
use dramaturg::cast::lexicon::Gender;
use dramaturg::cast::{AliasKind, Entity, EntityId};
use dramaturg::text::{Position, Table};
use dramaturg::view::SegmentKind;
use thiserror::Error;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, TableLike, value};

use crate::Options;
use crate::voices::Voices;

/// What a new file begins with.
const PREAMBLE: &str = "\
# Who reads whom. Edit it freely: what is here is never changed, new characters are added
# at the end. One file can serve all books of a series.
#
# voice: a file or a name that the program that speaks knows; empty for none of its own.
# also:  other names under which a book may know the same character.

format = \"dramaturg-voices\"
version = 1

[narrator]
voice = \"\"
";

/// How old a voice should sound.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Age {
    /// A child.
    Child,
    /// A youth.
    Teen,
    /// Neither young nor old, as far as the names tell.
    Adult,
    /// Old.
    Elder,
}

impl Age {
    /// The word in `voices.toml`, which is a folder's name in libraries of voices.
    pub fn label(self) -> &'static str {
        match self {
            Age::Child => "child",
            Age::Teen => "teen",
            Age::Adult => "adult",
            Age::Elder => "elder",
        }
    }
}

/// Words in a character's names that tell an age.
const AGES: &[(Age, &[&str])] = &[
    (Age::Child, &["baby", "boy", "child", "girl", "infant", "kid", "toddler"]),
    (
        Age::Teen,
        &["adolescent", "lad", "lass", "schoolboy", "schoolgirl", "teenager", "youth"],
    ),
    (
        Age::Elder,
        &[
            "aged",
            "elderly",
            "gramps",
            "gran",
            "grandad",
            "granddad",
            "grandfather",
            "grandma",
            "grandmother",
            "grandpa",
            "granny",
            "nan",
            "old",
        ],
    ),
];

/// The age that the names of an entity tell; adult if they tell none.
pub fn age(entity: &Entity) -> Age {
    let names =
        entity.aliases.iter().map(|alias| (alias.text.as_str(), alias.mentions.len()));
    let mut votes = [0; AGES.len()];
    for (name, n) in names.chain([(entity.name.as_str(), 1)]) {
        for word in name.split(|c: char| !c.is_alphabetic()) {
            let word = word.to_lowercase();
            let found = AGES.iter().position(|(_, words)| words.contains(&&*word));
            if let Some(i) = found {
                votes[i] += n;
            }
        }
    }
    let all: usize = entity.aliases.iter().map(|alias| alias.mentions.len()).sum();
    // `old boy`, once among many names, tells nothing.
    let best = (0..votes.len()).max_by_key(|&i| votes[i]).filter(|&i| votes[i] * 4 > all);
    best.map_or(Age::Adult, |i| AGES[i].0)
}

/// Why a voice map is none.
#[derive(Debug, Error)]
pub enum VoiceMapError {
    /// It is no TOML, or not of this shape.
    #[error("is no voice map: {0}; correct it, or let `--to voices` write a new one")]
    Toml(String),
    /// A voice that would break a tag open.
    #[error("the voice {0:?} has a bracket or a line end; rename the file")]
    Voice(String),
}

/// Which voice each character has.
#[derive(Clone, Debug, Default)]
pub struct VoiceMap {
    narrator: Option<String>,
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    name: String,
    also: Vec<String>,
    voice: Option<String>,
}

impl VoiceMap {
    /// Reads a `voices.toml`.
    ///
    /// # Errors
    ///
    /// If it is no TOML, an entry has no name, or a voice cannot be written in a tag.
    pub fn parse(toml: &str) -> Result<VoiceMap, VoiceMapError> {
        let document = document(toml)?;
        let narrator = document.get("narrator").and_then(Item::as_table_like);
        let mut map = VoiceMap {
            narrator: narrator.map(voice).transpose()?.flatten(),
            entries: Vec::new(),
        };
        for table in tables(&document) {
            map.entries.push(entry(table)?);
        }
        Ok(map)
    }

    /// All voices, the narrator's first, as they stand in the file.
    pub fn voices(&self) -> impl Iterator<Item = &str> {
        let entries = self.entries.iter().filter_map(|entry| entry.voice.as_deref());
        self.narrator.as_deref().into_iter().chain(entries)
    }

    /// The same map with each voice changed.
    #[must_use]
    pub fn mapped(mut self, mut change: impl FnMut(&str) -> String) -> VoiceMap {
        let voices = self.entries.iter_mut().map(|entry| &mut entry.voice);
        for voice in voices.chain([&mut self.narrator]).flatten() {
            *voice = change(voice);
        }
        self
    }

    /// The voices of a reading's cast.
    pub(crate) fn resolve<'a>(
        &'a self,
        reading: &Reading,
        voices: &Voices<'_>,
    ) -> Resolved<'a> {
        let of_entry = assign(&self.entries, reading, voices);
        let mut files = Table::filled(None, reading.cast.entities.rows.len());
        for (entry, id) in self.entries.iter().zip(of_entry) {
            if let Some(id) = id {
                files[id] = entry.voice.as_deref();
            }
        }
        Resolved { narrator: self.narrator.as_deref(), files }
    }
}

/// The voice of each character of one reading.
pub(crate) struct Resolved<'a> {
    narrator: Option<&'a str>,
    files: Table<EntityId, Option<&'a str>>,
}

impl<'a> Resolved<'a> {
    /// The voice for a segment that `reader` reads; the narrator's for what is told.
    pub(crate) fn of(
        &self,
        reader: Option<EntityId>,
        kind: SegmentKind,
    ) -> Option<&'a str> {
        match (reader, kind) {
            (_, SegmentKind::Apart) => None,
            (Some(id), _) => self.files[id],
            (None, SegmentKind::Narration) => self.narrator,
            (None, _) => None,
        }
    }
}

/// The voices that people chose for a reading.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// The narrator's.
    pub narrator: Option<String>,
    /// The characters'.
    pub characters: BTreeMap<EntityId, String>,
}

/// The voices that a map has for the cast of a reading.
pub fn chosen_voices(reading: &Reading, options: &Options, map: &VoiceMap) -> Chosen {
    let voices = Voices::new(reading, options);
    let resolved = map.resolve(reading, &voices);
    let characters = resolved.files.iter();
    let characters = characters.filter_map(|(id, file)| Some((id, (*file)?.to_owned())));
    Chosen {
        narrator: resolved.narrator.map(str::to_owned),
        characters: characters.collect(),
    }
}

/// The character of each entry, no character twice.
fn assign(
    entries: &[Entry],
    reading: &Reading,
    voices: &Voices<'_>,
) -> Vec<Option<EntityId>> {
    let rows = &reading.cast.entities.rows;
    let mut found: Vec<Option<EntityId>> = vec![None; entries.len()];
    let mut is_taken = Table::filled(false, rows.len());
    for (entry, found) in entries.iter().zip(&mut found) {
        let is_named =
            |id: &EntityId| !is_taken[*id] && is_same(voices.name(*id), &entry.name);
        if let Some(id) = rows.ids().find(is_named) {
            *found = Some(id);
            is_taken[id] = true;
        }
    }
    for (entry, found) in entries.iter().zip(&mut found) {
        if found.is_some() {
            continue;
        }
        let names = entry.also.iter().chain([&entry.name]);
        let goes_by = |id: &EntityId| {
            !is_taken[*id]
                && names.clone().any(|name| {
                    is_same(voices.name(*id), name)
                        || rows[*id].aliases.iter().any(|alias| {
                            alias.kind != AliasKind::Pronoun && is_same(&alias.text, name)
                        })
                })
        };
        let mut who = rows.ids().filter(goes_by);
        // Two who go by it: nobody can tell which is meant.
        if let (Some(id), None) = (who.next(), who.next()) {
            *found = Some(id);
            is_taken[id] = true;
        }
    }
    found
}

fn is_same(a: &str, b: &str) -> bool {
    a == b || a.to_lowercase() == b.to_lowercase()
}

fn document(toml: &str) -> Result<DocumentMut, VoiceMapError> {
    let damaged = |error: toml_edit::TomlError| {
        let what = error.to_string();
        VoiceMapError::Toml(what.lines().next().unwrap_or_default().to_owned())
    };
    toml.parse().map_err(damaged)
}

/// The entries of a file, `[[character]]` each.
fn tables(document: &DocumentMut) -> impl Iterator<Item = &dyn TableLike> {
    let list = document.get("character").and_then(Item::as_array_of_tables);
    list.into_iter().flatten().map(|table| table as &dyn TableLike)
}

fn entry(table: &dyn TableLike) -> Result<Entry, VoiceMapError> {
    let name = table.get("name").and_then(Item::as_str);
    let name =
        name.ok_or_else(|| VoiceMapError::Toml("a character has no name".to_owned()))?;
    let also = table.get("also").and_then(Item::as_array);
    let also = also.into_iter().flatten().filter_map(|name| name.as_str());
    Ok(Entry {
        name: name.to_owned(),
        also: also.map(str::to_owned).collect(),
        voice: voice(table)?,
    })
}

fn voice(table: &dyn TableLike) -> Result<Option<String>, VoiceMapError> {
    let voice = table.get("voice").and_then(Item::as_str).unwrap_or_default().trim();
    if voice.contains(['[', ']']) || voice.contains(char::is_control) {
        return Err(VoiceMapError::Voice(voice.to_owned()));
    }
    Ok((!voice.is_empty()).then(|| voice.to_owned()))
}

/// The voice map of a reading: `existing` as it is, with those who speak in the book and are
/// not in it added at the end, who speaks most first. Each gets a voice of `library` that
/// nobody has and that fits in age and gender, if there is one; a library is a list of files
/// such as `adult/female/Ann.wav`.
///
/// # Errors
///
/// If `existing` is no voice map.
pub fn merged(
    existing: Option<&str>,
    reading: &Reading,
    options: &Options,
    library: &[String],
) -> Result<String, VoiceMapError> {
    let start = existing.unwrap_or(PREAMBLE);
    let mut document = document(start)?;
    let map = VoiceMap::parse(start)?;
    let voices = Voices::new(reading, options);
    let mut is_there = Table::filled(false, reading.cast.entities.rows.len());
    for id in assign(&map.entries, reading, &voices).into_iter().flatten() {
        is_there[id] = true;
    }
    let mut is_used: Vec<bool> =
        library.iter().map(|file| map.voices().any(|voice| voice == file)).collect();
    let tally = reading.tally(options.threshold);
    let mut speakers: Vec<EntityId> = reading
        .cast
        .entities
        .rows
        .ids()
        .filter(|&id| tally.is_cast[id] && tally.n_quotations[id] > 0 && !is_there[id])
        .collect();
    speakers.sort_by_key(|&id| (std::cmp::Reverse(tally.n_quotations[id]), id.index()));
    if speakers.is_empty() {
        return Ok(document.to_string());
    }
    let list = document
        .entry("character")
        .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()))
        .as_array_of_tables_mut()
        .ok_or_else(|| {
            VoiceMapError::Toml("`character` is no list of tables".to_owned())
        })?;
    for id in speakers {
        let entity = &reading.cast.entities.rows[id];
        let age = age(entity);
        let mut table = toml_edit::Table::new();
        table.insert("name", value(voices.name(id)));
        let mut also = Array::new();
        for alias in &entity.aliases {
            let is_name = matches!(
                alias.kind,
                AliasKind::Name | AliasKind::Nickname | AliasKind::Title
            );
            if is_name && !is_same(&alias.text, voices.name(id)) {
                also.push(one_line(&alias.text));
            }
        }
        table.insert("also", value(also));
        table.insert("pronouns", value(entity.pronouns.label().unwrap_or("")));
        table.insert("age", value(age.label()));
        let voice = suggestion(library, &mut is_used, age, entity.gender);
        table.insert("voice", value(voice.unwrap_or_default()));
        list.push(table);
    }
    Ok(document.to_string())
}

fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A file of the library that nobody has yet: of the age and gender, or an adult's.
fn suggestion<'a>(
    library: &'a [String],
    is_used: &mut [bool],
    age: Age,
    gender: Gender,
) -> Option<&'a str> {
    let folder = match gender {
        Gender::Male => "male",
        Gender::Female => "female",
        Gender::Unknown => return None,
    };
    let lies_in = |file: &str, age: Age| {
        let mut folders = file.split(['/', '\\']).rev().skip(1);
        folders.next() == Some(folder) && folders.next() == Some(age.label())
    };
    let free =
        |age| (0..library.len()).find(|&i| !is_used[i] && lies_in(&library[i], age));
    let i = free(age).or_else(|| free(Age::Adult))?;
    is_used[i] = true;
    Some(&library[i])
}
