//! How the sentences of a book are built.
//!
//! Reads `Book`; makes [`Parse`]. One network reads stretches of a paragraph: a residual
//! convolution over words, whose parts of speech, features, dictionary forms, ends of
//! sentences, heads, mentions and events are read off by small heads. What it sees of a word
//! hangs on the written form alone, so each form of a book is looked up once.
//!
//! Read in this order: this file, `settings`, `encode`, `network`, `decode`, `pace`.

mod decode;
mod encode;
mod network;
mod pace;
mod settings;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use dramaturg_nn::float::sigmoid;
use dramaturg_nn::{ModelError, Tensors};
use dramaturg_text::{Book, Paragraph, Position, Span, Stage, Table};
use rustc_hash::FxHashMap;

use crate::words::{Piece, shape_tag, split};
use crate::{
    Labels, LemmaId, Parse, ParsedWordId, Phrase, PhraseKind, Relation, Tag, Trigger,
    Word,
};
use decode::{Decoded, Desk, decode};
use encode::Encoder;
use network::{Network, Room};
use settings::{FORMAT_VERSION, Settings};

/// The longest stretch that is read at once, in words; as in training.
const MAX_STRETCH: usize = 192;
/// Words of the stretches that are handed to the threads at once.
const MAX_BLOCK: usize = 32_768;
/// The words that are at least multiplied at once, but for the last.
const MIN_GROUP: usize = 128;
/// Forms that are encoded at once.
const MANY_FORMS: usize = 64;
/// Forms whose rows are kept; at more, all are forgotten, so that memory is bounded.
const MAX_FORMS: usize = 32_768;

/// The model of language: a network with its vocabulary and labels. Cheap to copy.
#[derive(Clone, Debug)]
pub struct LanguageModel {
    parts: Arc<ModelParts>,
}

#[derive(Debug)]
struct ModelParts {
    tensors: Tensors,
    settings: Settings,
    encoder: Encoder,
    network: Network,
}

/// The files of a model of language.
#[derive(Clone, Debug)]
pub struct LanguageFiles {
    /// `weights.safetensors`.
    pub weights: Cow<'static, [u8]>,
    /// `model.toml`.
    pub settings: Cow<'static, str>,
    /// `words.txt`: the vocabulary, a word a line.
    pub words: Cow<'static, str>,
    /// `exceptions.tsv`: form, part of speech, dictionary form.
    pub exceptions: Cow<'static, str>,
}

impl LanguageModel {
    /// Makes the model from its files; the weights are looked at in place.
    ///
    /// `is_verified` says that the files are known to be those that the settings name;
    /// otherwise their SHA-256 is compared.
    ///
    /// # Errors
    ///
    /// If the files are no model for this engine or do not belong together.
    pub fn new(
        files: LanguageFiles,
        is_verified: bool,
    ) -> Result<LanguageModel, ModelError> {
        let settings = Settings::new(&files.settings, &files.exceptions)?;
        if !is_verified {
            let [weights, words, exceptions] = &settings.sha256;
            Tensors::verify(&files.weights, weights)?;
            Tensors::verify(files.words.as_bytes(), words)?;
            Tensors::verify(files.exceptions.as_bytes(), exceptions)?;
        }
        let tensors = Tensors::new(files.weights, FORMAT_VERSION)?;
        let encoder = Encoder::new(&tensors, &settings, files.words)?;
        let network = Network::new(&tensors, &settings)?;
        let parts = ModelParts { tensors, settings, encoder, network };
        Ok(LanguageModel { parts: Arc::new(parts) })
    }

    fn labels(&self) -> Labels {
        let settings = &self.parts.settings;
        Labels {
            relations: settings.relations.iter().map(|(_, full)| full.clone()).collect(),
            features: settings.features.clone(),
        }
    }
}

/// Tells how sentences are built.
#[derive(Clone, Copy, Debug)]
pub struct ParseStage<'m> {
    /// The model that decides.
    pub model: &'m LanguageModel,
    /// How many threads share the work; the layer is the same for any number. 0 is 1.
    pub n_threads: usize,
}

