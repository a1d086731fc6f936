//! Questions about a story, answered with the words that prove the answer.
//!
//! An answer uses nothing from behind the place that it is asked at, names included. Where
//! the document states nothing, there is no answer; the caller says so plainly.

use std::collections::BTreeMap;

use serde::Serialize;
use thiserror::Error;

use crate::cast_sheet::excerpt;
use crate::document::{Bytes, Document, Quotation};
use crate::facts::{Facts, known_from};

/// How many characters of a proof are shown.
const PROOF: usize = 200;
/// At most this many answers to one question; the later ones are left out.
pub const MAX_ANSWERS: usize = 200;
/// A claim less likely than this is marked as doubtful.
const DOUBTFUL: f64 = 0.6;

/// What is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Topic {
    /// Who somebody is.
    Who,
    /// Where somebody is.
    Where,
    /// Who hears certain words.
    Heard,
    /// What somebody knows.
    Knows,
    /// What somebody holds, or who holds a thing.
    Holds,
    /// Who is hurt, asleep, dead.
    Hurt,
    /// How somebody stands to others.
    Ties,
}

/// Why a question has no meaning.
#[derive(Debug, Error)]
pub enum AskError {
    /// Nobody and nothing has that name, as far as the reader has come.
    #[error("nobody and nothing is called “{0}” so far; `dramaturg read` lists the cast")]
    NoName(String),
    /// Several have that name.
    #[error("“{0}” may be {1}; give more of the name")]
    ManyNames(String, String),
    /// The question needs words.
    #[error("the question needs {0}")]
    Missing(&'static str),
    /// There is no such place in the book.
    #[error(
        "no place “{0}” in the book; give a byte (@1234), a chapter (ch3), a share (40%) or words of the text"
    )]
    NoPlace(String),
}

/// Words of the text that prove an answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Proof {
    /// Where they stand, in bytes.
    pub span: Bytes,
    /// The chapter, from 1.
    pub chapter: Option<usize>,
    /// The words.
    pub words: String,
}

/// An answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Answer {
    /// In words.
    pub answer: String,
    /// The byte from which a reader knows it.
    pub known_from: usize,
    /// Whether it is less than likely, or has no words that prove it.
    pub doubtful: bool,
    /// The words that prove it.
    pub proofs: Vec<Proof>,
}

/// The byte that a place means: `@1234` or `1234`, `ch3` or `chapter 3` (its end), `40%`, or
/// words of the text (the end of their first occurrence).
///
/// # Errors
///
/// If the book has no such place.
pub fn place(document: &Document, place: &str) -> Result<usize, AskError> {
    let text = &document.text;
    let none = || AskError::NoPlace(place.to_owned());
    let wanted = place.trim();
    if let Some(share) = wanted.strip_suffix('%') {
        let share: f64 = share.trim().parse().map_err(|_| none())?;
        if !(0.0..=100.0).contains(&share) {
            return Err(none());
        }
        // A part in ten thousand is as fine as a share is given.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is from 0 to 10,000"
        )]
        let parts = (share * 100.0).round() as usize;
        return Ok(text.floor_char_boundary(text.len() * parts / 10_000));
    }
    if let Ok(at) = wanted.strip_prefix('@').unwrap_or(wanted).parse::<usize>() {
        return if at <= text.len() {
            Ok(text.floor_char_boundary(at))
        } else {
            Err(none())
        };
    }
    let lower = wanted.to_lowercase();
    let number = lower.strip_prefix("chapter").or_else(|| lower.strip_prefix("ch"));
    if let Some(n) = number.and_then(|number| number.trim().parse::<usize>().ok()) {
        let chapter = n.checked_sub(1).and_then(|i| document.chapters.get(i));
        return chapter.map(|chapter| chapter.span[1]).ok_or_else(none);
    }
    let words = wanted.trim_matches(['"', '“', '”']);
    match text.find(words) {
        Some(at) if !words.is_empty() => Ok(at + words.len()),
        _ => Err(none()),
    }
}

