//! What is shown at a place: the Story JSON of the text in front of it, cut to the pieces
//! that the page asks for.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use dramaturg::corrections::{Intended, review};
use dramaturg::story::FindingKind;
use dramaturg::text::Position as _;
use dramaturg::{Corrected, Corrections, Ids, JsonOptions};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A stretch of bytes, from its start up to its end.
pub(crate) type Bytes = [usize; 2];

/// The reading of a text up to a place.
#[derive(Debug)]
pub(crate) struct Shown {
    /// The place.
    pub(crate) at: usize,
    /// The version of the corrections that it was made with.
    pub(crate) version: String,
    /// The lists of the document that are short, as one JSON object.
    pub(crate) story: String,
    /// Every name in use, in small letters, with the name for reports of who has it.
    names: BTreeMap<String, String>,
    /// What the document does not hold.
    pub(crate) aside: Aside,
    /// What is said, thought and written, in order.
    pub(crate) lines: Vec<Line>,
    /// Every mention of somebody or something that has a row in a list, in order.
    mentions: Vec<Mention>,
    /// The ids that mentions point to.
    ids: Vec<String>,
}

/// What the page asks for that is no part of the Story JSON.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Aside {
    /// Doubtful lines, those first of which an answer settles most.
    pub(crate) doubts: Vec<Doubtful>,
    /// What in the story cannot be.
    pub(crate) findings: Vec<FindingRow>,
    /// The ids of the corrections that found their place, and where the line stands.
    pub(crate) placed: Vec<(String, Option<Bytes>)>,
}

/// A line whose speaker is in doubt.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Doubtful {
    /// The id of the line.
    pub(crate) line: String,
    /// Who it may be, by name and by id, with probabilities from 0 to 1.
    pub(crate) candidates: Vec<(String, String, f64)>,
    /// How many lines an answer would put right, in expectation.
    pub(crate) gain: f64,
}

/// A finding, with both passages.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct FindingRow {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) about: String,
    pub(crate) message: String,
    pub(crate) character: Option<String>,
    pub(crate) first: Bytes,
    pub(crate) second: Bytes,
    /// The words of the second passage.
    pub(crate) words: String,
}

/// Writes a reading down: what the document does not hold on the first line, then the Story
/// JSON.
pub(crate) fn write(corrected: &Corrected) -> serde_json::Result<String> {
    let Corrected { reading, placed, .. } = corrected;
    let tally = reading.tally(0.0);
    let ids = Ids::new(reading, &tally);
    let doubts = review(reading).into_iter().map(|doubt| {
        let of_cast = doubt.candidates.iter().filter(|(who, _)| tally.is_cast[*who]);
        let candidates = of_cast.map(|&(who, p)| {
            let name = reading.character(who).name().to_owned();
            (name, ids.entities[who].clone(), dramaturg::json::rounded(p))
        });
        Doubtful {
            line: ids.quotations[doubt.quotation].clone(),
            candidates: candidates.collect(),
            gain: dramaturg::json::rounded(doubt.gain),
        }
    });
    let bytes = |span: dramaturg::text::Span<dramaturg::text::Byte>| -> Bytes {
        [span.start().index(), span.end().index()]
    };
    let findings = reading.findings(&Corrections::default()).into_iter().map(|found| {
        let kind = found.finding.kind;
        FindingRow {
            id: found.id,
            kind: kind.label().to_owned(),
            about: kind.about().to_owned(),
            message: found.finding.message,
            character: found.character,
            first: bytes(found.first.span),
            second: bytes(found.second.span),
            words: found.second.words,
        }
    });
    let placed = placed.iter().map(|row| (row.entry.id(), row.span.map(bytes)));
    let aside = Aside {
        doubts: doubts.collect(),
        findings: findings.collect(),
        placed: placed.collect(),
    };
    let aside = serde_json::to_string(&aside)?;
    let options = JsonOptions { mentions: true, ..JsonOptions::default() };
    Ok(format!("{aside}\n{}", reading.to_json(&options)))
}

impl FindingRow {
    /// Whether a correction says that it is meant to be so.
    pub(crate) fn is_meant_by(&self, intended: &Intended) -> bool {
        FindingKind::from_label(&self.kind)
            .is_some_and(|kind| intended.is_of(&self.id, kind, &self.words))
    }
}

/// A quotation, with what it is looked up by.
#[derive(Debug)]
pub(crate) struct Line {
    /// The row of the document.
    pub(crate) raw: Box<RawValue>,
    pub(crate) keys: Keys,
}

