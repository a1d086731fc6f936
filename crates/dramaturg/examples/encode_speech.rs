//! Writes what the ranker of speakers sees of books, for training.
//!
//! `encode_speech OUT [--mask SEED] [--cast FOLDER] BOOK...` writes for each book `OUT/NAME.json` (turns,
//! candidates, names) and `OUT/NAME.f32` (rows, little endian). A book `x/text.txt` is
//! called `x`. With `--cast`, `FOLDER/NAME.cast` has the probability that each entity is
//! somebody of their own, as `training/cast/train.py --out` writes it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use dramaturg::cast::person::Bounds;
use dramaturg::cast::speech::{Mask, study};
use dramaturg::cast::{Entities, EntityId, EntityKind};
use dramaturg::text::Position;
use serde_json::json;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let out = PathBuf::from(arguments.next().expect("usage: encode_speech OUT BOOK..."));
    let (mut seed, mut cast, mut books) = (None, None, Vec::new());
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--mask" => {
                let value = arguments.next().expect("--mask SEED");
                seed = Some(value.parse::<u64>().expect("a seed is a number"));
            }
            "--cast" => {
                cast = Some(PathBuf::from(arguments.next().expect("--cast FOLDER")))
            }
            _ => books.push(PathBuf::from(argument)),
        }
    }
    std::fs::create_dir_all(&out).expect("the folder can be made");
    for path in books {
        write(&out, &path, seed, cast.as_deref());
    }
}

fn name(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    match path.parent().and_then(Path::file_name) {
        Some(folder) if stem == "text" => folder.to_string_lossy().into_owned(),
        _ => stem,
    }
}

/// Lets in and keeps out as a file says: the three bounds, then a line for each entity, its
/// number and its probability.
fn admit(file: &Path, entities: &mut Entities) {
    let text = std::fs::read_to_string(file).expect("the file can be read");
    let mut lines = text.lines();
    let number = |n: &str| n.parse::<f32>().expect("a number");
    let first: Vec<f32> =
        lines.next().expect("the bounds").split(' ').map(number).collect();
    let [may_speak, may_begin, is_own] = first[..] else { panic!("three bounds") };
    let row = |line: &str| {
        let (id, p) = line.split_once(' ').expect("an entity and its probability");
        (id.parse::<usize>().expect("a number"), number(p))
    };
    let of: BTreeMap<usize, f32> = lines.map(row).collect();
    let ids: Vec<EntityId> = entities.rows.iter().map(|(id, _)| id).collect();
    let chances = ids.into_iter().filter_map(|id| Some((id, *of.get(&id.index())?)));
    Bounds { may_speak, may_begin, is_own }.admit(chances, entities);
}

fn write(out: &Path, path: &Path, seed: Option<u64>, admitted: Option<&Path>) {
    let name = name(path);
    let bytes = std::fs::read(path).expect("the book can be read");
    let limits = dramaturg::text::Limits::default();
    let book = dramaturg::text::read(&name, &bytes, &limits).expect("the file is a book");
    let engine = match admitted {
        Some(_) => dramaturg::Engine::without_doorkeeper(),
        None => dramaturg::Engine::rules_only(),
    };
    let mut reading = engine.read(book);
    if let Some(folder) = admitted {
        admit(&folder.join(format!("{name}.cast")), &mut reading.cast.entities);
    }
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
