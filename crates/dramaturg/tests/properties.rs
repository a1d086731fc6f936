//! What holds for every text, whatever the stages make of it.

mod support;

use std::sync::OnceLock;

use dramaturg::story::Modality;
use dramaturg::text::{Book, Position, Span};
use dramaturg::view::{Segment, SegmentKind};
use dramaturg::{Corrections, Engine, Ids, JsonOptions, Reading};
use proptest::prelude::*;

const ALL: JsonOptions = JsonOptions { mentions: true, text: true, threshold: 0.0 };

/// Paragraphs of talk in several styles, some of it damaged.
fn dialogue() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        4 => "“(Yes|No|I never sleep|Come here, Tom|‘Never,’ he said)[.!?,]” (said|asked) (Mara|Tom|Ines)\\.",
        3 => "“(Yes|No|Why not)[.?]”",
        2 => "(Mara|Tom) (said|whispered), “(Go|Stay) (on|there)[.]”",
        2 => "“(I|We) know,” said (Mara|Tom), “(and|but) (you|they) do not\\.”",
        2 => "(Mara|She|The porter) (sat|stood|laughed)\\. (Tom|He) (left|came in)\\.",
        1 => "(Mara|Tom) (was dead|was asleep|was ten|had green eyes|gave Ines the knife)\\.",
        1 => "(Mara|Tom)’s (left|right) arm was in a sling\\. (Mara|Tom) waved with both hands\\.",
        1 => "\"Straight,\" said Tom\\. 'Single,' said Mara\\.",
        1 => "«Loin», said Ines\\.",
        1 => "— A dash, said Tom\\.",
        1 => "\\*Never again\\.\\*",
        1 => "“Never closed, (said Mara|and)",
        1 => "(CHAPTER|Chapter) [IVX]{1,3}",
        1 => "\\*\\*\\*",
        1 => "[é…’”‘\u{feff}\r\t ]{1,6}",
    ];
    let gap = prop_oneof![4 => Just("\n\n"), 1 => Just("\r\n\r\n"), 1 => Just("\n"), 1 => Just("\n\n\n\n")];
    prop::collection::vec((line, gap), 1..24)
        .prop_map(|lines| lines.into_iter().map(|(line, gap)| line + gap).collect())
}

/// The engine, made once for all tests.
fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(Engine::embedded)
}

/// The same text, read by the engine and by the rules of `support`.
fn readings(text: &str) -> [Reading; 2] {
    [engine().read(support::book(text)), support::read(text)]
}

fn assert_tiles(reading: &Reading, segments: &[Segment]) {
    let text = &reading.book.text;
    let joined: String = segments.iter().map(|s| s.span.slice(text)).collect();
    assert_eq!(&joined, text);
    assert!(segments.iter().all(|segment| !segment.span.is_empty()));
    for quotation in reading.quotations().filter(|q| q.row().nested_in.is_none()) {
        for part in &quotation.row().parts {
            let holder = segments.iter().find(|s| s.span.contains(part.start()));
            assert_eq!(holder.expect("segments tile").quotation, Some(quotation.id));
        }
    }
}

/// Referents share no mention, and no two of them are one entity.
fn assert_references(reading: &Reading) {
    let references = &reading.cast.references;
    let n_mentions = references.mentions.rows.len();
    assert_eq!(references.of_mention.len(), n_mentions);
    let mut n_placed = 0;
    let mut entities = Vec::new();
    for (id, referent) in references.referents.iter() {
        assert!(!referent.mentions.is_empty());
        assert!(referent.mentions.is_sorted());
        n_placed += referent.mentions.len();
        let is_placed = |&m| references.of_mention[m] == Some(id);
        assert!(referent.mentions.iter().all(is_placed));
        entities.extend(referent.entity);
    }
    let placed = references.of_mention.rows().iter().flatten();
    assert_eq!(placed.count(), n_placed);
    let n_entities = entities.len();
    entities.sort_unstable();
    entities.dedup();
    assert_eq!(entities.len(), n_entities);
}

/// Events are in order, a word is one event alone, and nobody does it to themselves.
fn assert_events(reading: &Reading) {
    let events = &reading.story.events;
    let rows = events.rows.rows();
    for list in [rows, &events.unreal] {
        assert!(list.windows(2).all(|pair| pair[0].word < pair[1].word));
    }
    for event in rows.iter().chain(&events.unreal) {
        assert_eq!(event.trigger, reading.parse.words[event.word].span);
        assert!(event.patients.iter().all(|who| !event.agents.contains(who)));
    }
    assert!(rows.iter().all(|event| event.modality == Modality::Asserted));
    assert!(events.unreal.iter().all(|event| event.modality != Modality::Asserted));
    let is_real = |word| rows.binary_search_by_key(&word, |event| event.word).is_ok();
    assert!(events.unreal.iter().all(|event| !is_real(event.word)));
}

