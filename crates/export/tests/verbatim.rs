//! Every format that carries the text gives it back, byte for byte, whatever the text.

#[path = "../../dramaturg/tests/support/mod.rs"]
mod support;

use std::fs;
use std::path::{Path, PathBuf};

use dramaturg::text::{Apart, Book, Draft, Limits, Span};
use dramaturg::{Engine, Reading};
use dramaturg_export::voice_map::{VoiceMap, merged};
use dramaturg_export::{
    Export, FORMATS, Format, Options, alexandria, e2a, fountain, ssml,
};
use proptest::prelude::*;

/// What an export holds of the text, read by the format's own rules.
fn detagged(format: &Format, export: &Export) -> Option<String> {
    format.read_back.map(|read_back| read_back(export).expect("an export can be read"))
}

/// A voice for everybody, so that every tag is written.
fn options(reading: &Reading) -> Options {
    let options = Options::default();
    let map = merged(None, reading, &options, &[]).expect("a new map is one");
    let map = map.replace("voice = \"\"", "voice = \"voices/eng/adult/female/Ann.wav\"");
    Options { voices: Some(VoiceMap::parse(&map).expect("a map with voices")), ..options }
}

/// Writes a reading in every format, and reads it back.
fn assert_verbatim(reading: &Reading, name: &str) {
    let mut n_verbatim = 0;
    let all = options(reading);
    for format in FORMATS {
        let export = (format.write)(reading, &all).expect("an export can be written");
        assert_eq!(format.read_back.is_some(), export.certificate.is_some());
        let Some(certificate) = &export.certificate else { continue };
        assert!(certificate.complete, "{name}: {}", format.name);
        assert_eq!(certificate.bytes, reading.book.text.len());
        let Some(text) = detagged(format, &export) else { continue };
        assert_eq!(text, reading.book.text, "{name}: {}", format.name);
        n_verbatim += 1;
    }
    assert_eq!(n_verbatim, 9, "every format with a certificate is read back");
}

/// The samples and the stories of the corpus.
fn texts() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut texts = Vec::new();
    for folder in ["samples", "stories/corpus"] {
        for entry in fs::read_dir(root.join(folder)).expect("the folder is there") {
            let path = entry.expect("a readable entry").path();
            let end = path.extension().and_then(|end| end.to_str());
            let is_about = path.file_name().is_some_and(|name| name == "README.md");
            if matches!(end, Some("txt" | "epub" | "md")) && !is_about {
                texts.push(path);
            }
        }
    }
    texts.sort();
    texts
}

#[test]
fn every_sample_and_every_story_comes_back() {
    let engine = Engine::embedded();
    let texts = texts();
    assert!(texts.len() >= 20, "{texts:?}");
    for path in texts {
        let bytes = fs::read(&path).unwrap();
        let name = path.display().to_string();
        let book = dramaturg::text::read(&name, &bytes, &Limits::default()).unwrap();
        assert_verbatim(&engine.read(book), &name);
    }
}

