//! Exports and corpora as their users meet them: files beside files, folders, parts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const SAMPLE: &str = include_str!("../../dramaturg/tests/support/sample.txt");

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dramaturg"))
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the command starts")
}

/// Runs a command that has to succeed; what it says on standard error.
fn ran(arguments: &[&str]) -> String {
    let output = run(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {said}");
    said
}

/// Runs a command that has to be refused with exit code 2, on one line.
fn refused(arguments: &[&str], words: &str) {
    let output = run(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.lines().count() == 1 && said.contains(words), "{said}");
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let book = folder.path().join("sample.txt");
    fs::write(&book, SAMPLE).expect("a file can be written");
    (folder, book)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain name")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All files under a folder with what is in them.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(path) = folders.pop() {
        for entry in fs::read_dir(&path).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("inside").to_owned();
                files.insert(text(&name).to_owned(), fs::read(&path).expect("a file"));
            }
        }
    }
    files
}

#[test]
fn what_a_format_needs_beside_it_is_written_and_never_replaced() {
    let (folder, book) = folder();
    let out = folder.path().join("annotated_script.json");
    let arguments = ["export", text(&book), "--to", "alexandria", "-o", text(&out)];
    ran(&arguments);
    let config = folder.path().join("voice_config.json");
    assert!(read(&config).contains("\"NARRATOR\""));
    let certificate = read(&folder.path().join("annotated_script.json.certificate.json"));
    assert!(certificate.contains("\"complete\": true"), "{certificate}");
    fs::write(&config, "edited").unwrap();
    let said = ran(&[&arguments[..], &["--force"]].concat());
    assert!(said.contains("voice_config.json as it is"), "{said}");
    assert_eq!(read(&config), "edited");
}

#[test]
fn a_voice_map_is_made_edited_kept_and_used() {
    let (folder, book) = folder();
    let map = folder.path().join("voices.toml");
    let to_voices = ["export", text(&book), "--to", "voices", "-o", text(&map)];
    ran(&to_voices);
    let made = read(&map);
    assert!(made.contains("[[character]]") && made.contains("pronouns"), "{made}");
    let edited = made.replacen("voice = \"\"", "voice = \"n.wav\" # mine", 1);
    fs::write(&map, &edited).unwrap();
    assert!(ran(&to_voices).contains("has everybody already"));
    assert_eq!(read(&map), edited);

    let tagged = folder.path().join("sample.e2a.sml.txt");
    refused(&["export", text(&book), "--to", "e2a"], "--to voices");
    let to_e2a = ["export", text(&book), "--to", "e2a", "--voices", text(&map)];
    ran(&[&to_e2a[..], &["-o", text(&tagged)]].concat());
    assert!(read(&tagged).contains("[voice:n.wav]"));
    refused(
        &[&to_e2a[..], &["--voice-root", text(folder.path())]].concat(),
        "no such voice",
    );
    fs::write(folder.path().join("n.wav"), "RIFF").unwrap();
    let rooted =
        run(&[&to_e2a[..], &["-q", "--voice-root", text(folder.path())]].concat());
    let voice = format!("[voice:{}/n.wav]", folder.path().display());
    assert!(String::from_utf8_lossy(&rooted.stdout).contains(&voice));
}

#[test]
fn a_library_of_voices_is_shared_out() {
    let (folder, book) = folder();
    let library = folder.path().join("voices/adult");
    for name in ["female/Ann.wav", "male/Abe.wav"] {
        fs::create_dir_all(library.join(name).parent().unwrap()).unwrap();
        fs::write(library.join(name), "RIFF").unwrap();
    }
    let output = run(&[
        "-q",
        "export",
        text(&book),
        "--to",
        "voices",
        "--voice-library",
        text(&library),
    ]);
    let map = String::from_utf8(output.stdout).unwrap();
    assert!(
        map.contains("/adult/female/Ann.wav\"") || map.contains("/adult/male/Abe.wav\"")
    );
    assert!(map.matches("Ann.wav").count() <= 1, "{map}");
}

#[test]
fn many_files_go_into_a_folder_of_their_own() {
    let (folder, book) = folder();
    let out = folder.path().join("tables");
    let arguments = ["export", text(&book), "--to", "csv", "-o", text(&out)];
    refused(&arguments[..4], "name a folder for them with -o");
    ran(&arguments);
    let first = files(&out);
    assert!(first.contains_key("quotations.csv") && first.contains_key("export.json"));
    refused(&arguments, "is there already; add --force");
    fs::write(out.join("notes.txt"), "mine").unwrap();
    ran(&[&arguments[..], &["--force"]].concat());
    assert_eq!(read(&out.join("notes.txt")), "mine");
    fs::write(out.join("quotations.csv"), "edited").unwrap();
    refused(&[&arguments[..], &["--force"]].concat(), "quotations.csv: was edited");
    assert_eq!(read(&out.join("quotations.csv")), "edited");
    refused(&["export", text(&book), "--to", "csv", "-o", text(&book)], "is a file");
}

