//! What quotations tell, and to whom.

use dramaturg_cast::{EntityId, Mode, Quotation, QuotationId};
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Byte, Position, Span};
use rustc_hash::FxHashMap;

use super::{About, How, Knower, Known, Layers, Placed, add, gist};
use crate::Scene;
use crate::tree::Tree;

/// Who spoke so many quotations before, or speaks so many behind, takes part in the talk.
const MAX_TURNS: usize = 6;

/// In a company larger than this, nobody is listed as left out.
const MAX_COMPANY: usize = 48;

/// At most this many are listed as those who overhear.
const MAX_OVERHEARERS: usize = 24;

/// A row has at most this many topics.
const MAX_TOPICS: usize = 12;

/// The paragraphs before and behind a piece of writing in which somebody reads it.
const MAX_READ_PARAGRAPHS: usize = 1;
/// And so many words of a paragraph, however long it is.
const MAX_READ_WORDS: usize = 200;

/// Verbs by which somebody quotes somebody, and how near they stand.
const CUES: &[&str] = &[
    "say", "tell", "ask", "answer", "reply", "shout", "cry", "whisper", "write", "call",
    "go", "add",
];
const MAX_CUE_WORDS: usize = 5;

/// Who is addressed by no name acts or speaks at most so many bytes before a quotation, or
/// behind it; who overhears it is nearer still. So far stories lose next to nothing, and in
/// long chapters nobody stays in earshot who was last seen pages before.
const NEAR: (usize, usize) = (1_500, 600);
const VERY_NEAR: (usize, usize) = (1_000, 400);

/// In a novel they do so both before and behind: whoever has gone, or is to come yet, stands
/// on one side alone. In stories that would lose 1 to 5 of 100 who know.
const AROUND: (usize, usize) = (1_500, 1_000);

/// In a novel whoever is less likely to be told something is not said to know it: of what is
/// said to somebody at least so likely, six of seven are annotated as spoken to.
const MIN_TOLD: f32 = 0.45;

/// An outcry has fewer words than this.
const MAX_OUTCRY_WORDS: usize = 8;

/// Words that tell nothing by themselves.
const LIGHT: &[&str] = &[
    "be", "have", "do", "come", "go", "look", "know", "say", "see", "think", "let",
    "get", "please", "thank", "sir", "madam", "ma'am", "good", "right", "all", "well",
    "dear", "mean", "listen", "wait", "hear", "tell", "ask", "god", "heaven", "lord",
    "hell", "morning", "evening", "night", "hello", "goodbye", "stop", "hush", "sorry",
    "beg", "pardon", "fine", "sure", "course", "suppose", "guess", "quite", "matter",
];

/// A row for each quotation that tells something, and where it begins.
pub(super) fn rows(layers: &Layers<'_>, tree: &Tree<'_>) -> Vec<Placed> {
    let signs = Signs::new(layers);
    let quotations = layers.cast.quotations.rows.iter();
    quotations
        .filter_map(|(id, quotation)| {
            let row = match quotation.mode {
                Mode::Speech if quotation.nested_in.is_some() => {
                    quoted(layers, tree, id, quotation)
                }
                _ if quotation.nested_in.is_some() => None,
                Mode::Speech => said(layers, tree, &signs, id, quotation),
                Mode::Thought => thought(layers, tree, id, quotation),
                Mode::Writing => written(layers, tree, id, quotation),
            }?;
            Some((quotation.parts[0].start(), row))
        })
        .collect()
}

/// Where everybody acts or speaks, in order.
#[derive(Debug)]
struct Signs {
    of: FxHashMap<EntityId, Vec<Byte>>,
}

impl Signs {
    fn new(layers: &Layers<'_>) -> Signs {
        let mut of: FxHashMap<EntityId, Vec<Byte>> = FxHashMap::default();
        for (id, quotation) in layers.cast.quotations.rows.iter() {
            if quotation.mode == Mode::Speech
                && let Some(speaker) = layers.cast.speech.rows[id].speaker.as_ref()
            {
                of.entry(speaker.value).or_default().push(quotation.parts[0].start());
            }
        }
        for (_, event) in layers.events.rows.iter() {
            for &who in event.agents.iter().chain(&event.patients) {
                of.entry(who).or_default().push(event.trigger.start());
            }
        }
        of.values_mut().for_each(|places| places.sort_unstable());
        Signs { of }
    }

