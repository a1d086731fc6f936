//! Writes what the judge of facts sees of stories, for training.
//!
//! `encode_facts OUT STORY...`: for each story `OUT/NAME.json`, its Story JSON, and
//! `OUT/NAME.states` and `OUT/NAME.custody`: a line of JSON for each passage and whoever it
//! may be about, with the byte of that character's first mention.

use std::path::PathBuf;

use dramaturg::story::fluent::{FactRow, study_facts};
use dramaturg::text::Position;
use dramaturg::text::ingest::{Limits, read};
use dramaturg::{Engine, JsonOptions, Reading};
use serde_json::json;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let out = PathBuf::from(arguments.next().expect("usage: encode_facts OUT STORY..."));
    std::fs::create_dir_all(&out).expect("the folder can be made");
    let engine = Engine::without_judges();
    for story in arguments {
        let path = PathBuf::from(story);
        let bytes = std::fs::read(&path).expect("the story can be read");
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name");
        let book = read(name, &bytes, &Limits::default()).expect("a story is a book");
        let reading = engine.read(book);
        let Reading { book, parse, cast, story } = &reading;
        let (states, custody) = study_facts(book, parse, cast, &story.events);
        let lines = |rows: &[FactRow]| -> String {
            rows.iter().map(|row| format!("{}\n", line(&reading, row))).collect()
        };
        let json = reading.to_json(&JsonOptions::default());
        let files =
            [("states", lines(&states)), ("custody", lines(&custody)), ("json", json)];
        for (ending, text) in files {
            std::fs::write(out.join(format!("{name}.{ending}")), text)
                .expect("the rows can be written");
        }
    }
}

fn line(reading: &Reading, row: &FactRow) -> serde_json::Value {
    let entities = &reading.cast.entities.rows;
    let evidence = reading.book.bytes(row.evidence);
    json!({
        "passage": row.passage,
        "who": row.who.map(|who| entities[who].first_bytes.start().index()),
        "evidence": [evidence.start().index(), evidence.end().index()],
        "names": row.names,
        "what": row.what,
        "group": row.group,
        "status": row.status,
        "thing": row.thing,
        "values": row.values,
    })
}
