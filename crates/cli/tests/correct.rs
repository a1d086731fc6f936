//! `dramaturg correct` and `review`, as people call them.

use std::path::Path;
use std::process::{Command, Output};

const STORY: &str = "\
Mara Venn put the lamp down. Tom Pike stood by the door with Ilse Crane.

“Who was it this time?”

“Nobody at all,” said Tom.

“Nobody has big feet,” said Mara.
";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dramaturg"));
    command.current_dir(folder).args(arguments).output().expect("the command starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it is UTF-8")
}

#[test]
fn a_line_is_put_right_once_and_undone() {
    let folder = tempfile::tempdir().expect("there is room");
    let folder = folder.path();
    std::fs::write(folder.join("b.txt"), STORY).expect("it can be written");
    let speaker = || {
        let out = run(folder, &["read", "b.txt", "--format", "json", "-q"]);
        let story: serde_json::Value =
            serde_json::from_slice(&out.stdout).expect("it is JSON");
        let id = story["quotations"][0]["speaker"]["id"].clone();
        let cast = story["characters"].as_array().expect("a list").iter();
        cast.filter(|c| c["id"] == id).map(|c| c["name"].to_string()).next()
    };
    let before = speaker();
    let call = ["correct", "b.txt", "speaker", "Who was it", "Ilse Crane"];
    let out = run(folder, &call);
    assert!(out.status.success(), "{}", text(&out.stderr));
    assert_eq!(speaker().as_deref(), Some("\"Ilse Crane\""));
    let told = run(folder, &["read", "b.txt"]);
    assert!(text(&told.stderr).contains("1 of 1 corrections applied"));
    let list = text(&run(folder, &["correct", "b.txt", "list"]).stdout);
    assert!(list.contains("words = \"Who was it this time?\""), "{list}");
    let without = run(folder, &["read", "b.txt", "--no-corrections"]);
    assert!(!text(&without.stderr).contains("corrections"));
    assert!(run(folder, &["correct", "b.txt", "undo"]).status.success());
    assert_eq!(speaker(), before);
}

#[test]
fn what_cannot_be_meant_is_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("there is room");
    let folder = folder.path();
    std::fs::write(folder.join("b.txt"), STORY).expect("it can be written");
    for (arguments, what) in [
        (&["merge", "Mara", "Zebedee"][..], "nobody in it is called \"Zebedee\""),
        (&["speaker", "Nobody", "Tom"], "more quotations fit"),
        (&["speaker", "no such line", "Tom"], "no quotation is or has"),
    ] {
        let out = run(folder, &[&["correct", "b.txt"], arguments].concat());
        assert_eq!(out.status.code(), Some(2));
        let told = text(&out.stderr);
        assert!(told.contains(what) && told.lines().count() == 1, "{told}");
        assert!(!folder.join("b.txt.dramaturg.toml").exists());
    }
    std::fs::write(folder.join("b.txt.dramaturg.toml"), "milk = 2\n")
        .expect("it can be written");
    let out = run(folder, &["read", "b.txt"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out.stderr).contains("mend the file or move it away"));
}

#[test]
fn doubtful_lines_are_listed_with_who_it_may_be() {
    let folder = tempfile::tempdir().expect("there is room");
    let folder = folder.path();
    std::fs::write(folder.join("b.txt"), STORY).expect("it can be written");
    let out = run(folder, &["review", "b.txt", "--format", "json"]);
    let rows: serde_json::Value =
        serde_json::from_slice(&out.stdout).expect("it is JSON");
    let lines = rows["lines"].as_array().expect("a list");
    let gain = |i: usize| lines[i]["gain"].as_f64().expect("a number");
    assert!(!lines.is_empty() && (1..lines.len()).all(|i| gain(i - 1) >= gain(i)));
    assert!(lines[0]["candidates"].as_array().is_some_and(|c| !c.is_empty()));
}

#[test]
fn a_hundred_kills_lose_nothing() {
    let folder = tempfile::tempdir().expect("there is room");
    let folder = folder.path();
    std::fs::write(folder.join("b.txt"), STORY).expect("it can be written");
    let start = |finding: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dramaturg"));
        let command = command.current_dir(folder).args(["correct", "b.txt", "-q"]);
        command.args(["intended", finding]).spawn().expect("the command starts")
    };
    // How many looks a whole run takes; kills are spread over that and a little more.
    let look = std::time::Duration::from_micros(500);
    let mut child = start("whole");
    let mut n_looks = 0;
    while child.try_wait().expect("it can be asked").is_none() {
        std::thread::sleep(look);
        n_looks += 1;
    }
    let mut kept = vec!["whole".to_owned()];
    for i in 0..100_u32 {
        let finding = format!("f-{i}");
        let mut child = start(&finding);
        std::thread::sleep(look * n_looks * i / 90);
        let _ = child.kill();
        let status = child.wait().expect("it can be waited for");
        let text = std::fs::read_to_string(folder.join("b.txt.dramaturg.toml"));
        let found = dramaturg::Corrections::parse(&text.expect("the file is there"));
        let found = found.expect("the file is whole");
        let found: Vec<String> =
            found.intended.into_iter().map(|row| row.finding).collect();
        // All that were there before, in order, and perhaps the new one; surely the new one
        // where the command said that all is well.
        let is_new = found.len() > kept.len();
        assert_eq!(found[..kept.len()], kept[..]);
        assert!(found.len() == kept.len() || found[kept.len()..] == [finding]);
        assert!(is_new || !status.success());
        kept = found;
    }
}
