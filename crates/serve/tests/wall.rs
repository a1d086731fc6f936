//! The wall: nothing that the page is sent depends on what lies beyond the place.

mod common;

use std::fs;

use common::{Browser, open};
use serde_json::json;

/// How the story begins.
const BEGIN: &str = "CHAPTER I\n\nMara Venn shut the door of the mill. “Who is there?” she said.\n\n\
    “A friend,” said the stranger. He put a brass key on the table.\n\n\
    “I know no friends,” said Mara. Old Tom laughed in his corner.\n\n\
    “Take the key, Mara,” said Tom. “And ask him nothing.”\n\n\
    The stranger went out into the rain, and nobody followed him.\n\n";

/// Two ways in which it goes on, equally long.
const ENDS: [&str; 2] = [
    "CHAPTER II. THE TRAITOR\n\n“I am Quill Harrow,” said the stranger. “Mara Venn is my \
     sister.”\n\nTom was dead. Quill had killed him with the brass key, and Mara saw it.\n\n\
     “Nobody will know,” said Quill Harrow to Mara.\n",
    "CHAPTER II. THE WEDDING\n\n“My name is Bo Larkspur,” the stranger said. “Tom is my \
     dad.”\n\nMara wept for joy. Bo gave back the brass key, and Tom kissed his wife, Ada.\n\n\
     “We shall all be merry,” Ada Larkspur sighed.\n",
];

/// What only the ends know.
const SECRETS: [&str; 9] = [
    "Quill", "Harrow", "TRAITOR", "sister", "Larkspur", "WEDDING", "Ada", "dead", "merry",
];

/// Everything that can be asked about a book, in words that go beyond the place, too.
fn asked(browser: &Browser, id: &str) -> Vec<(String, String)> {
    let mut paths = vec!["/api/shelf".to_owned()];
    let mut add = |rest: &str| paths.push(format!("/api/book/{id}{rest}"));
    for rest in [
        "",
        "/story",
        "/marks?from=0&to=4000000000",
        "/lines",
        "/lines?below=0.9",
        "/review",
        "/review?skip=2",
        "/findings",
        "/corrections",
    ] {
        add(rest);
    }
    for mode in ["speech", "thought", "writing"] {
        add(&format!("/lines?mode={mode}"));
    }
    for block in 0..4 {
        add(&format!("/text?block={block}"));
        add(&format!("/text?block={block}&apart=true"));
    }
    // Every stretch of forty bytes, to the end of the book and beyond.
    let spans: Vec<String> =
        (0..40).map(|i| format!("{}-{}", 40 * i, 40 * i + 40)).collect();
    add(&format!("/words?spans={}", spans.join(",")));
    add("/words?spans=0-4000000000,4000000000-0,400-100");
    for secret in SECRETS.iter().chain(&["key", "Mara", "stranger", "a", "e"]) {
        add(&format!("/search?q={secret}"));
    }
    // The ids that the whole book would have, and those of the names known so far.
    let whole: Vec<String> = ENDS
        .iter()
        .flat_map(|end| {
            let book = dramaturg::text::read_text("a.txt", &format!("{BEGIN}{end}"));
            let reading = dramaturg::Engine::embedded().read(book.expect("a book"));
            let ids = dramaturg::Ids::new(&reading, &reading.tally(0.0));
            ids.entities.rows().to_vec()
        })
        .collect();
    for who in whole {
        add(&format!("/seen?who={who}"));
        for key in ["by", "to", "heard"] {
            add(&format!("/lines?{key}={who}"));
        }
    }
    paths
        .into_iter()
        .map(|path| {
            let body = browser.get(&path).body;
            // The id of a book is made from its path, which differs between the two.
            (path.replace(id, "ID"), body.replace(id, "ID"))
        })
        .collect()
}

