//! Writes what the ranker of referents sees of books, for training, or what it decides.
//!
//! `encode_references OUT MENTIONS [--forest FILE BIAS] [--decide] BOOK...`: for each book
//! `MENTIONS/NAME.tsv` has a mention a line: start and end in bytes, kind, type, and the
//! true cluster's number or `-`. Without `--decide` it writes `OUT/NAME.json` (choices) and
//! `OUT/NAME.f32` (rows, little endian); referents grow by the truth, or by the choices of
//! the forest. With `--decide` it writes the mentions and their referents to
//! `OUT/NAME.json`, in the form of the scorer of LitBank.

use std::path::{Path, PathBuf};

use dramaturg::cast::reference::{Layers, Linker, given_mentions, study_links};
use dramaturg::cast::{
    GivenMention, MentionId, MentionKind, MentionType, ReferenceStage,
};
use dramaturg::text::{Position, Span, Stage, Table};
use serde_json::json;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next();
    let out =
        PathBuf::from(next().expect("usage: encode_references OUT MENTIONS BOOK..."));
    let mentions = PathBuf::from(next().expect("a folder of mentions"));
    let (mut linker, mut decides, mut books) = (None, false, Vec::new());
    while let Some(argument) = next() {
        match argument.as_str() {
            "--forest" => {
                let path = next().expect("--forest FILE BIAS");
                let bias = next().expect("--forest FILE BIAS");
                let bytes = std::fs::read(path).expect("the forest can be read");
                let bias = bias.parse().expect("a bias is a number");
                linker = Some(Linker::new(&bytes, bias).expect("a forest"));
            }
            "--decide" => decides = true,
            _ => books.push(PathBuf::from(argument)),
        }
    }
    std::fs::create_dir_all(&out).expect("the folder can be made");
    for path in books {
        write(&out, &mentions, &path, linker.as_ref(), decides);
    }
}

/// The mentions of a book, each with its true cluster.
fn read(path: &Path) -> Vec<(GivenMention, Option<u32>)> {
    let text = std::fs::read_to_string(path).expect("mentions can be read");
    let rows = text.lines().map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        let number = |i: usize| columns[i].parse::<usize>().expect("a number");
        let kind = match columns[2] {
            "PROP" => MentionKind::Proper,
            "NOM" => MentionKind::Nominal,
            _ => MentionKind::Pronoun,
        };
        let r#type = match columns[3] {
            "FAC" => MentionType::Facility,
            "GPE" => MentionType::GeoPolitical,
            "LOC" => MentionType::Location,
            "VEH" => MentionType::Vehicle,
            "ORG" => MentionType::Organization,
            _ => MentionType::Person,
        };
        let span = Span::of(number(0), number(1));
        (GivenMention { span, kind, r#type }, columns[4].parse().ok())
    });
    rows.collect()
}

fn write(
    out: &Path,
    mentions: &Path,
    path: &Path,
    linker: Option<&Linker>,
    decides: bool,
) {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let bytes = std::fs::read(path).expect("the book can be read");
    let limits = dramaturg::text::Limits::default();
    let book = dramaturg::text::read(&name, &bytes, &limits).expect("the file is a book");
    let reading = dramaturg::Engine::without_linker().read(book);
    let (book, cast) = (&reading.book, &reading.cast);
    let rows = read(&mentions.join(format!("{name}.tsv")));
    let given: Vec<GivenMention> = rows.iter().map(|r| r.0).collect();
    let all = given_mentions(book, &cast.quotations, &reading.parse, &given);
    let layers = Layers {
        book,
        quotations: &cast.quotations,
        named: &cast.mentions,
        coreference: &cast.coreference,
        entities: &cast.entities,
        speech: &cast.speech,
        persons: &cast.persons,
        mentions: &all,
    };
    let json_path = out.join(format!("{name}.json"));
    if decides {
        let references = ReferenceStage { linker }.run(layers);
        let entities: Vec<_> = references
            .mentions
            .rows
            .iter()
            .filter_map(|(id, mention)| {
                let span = book.bytes(mention.span);
                let referent = references.of_mention[id]?;
                Some(json!({
                    "start": span.start().index(),
                    "end": span.end().index(),
                    "type": kind_label(mention.r#type),
                    "kind": match mention.kind {
                        MentionKind::Proper => "PROP",
                        MentionKind::Nominal => "NOM",
                        MentionKind::Pronoun => "PRON",
                    },
                    "cluster": referent.index(),
                }))
            })
            .collect();
        std::fs::write(json_path, json!({ "entities": entities }).to_string())
            .expect("written");
        return;
    }
    let gold: Table<MentionId, Option<u32>> = all
        .rows
        .rows()
        .iter()
        .map(|mention| {
            let span = mention.span;
            rows.iter().find(|r| book.tokens_in(r.0.span) == span).and_then(|r| r.1)
        })
        .collect();
    let study = study_links(layers, &gold, linker);
    let side = json!({
        "mentions": study.mentions.iter().map(|m| {
            let span = book.bytes(all.rows[*m].span);
            [span.start().index(), span.end().index()]
        }).collect::<Vec<_>>(),
        "is_gold": study.mentions.iter().map(|&m| gold[m].is_some()).collect::<Vec<_>>(),
        "sizes": study.sizes,
        "targets": study.targets,
        "features": dramaturg::cast::reference::FEATURES,
    });
    std::fs::write(json_path, side.to_string()).expect("written");
    let bytes: Vec<u8> = study.values.iter().flat_map(|v| v.to_le_bytes()).collect();
    std::fs::write(out.join(format!("{name}.f32")), bytes).expect("written");
}

fn kind_label(r#type: MentionType) -> &'static str {
    match r#type {
        MentionType::Person => "PER",
        MentionType::Facility => "FAC",
        MentionType::GeoPolitical => "GPE",
        MentionType::Location => "LOC",
        MentionType::Vehicle => "VEH",
        MentionType::Organization => "ORG",
    }
}
