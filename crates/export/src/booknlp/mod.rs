//! The files of `BookNLP`: tokens, entities, supersenses, quotations, characters.
//!
//! Version 1. Columns, counting and the layout of `.book` are those of `BookNLP` 1.0
//! (Bamman, `english_booknlp.py`), and of its fork BookNLP-plus for `.book.txt`. Token ids
//! count words of syntax from 0; `byte_onset` and `byte_offset` count code points, as they
//! do there. A word's white space is `S`, `N` or `T`, as there. What differs: relations are
//! those of Universal Dependencies, and only speech is a quotation.
//!
//! Read in this order: this file (the rows that several files share, and the four tables),
//! `penn`, `book`, `html`.

mod book;
mod html;
mod penn;

use std::borrow::Cow;
use std::fmt::Write as _;

use dramaturg::Reading;
use dramaturg::cast::lexicon::Supersense;
use dramaturg::cast::{EntityId, EntityKind, MentionKind, MentionType, Mode, ReferentId};
use dramaturg::parse::{Parse, ParsedWordId, Relation, Tag};
use dramaturg::text::{Byte, Position, Span};
use rustc_hash::FxHashMap;

use crate::format::{Export, ExportFile};
use crate::offsets::Offsets;
use crate::{ExportError, Options};

/// A mention of the speaker is looked for among so many on either side of a quotation.
const MAX_LOOK: usize = 64;
/// A file's name is at most this many characters of the book's.
const MAX_ID_CHARS: usize = 100;

/// Writes the files.
///
/// # Errors
///
/// If the reading is to come from elsewhere than the engine: a Story JSON has no words.
pub fn write(reading: &Reading, options: &Options) -> Result<Export, ExportError> {
    if options.document.is_some() {
        return Err(ExportError::Missing(
            "is made from the engine's own reading; leave --story out",
        ));
    }
    let view = View::new(reading, options);
    let id = file_id(&reading.book.source.name);
    let files = [
        ("tokens", view.tokens()),
        ("entities", view.entities()),
        ("supersense", view.supersenses()),
        ("quotes", view.quotes()),
        ("book", book::json(&view)),
        ("book.html", html::page(&view)),
        ("book.txt", view.lines()),
    ];
    let files = files
        .into_iter()
        .map(|(end, text)| ExportFile::new(format!("{id}.{end}"), text.into_bytes()));
    Ok(Export { files: files.collect(), certificate: None })
}

/// The book's name as a part of a file's name.
fn file_id(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let is_plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    let id = stem.chars().take(MAX_ID_CHARS);
    let id: String = id.map(|c| if is_plain(c) { c } else { '_' }).collect();
    match id.trim_start_matches('.') {
        "" => "book".to_owned(),
        id => id.to_owned(),
    }
}

/// What belongs together: an entity, or several mentions, or one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Entity(EntityId),
    Referent(ReferentId),
}

/// A row of `.entities`.
struct Mentioned {
    /// Whom or what it means.
    coref: usize,
    /// Its first word.
    start: usize,
    /// Its last word.
    end: usize,
    kind: MentionKind,
    r#type: MentionType,
    /// Its words, a blank between two.
    text: String,
}

/// A row of `.quotes`.
struct Quote {
    /// Its first word, which is its mark.
    start: usize,
    /// Its last word.
    end: usize,
    /// The row of the mention of its speaker.
    mention: Option<usize>,
    /// Who speaks.
    speaker: Option<usize>,
}

/// What several files are made from.
struct View<'a> {
    reading: &'a Reading,
    parse: &'a Parse,
    mentions: Vec<Mentioned>,
    quotes: Vec<Quote>,
    /// Whom each mention of the reading means; none if it has no row here.
    coref_of: Vec<Option<usize>>,
    /// The entity of each number, if it is one.
    entity_of: Vec<Option<EntityId>>,
    /// The number of each entity and referent.
    number_of: FxHashMap<Key, usize>,
}

