//! Golden stories: what the engine makes of a passage.
//!
//! A story is three parts with a line `---` between them: what it shows, the text, the
//! reading. The folder says which lines the reading has:
//!
//! | Folder | Lines |
//! | --- | --- |
//! | `quotation` | `quotation` |
//! | `speech` | `quotation`, `speech` |
//! | `cast` | `character`, `alias` |
//! | `scene` | `scene`, `there`, `hears` |
//! | `parse` | `sentence`, `word`, `phrase` |
//! | `event` | `event`, then what is not so: `denied`, `wanted`, `possible` and so on |
//! | `state` | `state` |
//! | `custody` | `thing`, `custody` |
//! | `knowledge` | `known`, `knows`, `left out`, `lie` |
//! | `tie` | `relation`, `promise`, `rule`, `attitude` |
//! | `portrait` | `agent`, `patient`, `possession`, `modifier` |
//! | `description` | `looks` |
//! | `finding` | `finding` |
//! | `structure` | `chapter`, `break`, `apart` |
//!
//! and every folder has `note` lines. `UPDATE_STORIES=1` writes the third part anew.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use dramaturg::cast::{EntityId, Mode, User};
use dramaturg::story::{About, Sincerity};
use dramaturg::story::{Event, Modality, State};
use dramaturg::text::{Book, Limits, read};
use dramaturg::text::{
    Byte, Claim, Draft, ParagraphKind, Position, Source, Span, TokenId,
};
use dramaturg::view::{Character, Quotation, Scene};
use dramaturg::{Engine, Reading};

#[test]
fn stories() {
    let is_update = std::env::var_os("UPDATE_STORIES").is_some();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../stories");
    let mut failures = String::new();
    let mut n_stories = 0;
    let engine = Engine::embedded();
    for path in story_files(&root) {
        let source = fs::read_to_string(&path).expect("a story is a text file");
        let source = source.replace("\r\n", "\n");
        let Some((shows, text, expected)) = parts(&source) else {
            panic!("{}: has not three parts with `---` between them", path.display());
        };
        let folder =
            path.parent().and_then(Path::file_name).expect("stories lie in folders");
        let stage = folder.to_str().expect("folders have plain names");
        let reading = engine.read(book(text));
        let written = Writer::new(&reading).lines(stage, &path);
        n_stories += 1;
        if written == expected {
            continue;
        }
        if is_update {
            let story = format!("{shows}\n---\n{text}\n---\n{written}");
            fs::write(&path, story).expect("a story can be written");
        } else {
            let name = path.display();
            write!(failures, "{name}: {shows}\nexpected\n{expected}\nread\n{written}\n")
                .expect("a string takes any text");
        }
    }
    assert!(n_stories > 0, "no story under {}", root.display());
    assert!(failures.is_empty(), "UPDATE_STORIES=1 writes these anew:\n\n{failures}");
}

/// All stories in order of path.
fn story_files(root: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    let entries = |path: &Path| {
        let entries = fs::read_dir(path).expect("a folder of stories");
        entries.map(|entry| entry.expect("a readable entry").path()).collect::<Vec<_>>()
    };
    for folder in entries(root).into_iter().filter(|path| path.is_dir()) {
        let is_story = |path: &PathBuf| path.extension().is_some_and(|e| e == "story");
        paths.extend(entries(&folder).into_iter().filter(is_story));
    }
    paths.sort();
    paths
}

/// What a story shows, its text, and the reading, which may be empty.
fn parts(source: &str) -> Option<(&str, &str, &str)> {
    let (shows, rest) = source.split_once("\n---\n")?;
    // The text may hold `---` itself, as a break; the last one ends it.
    let (text, reading) = rest.rsplit_once("\n---\n")?;
    Some((shows, text, reading))
}

fn book(text: &str) -> Book {
    read("story.txt", text.as_bytes(), &Limits::default()).unwrap_or_else(|_| {
        let source = Source { is_verbatim: true, ..Source::default() };
        Book::new(Draft { text: text.into(), source, ..Draft::default() })
    })
}

/// Writes the lines of a reading.
struct Writer<'a> {
    reading: &'a Reading,
    out: String,
}

impl<'a> Writer<'a> {
    fn new(reading: &'a Reading) -> Self {
        Writer { reading, out: String::new() }
    }