fn go(browser: &Browser, id: &str, at: usize) {
    let body = format!("{{\"to\":{at}}}");
    let answer = browser.send("POST", &format!("/api/book/{id}/place"), body.as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[test]
fn what_is_sent_depends_on_nothing_beyond_the_place() {
    assert_eq!(ENDS[0].len(), ENDS[1].len(), "a book shows how thick it is");
    let folder = tempfile::tempdir().unwrap();
    let browsers = ENDS.map(|end| {
        let own = folder.path().join(end.len().to_string() + &end[12..18]);
        fs::create_dir_all(&own).unwrap();
        let path = own.join("mill.txt");
        fs::write(&path, format!("{BEGIN}{end}")).unwrap();
        let browser = open(&path, &own.join("state"));
        let id = browser.only();
        browser.get(&format!("/api/book/{id}"));
        (browser, id)
    });
    // Forward through every paragraph that both share, and back again.
    let ends: Vec<usize> = BEGIN.match_indices("\n\n").map(|(at, _)| at).collect();
    for &at in ends.iter().chain(ends.iter().rev()) {
        let [one, other] = [&browsers[0], &browsers[1]].map(|(browser, id)| {
            go(browser, id, at);
            asked(browser, id)
        });
        for ((path, one), (_, other)) in one.iter().zip(&other) {
            // Ids of the two whole books differ in the questions, not in the answers.
            assert_eq!(one, other, "at {at}: {path}");
            let is_question = |secret: &&&str| !path.contains(**secret);
            for secret in SECRETS.iter().filter(is_question) {
                assert!(
                    !one.contains(secret),
                    "at {at}: {path} tells of {secret}: {one}"
                );
            }
        }
    }
}

/// What the page may wish, with words and names of what comes later, too; and what it is told.
fn wished(browser: &Browser, id: &str) -> Vec<(String, String)> {
    let lines: serde_json::Value =
        serde_json::from_str(&browser.get(&format!("/api/book/{id}/lines")).body)
            .expect("JSON");
    let mut wishes: Vec<serde_json::Value> = Vec::new();
    for line in lines["lines"].as_array().into_iter().flatten() {
        let line = &line["row"]["id"];
        wishes.push(json!({ "mode": { "line": line, "mode": "thought" } }));
        wishes.push(json!({ "speaker": { "line": line, "name": "Old Tom" } }));
    }
    for name in SECRETS.iter().chain(&["Mara", "the stranger", "Zebedee"]) {
        wishes.push(json!({ "rename": { "name": name, "to": "Nobody Much" } }));
        wishes.push(json!({ "merge": ["Mara", name] }));
        wishes.push(json!({ "apart": ["Mara", name] }));
        wishes.push(json!({ "split": [name] }));
        wishes.push(json!({ "thought": { "at": 0, "words": name } }));
        let line = &lines["lines"][0]["row"]["id"];
        wishes.push(json!({ "speaker": { "line": line, "name": name } }));
    }
    wishes.push(json!({ "intended": { "finding": "f-00000000" } }));
    wishes.push(json!({ "thought": { "at": 4_000_000_000_u64, "words": "the" } }));
    wishes.push(json!({ "remove": "x-00000000" }));
    wishes.push(json!({ "undo": 3 }));
    let told = wishes.into_iter().map(|wish| {
        let body = json!({ "wish": wish }).to_string();
        let path = format!("/api/book/{id}/corrections");
        let answer = browser.send("POST", &path, body.as_bytes()).body;
        (body, answer.replace(id, "ID"))
    });
    told.collect()
}

#[test]
fn corrections_at_a_place_tell_nothing_of_what_lies_beyond_it() {
    let folder = tempfile::tempdir().unwrap();
    let browsers = ENDS.map(|end| {
        let own = folder.path().join(&end[12..18]);
        fs::create_dir_all(&own).unwrap();
        let path = own.join("mill.txt");
        fs::write(&path, format!("{BEGIN}{end}")).unwrap();
        let browser = open(&path, &own.join("state"));
        let id = browser.only();
        browser.get(&format!("/api/book/{id}"));
        (browser, id)
    });
    let ends: Vec<usize> = BEGIN.match_indices("\n\n").map(|(at, _)| at).collect();
    for &at in &ends[2..] {
        let [one, other] = [&browsers[0], &browsers[1]].map(|(browser, id)| {
            go(browser, id, at);
            let mut all = wished(browser, id);
            all.extend(asked(browser, id));
            all
        });
        for ((path, one), (_, other)) in one.iter().zip(&other) {
            assert_eq!(one, other, "at {at}: {path}");
        }
    }
    // What was put right at the end is no part of what is sent at the beginning.
    let (browser, id) = &browsers[0];
    let list = |at: usize| -> serde_json::Value {
        go(browser, id, at);
        let body = browser.get(&format!("/api/book/{id}/corrections")).body;
        serde_json::from_str(&body).unwrap()
    };
    let late = list(ends[ends.len() - 1]);
    let early = list(ends[1]);
    let n = |list: &serde_json::Value| list["corrections"].as_array().unwrap().len();
    assert!(n(&early) < n(&late), "{early} {late}");
    assert!(!early.to_string().contains("ask him nothing"), "{early}");
}

#[test]
fn everything_is_shown_when_it_is_asked_for_and_hidden_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mill.txt");
    fs::write(&path, format!("{BEGIN}{}", ENDS[0])).unwrap();
    let browser = open(&path, &folder.path().join("state"));
    let id = browser.only();
    let ends: Vec<usize> = BEGIN.match_indices("\n\n").map(|(at, _)| at).collect();
    browser.get(&format!("/api/book/{id}"));
    go(&browser, &id, ends[2]);
    let story = || browser.get(&format!("/api/book/{id}/story")).body;
    let before = story();
    assert!(before.contains("Mara") && !before.contains("Quill"), "{before}");
    let place = format!("/api/book/{id}/place");
    browser.send("POST", &place, b"{\"all\":true}");
    assert!(story().contains("Quill"));
    browser.send("POST", &place, b"{\"all\":false}");
    assert_eq!(story(), before);
    // The place outlives the server.
    let again = open(&path, &folder.path().join("state"));
    again.get(&format!("/api/book/{id}"));
    assert_eq!(again.get(&format!("/api/book/{id}/story")).body, before);
}

#[test]
fn reading_on_goes_to_the_end_and_not_beyond() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mill.txt");
    fs::write(&path, format!("{BEGIN}{}", ENDS[0])).unwrap();
    let browser = open(&path, &folder.path().join("state"));
    let id = browser.only();
    let place = || {
        let answer = browser.get(&format!("/api/book/{id}")).body;
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        (answer["place"].as_u64().unwrap(), answer["length"].as_u64().unwrap())
    };
    place();
    go(&browser, &id, 0);
    let (mut at, length) = place();
    while at < length {
        browser.send("POST", &format!("/api/book/{id}/place"), b"\"on\"");
        let (next, _) = place();
        assert!(next > at, "reading on stops at {at}");
        at = next;
    }
    browser.send("POST", &format!("/api/book/{id}/place"), b"\"on\"");
    assert_eq!(place().0, length);
}