impl Stage for ParseStage<'_> {
    type Input<'a> = &'a Book;
    type Layer = Parse;
    const NAME: &'static str = "parse";

    fn run(&self, book: &Book) -> Parse {
        let text = Text::new(book);
        let mut parse = Parse { labels: self.model.labels(), ..Parse::default() };
        let mut forms = Forms::new(self.model);
        let mut lemmas = Lemmas::default();
        // The log odds of each word that it tells of an event.
        let mut events = Vec::with_capacity(text.pieces.len());
        let mut rest = &*text.stretches;
        let mut add = |(block, rows, decoded): (&[Stretch], Rows, Vec<Decoded>)| {
            lemmas.forget(rows.generation);
            for ((stretch, forms), decoded) in block.iter().zip(&rows.rows).zip(decoded) {
                self.add(&text, stretch, (forms, &decoded), &mut lemmas, &mut parse);
                let mut seen = decoded.events.iter();
                events.extend(stretch.pieces.clone().map(|piece| {
                    let event = if text.is_mark[piece] { None } else { seen.next() };
                    event.copied().unwrap_or(f32::NEG_INFINITY)
                }));
            }
        };
        // While a block is read, what was read of the one before is added.
        let mut done = None;
        while !rest.is_empty() {
            let (block, later) = rest.split_at(block_len(rest));
            rest = later;
            let rows = forms.rows(&text, block, self.n_threads);
            let before = done.take();
            let decoded = match before {
                Some(before) if self.n_threads > 1 => std::thread::scope(|scope| {
                    let read = scope.spawn(|| self.read(&rows.rows, &forms));
                    add(before);
                    read.join().expect("a thread that panics has found a bug")
                }),
                before => {
                    before.into_iter().for_each(&mut add);
                    self.read(&rows.rows, &forms)
                }
            };
            done = Some((block, rows, decoded));
        }
        done.into_iter().for_each(&mut add);
        self.add_triggers(book, &mut events, &mut parse);
        parse
    }
}

/// The words of a book and the stretches that are read at once.
struct Text<'a> {
    book: &'a Book,
    pieces: Vec<Piece>,
    /// Whether a word is a mark of emphasis, which the network does not see.
    is_mark: Vec<bool>,
    stretches: Vec<Stretch>,
}

/// Words that are read at once; the stretches tile the words of a book.
struct Stretch {
    pieces: Range<usize>,
    /// Those that are no marks of emphasis.
    seen: Vec<u32>,
}

impl<'a> Text<'a> {
    fn new(book: &'a Book) -> Text<'a> {
        let mut text =
            Text { book, pieces: Vec::new(), is_mark: Vec::new(), stretches: Vec::new() };
        let mut marks = book
            .emphases
            .iter()
            .flat_map(|e| {
                let before = Span::new(e.outer.start(), e.span.start());
                [before, Span::new(e.span.end(), e.outer.end())]
            })
            .filter(|mark| !mark.is_empty())
            .collect::<Vec<_>>();
        marks.sort();
        let mut marks = marks.into_iter().peekable();
        for paragraph in book.paragraphs.rows() {
            let first = text.pieces.len();
            split(&book.text, paragraph.span, &mut text.pieces);
            for piece in &text.pieces[first..] {
                while marks.next_if(|mark| mark.end() <= piece.span.start()).is_some() {}
                let is_mark = marks.peek().is_some_and(|mark| mark.covers(piece.span));
                text.is_mark.push(is_mark);
            }
            let mut ends = book
                .sentences
                .slice(paragraph.sentences)
                .iter()
                .map(|&sentence| book.bytes(sentence).end())
                .peekable();
            text.cut(first, |piece: &Piece| {
                let mut is_end = false;
                while ends.next_if(|&end| end <= piece.span.end()).is_some() {
                    is_end = true;
                }
                is_end
            });
        }
        text
    }

    /// Cuts the words of a paragraph, from `first` on, into stretches of at most
    /// [`MAX_STRETCH`], after the last end of a sentence that fits.
    fn cut(&mut self, first: usize, mut is_end: impl FnMut(&Piece) -> bool) {
        let n_pieces = self.pieces.len();
        let (mut start, mut last_end) = (first, first);
        for i in first..n_pieces {
            if i - start == MAX_STRETCH {
                let cut = if last_end > start { last_end } else { i };
                self.push(start..cut);
                start = cut;
            }
            if is_end(&self.pieces[i]) {
                last_end = i + 1;
            }
        }
        self.push(start..n_pieces);
    }

    fn push(&mut self, pieces: Range<usize>) {
        if pieces.is_empty() {
            return;
        }
        let seen = pieces.clone().filter(|&i| !self.is_mark[i]);
        let seen = seen.map(|i| ParsedWordId::from_index(i).index());
        let seen = seen.map(|i| u32::try_from(i).expect("ids fit in 32 bits")).collect();
        self.stretches.push(Stretch { pieces, seen });
    }

    /// The written form of a word, a lost apostrophe put back.
    fn form(&self, piece: usize) -> Cow<'a, str> {
        let Piece { span, is_repaired, .. } = self.pieces[piece];
        let form = self.book.slice(span);
        match (is_repaired, form) {
            (false, _) => Cow::Borrowed(form),
            (true, form) if form.contains(' ') => Cow::Owned(form.replace(' ', "'")),
            (true, form) => Cow::Owned(format!("'{form}")),
        }
    }
}

/// How many stretches make the next block.
fn block_len(stretches: &[Stretch]) -> usize {
    let mut n_words = 0;
    let fits = |stretch: &&Stretch| {
        n_words += stretch.pieces.len();
        n_words <= MAX_BLOCK
    };
    stretches.iter().take_while(fits).count().max(1)
}