    /// Whether somebody acts or speaks near a quotation, in its scene: on one side of it, or,
    /// in a novel, on both.
    fn is_near(
        &self,
        layers: &Layers<'_>,
        who: EntityId,
        quotation: &Quotation,
        reach: (usize, usize),
    ) -> bool {
        let (start, end) = (quotation.parts[0].start(), end(quotation));
        let Some(scene) = scene_at(layers, start) else { return false };
        let is_novel = layers.is_novel();
        let (before, behind) = if is_novel { AROUND } else { reach };
        let places = self.of.get(&who).map_or(&[][..], Vec::as_slice);
        let last = places[..places.partition_point(|&at| at < start)].last();
        // Words between the parts of a quotation are behind it only in a story.
        let from = if is_novel { end } else { start };
        let next = places.get(places.partition_point(|&at| at < from));
        let is_before = last.is_some_and(|&at| {
            at >= scene.span.start() && start.index() - at.index() <= before
        });
        let is_behind = next.is_some_and(|&at| {
            at < scene.span.end() && at.index().saturating_sub(end.index()) <= behind
        });
        if is_novel { is_before && is_behind } else { is_before || is_behind }
    }
}

/// Whether something said is asked from beginning to end, or is a short outcry: in a novel
/// neither tells anybody anything.
fn is_bare(layers: &Layers<'_>, tree: &Tree<'_>, quotation: &Quotation) -> bool {
    let (mut n_words, mut n_stated, mut n_asked) = (0, 0, 0);
    for &part in &quotation.parts {
        for word in layers.parse.words_in(part).iter() {
            match tree.written(word) {
                "?" => n_asked += 1,
                "." | "…" | ";" => n_stated += 1,
                _ if tree.tag(word) != Tag::Punct => n_words += 1,
                _ => {}
            }
        }
    }
    let last = quotation.parts[quotation.parts.len() - 1];
    let is_cried = layers.book.slice(last).trim_end().ends_with(['!', '?']);
    n_stated == 0 && is_cried && (n_asked > 0 || n_words < MAX_OUTCRY_WORDS)
}

fn said(
    layers: &Layers<'_>,
    tree: &Tree<'_>,
    signs: &Signs,
    id: QuotationId,
    quotation: &Quotation,
) -> Option<Known> {
    let gist = telling(layers, tree, quotation)?;
    if layers.is_novel() && is_bare(layers, tree, quotation) {
        return None;
    }
    let attribution = &layers.cast.speech.rows[id];
    let speaker = attribution.speaker.as_ref();
    let by = speaker.map(|claim| claim.value);
    let from = end(quotation);
    let knower = |character, how, by, confidence| Knower {
        character,
        how,
        by,
        from,
        evidence: quotation.parts.clone(),
        confidence,
    };
    let sure = speaker.map_or(0.5, |claim| claim.confidence);
    let mut knowers = Vec::new();
    if let Some(claim) = speaker {
        let is_read = attribution
            .cue
            .is_some_and(|cue| matches!(layers.book.lower(cue.verb), "read" | "reads"));
        let how = if is_read { How::Read } else { How::Said };
        add(&mut knowers, knower(claim.value, how, None, claim.confidence));
    }
    for claim in &attribution.addressees {
        if by != Some(claim.value) {
            let confidence = sure * claim.confidence;
            add(&mut knowers, knower(claim.value, How::Told, by, confidence));
        }
    }
    let hearers = layers.scenes.hearers.get(id).map_or(&[][..], Vec::as_slice);
    let partners = partners(layers, id);
    // What is said to nobody in particular is said to all.
    let is_to_all = attribution.addressees.is_empty();
    for &hearer in hearers.iter().take(MAX_OVERHEARERS) {
        let is_told = is_to_all || partners.contains(&hearer);
        let how = if is_told { How::Told } else { How::Overheard };
        let reach = if is_told { NEAR } else { VERY_NEAR };
        let is_near = signs.is_near(layers, hearer, quotation, reach);
        if by != Some(hearer) && is_near {
            add(&mut knowers, knower(hearer, how, by, 0.6 * sure));
        }
    }
    if layers.is_novel() {
        knowers.retain(|known| known.how == How::Said || known.confidence >= MIN_TOLD);
    }
    if knowers.is_empty() {
        return None;
    }
    let mut excluded = company(layers, quotation.parts[0].start(), &knowers);
    for who in kept_from(layers, tree, quotation) {
        leave_out(&mut excluded, &knowers, who);
    }
    let topics = topics(layers, &quotation.parts);
    Some(Known {
        about: About::Quotation(id),
        gist,
        topics,
        knowers,
        excluded,
        things: Vec::new(),
        states: Vec::new(),
    })
}