#[test]
fn corrections_are_shown_and_tell_nothing_of_what_comes_later() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mill.txt");
    fs::write(&path, format!("{BEGIN}{}", ENDS[0])).unwrap();
    let story = |state: &str| {
        let browser = open(&path, &folder.path().join(state));
        let id = browser.only();
        browser.get(&format!("/api/book/{id}"));
        let at = BEGIN.match_indices("\n\n").nth(4).unwrap().0;
        go(&browser, &id, at);
        let before = browser.get(&format!("/api/book/{id}/story")).body;
        // The version is made from the corrections alone.
        let mut before: serde_json::Value = serde_json::from_str(&before).unwrap();
        before["version"] = serde_json::Value::Null;
        let before = before.to_string();
        browser.send("POST", &format!("/api/book/{id}/place"), b"{\"all\":true}");
        (before, browser.get(&format!("/api/book/{id}/story")).body)
    };
    let (plain, _) = story("one");
    let file = dramaturg::CorrectionsFile::beside(&path);
    let line = |words: &str, speaker: &str| {
        let (words, speaker) = (words.to_owned(), Some(speaker.to_owned()));
        let line = dramaturg::corrections::Line { words, speaker, ..Default::default() };
        dramaturg::corrections::Entry::Line(line)
    };
    // Who knows the end has said who the stranger is: in front of the end nothing changes.
    let merge = vec!["the stranger".to_owned(), "Quill Harrow".to_owned()];
    file.add(&[
        dramaturg::corrections::Entry::Merge(merge),
        line("Who is there?", "Quill Harrow"),
        line("Nobody will know,", "Mara"),
    ])
    .unwrap();
    assert_eq!(story("two").0, plain);
    // A line that stands in front of the place is shown as it was put right.
    file.add(&[line("Who is there?", "Tom")]).unwrap();
    let (corrected, whole) = story("three");
    assert_ne!(corrected, plain);
    assert!(!corrected.contains("Quill") && whole.contains("Quill"));
    // A file that holds something else is said to, and left alone.
    fs::write(file.path(), "milk = 2\n").unwrap();
    let browser = open(&path, &folder.path().join("four"));
    let answer = browser.get(&format!("/api/book/{}", browser.only()));
    assert!(answer.body.contains("mend the file"), "{}", answer.body);
}