/// Neighbouring stretches that are read together: few words cost as much as some more.
fn groups(rows: &[Vec<u32>]) -> Vec<&[Vec<u32>]> {
    let mut groups = Vec::new();
    let (mut start, mut n_words) = (0, 0);
    for (i, row) in rows.iter().enumerate() {
        n_words += row.len();
        if n_words >= MIN_GROUP || i + 1 == rows.len() {
            groups.push(&rows[start..=i]);
            (start, n_words) = (i + 1, 0);
        }
    }
    groups
}

/// The forms of the words that some stretches show.
struct Rows {
    /// A row of the inputs each.
    rows: Vec<Vec<u32>>,
    /// How often all forms had been forgotten: rows of another time mean other forms.
    generation: u32,
}

/// The tags and dictionary forms of a book's forms, each found once.
#[derive(Default)]
struct Lemmas {
    ids: FxHashMap<Box<str>, LemmaId>,
    /// By form, what the network calls it, and the row of the script that makes them.
    of_form: FxHashMap<(u32, Tag, u16), (Tag, LemmaId)>,
    generation: u32,
}

impl Lemmas {
    /// Forgets what was known of forms, if they are others now.
    fn forget(&mut self, generation: u32) {
        if self.generation != generation {
            self.of_form.clear();
            self.generation = generation;
        }
    }

    fn intern(&mut self, lemma: &str, table: &mut Table<LemmaId, Box<str>>) -> LemmaId {
        if let Some(&id) = self.ids.get(lemma) {
            return id;
        }
        let id = table.push(lemma.into());
        self.ids.insert(lemma.into(), id);
        id
    }
}

/// The network's inputs for the written forms of a book, each made once.
struct Forms<'m> {
    parts: &'m ModelParts,
    ids: FxHashMap<Box<str>, u32>,
    /// How often all were forgotten.
    generation: u32,
    /// `[n_forms, width]`.
    inputs: Vec<f32>,
}

impl<'m> Forms<'m> {
    fn new(model: &'m LanguageModel) -> Forms<'m> {
        Forms {
            parts: &model.parts,
            ids: FxHashMap::default(),
            generation: 0,
            inputs: Vec::new(),
        }
    }

    /// The form of each word that the stretches show, as a row of the inputs.
    fn rows(&mut self, text: &Text<'_>, block: &[Stretch], n_threads: usize) -> Rows {
        if self.ids.len() > MAX_FORMS {
            self.ids.clear();
            self.inputs.clear();
            self.generation += 1;
        }
        let mut new = Vec::new();
        let rows = block
            .iter()
            .map(|stretch| {
                let words = stretch.seen.iter().map(|&piece| {
                    let form = text.form(piece as usize);
                    if let Some(&id) = self.ids.get(&*form) {
                        return id;
                    }
                    let id = u32::try_from(self.ids.len()).expect("forms are few");
                    self.ids.insert((&*form).into(), id);
                    new.push(form);
                    id
                });
                words.collect()
            })
            .collect();
        let (parts, width) = (self.parts, self.parts.network.width());
        let made = in_parallel(
            &new.chunks(MANY_FORMS).collect::<Vec<_>>(),
            |forms| forms.len(),
            n_threads,
            || (),
            |(), forms| {
                let mut rows = vec![0.0; forms.len() * width];
                parts.encoder.encode(&parts.tensors, forms, &mut rows);
                rows
            },
        );
        made.iter().for_each(|rows| self.inputs.extend_from_slice(rows));
        Rows { rows, generation: self.generation }
    }

    /// The input of a form.
    fn input(&self, row: u32) -> &[f32] {
        let width = self.parts.network.width();
        &self.inputs[row as usize * width..(row as usize + 1) * width]
    }
}

impl ParseStage<'_> {
    /// Runs the network over each stretch of a block.
    fn read(&self, rows: &[Vec<u32>], forms: &Forms<'_>) -> Vec<Decoded> {
        let ModelParts { settings, network, .. } = &*self.model.parts;
        let groups = groups(rows);
        let decoded = in_parallel(
            &groups,
            |group| group.iter().map(Vec::len).sum(),
            self.n_threads,
            <(Room, Desk)>::default,
            |(room, desk), group| {
                room.clear();
                for rows in *group {
                    room.lengths.push(rows.len());
                    for &row in rows {
                        room.values.extend_from_slice(forms.input(row));
                    }
                }
                network.run(room);
                let decode =
                    |words| decode(settings, network, network.outputs(room, words), desk);
                room.stretches().map(decode).collect::<Vec<_>>()
            },
        );
        decoded.into_iter().flatten().collect()
    }