/// What somebody says that somebody said: both know it, the one from the other.
fn quoted(
    layers: &Layers<'_>,
    tree: &Tree<'_>,
    id: QuotationId,
    quotation: &Quotation,
) -> Option<Known> {
    let gist = telling(layers, tree, quotation)?;
    let outer = quotation.nested_in?;
    let first = layers.parse.words_in(quotation.parts[0]);
    let last = layers.parse.words_in(quotation.parts[quotation.parts.len() - 1]);
    let is_cue = |word: ParsedWordId| {
        tree.tag(word) == Tag::Verb
            && tree.quotation(word) == Some(outer)
            && CUES.contains(&tree.lemma(word))
    };
    let heads = first.iter().filter_map(|word| tree.head(word));
    let before =
        first.start().index().saturating_sub(MAX_CUE_WORDS)..first.start().index();
    let behind = last.end().index()
        ..(last.end().index() + MAX_CUE_WORDS).min(layers.parse.words.len());
    let near = before.rev().chain(behind).map(ParsedWordId::from_index);
    let cue = heads.chain(near).find(|&word| is_cue(word))?;
    let who = tree.subject_who(cue)?;
    let from = end(quotation);
    let knower = |character, how, by, confidence| Knower {
        character,
        how,
        by,
        from,
        evidence: quotation.parts.clone(),
        confidence,
    };
    let mut knowers = vec![knower(who, How::Said, None, 0.7)];
    if let Some(speaker) = tree.speaker(outer) {
        add(&mut knowers, knower(speaker, How::Told, Some(who), 0.6));
    }
    let topics = topics(layers, &quotation.parts);
    let about = About::Quotation(id);
    Some(Known {
        about,
        gist,
        topics,
        knowers,
        excluded: Vec::new(),
        things: Vec::new(),
        states: Vec::new(),
    })
}

/// Who takes part in the talk around a quotation.
fn partners(layers: &Layers<'_>, id: QuotationId) -> Vec<EntityId> {
    let rows = layers.cast.speech.rows.rows();
    let conversation = rows[id.index()].conversation;
    let first = id.index().saturating_sub(MAX_TURNS);
    let last = (id.index() + MAX_TURNS + 1).min(rows.len());
    let turns = rows[first..last].iter().filter(|row| row.conversation == conversation);
    turns.filter_map(|row| Some(row.speaker.as_ref()?.value)).collect()
}

/// Who writes in the talk around a piece of writing.
fn writers(layers: &Layers<'_>, id: QuotationId) -> Vec<EntityId> {
    let rows = layers.cast.speech.rows.rows();
    let conversation = rows[id.index()].conversation;
    let first = id.index().saturating_sub(MAX_TURNS);
    let last = (id.index() + MAX_TURNS + 1).min(rows.len());
    let near = (first..last).map(QuotationId::from_index);
    let turns = near.filter(|&other| {
        layers.cast.quotations.rows[other].mode == Mode::Writing
            && rows[other.index()].conversation == conversation
    });
    turns.filter_map(|id| Some(rows[id.index()].speaker.as_ref()?.value)).collect()
}

fn thought(
    layers: &Layers<'_>,
    tree: &Tree<'_>,
    id: QuotationId,
    quotation: &Quotation,
) -> Option<Known> {
    let gist = telling(layers, tree, quotation)?;
    let thinker = layers.cast.speech.rows[id].speaker.as_ref()?;
    let knower = Knower {
        character: thinker.value,
        how: How::Thought,
        by: None,
        from: end(quotation),
        evidence: quotation.parts.clone(),
        confidence: thinker.confidence,
    };
    Some(Known {
        about: About::Thought(id),
        gist,
        topics: topics(layers, &quotation.parts),
        knowers: vec![knower],
        excluded: Vec::new(),
        things: Vec::new(),
        states: Vec::new(),
    })
}

