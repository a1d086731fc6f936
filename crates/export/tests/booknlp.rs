//! `BookNLP`'s files: their columns, and that they fit together.

#[path = "../../dramaturg/tests/support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use dramaturg::text::{Limits, Span};
use dramaturg::{Engine, Reading};
use dramaturg_export::document::Document;
use dramaturg_export::{Options, booknlp};
use proptest::prelude::*;
use serde_json::Value;

const COLUMNS: [(&str, &str); 4] = [
    (
        "tokens",
        "paragraph_ID sentence_ID token_ID_within_sentence token_ID_within_document word lemma \
         byte_onset byte_offset POS_tag fine_POS_tag dependency_relation syntactic_head_ID event",
    ),
    ("entities", "COREF start_token end_token prop cat text"),
    ("supersense", "start_token end_token supersense_category text"),
    (
        "quotes",
        "quote_start quote_end mention_start mention_end mention_phrase char_id quote",
    ),
];

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(Engine::embedded)
}

fn read(name: &str, text: &str) -> Reading {
    let limits = Limits { force: true, ..Limits::default() };
    let book = dramaturg::text::read(name, text.as_bytes(), &limits);
    engine().read(book.unwrap_or_else(|_| support::book(text)))
}

/// The rows of each table, and the other files.
struct Files {
    tables: BTreeMap<&'static str, Vec<Vec<String>>>,
    book: Value,
    html: String,
    lines: String,
}

impl Files {
    fn of(reading: &Reading) -> Files {
        let export = booknlp::write(reading, &Options::default()).expect("it is written");
        let file = |end: &str| {
            let is = |path: &str| {
                path.split_once(&format!(".{end}"))
                    .is_some_and(|(_, rest)| rest.is_empty())
            };
            let file = export.files.iter().find(|file| is(&file.path)).expect(end);
            String::from_utf8(file.bytes.clone()).expect("the files are UTF-8")
        };
        let mut tables = BTreeMap::new();
        for (name, columns) in COLUMNS {
            let text = file(name);
            assert!(text.ends_with('\n') && !text.contains('\r'));
            let mut rows = text
                .lines()
                .map(|line| line.split('\t').map(str::to_owned).collect::<Vec<String>>());
            let head = rows.next().expect("a table has a head");
            assert_eq!(head.join(" "), columns, "{name}");
            let rows: Vec<Vec<String>> = rows.collect();
            assert!(rows.iter().all(|row| row.len() == head.len()), "{name}");
            tables.insert(name, rows);
        }
        let book = serde_json::from_str(&file("book")).expect("the book is JSON");
        Files { tables, book, html: file("book.html"), lines: file("book.txt") }
    }

    fn rows(&self, name: &str) -> &[Vec<String>] {
        &self.tables[name]
    }
}

fn number(cell: &str) -> usize {
    cell.parse().unwrap_or_else(|_| panic!("`{cell}` is no number"))
}

