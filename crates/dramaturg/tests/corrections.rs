//! Corrections: they change what they say, what follows, and nothing else; they find their
//! place in an edited text; no write loses one.

use dramaturg::cast::Mode;
use dramaturg::corrections::{Change, Entry, Line, StoreError, Unplaced};
use dramaturg::text::{Book, Position, Span, read_text};
use dramaturg::{Corrected, Corrections, CorrectionsFile, Engine, Reading};

const STORY: &str = "\
Mara Venn put the lamp down. Thomas Venn and Old Nick stood by the door.

“Who was it?”

“Nobody,” said Tom.

“Nobody has big feet,” said Mara.

“He’s right, you know,” Nick said to Tom.

“Go home, all of you,” said the harbourmaster.
";

fn book(text: &str) -> Book {
    read_text("story.txt", text).expect("it is a text")
}

fn read(text: &str) -> Reading {
    Engine::embedded().read(book(text))
}

fn corrected(text: &str, corrections: &Corrections) -> Corrected {
    Engine::embedded().read_corrected(book(text), corrections)
}

/// The name of who says the line that begins so.
fn speaker(reading: &Reading, line: &str) -> Option<String> {
    let mut quotations = reading.quotations();
    let found =
        quotations.find(|q| q.words().next().is_some_and(|w| w.starts_with(line)));
    found.expect("the line is there").speaker().map(|who| who.name().to_owned())
}

fn id(reading: &Reading, line: &str) -> dramaturg::cast::QuotationId {
    let mut quotations = reading.quotations();
    quotations
        .find(|q| q.words().next().is_some_and(|w| w.starts_with(line)))
        .expect("the line is there")
        .id
}

/// Entries as the file would hold them.
fn of(entries: &[Entry]) -> Corrections {
    let folder = tempfile::tempdir().expect("there is room");
    CorrectionsFile::at(&folder.path().join("c.toml"))
        .add(entries)
        .expect("it can be written")
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|&name| name.to_owned()).collect()
}

#[test]
fn a_speaker_set_by_hand_is_certain_and_clearing_one_makes_it_unknown() {
    let before = read(STORY);
    let line = id(&before, "Who was it?");
    let set = corrected(STORY, &of(&[Entry::speaker(&before, line, Some("Mara"))]));
    assert_eq!(speaker(&set.reading, "Who was it?").as_deref(), Some("Mara Venn"));
    let claim =
        set.reading.quotation(id(&set.reading, "Who was it?")).claim(0.0).unwrap();
    assert_eq!(claim.confidence, 1.0);
    assert_eq!((set.placed.len(), set.unplaced), (1, vec![]));
    let line = id(&before, "Nobody has");
    let cleared = corrected(STORY, &of(&[Entry::speaker(&before, line, None)]));
    assert_eq!(speaker(&cleared.reading, "Nobody has"), None);
    assert_eq!(
        speaker(&cleared.reading, "Nobody").as_deref(),
        speaker(&before, "Nobody").as_deref()
    );
}

#[test]
fn characters_are_merged_renamed_and_kept_apart() {
    let merged = corrected(
        STORY,
        &of(&[Entry::Merge(names(&["Mara Venn", "the harbourmaster"]))]),
    );
    assert_eq!(speaker(&merged.reading, "Go home").as_deref(), Some("Mara Venn"));
    let renamed = corrected(
        STORY,
        &of(&[Entry::Rename("the harbourmaster".into(), "Captain Finch".into())]),
    );
    assert_eq!(speaker(&renamed.reading, "Go home").as_deref(), Some("Captain Finch"));
    let apart = corrected(STORY, &of(&[Entry::Apart(names(&["Thomas Venn", "Tom"]))]));
    assert_eq!(speaker(&apart.reading, "Nobody").as_deref(), Some("Tom"));
    let tom = apart.reading.characters().filter(|c| c.name() == "Tom").count();
    let thomas = apart.reading.characters().filter(|c| c.name() == "Thomas Venn").count();
    assert_eq!((tom, thomas), (1, 1));
    let split = corrected(STORY, &of(&[Entry::Split(names(&["Nick"]))]));
    assert_eq!(speaker(&split.reading, "He’s right").as_deref(), Some("Nick"));
}

