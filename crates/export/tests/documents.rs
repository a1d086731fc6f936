//! What is made from the Story JSON: tables, networks, TEI, and what readers may know when.

#[path = "../../dramaturg/tests/support/mod.rs"]
mod support;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use dramaturg::Reading;
use dramaturg_export::document::Document;
use dramaturg_export::network::{Network, Relation};
use dramaturg_export::table::{Cell, TABLES, Table, tables};
use dramaturg_export::voice_map::{VoiceMap, merged};
use dramaturg_export::{
    Export, FORMATS, Options, Shape, bible, cast_sheet, csv, gexf, graphml, koreader,
    stardict, tei, worddumb,
};
use serde_json::{Value, json};

/// Two chapters; the second one says who the stranger is, and more.
const TEXT: &str = "\
I

“Who goes there?” said Mara. The stranger 😀 had no name.

“A friend,” said the stranger.

II

“You are my brother, Joss Ashe,” said Mara, and she wept. He took the brass key. His arm was \
broken.
";

/// The bytes of the nth time that some words stand in the text.
fn at(words: &str, n: usize) -> [usize; 2] {
    let (start, _) = TEXT.match_indices(words).nth(n).expect("the words are there");
    [start, start + words.len()]
}

fn story() -> Value {
    let speaker = |id: &str, cue: [usize; 2]| {
        json!({"id": id, "confidence": 0.95, "attribution": "explicit", "cue": cue,
               "evidence": [cue]})
    };
    let second = at("II\n", 0)[0];
    json!({
        "format": "dramaturg-story", "version": 1,
        "source": {"name": "ashe.txt", "title": "Ashe & Co.", "authors": ["N. N."]},
        "chapters": [{"id": "ch1", "title": "I", "span": [0, second]},
                     {"id": "ch2", "title": "II", "span": [second, TEXT.len()]}],
        "characters": [
            {"id": "c1", "name": "Mara", "kind": "person", "pronouns": "she/her",
             "mentions": 3, "quotations": 2, "first": at("Mara", 0),
             "agent": [{"word": "weep", "count": 1, "spans": [at("wept", 0)]}],
             "aliases": [{"text": "Mara", "kind": "name", "count": 2, "first": at("Mara", 0),
                          "used_by": ["narrator"]}]},
            {"id": "c2", "name": "Joss Ashe", "kind": "person", "pronouns": "he/him",
             "mentions": 3, "quotations": 1, "first": at("The stranger", 0),
             "aliases": [{"text": "Joss Ashe", "kind": "name", "count": 1,
                          "first": at("Joss Ashe", 0), "used_by": ["c1"]},
                         {"text": "The stranger", "kind": "descriptor", "count": 2,
                          "first": at("The stranger", 0), "used_by": ["narrator"]}]}],
        "places": [], "objects": [{"id": "o1", "name": "the brass key", "aliases": ["key"],
                                   "owner": null, "first": at("the brass key", 0)}],
        "mentions": [
            {"span": at("Mara", 0), "head": at("Mara", 0), "kind": "PROP", "type": "PER",
             "entity": "c1"},
            {"span": at("she", 0), "head": at("she", 0), "kind": "PRON", "type": "PER",
             "entity": "c1"},
            {"span": at("He", 0), "head": at("He", 0), "kind": "PRON", "type": "PER",
             "entity": "c2"}],
        "quotations": [
            {"id": "q1", "mode": "speech", "spans": [at("Who goes there?", 0)],
             "speaker": speaker("c1", at("said", 0)), "addressees": [{"id": "c2", "confidence": 0.5}],
             "hearers": null},
            {"id": "q2", "mode": "speech", "spans": [at("A friend,", 0)],
             "speaker": speaker("c2", at("said", 1)), "addressees": [{"id": "c1", "confidence": 0.5}]},
            {"id": "q3", "mode": "speech", "spans": [at("You are my brother, Joss Ashe,", 0)],
             "speaker": speaker("c1", at("said", 2)), "addressees": [{"id": "c2", "confidence": 0.9}],
             "hearers": ["c2"]}],
        "scenes": [
            {"id": "s1", "span": [3, second - 2], "presence": [
                {"character": "c1", "from": 3, "to": 60}, {"character": "c2", "from": 3, "to": 60}]},
            {"id": "s2", "span": [second + 4, TEXT.len() - 1], "presence": [
                {"character": "c1", "from": second + 4, "to": TEXT.len() - 1, "confidence": 0.8}]}],
        "events": [{"id": "v1", "span": at("took", 0), "trigger": "took", "agent": ["c2"],
                    "patient": ["o1"], "realis": true, "negated": false}],
        "states": [{"character": "c2", "body_part": "arm", "state": "broken",
                    "from": at("broken", 0)[0], "to": null, "status": "holds", "cause": null,
                    "evidence": [at("broken", 0)]}],
        "custody": [{"object": "o1", "holder": "c2", "action": "take", "at": at("took", 0)[0],
                     "evidence": [at("took", 0)]}],
        "knowledge": [{"id": "n1", "about": {"quotation": "q3"}, "gist": "Joss is her brother",
                       "topics": ["c2"], "excluded": ["c1"], "knowers": [
                           {"character": "c2", "how": "told", "by": "c1",
                            "from": at("brother", 0)[0], "evidence": [at("brother", 0)]}]}],
        "relations": [{"a": "c2", "b": "c1", "kind": "brother", "confidence": 0.9,
                       "evidence": [at("brother", 0)]}],
        "promises": [], "rules": [], "apart": [],
    })
}