/// A letter, a message, a sign: known to its author, its readers, and, read aloud, to those
/// who hear it.
fn written(
    layers: &Layers<'_>,
    tree: &Tree<'_>,
    id: QuotationId,
    quotation: &Quotation,
) -> Option<Known> {
    let gist = telling(layers, tree, quotation)?;
    let attribution = &layers.cast.speech.rows[id];
    let author = attribution.speaker.as_ref();
    let by = author.map(|claim| claim.value);
    let from = end(quotation);
    let knower = |character, how, by, confidence| Knower {
        character,
        how,
        by,
        from,
        evidence: quotation.parts.clone(),
        confidence,
    };
    let mut knowers = Vec::new();
    if let Some(claim) = author {
        add(&mut knowers, knower(claim.value, How::Said, None, claim.confidence));
    }
    for claim in &attribution.addressees {
        if by != Some(claim.value) {
            add(&mut knowers, knower(claim.value, How::Read, by, claim.confidence));
        }
    }
    // Who answers a message has read it.
    for writer in writers(layers, id) {
        if by != Some(writer) {
            add(&mut knowers, knower(writer, How::Read, by, 0.5));
        }
    }
    for reader in readers(layers, tree, quotation) {
        add(&mut knowers, knower(reader, How::Read, by, 0.6));
    }
    if let Some(scene) = scene_at(layers, quotation.parts[0].start())
        && let Some(eyes) = &scene.focalizer
    {
        add(&mut knowers, knower(eyes.value, How::Read, by, 0.6 * eyes.confidence));
    }
    if knowers.is_empty() {
        return None;
    }
    let topics = topics(layers, &quotation.parts);
    let about = About::Quotation(id);
    Some(Known {
        about,
        gist,
        topics,
        knowers,
        excluded: Vec::new(),
        things: Vec::new(),
        states: Vec::new(),
    })
}

/// Who reads a piece of writing: the subjects of *read* around it.
fn readers(layers: &Layers<'_>, tree: &Tree<'_>, quotation: &Quotation) -> Vec<EntityId> {
    let paragraphs = layers.book.paragraphs.rows();
    let first = quotation.paragraph.index().saturating_sub(MAX_READ_PARAGRAPHS);
    let last = layers.book.paragraph_at(end(quotation));
    let last = last.map_or(quotation.paragraph.index(), Position::index);
    let last = (last + MAX_READ_PARAGRAPHS).min(paragraphs.len() - 1);
    let mut found = Vec::new();
    let (before, behind) = (quotation.parts[0].start(), end(quotation));
    for (paragraph, is_before) in [(first, true), (last, false)] {
        let around = paragraphs[paragraph].span;
        let around = if is_before {
            Span::new(around.start().min(before), before)
        } else {
            Span::new(behind, around.end().max(behind))
        };
        let words = layers.parse.words_in(around).range();
        let n_left_out =
            if is_before { words.len().saturating_sub(MAX_READ_WORDS) } else { 0 };
        let near = words.start + n_left_out
            ..words.end.min(words.start + n_left_out + MAX_READ_WORDS);
        for word in near.map(Position::from_index) {
            if tree.lemma(word) == "read"
                && tree.quotation(word).is_none()
                && let Some(reader) = tree.subject_who(word)
                && !found.contains(&reader)
            {
                found.push(reader);
            }
        }
    }
    found
}

fn end(quotation: &Quotation) -> Byte {
    quotation.parts[quotation.parts.len() - 1].end()
}

/// The most telling words of a quotation; none if it tells nothing.
fn telling(
    layers: &Layers<'_>,
    tree: &Tree<'_>,
    quotation: &Quotation,
) -> Option<Span<Byte>> {
    let mut best: Option<(usize, Span<Byte>)> = None;
    let mut all = 0;
    for &part in &quotation.parts {
        let words = layers.parse.words_in(part);
        let mut start = words.start();
        while start < words.end() {
            let sentence = sentence_of(layers, start);
            let end = sentence.end().min(words.end());
            let stretch = Span::new(start, end);
            let weight = weight(tree, stretch);
            all += weight;
            let (one, other) = (layers.parse.bytes(stretch), part);
            let from = one.start().max(other.start());
            let to = one.end().min(other.end());
            if from < to && best.is_none_or(|(most, _)| weight > most) {
                best = Some((weight, Span::new(from, to)));
            }
            start = end;
        }
    }
    // A text that is not parsed tells what it tells.
    if layers.parse.words.is_empty() {
        return Some(gist(layers.book, quotation.parts[0]));
    }
    let (_, span) = best.filter(|_| all > 0)?;
    Some(gist(layers.book, trim(layers, span)))
}

