//! What narration tells: deeds and those who see them, reports, discoveries.

use dramaturg_cast::EntityId;
use dramaturg_parse::{ParsedWordId, Relation, Tag};
use dramaturg_text::{Byte, Position, Span};
use rustc_hash::FxHashSet;

use super::telling::{scene_at, topics};
use super::{About, How, Knower, Known, Layers, Placed, add, gist};
use crate::EventId;
use crate::tree::Tree;

/// What is done all the time and tells nothing.
const SLIGHT: &[&str] = &[
    "say", "ask", "look", "smile", "nod", "laugh", "sigh", "reply", "answer", "glance",
    "stare", "turn", "pause", "wait", "cry", "exclaim", "speak", "talk", "begin",
    "start", "stop", "continue", "go", "come", "seem", "think", "feel", "know", "want",
    "try", "shrug", "frown", "grin", "blink", "breathe", "murmur", "whisper", "call",
    "add",
];

/// Verbs of telling, whose object is told.
const TELL: &[&str] = &[
    "tell", "inform", "assure", "warn", "remind", "notify", "advise", "persuade",
    "convince", "show",
];

/// Verbs of telling with *to*.
const REPORT: &[&str] = &[
    "explain", "confess", "admit", "reveal", "confide", "mention", "report", "announce",
    "declare", "describe", "say", "suggest", "disclose", "relate", "whisper", "deny",
];

const INFER: &[&str] = &[
    "realise",
    "realize",
    "understand",
    "guess",
    "gather",
    "conclude",
    "deduce",
    "infer",
    "suspect",
    "decide",
    "surmise",
    "perceive",
];

const NOTICE: &[&str] = &[
    "see",
    "notice",
    "find",
    "discover",
    "observe",
    "spot",
    "catch",
    "watch",
    "recognise",
    "recognize",
];

const HEAR: &[&str] = &["hear", "overhear"];

const READ: &[&str] = &["read"];

/// A row for each stretch of narration with an event or a discovery.
pub(super) fn rows(layers: &Layers<'_>, tree: &Tree<'_>) -> Vec<Placed> {
    let mut rows = Vec::new();
    let cues = cues(layers);
    let events = layers.events.rows.rows();
    let mut next = 0;
    for &sentence in layers.parse.sentences.rows() {
        while next < events.len() && events[next].word < sentence.start() {
            next += 1;
        }
        let mut start = sentence.start().index();
        let end = sentence.end().index();
        while start < end {
            let is_told =
                |i: usize| tree.quotation(ParsedWordId::from_index(i)).is_none();
            if !is_told(start) {
                start += 1;
                continue;
            }
            let mut stop = start + 1;
            while stop < end && is_told(stop) {
                stop += 1;
            }
            let run = Span::of(start, stop);
            let first = next + events[next..].partition_point(|e| e.word < run.start());
            let last = next + events[next..].partition_point(|e| e.word < run.end());
            rows.extend(row(layers, tree, run, Span::of(first, last), &cues));
            start = stop;
        }
    }
    rows
}

/// The verbs that introduce quotations, by their first byte.
fn cues(layers: &Layers<'_>) -> FxHashSet<Byte> {
    let rows = layers.cast.speech.rows.rows().iter();
    let cues = rows.filter_map(|row| row.cue);
    cues.map(|cue| layers.book.tokens[cue.verb].span.start()).collect()
}

