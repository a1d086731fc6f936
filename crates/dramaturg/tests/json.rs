//! The Story JSON says what the layers say.

mod support;

use dramaturg::JsonOptions;
use serde_json::{Value, json};

const SAMPLE: &str = include_str!("support/sample.txt");

fn document(text: &str, options: &JsonOptions) -> Value {
    serde_json::from_str(&support::read(text).to_json(options)).expect("it is JSON")
}

#[test]
fn a_small_story_in_full() {
    let text = "“I never sleep,” said Mara, “and you know why.”\n";
    let document =
        document(text, &JsonOptions { mentions: true, ..JsonOptions::default() });
    assert_eq!(document["format"], "dramaturg-story");
    assert_eq!(document["version"], 1);
    assert_eq!(document["text"], Value::Null);
    let mara = &document["characters"][0];
    assert_eq!(mara["name"], "Mara");
    assert_eq!(mara["quotations"], 1);
    assert_eq!(mara["first"], json!([26, 30]));
    assert_eq!(mara["confidence"], json!(0.9876));
    assert_eq!(mara["aliases"][0]["used_by"], json!(["narrator"]));
    let quotation = &document["quotations"][0];
    assert_eq!(quotation["spans"], json!([[3, 17], [35, 52]]));
    let speaker = &quotation["speaker"];
    assert_eq!(speaker["id"], mara["id"]);
    assert_eq!(speaker["attribution"], "explicit");
    assert_eq!(speaker["cue"], json!([21, 25]));
    assert_eq!(speaker["evidence"], json!([[21, 30]]));
    assert_eq!(quotation["hearers"], json!([]));
    assert_eq!(document["mentions"][0]["entity"], mara["id"]);
    assert_eq!(document["mentions"][0]["kind"], "PROP");
    assert_eq!(
        document["coverage"],
        json!({
            "bytes": 56, "narration": 25, "speech": 31, "thought": 0, "writing": 0,
            "unattributed_quotations": 0
        })
    );
}

#[test]
fn keys_stand_in_the_order_of_the_contract() {
    let json = support::read(SAMPLE).to_json(&JsonOptions {
        mentions: true,
        text: true,
        threshold: 0.0,
    });
    let keys = [
        "format",
        "version",
        "source",
        "text",
        "chapters",
        "characters",
        "places",
        "objects",
        "mentions",
        "quotations",
        "scenes",
        "events",
        "states",
        "custody",
        "knowledge",
        "relations",
        "promises",
        "rules",
        "attitudes",
        "descriptions",
        "apart",
        "notes",
        "coverage",
    ];
    let mut at = 0;
    for key in keys {
        let needle = format!("\"{key}\":");
        at += json[at..].find(&needle).unwrap_or_else(|| panic!("{key} comes too early"));
        at += needle.len();
    }
}

#[test]
fn a_speaker_under_the_threshold_is_a_guess() {
    let text = "“Go,” said Mara.\n\n“No,” said Tom.\n\n“Why?”\n";
    let sure = document(text, &JsonOptions::default());
    let strict =
        document(text, &JsonOptions { threshold: 0.9, ..JsonOptions::default() });
    let mara = &sure["characters"][0]["id"];
    assert_eq!(sure["quotations"][2]["speaker"]["id"], *mara);
    assert_eq!(sure["quotations"][2]["guess"], Value::Null);
    assert_eq!(strict["quotations"][2]["speaker"], Value::Null);
    assert_eq!(strict["quotations"][2]["guess"], json!({"id": mara, "confidence": 0.6}));
    assert_eq!(strict["coverage"]["unattributed_quotations"], 1);
    assert_eq!(strict["characters"][0]["quotations"], 1);
}

#[test]
fn a_nested_quotation_names_the_one_around_it() {
    let document = document(SAMPLE, &JsonOptions::default());
    let quotations = document["quotations"].as_array().unwrap();
    let nested: Vec<&Value> =
        quotations.iter().filter(|q| !q["nested_in"].is_null()).collect();
    assert_eq!(nested.len(), 1);
    assert!(quotations.iter().any(|q| q["id"] == nested[0]["nested_in"]));
    assert!(quotations.iter().any(|q| q["mode"] == "thought"));
}

/// Writes the sample and its document where a checker outside can look at them.
#[test]
#[ignore = "for the checker of the contract: STORY_OUT=folder"]
fn write_the_sample() {
    let folder = std::path::PathBuf::from(std::env::var_os("STORY_OUT").unwrap());
    let reading = support::read(SAMPLE);
    let options = JsonOptions { mentions: true, ..JsonOptions::default() };
    std::fs::write(folder.join("sample.txt"), SAMPLE).unwrap();
    std::fs::write(folder.join("sample.json"), reading.to_json(&options)).unwrap();
}
