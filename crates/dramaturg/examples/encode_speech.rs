//! Writes what the ranker of speakers sees of books, for training.
//!
//! `encode_speech OUT [--mask SEED] BOOK...` writes for each book `OUT/NAME.json` (turns,
//! candidates, names) and `OUT/NAME.f32` (rows, little endian). A book `x/text.txt` is
//! called `x`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use dramaturg::cast::EntityKind;
use dramaturg::cast::speech::{Mask, study};
use dramaturg::text::Position;
use serde_json::json;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let out = PathBuf::from(arguments.next().expect("usage: encode_speech OUT BOOK..."));
    let (mut seed, mut books) = (None, Vec::new());
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--mask" => {
                let value = arguments.next().expect("--mask SEED");
                seed = Some(value.parse::<u64>().expect("a seed is a number"));
            }
            _ => books.push(PathBuf::from(argument)),
        }
    }
    std::fs::create_dir_all(&out).expect("the folder can be made");
    for path in books {
        write(&out, &path, seed);
    }
}

fn name(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    match path.parent().and_then(Path::file_name) {
        Some(folder) if stem == "text" => folder.to_string_lossy().into_owned(),
        _ => stem,
    }
}

fn write(out: &Path, path: &Path, seed: Option<u64>) {
    let name = name(path);
    let bytes = std::fs::read(path).expect("the book can be read");
    let limits = dramaturg::text::Limits::default();
    let book = dramaturg::text::read(&name, &bytes, &limits).expect("the file is a book");
    let reading = dramaturg::Engine::rules_only().read(book);
    let (book, cast) = (&reading.book, &reading.cast);
    let study = study(book, &cast.quotations, &cast.mentions, &cast.entities, seed);
    let turns: Vec<_> = study
            .turns
            .iter()
            .map(|turn| {
                let quotation = &cast.quotations.rows[turn.quotation];
                let spans: Vec<[usize; 2]> = quotation
                    .parts
                    .iter()
                    .map(|s| [s.start().index(), s.end().index()])
                    .collect();
                let row = &cast.speech.rows[turn.quotation];
                json!({
                    "spans": spans,
                    "mode": format!("{:?}", quotation.mode),
                    "candidates": turn.candidates.iter().map(|e| e.index()).collect::<Vec<_>>(),
                    "named": turn.named.map(Position::index),
                    "mask": match turn.mask { Mask::None => 0, Mask::Hidden => 1, Mask::Pronoun => 2 },
                    "follows": turn.follows,
                    "situation": turn.situation,
                    "speaker": row.speaker.as_ref().map(|c| c.value.index()),
                })
            })
            .collect();
    let entities: BTreeMap<usize, _> = cast
        .entities
        .rows
        .iter()
        .map(|(id, e)| {
            let aliases: Vec<&str> = e.aliases.iter().map(|a| a.text.as_str()).collect();
            (
                id.index(),
                json!({ "name": e.name, "aliases": aliases, "narrator": e.is_narrator, "kind": if e.kind == EntityKind::Group { "group" } else { "person" } }),
            )
        })
        .collect();
    let side = json!({
        "turns": turns,
        "entities": entities,
        "n_features": study.rows.n_features,
        "features": dramaturg::cast::speech::features(),
    });
    std::fs::write(out.join(format!("{name}.json")), side.to_string()).expect("written");
    let bytes: Vec<u8> = study.rows.values.iter().flat_map(|v| v.to_le_bytes()).collect();
    std::fs::write(out.join(format!("{name}.f32")), bytes).expect("written");
}
