//! Scores to a layer: labels, sentences, trees, mentions.

use std::ops::Range;

use dramaturg_nn::float::{argmax, sigmoid, softmax};

use super::network::{BAND, Network, Room};
use super::settings::{Kind, Settings};
use crate::tree::best_heads;
use crate::{PhraseClass, PhraseKind, Relation};

/// What the network says of a word, in rows of the settings' lists.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Labelled {
    pub(crate) tag: u8,
    pub(crate) features: u16,
    pub(crate) lemma: u16,
    pub(crate) relation: u8,
    /// The head's place in the stretch; none for a root.
    pub(crate) head: Option<u32>,
}

/// What the network says of a stretch.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Decoded {
    pub(crate) words: Vec<Labelled>,
    /// The sentences, which tile the words.
    pub(crate) sentences: Vec<Range<usize>>,
    /// Mentions in order of their first word, longer ones first.
    pub(crate) phrases: Vec<Span>,
    /// The triggers of events, each with its probability, in order.
    pub(crate) triggers: Vec<(usize, f32)>,
}

/// A mention in a stretch.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Span {
    pub(crate) words: Range<usize>,
    pub(crate) kind: PhraseKind,
    pub(crate) class: PhraseClass,
    pub(crate) confidence: f32,
}

/// Reads the outputs of a stretch of words, which `network` has left in `room`.
pub(crate) fn decode(settings: &Settings, network: &Network, room: &mut Room) -> Decoded {
    let n_words = room.values.len() / network.width();
    let parts = network.parts();
    let small = |n: usize| u16::try_from(n).expect("a model has fewer labels");
    let byte = |n: usize| u8::try_from(n).expect("a model has fewer labels");
    let mut decoded = Decoded::default();
    let mut start = 0;
    for word in 0..n_words {
        let row = network.row(room, word);
        decoded.words.push(Labelled {
            tag: byte(argmax(&row[parts.upos.clone()])),
            features: small(argmax(&row[parts.features.clone()])),
            lemma: small(argmax(&row[parts.lemma.clone()])),
            relation: 0,
            head: None,
        });
        let event = network.event(room, word);
        if event > settings.event_threshold {
            decoded.triggers.push((word, sigmoid(event)));
        }
        if row[parts.sentence.start] > 0.0 || word + 1 == n_words {
            decoded.sentences.push(start..word + 1);
            start = word + 1;
        }
    }
    let root = settings.relations.iter().position(|(r, _)| *r == Relation::Root);
    let root = root.expect("the settings were checked");
    let mut scores = Vec::new();
    for sentence in &decoded.sentences {
        let arcs = network.arcs(room, sentence.clone());
        let heads = best_heads(&arcs, sentence.len());
        for (word, head) in sentence.clone().zip(heads) {
            let head = head.checked_sub(1).map(|head| sentence.start + head);
            let labelled = &mut decoded.words[word];
            labelled.head =
                head.map(|head| u32::try_from(head).expect("stretches are short"));
            labelled.relation = byte(root);
            if head.is_some() {
                network.relations(room, word, head, &mut scores);
                // Only a root is a root.
                scores[root] = f32::NEG_INFINITY;
                labelled.relation = byte(argmax(&scores));
            }
        }
    }
    decoded.phrases = spans(settings, network, room, n_words);
    decoded
}

/// The mentions of a stretch: of all spans that may be one, the surest first, but for those
/// that cross one.
fn spans(
    settings: &Settings,
    network: &Network,
    room: &mut Room,
    n_words: usize,
) -> Vec<Span> {
    let mut found: Vec<(f32, Range<usize>, Kind, PhraseClass)> = Vec::new();
    let mut scores = [0.0; BAND];
    for start in 0..n_words {
        let n = BAND.min(n_words - start);
        network.spans(room, start, &mut scores[..n]);
        for (i, &score) in scores[..n].iter().enumerate() {
            if score <= settings.span_threshold {
                continue;
            }
            let words = start..start + i + 1;
            let (mut kinds, types) = network.labels(room, words.clone());
            kinds[0] -= settings.none_bias;
            let best = argmax(&kinds);
            if best > 0 {
                softmax(&mut kinds);
                let class = settings.types[argmax(&types)];
                found.push((kinds[0], words, settings.kinds[best], class));
            }
        }
    }
    found.sort_by(|a, b| {
        a.0.total_cmp(&b.0).then((a.1.start, a.1.end).cmp(&(b.1.start, b.1.end)))
    });
    let mut kept: Vec<(Range<usize>, Kind, PhraseClass, f32)> = Vec::new();
    for (doubt, words, kind, class) in found {
        let crosses = |(other, ..): &(Range<usize>, Kind, PhraseClass, f32)| {
            words.start < other.start && other.start < words.end && words.end < other.end
                || other.start < words.start
                    && words.start < other.end
                    && other.end < words.end
        };
        if !kept.iter().any(crosses) {
            kept.push((words, kind, class, 1.0 - doubt));
        }
    }
    kept.sort_by_key(|(words, ..)| (words.start, std::cmp::Reverse(words.end)));
    let phrases = kept.into_iter().filter_map(|(words, kind, class, confidence)| {
        let Kind::Phrase(kind) = kind else { return None };
        Some(Span { words, kind, class, confidence })
    });
    phrases.collect()
}
