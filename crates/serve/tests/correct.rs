//! What is put right on the page: it is kept, it follows, it can be taken back, and nobody
//! loses what somebody else put right.

mod common;

use std::fs;

use common::{Browser, open};
use dramaturg::{Corrections, CorrectionsFile};
use serde_json::{Value, json};

const STORY: &str = "Mara Venn put the lamp down. Thomas Venn and Old Nick stood by the door.\n\n\
    “Who was it?”\n\n“Nobody,” said Tom.\n\n“Nobody has big feet,” said Mara.\n\n\
    “He’s right, you know,” Nick said to Tom.\n\n\
    Too late, Mara thought. “Go home, all of you,” said the harbourmaster.\n";

struct Book {
    folder: tempfile::TempDir,
    browser: Browser,
    id: String,
}

impl Book {
    /// A book that is read to its end.
    fn new(text: &str) -> Book {
        let folder = tempfile::tempdir().expect("the folder can be written to");
        let path = folder.path().join("lamp.txt");
        fs::write(&path, text).expect("the folder can be written to");
        let browser = open(&path, &folder.path().join("state"));
        let id = browser.only();
        let book = Book { folder, browser, id };
        book.get("");
        book.send("/place", &json!({ "all": true }));
        book
    }

    fn get(&self, rest: &str) -> Value {
        let answer = self.browser.get(&format!("/api/book/{}{rest}", self.id));
        assert_eq!(answer.status, 200, "{rest}: {}", answer.body);
        serde_json::from_str(&answer.body).expect("JSON")
    }

    fn send(&self, rest: &str, body: &Value) -> (u16, Value) {
        let path = format!("/api/book/{}{rest}", self.id);
        let answer = self.browser.send("POST", &path, body.to_string().as_bytes());
        let body = serde_json::from_str(&answer.body).unwrap_or(Value::Null);
        (answer.status, body)
    }

    /// Wishes without having seen anything; the step.
    fn wish(&self, wish: &Value) -> Value {
        let (status, body) = self.send("/corrections", &json!({ "wish": wish }));
        assert_eq!(status, 200, "{wish}: {body}");
        body["step"].clone()
    }

    fn refused(&self, wish: &Value) -> String {
        let (status, body) = self.send("/corrections", &json!({ "wish": wish }));
        assert_eq!(status, 422, "{wish}: {body}");
        body["error"].as_str().expect("a reason").to_owned()
    }

    fn kept(&self) -> Corrections {
        let file = CorrectionsFile::beside(&self.folder.path().join("lamp.txt"));
        file.load().expect("a file of corrections")
    }

    /// The line that begins so, as it is shown.
    fn line(&self, begin: &str) -> Value {
        let lines = self.get("/lines");
        let rows = lines["lines"].as_array().expect("lines");
        let is_it =
            |row: &&Value| row["words"][0].as_str().is_some_and(|w| w.starts_with(begin));
        rows.iter().find(is_it).unwrap_or(&Value::Null)["row"].clone()
    }

    fn speaker(&self, begin: &str) -> String {
        let id = self.line(begin)["speaker"]["id"].clone();
        let story = self.get("/story");
        let people = story["characters"].as_array().expect("characters");
        let who = people.iter().find(|row| row["id"] == id);
        who.map_or(String::new(), |row| {
            row["name"].as_str().unwrap_or_default().to_owned()
        })
    }

    fn names(&self) -> Vec<String> {
        let story = self.get("/story");
        let people = story["characters"].as_array().expect("characters");
        people.iter().filter_map(|row| row["name"].as_str().map(str::to_owned)).collect()
    }
}

#[test]
fn a_line_is_put_right_kept_and_taken_back() {
    let book = Book::new(STORY);
    let first = book.get("/story")["version"].clone();
    let before = book.speaker("Who was it");
    let line = book.line("Who was it")["id"].clone();
    let step = book.wish(&json!({ "speaker": { "line": line, "name": "Nick" } }));
    assert_eq!(book.speaker("Who was it"), "Nick");
    assert_eq!(book.line("Who was it")["speaker"]["confidence"], 1.0);
    assert_ne!(book.get("/story")["version"], first);
    assert_eq!(book.get("")["version"], book.get("/story")["version"]);
    let list = book.get("/corrections");
    assert_eq!(list["corrections"][0]["words"], "Who was it?");
    assert_eq!(list["corrections"][0]["speaker"], "Nick");
    // It is there for every command, and after the next start.
    assert_eq!(book.kept().line[0].speaker.as_deref(), Some("Nick"));
    let again =
        open(&book.folder.path().join("lamp.txt"), &book.folder.path().join("state"));
    again.get(&format!("/api/book/{}", book.id));
    let story = again.get(&format!("/api/book/{}/corrections", book.id)).body;
    assert!(story.contains("Nick"), "{story}");
    book.wish(&json!({ "undo": step }));
    assert_eq!(book.speaker("Who was it"), before);
    assert!(book.kept().is_empty());
    assert!(book.refused(&json!({ "undo": step })).contains("cannot be taken back"));
    // Nobody can tell, and that is not asked again.
    book.wish(&json!({ "speaker": { "line": line, "name": null } }));
    assert_eq!(book.speaker("Who was it"), "");
    let review = book.get("/review");
    let asked: Vec<&Value> =
        review["lines"].as_array().unwrap().iter().map(|row| &row["row"]["id"]).collect();
    assert!(!asked.contains(&&line), "{review}");
}