fn trim(layers: &Layers<'_>, span: Span<Byte>) -> Span<Byte> {
    let text = layers.book.slice(span);
    let blank = text.len() - text.trim_start().len();
    let start = span.start().index() + blank;
    Span::of(start, start + text.trim().len().max(1))
}

fn sentence_of(layers: &Layers<'_>, word: ParsedWordId) -> Span<ParsedWordId> {
    let rows = layers.parse.sentences.rows();
    rows[rows.partition_point(|sentence| sentence.end() <= word)]
}

/// How many words of a stretch carry information; less in a question.
fn weight(tree: &Tree<'_>, words: Span<ParsedWordId>) -> usize {
    let mut n_content = 0_usize;
    let mut n_words = 0_usize;
    let mut is_question = false;
    let mut is_statement = false;
    for word in words.iter() {
        // “It’s her.”
        is_statement |= tree.relation(word) == Relation::Cop
            && tree.head(word).is_some_and(|head| {
                tree.kid(head, Relation::Nsubj).is_some()
                    && !matches!(tree.lemma(head), "sorry" | "sure" | "right" | "what")
            });
        let tag = tree.tag(word);
        n_words += usize::from(!matches!(tag, Tag::Punct | Tag::Intj));
        let is_content =
            matches!(tag, Tag::Noun | Tag::Propn | Tag::Verb | Tag::Adj | Tag::Num);
        let is_called = tree.relation(word) == Relation::Vocative;
        if is_content && !is_called && !LIGHT.contains(&tree.lemma(word)) {
            n_content += 1;
        }
        is_question |= tree.written(word).ends_with('?');
    }
    match (n_content, n_words) {
        (0, 0..4) => usize::from(is_statement && !is_question),
        (n, _) if is_question => n.saturating_sub(1),
        (0, _) => 1,
        (n, _) => n + 1,
    }
}

/// Whom and what some stretches mention, by id.
pub(super) fn topics(layers: &Layers<'_>, parts: &[Span<Byte>]) -> Vec<EntityId> {
    let references = &layers.cast.references;
    let mut topics = Vec::new();
    for &part in parts {
        let mentions = references.mentions.starting_in(layers.book.tokens_in(part));
        for id in mentions.iter() {
            let referent = references.of_mention.get(id).copied().flatten();
            let entity = referent.and_then(|id| references.referents[id].entity);
            if let Some(entity) = entity
                && topics.len() < MAX_TOPICS
                && !topics.contains(&entity)
            {
                topics.push(entity);
            }
        }
    }
    topics.sort_unstable();
    topics
}

/// The scene that holds a place, or the next one.
pub(super) fn scene_at<'a>(layers: &Layers<'a>, at: Byte) -> Option<&'a Scene> {
    let scenes = layers.scenes.rows.rows();
    scenes.get(scenes.partition_point(|scene| scene.span.end() <= at))
}

/// Everybody in the scene who is not among those who know.
fn company(layers: &Layers<'_>, at: Byte, knowers: &[Knower]) -> Vec<EntityId> {
    let mut excluded = Vec::new();
    let Some(scene) = scene_at(layers, at) else { return excluded };
    if scene.presence.len() <= MAX_COMPANY {
        for presence in &scene.presence {
            leave_out(&mut excluded, knowers, presence.character);
        }
    }
    excluded
}

/// Adds somebody to those left out, in order of ids, unless they know.
fn leave_out(excluded: &mut Vec<EntityId>, knowers: &[Knower], who: EntityId) {
    if knowers.iter().all(|knower| knower.character != who)
        && let Err(place) = excluded.binary_search(&who)
    {
        excluded.insert(place, who);
    }
}

/// Whom the words themselves leave out: “Don’t tell Mum”.
fn kept_from(
    layers: &Layers<'_>,
    tree: &Tree<'_>,
    quotation: &Quotation,
) -> Vec<EntityId> {
    let mut found = Vec::new();
    for &part in &quotation.parts {
        for word in layers.parse.words_in(part).iter() {
            let is_telling = matches!(tree.lemma(word), "tell" | "let");
            if !is_telling || !tree.is_negated(word) || tree.subject(word).is_some() {
                continue;
            }
            let objects = tree.kids(word).iter().copied();
            let mut objects = objects.filter(|&kid| {
                matches!(tree.relation(kid), Relation::Obj | Relation::Iobj)
            });
            found.extend(objects.find_map(|kid| tree.who(kid)));
        }
    }
    found
}