/// What a quotation is looked up by.
#[derive(Debug, Deserialize)]
pub(crate) struct Keys {
    #[serde(default)]
    pub(crate) id: String,
    pub(crate) mode: String,
    pub(crate) spans: Vec<Bytes>,
    pub(crate) speaker: Option<Someone>,
    #[serde(default)]
    pub(crate) addressees: Option<Vec<Someone>>,
    #[serde(default)]
    pub(crate) hearers: Option<Vec<String>>,
    #[serde(default)]
    pub(crate) nested_in: Option<String>,
}

/// Somebody, and how surely.
#[derive(Debug, Deserialize)]
pub(crate) struct Someone {
    pub(crate) id: String,
    #[serde(default = "sure")]
    pub(crate) confidence: f64,
}

fn sure() -> f64 {
    1.0
}

#[derive(Debug)]
struct Mention {
    span: Bytes,
    is_name: bool,
    id: usize,
}

#[derive(Deserialize)]
struct MentionRow<'a> {
    span: Bytes,
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    entity: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

#[derive(Deserialize)]
struct Person {
    #[serde(default)]
    name: String,
    #[serde(default)]
    aliases: Vec<Alias>,
}

#[derive(Deserialize)]
struct Alias {
    #[serde(default)]
    text: String,
}

/// The lists that the page has whole. Events are not among them: their like are told by the
/// lists made from them.
const LISTS: [&str; 12] = [
    "chapters",
    "characters",
    "places",
    "objects",
    "scenes",
    "states",
    "custody",
    "knowledge",
    "relations",
    "promises",
    "rules",
    "attitudes",
];

impl Shown {
    /// Reads what [`write()`] has written of the text up to `at`.
    pub(crate) fn parse_kept(
        text: &str,
        at: usize,
        version: &str,
    ) -> serde_json::Result<Shown> {
        let (aside, json) = text.split_once('\n').unwrap_or_default();
        let aside: Aside = serde_json::from_str(aside)?;
        Ok(Shown { aside, ..Shown::parse(json, at, version)? })
    }

    /// Reads the Story JSON of the text up to `at`.
    pub(crate) fn parse(
        json: &str,
        at: usize,
        version: &str,
    ) -> serde_json::Result<Shown> {
        let document: BTreeMap<Cow<'_, str>, &RawValue> = serde_json::from_str(json)?;
        let list = |name: &str| document.get(name).map_or("[]", |raw| raw.get());
        let quoted = serde_json::to_string(version)?;
        let mut story = format!("{{\"at\":{at},\"version\":{quoted}");
        let mut index = BTreeMap::new();
        let mut ids = Vec::new();
        for name in LISTS {
            let raw = if list(name) == "null" { "[]" } else { list(name) };
            write!(story, ",\"{name}\":{raw}").expect("a string takes any text");
            if ["characters", "places", "objects"].contains(&name) {
                for Named { id } in serde_json::from_str::<Vec<Named>>(raw)? {
                    index.insert(id.clone(), ids.len());
                    ids.push(id);
                }
            }
        }
        let mut names = BTreeMap::new();
        let people = list("characters");
        let people = if people == "null" { "[]" } else { people };
        let people: Vec<Person> = serde_json::from_str(people)?;
        for person in &people {
            for Alias { text } in &person.aliases {
                names.insert(folded(text), person.name.clone());
            }
        }
        // Who is called so goes before who is called so too.
        for Person { name, .. } in people {
            names.insert(folded(&name), name);
        }
        let raws: Vec<Box<RawValue>> = serde_json::from_str(list("quotations"))?;
        let mut lines = Vec::with_capacity(raws.len());
        for raw in raws {
            let keys: Keys = serde_json::from_str(raw.get())?;
            if !keys.spans.is_empty() {
                lines.push(Line { raw, keys });
            }
        }
        lines.sort_by_key(|line| line.keys.hull());
        // Colours go by this order: it only grows while a book is read.
        let mut speakers: Vec<&str> = Vec::new();
        // Who speaks to whom, and how often.
        let mut talk: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for line in &lines {
            let Some(speaker) = &line.keys.speaker else { continue };
            if !speakers.contains(&&*speaker.id) {
                speakers.push(&speaker.id);
            }
            for to in line.keys.addressees.iter().flatten() {
                *talk.entry((&speaker.id, &to.id)).or_default() += 1;
            }
        }
        let talk: Vec<(&str, &str, usize)> =
            talk.into_iter().map(|((from, to), n)| (from, to, n)).collect();
        let (speakers, talk) =
            (serde_json::to_string(&speakers)?, serde_json::to_string(&talk)?);
        let n_lines = lines.len();
        write!(story, ",\"speakers\":{speakers},\"talk\":{talk},\"n_lines\":{n_lines}}}")
            .expect("a string takes any text");
        let rows: Option<Vec<MentionRow<'_>>> = serde_json::from_str(list("mentions"))?;
        let rows = rows.unwrap_or_default();
        let mut mentions: Vec<Mention> = rows
            .into_iter()
            .filter_map(|row| {
                let id = *index.get(&*row.entity?)?;
                Some(Mention { span: row.span, is_name: row.kind == "PROP", id })
            })
            .collect();
        // Of nested ones the outer first.
        mentions.sort_by_key(|mention| (mention.span[0], usize::MAX - mention.span[1]));
        let (version, aside) = (version.to_owned(), Aside::default());
        Ok(Shown { at, version, story, names, aside, lines, mentions, ids })
    }