#[test]
fn characters_are_joined_kept_apart_split_and_named() {
    let book = Book::new(STORY);
    let is_there = |name: &str| book.names().iter().any(|known| known == name);
    assert!(is_there("Thomas Venn") && is_there("Nick"));
    book.wish(&json!({ "merge": ["Nick", "the harbourmaster"] }));
    assert_eq!(book.speaker("Go home"), "Nick");
    book.wish(&json!({ "rename": { "name": "Nick", "to": "Captain Finch" } }));
    assert_eq!(book.speaker("Go home"), "Captain Finch");
    // A new name is used as any other, and changed in its own entry.
    book.wish(&json!({ "rename": { "name": "Captain Finch", "to": "Finch" } }));
    assert_eq!((book.speaker("Go home"), book.kept().rename.len()), ("Finch".into(), 1));
    let line = book.line("Who was it")["id"].clone();
    book.wish(&json!({ "speaker": { "line": line, "name": "Finch" } }));
    assert_eq!(book.speaker("Who was it"), "Finch");
    // What is split off again is joined no more.
    book.wish(&json!({ "split": ["the harbourmaster"] }));
    assert!(book.kept().merge.is_empty() && book.speaker("Go home") != "Finch");
    book.wish(&json!({ "split": ["Tom"] }));
    assert!(is_there("Tom") && is_there("Thomas Venn"));
    book.wish(&json!({ "merge": ["Thomas Venn", "Tom"] }));
    assert!(book.kept().split.is_empty() && !is_there("Tom"));
    book.wish(&json!({ "apart": ["Mara Venn", "Thomas Venn"] }));
    assert_eq!(book.kept().apart.len(), 1);
    book.wish(&json!({ "narrator": "Ilse Crane" }));
    assert_eq!(book.kept().narrator.as_deref(), Some("Ilse Crane"));
    assert_eq!(book.get("/corrections")["others"], 0);
    let n = book.kept().len();
    let list = book.get("/corrections")["corrections"].clone();
    for row in list.as_array().unwrap() {
        book.wish(&json!({ "remove": row["id"] }));
    }
    assert!(n > 0 && book.kept().is_empty());
}

#[test]
fn words_become_a_thought_and_marks_no_quotation() {
    let book = Book::new(STORY);
    let at = STORY.find("Too late").unwrap();
    book.wish(&json!({ "thought": { "at": at, "words": "Too  late" } }));
    assert_eq!(book.line("Too late")["mode"], "thought");
    let line = book.line("Nobody,")["id"].clone();
    book.wish(&json!({ "mode": { "line": line, "mode": "none" } }));
    assert_eq!(book.line("Nobody,"), Value::Null);
    assert!(
        book.refused(&json!({ "thought": { "at": at, "words": "nowhere at all" } }))
            .contains("one piece")
    );
    let bad =
        json!({ "mode": { "line": book.line("Who was it")["id"], "mode": "song" } });
    assert!(book.refused(&bad).contains("speech"));
}

#[test]
fn a_line_inside_another_is_put_right() {
    let text = "Mara Venn and Old Nick sat down.\n\n“He said, ‘Come home,’ and went,” said \
                Mara.\n\n“Did he?” said Nick.\n";
    let book = Book::new(text);
    assert_eq!(book.speaker("Come home"), "");
    let line = book.line("Come home")["id"].clone();
    book.wish(&json!({ "speaker": { "line": line, "name": "Nick" } }));
    assert!(book.speaker("Come home").ends_with("Nick"));
    assert!(book.speaker("He said").starts_with("Mara"));
    assert!(book.kept().line[0].inside);
    let line = book.line("Come home")["id"].clone();
    book.wish(&json!({ "mode": { "line": line, "mode": "none" } }));
    assert_eq!(book.line("Come home"), Value::Null);
    assert!(book.speaker("He said").starts_with("Mara"));
}

