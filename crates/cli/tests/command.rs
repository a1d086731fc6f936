//! The command as its users meet it: exit codes, streams, files.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const SAMPLE: &str = include_str!("../../dramaturg/tests/support/sample.txt");

fn dramaturg(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dramaturg"));
    command.args(arguments).env_remove("CLICOLOR_FORCE");
    command
}

fn run(arguments: &[&str]) -> Output {
    dramaturg(arguments).stdin(Stdio::null()).output().expect("the command starts")
}

fn run_with(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = dramaturg(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("a pipe was asked for");
    stdin.write_all(input).expect("the command reads its input");
    drop(stdin);
    child.wait_with_output().expect("the command ends")
}

/// A folder with the sample in it.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let book = folder.path().join("sample.txt");
    fs::write(&book, SAMPLE).expect("a file can be written");
    (folder, book)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain name")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("the command was not killed")
}

/// One line on standard error, nothing on standard output, exit code 2.
fn assert_refused(output: &Output, words: &str) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(code(output), 2, "{stderr}");
    assert!(output.stdout.is_empty());
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(stderr.starts_with("dramaturg: ") && stderr.contains(words), "{stderr}");
}

#[test]
fn a_report_without_colours_goes_to_standard_output() {
    let (_folder, book) = folder();
    let output = run(&["read", text(&book)]);
    assert_eq!(code(&output), 0);
    assert!(output.stderr.is_empty());
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(report.contains("sample.txt") && report.contains("Coverage"), "{report}");
    assert!(!report.contains('\u{1b}'));
}

#[test]
fn standard_input_is_a_book() {
    let output =
        run_with(&["read", "-", "--format", "json", "--text"], SAMPLE.as_bytes());
    assert_eq!(code(&output), 0);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["format"], "dramaturg-story");
    assert_eq!(document["text"], SAMPLE);
    assert_eq!(document["source"]["name"], "stdin");
}

#[test]
fn what_is_no_book_is_refused_in_one_line() {
    let (folder, book) = folder();
    assert_refused(&run(&["read", "no-such-book.txt"]), "no-such-book.txt: not found; ");
    assert_refused(&run(&["read", text(folder.path())]), "is a folder; ");
    assert_refused(&run_with(&["read", "-"], b" \n"), "standard input: is empty; ");
    assert_refused(
        &run(&["export", "no-such-book.txt", "--to", "script"]),
        "not found; ",
    );
    let odd = run(&["read", text(&book), "--threshold", "2"]);
    assert_eq!((code(&odd), odd.stdout.len()), (2, 0));
    assert!(String::from_utf8_lossy(&odd.stderr).contains("from 0 to 1"));
    assert_eq!(code(&run(&["read", text(&book), "--format", "yaml"])), 2);
}

#[test]
#[cfg(unix)]
fn endless_input_is_refused() {
    assert_refused(
        &run(&["read", "/dev/zero"]),
        "/dev/zero: is longer than 64 MiB, the limit; ",
    );
}

#[test]
#[cfg(target_os = "linux")]
fn names_need_not_be_text() {
    use std::os::unix::ffi::OsStrExt;
    let (folder, book) = folder();
    let odd = folder.path().join(std::ffi::OsStr::from_bytes(b"b\xff\nk.txt"));
    let missing = dramaturg(&["read"]).arg(&odd).output().unwrap();
    assert_refused(&missing, "b\u{fffd}?k.txt: not found; ");
    fs::copy(&book, &odd).unwrap();
    let output = dramaturg(&["read"]).arg(&odd).output().unwrap();
    assert_eq!(code(&output), 0);
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("b\u{fffd} k.txt"));
}

#[test]
fn a_file_is_written_in_full_or_not_at_all() {
    let (folder, book) = folder();
    let out = folder.path().join("out.json");
    let arguments = ["read", text(&book), "--format", "json", "-o", text(&out)];
    let output = run(&arguments);
    assert_eq!((code(&output), output.stdout.len()), (0, 0));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("wrote "));
    let written = fs::read_to_string(&out).unwrap();
    assert!(written.ends_with("}\n"));

    fs::write(&out, "precious").unwrap();
    assert_refused(&run(&arguments), "is there already; add --force to replace it");
    assert_eq!(fs::read_to_string(&out).unwrap(), "precious");
    assert_eq!(code(&run(&[&arguments[..], &["--force", "-q"]].concat())), 0);
    assert_eq!(fs::read_to_string(&out).unwrap(), written);

    let missing = folder.path().join("no/such/folder.json");
    assert_refused(&run(&["read", text(&book), "-o", text(&missing)]), "not found; ");
    let itself = run(&["read", text(&book), "-o", text(&book), "--force"]);
    assert_refused(&itself, "is the book itself; ");
    assert_eq!(fs::read_to_string(&book).unwrap(), SAMPLE);
    // Nothing but the book and the output is left behind.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