/// Ids count up, positions lead back to the words, and every reference has its row.
fn assert_fits(reading: &Reading) {
    let files = Files::of(reading);
    let tokens = files.rows("tokens");
    let chars: Vec<char> = reading.book.text.chars().collect();
    let mut last = (0, 0, 0);
    for (i, row) in tokens.iter().enumerate() {
        assert_eq!(number(&row[3]), i);
        let place = (number(&row[0]), number(&row[1]), number(&row[2]));
        let is_next = place == (last.0, last.1, last.2 + 1);
        let is_new = place.1 == last.1 + 1 && place.2 == 0 && place.0 >= last.0;
        assert!(i == 0 || is_next || is_new, "{last:?} {place:?}");
        last = place;
        let (onset, offset) = (number(&row[6]), number(&row[7]));
        let word: String = chars[onset..offset].iter().collect();
        assert_eq!(row[4].chars().count(), word.chars().count());
        if !word.contains(|c: char| c.is_whitespace() || c.is_control()) {
            assert_eq!(row[4], word);
        }
        assert!(number(&row[11]) < tokens.len());
        assert!(["EVENT", "O"].contains(&&*row[12]));
    }
    let words = |start: usize, end: usize| -> String {
        let words = tokens[start..=end].iter().map(|row| &*row[4]);
        words.collect::<Vec<_>>().join(" ")
    };
    let mut mentions = BTreeMap::new();
    let mut counts: BTreeMap<usize, u64> = BTreeMap::new();
    for row in files.rows("entities") {
        let (start, end) = (number(&row[1]), number(&row[2]));
        assert!(start <= end);
        assert_eq!(row[5], words(start, end));
        assert!(["PROP", "NOM", "PRON"].contains(&&*row[3]));
        assert!(["PER", "FAC", "LOC", "GPE", "ORG", "VEH"].contains(&&*row[4]));
        let is_new = mentions.insert((start, end), number(&row[0])).is_none();
        assert!(is_new, "a stretch is one mention");
        if row[4] == "PER" {
            *counts.entry(number(&row[0])).or_default() += 1;
        }
    }
    for row in files.rows("supersense") {
        let (start, end) = (number(&row[0]), number(&row[1]));
        assert_eq!(row[3], words(start, end));
        assert!(row[2].starts_with("noun.") || row[2].starts_with("verb."));
    }
    for row in files.rows("quotes") {
        let (start, end) = (number(&row[0]), number(&row[1]));
        assert_eq!(row[6], words(start, end));
        if row[2] == "None" {
            assert_eq!((&*row[3], &*row[4]), ("None", "None"));
            continue;
        }
        let mention = (number(&row[2]), number(&row[3]));
        assert_eq!(mentions.get(&mention), Some(&number(&row[5])));
        assert_eq!(row[4], words(mention.0, mention.1));
    }
    let mut ids = BTreeSet::new();
    let mut most = u64::MAX;
    for row in files.book["characters"].as_array().expect("a list") {
        let id = row["id"].as_u64().expect("ids are numbers");
        assert!(ids.insert(id));
        let count = row["count"].as_u64().expect("counts are numbers");
        assert!(count >= 2 && count <= most, "most often mentioned first");
        most = count;
        let id = usize::try_from(id).expect("ids are small");
        assert_eq!(counts.get(&id), Some(&count));
        let names = ["proper", "common", "pronoun"].map(|kind| &row["mentions"][kind]);
        let names = names.into_iter().flat_map(|list| list.as_array().expect("a list"));
        assert_eq!(names.map(|name| name["c"].as_u64().unwrap_or(0)).sum::<u64>(), count);
        for list in ["agent", "patient", "poss", "mod"] {
            for word in row[list].as_array().expect("a list") {
                let i = word["i"].as_u64().and_then(|i| usize::try_from(i).ok());
                assert_eq!(word["w"], *tokens[i.expect("a token")][4], "{list}");
            }
        }
    }
    let n_rows = counts.values().filter(|&&count| count > 1).count();
    assert_eq!(ids.len(), n_rows);
    for line in files.lines.lines() {
        assert!(line.starts_with('[') && line.ends_with(" [/]"), "{line}");
    }
    assert_safe(&files.html);
}

/// No tag but ours: a text that looks like markup is text.
fn assert_safe(html: &str) {
    for (at, _) in html.match_indices('<') {
        let tag = html[at + 1..].trim_start_matches('/');
        let is_ours = [
            "html>",
            "head>",
            "meta ",
            "h2>",
            "h3>",
            "p>",
            "p />",
            "br />",
            "sub>",
            "font>",
            "font color=\"#",
        ]
        .iter()
        .any(|own| tag.starts_with(own));
        assert!(is_ours, "{}", tag.chars().take(40).collect::<String>());
    }
}