/// Answers a question, in the order of the text; nothing if the document states nothing.
///
/// # Errors
///
/// If it is about nobody, or about several of one name.
pub fn ask(
    document: &Document,
    topic: Topic,
    words: &[&str],
    at: usize,
) -> Result<Vec<Answer>, AskError> {
    let asked = Asked { document, facts: Facts::new(document), at };
    let first = words.first().copied();
    let mut answers = match topic {
        Topic::Who => {
            asked.who(&asked.person(first.ok_or(AskError::Missing("a name"))?)?)
        }
        Topic::Where => {
            asked.stays(&asked.person(first.ok_or(AskError::Missing("a name"))?)?)
        }
        Topic::Heard => {
            asked.heard(first.ok_or(AskError::Missing("words that are said"))?)
        }
        Topic::Knows => {
            let who = asked.person(first.ok_or(AskError::Missing("a name"))?)?;
            asked.knows(&who, &words[1..].join(" "))
        }
        Topic::Holds => {
            let name = first.ok_or(AskError::Missing("a name or a thing"))?;
            match asked.things(name) {
                things if !things.is_empty() => asked.chain(&things),
                _ => asked.holdings(&asked.person(name)?),
            }
        }
        Topic::Hurt => {
            asked.states(first.map(|name| asked.person(name)).transpose()?.as_deref())
        }
        Topic::Ties => {
            let who = asked.person(first.ok_or(AskError::Missing("a name"))?)?;
            let other = words.get(1).map(|name| asked.person(name)).transpose()?;
            asked.ties(&who, other.as_deref())
        }
    };
    answers.truncate(MAX_ANSWERS);
    Ok(answers)
}

/// A document, and how far its reader has come.
struct Asked<'a> {
    document: &'a Document,
    facts: Facts<'a>,
    at: usize,
}

fn normal(words: &str) -> String {
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ").replace(['’', '‘'], "'")
}

/// How well a name fits what was asked for: 0 the whole, 1 some of its words.
fn fits(name: &str, wanted: &str) -> Option<usize> {
    let name = normal(name);
    let name = name.strip_prefix("the ").unwrap_or(&name);
    let wanted = wanted.strip_prefix("the ").unwrap_or(wanted);
    if name == wanted {
        return Some(0);
    }
    let is_part = format!(" {name} ").contains(&format!(" {wanted} "));
    (is_part && !wanted.is_empty()).then_some(1)
}