impl<'a> View<'a> {
    fn new(reading: &'a Reading, options: &Options) -> View<'a> {
        let mut view = View {
            reading,
            parse: &reading.parse,
            mentions: Vec::new(),
            quotes: Vec::new(),
            coref_of: Vec::new(),
            entity_of: Vec::new(),
            number_of: FxHashMap::default(),
        };
        let mut entities = reading.cast.entities.rows.iter();
        let narrator = entities.find(|(_, entity)| entity.is_narrator);
        // 0 is who tells the story, or nobody.
        view.entity_of.push(narrator.map(|(id, _)| id));
        if let Some((id, _)) = narrator {
            view.number_of.insert(Key::Entity(id), 0);
        }
        view.find_mentions();
        view.find_quotes(options.threshold);
        view
    }

    /// The number of what belongs together.
    fn number(&mut self, key: Key) -> usize {
        let entity_of = &mut self.entity_of;
        *self.number_of.entry(key).or_insert_with(|| {
            entity_of.push(match key {
                Key::Entity(id) => Some(id),
                Key::Referent(_) => None,
            });
            entity_of.len() - 1
        })
    }

    fn find_mentions(&mut self) {
        let (book, references) = (&self.reading.book, &self.reading.cast.references);
        self.coref_of = vec![None; references.mentions.rows.len()];
        for (id, mention) in references.mentions.rows.iter() {
            let words = self.parse.words_in(book.bytes(mention.span));
            if words.is_empty() {
                continue;
            }
            let referent = references.of_mention.get(id).copied().flatten();
            let coref = if let Some(referent) = referent {
                let entity = references.referents[referent].entity;
                self.number(entity.map_or(Key::Referent(referent), Key::Entity))
            } else {
                self.entity_of.push(None);
                self.entity_of.len() - 1
            };
            self.coref_of[id.index()] = Some(coref);
            self.mentions.push(Mentioned {
                coref,
                start: words.start().index(),
                end: words.end().index() - 1,
                kind: mention.kind,
                r#type: mention.r#type,
                text: self.text(words),
            });
        }
        self.find_names();
        self.mentions.sort_by_key(|row| (row.start, row.end));
        self.mentions.dedup_by_key(|row| (row.start, row.end));
    }

    /// Names of the cast that only rules found, where no other name stands.
    fn find_names(&mut self) {
        let cast = &self.reading.cast;
        let mut is_named = vec![false; self.parse.words.len()];
        let proper = |row: &&Mentioned| row.kind == MentionKind::Proper;
        for row in self.mentions.iter().filter(proper) {
            is_named[row.start..=row.end].fill(true);
        }
        for (id, mention) in cast.mentions.rows.iter() {
            let words = self.parse.words_in(self.reading.book.bytes(mention.span));
            let entity = cast.entities.of_mention.get(id).copied().flatten();
            let Some(entity) = entity.filter(|_| mention.kind == MentionKind::Proper)
            else {
                continue;
            };
            let is_person = matches!(
                cast.entities.rows[entity].kind,
                EntityKind::Person | EntityKind::Group | EntityKind::Animal
            );
            if !is_person
                || words.is_empty()
                || words.iter().any(|word| is_named[word.index()])
            {
                continue;
            }
            let coref = self.number(Key::Entity(entity));
            self.mentions.push(Mentioned {
                coref,
                start: words.start().index(),
                end: words.end().index() - 1,
                kind: MentionKind::Proper,
                r#type: MentionType::Person,
                text: self.text(words),
            });
        }
    }

    fn find_quotes(&mut self, threshold: f32) {
        let reading = self.reading;
        let mut is_quoted = vec![false; self.parse.words.len()];
        for quotation in reading.quotations() {
            for &part in &quotation.row().outer {
                for word in self.parse.words_in(part).iter() {
                    is_quoted[word.index()] = true;
                }
            }
        }
        let mut by_coref: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        for (i, row) in self.mentions.iter().enumerate() {
            by_coref.entry(row.coref).or_default().push(i);
        }
        for quotation in reading.quotations() {
            let row = quotation.row();
            if row.mode != Mode::Speech || row.nested_in.is_some() {
                continue;
            }
            let speaker = quotation
                .claim(threshold)
                .map(|claim| self.number(Key::Entity(claim.value)));
            let own = speaker.and_then(|speaker| by_coref.get(&speaker));
            let cue = quotation.attribution().and_then(|row| row.cue);
            let cue = cue.map(|cue| self.parse.words_in(reading.book.bytes(cue.span)));
            for &part in &row.outer {
                let words = self.parse.words_in(part);
                if words.is_empty() {
                    continue;
                }
                let (start, end) = (words.start().index(), words.end().index() - 1);
                let mention = own
                    .and_then(|own| self.mention_for(own, cue, [start, end], &is_quoted));
                self.quotes.push(Quote { start, end, mention, speaker });
            }
        }
        self.quotes.sort_by_key(|row| (row.start, row.end));
    }

    /// The mention that stands for a quotation's speaker, of their own mentions: the one in
    /// the cue, or else the nearest one that is told.
    fn mention_for(
        &self,
        own: &[usize],
        cue: Option<Span<ParsedWordId>>,
        [start, end]: [usize; 2],
        is_quoted: &[bool],
    ) -> Option<usize> {
        let row = |&i: &usize| &self.mentions[i];
        if let Some(cue) = cue {
            let from = own.partition_point(|i| row(i).end < cue.start().index());
            let first = own.get(from).filter(|i| row(i).start < cue.end().index());
            if let Some(&first) = first {
                return Some(first);
            }
        }
        let middle = own.partition_point(|i| row(i).start < start);
        let before = own[..middle].iter().rev().take(MAX_LOOK);
        let after = own[middle..].iter().take(MAX_LOOK);
        let is_told = |i: &&usize| !is_quoted[row(i).start];
        let told = [
            before.clone().find(is_told).map(|i| (start.saturating_sub(row(i).end), i)),
            after.clone().find(is_told).map(|i| (row(i).start.saturating_sub(end), i)),
        ];
        let told = told.into_iter().flatten().min_by_key(|&(distance, _)| distance);
        let any = || before.chain(after).next();
        told.map(|(_, i)| i).or_else(any).copied()
    }

    /// What is written in a stretch of bytes, white space shown by letters.
    fn slice(&self, span: Span<Byte>) -> Cow<'a, str> {
        clean(self.reading.book.slice(span))
    }