#[cfg(unix)]
fn a_device_is_written_to_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt;
    let (_folder, book) = folder();
    assert_eq!(code(&run(&["read", text(&book), "-o", "/dev/null"])), 0);
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
}

#[test]
fn every_export_is_certified() {
    let (_folder, book) = folder();
    let script = run(&["export", text(&book), "--to", "script"]);
    assert_eq!(code(&script), 0);
    assert!(String::from_utf8_lossy(&script.stderr).starts_with("complete: "));
    let lines: Vec<serde_json::Value> = String::from_utf8(script.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let (last, segments) = lines.split_last().unwrap();
    let joined: String = segments.iter().map(|s| s["text"].as_str().unwrap()).collect();
    assert_eq!(joined, SAMPLE);
    assert_eq!(last["certificate"]["complete"], true);
    assert_eq!(last["certificate"]["segments"], segments.len());

    let script = run(&["-q", "export", text(&book), "--to", "alexandria"]);
    assert!(script.stderr.is_empty());
    let entries: Vec<serde_json::Value> = serde_json::from_slice(&script.stdout).unwrap();
    let joined: String = entries.iter().map(|e| e["text"].as_str().unwrap()).collect();
    assert_eq!(joined, SAMPLE);

    let tagged = run(&["-q", "export", text(&book), "--to", "text"]);
    assert!(tagged.stdout.starts_with(b"[narrator] CHAPTER I"));
}

#[test]
fn sentences_are_written_as_treebanks_are() {
    let output = run_with(&["parse", "-", "--format", "conllu"], b"Mara can't sleep.\n");
    assert_eq!(code(&output), 0);
    let conllu = String::from_utf8(output.stdout).expect("CoNLL-U is UTF-8");
    let forms: Vec<&str> = conllu
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()))
        .map(|line| {
            assert_eq!(line.split('\t').count(), 10, "{line}");
            line.split('\t').nth(1).expect("ten columns")
        })
        .collect();
    assert_eq!(forms, ["Mara", "can't", "ca", "n't", "sleep", "."]);
}

#[test]
fn a_speaker_is_explained() {
    let (_folder, book) = folder();
    let page = run(&["why", text(&book), "1"]);
    assert_eq!(code(&page), 0);
    let page = String::from_utf8(page.stdout).unwrap();
    assert!(page.starts_with("quotation 1 · q-") && page.contains(" %"), "{page}");

    let output = run(&["why", text(&book), "1", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&document["format"], &document["number"]),
        (&"dramaturg-why".into(), &1.into())
    );
    let id = document["quotation"].as_str().unwrap();
    let again = run(&["why", text(&book), id, "--format", "json"]);
    assert_eq!(again.stdout, output.stdout);
    let odd = run(&["why", text(&book), "no such words anywhere"]);
    assert_refused(&odd, "no quotation is or has");
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let (folder, _) = folder();
    let long = folder.path().join("long.txt");
    fs::write(&long, SAMPLE.repeat(500)).unwrap();
    let mut child = dramaturg(&["-q", "export", text(&long), "--to", "script"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut some = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut some).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((code(&output), &*output.stderr), (0, &b""[..]));
}

#[test]
fn help_begins_with_examples_and_names_the_limits() {
    for arguments in [&["-h"][..], &["read", "-h"], &["export", "--help"], &["why", "-h"]]
    {
        let output = run(arguments);
        assert_eq!(code(&output), 0);
        let help = String::from_utf8(output.stdout).unwrap();
        let examples = help.find("Examples:").unwrap();
        assert!(examples < help.find("Usage:").unwrap(), "{help}");
        assert!(help.contains("64 MiB") && help.contains("Exit codes"), "{help}");
    }
    assert!(run(&["completions", "bash"]).stdout.starts_with(b"_dramaturg()"));
    assert!(String::from_utf8_lossy(&run(&["man"]).stdout).contains(".TH dramaturg 1"));
    assert_eq!(code(&run(&[])), 2);
}