#[test]
fn what_looks_like_a_tag_comes_back_as_it_was() {
    for odd in [
        "[pause] “Go,” said Mara. [voice:a.wav]No[/voice] [ / BREAK : 3 ] [\u{2060}pause]\n",
        "“See [”\n\npause] “[/voice]” said Tom. [[voice:x]\n",
        "[\n\npause] [\u{2060}\u{2060}break]",
        "“[voice:”\n\n“x]”\n",
        "# Mara\n\n.“Go,” said Mara.\n\n! @TOM\n\n~“Sing,” said Tom. [[+]] [[ws \"x\"]]\n",
        "\n\n\n“A *b* _c_ \\ [[[ ]]\n(aside)\n  (two)” said Mara.   \n\t\n  x\r\n\r\ny",
        "[[certificate {}]]\n\nTitle: x\n\n\n\n",
        "\u{1}\u{0}“<a> & \u{fffe}” said Mara.\r\r\n",
        "CHAPTER I\n\n*I must go.*\n\n***\n\nTom sat.",
        "",
        " ",
        "\u{85}\u{2028}[\u{1c}pause]",
    ] {
        assert_verbatim(&support::read(odd), odd);
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
    let story = Options { is_story_only: true, ..options(&reading) };
    for format in FORMATS {
        let export = (format.write)(&reading, &story).unwrap();
        let Some(certificate) = &export.certificate else { continue };
        let left_out = certificate.bytes_apart;
        assert!(certificate.complete && [10, 0].contains(&left_out), "{}", format.name);
        if let Some(kept) = detagged(format, &export) {
            assert_eq!(kept, &text[left_out..], "{}", format.name);
        }
    }
}

#[test]
fn a_tag_is_closed_on_its_line_and_only_who_has_a_voice_has_one() {
    let reading = support::read("“One\ntwo,” said Mara.\n\n“No,” said Tom.\n");
    let toml = "[[character]]\nname = \"mara\"\nvoice = \"m.wav\"\n";
    let voices = Some(VoiceMap::parse(toml).unwrap());
    let options = Options { voices, ..Options::default() };
    let mut out = Vec::new();
    e2a::write(&reading, &options, &mut out).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "[voice:m.wav]“One[/voice]\n[voice:m.wav]two,”[/voice] said Mara.\n\n“No,” said Tom.\n"
    );
    let missing = e2a::write(&reading, &Options::default(), &mut Vec::new());
    assert!(missing.unwrap_err().to_string().contains("--to voices"));
}

#[test]
fn a_screenplay_has_cues_and_headings() {
    let reading = support::read("CHAPTER I\n\n“Go,” said Mara.\n\n*I must.*\n");
    let mut out = Vec::new();
    fountain::write(&reading, &Options::default(), &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    for part in
        ["# CHAPTER I\n", "\n\n.THE ROOM\n", "\n\n@MARA\n“Go,”[[+]]\n\n!said Mara."]
    {
        assert!(out.contains(part), "{part:?} is not in {out}");
    }
    assert!(out.contains("(V.O.)\n\\*I must.\\*"), "{out}");
    assert!(out.trim_end().rsplit('\n').next().unwrap().starts_with("[[certificate {"));
}

#[test]
fn speech_services_get_small_files_with_every_word_in_a_voice() {
    let reading = support::read(&"“Go,” said Mara. “No,” said Tom.\n\n".repeat(40));
    let export = ssml::write(&reading, &options(&reading)).unwrap();
    assert!(export.files.len() > 20);
    for file in &export.files {
        let xml = std::str::from_utf8(&file.bytes).unwrap();
        assert!((1..=5).contains(&xml.matches("<voice ").count()), "{xml}");
        assert!(
            xml.contains("<voice name=\"voices/eng/adult/female/Ann.wav\">"),
            "{xml}"
        );
        assert!(!xml.contains("</voice> "), "{xml}");
    }
    let names: Vec<&str> = export.files.iter().map(|file| &*file.path).collect();
    assert!(names.is_sorted());
}

#[test]
fn alexandria_knows_every_speaker_of_its_script() {
    let reading = support::read("“Go,” said Mara.\n\n“No,” said Tom.\n");
    let mut out = Vec::new();
    alexandria::write(&reading, &Options::default(), &mut out).unwrap();
    let script: Vec<serde_json::Value> = serde_json::from_slice(&out).unwrap();
    let config = alexandria::voice_config(&reading, &options(&reading)).unwrap();
    let config: serde_json::Value = serde_json::from_slice(&config).unwrap();
    for row in &script {
        let row = &config[row["speaker"].as_str().unwrap()];
        assert!(row["type"].is_string() && row["seed"] == "-1", "{row}");
    }
    assert_eq!(config["MARA"]["type"], "clone");
    assert_eq!(config["MARA"]["ref_audio"], "voices/eng/adult/female/Ann.wav");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_text_comes_back(text in any::<String>()) {
        assert_verbatim(&support::read(&text), &text);
    }

    #[test]
    fn odd_lines_come_back(
        text in "([“”\\[\\]\\\\#*_!@.~(/: \n]|\u{2060}|pause|voice:|said Mara|\r\n|\n\n|\\[\\[|Go,){0,40}"
    ) {
        assert_verbatim(&support::read(&text), &text);
    }
}
