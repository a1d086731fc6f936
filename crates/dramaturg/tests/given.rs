//! Given beats guessed: each stage keeps the given rows and decides the others.

use dramaturg::cast::lexicon::Gender;
use dramaturg::cast::{
    GivenCharacter, GivenId, GivenMention, GivenQuotation, GivenSpeaker, MentionKind,
    MentionType, Mode,
};
use dramaturg::text::{Book, Evidence, Position, Span, read_text};
use dramaturg::{Engine, Given, Reading};

fn book(text: &str) -> Book {
    read_text("given.txt", text).expect("a short text is a book")
}

fn span(text: &str, words: &str) -> Span<dramaturg::text::Byte> {
    let start = text.find(words).expect("the words are there");
    Span::of(start, start + words.len())
}

fn character(name: &str, aliases: &[&str]) -> GivenCharacter {
    GivenCharacter {
        name: name.to_owned(),
        aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
        gender: Gender::Unknown,
        is_narrator: false,
    }
}

fn speakers(reading: &Reading) -> Vec<String> {
    let name = |q: dramaturg::view::Quotation<'_>| {
        q.speaker().map_or("nobody".to_owned(), |speaker| speaker.name().to_owned())
    };
    reading.quotations().map(name).collect()
}

#[test]
fn nothing_given_changes_nothing() {
    let text = "“Come here,” said Mara.\n\n“No,” said Tom. “I am busy.”\n\n“Now!”\n";
    let engine = Engine::embedded();
    let options = dramaturg::JsonOptions::default();
    assert_eq!(
        engine.read(book(text)).to_json(&options),
        engine.read_given(book(text), &Given::default()).to_json(&options)
    );
}

#[test]
fn given_quotations_are_kept_and_others_found() {
    let text = "Mara said: ——Come here, Tom. He came.\n\n“No,” said Tom.\n";
    let parts = vec![span(text, "——Come here, Tom.")];
    let quotations =
        vec![GivenQuotation { parts, mode: Some(Mode::Speech), is_inside: false }];
    let mut given = Given { quotations, ..Given::default() };
    let words = |reading: &Reading| -> Vec<String> {
        reading.quotations().map(|q| q.words().collect()).collect()
    };
    let engine = Engine::rules_only();
    let reading = engine.read_given(book(text), &given);
    assert_eq!(words(&reading), ["——Come here, Tom.", "No,"]);
    given.has_all_quotations = true;
    let reading = engine.read_given(book(text), &given);
    assert_eq!(words(&reading), ["——Come here, Tom."]);
}

#[test]
fn a_given_quotation_takes_the_place_of_what_overlaps_it() {
    let text = "“Come here,” said Mara, “and be quick.”\n";
    let parts = vec![span(text, "Come here,")];
    let quotations = vec![
        GivenQuotation { parts, mode: Some(Mode::Thought), is_inside: false },
        // What lies past the end is passed over.
        GivenQuotation {
            parts: vec![Span::of(900, 950)],
            mode: Some(Mode::Speech),
            is_inside: false,
        },
    ];
    let given = Given { quotations, ..Given::default() };
    let reading = Engine::rules_only().read_given(book(text), &given);
    let [row] = reading.cast.quotations.rows.rows() else { panic!("one is left") };
    assert_eq!((row.mode, row.outer[0]), (Mode::Thought, span(text, "“Come here,”")));
}

#[test]
fn the_names_of_a_given_character_are_one_entity() {
    let text = "The wooden-legged man nodded. “Aye,” said the wooden-legged man.\n\n\
                Jonathan Small was no friend of Mara. Mara knew Small well.\n\n\
                “No,” said Small.\n";
    let small = character("Jonathan Small", &["Small", "The Wooden-legged Man"]);
    let given =
        Given { characters: vec![small, character("Mara", &[])], ..Given::default() };
    let reading = Engine::rules_only().read_given(book(text), &given);
    assert_eq!(speakers(&reading), ["Jonathan Small", "Jonathan Small"]);
    let id = reading.cast.entities.of_given(GivenId::from_index(0)).unwrap();
    let row = &reading.cast.entities.rows[id];
    let is_proper = |&&m: &&dramaturg::cast::MentionId| {
        reading.cast.mentions.rows[m].kind == MentionKind::Proper
    };
    assert_eq!(row.mentions.iter().filter(is_proper).count(), 5);
}