impl Asked<'_> {
    /// The character of a name that the reader knows.
    fn person(&self, name: &str) -> Result<String, AskError> {
        let wanted = normal(name);
        let mut found: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for row in &self.document.characters {
            if row.id == name {
                return Ok(row.id.clone());
            }
            let known = row
                .aliases
                .iter()
                .filter(|alias| alias.first.is_some_and(|first| first[1] <= self.at));
            let best = known.filter_map(|alias| fits(&alias.text, &wanted)).min();
            if let Some(rank) = best {
                found.entry(rank).or_default().push(&row.id);
            }
        }
        match found.into_values().next().as_deref() {
            None => Err(AskError::NoName(name.to_owned())),
            Some([id]) => Ok((*id).to_owned()),
            Some(ids) => {
                let names: Vec<String> = ids.iter().map(|id| self.name(id)).collect();
                Err(AskError::ManyNames(name.to_owned(), names.join(" or ")))
            }
        }
    }

    /// The things of a name.
    fn things(&self, name: &str) -> Vec<&str> {
        let wanted = normal(name);
        let rank = |row: &crate::document::Object| {
            let names = row.aliases.iter().map(String::as_str).chain([&*row.name]);
            names.filter_map(|name| fits(name, &wanted)).min()
        };
        let things = &self.document.objects;
        let Some(best) = things.iter().filter_map(rank).min() else { return Vec::new() };
        let things = things.iter().filter(|row| rank(row) == Some(best));
        things.map(|row| &*row.id).collect()
    }

    /// A name that the reader knows.
    fn name(&self, id: &str) -> String {
        if let Some(name) = self.facts.known_name(id, self.at) {
            return name.to_owned();
        }
        // A thing or place without a first mention is named by the fact that brings it.
        let rows =
            self.document.objects.iter().map(|row| (&row.id, &row.name, row.first));
        let places =
            self.document.places.iter().map(|row| (&row.id, &row.name, row.first));
        let unplaced =
            rows.chain(places).find(|(own, _, first)| *own == id && first.is_none());
        let group = self.document.characters.iter().find(|row| row.id == id);
        match (unplaced, group) {
            (Some((_, name, _)), _) => name.clone(),
            (None, Some(row)) if row.narrator => "the narrator".to_owned(),
            _ => "somebody not named so far".to_owned(),
        }
    }

    fn proof(&self, span: Bytes) -> Proof {
        Proof {
            span,
            chapter: self.document.chapter_at(span[0]).map(|i| i + 1),
            words: excerpt(self.document.slice(span), PROOF),
        }
    }

    /// An answer, if the reader knows it already.
    fn answer(
        &self,
        answer: String,
        own: usize,
        evidence: &[Bytes],
        confidence: Option<f64>,
    ) -> Option<Answer> {
        let known_from = known_from([own, own], evidence);
        (known_from <= self.at).then(|| Answer {
            answer,
            known_from,
            doubtful: evidence.is_empty() || confidence.is_some_and(|p| p < DOUBTFUL),
            proofs: evidence.iter().map(|&span| self.proof(span)).collect(),
        })
    }

    fn who(&self, id: &str) -> Vec<Answer> {
        let mut answers = Vec::new();
        let Some(row) = self.document.characters.iter().find(|row| row.id == id) else {
            return answers;
        };
        let name = self.name(id);
        for alias in &row.aliases {
            let what = if alias.text == name {
                format!("{name} is first named here")
            } else {
                format!("{name} is also called “{}”", alias.text)
            };
            if let Some(first) = alias.first {
                let line = self.sentence(first);
                answers.extend(self.answer(what, first[1], &[line], row.confidence));
            }
        }
        answers.sort_by_key(|answer| answer.known_from);
        answers.extend(self.looks(id));
        answers.extend(self.ties(id, None));
        answers.extend(self.states(Some(id)));
        answers
    }

    /// What somebody looks like.
    fn looks(&self, id: &str) -> Vec<Answer> {
        let name = self.name(id);
        let rows = self.document.descriptions.iter().filter(|row| row.character == id);
        let rows = rows.filter_map(|row| {
            let about = if row.rough { "about " } else { "" };
            let by = row.by.as_deref();
            let by = by.map_or(String::new(), |by| format!(", says {}", self.name(by)));
            let what = format!("{name}, {}: {about}{}{by}", row.kind, row.value);
            self.answer(what, 0, &row.evidence, row.confidence)
        });
        let mut answers: Vec<Answer> = rows.collect();
        // Without words that prove it, it is known at the end alone.
        answers.retain(|answer| {
            !answer.proofs.is_empty() || self.at >= self.document.text.len()
        });
        answers.sort_by_key(|answer| answer.known_from);
        answers
    }

    /// The line around a span, no longer than a proof and not past the reader's place.
    fn sentence(&self, [start, end]: Bytes) -> Bytes {
        let text = &self.document.text;
        let from = text[..start].rfind(['\n', '.', '!', '?']).map_or(0, |i| i + 1);
        let from = from.max(text.floor_char_boundary(start.saturating_sub(PROOF)));
        let to =
            text[end..].find(['\n', '.', '!', '?']).map_or(text.len(), |i| end + i + 1);
        let to = to.min(text.floor_char_boundary(end + PROOF)).min(self.at.max(end));
        let blank = text[from..start].len() - text[from..start].trim_start().len();
        [from + blank, to]
    }

    fn stays(&self, id: &str) -> Vec<Answer> {
        let name = self.name(id);
        let mut answers = Vec::new();
        for (i, scene) in self.document.scenes.iter().enumerate() {
            for stay in scene.presence.iter().filter(|stay| stay.character == id) {
                let place = stay.place.as_deref().or(scene.place.as_deref());
                let place = place.map_or_else(
                    || "at a place that is not stated".to_owned(),
                    |place| format!("at {}", self.name(place)),
                );
                let is_over = stay.to <= self.at && stay.to < scene.span[1];
                let until = if is_over { ", and leaves" } else { "" };
                let enters = if stay.enter.is_some() { "comes" } else { "is there" };
                let what = format!("{name} {enters}, {place}, scene {}{until}", i + 1);
                let shown = stay.enter.into_iter().chain(stay.leave.filter(|_| is_over));
                let shown: Vec<Bytes> = shown.collect();
                // Where no entrance is told, the first words about her prove the stay.
                let shown = if shown.is_empty() {
                    self.first_mention(id, [stay.from, stay.to])
                } else {
                    shown
                };
                answers.extend(self.answer(what, stay.from, &shown, stay.confidence));
            }
        }
        answers
    }

    fn first_mention(&self, id: &str, [from, to]: Bytes) -> Vec<Bytes> {
        let mentions = self.document.mentions.iter();
        let mut mine = mentions.filter(|row| {
            row.entity.as_deref() == Some(id) && row.span[0] >= from && row.span[1] <= to
        });
        mine.next().map(|row| self.sentence(row.span)).into_iter().collect()
    }

    fn said(&self, quotation: &Quotation) -> String {
        quotation.speaker.as_ref().map_or("somebody".to_owned(), |s| self.name(&s.id))
    }

    fn heard(&self, words: &str) -> Vec<Answer> {
        let wanted = normal(words);
        let mut answers = Vec::new();
        for row in self.document.quotations.iter().filter(|row| row.mode == "speech") {
            let said: Vec<&str> =
                row.spans.iter().map(|&span| self.document.slice(span)).collect();
            if !normal(&said.join(" ")).contains(&wanted) {
                continue;
            }
            let hearers: Vec<String> =
                row.hearers.iter().map(|id| self.name(id)).collect();
            let hearers = match hearers.as_slice() {
                [] => "nobody is stated to hear it".to_owned(),
                hearers => format!("heard by {}", hearers.join(", ")),
            };
            let to: Vec<String> =
                row.addressees.iter().map(|someone| self.name(&someone.id)).collect();
            let to = if to.is_empty() {
                String::new()
            } else {
                format!(" to {}", to.join(", "))
            };
            let what = format!("{} says it{to}; {hearers}", self.said(row));
            let sure = row.speaker.as_ref().map_or(0.0, |speaker| speaker.confidence);
            answers.extend(self.answer(what, row.hull()[1], &row.spans, Some(sure)));
        }
        answers
    }

    /// Whether something known has to do with some words.
    fn is_about(&self, row: &crate::document::Knowledge, wanted: &str) -> bool {
        let about = row.about.iter().flat_map(|about| about.values());
        let quoted = about.filter_map(|id| id.as_str()).filter_map(|id| {
            self.document.quotations.iter().find(|quotation| quotation.id == id)
        });
        let quoted = quoted.flat_map(|quotation| &quotation.spans);
        let evidence = row.knowers.iter().flat_map(|knower| &knower.evidence);
        let spans = quoted.chain(evidence).map(|&span| self.document.slice(span));
        let topics = row.topics.iter().map(|id| self.document.name(id));
        let spans = row.gist.as_deref().into_iter().chain(topics).chain(spans);
        let words: Vec<String> = spans.map(normal).collect();
        if words.iter().any(|words| words.contains(wanted)) {
            return true;
        }
        // “Jonas's arm”: each word somewhere in what is said, or in whom, what and which
        // state it is about.
        let states = row.states.iter().map(|state| {
            let part = state.body_part.as_deref().unwrap_or_default();
            let name = self.document.name(&state.character);
            normal(&format!("{name} {part} {}", state.state))
        });
        let words: Vec<String> = words.into_iter().chain(states).collect();
        let all = wanted.split(' ').map(|word| word.strip_suffix("'s").unwrap_or(word));
        let mut all = all.filter(|word| !matches!(*word, "the" | "a" | "an" | "of"));
        all.all(|word| words.iter().any(|words| words.contains(word)))
    }

    fn knows(&self, id: &str, words: &str) -> Vec<Answer> {
        let name = self.name(id);
        let wanted = normal(words);
        let mut answers = Vec::new();
        for row in &self.document.knowledge {
            if !self.is_about(row, &wanted) {
                continue;
            }
            for knower in row.knowers.iter().filter(|knower| knower.character == id) {
                let by = knower.by.as_deref().filter(|by| *by != id);
                let by = by.map_or(String::new(), |by| format!(" by {}", self.name(by)));
                let what = row.gist.as_deref().unwrap_or("what is said here");
                let what = format!("{name} knows ({}{by}): {what}", knower.how);
                answers.extend(self.answer(what, knower.from, &knower.evidence, None));
            }
            if row.excluded.iter().any(|who| who == id) {
                let evidence: Vec<Bytes> = row
                    .knowers
                    .iter()
                    .flat_map(|knower| knower.evidence.clone())
                    .collect();
                let what = row.gist.as_deref().unwrap_or("what is said here");
                let what = format!("{name} is kept out of this: {what}");
                answers.extend(self.answer(what, 0, &evidence, None));
            }
        }
        answers.sort_by_key(|answer| answer.known_from);
        answers
    }

    fn link(&self, row: &crate::document::Custody) -> Option<Answer> {
        let thing = self.name(&row.object);
        let holder = row.holder.as_deref().map(|holder| self.name(holder));
        let place = row.place.as_deref().map(|place| self.name(place));
        let now = match (holder, place) {
            (Some(holder), _) => format!("{holder} has {thing}"),
            (None, Some(place)) => format!("{thing} is at {place}"),
            (None, None) => format!("nobody is stated to have {thing}"),
        };
        let from = row.from_holder.as_deref();
        let from =
            from.map_or(String::new(), |from| format!(", from {}", self.name(from)));
        self.answer(format!("{now} ({}{from})", row.action), row.at, &row.evidence, None)
    }

    fn chain(&self, things: &[&str]) -> Vec<Answer> {
        let rows = self.document.custody.iter();
        let rows = rows.filter(|row| things.contains(&&*row.object));
        let mut answers: Vec<Answer> = rows.filter_map(|row| self.link(row)).collect();
        answers.sort_by_key(|answer| answer.known_from);
        answers
    }

    fn holdings(&self, id: &str) -> Vec<Answer> {
        let mut last: BTreeMap<&str, (bool, Answer)> = BTreeMap::new();
        for row in &self.document.custody {
            if let Some(answer) = self.link(row) {
                last.insert(&row.object, (row.holder.as_deref() == Some(id), answer));
            }
        }
        let mine = last.into_values().filter(|(is_mine, _)| *is_mine);
        let mut answers: Vec<Answer> = mine.map(|(_, answer)| answer).collect();
        answers.sort_by_key(|answer| answer.known_from);
        answers
    }

    fn states(&self, id: Option<&str>) -> Vec<Answer> {
        let mut answers = Vec::new();
        for row in &self.document.states {
            if id.is_some_and(|id| id != row.character) {
                continue;
            }
            let part = row.body_part.as_deref();
            let part = part.map_or(String::new(), |part| format!("{part}: "));
            let status = match &*row.status {
                "" | "holds" => String::new(),
                status => format!(" ({status})"),
            };
            let by = row.cause.as_ref().and_then(|cause| cause.by.as_deref());
            let by = by.map_or(String::new(), |by| format!(", by {}", self.name(by)));
            let name = self.name(&row.character);
            let what = format!("{name}: {part}{}{status}{by}", row.state);
            answers.extend(self.answer(what, row.from, &row.evidence, row.confidence));
        }
        answers
    }

    fn ties(&self, id: &str, other: Option<&str>) -> Vec<Answer> {
        let is_between = |a: &str, b: &str| {
            (a == id && other.is_none_or(|other| other == b))
                || (b == id && other.is_none_or(|other| other == a))
        };
        let mut answers = Vec::new();
        for row in self.document.relations.iter().filter(|row| is_between(&row.a, &row.b))
        {
            let kind = row.kind.replace('_', " ");
            let what =
                format!("{} is {kind} of {}", self.name(&row.a), self.name(&row.b));
            answers.extend(self.answer(what, 0, &row.evidence, row.confidence));
        }
        for row in &self.document.attitudes {
            if is_between(&row.holder, &row.toward) {
                let (a, b) = (self.name(&row.holder), self.name(&row.toward));
                let what = format!("{a} shows {} toward {b}", row.kind);
                answers.extend(self.answer(what, 0, &row.evidence, None));
            }
        }
        for row in &self.document.promises {
            let (by, to) =
                (row.by.as_deref().unwrap_or(""), row.to.as_deref().unwrap_or(""));
            if is_between(by, to) {
                let gist = row.gist.as_deref().unwrap_or("see the words");
                let to = if to.is_empty() {
                    String::new()
                } else {
                    format!(" to {}", self.name(to))
                };
                let what = format!(
                    "{} {}{to}: {gist}",
                    row.kind,
                    format_args!("by {}", self.name(by))
                );
                answers.extend(self.answer(what, 0, &row.evidence, None));
            }
        }
        // A tie without words that prove it has no place, so it is known at the end alone.
        answers.retain(|answer| {
            !answer.proofs.is_empty() || self.at >= self.document.text.len()
        });
        answers.sort_by_key(|answer| answer.known_from);
        answers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Mara took the brass key. “Tom is my brother,” said Mara. Ilse heard. \
                        Later Mara gave Ilse the brass key.";

    fn document() -> Document {
        let find = |words: &str| {
            let at = TEXT.find(words).expect("the words are there");
            format!("[{at}, {}]", at + words.len())
        };
        let alias = |name: &str| {
            format!(
                r#"{{"text": "{name}", "kind": "name", "count": 1, "first": {}}}"#,
                find(name)
            )
        };
        let at = |words: &str| TEXT.find(words).expect("the words are there");
        let json = format!(
            r#"{{"format": "dramaturg-story", "version": 1,
            "characters": [{{"id": "c1", "name": "Mara", "aliases": [{}]}},
                           {{"id": "c2", "name": "Tom", "aliases": [{}]}},
                           {{"id": "c3", "name": "Ilse", "aliases": [{}]}}],
            "objects": [{{"id": "o1", "name": "the brass key"}}],
            "custody": [{{"object": "o1", "holder": "c1", "action": "take", "at": {}, "evidence": [{}]}},
                        {{"object": "o1", "holder": "c3", "action": "give", "at": {}, "evidence": [{}]}}],
            "quotations": [{{"id": "q1", "mode": "speech", "spans": [{}], "hearers": ["c3"],
                             "speaker": {{"id": "c1", "confidence": 0.9}}}}],
            "knowledge": [{{"id": "n1", "about": {{"quotation": "q1"}}, "topics": ["c2"], "knowers":
                [{{"character": "c3", "how": "overheard", "by": "c1", "from": 60, "evidence": [{}]}}]}}],
            "relations": [{{"a": "c2", "b": "c1", "kind": "brother", "evidence": [{}]}}]}}"#,
            alias("Mara"),
            alias("Tom"),
            alias("Ilse"),
            at("took"),
            find("Mara took the brass key"),
            at("gave"),
            find("Mara gave Ilse the brass key"),
            find("Tom is my brother,"),
            find("Ilse heard"),
            find("Tom is my brother"),
        );
        Document::parse(&json, TEXT).expect("a document")
    }

    fn answers(topic: Topic, words: &[&str], at: &str) -> Vec<String> {
        let document = document();
        let at = place(&document, at).expect("a place");
        let answers = ask(&document, topic, words, at).expect("an answer");
        answers.into_iter().map(|answer| answer.answer).collect()
    }

    #[test]
    fn every_question_stops_at_its_place() {
        let last = |at| answers(Topic::Holds, &["brass key"], at).pop();
        assert_eq!(last("key.").as_deref(), Some("Mara has the brass key (take)"));
        assert_eq!(last("100%").as_deref(), Some("Ilse has the brass key (give)"));
        assert!(answers(Topic::Holds, &["Mara"], "100%").is_empty());
        assert!(answers(Topic::Ties, &["Mara"], "brass key").is_empty());
        assert_eq!(
            answers(Topic::Ties, &["Mara"], "brother"),
            ["Tom is brother of Mara"]
        );
        assert_eq!(
            answers(Topic::Heard, &["my brother"], "said Mara"),
            ["Mara says it; heard by somebody not named so far"]
        );
        assert_eq!(
            answers(Topic::Knows, &["Ilse", "tom"], "100%"),
            ["Ilse knows (overheard by Mara): what is said here"]
        );
    }

    #[test]
    fn who_is_not_named_so_far_is_nobody() {
        let document = document();
        let error = ask(&document, Topic::Who, &["Ilse"], 30).map(|_| ());
        assert!(matches!(error, Err(AskError::NoName(_))), "{error:?}");
        assert!(matches!(place(&document, "ch9"), Err(AskError::NoPlace(_))));
    }
}