    /// A word as it is written.
    fn form(&self, word: usize) -> Cow<'a, str> {
        self.slice(self.parse.words[ParsedWordId::from_index(word)].span)
    }

    /// Words with a blank between two.
    fn text(&self, words: Span<ParsedWordId>) -> String {
        let mut text = String::new();
        for word in words.iter() {
            if word != words.start() {
                text.push(' ');
            }
            text.push_str(&self.form(word.index()));
        }
        text
    }

    fn words(start: usize, end: usize) -> Span<ParsedWordId> {
        Span::of(start, end + 1)
    }

    /// The paragraph of each word, from 0; those without words are not counted.
    fn paragraphs(&self) -> Vec<usize> {
        let mut paragraphs = self.reading.book.paragraphs.rows().iter().peekable();
        let mut n_paragraphs = 0_usize;
        let words = self.parse.words.rows().iter();
        words
            .map(|word| {
                let start = word.span.start();
                let mut is_new = false;
                while paragraphs.next_if(|row| row.span.start() <= start).is_some() {
                    is_new = true;
                }
                n_paragraphs += usize::from(is_new);
                n_paragraphs.saturating_sub(1)
            })
            .collect()
    }

    fn tokens(&self) -> String {
        let (reading, parse) = (self.reading, self.parse);
        let offsets = Offsets::new(&reading.book.text);
        let paragraphs = self.paragraphs();
        let mut is_event = vec![false; parse.words.len()];
        for event in reading.story.events.rows.rows() {
            is_event[event.word.index()] = true;
        }
        let mut out = String::with_capacity(80 * (parse.words.len() + 2));
        out.push_str(
            "paragraph_ID\tsentence_ID\ttoken_ID_within_sentence\ttoken_ID_within_document\t\
             word\tlemma\tbyte_onset\tbyte_offset\tPOS_tag\tfine_POS_tag\t\
             dependency_relation\tsyntactic_head_ID\tevent\n",
        );
        for (sentence, &words) in parse.sentences.iter() {
            for (n, id) in words.iter().enumerate() {
                let word = &parse.words[id];
                let form = self.form(id.index());
                let (onset, _) = offsets.at(word.span.start().index());
                let (offset, _) = offsets.at(word.span.end().index());
                line(
                    &mut out,
                    &[
                        &paragraphs[id.index()],
                        &sentence.index(),
                        &n,
                        &id.index(),
                        &form,
                        &clean(parse.lemma(id)),
                        &onset,
                        &offset,
                        &word.tag.label(),
                        &penn::penn(parse, id, &form),
                        &parse.relation(id),
                        // A root is its own head there.
                        &word.head.unwrap_or(id).index(),
                        &if is_event[id.index()] { "EVENT" } else { "O" },
                    ],
                );
            }
        }
        out
    }

    fn entities(&self) -> String {
        let mut out = "COREF\tstart_token\tend_token\tprop\tcat\ttext\n".to_owned();
        for row in &self.mentions {
            let Mentioned { coref, start, end, kind, r#type, text } = row;
            line(&mut out, &[coref, start, end, &prop(*kind), &cat(*r#type), text]);
        }
        out
    }

    /// A row a noun or verb of the lexicon, a row a name.
    fn supersenses(&self) -> String {
        let parse = self.parse;
        let mut names = vec![None; parse.words.len()];
        let proper = self.mentions.iter().enumerate();
        for (i, row) in proper.filter(|(_, row)| row.kind == MentionKind::Proper) {
            for word in Self::words(row.start, row.end).iter() {
                if parse.words[word].tag == Tag::Propn {
                    names[word.index()].get_or_insert(i);
                }
            }
        }
        let mut out = "start_token\tend_token\tsupersense_category\ttext\n".to_owned();
        let mut at = 0;
        while at < names.len() {
            let start = at;
            at += 1;
            let id = ParsedWordId::from_index(start);
            let word = &parse.words[id];
            let sense = match (names[start], word.tag) {
                (Some(row), _) => {
                    while names.get(at) == Some(&Some(row)) {
                        at += 1;
                    }
                    Some(name_sense(self.mentions[row].r#type))
                }
                (None, Tag::Noun) => Supersense::of_noun(parse.lemma(id)),
                (None, Tag::Verb) => Supersense::of_verb(parse.lemma(id)),
                (None, Tag::Aux) if word.relation == Relation::Cop => {
                    Supersense::of_verb(parse.lemma(id))
                }
                _ => None,
            };
            if let Some(sense) = sense {
                let text = self.text(Self::words(start, at - 1));
                line(&mut out, &[&start, &(at - 1), &sense.label(), &text]);
            }
        }
        out
    }

    fn quotes(&self) -> String {
        let mut out = "quote_start\tquote_end\tmention_start\tmention_end\t\
                       mention_phrase\tchar_id\tquote\n"
            .to_owned();
        let none = || "None".to_owned();
        for &Quote { start, end, mention, speaker } in &self.quotes {
            let mention = mention.map(|i| &self.mentions[i]);
            line(
                &mut out,
                &[
                    &start,
                    &end,
                    &mention.map_or_else(none, |row| row.start.to_string()),
                    &mention.map_or_else(none, |row| row.end.to_string()),
                    &mention.map_or("None", |row| &row.text),
                    &speaker.map_or_else(none, |speaker| speaker.to_string()),
                    &self.text(Self::words(start, end)),
                ],
            );
        }
        out
    }

    /// A line for each sentence, or for each voice in it.
    fn lines(&self) -> String {
        let mut voices = vec![None; self.parse.words.len()];
        for (i, quote) in self.quotes.iter().enumerate() {
            voices[quote.start..=quote.end].fill(Some(i));
        }
        let mut out = String::with_capacity(2 * self.reading.book.text.len());
        for &sentence in self.parse.sentences.rows() {
            let mut at = sentence.start().index();
            while at < sentence.end().index() {
                let (start, voice) = (at, voices[at]);
                while at < sentence.end().index() && voices[at] == voice {
                    at += 1;
                }
                let name = voice.map_or("Narrator".into(), |i: usize| {
                    let speaker = self.quotes[i].speaker;
                    speaker.map_or("Unknown".to_owned(), |speaker| self.name(speaker))
                });
                let bytes = self.parse.bytes(Self::words(start, at - 1));
                let words = self.reading.book.slice(bytes).split_whitespace();
                out.push('[');
                out.extend(name.chars().filter(|c| !"[]".contains(*c)));
                out.push(']');
                for word in words {
                    out.push(' ');
                    out.push_str(&clean(word));
                }
                out.push_str(" [/]\n");
            }
        }
        out
    }

    /// The name of an entity of a number.
    fn name(&self, coref: usize) -> String {
        let entity = self.entity_of.get(coref).copied().flatten();
        let name = entity.map(|id| clean(self.reading.character(id).name()));
        name.map_or_else(|| coref.to_string(), Cow::into_owned)
    }
}

/// Adds a row of cells.
fn line(out: &mut String, cells: &[&dyn std::fmt::Display]) {
    for (i, cell) in cells.iter().enumerate() {
        if i > 0 {
            out.push('\t');
        }
        write!(out, "{cell}").expect("a string takes any text");
    }
    out.push('\n');
}

/// A text that fits in a cell: white space is shown by letters, as `BookNLP` shows it, and
/// no other character steers a reader of tables.
fn clean(text: &str) -> Cow<'_, str> {
    let is_odd = |c: char| c != ' ' && (c.is_whitespace() || c.is_control());
    if !text.contains(|c: char| c == ' ' || is_odd(c)) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| match c {
        '\t' => 'T',
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => 'N',
        _ if c.is_whitespace() => 'S',
        _ if c.is_control() => char::REPLACEMENT_CHARACTER,
        _ => c,
    };
    Cow::Owned(text.chars().map(shown).collect())
}

fn prop(kind: MentionKind) -> &'static str {
    match kind {
        MentionKind::Proper => "PROP",
        MentionKind::Nominal => "NOM",
        MentionKind::Pronoun => "PRON",
    }
}

fn cat(r#type: MentionType) -> &'static str {
    match r#type {
        MentionType::Person => "PER",
        MentionType::Facility => "FAC",
        MentionType::Location => "LOC",
        MentionType::GeoPolitical => "GPE",
        MentionType::Organization => "ORG",
        MentionType::Vehicle => "VEH",
    }
}

/// What a name is about.
fn name_sense(r#type: MentionType) -> Supersense {
    match r#type {
        MentionType::Person => Supersense::NounPerson,
        MentionType::Location | MentionType::GeoPolitical => Supersense::NounLocation,
        MentionType::Organization => Supersense::NounGroup,
        MentionType::Facility | MentionType::Vehicle => Supersense::NounArtifact,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_hold_no_white_space_that_ends_them() {
        for odd in ["\t", "\n", "\r", "\u{b}", "\u{85}", "\u{2028}", "\0", "\u{a0}", " "]
        {
            let cell = clean(odd);
            assert_eq!(cell.chars().count(), odd.chars().count(), "{odd:?}");
            assert!(!cell.contains(|c: char| c.is_whitespace() || c.is_control()));
        }
        assert_eq!(clean("a\tb\r\nc d"), "aTbNNcSd");
        assert!(matches!(clean("“plain”"), Cow::Borrowed(_)));
    }

    #[test]
    fn files_have_plain_names() {
        for (name, id) in [
            ("emma.txt", "emma"),
            ("a/../b c.epub", "a_.._b_c"),
            ("Été.txt", "Été"),
            (".txt", "book"),
            ("..", "book"),
            ("", "book"),
        ] {
            assert_eq!(file_id(name), id, "{name}");
        }
    }
}