fn document() -> Document {
    Document::parse(&story().to_string(), TEXT).expect("a Story JSON")
}

fn reading() -> (Reading, Options) {
    (support::read(TEXT), Options { document: Some(document()), ..Options::default() })
}

fn text(export: &Export, path: &str) -> String {
    let file = export.files.iter().find(|file| file.path == path);
    let file = file.unwrap_or_else(|| panic!("{path} is among the files"));
    String::from_utf8(file.bytes.clone()).expect("the file is text")
}

/// A dictionary, read as `StarDict` reads it: by halving.
struct Dictionary {
    index: Vec<(String, Vec<u8>)>,
    synonyms: Vec<(String, Vec<u8>)>,
    meanings: String,
}

impl Dictionary {
    fn new(export: &Export, base: &str) -> Dictionary {
        let bytes = |end: &str| {
            let path = format!("{base}.{end}");
            export.files.iter().find(|file| file.path == path).map(|file| &*file.bytes)
        };
        Dictionary {
            index: rows(bytes("idx").expect("an index"), 8),
            synonyms: rows(bytes("syn").unwrap_or_default(), 4),
            meanings: text(export, &format!("{base}.dict")),
        }
    }

    fn look_up(&self, word: &str) -> Option<&str> {
        let number = |bytes: &[u8]| -> usize {
            bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
        };
        let in_index = halve(&self.index, word);
        let i = in_index.or_else(|| {
            halve(&self.synonyms, word).map(|i| number(&self.synonyms[i].1))
        })?;
        let place = &self.index[i].1;
        let (start, length) = (number(&place[..4]), number(&place[4..]));
        Some(&self.meanings[start..start + length])
    }
}

fn rows(mut bytes: &[u8], n: usize) -> Vec<(String, Vec<u8>)> {
    let mut rows = Vec::new();
    while !bytes.is_empty() {
        let end = bytes.iter().position(|&b| b == 0).expect("a word ends");
        let word = String::from_utf8(bytes[..end].to_vec()).expect("a word is text");
        rows.push((word, bytes[end + 1..end + 1 + n].to_vec()));
        bytes = &bytes[end + 1 + n..];
    }
    rows
}