#[test]
fn words_become_a_thought_and_somebody_tells_the_story() {
    let text = "I had never liked the sea. Not today, I told myself. Mara Venn laughed.\n\n\
                “You never learn,” said Mara.\n";
    let corrections =
        of(&[Entry::words("Not today", "thought"), Entry::Narrator("Tom Pike".into())]);
    let Corrected { reading, unplaced, .. } = corrected(text, &corrections);
    assert_eq!(unplaced, vec![]);
    let thought =
        reading.quotations().find(|q| q.mode() == dramaturg::cast::Mode::Thought);
    assert_eq!(thought.unwrap().words().collect::<Vec<_>>(), ["Not today"]);
}

#[test]
fn words_that_stand_twice_are_told_by_what_is_around_them() {
    let text = "Mara Venn looked at the sea. Not today, she told herself.\n\nA week went \
                by in the loft. Not today, said a voice in her.\n\n“Well,” said Tom Pike.\n";
    let book = book(text);
    let start = text.rfind("Not today").expect("it is there");
    let line = Line::at(&book, &[Span::of(start, start + "Not today".len())]);
    assert_eq!(line.words, "Not today");
    let thought = Entry::Line(Line { mode: Some("thought".into()), ..line });
    let Corrected { reading, placed, .. } = corrected(text, &of(&[thought]));
    assert_eq!(placed[0].span.map(|span| span.start().index()), Some(start));
    let found = reading.quotations().find(|q| q.mode() == Mode::Thought);
    assert_eq!(found.expect("a thought").row().hull().start().index(), start);
    let twice = of(&[Entry::words("Not today", "thought")]);
    assert_eq!(corrected(text, &twice).unplaced.len(), 1);
}

#[test]
fn a_line_inside_another_is_put_right_and_leaves_what_is_around_it() {
    let text = "Mara Venn and Thomas Venn sat down.\n\n“He looked at me, ‘Come home,’ he \
                said, and ‘Come home,’ again,” said Mara.\n\n“‘Never mind,’” said Tom.\n";
    let before = read(text);
    let inner = |reading: &Reading, line: &str| {
        let mut all = reading.quotations().filter(|q| q.row().nested_in.is_some());
        all.find(|q| q.words().next().is_some_and(|w| w.starts_with(line)))
            .map(|q| (q.id, q.speaker().map(|who| who.name().to_owned())))
    };
    let said = inner(&before, "Come home").expect("it is found");
    assert_eq!(said.1, None, "the engine does not guess");
    let never = inner(&before, "Never mind").expect("it is found").0;
    let entries = [
        Entry::speaker(&before, said.0, Some("Thomas Venn")),
        Entry::mode(&before, never, "none"),
    ];
    let corrections = of(&entries);
    assert!(corrections.line.iter().all(|line| line.inside));
    let Corrected { reading, placed, unplaced } = corrected(text, &corrections);
    assert_eq!((placed.len(), unplaced), (2, vec![]));
    let who = inner(&reading, "Come home").unwrap().1;
    assert_eq!(who.as_deref(), Some("Thomas Venn"));
    assert_eq!(inner(&reading, "Never mind"), None);
    assert_eq!(speaker(&reading, "He looked at me").as_deref(), Some("Mara Venn"));
    let outer = |reading: &Reading| {
        reading.quotations().filter(|q| q.row().nested_in.is_none()).count()
    };
    assert_eq!(outer(&reading), outer(&before));
    // The other way round, too: a line with another inside it is one still.
    let whole = id(&before, "He looked at me");
    let thought = of(&[Entry::mode(&before, whole, "thought")]);
    let Corrected { reading, unplaced, .. } = corrected(text, &thought);
    assert_eq!(unplaced, vec![]);
    let modes: Vec<Mode> = reading.quotations().map(|q| q.mode()).collect();
    assert_eq!(modes[0], Mode::Thought);
}

#[test]
fn what_is_no_quotation_is_none() {
    let text =
        "Tom called it the “great house” of the village. “I saw it,” said Mara Venn.\n";
    let before = read(text);
    let entry = Entry::mode(&before, id(&before, "I saw"), "none");
    let after = corrected(text, &of(&[entry]));
    assert_eq!(after.placed.len(), 1);
    assert!(after.reading.quotations().all(|q| !q.words().any(|w| w.contains("saw"))));
    assert_eq!(after.reading.quotations().count(), before.quotations().count() - 1);
}

