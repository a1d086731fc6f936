//! Novels read with their gold quotations and cast given, through `Engine::read_given`.
//!
//! What is left to the engine is who speaks each quotation. The predictions are written in
//! the simple form of `score_quotes.py`.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, ensure};
use dramaturg::cast::lexicon::Gender;
use dramaturg::cast::{GivenCharacter, GivenQuotation, Mode};
use dramaturg::text::{Limits, Position, Span, read};
use dramaturg::{Engine, Given};
use serde::Deserialize;
use serde_json::{Value, json};

/// `characters.json` of a novel.
#[derive(Debug, Deserialize)]
pub(crate) struct Cast {
    pub(crate) characters: Vec<Character>,
}

/// A character of the gold.
#[derive(Debug, Deserialize)]
pub(crate) struct Character {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) aliases: Vec<String>,
    gender: Option<String>,
    #[serde(default)]
    pub(crate) narrator: bool,
    pub(crate) special: Option<String>,
}

/// A line of `quotes.jsonl`.
#[derive(Debug, Deserialize)]
pub(crate) struct Quote {
    pub(crate) spans: Vec<[usize; 2]>,
    pub(crate) speaker: Option<String>,
}

/// Reads novels, `n_jobs` at a time, and writes `NAME.json` into a folder.
///
/// # Errors
///
/// If a file is missing or is no gold, or the folder cannot be written.
pub(crate) fn read_novels(
    data: &Path,
    names: &[&str],
    folder: &Path,
    n_jobs: usize,
) -> Result<()> {
    fs::create_dir_all(folder)
        .with_context(|| format!("{}: cannot make the folder", folder.display()))?;
    let engine = Engine::embedded();
    let next = AtomicUsize::new(0);
    let work = || -> Result<()> {
        while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
            let document = predict(&engine, &data.join(name))
                .with_context(|| format!("{name}: cannot be read"))?;
            let path = folder.join(format!("{name}.json"));
            fs::write(&path, serde_json::to_vec(&document)?)
                .with_context(|| format!("{}: cannot be written", path.display()))?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..n_jobs).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().expect("no panics"))
    })
}

/// The speakers of a novel's gold quotations.
fn predict(engine: &Engine, folder: &Path) -> Result<Value> {
    let text = fs::read(folder.join("text.txt"))?;
    let cast: Cast = serde_json::from_slice(&fs::read(folder.join("characters.json"))?)?;
    let lines = fs::read_to_string(folder.join("quotes.jsonl"))?;
    let quotes: Vec<Quote> =
        lines.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    // Groups and the unknowable are nobody.
    let people: Vec<&Character> =
        cast.characters.iter().filter(|c| c.special.is_none()).collect();
    let given = Given {
        quotations: quotes.iter().map(quotation).collect(),
        has_all_quotations: true,
        characters: people.iter().map(|c| character(c)).collect(),
        has_all_characters: true,
        speakers: Vec::new(),
        ..Given::default()
    };
    let book = read("text.txt", &text, &Limits::default())?;
    ensure!(book.text.as_bytes() == &*text, "the text is not read as it is written");
    let reading = engine.read_given(book, &given);
    let id = |entity: &dramaturg::cast::Entity, row: usize| match entity.given {
        Some(given) => people[given.index()].id.clone(),
        None => format!("e{row}"),
    };
    let characters = reading.cast.entities.rows.iter().map(|(row, entity)| {
        let aliases: Vec<&str> = match entity.given {
            Some(given) => {
                let character = people[given.index()];
                let own = character.aliases.iter().map(String::as_str);
                own.chain(character.narrator.then_some("narrator")).collect()
            }
            None => entity.aliases.iter().map(|alias| &*alias.text).collect(),
        };
        json!({"id": id(entity, row.index()), "name": entity.name, "aliases": aliases})
    });
    let rows = reading.quotations().map(|quotation| {
        let parts = quotation.row().parts.iter();
        let spans: Vec<_> = parts.map(|p| [p.start().index(), p.end().index()]).collect();
        let speaker = quotation.speaker().map(|s| id(s.entity(), s.id.index()));
        json!({"spans": spans, "speaker": speaker})
    });
    Ok(json!({
        "characters": characters.collect::<Vec<_>>(),
        "quotes": rows.collect::<Vec<_>>(),
    }))
}

fn quotation(quote: &Quote) -> GivenQuotation {
    // Where an annotation is damaged the engine passes over it.
    let parts = quote.spans.iter().filter(|[start, end]| start <= end);
    GivenQuotation {
        parts: parts.map(|&[start, end]| Span::of(start, end)).collect(),
        mode: Some(Mode::Speech),
        is_inside: false,
    }
}

fn character(character: &Character) -> GivenCharacter {
    GivenCharacter {
        name: character.name.clone(),
        aliases: character.aliases.clone(),
        gender: match character.gender.as_deref() {
            Some("M") => Gender::Male,
            Some("F") => Gender::Female,
            _ => Gender::Unknown,
        },
        is_narrator: character.narrator,
    }
}