fn assert_boundaries(reading: &Reading) {
    let text = &reading.book.text;
    let is_sound =
        |span: Span<_>| text.get(span.range()).is_some_and(|words| !words.is_empty());
    for quotation in reading.cast.quotations.rows.rows() {
        assert!(!quotation.parts.is_empty());
        assert_eq!(quotation.parts.len(), quotation.outer.len());
        for (&part, &outer) in quotation.parts.iter().zip(&quotation.outer) {
            assert!(is_sound(part) && is_sound(outer) && outer.covers(part));
        }
    }
    for scene in reading.scenes() {
        assert!(is_sound(scene.row().span));
        for presence in &scene.row().presence {
            assert!(is_sound(presence.span) && scene.row().span.covers(presence.span));
        }
        // By character, then by place; nobody is there twice.
        for pair in scene.row().presence.windows(2) {
            let (one, next) = (&pair[0], &pair[1]);
            assert!(one.character <= next.character);
            let is_behind = one.span.end() <= next.span.start();
            assert!(one.character < next.character || is_behind);
        }
    }
}

/// Whoever knows something is not left out of it, and knows it once the words are over.
fn assert_knowledge(reading: &Reading) {
    let knowledge = &reading.story.knowledge;
    let n_quotations = reading.cast.quotations.rows.len();
    assert_eq!(knowledge.sincerity.len(), n_quotations);
    for row in knowledge.rows.rows() {
        assert!(!row.gist.is_empty() && !row.knowers.is_empty());
        assert!(row.topics.is_sorted() && row.excluded.is_sorted());
        assert!(row.things.is_sorted() && row.states.is_sorted());
        for (i, knower) in row.knowers.iter().enumerate() {
            let others = &row.knowers[i + 1..];
            assert!(others.iter().all(|other| other.character != knower.character));
            assert!(!row.excluded.contains(&knower.character));
            assert!(knower.by != Some(knower.character));
            let last = knower.evidence.last().expect("knowledge has evidence");
            assert!(knower.evidence.iter().all(|span| !span.is_empty()));
            assert!(knower.from >= last.end());
        }
    }
}

/// Ties bind two, and stand on words.
fn assert_ties(reading: &Reading) {
    let ties = &reading.story.ties;
    for row in ties.relations.rows() {
        assert!(row.a != row.b && !row.evidence.is_empty());
        assert!(row.evidence.iter().all(|span| !span.is_empty()));
    }
    for row in ties.promises.rows() {
        assert!(!row.gist.is_empty() && (row.by != row.to || row.by.is_none()));
        assert!(row.evidence.iter().all(|span| !span.is_empty()));
    }
    assert!(ties.rules.rows().iter().all(|row| !row.gist.is_empty()));
    for row in ties.attitudes.rows() {
        assert!(row.holder != row.toward && !row.evidence.is_empty());
    }
}

/// What is said of somebody is said in the sentence that mentions them, each word once.
fn assert_portraits(reading: &Reading) {
    let parse = &reading.parse;
    let sentence = |at| parse.sentences.rows().partition_point(|s| s.start() <= at);
    for facet in &reading.story.portraits.rows {
        assert_eq!(sentence(facet.of), sentence(facet.word));
    }
    assert!(reading.story.portraits.rows.is_sorted_by_key(|facet| facet.of));
    for portrait in reading.portraits().rows() {
        for (_, list) in portrait.lists() {
            assert!(list.is_sorted_by_key(|row| std::cmp::Reverse(row.spans.len())));
            for row in list {
                assert!(row.spans.is_sorted_by(|a, b| a.end() <= b.start()));
            }
        }
    }
}

/// Descriptions are in order and about people; findings have two passages of the text.
fn assert_findings(reading: &Reading) {
    let rows = reading.story.descriptions.rows.rows();
    assert!(rows.is_sorted_by_key(|row| row.at));
    for row in rows {
        assert!(!row.value.is_empty() && !row.evidence.is_empty());
        assert!((0.0..=1.0).contains(&row.confidence));
    }
    let findings = reading.findings(&Corrections::default());
    let mut ids: Vec<&str> = findings.iter().map(|row| &*row.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), findings.len());
    for row in &findings {
        for passage in [&row.first, &row.second] {
            let words = reading.book.text.get(passage.span.range());
            assert!(words.is_some_and(|words| !words.is_empty()));
            assert!(passage.line >= 1 && passage.column >= 1);
        }
        assert!(!row.is_intended && !row.finding.message.is_empty());
    }
}