    fn lines(mut self, stage: &str, path: &Path) -> String {
        match stage {
            "quotation" => self.reading.quotations().for_each(|q| self.quotation(q)),
            "speech" => self.reading.quotations().for_each(|q| {
                self.quotation(q);
                self.speech(q);
            }),
            "cast" => self.reading.characters().for_each(|c| self.character(c)),
            "scene" => {
                self.reading.scenes().for_each(|scene| self.scene(scene));
                self.reading.quotations().for_each(|q| self.hearers(q));
            }
            "parse" => self.parse(),
            "event" => {
                let events = &self.reading.story.events;
                events.rows.rows().iter().for_each(|event| self.event(event));
                events.unreal.iter().for_each(|event| self.event(event));
            }
            "state" => {
                let states = self.reading.story.fluents.states.rows();
                states.iter().for_each(|state| self.state(state));
            }
            "custody" => self.custody(),
            "knowledge" => self.knowledge(),
            "tie" => self.ties(),
            "portrait" => self.portraits(),
            "description" => {
                let rows = &self.reading.story.descriptions.rows;
                for row in rows.rows() {
                    let (who, kind) = (self.name(row.character), row.kind.label());
                    let about = if row.is_rough { "about " } else { "" };
                    let words = self.words(self.reading.book.bytes(row.evidence));
                    let says = format!("{who} {kind} {about}{}, “{words}”", row.value);
                    self.line("looks", None, &says);
                }
            }
            "finding" => {
                for row in self.reading.check() {
                    let (first, second) = (self.words(row.first), self.words(row.second));
                    let kind = row.kind.label();
                    let says = format!("{kind}, {}, “{first}” … “{second}”", row.message);
                    self.line("finding", None, &says);
                }
            }
            "structure" => self.structure(),
            "reference" => self.references(),
            _ => panic!("{}: no stage has a folder `{stage}`", path.display()),
        }
        let notes =
            self.reading.book.notes.iter().chain(&self.reading.cast.quotations.notes);
        for note in notes {
            let words = self.words(note.span);
            self.line("note", None, &format!("{} “{words}”", note.code));
        }
        self.out
    }

    /// A line: its kind, its number from 1, what it says.
    fn line(&mut self, kind: &str, index: Option<usize>, says: &str) {
        let head = index.map_or(kind.to_owned(), |i| format!("{kind} {}", i + 1));
        writeln!(self.out, "{head:<12} {says}").expect("a string takes any text");
    }

    /// The words of a stretch on one line, the middle of long ones left out.
    fn words(&self, span: Span<Byte>) -> String {
        let words: Vec<&str> = self.reading.book.slice(span).split_whitespace().collect();
        if words.len() > 12 {
            let end = words[words.len() - 4..].join(" ");
            return format!("{} … {end}", words[..6].join(" "));
        }
        words.join(" ")
    }

    fn tokens(&self, span: Span<TokenId>) -> String {
        self.words(self.reading.book.bytes(span))
    }

