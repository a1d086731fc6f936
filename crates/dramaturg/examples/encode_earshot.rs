//! Writes what the judge of earshot sees of stories, for training.
//!
//! `encode_earshot OUT STORY...`: for each story `OUT/NAME.json`, its Story JSON, and
//! `OUT/NAME.rows`: a line for each speech and whoever may hear it, with the byte at which
//! the speech begins, that of the character's first mention, and the features;
//! `OUT/NAME.stage`: the features' names, then a line for each paragraph and whoever may be there, with the bytes of
//! the paragraph, that of the character's first mention, and the features. If
//! `NAME.gold.json` stands beside a story and `--given` comes first, its cast, quotations
//! and speakers are given.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use dramaturg::cast::lexicon::Gender;
use dramaturg::cast::{GivenCharacter, GivenId, GivenQuotation, GivenSpeaker, Mode};
use dramaturg::story::scene::{PRESENCE_FEATURES, study_earshot, study_presence};
use dramaturg::text::ingest::{Limits, read};
use dramaturg::text::{Byte, Position, Span};
use dramaturg::{Engine, Given, JsonOptions};
use serde_json::Value;

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_given = arguments.first().is_some_and(|first| first == "--given");
    if is_given {
        arguments.remove(0);
    }
    assert!(!arguments.is_empty(), "usage: encode_earshot [--given] OUT STORY...");
    let out = PathBuf::from(arguments.remove(0));
    std::fs::create_dir_all(&out).expect("the folder can be made");
    let engine = Engine::without_judges();
    for story in arguments {
        let path = PathBuf::from(story);
        let bytes = std::fs::read(&path).expect("the story can be read");
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name");
        let book = read(name, &bytes, &Limits::default()).expect("a story is a book");
        let known = if is_given { given(&path) } else { Given::default() };
        let reading = engine.read_given(book, &known);
        let mut rows = String::new();
        for row in study_earshot(&reading.book, &reading.parse, &reading.cast) {
            let entity = &reading.cast.entities.rows[row.who];
            let speech = &reading.cast.quotations.rows[row.quotation];
            let at = speech.parts[0].start().index();
            write!(rows, "{at} {}", entity.first_bytes.start().index()).expect("text");
            for value in row.values {
                write!(rows, " {value}").expect("text");
            }
            rows.push('\n');
        }
        let mut stage = PRESENCE_FEATURES.join(" ") + "\n";
        for row in study_presence(&reading.book, &reading.parse, &reading.cast) {
            let entity = &reading.cast.entities.rows[row.who];
            let span = reading.book.paragraphs[row.paragraph].span;
            let (start, end) = (span.start().index(), span.end().index());
            let first = entity.first_bytes.start().index();
            write!(stage, "{start} {end} {first}").expect("text");
            for value in row.values {
                write!(stage, " {value}").expect("text");
            }
            stage.push('\n');
        }
        let json = reading.to_json(&JsonOptions::default());
        for (ending, text) in [("rows", rows), ("stage", stage), ("json", json)] {
            std::fs::write(out.join(format!("{name}.{ending}")), text)
                .expect("the rows can be written");
        }
    }
}

/// The cast, quotations and speakers of a story's gold.
fn given(path: &Path) -> Given {
    let bytes = std::fs::read(path.with_extension("gold.json")).expect("the gold");
    let gold: Value = serde_json::from_slice(&bytes).expect("the gold is JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let pov = text(&gold["document"]["pov"]);
    let is_first = text(&gold["document"]["person"]).starts_with("first");
    let characters = list(&gold["characters"]);
    let mut known =
        Given { has_all_characters: true, has_all_quotations: true, ..Given::default() };
    for character in &characters {
        let aliases = list(&character["aliases"]).into_iter();
        let names = aliases.filter(|a| {
            !matches!(a["type"].as_str(), Some("collective" | "insult" | "endearment"))
        });
        let pronouns = text(&character["pronouns"]);
        known.characters.push(GivenCharacter {
            name: text(&character["canonical"]),
            aliases: names.map(|a| text(&a["text"])).collect(),
            gender: match pronouns.get(..2) {
                Some("he") => Gender::Male,
                Some("sh") => Gender::Female,
                _ => Gender::Unknown,
            },
            is_narrator: is_first && text(&character["id"]) == pov,
        });
    }
    let kinds = [
        ("utterances", Mode::Speech, "speaker"),
        ("thoughts", Mode::Thought, "thinker"),
        ("documents", Mode::Writing, "author"),
    ];
    for (key, mode, who) in kinds {
        for row in list(&gold[key]) {
            if row["kind"] == "free_indirect" {
                continue;
            }
            let spans = if row["spans"].is_array() {
                list(&row["spans"])
            } else {
                vec![row["span"].clone()]
            };
            let parts: Vec<Span<Byte>> = spans.iter().map(span).collect();
            let speaker = characters.iter().position(|c| c["id"] == row[who]);
            if let Some(speaker) = speaker.map(GivenId::from_index) {
                known.speakers.push(GivenSpeaker {
                    span: parts[0],
                    is_inside: false,
                    speaker: Some(speaker),
                });
            }
            known.quotations.push(GivenQuotation {
                parts,
                mode: Some(mode),
                is_inside: false,
            });
        }
    }
    known
}

fn span(value: &Value) -> Span<Byte> {
    let byte = |i: usize| {
        let byte = value[i].as_u64().and_then(|byte| usize::try_from(byte).ok());
        byte.expect("a span is two bytes")
    };
    Span::of(byte(0), byte(1))
}