#[test]
fn a_story_json_may_take_the_place_of_the_engine_s() {
    let (folder, book) = folder();
    let story = folder.path().join("story.json");
    ran(&["read", text(&book), "--format", "json", "--mentions", "-o", text(&story)]);
    let csv = |name: &str, more: &[&str]| {
        let out = folder.path().join(name);
        let arguments = ["export", text(&book), "--to", "csv", "-o", text(&out)];
        ran(&[&arguments[..], more].concat());
        files(&out)
    };
    assert_eq!(csv("a", &[]), csv("b", &["--story", text(&story)]));
    fs::write(&story, read(&story).replace("Mara", "Nora")).unwrap();
    let changed = csv("c", &["--story", text(&story)]);
    assert!(String::from_utf8_lossy(&changed["characters.csv"]).contains("Nora"));
    fs::write(&story, "{}").unwrap();
    let arguments = ["export", text(&book), "--to", "tei", "--story", text(&story)];
    refused(&arguments, "has no `format`");
}

#[test]
fn a_corpus_goes_on_where_it_was_stopped() {
    let (folder, book) = folder();
    let books = folder.path().join("books");
    fs::create_dir_all(books.join("in/deep")).unwrap();
    for i in 0..5 {
        fs::write(books.join(format!("b{i}.txt")), format!("{SAMPLE}\n\nEnd {i}.\n"))
            .unwrap();
    }
    fs::copy(&book, books.join("in/deep/b.md")).unwrap();
    fs::write(books.join("broken.epub"), b"PK\x03\x04no book").unwrap();
    fs::write(books.join("picture.png"), "no text").unwrap();
    let corpus = |out: &str, more: &[&str]| {
        let out = folder.path().join(out);
        let arguments = ["corpus", text(&books), "-o", text(&out), "--part", "3"];
        (ran(&[&arguments[..], more].concat()), files(&out))
    };
    let (said, one) = corpus("one", &["--threads", "1"]);
    assert!(
        said.starts_with("7 files in ") && said.contains("1 of them no books"),
        "{said}"
    );
    let table = |files: &BTreeMap<String, Vec<u8>>, name: &str| -> Vec<String> {
        let parts =
            files.iter().filter(|(path, _)| path.starts_with(&format!("{name}/")));
        let rows = parts.flat_map(|(_, bytes)| {
            let text = String::from_utf8(bytes.clone()).expect("a table is text");
            text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
        });
        rows.collect()
    };
    let rows = table(&one, "files");
    assert_eq!((rows.len(), table(&one, "books").len()), (7, 6));
    let broken = rows.iter().find(|row| row.starts_with("broken.epub,")).unwrap();
    assert!(broken.contains(",error,"), "{broken}");
    // Threads change nothing.
    assert_eq!(corpus("four", &["--threads", "4"]).1, one);

    // A run that was killed has no word that its last part is done, and half a table.
    let out = folder.path().join("one");
    fs::remove_file(out.join("done/part-00001.json")).unwrap();
    fs::write(out.join("mentions/part-00001.csv"), "half").unwrap();
    let (said, again) = corpus("one", &[]);
    assert!(
        said.starts_with("3 files in ") && said.contains("4 were there already"),
        "{said}"
    );
    assert_eq!(again, one);

    // A new book and a changed one are read; the others of its part again.
    fs::write(books.join("b9.txt"), SAMPLE).unwrap();
    fs::write(books.join("b0.txt"), "“New,” said Mara.\n").unwrap();
    let (said, grown) = corpus("one", &[]);
    assert!(
        said.starts_with("4 files in ") && said.contains("4 were there already"),
        "{said}"
    );
    assert_eq!((table(&grown, "files").len(), table(&grown, "books").len()), (8, 7));
    assert!(corpus("one", &[]).0.starts_with("0 files in "));

    let other = ["corpus", text(&books), "-o", text(&out), "--threshold", "0.5"];
    refused(&other, "with other options");
    refused(&["corpus", text(&books), "-o", text(folder.path())], "holds something else");
    refused(&["corpus", "no-such-folder", "-o", text(&out)], "not found");
}