#[test]
fn characters_have_what_they_do_undergo_own_and_are() {
    let text = "“Go,” said Mara. Mara rose and took her coat and hat. Tom saw her.\n\n\
                Tom was tired and hungry. “No,” said Tom. Mara was seized by Tom.\n";
    let reading = read("mara.txt", text);
    assert_fits(&reading);
    let files = Files::of(&reading);
    let find = |name: &str| {
        let rows = files.book["characters"].as_array().expect("a list").iter();
        rows.clone().find(|row| row["mentions"]["proper"][0]["n"] == name).expect(name)
    };
    let words = |row: &Value, list: &str| -> Vec<String> {
        let words = row[list].as_array().expect("a list").iter();
        words.map(|word| word["w"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let (mara, tom) = (find("Mara"), find("Tom"));
    assert_eq!(words(mara, "agent"), ["said", "rose", "took"]);
    assert_eq!(words(mara, "patient"), ["saw", "seized"]);
    assert_eq!(words(mara, "poss"), ["coat", "hat"]);
    assert_eq!(words(tom, "agent"), ["saw", "said", "seized"]);
    assert_eq!(words(tom, "mod"), ["tired", "hungry"]);
    assert_eq!(mara["g"]["argmax"], "she/her");
    let quotes = files.rows("quotes");
    assert_eq!(quotes.len(), 2);
    assert_eq!((&*quotes[0][4], &*quotes[0][6]), ("Mara", "“ Go , ”"));
    assert_eq!(quotes[0][5], mara["id"].to_string());
    assert!(files.lines.contains("[Mara] “Go,” [/]\n[Narrator] said Mara. [/]\n"));
}

#[test]
fn who_tells_the_story_has_the_number_nought() {
    let text =
        "I rose. I took my coat. “Go,” I said to Mara.\n\nMara left me. I sat down.\n";
    let reading = read("i.txt", text);
    assert_fits(&reading);
    let files = Files::of(&reading);
    let told = files.rows("entities").iter().filter(|row| row[5] == "I");
    assert!(told.clone().count() >= 3 && told.clone().all(|row| row[0] == "0"));
}

#[test]
fn a_story_json_alone_makes_no_tokens() {
    let options = Options { document: Some(Document::default()), ..Options::default() };
    let reading = read("a.txt", "Mara sat.\n");
    assert!(booknlp::write(&reading, &options).is_err());
}

#[test]
fn all_samples_and_stories_fit() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut n_texts = 0;
    for folder in ["samples", "stories/corpus"] {
        let entries = fs::read_dir(root.join(folder)).expect("a folder of texts");
        for entry in entries {
            let path = entry.expect("a readable entry").path();
            if path.extension().is_some_and(|end| end == "txt") {
                let name = path.display().to_string();
                assert_fits(&read(&name, &fs::read_to_string(&path).expect(&name)));
                n_texts += 1;
            }
        }
    }
    assert!(n_texts > 0);
}

#[test]
fn odd_texts_fit() {
    for odd in [
        "",
        "\t",
        "“<script>alert(1)</script>,” said <b>Mara</b> & \"Tom\".\n\nMara\tsat.\r\n",
        "“Go\u{2028}on,” said\u{a0}Mara\u{b}Venn.\u{0}\n\n“[/] [Narrator],” said Tom [x].\n",
        "don t you\n\n“a\u{85}b” said Zoë 😀.\n",
        "&&&&&&&& \u{feff}\u{202e}Mara\u{1b}[31m said “no”.\n",
    ] {
        assert_fits(&read("odd.txt", odd));
        assert_fits(&support::read(odd));
    }
}

#[test]
fn portraits_of_the_document_have_their_words() {
    let reading = read("a.txt", "“Go,” said Mara. Mara took her coat. Mara was tired.\n");
    let document = Document::of(&reading, &Options::default()).expect("a document");
    let mara = &document.characters[0];
    let said: Vec<(&str, &str)> =
        mara.traits().map(|(role, row)| (role, &*row.word)).collect();
    assert_eq!(
        said,
        [
            ("agent", "say"),
            ("agent", "take"),
            ("possession", "coat"),
            ("modifier", "tired")
        ]
    );
    for (_, row) in mara.traits() {
        assert_eq!(row.count, row.spans.len());
        let spans = row.spans.iter().map(|&[a, b]| Span::of(a, b));
        assert!(spans.map(|span| reading.book.slice(span)).all(|word| !word.is_empty()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_text_fits(text in "([“”‘’<>&\"\t \n\r\u{2028}\u{0}]|said|Mara|Tom |I |was |her |coat|\r\n|Go,|\\.){0,60}") {
        assert_fits(&read("any.txt", &text));
    }
}
