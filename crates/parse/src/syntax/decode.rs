//! Scores to a layer: labels, sentences, trees, mentions.

use std::ops::Range;

use dramaturg_nn::Panels;
use dramaturg_nn::float::{argmax, softmax};

use super::network::{Arcs, BAND, Network, Outputs};
use super::settings::Settings;
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
    /// Mentions in order of their first word, longer ones first; none crosses another or an
    /// end of a sentence.
    pub(crate) phrases: Vec<Span>,
    /// The log odds of each word that it is the trigger of an event, its passage apart.
    pub(crate) events: Vec<f32>,
}

/// A mention in a stretch.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Span {
    pub(crate) words: Range<usize>,
    pub(crate) kind: PhraseKind,
    pub(crate) class: PhraseClass,
    pub(crate) confidence: f32,
}

/// Room to decode in, used again for the next stretch.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    arcs: Arcs,
    ends: Panels,
}

/// Reads the outputs of a stretch of words.
pub(crate) fn decode(
    settings: &Settings,
    network: &Network,
    outputs: Outputs<'_>,
    desk: &mut Desk,
) -> Decoded {
    let Desk { arcs, ends } = desk;
    let n_words = outputs.n_words();
    let parts = network.parts();
    let small = |n: usize| u16::try_from(n).expect("a model has fewer labels");
    let byte = |n: usize| u8::try_from(n).expect("a model has fewer labels");
    let mut decoded = Decoded::default();
    let mut start = 0;
    for word in 0..n_words {
        let row = outputs.row(word);
        decoded.words.push(Labelled {
            tag: byte(argmax(&row[parts.upos.clone()])),
            features: small(argmax(&row[parts.features.clone()])),
            lemma: small(argmax(&row[parts.lemma.clone()])),
            relation: 0,
            head: None,
        });
        if row[parts.sentence.start] > 0.0 || word + 1 == n_words {
            decoded.sentences.push(start..word + 1);
            start = word + 1;
        }
    }
    let root = settings.relations.iter().position(|(r, _)| *r == Relation::Root);
    let root = root.expect("the settings were checked");
    // A word alone is the root of its sentence.
    for sentence in decoded.sentences.iter().filter(|sentence| sentence.len() > 1) {
        network.arcs(outputs, sentence.clone(), arcs);
        let heads = best_heads(&arcs.scores, sentence.len());
        for (word, head) in sentence.clone().zip(heads) {
            let head = head.checked_sub(1).map(|head| sentence.start + head);
            decoded.words[word].head =
                head.map(|head| u32::try_from(head).expect("stretches are short"));
        }
    }
    decoded.words.iter_mut().for_each(|word| word.relation = byte(root));
    if decoded.words.iter().any(|word| word.head.is_some()) {
        let heads = decoded.words.iter().map(|word| word.head.map(|head| head as usize));
        let mut scores = network.relations(outputs, heads);
        let scores = scores.chunks_exact_mut(settings.relations.len());
        let words = decoded.words.iter_mut().zip(scores);
        for (word, scores) in words.filter(|(word, _)| word.head.is_some()) {
            // A root alone is a root.
            scores[root] = f32::NEG_INFINITY;
            word.relation = byte(argmax(scores));
        }
    }
    decoded.events = network.events(outputs);
    for sentence in &decoded.sentences {
        network.ends(outputs, sentence.clone(), ends);
        let found = spans(settings, network, outputs, sentence.clone(), ends);
        decoded.phrases.extend(found);
    }
    decoded
}

/// The mentions of a sentence: of all spans that are sure enough to be one, the surest first,
/// but for those that cross one. How sure is the probability that it is one of any kind, times
/// the root of that of its type: a span of an unsure type is seldom one.
fn spans(
    settings: &Settings,
    network: &Network,
    outputs: Outputs<'_>,
    sentence: Range<usize>,
    ends: &Panels,
) -> Vec<Span> {
    let mut looked_at = Vec::new();
    let mut scores = [0.0; BAND];
    for start in sentence.clone() {
        let n = BAND.min(sentence.end - start);
        let place = start - sentence.start;
        network.spans(outputs, ends, (start, place), &mut scores[..n]);
        for (i, &score) in scores[..n].iter().enumerate() {
            if score > settings.span_threshold {
                looked_at.push(start..start + i + 1);
            }
        }
    }
    let mut labels = network.labels(outputs, looked_at.iter().cloned());
    let labels = labels.chunks_exact_mut(settings.kinds.len() + settings.types.len());
    let mut found = Vec::new();
    for (words, labels) in looked_at.into_iter().zip(labels) {
        let (kinds, types) = labels.split_at_mut(settings.kinds.len());
        softmax(kinds);
        softmax(types);
        let kind = 1 + argmax(&kinds[1..]);
        let class = argmax(types);
        let Some(&Some(kind)) = settings.kinds.get(kind) else { continue };
        let confidence = 1.0 - kinds[0];
        let certainty = confidence * types[class].sqrt();
        if certainty > settings.span_certainty {
            let class = settings.types[class];
            found.push((certainty, Span { words, kind, class, confidence }));
        }
    }
    found.sort_by(|(a_certainty, a), (b_certainty, b)| {
        let place = |span: &Span| (span.words.start, span.words.end);
        b_certainty.total_cmp(a_certainty).then_with(|| place(a).cmp(&place(b)))
    });
    let mut kept: Vec<Span> = Vec::new();
    for (_, span) in found {
        if !kept.iter().any(|other| crosses(&span.words, &other.words)) {
            kept.push(span);
        }
    }
    kept.sort_by_key(|span| (span.words.start, std::cmp::Reverse(span.words.end)));
    kept
}

/// Whether two spans share words, but neither lies inside the other.
fn crosses(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.start && b.start < a.end && a.end < b.end
        || b.start < a.start && a.start < b.end && b.end < a.end
}