#[test]
fn two_windows_lose_nothing() {
    let book = Book::new(STORY);
    let seen = book.get("")["seen"].clone();
    let [one, other] =
        ["Who was it", "Nobody has"].map(|begin| book.line(begin)["id"].clone());
    let ask = |line: &Value, name: &str, seen: &Value| {
        let wish = json!({ "speaker": { "line": line, "name": name } });
        book.send("/corrections", &json!({ "seen": seen, "wish": wish }))
    };
    // Both windows have seen the same; they put two lines right.
    assert_eq!(ask(&one, "Nick", &seen).0, 200);
    assert_eq!(ask(&other, "Nick", &seen).0, 200);
    assert_eq!(book.kept().line.len(), 2);
    // Then both answer one line: the second is told, and what the first said stays.
    let (status, body) = ask(&one, "Mara Venn", &seen);
    assert_eq!(status, 409, "{body}");
    assert!(body["error"].as_str().unwrap().contains("another window"), "{body}");
    assert_eq!(book.speaker("Who was it"), "Nick");
    let seen = book.get("")["seen"].clone();
    let (status, body) = ask(&one, "Mara Venn", &seen);
    assert_eq!(status, 200);
    assert_eq!(book.speaker("Who was it"), "Mara Venn");
    // Taking that back puts the first answer back.
    book.wish(&json!({ "undo": body["step"] }));
    assert_eq!(book.speaker("Who was it"), "Nick");
    // What another program adds is there when a window looks.
    let file = CorrectionsFile::beside(&book.folder.path().join("lamp.txt"));
    file.add(&[dramaturg::corrections::Entry::Rename("Tom".into(), "Thomas".into())])
        .unwrap();
    assert_ne!(book.get("")["seen"], seen);
    assert!(book.names().contains(&"Thomas".to_owned()));
}

#[test]
fn many_windows_at_once_lose_nothing() {
    let text: String = (0..40)
        .map(|i| format!("“I left {i} keys in the loft,” said Mara.\n\n"))
        .collect();
    let book = Book::new(&format!("{text}Nick laughed.\n"));
    let lines = book.get("/lines");
    let ids: Vec<Value> = lines["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["row"]["id"].clone())
        .collect();
    assert_eq!(ids.len(), 40);
    std::thread::scope(|scope| {
        for some in ids.chunks(10) {
            let book = &book;
            scope.spawn(move || {
                for line in some {
                    book.wish(&json!({ "speaker": { "line": line, "name": "Nick" } }));
                }
            });
        }
    });
    assert_eq!(book.kept().line.len(), 40);
    assert_eq!(book.speaker("I left 17 keys"), "Nick");
}

#[test]
fn an_edited_book_keeps_what_was_put_right() {
    let book = Book::new(STORY);
    let line = book.line("Nobody has")["id"].clone();
    book.wish(&json!({ "speaker": { "line": line, "name": "Nick" } }));
    let path = book.folder.path().join("lamp.txt");
    let edited =
        STORY.replace("“Who was it?”", "The rain fell.\n\n“Who was it, and when?”");
    fs::write(&path, format!("Nobody slept that night.\n\n{edited}")).unwrap();
    book.get("");
    assert_eq!(book.speaker("Nobody has"), "Nick");
    assert_eq!(book.get("/corrections")["others"], 0);
    fs::write(&path, edited.replace("Nobody has big feet", "It was a cat")).unwrap();
    book.get("");
    assert_eq!(book.get("/corrections")["others"], 1);
    assert_eq!(book.kept().line.len(), 1, "it is reported and stays");
}

#[test]
fn a_finding_is_meant_to_be_so() {
    let text = "Jonas broke his left arm on the ice. The doctor put it in a sling.\n\n\
                “Careful,” said Ilse.\n\nJonas lifted the heavy trunk with both arms.\n";
    let book = Book::new(text);
    let findings = book.get("/findings");
    let rows = findings["findings"].as_array().unwrap();
    assert_eq!(rows.len(), 1, "{findings}");
    let step =
        book.wish(&json!({ "intended": { "finding": rows[0]["id"], "note": "a hero" } }));
    assert!(book.get("/findings")["findings"][0]["intended"].is_string());
    assert_eq!(book.get("/corrections")["corrections"][0]["note"], "a hero");
    book.wish(&json!({ "undo": step }));
    assert!(book.get("/findings")["findings"][0]["intended"].is_null());
}

#[test]
fn odd_names_are_names_or_refused() {
    let book = Book::new(STORY);
    let odd = "<img src=x onerror=alert(1)> \"]\\ [[merge]] 'x' # \u{202e}";
    book.wish(&json!({ "rename": { "name": "Nick", "to": odd } }));
    assert!(book.names().iter().any(|name| name == odd));
    assert_eq!(book.kept().rename[0].to, odd);
    let long = "n".repeat(400);
    for bad in ["", "  ", "a\nb", "a\u{0}b", &long] {
        book.refused(&json!({ "rename": { "name": "Mara", "to": bad } }));
        book.refused(&json!({ "narrator": bad }));
        book.refused(&json!({ "merge": ["Mara", bad] }));
    }
    book.refused(&json!({ "nothing": 1 }));
    book.refused(&json!({ "speaker": { "line": "q-0", "name": "Mara" } }));
    assert_eq!(book.kept().len(), 1);
}