#[test]
fn other_corrections_may_use_a_new_name() {
    let corrections = of(&[
        Entry::Merge(names(&["Captain Finch", "Nick"])),
        Entry::Rename("the harbourmaster".into(), "Captain Finch".into()),
    ]);
    let Corrected { reading, unplaced, .. } = corrected(STORY, &corrections);
    assert_eq!(unplaced, vec![]);
    assert_eq!(speaker(&reading, "He’s right").as_deref(), Some("Captain Finch"));
}

#[test]
fn a_reading_that_is_kept_is_corrected_as_a_book_is() {
    let plain = read(STORY);
    let line = id(&plain, "Who was it?");
    let corrections = of(&[
        Entry::speaker(&plain, line, Some("Mara")),
        Entry::Merge(names(&["Thomas Venn", "the harbourmaster"])),
    ]);
    let options = dramaturg::JsonOptions { mentions: true, ..Default::default() };
    let once = Engine::embedded().correct(&plain, &corrections);
    let anew = corrected(STORY, &corrections);
    assert_eq!(once.placed, anew.placed);
    assert_eq!(once.reading.to_json(&options), anew.reading.to_json(&options));
}

#[test]
fn of_two_who_correct_one_line_at_once_the_second_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = CorrectionsFile::beside(&folder.path().join("book.txt"));
    let (plain, seen) = (read(STORY), Some(Corrections::default().version()));
    let line = id(&plain, "Who was it?");
    let change = |entry: Entry| Change {
        add: vec![entry],
        seen: seen.clone(),
        ..Change::default()
    };
    let first = Entry::speaker(&plain, line, Some("Mara"));
    file.change(&change(first.clone())).unwrap();
    // Another line, or the same answer, is no quarrel.
    file.change(&change(Entry::speaker(&plain, id(&plain, "Go home"), None))).unwrap();
    file.change(&change(first.clone())).unwrap();
    let error =
        file.change(&change(Entry::speaker(&plain, line, Some("Tom")))).unwrap_err();
    assert!(matches!(error, StoreError::Stale), "{error}");
    let there = file.load().unwrap();
    assert_eq!(there.line.len(), 2);
    // Who has seen what is there may replace it, and put it back.
    let second = Entry::speaker(&plain, line, Some("Tom"));
    let seen = Some(there.version());
    let change = Change { add: vec![second.clone()], seen, ..Change::default() };
    assert_eq!(file.change(&change).unwrap().replaced, std::slice::from_ref(&first));
    let back = Change { remove: vec![second], add: vec![first], seen: None };
    file.change(&back).unwrap();
    let stale = file.change(&back).unwrap_err();
    assert!(matches!(stale, StoreError::Stale), "{stale}");
    assert_eq!(file.load().unwrap().line.len(), 2);
}

#[test]
fn what_fits_nothing_is_reported() {
    let corrections = of(&[
        Entry::Merge(names(&["Mara", "Zebedee"])),
        Entry::Rename("Ishmael".into(), "Queequeg".into()),
        Entry::words("call me", "thought"),
    ]);
    let Corrected { placed, unplaced, .. } = corrected(STORY, &corrections);
    let told: Vec<&str> =
        unplaced.iter().map(|Unplaced { correction, .. }| &**correction).collect();
    assert_eq!(
        told,
        ["merge \"Mara\", \"Zebedee\"", "rename \"Ishmael\"", "line \"call me\""]
    );
    assert_eq!(placed, []);
    let entry = Entry::Merge(names(&["Mara", "Zebedee"]));
    assert_eq!(entry.unknown_names(&read(STORY)), ["Zebedee"]);
}