#[test]
fn two_given_characters_never_join() {
    let text = "Mr. Venn came in. Venn sat down. Mara Venn looked at Venn.\n\n\
                “No,” said Venn.\n";
    let given = Given {
        characters: vec![character("Venn", &["Mr. Venn"]), character("Mara Venn", &[])],
        ..Given::default()
    };
    let reading = Engine::rules_only().read_given(book(text), &given);
    let of = |i| reading.cast.entities.of_given(GivenId::from_index(i)).unwrap();
    assert_ne!(of(0), of(1));
    assert_eq!(speakers(&reading), ["Venn"]);
}

#[test]
fn of_a_whole_cast_nobody_else_speaks() {
    let text = "Mara and Tom came in. Mara laughed.\n\n“Well,” said the porter.\n";
    let mut given = Given {
        characters: vec![character("Mara", &[]), character("Tom", &[])],
        ..Given::default()
    };
    let reading = Engine::rules_only().read_given(book(text), &given);
    assert_eq!(speakers(&reading), ["the porter"]);
    given.has_all_characters = true;
    let reading = Engine::rules_only().read_given(book(text), &given);
    assert!(["Mara", "Tom"].contains(&&*speakers(&reading)[0]));
}

#[test]
fn a_given_narrator_is_who_says_i() {
    let text = "I met Tom. I knew him.\n\n“Come in, Mara,” said Tom.\n\n“No,” I said.\n";
    let mut mara = character("Mara", &[]);
    mara.is_narrator = true;
    let given = Given { characters: vec![mara], ..Given::default() };
    let reading = Engine::rules_only().read_given(book(text), &given);
    assert_eq!(speakers(&reading), ["Tom", "Mara"]);
}

#[test]
fn a_given_speaker_is_certain_and_tells_of_the_others() {
    let text =
        "Mara and Tom sat by the fire.\n\n“Well?”\n\n“Well what?”\n\n“You know.”\n";
    for engine in [Engine::rules_only(), Engine::embedded()] {
        for (speaker, expected) in
            [(0, ["Mara", "Tom", "Mara"]), (1, ["Tom", "Mara", "Tom"])]
        {
            let given = Given {
                characters: vec![character("Mara", &[]), character("Tom", &[])],
                speakers: vec![GivenSpeaker {
                    is_inside: false,
                    span: span(text, "Well what?"),
                    speaker: Some(GivenId::from_index(1 - speaker)),
                }],
                ..Given::default()
            };
            let reading = engine.read_given(book(text), &given);
            assert_eq!(speakers(&reading), expected);
            let rows = reading.cast.speech.rows.rows();
            let claim = rows[1].speaker.as_ref().unwrap();
            assert_eq!((claim.confidence, &claim.evidence), (1.0, &Evidence::Given));
            assert_ne!(rows[0].speaker.as_ref().unwrap().evidence, Evidence::Given);
        }
    }
}

#[test]
fn given_mentions_are_kept_and_others_found() {
    let text = "Mara opened the old mill. She liked it. Tom came, too.\n";
    let mention =
        |words, kind, r#type| GivenMention { span: span(text, words), kind, r#type };
    let mentions = vec![
        mention("Mara", MentionKind::Proper, MentionType::Person),
        mention("the old mill", MentionKind::Nominal, MentionType::Facility),
        mention("She", MentionKind::Pronoun, MentionType::Person),
        mention("it", MentionKind::Pronoun, MentionType::Facility),
    ];
    let mut given = Given { mentions, ..Given::default() };
    let engine = Engine::embedded();
    let words = |reading: &Reading| -> Vec<(String, Option<usize>)> {
        let references = &reading.cast.references;
        let rows = references.mentions.rows.iter();
        rows.map(|(id, mention)| {
            let words = reading.book.slice(reading.book.bytes(mention.span)).to_owned();
            (words, references.of_mention[id].map(Position::index))
        })
        .collect()
    };
    let found = words(&engine.read_given(book(text), &given));
    assert_eq!(found.len(), 5);
    assert_eq!(found[4].0, "Tom");
    given.has_all_mentions = true;
    let found = words(&engine.read_given(book(text), &given));
    let all: Vec<&str> = found.iter().map(|f| &*f.0).collect();
    assert_eq!(all, ["Mara", "the old mill", "She", "it"]);
    assert_eq!(found[0].1, found[2].1);
    assert_eq!(found[1].1, found[3].1);
    assert_ne!(found[0].1, found[1].1);
}
