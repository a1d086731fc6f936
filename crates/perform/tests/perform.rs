//! A book spoken by an engine that gives every take one second of the same sound.
#![cfg(unix)]

use std::fs;
use std::path::Path;

use dramaturg::Engine;
use dramaturg::text::Limits;
use dramaturg_export::Options;
use dramaturg_perform::container::{Container, encode, join};
use dramaturg_perform::plan::{Plan, plan};
use dramaturg_perform::speaker::Speaker;
use dramaturg_perform::stage::{Rendered, Stage};
use dramaturg_perform::wav;

const TEXT: &str = "CHAPTER I\n\n“Go home,” said Mara. “It is late.”\n\n\
                    “Never,” said Tom.\n\nCHAPTER II\n\n***\n\n“Never,” said Tom.\n";

/// A second of 8,000 samples.
fn tone(path: &Path) {
    let samples: Vec<u8> = (0..8000).flat_map(|i: u16| [i.to_le_bytes()[0], 0]).collect();
    let mut bytes = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
    bytes.extend(8000_u32.to_le_bytes());
    bytes.extend(16000_u32.to_le_bytes());
    bytes.extend([2, 0, 16, 0]);
    bytes.extend(b"data");
    bytes.extend(16000_u32.to_le_bytes());
    bytes.extend(samples);
    fs::write(path, bytes).expect("a file can be written");
}

fn prepared(folder: &Path) -> (Plan, Speaker) {
    let sound = folder.join("tone.wav");
    tone(&sound);
    let speaker = Speaker::template(&format!("cp \"{}\" {{out}}", sound.display()))
        .expect("it can be prepared");
    let book = dramaturg::text::read("a.txt", TEXT.as_bytes(), &Limits::default())
        .expect("it can be prepared");
    let reading = Engine::embedded().read(book);
    let plan =
        plan(&reading, &Options::default(), &Speaker::espeak().stock(), &speaker.name());
    (plan, speaker)
}

#[test]
fn everybody_has_one_voice_and_marks_are_not_spoken() {
    let folder = tempfile::tempdir().unwrap();
    let (plan, _) = prepared(folder.path());
    let voices = |who: &str| {
        let takes = plan.takes.iter().filter(|take| take.who == who);
        let mut voices: Vec<&str> = takes.map(|take| &*take.voice).collect();
        voices.dedup();
        voices
    };
    assert_eq!(voices("narrator"), ["en-gb"]);
    let (mara, tom) = (voices("Mara"), voices("Tom"));
    assert!(mara.len() == 1 && tom.len() == 1 && mara != tom, "{mara:?} {tom:?}");
    assert!(plan.takes.iter().all(|take| !take.text.contains("***")));
    assert_eq!(plan.chapters, ["CHAPTER I", "CHAPTER II"]);
    let spoken: Vec<&str> = plan.takes.iter().map(|take| &*take.text).collect();
    assert!(
        spoken.join(" ").starts_with("CHAPTER I “Go home,” said Mara. “It is late.”")
    );
}

#[test]
fn nothing_is_rendered_twice_and_the_sum_is_right() {
    let folder = tempfile::tempdir().unwrap();
    let (plan, speaker) = prepared(folder.path());
    let stage = Stage::new(folder.path()).unwrap();
    let mut heard = 0;
    let done = stage.render(&plan, &speaker, |n, all| heard = 100 * n / all).unwrap();
    // Tom says the same words twice, and so does the narrator of him.
    assert!(done.n_new == done.n_all && done.n_all < plan.takes.len() && heard == 100);
    fs::remove_file(stage.path(&plan.takes[1].hash)).unwrap();
    let again = stage.render(&plan, &speaker, |_, _| {}).unwrap();
    assert_eq!(again, Rendered { n_new: 1, n_all: done.n_all });

    let marks = join(&plan, &stage, folder.path()).unwrap();
    let (shape, samples) = wav::read(&folder.path().join("book.wav")).unwrap();
    let pauses: u64 = plan.takes.iter().map(|take| u64::from(take.pause)).sum();
    let expected = 1000 * plan.takes.len() as u64 + pauses;
    assert_eq!((shape.rate, samples.len() as u64 / 16), (8000, expected));
    let titles: Vec<&str> = marks.iter().map(|mark| &*mark.title).collect();
    assert_eq!(titles, ["CHAPTER I", "CHAPTER II"]);
    assert_eq!(
        (marks[0].start, marks[0].end, marks[1].end),
        (0, marks[1].start, expected)
    );
    let log = fs::read_to_string(folder.path().join("book.log.jsonl")).unwrap();
    assert_eq!(log.lines().count(), plan.takes.len());
    let wav = encode(folder.path(), Container::Wav, "A", &marks).unwrap();
    assert!(wav.ends_with("book.wav"));
}

#[test]
fn what_is_no_audio_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (plan, _) = prepared(folder.path());
    let stage = Stage::new(folder.path()).unwrap();
    let speaker = Speaker::template("cp /dev/null {out}").unwrap();
    let error = stage.render(&plan, &speaker, |_, _| {}).unwrap_err();
    assert!(error.to_string().contains("is no WAV file"), "{error}");
    let error =
        stage.render(&plan, &Speaker::template("false {out}").unwrap(), |_, _| {});
    assert!(error.unwrap_err().to_string().starts_with("false failed: "));
    assert_eq!(fs::read_dir(folder.path().join("takes")).unwrap().count(), 0);
}