fn halve(rows: &[(String, Vec<u8>)], word: &str) -> Option<usize> {
    let order = |a: &str, b: &str| -> Ordering {
        a.to_ascii_lowercase()
            .as_bytes()
            .cmp(b.to_ascii_lowercase().as_bytes())
            .then(a.cmp(b))
    };
    rows.binary_search_by(|(other, _)| order(other, word)).ok()
}

#[test]
fn a_dictionary_knows_nothing_from_behind_its_chapter() {
    let (reading, options) = reading();
    let export = stardict::write(&reading, &options).unwrap();
    let first = Dictionary::new(&export, "after-001/cast-after-001");
    let mara = first.look_up("Mara").unwrap();
    assert!(mara.contains("speaks once") && mara.contains("Who goes there?"), "{mara}");
    assert!(!mara.contains("she") && !mara.contains("brother"), "{mara}");
    let stranger = first.look_up("The stranger").unwrap();
    assert!(stranger.starts_with("The stranger\nspeaks once"), "{stranger}");
    assert_eq!(first.look_up("Joss Ashe"), None);
    for later in ["Joss", "Ashe", "brother", "key", "broken", "wept"] {
        assert!(!first.meanings.contains(later), "{later} is not known yet");
    }

    let second = Dictionary::new(&export, "after-002/cast-after-002");
    let joss = second.look_up("Joss Ashe").unwrap();
    for known in
        ["he/him", "brother of Mara", "arm: broken", "Has the brass key", "Knows (told)"]
    {
        assert!(joss.contains(known), "{known} is not in {joss}");
    }
    assert_eq!(second.look_up("The stranger"), Some(joss));
    assert_eq!(second.look_up("the brass key"), None);
    let about = text(&export, "after-001/cast-after-001.ifo");
    assert!(
        about.contains("\nbookname=Cast of Ashe & Co., up to the end of chapter 1, I\n")
    );
    assert!(about.contains("\nwordcount=2\n"), "{about}");
}

#[test]
fn a_name_of_two_people_tells_of_both() {
    let (reading, mut options) = reading();
    let mut story = story();
    story["characters"][0]["aliases"][0]["text"] = "The stranger".into();
    options.document = Some(Document::parse(&story.to_string(), TEXT).unwrap());
    let export = stardict::write(&reading, &options).unwrap();
    let second = Dictionary::new(&export, "after-002/cast-after-002");
    let both = second.look_up("The stranger").unwrap();
    assert!(both.contains("she/her") && both.contains("Joss Ashe\nhe/him"), "{both}");
}

#[test]
fn a_cache_for_koreader_knows_nothing_from_behind_its_chapter() {
    let (reading, options) = reading();
    let export = koreader::write(&reading, &options).unwrap();
    let first = text(&export, "after-001/xray_cache.lua");
    assert!(
        first.contains("cache_version = \"6.0\"") && first.contains("name = \"Mara\"")
    );
    assert!(!first.contains("Joss") && !first.contains("female"), "{first}");
    let second = text(&export, "after-002/xray_cache.lua");
    assert!(
        second.contains("name = \"Joss Ashe\"") && second.contains("gender = \"female\"")
    );
    for lua in [&first, &second] {
        assert_eq!(lua.matches('{').count(), lua.matches('}').count());
    }
}

#[test]
fn worddumb_reads_rows_of_seven() {
    let (reading, options) = reading();
    let rows: Vec<worddumb::Row> =
        serde_json::from_slice(&worddumb::write(&reading, &options).unwrap()).unwrap();
    assert_eq!((rows.len(), &*rows[1].0, &*rows[1].2), (2, "Joss Ashe", "The stranger"));
    assert_eq!((&*rows[1].1, rows[1].4, rows[1].5), ("PERSON", None, false));
}