    /// Adds what was read of a stretch to the layer.
    fn add(
        &self,
        text: &Text<'_>,
        stretch: &Stretch,
        (forms, decoded): (&[u32], &Decoded),
        lemmas: &mut Lemmas,
        parse: &mut Parse,
    ) {
        let settings = &self.model.parts.settings;
        let base = parse.words.len();
        let id_of = |place: usize| ParsedWordId::from_index(stretch.seen[place] as usize);
        // The marks between two words go with the one before, up to a mark that opens; a
        // mark without a word goes with the first mark.
        let hosts = hosts(text, stretch);
        let root = settings.relations.iter().position(|(r, _)| *r == Relation::Root);
        let root = u8::try_from(root.unwrap_or(0)).expect("relations are few");
        let mut place = 0;
        for (i, piece) in stretch.pieces.clone().enumerate() {
            let Piece { span, is_joined, is_repaired } = text.pieces[piece];
            let mut word = Word {
                span,
                tag: Tag::Punct,
                relation: Relation::Punct,
                is_joined,
                is_repaired,
                subtype: u8::MAX,
                features: u16::MAX,
                lemma: LemmaId::default(),
                head: None,
            };
            if text.is_mark[piece] {
                word.head = hosts[i].map(|host| ParsedWordId::from_index(host as usize));
                if word.head.is_none() {
                    (word.relation, word.subtype) = (Relation::Root, root);
                }
                word.lemma = lemmas.intern(&text.form(piece), &mut parse.lemmas);
            } else {
                let labelled = decoded.words[place];
                let told = settings.tags[usize::from(labelled.tag)];
                let key = (forms[place], told, labelled.lemma);
                place += 1;
                word.relation = settings.relations[usize::from(labelled.relation)].0;
                word.subtype = labelled.relation;
                word.features = labelled.features;
                word.head = labelled.head.map(|head| id_of(head as usize));
                (word.tag, word.lemma) = if let Some(&known) = lemmas.of_form.get(&key) {
                    known
                } else {
                    let form = text.form(piece);
                    let tag = shape_tag(&form).unwrap_or(told);
                    let lemma = settings.lemma(&form, tag, usize::from(labelled.lemma));
                    let id = lemmas.intern(&lemma, &mut parse.lemmas);
                    lemmas.of_form.insert(key, (tag, id));
                    (tag, id)
                };
            }
            parse.words.push(word);
        }
        debug_assert_eq!(base, stretch.pieces.start, "stretches tile the words");
        add_sentences(stretch, decoded, &hosts, parse);
        // Where the phrases end that enclose the next one.
        let mut ends: Vec<usize> = Vec::new();
        for span in &decoded.phrases {
            let first = id_of(span.words.start);
            let last = id_of(span.words.end - 1);
            while ends.last().is_some_and(|&end| end <= first.index()) {
                ends.pop();
            }
            let end = closed(text, stretch, first.index()..last.index() + 1);
            let end = ends.last().map_or(end, |&most| end.min(most));
            ends.push(end);
            let words = Span::new(first, ParsedWordId::from_index(end));
            let head = head_of(parse, words, span.kind);
            let (kind, class, confidence) = (span.kind, span.class, span.confidence);
            parse.phrases.push(Phrase { words, head, kind, class, confidence });
        }
    }

    /// Adds the words that tell of events, chapter by chapter.
    fn add_triggers(&self, book: &Book, events: &mut [f32], parse: &mut Parse) {
        let settings = &self.model.parts.settings;
        let words = parse.words.rows();
        let start =
            |p: &Paragraph| words.partition_point(|w| w.span.start() < p.span.start());
        let paragraphs: Vec<usize> = book.paragraphs.rows().iter().map(start).collect();
        let mut first = 0;
        let ends =
            book.chapters.rows().iter().flat_map(|c| [c.span.start(), c.span.end()]);
        let places =
            ends.map(|end| words.partition_point(|word| word.span.start() < end));
        for end in places.chain([words.len()]) {
            let chapter = first..end.max(first);
            let verbs = words[chapter.clone()].iter().map(|word| word.tag == Tag::Verb);
            let verbs: Vec<bool> = verbs.collect();
            let starts =
                &paragraphs[paragraphs.partition_point(|&p| p < chapter.start)..];
            let starts = &starts[..starts.partition_point(|&p| p < chapter.end)];
            let starts = starts.iter().map(|&start| start - chapter.start);
            settings.pace.add_to(&mut events[chapter.clone()], &verbs, starts);
            first = chapter.end;
        }
        for (place, &log_odds) in events.iter().enumerate() {
            let confidence = sigmoid(log_odds);
            if confidence > settings.event_threshold {
                let word = ParsedWordId::from_index(place);
                parse.triggers.push(Trigger { word, confidence });
            }
        }
    }
}

/// The word that each word of a stretch goes with, if it is a mark of emphasis: the one
/// before it, or the one behind a mark that opens; none for other words, and for the first
/// mark where there is no other word.
fn hosts(text: &Text<'_>, stretch: &Stretch) -> Vec<Option<u32>> {
    let mut hosts = vec![None; stretch.pieces.len()];
    let mut before: Option<u32> = None;
    let mut opened: Vec<usize> = Vec::new();
    let first = u32::try_from(stretch.pieces.start).expect("ids fit in 32 bits");
    for (i, piece) in stretch.pieces.clone().enumerate() {
        let id = u32::try_from(piece).expect("ids fit in 32 bits");
        if !text.is_mark[piece] {
            opened.drain(..).for_each(|mark| hosts[mark] = Some(id));
            before = Some(id);
            continue;
        }
        // A mark that opens touches what is behind it, and nothing before it.
        let end = text.pieces[piece].span.end();
        let touches = |next: usize| {
            text.pieces.get(next).is_some_and(|next| next.span.start() == end)
        };
        let starts = text.pieces[piece].span.start();
        let is_loose = piece == 0 || text.pieces[piece - 1].span.end() != starts;
        // Once a mark opens, those up to the next word do, too.
        let opens =
            before.is_none() || !opened.is_empty() || is_loose && touches(piece + 1);
        if opens {
            opened.push(i);
        }
        hosts[i] = before.or((id != first).then_some(first));
    }
    hosts
}

