//! Every export gives the text back, byte for byte, and says who reads it.

#[path = "../../dramaturg/tests/support/mod.rs"]
mod support;

use dramaturg::text::{Apart, Book, Draft, Span};
use dramaturg::{Engine, Reading};
use dramaturg_export::{Options, alexandria, conllu, script, text};
use proptest::prelude::*;
use serde_json::Value;

const SAMPLE: &str = include_str!("../../dramaturg/tests/support/sample.txt");

fn script_of(reading: &Reading, options: &Options) -> Vec<Value> {
    let mut out = Vec::new();
    assert!(
        script::write(reading, options, &mut out)
            .expect("an export can be written and read")
            .complete
    );
    let lines =
        std::str::from_utf8(&out).expect("an export can be written and read").lines();
    lines
        .map(|line| {
            serde_json::from_str(line).expect("an export can be written and read")
        })
        .collect()
}

fn assert_all_complete(reading: &Reading) {
    let options = Options::default();
    let source = &reading.book.text;
    let mut out = Vec::new();
    let certificate = script::write(reading, &options, &mut out)
        .expect("an export can be written and read");
    assert_eq!(
        &script::texts(&out).expect("an export can be written and read").concat(),
        source
    );
    assert!(certificate.complete && certificate.bytes == source.len());

    let mut out = Vec::new();
    let certificate = text::write(reading, &options, &mut out)
        .expect("an export can be written and read");
    let tagged = text::detag(
        std::str::from_utf8(&out).expect("an export can be written and read"),
    )
    .expect("an export can be written and read");
    let joined: String = tagged.into_iter().map(|(_, text)| text).collect();
    assert_eq!(&joined, source);
    assert!(certificate.complete);

    let mut out = Vec::new();
    let certificate = alexandria::write(reading, &options, &mut out)
        .expect("an export can be written and read");
    assert_eq!(
        &alexandria::texts(&out).expect("an export can be written and read").concat(),
        source
    );
    assert!(certificate.complete);
}

#[test]
fn a_script_names_speaker_and_voice() {
    let reading = support::read(SAMPLE);
    let lines = script_of(&reading, &Options::default());
    let (certificate, segments) = lines.split_last().unwrap();
    let certificate = &certificate["certificate"];
    assert_eq!(certificate["segments"], segments.len());
    assert_eq!(certificate["bytes"], SAMPLE.len());
    assert_eq!(certificate["source_sha256"], certificate["joined_sha256"]);
    let late = segments.iter().find(|s| s["text"] == "“You are late,”").unwrap();
    assert_eq!(late["kind"], "speech");
    assert_eq!(late["speaker"]["name"], "Tom");
    assert_eq!(late["voice"], "Tom");
    let rain = segments.iter().find(|s| s["text"].as_str().unwrap().starts_with("Rain"));
    let rain = rain.unwrap();
    assert_eq!((&rain["voice"], &rain["speaker"]), (&"narrator".into(), &Value::Null));
    assert!(rain["chapter"].is_string());
    let whispered = segments.iter().find(|s| !s["delivery"].is_null()).unwrap();
    assert_eq!(whispered["delivery"]["verb"], "whisper");
}

#[test]
fn a_line_of_unknown_speaker_is_read_by_somebody() {
    let reading = support::read("“Go,” said Mara.\n\n“No,” said Tom.\n\n“Why?”\n");
    let strict = Options { threshold: 0.9, ..Options::default() };
    let lines = script_of(&reading, &strict);
    let why = &lines[lines.len() - 2];
    assert_eq!((&why["speaker"], &why["voice"]), (&Value::Null, &"Mara".into()));
    assert_eq!(lines[lines.len() - 1]["certificate"]["unresolved"], 1);
}