#[test]
fn a_story_bible_has_a_page_for_everybody_and_everything() {
    let (reading, options) = reading();
    let export = bible::write(&reading, &options).unwrap();
    let novel = text(&export, "novel.md");
    assert!(
        novel.starts_with("# Ashe & Co.\n\nby N. N.\n\n## I\n\n“Who goes there?”"),
        "{novel}"
    );
    let joss = text(&export, "characters/Joss Ashe/entry.md");
    let front =
        "---\ntype: character\nname: \"Joss Ashe\"\naliases: [\"The stranger\"]\n";
    assert!(
        joss.starts_with(front) && joss.contains("Story Role: \"Speaking\""),
        "{joss}"
    );
    let key = text(&export, "objects/the brass key/entry.md");
    assert!(key.contains("- take: Joss Ashe"), "{key}");
    assert!(text(&export, "characters/Mara_/entry.md").contains("Scenes: 1, 2"));
}

#[test]
fn every_table_has_its_rows_and_every_row_its_book() {
    let document = document();
    let tables = tables(&document);
    assert_eq!(tables.len(), TABLES.len());
    let book_id = Cell::Text(document.book_id().into());
    for table in &tables {
        assert!(!table.rows.is_empty(), "{} has a row", table.name);
        for row in &table.rows {
            assert_eq!(
                (row.len(), &row[0]),
                (table.columns.len(), &book_id),
                "{}",
                table.name
            );
        }
    }
    let knowledge = find(&tables, "knowledge");
    assert_eq!(cell(knowledge, 0, "knows"), &Cell::Bool(true));
    assert_eq!(cell(knowledge, 0, "about_id"), &Cell::Text("q3".into()));
    assert_eq!(cell(knowledge, 1, "knows"), &Cell::Bool(false));
    assert_eq!(cell(knowledge, 1, "character_id"), &Cell::Text("c1".into()));
    let events = find(&tables, "events");
    assert_eq!(cell(events, 0, "scene_id"), &Cell::Text("s2".into()));
}

fn find<'a>(tables: &'a [Table<'a>], name: &str) -> &'a Table<'a> {
    tables.iter().find(|table| table.name == name).expect("a table")
}

fn cell<'a>(table: &'a Table<'a>, row: usize, column: &str) -> &'a Cell<'a> {
    let i = table.columns.iter().position(|c| c.name == column).expect("a column");
    &table.rows[row][i]
}

#[test]
fn offsets_count_bytes_code_points_and_utf16_units() {
    let document = document();
    let tables = tables(&document);
    let mentions = find(&tables, "mentions");
    for (i, row) in mentions.rows.iter().enumerate() {
        let number = |column| match cell(mentions, i, column) {
            Cell::Int(n) => usize::try_from(*n).unwrap(),
            other => panic!("{column} is {other:?}"),
        };
        let bytes = &TEXT[number("start_byte")..number("end_byte")];
        let chars: String = TEXT.chars().collect::<Vec<_>>()
            [number("start_char")..number("end_char")]
            .iter()
            .collect();
        let units: Vec<u16> = TEXT.encode_utf16().collect();
        let units = &units[number("start_utf16")..number("end_utf16")];
        assert_eq!(
            (chars.as_str(), String::from_utf16(units).unwrap()),
            (bytes, bytes.into())
        );
        assert_eq!(row.last(), Some(&Cell::Text(bytes.into())));
    }
    // The last mention stands behind a character of four bytes and two units.
    assert_ne!(cell(mentions, 2, "start_char"), cell(mentions, 2, "start_utf16"));
}

#[test]
fn csv_is_read_back_cell_by_cell() {
    let document = document();
    let tables = tables(&document);
    let export = csv::write(&tables).unwrap();
    for table in &tables {
        let file = text(&export, &format!("{}.csv", table.name));
        let mut reader = ::csv::Reader::from_reader(file.as_bytes());
        let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), names);
        assert_eq!(reader.records().map(Result::unwrap).count(), table.rows.len());
    }
    let quotations = text(&export, "quotations.csv");
    assert!(quotations.contains("\"You are my brother, Joss Ashe,\""), "{quotations}");
}