    fn name(&self, id: EntityId) -> &'a str {
        self.reading.character(id).name()
    }

    fn names<'b>(&self, ids: impl IntoIterator<Item = &'b EntityId>) -> String {
        let names: Vec<&str> = ids.into_iter().map(|&id| self.name(id)).collect();
        names.join(" and ")
    }

    fn quotation(&mut self, quotation: Quotation<'_>) {
        let row = quotation.row();
        let parts: Vec<String> = row.outer.iter().map(|&part| self.words(part)).collect();
        let mut says = parts.join(" … ");
        if let Some(outer) = row.nested_in {
            says = format!("{says} inside {}", outer.index() + 1);
        }
        let kind = match row.mode {
            Mode::Speech => "quotation",
            Mode::Thought => "thought",
            Mode::Writing => "writing",
        };
        self.line(kind, Some(quotation.id.index()), &says);
    }

    fn speech(&mut self, quotation: Quotation<'_>) {
        let Some(attribution) = quotation.attribution() else { return };
        let speaker = attribution.speaker.as_ref();
        let mut says =
            speaker.map_or("unknown", |claim| self.name(claim.value)).to_owned();
        says += ", ";
        says += attribution.kind.label();
        if let Some(cue) = attribution.cue {
            says += &format!(", cue “{}”", self.tokens(Span::one(cue.verb)));
        }
        if !attribution.addressees.is_empty() {
            let to: Vec<EntityId> =
                attribution.addressees.iter().map(|a| a.value).collect();
            says += &format!(", to {}", self.names(&to));
        }
        if let Some(delivery) = &attribution.delivery {
            let how = delivery.verb.iter().chain(&delivery.manner);
            let how: Vec<String> = how.map(|word| format!("“{word}”")).collect();
            says += &format!(", how {}", how.join(" "));
        }
        self.line("speech", Some(quotation.id.index()), &says);
    }

    fn character(&mut self, character: Character<'_>) {
        let mut says = character.name().to_owned();
        for word in character.pronouns().into_iter().chain(
            [
                character.is_narrator().then_some("narrator"),
                (!character.is_on_stage()).then_some("off stage"),
            ]
            .into_iter()
            .flatten(),
        ) {
            says += ", ";
            says += word;
        }
        self.line("character", None, &says);
        for (i, alias) in character.aliases().iter().enumerate() {
            let users: Vec<&str> = character
                .users(i)
                .iter()
                .map(|user| match user {
                    User::Narrator => "narrator",
                    User::Speaker(id) => self.name(*id),
                })
                .collect();
            let (text, kind, count) =
                (&alias.text, alias.kind.label(), alias.mentions.len());
            let by = if users.is_empty() { "nobody".into() } else { users.join(" and ") };
            self.line("alias", None, &format!("“{text}”, {kind}, {count} by {by}"));
        }
    }

    /// The referents with more than one mention.
    fn references(&mut self) {
        let references = &self.reading.cast.references;
        for (id, referent) in references.referents.iter() {
            if referent.mentions.len() < 2 {
                continue;
            }
            let mentions = referent.mentions.iter();
            let mentions =
                mentions.map(|&m| self.tokens(references.mentions.rows[m].span));
            let says = mentions.collect::<Vec<_>>().join(" | ");
            self.line("referent", Some(id.index()), &says);
        }
    }

    fn scene(&mut self, scene: Scene<'_>) {
        let row = scene.row();
        let mut says = format!("“{}”", self.words(row.span));
        if let Some(place) = scene.place() {
            says += &format!(", place {place}");
        }
        if let Some(time) = scene.time() {
            says += &format!(", time “{time}”");
        }
        if let Some(Claim { value, .. }) = row.focalizer {
            says += &format!(", eyes {}", self.name(value));
        }
        self.line("scene", Some(scene.id.index()), &says);
        for presence in &row.presence {
            let mut says = self.name(presence.character).to_owned();
            if let Some(enter) = presence.enter {
                says += &format!(", enters “{}”", self.words(enter));
            }
            if let Some(leave) = presence.leave {
                says += &format!(", leaves “{}”", self.words(leave));
            }
            self.line("there", None, &says);
        }
    }

    fn hearers(&mut self, quotation: Quotation<'_>) {
        let Some(hearers) = quotation.hearers() else { return };
        let says = if hearers.is_empty() { "nobody".into() } else { self.names(hearers) };
        self.line("hears", Some(quotation.id.index()), &says);
    }

    fn parse(&mut self) {
        let parse = &self.reading.parse;
        for (id, &sentence) in parse.sentences.iter() {
            let words = self.words(parse.bytes(sentence));
            self.line("sentence", Some(id.index()), &format!("“{words}”"));
            for id in sentence.iter() {
                let word = parse.words[id];
                let form = self.words(word.span);
                let joined = if word.is_joined { "+" } else { "" };
                let head = word.head.map(|head| self.words(parse.words[head].span));
                let of = head.map_or(String::new(), |head| format!(" of {head}"));
                let (lemma, tag) = (parse.lemma(id), word.tag.label());
                let relation = parse.relation(id);
                self.line(
                    "word",
                    None,
                    &format!("{joined}{form}, {lemma}, {tag}, {relation}{of}"),
                );
            }
        }
        for phrase in &parse.phrases {
            let words = self.words(parse.bytes(phrase.words));
            let head = self.words(parse.words[phrase.head].span);
            let (kind, class) = (phrase.kind, phrase.class);
            self.line("phrase", None, &format!("“{words}”, {kind:?} {class:?}, {head}"));
        }
    }

    fn event(&mut self, event: &Event) {
        let mut says =
            format!("“{}”, {}", self.words(event.trigger), event.class.label());
        for (role, who) in [("by", &event.agents), ("to", &event.patients)] {
            if !who.is_empty() {
                says += &format!(", {role} {}", self.names(who));
            }
        }
        let parse = &self.reading.parse;
        for &thing in &event.things {
            says += &format!(", thing “{}”", self.words(parse.words[thing].span));
        }
        if let Some(place) = event.place {
            says += &format!(", place “{}”", self.words(parse.words[place].span));
        }
        let kind = if event.modality == Modality::Asserted {
            "event"
        } else {
            event.modality.label()
        };
        self.line(kind, None, &says);
    }

    fn state(&mut self, state: &State) {
        let part = state.part.as_ref().map_or(String::new(), |part| format!(" {part}"));
        let mut says = format!("{}{part} {}", self.name(state.character), state.state);
        says += &format!(", {}", state.status.label());
        if let Some(by) = state.by {
            says += &format!(", by {}", self.name(by));
        }
        for &words in &state.evidence {
            says += &format!(", “{}”", self.tokens(words));
        }
        if let Some(to) = state.to {
            let rest = &self.reading.book.text[to.index()..];
            let next: Vec<&str> = rest.split_whitespace().take(2).collect();
            says += &format!(", up to “{}”", next.join(" "));
        }
        self.line("state", None, &says);
    }

    fn knowledge(&mut self) {
        let knowledge = &self.reading.story.knowledge;
        for (id, row) in knowledge.rows.iter() {
            let kind = match row.about {
                About::Quotation(_) => "said",
                About::Thought(_) => "thought",
                About::Event(_) => "event",
                About::Words => "words",
            };
            let says = format!("{kind} “{}”", self.words(row.gist));
            self.line("known", Some(id.index()), &says);
            for knower in &row.knowers {
                let mut says =
                    format!("{}, {}", self.name(knower.character), knower.how.label());
                if let Some(by) = knower.by {
                    says += &format!(" by {}", self.name(by));
                }
                self.line("knows", None, &says);
            }
            if !row.excluded.is_empty() {
                self.line("left out", None, &self.names(&row.excluded));
            }
        }
        for (id, sincerity) in knowledge.sincerity.iter() {
            if *sincerity != Sincerity::Unknown {
                let words = self.words(self.reading.cast.quotations.rows[id].parts[0]);
                self.line("lie", None, &format!("{} “{words}”", sincerity.label()));
            }
        }
    }

    fn ties(&mut self) {
        let ties = &self.reading.story.ties;
        for (id, row) in ties.relations.iter() {
            let (a, b) = (self.name(row.a), self.name(row.b));
            let words = self.words(row.evidence[0]);
            let says = format!("{a} is the {} of {b}, “{words}”", row.kind);
            self.line("relation", Some(id.index()), &says);
        }
        let somebody = |id: Option<EntityId>| id.map_or("somebody", |id| self.name(id));
        let promises = ties.promises.iter().map(|(id, row)| {
            let (by, to) = (somebody(row.by), somebody(row.to));
            let (kind, status) = (row.kind.label(), row.status.label());
            let words = self.words(row.gist);
            (id.index(), format!("{kind} by {by} to {to}, {status}, “{words}”"))
        });
        for (id, says) in promises.collect::<Vec<_>>() {
            self.line("promise", Some(id), &says);
        }
        for (id, row) in ties.rules.iter() {
            let by = row.by.map_or("the narration", |by| self.name(by));
            let says = format!("by {by}, “{}”", self.words(row.gist));
            self.line("rule", Some(id.index()), &says);
        }
        for (id, row) in ties.attitudes.iter() {
            let (holder, toward) = (self.name(row.holder), self.name(row.toward));
            let words = self.words(row.evidence);
            let says = format!("{holder}, {} toward {toward}, “{words}”", row.kind);
            self.line("attitude", Some(id.index()), &says);
        }
    }

    fn portraits(&mut self) {
        let reading = self.reading;
        for facet in &reading.story.portraits.rows {
            let who = facet.who.map_or("somebody", |who| self.name(who));
            let denied = if facet.is_negated { ", denied" } else { "" };
            let (kind, word) = (facet.kind, reading.parse.lemma(facet.word));
            let of = self.words(reading.parse.words[facet.of].span);
            let says = format!("{who}, {word}{denied}, of “{of}”");
            self.line(kind.label(), None, &says);
        }
    }

    fn custody(&mut self) {
        let fluents = &self.reading.story.fluents;
        for (id, thing) in fluents.things.iter() {
            let mut says = thing.name.clone();
            for alias in &thing.aliases {
                says += &format!(", “{alias}”");
            }
            if let Some(owner) = thing.owner {
                says += &format!(", of {}", self.name(owner));
            }
            self.line("thing", Some(id.index()), &says);
        }
        for row in fluents.custody.rows() {
            let mut says = format!("{} {}", row.thing.index() + 1, row.action);
            if let Some(from) = row.from_holder {
                says += &format!(", from {}", self.name(from));
            }
            if let Some(holder) = row.holder {
                says += &format!(", to {}", self.name(holder));
            }
            if let Some(place) = row.place {
                says += &format!(", at “{}”", self.tokens(place));
            }
            says += &format!(", “{}”", self.tokens(row.evidence));
            self.line("custody", None, &says);
        }
    }

    fn structure(&mut self) {
        for chapter in self.reading.chapters() {
            let words = self.words(chapter.row().span);
            let title = chapter.title().unwrap_or("without a title");
            self.line(
                "chapter",
                Some(chapter.id.index()),
                &format!("{title}: “{words}”"),
            );
        }
        for paragraph in self.reading.book.paragraphs.rows() {
            if paragraph.kind == ParagraphKind::Break {
                let words = self.words(paragraph.span);
                self.line("break", None, &format!("“{words}”"));
            }
        }
        for apart in &self.reading.book.apart {
            let words = self.words(apart.span);
            self.line("apart", None, &format!("{} “{words}”", apart.kind));
        }
    }
}