#[test]
fn names_that_capitals_make_equal_are_told_apart() {
    let mut reading =
        support::read("“Go,” said Emlyn.\n\n“No,” said Tom.\n\n“So,” said Tom.\n");
    reading.cast.entities.rows.rows_mut()[1].name = "EMLYN".into();
    let mut out = Vec::new();
    alexandria::write(&reading, &Options::default(), &mut out).unwrap();
    let entries: Vec<Value> = serde_json::from_slice(&out).unwrap();
    let speakers: Vec<&str> =
        entries.iter().map(|e| e["speaker"].as_str().unwrap()).collect();
    let said = "NARRATOR";
    assert_eq!(speakers, ["EMLYN (2)", said, "EMLYN", said, "EMLYN", said]);
}

#[test]
fn a_character_called_narrator_is_not_the_narrator() {
    let mut reading = support::read("“Go,” said Emlyn.\n");
    reading.cast.entities.rows.rows_mut()[0].name = "Narrator".into();
    let mut out = Vec::new();
    text::write(&reading, &Options::default(), &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    assert!(out.starts_with("[Narrator (2)] “Go,”\n[narrator]  said Emlyn."), "{out}");
}

#[test]
fn what_looks_like_a_tag_comes_back_as_it_was() {
    for odd in [
        "Mara sat.\n[Tom] sat.\n\\[Ines] too.\n\\\\[x\n#certificate {}\n\\#certificate\n",
        "[a",
        "\n\n[b] c\n\n",
        "\r\n[d]\r\n",
        "\\",
    ] {
        assert_all_complete(&support::read(odd));
    }
}

#[test]
fn what_is_no_story_may_be_left_out() {
    let text = "Contents\n\n“Go,” said Mara.\n";
    let draft = Draft {
        text: text.into(),
        apart: vec![Apart { span: Span::of(0, 8), kind: "contents" }],
        ..Draft::default()
    };
    let reading = support::read_book(Book::new(draft));
    let all = script_of(&reading, &Options::default());
    assert_eq!((&all[0]["kind"], &all[0]["voice"]), (&"apart".into(), &Value::Null));
    let story =
        script_of(&reading, &Options { is_story_only: true, ..Options::default() });
    assert_eq!(story[0]["text"], "“Go,”");
    assert_eq!(story[story.len() - 1]["certificate"]["bytes_apart"], 10);
    assert_all_complete(&reading);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_export_gives_the_text_back(text in any::<String>()) {
        assert_all_complete(&support::read(&text));
    }

    #[test]
    fn every_export_gives_odd_lines_back(
        text in "([“”\\[\\]\\\\#* \n]|certificate|said Mara|\r\n|Go,){0,40}"
    ) {
        assert_all_complete(&support::read(&text));
    }
}

#[test]
fn treebank_lines_spell_the_text_and_make_trees() {
    let book = support::book(SAMPLE);
    let parse = Engine::embedded().parse(&book);
    let mut out = Vec::new();
    conllu::write(&book, &parse, &mut out).expect("a buffer takes any bytes");
    let out = String::from_utf8(out).expect("CoNLL-U is UTF-8");
    let mut spelled = String::new();
    for sentence in out.trim_end().split("\n\n") {
        let rows: Vec<Vec<&str>> = sentence
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split('\t').collect())
            .collect();
        let mut next = 1_usize;
        let mut written = 0_usize;
        for row in &rows {
            assert_eq!(row.len(), 10, "{row:?}");
            if let Some((first, last)) = row[0].split_once('-') {
                assert_eq!(first, next.to_string(), "a range stands before its words");
                written = last.parse().expect("a range ends with a number");
                spelled += row[1];
                continue;
            }
            assert_eq!(row[0], next.to_string());
            if next > written {
                spelled += row[1];
            }
            next += 1;
        }
        let words = rows.iter().filter(|row| !row[0].contains('-'));
        let heads: Vec<usize> =
            words.map(|row| row[6].parse().expect("heads are numbers")).collect();
        assert_eq!(heads.iter().filter(|&&head| head == 0).count(), 1, "{sentence}");
        assert!(heads.iter().all(|&head| head < next), "{sentence}");
    }
    let squeezed: String = SAMPLE.split_whitespace().collect();
    let spelled: String = spelled.split_whitespace().collect();
    assert_eq!(spelled, squeezed);
}