#[test]
fn a_document_of_another_text_is_refused() {
    let error = Document::parse(&story().to_string(), "short").unwrap_err();
    assert!(error.to_string().contains("another text"), "{error}");
    assert!(Document::parse("{}", TEXT).is_err() && Document::parse("x", TEXT).is_err());
}

#[test]
fn a_network_counts_talk_or_company() {
    let document = document();
    let talk = Network::new(&document, Relation::Talk);
    let names: Vec<&str> = talk.nodes.iter().map(|node| &*node.name).collect();
    assert_eq!(names, ["Mara", "Joss Ashe"]);
    let weights: Vec<_> = talk
        .edges
        .iter()
        .map(|e| (e.from, e.to, e.weight(), e.weights.clone()))
        .collect();
    assert_eq!(weights, [(0, 1, 2, vec![(0, 1), (1, 1)]), (1, 0, 1, vec![(0, 1)])]);
    let company = Network::new(&document, Relation::Company);
    let weights: Vec<_> =
        company.edges.iter().map(|e| (e.from, e.to, e.weight())).collect();
    assert_eq!((weights, company.is_directed()), (vec![(0, 1, 1)], false));

    let dynamic = String::from_utf8(gexf::write(&talk, "A & B", true)).unwrap();
    assert!(dynamic.contains("<spell start=\"0\" end=\"2\"/>"), "{dynamic}");
    assert!(dynamic.contains("defaultedgetype=\"directed\""));
    for bytes in
        [gexf::write(&talk, "A & B", false), graphml::write(&talk), dynamic.into()]
    {
        assert_well_formed(&bytes);
    }
}

/// Fails if the elements of a document do not fit, or if an id is there twice.
fn assert_well_formed(xml: &[u8]) -> BTreeMap<String, usize> {
    use quick_xml::Reader;
    use quick_xml::events::Event;
    let mut reader = Reader::from_str(std::str::from_utf8(xml).expect("XML is text"));
    reader.config_mut().check_end_names = true;
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let mut ids: BTreeMap<String, usize> = BTreeMap::new();
    loop {
        match reader.read_event().expect("the document is well-formed") {
            Event::Eof => break,
            Event::Start(start) | Event::Empty(start) => {
                *names.entry(start.name().into_inner().to_owned()).or_default() += 1;
                for attribute in start.attributes() {
                    let attribute = attribute.expect("attributes are well-formed");
                    if attribute.key.into_inner() == "xml:id" {
                        *ids.entry(attribute.value.into_owned()).or_default() += 1;
                    }
                }
            }
            _ => {}
        }
    }
    assert!(ids.values().all(|&n| n == 1), "{ids:?}");
    names
}

#[test]
fn tei_says_who_speaks_to_whom_and_keeps_the_text() {
    let (reading, options) = reading();
    let export = tei::write(&reading, &options).unwrap();
    assert!(export.certificate.as_ref().unwrap().complete);
    let xml = text(&export, "");
    let names = assert_well_formed(xml.as_bytes());
    assert_eq!((names["said"], names["person"], names["certainty"]), (3, 2, 3));
    assert_eq!((names["milestone"], names["relation"], names["link"]), (2, 1, 3));
    let current = text(&tei::write_current(&reading, &options).unwrap(), "");
    let said = "<said aloud=\"true\" direct=\"true\" who=\"#c2\" cert=\"high\" \
                toWhom=\"#c1\" xml:id=\"q2\">A friend,</said>";
    assert!(current.contains(said), "{current}");
    for part in [
        "<said aloud=\"true\" direct=\"true\" who=\"#c2\" xml:id=\"q2\">A friend,</said>",
        "<link target=\"#q2 #c1\"/>",
        "<persName ref=\"#c1\">Mara</persName>",
        "<rs ref=\"#c1\" type=\"pronoun\">she</rs>",
        "<head>II</head>",
    ] {
        assert!(xml.contains(part), "{part} is not in {xml}");
    }
}