/// Where a phrase ends: behind the mark of emphasis that closes what opens inside it, as in
/// `the _Lusitania_`.
fn closed(text: &Text<'_>, stretch: &Stretch, words: Range<usize>) -> usize {
    let end = words.end;
    let closes = end < stretch.pieces.end
        && text.is_mark[end]
        && text.pieces[end - 1].span.end() == text.pieces[end].span.start();
    let n_marks = words.filter(|&word| text.is_mark[word]).count();
    end + usize::from(closes && n_marks % 2 == 1)
}

/// Adds the sentences of a stretch to the layer; a mark of emphasis is in the sentence of
/// the word that it goes with.
fn add_sentences(
    stretch: &Stretch,
    decoded: &Decoded,
    hosts: &[Option<u32>],
    parse: &mut Parse,
) {
    if stretch.seen.is_empty() {
        parse.sentences.push(Span::of(stretch.pieces.start, stretch.pieces.end));
        return;
    }
    let first = stretch.pieces.start;
    let mut start = first;
    for sentence in &decoded.sentences {
        let last = stretch.seen[sentence.end - 1];
        // The marks behind the last word that go with it.
        let mut end = last as usize + 1;
        while hosts.get(end - first).copied().flatten() == Some(last) {
            end += 1;
        }
        parse.sentences.push(Span::of(start, end));
        start = end;
    }
}

/// The most telling word of a phrase: the last name of a name, else the word whose own head
/// lies outside.
fn head_of(parse: &Parse, words: Span<ParsedWordId>, kind: PhraseKind) -> ParsedWordId {
    let rows = &parse.words;
    if kind == PhraseKind::Proper
        && let Some(name) = words.iter().rev().find(|&id| rows[id].tag == Tag::Propn)
    {
        return name;
    }
    let leads = |id: &ParsedWordId| {
        rows[*id].tag != Tag::Punct
            && rows[*id].head.is_none_or(|head| !words.contains(head))
    };
    words.iter().find(leads).unwrap_or(words.start())
}

