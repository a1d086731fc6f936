//! What is spoken, in order: a take a segment.
//!
//! A segment of letters or digits is a take; what is no story, and marks alone, are not
//! spoken. A character keeps one voice throughout, the narrator another.

use std::collections::BTreeMap;

use dramaturg::Reading;
use dramaturg::cast::EntityId;
use dramaturg::cast::lexicon::Gender;
use dramaturg::json::sha256;
use dramaturg::text::Position;
use dramaturg::view::SegmentKind;
use dramaturg_export::Options;
use dramaturg_export::voice_map::{VoiceMap, chosen_voices};

/// Silence after a take, in milliseconds, by how its text ends.
const PAUSE_PARAGRAPH: u32 = 700;
const PAUSE_SENTENCE: u32 = 350;
const PAUSE_CLAUSE: u32 = 150;
const PAUSE_NONE: u32 = 40;
/// Silence in front of a chapter.
const PAUSE_CHAPTER: u32 = 1500;

/// Something that one voice says in one breath.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Take {
    /// Made from the words, the voice and the engine: equal takes are rendered once.
    pub hash: String,
    /// The words, on one line.
    pub text: String,
    /// Who is heard: a name of the cast, or `narrator`.
    pub who: String,
    /// The voice, as the engine knows it.
    pub voice: String,
    /// Where the segment begins in the book, in bytes.
    pub start: usize,
    /// The silence after it, in milliseconds.
    pub pause: u32,
    /// The number of its chapter, from 0; none in front of the first.
    pub chapter: Option<usize>,
}

/// What is spoken.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The takes in order.
    pub takes: Vec<Take>,
    /// The titles of the chapters, by number.
    pub chapters: Vec<String>,
}

/// The voices of an engine that nobody has chosen: each list is handed out in turn, and
/// begins anew when all are taken.
#[derive(Clone, Copy, Debug)]
pub struct Stock {
    /// The narrator's.
    pub narrator: &'static str,
    /// For women.
    pub female: &'static [&'static str],
    /// For men.
    pub male: &'static [&'static str],
    /// For those of whom the text does not tell.
    pub other: &'static [&'static str],
}

/// Plans a performance. `engine` names the engine with whatever changes its sound.
pub fn plan(reading: &Reading, options: &Options, stock: &Stock, engine: &str) -> Plan {
    let no_map = VoiceMap::default();
    let chosen =
        chosen_voices(reading, options, options.voices.as_ref().unwrap_or(&no_map));
    let voices = hand_out(reading, options, stock, &chosen.characters);
    let narrator = chosen.narrator.as_deref().unwrap_or(stock.narrator);
    let mut segments = reading.segments();
    segments.retain(|segment| segment.kind != SegmentKind::Apart);
    let mut takes: Vec<Take> = Vec::new();
    for segment in &segments {
        let raw = reading.book.slice(segment.span);
        let text = raw.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.contains(char::is_alphanumeric) {
            continue;
        }
        let reader = segment.quotation.and_then(|id| reading.quotation(id).guess());
        let reader = reader.map(|(id, _)| id);
        let voice = reader.and_then(|id| voices.get(&id).map(String::as_str));
        let voice = voice.unwrap_or(narrator);
        let who = reader.map_or("narrator", |id| reading.character(id).name());
        let chapter = segment.chapter.map(Position::index);
        let pause = pause(raw);
        if let Some(last) = takes.last_mut().filter(|last| last.chapter != chapter) {
            last.pause = PAUSE_CHAPTER;
        }
        takes.push(Take {
            hash: sha256(&format!("{engine}\n{voice}\n{text}"))[..32].to_owned(),
            text,
            who: who.to_owned(),
            voice: voice.to_owned(),
            start: segment.span.range().start,
            pause,
            chapter,
        });
    }
    let chapters = reading.chapters().map(|chapter| {
        let title = chapter.title().map(str::trim).filter(|title| !title.is_empty());
        title.map_or_else(|| format!("Chapter {}", chapter.id.index() + 1), str::to_owned)
    });
    Plan { takes, chapters: chapters.collect() }
}

/// A voice for everybody who speaks and has none, who speaks most first.
fn hand_out(
    reading: &Reading,
    options: &Options,
    stock: &Stock,
    chosen: &BTreeMap<EntityId, String>,
) -> BTreeMap<EntityId, String> {
    let tally = reading.tally(options.threshold);
    let mut speakers: Vec<EntityId> = reading.cast.entities.rows.ids().collect();
    speakers.sort_by_key(|&id| (std::cmp::Reverse(tally.n_quotations[id]), id.index()));
    let mut n_used = [0; 3];
    let mut voices = chosen.clone();
    for id in speakers {
        let (i, list) = match reading.cast.entities.rows[id].gender {
            Gender::Female => (0, stock.female),
            Gender::Male => (1, stock.male),
            Gender::Unknown => (2, stock.other),
        };
        if voices.contains_key(&id) || list.is_empty() {
            continue;
        }
        voices.insert(id, list[n_used[i] % list.len()].to_owned());
        n_used[i] += 1;
    }
    voices
}

/// The silence after a text: by a blank line, then by its last mark.
fn pause(raw: &str) -> u32 {
    let words = raw.trim_end();
    if raw[words.len()..].matches('\n').count() > 1 {
        return PAUSE_PARAGRAPH;
    }
    let last = words.trim_end_matches(['”', '’', '"', '\'', '»', ')', '*', '_']);
    match last.chars().next_back() {
        Some('.' | '!' | '?' | '…') => PAUSE_SENTENCE,
        Some(',' | ';' | ':' | '–' | '—' | '-') => PAUSE_CLAUSE,
        _ => PAUSE_NONE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_as_long_as_what_ends() {
        assert_eq!(pause("“Go.”\n\n"), PAUSE_PARAGRAPH);
        assert_eq!((pause("“Go!” "), pause("“Go,”\n")), (PAUSE_SENTENCE, PAUSE_CLAUSE));
        assert_eq!((pause("and"), pause("")), (PAUSE_NONE, PAUSE_NONE));
    }
}