fn row(
    layers: &Layers<'_>,
    tree: &Tree<'_>,
    run: Span<ParsedWordId>,
    events: Span<EventId>,
    cues: &FxHashSet<Byte>,
) -> Option<Placed> {
    let words = strip(tree, run)?;
    let span = layers.parse.bytes(words);
    let knower = |character, how, by, confidence| Knower {
        character,
        how,
        by,
        from: span.end(),
        evidence: vec![span],
        confidence,
    };
    let mut knowers: Vec<Knower> = Vec::new();
    for word in run.iter().filter(|&word| tree.tag(word) == Tag::Verb) {
        if cues.contains(&tree.span(word).start()) {
            continue;
        }
        for (character, how, by) in learns(tree, word) {
            add(&mut knowers, knower(character, how, by, 0.7));
        }
    }
    let mut about = About::Words;
    for id in events.iter() {
        let event = &layers.events.rows[id];
        let is_slight = SLIGHT.contains(&tree.lemma(event.word))
            || cues.contains(&event.trigger.start());
        if is_slight {
            continue;
        }
        let people = event.agents.iter().chain(&event.patients).copied();
        for who in people.filter(|&who| tree.is_somebody(who)) {
            add(&mut knowers, knower(who, How::Witnessed, None, event.confidence));
            if about == About::Words {
                about = About::Event(id);
            }
        }
    }
    if knowers.is_empty() {
        return None;
    }
    if let Some(scene) = scene_at(layers, span.start())
        && let Some(eyes) = &scene.focalizer
        && scene.span.contains(span.start())
    {
        let confidence = 0.8 * eyes.confidence;
        add(&mut knowers, knower(eyes.value, How::Witnessed, None, confidence));
    }
    let topics = topics(layers, &[span]);
    let gist = gist(layers.book, span);
    let known = Known { about, gist, topics, knowers, excluded: Vec::new() };
    Some((span.start(), known))
}

/// A run without the marks at its ends.
fn strip(tree: &Tree<'_>, run: Span<ParsedWordId>) -> Option<Span<ParsedWordId>> {
    let is_word = |&word: &ParsedWordId| tree.tag(word) != Tag::Punct;
    let first = run.iter().find(is_word)?;
    let last = run.iter().rev().find(is_word)?;
    Some(Span::of(first.index(), last.index() + 1))
}

/// Who learns something by what a verb says: who, how, from whom.
fn learns(tree: &Tree<'_>, verb: ParsedWordId) -> Vec<(EntityId, How, Option<EntityId>)> {
    let lemma = tree.lemma(verb);
    let mut found = Vec::new();
    let has_content = tree.kids(verb).iter().any(|&kid| {
        matches!(tree.relation(kid), Relation::Ccomp | Relation::Obj | Relation::Xcomp)
            || tree.relation(kid) == Relation::Obl && tree.case(kid) == "about"
    });
    if !has_content || tree.is_negated(verb) {
        return found;
    }
    let subject = tree.subject_who(verb).filter(|_| !tree.is_passive(verb));
    let has_clause = tree.kid(verb, Relation::Ccomp).is_some();
    if TELL.contains(&lemma) || REPORT.contains(&lemma) && has_clause {
        let is_tell = TELL.contains(&lemma);
        let Some(teller) = subject else { return found };
        let objects = tree.kids(verb).iter().copied();
        let told = objects.filter(|&kid| match tree.relation(kid) {
            Relation::Iobj | Relation::Obj => is_tell,
            Relation::Obl => tree.case(kid) == "to",
            _ => false,
        });
        let mut hearers = Vec::new();
        told.for_each(|kid| tree.whos(kid, &mut hearers));
        if hearers.is_empty() && is_tell {
            return found;
        }
        found.push((teller, How::Said, None));
        let hearers = hearers.into_iter().filter(|&hearer| hearer != teller);
        found.extend(hearers.map(|hearer| (hearer, How::Told, Some(teller))));
        return found;
    }
    let how = match lemma {
        _ if READ.contains(&lemma) => How::Read,
        _ if HEAR.contains(&lemma) => How::Overheard,
        _ if INFER.contains(&lemma) && has_clause => How::Inferred,
        _ if NOTICE.contains(&lemma) => How::Witnessed,
        _ => return found,
    };
    // “She saw that Tom was gone”; *could see* sees, too.
    found.extend(subject.map(|subject| (subject, how, None)));
    found
}