    /// The line with an id.
    pub(crate) fn line(&self, id: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.keys.id == id)
    }

    /// The name for reports of whoever has a name.
    pub(crate) fn called(&self, name: &str) -> Option<&str> {
        self.names.get(&folded(name)).map(String::as_str)
    }

    /// The last mention of somebody or something.
    pub(crate) fn last_seen(&self, id: &str) -> Option<Bytes> {
        let id = self.ids.iter().position(|known| known == id)?;
        self.mentions.iter().rev().find(|mention| mention.id == id).map(|m| m.span)
    }

    /// The mentions and the lines of a stretch, as JSON.
    pub(crate) fn marks(&self, from: usize, to: usize) -> String {
        let mut json = format!("{{\"at\":{},\"mentions\":[", self.at);
        let first = self.mentions.partition_point(|mention| mention.span[0] < from);
        let mut is_first = true;
        for mention in &self.mentions[first..] {
            let [start, end] = mention.span;
            if start >= to {
                break;
            }
            let id = serde_json::to_string(&self.ids[mention.id]).unwrap_or_default();
            let comma = if is_first { "" } else { "," };
            is_first = false;
            write!(json, "{comma}[{start},{end},{},{id}]", u8::from(mention.is_name))
                .expect("a string takes any text");
        }
        json.push_str("],\"lines\":[");
        let last = self.lines.partition_point(|line| line.keys.hull()[0] < to);
        let some = self.lines[..last].iter().filter(|line| line.keys.hull()[1] > from);
        let some: Vec<&str> = some.map(|line| line.raw.get()).collect();
        json.push_str(&some.join(","));
        json.push_str("]}");
        json
    }
}

impl Keys {
    /// From the first word to the last.
    pub(crate) fn hull(&self) -> Bytes {
        let start = self.spans.iter().map(|span| span[0]).min().unwrap_or_default();
        [start, self.spans.iter().map(|span| span[1]).max().unwrap_or(start)]
    }

    /// How sure the speaker is; nothing for nobody.
    pub(crate) fn confidence(&self) -> f64 {
        self.speaker.as_ref().map_or(0.0, |speaker| speaker.confidence)
    }

    pub(crate) fn is_by(&self, id: &str) -> bool {
        self.speaker.as_ref().is_some_and(|speaker| speaker.id == id)
    }

    pub(crate) fn is_to(&self, id: &str) -> bool {
        self.addressees.iter().flatten().any(|addressee| addressee.id == id)
    }

    pub(crate) fn is_heard_by(&self, id: &str) -> bool {
        self.hearers.iter().flatten().any(|hearer| hearer == id)
    }
}

/// A name as it is looked up.
fn folded(name: &str) -> String {
    name.trim().to_lowercase().replace('’', "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = r#"{"format": "dramaturg-story", "characters": [{"id": "c1"}],
        "places": null, "objects": [], "quotations": [
        {"id": "q2", "mode": "speech", "spans": [[40, 50]], "speaker": null},
        {"id": "q1", "mode": "speech", "spans": [[10, 20], [25, 30]],
         "speaker": {"id": "c1", "confidence": 0.9}, "hearers": ["c2"]}],
        "mentions": [{"span": [21, 24], "kind": "PROP", "entity": "c1"},
         {"span": [60, 63], "kind": "PRON", "entity": "e-9"}]}"#;

    #[test]
    fn a_stretch_has_its_lines_and_its_mentions() {
        let shown = Shown::parse(STORY, 70, "v").unwrap();
        assert_eq!(shown.lines[0].keys.hull(), [10, 30]);
        assert_eq!(shown.last_seen("c1"), Some([21, 24]));
        assert!(shown.lines[0].keys.is_by("c1") && shown.lines[0].keys.is_heard_by("c2"));
        let marks = shown.marks(0, 35);
        assert!(
            marks.contains("[21,24,1,\"c1\"]") && marks.contains("\"q1\""),
            "{marks}"
        );
        assert!(!marks.contains("\"q2\"") && !marks.contains("e-9"), "{marks}");
        let value: serde_json::Value = serde_json::from_str(&shown.story).unwrap();
        assert_eq!(value["n_lines"], 2);
        assert!(value["places"].as_array().is_some_and(Vec::is_empty));
    }
}