#[test]
fn a_short_line_that_is_gone_is_not_taken_for_another() {
    let text = "The door stood open.\n\n“Yes,” said Mara.\n\nThe lamp had gone out long ago.\n\n\
                “No,” said Tom.\n";
    let before = read(text);
    let corrections = of(&[Entry::speaker(&before, id(&before, "Yes"), Some("Tom"))]);
    assert_eq!(corrected(text, &corrections).placed.len(), 1);
    let other = "The fog came in from the sea.\n\n“No,” said Tom.\n\nA bell rang twice over \
                 there.\n\n“Yes,” said Ilse.\n";
    assert_eq!(corrected(other, &corrections).unplaced.len(), 1);
    let nobody = of(&[Entry::speaker(&before, id(&before, "Yes"), Some("Zebedee"))]);
    assert!(corrected(text, &nobody).unplaced[0].reason.contains("nobody of this name"));
}

/// A long text of our own whose lines differ, each with a turn of its own.
fn long_text(n: usize) -> Vec<String> {
    let places = ["quay", "loft", "yard", "kitchen", "tower", "chapel", "mill"];
    let things = [
        "rope", "lamp", "ledger", "coat", "bell", "boat", "key", "map", "jug", "net",
        "cart",
    ];
    (0..n)
        .map(|i| {
            let (place, thing) = (places[i % 7], things[i % 11]);
            let who = ["Mara Venn", "Tom Pike", "Ilse Crane"][i % 3];
            match i % 5 {
                0 => format!("“Yes,” said {who}, and went back to the {place}."),
                1 => format!(
                    "The {thing} lay in the {place}, where it had been for {i} days."
                ),
                _ => format!("“I left the {thing} in the {place} at {i},” said {who}."),
            }
        })
        .collect()
}

#[test]
fn two_hundred_corrections_outlive_an_edited_manuscript() {
    let paragraphs = long_text(420);
    let before = read(&paragraphs.join("\n\n"));
    let lines: Vec<_> = before.quotations().map(|q| q.id).collect();
    let chosen: Vec<_> =
        lines.iter().copied().step_by(lines.len() / 200).take(200).collect();
    assert_eq!(chosen.len(), 200);
    let entries: Vec<Entry> = chosen
        .iter()
        .map(|&id| Entry::speaker(&before, id, Some("Ilse Crane")))
        .collect();
    let corrections = of(&entries);
    // Ten paragraphs are put in, and a stretch is moved to the front.
    let mut edited = paragraphs;
    let moved: Vec<String> = edited.drain(300..360).collect();
    edited.splice(0..0, moved);
    for i in 0..10 {
        edited.insert(
            i * 37,
            format!("The tide turned for the {i}th time, and nobody spoke."),
        );
    }
    let after = corrected(&edited.join("\n\n"), &corrections);
    let share = after.placed.len() as f64 / corrections.len() as f64;
    assert!(share >= 0.98, "{share}: {:?}", after.unplaced);
    // Whatever was placed stands at the line that it was made for.
    let words = |reading: &Reading, id| reading.quotation(id).words().collect::<String>();
    let wanted: Vec<String> = chosen.iter().map(|&id| words(&before, id)).collect();
    let certain = after.reading.quotations().filter(|q| {
        q.claim(1.0).is_some_and(|claim| {
            matches!(claim.evidence, dramaturg::text::Evidence::Given)
        })
    });
    assert!(
        certain.map(|q| words(&after.reading, q.id)).all(|line| wanted.contains(&line))
    );
}

#[test]
fn many_writers_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = CorrectionsFile::beside(&folder.path().join("book.txt"));
    assert!(file.path().ends_with("book.txt.dramaturg.toml"));
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let file = &file;
            scope.spawn(move || {
                for i in 0..10 {
                    let entry = Entry::Rename(format!("name {writer} {i}"), "x".into());
                    file.add(&[entry]).unwrap();
                }
            });
        }
    });
    assert_eq!(file.load().unwrap().rename.len(), 80);
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing is left beside the file");
    for _ in 0..80 {
        assert!(file.undo().unwrap().is_some());
    }
    assert_eq!(file.undo().unwrap(), None);
}

#[test]
fn a_file_that_holds_something_else_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.toml");
    std::fs::write(&path, "milk = 2\n").unwrap();
    let file = CorrectionsFile::at(&path);
    let error = file.add(&[Entry::Narrator("Mara".into())]).unwrap_err().to_string();
    assert!(error.contains("notes.toml") && error.contains("not touched"), "{error}");
    assert!(file.load().is_err());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "milk = 2\n");
}