fn assert_fluents(reading: &Reading) {
    let fluents = &reading.story.fluents;
    let text_end = reading.book.text.len();
    assert!(fluents.states.rows().is_sorted_by_key(|state| state.from));
    for state in fluents.states.rows() {
        assert!(!state.evidence.is_empty());
        assert!(state.evidence.iter().all(|words| !words.is_empty()));
        let to = state.to.map_or(text_end, Position::index);
        assert!(state.from.index() <= to && to <= text_end);
        assert_ne!(state.by, Some(state.character));
    }
    assert!(fluents.custody.rows().is_sorted_by_key(|row| row.at));
    for row in fluents.custody.rows() {
        assert!(!row.evidence.is_empty());
        let first = reading.book.bytes(fluents.things[row.thing].first);
        assert!(!first.is_empty());
        assert!(row.holder.is_none() || row.holder != row.from_holder);
    }
}

/// All ids of a reading but those of the rows that its first `n_bytes` make.
fn ids(reading: &Reading, n_bytes: usize) -> Vec<String> {
    let tally = reading.tally(0.0);
    let ids = Ids::new(reading, &tally);
    let is_later = |span: Span<_>| span.range().start >= n_bytes;
    let mut all = Vec::new();
    for quotation in reading.quotations().filter(|q| is_later(q.row().parts[0])) {
        all.push(ids.quotations[quotation.id].clone());
    }
    for character in reading.characters() {
        all.push(ids.entities[character.id].clone());
    }
    let events = reading.story.events.rows.iter();
    let events = events.filter(|(_, event)| is_later(event.trigger));
    all.extend(events.map(|(id, _)| ids.events[id].clone()));
    all.extend(reading.scenes().map(|scene| ids.scenes[scene.id].clone()));
    all.extend(reading.chapters().map(|chapter| ids.chapters[chapter.id].clone()));
    let segments = reading.segments();
    let named = ids.of_segments(&reading.book, &segments);
    let named = named.into_iter().zip(&segments);
    all.extend(named.filter(|(_, s)| s.span.range().end > n_bytes).map(|(id, _)| id));
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn segments_tile_the_text_and_spans_keep_characters_whole(text in dialogue()) {
        for reading in readings(&text) {
            assert_tiles(&reading, &reading.segments());
            assert_boundaries(&reading);
            assert_references(&reading);
            assert_events(&reading);
            assert_fluents(&reading);
            assert_findings(&reading);
            assert_knowledge(&reading);
            assert_ties(&reading);
            assert_portraits(&reading);
        }
    }

    #[test]
    fn heads_form_a_forest_and_threads_change_nothing(text in dialogue()) {
        let reading = engine().read(support::book(&text));
        let parse = &reading.parse;
        let mut at = 0;
        for sentence in parse.sentences.rows() {
            prop_assert_eq!(sentence.range().start, at);
            at = sentence.range().end;
            let roots = sentence.iter().filter(|&id| parse.words[id].head.is_none());
            prop_assert_eq!(roots.count(), 1);
            for id in sentence.iter() {
                let mut step = id;
                for _ in 0..sentence.len() {
                    step = parse.words[step].head.unwrap_or(step);
                    prop_assert!(sentence.contains(step));
                }
                prop_assert!(parse.words[step].head.is_none(), "heads make a circle");
            }
        }
        prop_assert_eq!(at, parse.words.len());
        let json = reading.to_json(&ALL);
        let eight = engine().clone().with_threads(8).read(support::book(&text));
        prop_assert_eq!(eight.to_json(&ALL), json);
    }

    #[test]
    fn ids_are_unique(text in dialogue()) {
        for reading in readings(&text) {
            let mut ids = ids(&reading, 0);
            let n_ids = ids.len();
            ids.sort();
            ids.dedup();
            prop_assert_eq!(ids.len(), n_ids);
        }
    }

    #[test]
    fn a_paragraph_put_in_front_changes_no_id(text in dialogue()) {
        const FRONT: &str = "Rain had fallen all night on the hills.\n\n";
        // The rules of `support` read each paragraph for itself, so the rows stay as well.
        // Whether a single line end closes a paragraph is decided for the whole book, and
        // one paragraph more can tip an even text; this one has none.
        let text = text.replace("\n\n", "\r").replace('\n', " ").replace('\r', "\n\n");
        let text = format!("It began with a door.\n\n{text}");
        let before = ids(&support::read(&text), 0);
        let after = ids(&support::read(&format!("{FRONT}{text}")), FRONT.len());
        prop_assert_eq!(before, after);
    }

    #[test]
    fn no_text_is_too_odd(text in any::<String>()) {
        for reading in readings(&text) {
            assert_tiles(&reading, &reading.segments());
            let json = reading.to_json(&ALL);
            let document: serde_json::Value = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(document["text"].as_str(), Some(&*text));
        }
    }

    #[test]
    fn coverage_adds_up(text in dialogue()) {
        for reading in readings(&text) {
            let json = reading.to_json(&JsonOptions::default());
            let document: serde_json::Value = serde_json::from_str(&json).unwrap();
            let count = |key: &str| document["coverage"][key].as_u64().unwrap();
            let parts = ["narration", "speech", "thought", "writing"].map(count);
            prop_assert_eq!(parts.iter().sum::<u64>(), count("bytes"));
            prop_assert_eq!(count("bytes"), text.len() as u64);
        }
    }
}