#[test]
fn tei_is_well_formed_and_complete_for_odd_texts() {
    let odd =
        "“One\n\ntwo <b> & ‘three’,” said Mara.\u{1}\n\n\u{feff}\n\n*I & you*\n\u{c}";
    for text in
        [odd, "", "\u{feff}", " \n", "***\n\n“Go,” said Mara.", "I\n\nII\n\nIII\n"]
    {
        let export = tei::write(&support::read(text), &Options::default()).unwrap();
        assert!(export.certificate.unwrap().complete, "{text:?}");
        assert_well_formed(&export.files[0].bytes);
    }
}

#[test]
fn a_cast_sheet_counts_what_each_voice_has_to_say() {
    let (reading, options) = reading();
    let sheet = String::from_utf8(cast_sheet::csv(&reading, &options).unwrap()).unwrap();
    let mut reader = ::csv::Reader::from_reader(sheet.as_bytes());
    let rows: Vec<Vec<String>> = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    assert_eq!(
        (&*rows[0][0], &*rows[1][0], &*rows[2][0]),
        ("narrator", "Mara", "Joss Ashe")
    );
    // Name, id, pronouns, also, lines, words, minutes, scenes, first byte, first line.
    assert_eq!(rows[1][4..6], ["2".to_owned(), "9".to_owned()]);
    assert_eq!((&*rows[1][9], &*rows[2][3]), ("Who goes there?", "The stranger"));
    let page = String::from_utf8(cast_sheet::text(&reading, &options).unwrap()).unwrap();
    assert_eq!(page.lines().count(), 1 + rows.len());
}

#[test]
fn a_voice_map_is_only_added_to() {
    let reading = support::read("“Go,” said Mara.\n\n“No,” said Tom.\n");
    let library: Vec<String> =
        ["v/adult/female/Ann.wav", "v/adult/female/Bea.wav"].map(str::to_owned).to_vec();
    let options = Options::default();
    let map = merged(None, &reading, &options, &[]).unwrap();
    assert!(map.contains("name = \"Mara\"") && map.contains("name = \"Tom\""), "{map}");
    assert_eq!(merged(Some(&map), &reading, &options, &library).unwrap(), map);

    let edited = "# mine\n[narrator]\nvoice = \"n.wav\" # deep\n\n\
                  [[character]]\nname = \"Skip\"\nalso = [\"TOM\"]\nvoice = \"t.wav\"\n";
    let after = merged(Some(edited), &reading, &options, &library).unwrap();
    assert!(after.starts_with(edited), "{after}");
    assert_eq!(after.matches("[[character]]").count(), 2, "Tom is Skip: {after}");
    let map = VoiceMap::parse(&after).unwrap();
    assert_eq!(map.voices().take(2).collect::<Vec<_>>(), ["n.wav", "t.wav"]);
    for bad in
        ["[[character]]\nvoice = \"x\"\n", "not = toml = x", "[narrator]\nvoice=\"a]b\""]
    {
        assert!(VoiceMap::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn every_format_writes_something_for_every_text() {
    for text in ["", "No cast here.", "“Go,” said Mara.\n"] {
        let reading = support::read(text);
        let voices = Some(VoiceMap::default());
        let options = Options { voices, ..Options::default() };
        for format in FORMATS {
            let export = (format.write)(&reading, &options).unwrap();
            assert!(
                format.shape == Shape::Folder || !export.files.is_empty(),
                "{}",
                format.name
            );
            let mut paths: Vec<String> =
                export.files.iter().map(|file| file.path.to_lowercase()).collect();
            paths.sort();
            paths.dedup();
            assert_eq!(paths.len(), export.files.len(), "{}", format.name);
        }
    }
}