/// What `work` makes of each item, in their order, by several threads: each takes a stretch
/// of the items with about the same weight, and a room of its own to work in.
fn in_parallel<I: Sync, R: Send, S>(
    items: &[I],
    weight: impl Fn(&I) -> usize,
    n_threads: usize,
    room: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &I) -> R + Sync,
) -> Vec<R> {
    let run = |items: &[I]| {
        let mut room = room();
        items.iter().map(|item| work(&mut room, item)).collect::<Vec<R>>()
    };
    let total: usize = items.iter().map(&weight).sum();
    if n_threads < 2 || total < 2 * n_threads {
        return run(items);
    }
    let mut shares = Vec::new();
    let (mut start, mut done) = (0, 0);
    for (i, item) in items.iter().enumerate() {
        done += weight(item);
        if done * n_threads >= total * (shares.len() + 1) || i + 1 == items.len() {
            shares.push(&items[start..=i]);
            start = i + 1;
        }
    }
    std::thread::scope(|scope| {
        let run = &run;
        let (first, others) = shares.split_first().expect("there are items");
        let others: Vec<_> =
            others.iter().map(|&share| scope.spawn(move || run(share))).collect();
        let mut made = run(first);
        for thread in others {
            made.extend(thread.join().expect("a thread that panics has found a bug"));
        }
        made
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use dramaturg_nn::{Kernel, Panels};
    use dramaturg_text::{Draft, Limits, read};
    use proptest::prelude::*;
    use serde_json::Value;

    use super::network::Arcs;
    use super::*;

    fn file(name: &str) -> Vec<u8> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/language");
        fs::read(folder.join(name)).expect("the model lies in its folder")
    }

    fn text_file(name: &str) -> Cow<'static, str> {
        String::from_utf8(file(name)).expect("a text file").into()
    }

    fn files() -> LanguageFiles {
        LanguageFiles {
            weights: file("weights.safetensors").into(),
            settings: text_file("model.toml"),
            words: text_file("words.txt"),
            exceptions: text_file("exceptions.tsv"),
        }
    }

    fn model() -> LanguageModel {
        LanguageModel::new(files(), true).expect("the model is sound")
    }

    fn room(parts: &ModelParts, forms: &[String]) -> Room {
        let mut room = Room::default();
        for form in forms {
            let mut row = vec![0.0; parts.network.width()];
            parts.encoder.encode(&parts.tensors, &[form], &mut row);
            room.values.extend_from_slice(&row);
        }
        room.lengths.push(forms.len());
        room
    }

    fn floats(value: &Value) -> Vec<f32> {
        serde_json::from_value(value.clone()).expect("a list of numbers")
    }

    fn assert_close(found: &[f32], truth: &[f32], tolerance: f32, what: &str) {
        assert_eq!(found.len(), truth.len(), "{what}");
        for (i, (f, t)) in found.iter().zip(truth).enumerate() {
            assert!((f - t).abs() <= tolerance * (1.0 + t.abs()), "{what} {i}: {f} {t}");
        }
    }

    fn cases() -> Vec<Value> {
        let text = text_file("parity.jsonl");
        let cases: Vec<Value> = text
            .lines()
            .map(|l| serde_json::from_str(l).expect("a case a line"))
            .collect();
        assert!(cases.len() >= 5);
        cases
    }

    #[test]
    fn the_network_computes_what_the_training_computes() {
        let model = model();
        let ModelParts { settings, network, .. } = &*model.parts;
        for case in cases() {
            let forms: Vec<String> =
                serde_json::from_value(case["tokens"].clone()).expect("tokens");
            // Where an activation lies this near to the middle between two integers, other
            // machines may round it the other way.
            let margin = case["margin"].as_f64().expect("a number");
            let tolerance = if margin < 2e-5 { 0.02 } else { 1e-4 };
            let mut room = room(&model.parts, &forms);
            let width = network.width();
            for (place, truth) in case["input"].as_object().expect("rows by place") {
                let at: usize = place.parse().expect("a place");
                let row = &room.values[at * width..(at + 1) * width];
                assert_close(row, &floats(truth), 1e-4, "input");
            }
            network.run(&mut room);
            let outputs = network.outputs(&room, 0..forms.len());
            for (place, truth) in case["encoder"].as_object().expect("rows by place") {
                let at: usize = place.parse().expect("a place");
                let row = &room.values[at * width..(at + 1) * width];
                assert_close(row, &floats(truth), tolerance, "encoder");
            }
            for (place, heads) in case["heads"].as_object().expect("rows by place") {
                let at: usize = place.parse().expect("a place");
                for (name, truth) in heads.as_object().expect("rows by name") {
                    let part = settings.slice(name).expect("the model has this head");
                    let row = &outputs.row(at)[part];
                    assert_close(row, &floats(truth), tolerance, name);
                }
            }
            let (mut arcs, mut panels) = (Arcs::default(), Panels::default());
            network.arcs(outputs, 0..forms.len(), &mut arcs);
            let arcs = arcs.scores;
            network.ends(outputs, 0..forms.len(), &mut panels);
            for (word, truth) in case["arcs"].as_array().expect("rows").iter().enumerate()
            {
                // The training has the root last and marks a word as its own head.
                let row = &arcs[word * (forms.len() + 1)..(word + 1) * (forms.len() + 1)];
                let mut turned = row[1..].to_vec();
                turned.push(row[0]);
                turned[word] = -1e4;
                assert_close(&turned, &floats(truth), tolerance, "arcs");
            }
            assert_close(
                &network.events(outputs),
                &floats(&case["event"]),
                tolerance,
                "events",
            );
            for span in case["span_scores"].as_array().expect("spans") {
                let place = |i: usize| -> usize {
                    serde_json::from_value(span[i].clone()).expect("a position")
                };
                let (start, end) = (place(0), place(1));
                let span = floats(span);
                let mut scores = vec![0.0; end - start];
                network.spans(outputs, &panels, (start, start), &mut scores);
                assert_close(&scores[end - start - 1..], &span[2..], tolerance, "spans");
            }
            let decoded = decode(settings, network, outputs, &mut Desk::default());
            assert_decoded(settings, &decoded, &case, &forms);
        }
    }

    fn assert_decoded(
        settings: &Settings,
        decoded: &Decoded,
        case: &Value,
        forms: &[String],
    ) {
        let truth = &case["decoded"];
        let is = |found: Vec<String>, key: &str| {
            let list = truth[key].as_array().expect("a list").iter();
            let list: Vec<String> = list
                .map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned))
                .collect();
            assert_eq!(found, list, "{key} of {forms:?}");
        };
        let each = |label: &dyn Fn(&decode::Labelled) -> String| {
            decoded.words.iter().map(label).collect::<Vec<_>>()
        };
        let tag = |w: &decode::Labelled| settings.tags[usize::from(w.tag)];
        is(each(&|w| tag(w).label().into()), "upos");
        let verbs = decoded.words.iter().map(|w| tag(w) == Tag::Verb).collect::<Vec<_>>();
        is(each(&|w| settings.features[usize::from(w.features)].to_string()), "feats");
        // Here a root alone is a root; the training leaves the label to the network.
        let relations = truth["relations"].as_array().expect("a list").iter();
        for (word, truth) in decoded.words.iter().zip(relations) {
            let relation = &*settings.relations[usize::from(word.relation)].1;
            if word.head.is_none() {
                assert_eq!(relation, "root");
            } else if truth != "root" {
                assert_eq!(relation, truth, "relations of {forms:?}");
            }
        }
        is(each(&|w| w.head.map_or("-1".into(), |head| head.to_string())), "heads");
        let lemmas = decoded.words.iter().zip(forms);
        let lemmas = lemmas.map(|(w, form)| settings.lemma(form, tag(w), w.lemma.into()));
        is(lemmas.collect(), "lemmas");
        let ends = decoded.sentences.iter().map(|sentence| sentence.end.to_string());
        is(ends.collect(), "sentence_ends");
        let mut events = decoded.events.clone();
        settings.pace.add_to(&mut events, &verbs, [0].into_iter());
        let triggers = events.iter().enumerate();
        let triggers = triggers.filter(|(_, e)| sigmoid(**e) > settings.event_threshold);
        is(triggers.map(|(word, _)| word.to_string()).collect(), "events");
        let mut spans: Vec<_> = truth["spans"]
            .as_array()
            .expect("spans")
            .iter()
            .map(|span| {
                let at = |i: usize| span[i].as_u64().expect("a place");
                let label = |i: usize| span[i].as_str().expect("a label").to_owned();
                (at(0), at(1), label(2), label(3))
            })
            .collect();
        let mut found: Vec<_> = decoded
            .phrases
            .iter()
            .map(|span| {
                let kind = match span.kind {
                    PhraseKind::Proper => "PROP",
                    PhraseKind::Nominal => "NOM",
                    PhraseKind::Pronoun => "PRON",
                    PhraseKind::Part => "PART",
                };
                let class = match span.class {
                    crate::PhraseClass::Person => "PER",
                    crate::PhraseClass::Facility => "FAC",
                    crate::PhraseClass::Location => "LOC",
                    crate::PhraseClass::GeoPolitical => "GPE",
                    crate::PhraseClass::Organization => "ORG",
                    crate::PhraseClass::Vehicle => "VEH",
                };
                let Range { start, end } = span.words;
                (start as u64, end as u64, kind.to_owned(), class.to_owned())
            })
            .collect();
        spans.sort();
        found.sort();
        assert_eq!(found, spans, "spans of {forms:?}");
    }

    #[test]
    fn sums_are_those_of_the_training_bit_for_bit() {
        let model = model();
        let mut n_layers = 0;
        for case in cases().iter().filter(|case| case["layers"].is_array()) {
            let forms: Vec<String> =
                serde_json::from_value(case["tokens"].clone()).expect("tokens");
            let trace = model.parts.network.trace(&mut room(&model.parts, &forms));
            let layers = case["layers"].as_array().expect("a list of layers");
            assert_eq!(trace.len(), layers.len());
            for ((activations, sums), layer) in trace.iter().zip(layers) {
                let input: Vec<Vec<u8>> =
                    serde_json::from_value(layer["input"].clone()).expect("rows");
                let truth: Vec<Vec<i32>> =
                    serde_json::from_value(layer["sums"].clone()).expect("rows");
                assert_eq!(*activations, input.concat(), "{forms:?}");
                assert_eq!(*sums, truth.concat(), "{forms:?}");
                n_layers += 1;
            }
        }
        assert!(n_layers > 0);
    }

    /// The bits of all outputs.
    fn bits(network: &Network, room: &Room) -> Vec<u32> {
        let n_words = room.lengths.iter().sum();
        let outputs = network.outputs(room, 0..n_words);
        let n_outputs = network.n_outputs();
        let rows = (0..n_words).flat_map(|word| &outputs.row(word)[..n_outputs]);
        rows.map(|output| output.to_bits()).collect()
    }

    #[test]
    fn all_kernels_give_the_same_bits() {
        let model = model();
        for case in cases() {
            let forms: Vec<String> =
                serde_json::from_value(case["tokens"].clone()).expect("tokens");
            let mut outputs = Vec::new();
            for kernel in Kernel::ALL.into_iter().filter(|k| k.is_available()) {
                let network = model.parts.network.clone().with_kernel(kernel);
                let mut room = room(&model.parts, &forms);
                network.run(&mut room);
                outputs.push(bits(&network, &room));
            }
            assert!(outputs.windows(2).all(|two| two[0] == two[1]));
        }
    }

    #[test]
    fn no_stretch_sees_the_one_beside_it() {
        let model = model();
        let network = &model.parts.network;
        let alone: Vec<Room> = cases()
            .iter()
            .map(|case| {
                let forms: Vec<String> =
                    serde_json::from_value(case["tokens"].clone()).expect("tokens");
                room(&model.parts, &forms)
            })
            .collect();
        let mut together = Room::default();
        for one in &alone {
            together.values.extend_from_slice(&one.values);
            together.lengths.extend_from_slice(&one.lengths);
        }
        network.run(&mut together);
        let mut outputs = Vec::new();
        for mut one in alone {
            network.run(&mut one);
            outputs.extend(bits(network, &one));
        }
        assert_eq!(bits(network, &together), outputs);
    }

    fn book(text: &str) -> Book {
        let limits = Limits { force: true, ..Limits::default() };
        read("a.txt", text.as_bytes(), &limits).unwrap_or_else(|_| {
            Book::new(Draft { text: text.into(), ..Draft::default() })
        })
    }

    fn parse(text: &str, n_threads: usize) -> Parse {
        ParseStage { model: &model(), n_threads }.run(&book(text))
    }

    /// Words tile sentences, heads make a tree with one root, phrases do not cross.
    fn assert_sound(parse: &Parse) {
        let mut at = 0;
        for sentence in parse.sentences.rows() {
            assert_eq!(sentence.start().index(), at, "sentences tile the words");
            assert!(!sentence.is_empty());
            at = sentence.end().index();
            let n_roots =
                sentence.iter().filter(|&id| parse.words[id].head.is_none()).count();
            assert_eq!(n_roots, 1, "a sentence has one root");
            for id in sentence.iter() {
                let word = &parse.words[id];
                assert_eq!(word.head.is_none(), word.relation == Relation::Root);
                let mut step = id;
                for _ in 0..sentence.len() {
                    step = parse.words[step].head.unwrap_or(step);
                    assert!(sentence.contains(step), "a head stands in the sentence");
                }
                assert!(parse.words[step].head.is_none(), "every walk ends at the root");
            }
        }
        assert_eq!(at, parse.words.len());
        for phrase in &parse.phrases {
            assert!(phrase.words.contains(phrase.head));
            assert!((0.0..=1.0).contains(&phrase.confidence));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn heads_form_a_forest_whatever_the_text(
            text in "(“(Yes|No)[.?!]” said Mara\\. |_so_ |\\*\\*|_|__a_ |don t |[a-z’.\\-]{1,9} |\n\n|\u{feff}| [é—…]{1,3}){0,80}"
        ) {
            let one = parse(&text, 1);
            assert_sound(&one);
            for n_threads in [2, 8] {
                let many = parse(&text, n_threads);
                prop_assert_eq!(many.words.rows(), one.words.rows());
                prop_assert_eq!(many.sentences.rows(), one.sentences.rows());
                prop_assert_eq!(&many.phrases, &one.phrases);
                prop_assert_eq!(&many.triggers, &one.triggers);
            }
        }
    }

    #[test]
    fn long_paragraphs_are_cut() {
        let text = "word ".repeat(1000) + ". " + &"Mara sat. ".repeat(300);
        let parse = parse(&text, 2);
        assert_sound(&parse);
        assert!(parse.sentences.rows().iter().all(|s| s.len() <= MAX_STRETCH));
    }

    #[test]
    fn a_stretch_may_be_one_mark_of_emphasis() {
        // With the mark in front of them so many words fill a stretch, or two.
        for n_words in [MAX_STRETCH - 1, 2 * MAX_STRETCH - 1] {
            let parse = parse(&format!("_{}_", vec!["word"; n_words].join(" ")), 1);
            assert_sound(&parse);
            assert_eq!(parse.words.len(), n_words + 2);
        }
    }

    #[test]
    fn marks_of_emphasis_change_no_word() {
        let plain = parse("It was so late. Mara slept.", 1);
        let marked = parse("It was _so_ late. _Mara_ slept.", 1);
        assert_sound(&marked);
        let shown = |parse: &Parse| {
            let words = parse.words.ids();
            let words = words.filter(|&id| parse.words[id].features != u16::MAX);
            words
                .map(|id| {
                    (
                        parse.words[id].tag,
                        parse.lemma(id).to_owned(),
                        parse.relation(id).to_owned(),
                    )
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(shown(&plain), shown(&marked));
        assert_eq!(marked.words.len(), plain.words.len() + 4);
    }

    #[test]
    fn a_phrase_ends_behind_the_mark_that_it_opened() {
        let text = "They went from the _Savoy_ to the War Office.";
        let parse = parse(text, 1);
        assert_sound(&parse);
        let found = parse.phrases.iter().map(|phrase| {
            let words = &parse.words.rows()[phrase.words.range()];
            &text
                [words[0].span.start().index()..words[words.len() - 1].span.end().index()]
        });
        assert!(found.collect::<Vec<_>>().contains(&"the _Savoy_"));
    }

    #[test]
    fn other_files_are_no_model() {
        assert!(LanguageModel::new(files(), false).is_ok());
        let mut damaged = files();
        damaged.weights.to_mut()[1000] ^= 1;
        assert!(matches!(
            LanguageModel::new(damaged, false),
            Err(ModelError::OtherHash { .. })
        ));
        let short = LanguageFiles { words: "a\n".into(), ..files() };
        assert!(matches!(
            LanguageModel::new(short, true),
            Err(ModelError::Settings { .. })
        ));
        let none = LanguageFiles { weights: Vec::new().into(), ..files() };
        assert!(matches!(
            LanguageModel::new(none, true),
            Err(ModelError::NotTensors { .. })
        ));
    }
}