#[test]
fn one_thread_and_eight_give_the_same_json() {
    let text = include_str!("support/sample.txt").repeat(3);
    let engine = Engine::embedded();
    let read = |book: Book| engine.read(book).to_json(&ALL);
    let alone = read(support::book(&text));
    let together: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..8).map(|_| scope.spawn(|| read(support::book(&text)))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(together.iter().all(|json| *json == alone));
}

#[test]
fn what_is_no_story_is_apart() {
    use dramaturg::text::{Apart, Draft};
    let text = "Contents\n\n“Go,” said Mara.\n\nEnd of the book.\n";
    let apart = |from: usize, to| Apart { span: Span::of(from, to), kind: "contents" };
    let draft = Draft {
        text: text.into(),
        apart: vec![apart(0, 8), apart(text.len() - 17, text.len())],
        ..Draft::default()
    };
    let reading = support::read_book(Book::new(draft));
    let kinds: Vec<_> = reading.segments().iter().map(|s| s.kind).collect();
    use SegmentKind::{Apart as NoStory, Narration, Speech};
    assert_eq!(kinds, [NoStory, Speech, Narration, NoStory]);
}

/// Whether some words of a talk tell something, in a short text and in one as long as a novel.
fn tells(words: &str) -> [bool; 2] {
    let talk = "Mara sat at the table with Tom.\n\n\
        “The boat sank at noon,” said Mara to Tom.\n\n\
        “Did the captain drown in the harbour?” said Tom to Mara.\n\n\
        Mara pushed Tom. Tom laughed.\n\n";
    [0, 2_000].map(|n_fillers| {
        let text =
            talk.to_owned() + &"The rain fell on the long roofs.\n\n".repeat(n_fillers);
        let reading = engine().read(support::book(&text));
        let mut rows = reading.story.knowledge.rows.rows().iter();
        rows.any(|row| reading.book.slice(row.gist).contains(words))
    })
}

#[test]
fn in_a_novel_a_bare_question_tells_nobody_anything() {
    assert_eq!(tells("The boat sank"), [true, true]);
    assert_eq!(tells("Did the captain drown"), [true, false]);
}

/// The rules that a talk states, in a short text and in one of many lines.
fn rules_of(talk: &str) -> [Vec<String>; 2] {
    [0, 410].map(|n_lines| {
        let text = talk.to_owned() + &"“The boat is old,” said Mara.\n\n".repeat(n_lines);
        let reading = engine().read(support::book(&text));
        let rows = &reading.story.ties.rules;
        rows.iter().map(|(_, rule)| reading.book.slice(rule.gist).to_owned()).collect()
    })
}

#[test]
fn in_a_novel_what_points_elsewhere_is_no_rule() {
    let talk = |words: &str| {
        let open = "Mara sat at the table with Tom.\n\n";
        format!("{open}“{words},” said Mara to Tom.\n\n“No,” said Tom.\n\n")
    };
    for kept in
        ["Nobody may whistle on the ice", "You are not allowed to fish here at night"]
    {
        let [short, long] = rules_of(&talk(kept));
        assert_eq!(short, [kept]);
        assert_eq!(long, [kept]);
    }
    for left in ["A woman never does", "Women are so fond of using it"] {
        let [short, long] = rules_of(&talk(left));
        assert_eq!(short, [left]);
        assert!(long.is_empty(), "{long:?}");
    }
}
