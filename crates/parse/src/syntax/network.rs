//! Rows in, scores out: a residual convolution over words, and the heads on it.
//!
//! Each layer adds to a word what it sees of the words around it: the row is standardized,
//! rounded to small integers, multiplied with those of its neighbours, rectified and added
//! (after Collobert et al. 2011; the dilations are those of Yu and Koltun, 2016). One
//! further product gives what all heads need; arcs are biaffine (Dozat and Manning, ICLR
//! 2017), spans are scored by their ends (Yu, Bohnet and Poesio, ACL 2020).

use std::ops::Range;

use dramaturg_nn::{
    Buffer, Finish, Int8Matrix, Kernel, Linear, ModelError, Panels, Step, Tensors,
    Windows, ZERO_POINT, float,
};

use super::settings::Settings;

/// Keeps the square root of a variance away from zero.
const EPSILON: f32 = 1e-5;
/// Span scores are divided by the root of their width.
const SPAN_SCALE: f32 = 8.0;
/// The longest span of a mention, in words.
pub(crate) const BAND: usize = 40;

/// Rows of the activations' buffer behind the last: kernels may look at whole tiles.
const SLACK: usize = 32;

/// A product of small integers and what turns its sums into values.
#[derive(Clone, Debug)]
struct Product {
    matrix: Int8Matrix,
    /// What a value of the input is multiplied by before it is rounded.
    inverse_scale: f32,
    /// What each output's sum is multiplied by.
    scales: Vec<f32>,
    biases: Vec<f32>,
}

impl Product {
    fn new(
        tensors: &Tensors,
        name: &str,
        [n_outputs, n_inputs]: [usize; 2],
    ) -> Result<Product, ModelError> {
        let inverse_scale = tensors.floats(&format!("{name}.inverse_scale"), &[1])?[0];
        let matrix =
            tensors.int8_matrix(&format!("{name}.weight"), n_outputs, n_inputs)?;
        let scales = tensors.floats(&format!("{name}.scale"), &[n_outputs])?;
        let biases = tensors.floats(&format!("{name}.bias"), &[n_outputs])?;
        Ok(Product { matrix, inverse_scale, scales, biases })
    }
}

/// The layers of the model.
#[derive(Clone, Debug)]
pub(crate) struct Network {
    kernel: Kernel,
    width: usize,
    dilations: Vec<usize>,
    layers: Vec<Product>,
    heads: Product,
    parts: Parts,
    event: Linear,
    arc: Linear,
    /// How likely each word is a head at all.
    arc_bias: (Vec<f32>, f32),
    span_bias: f32,
    /// The least value of each output: zero where negative ones count as zero.
    floors: Vec<f32>,
    relation: Linear,
    /// Kinds of spans, then types.
    label: Linear,
}

/// Where the outputs of each head stand in a word's row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parts {
    pub(crate) upos: Range<usize>,
    pub(crate) features: Range<usize>,
    pub(crate) lemma: Range<usize>,
    pub(crate) sentence: Range<usize>,
    event: Range<usize>,
    arc_dependent: Range<usize>,
    arc_head: Range<usize>,
    arc_distance: Range<usize>,
    arc_root: Range<usize>,
    relation_dependent: Range<usize>,
    relation_head: Range<usize>,
    span_start: Range<usize>,
    span_end: Range<usize>,
    span_length: Range<usize>,
    label_start: Range<usize>,
    label_end: Range<usize>,
    label_inside: Range<usize>,
}

/// Room for the rows of a few stretches, used again for the next ones.
#[derive(Debug, Default)]
pub(crate) struct Room {
    /// `[n_words, width]`: what is known of each word so far, stretch after stretch.
    pub(crate) values: Buffer<f32>,
    /// How many words each stretch has; no word sees one of another stretch.
    pub(crate) lengths: Vec<usize>,
    activations: Buffer<u8>,
    /// Where the activations of each word begin.
    starts: Vec<usize>,
    sums: Buffer<i32>,
    /// What the heads take of each word, in rows of whole lines of the cache.
    outputs: Buffer<f32>,
}

impl Room {
    /// Makes room for other stretches.
    pub(crate) fn clear(&mut self) {
        self.values.clear();
        self.lengths.clear();
    }

    /// Where each stretch stands among the words.
    pub(crate) fn stretches(&self) -> impl Iterator<Item = Range<usize>> {
        self.lengths.iter().scan(0, |end, &length| {
            let start = *end;
            *end += length;
            Some(start..*end)
        })
    }
}

/// Room for the arcs of a sentence, used again for the next one.
#[derive(Debug, Default)]
pub(crate) struct Arcs {
    panels: Panels,
    biases: Vec<f32>,
    turned: Vec<f32>,
    products: Vec<f32>,
    buckets: Vec<usize>,
    /// `[n_words, n_words + 1]`, unnormalized log scores of heads: a row a dependent, the
    /// first column the root.
    pub(crate) scores: Vec<f32>,
}

/// What the heads made of the words of one stretch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outputs<'r> {
    /// `[n_words, stride]`
    rows: &'r [f32],
    stride: usize,
}

impl<'r> Outputs<'r> {
    /// How many words the stretch has.
    pub(crate) fn n_words(&self) -> usize {
        self.rows.len() / self.stride
    }

    /// A part of the outputs of some words, and how far their rows are apart.
    fn column(&self, words: Range<usize>, part: &Range<usize>) -> (&'r [f32], usize) {
        // A stretch of marks of emphasis has no words.
        if words.is_empty() {
            return (&[], self.stride);
        }
        let start = words.start * self.stride + part.start;
        let end = (words.end - 1) * self.stride + part.end;
        (&self.rows[start..end], self.stride)
    }

    /// The outputs of a word.
    pub(crate) fn row(&self, word: usize) -> &'r [f32] {
        &self.rows[word * self.stride..(word + 1) * self.stride]
    }
}

impl Network {
    /// Reads the layers.
    ///
    /// # Errors
    ///
    /// If one is missing or of another form than the settings say.
    pub(crate) fn new(
        tensors: &Tensors,
        settings: &Settings,
    ) -> Result<Network, ModelError> {
        let width = settings.width;
        let layers = (0..settings.dilations.len())
            .map(|i| Product::new(tensors, &format!("layers.{i}"), [width, 3 * width]))
            .collect::<Result<Vec<_>, _>>()?;
        let place = |name: &str| settings.slice(name);
        let parts = Parts {
            upos: place("upos")?,
            features: place("feats")?,
            lemma: place("lemma")?,
            sentence: place("sentence")?,
            event: place("event")?,
            arc_dependent: place("arc_dependent")?,
            arc_head: place("arc_head")?,
            arc_distance: place("arc_distance")?,
            arc_root: place("arc_root")?,
            relation_dependent: place("relation_dependent")?,
            relation_head: place("relation_head")?,
            span_start: place("span_start")?,
            span_end: place("span_end")?,
            span_length: place("span_length")?,
            label_start: place("label_start")?,
            label_end: place("label_end")?,
            label_inside: place("label_inside")?,
        };
        let n_outputs = settings.n_outputs();
        let mut floors = vec![f32::NEG_INFINITY; n_outputs];
        settings.rectified().into_iter().for_each(|part| floors[part].fill(0.0));
        let arc_width = parts.arc_head.len();
        let arc = tensors.floats("arc", &[arc_width, arc_width])?;
        // `dependent * arc`: as a layer, its weights are turned.
        let turned: Vec<f32> = (0..arc_width * arc_width)
            .map(|i| arc[i % arc_width * arc_width + i / arc_width])
            .collect();
        let arc = Linear::new(&turned, &vec![0.0; arc_width])
            .ok_or_else(|| settings.wrong("arcs have no width"))?;
        let label_width = parts.label_start.len();
        Ok(Network {
            kernel: Kernel::best(),
            width,
            dilations: settings.dilations.clone(),
            layers,
            heads: Product::new(tensors, "heads", [n_outputs, width])?,
            event: tensors.linear("event", parts.event.len(), 1)?,
            arc,
            arc_bias: (
                tensors.floats("arc_bias.weight", &[1, arc_width])?,
                tensors.floats("arc_bias.bias", &[1])?[0],
            ),
            span_bias: tensors.floats("span_bias", &[1])?[0],
            floors,
            relation: tensors.linear(
                "relation",
                parts.relation_head.len(),
                settings.relations.len(),
            )?,
            label: tensors.joined(
                label_width,
                &[("kind", settings.kinds.len()), ("type", settings.types.len())],
            )?,
            parts,
        })
    }

    /// The same network with another kernel; all give the same bits.
    #[cfg(test)]
    pub(crate) fn with_kernel(mut self, kernel: Kernel) -> Network {
        self.kernel = kernel;
        self
    }

    /// The activations that each layer takes, and the sums that it makes of them: what
    /// holds bit for bit.
    #[cfg(test)]
    pub(crate) fn trace(&self, room: &mut Room) -> Vec<(Vec<u8>, Vec<i32>)> {
        let mut trace = Vec::new();
        for (layer, &dilation) in self.layers.iter().zip(&self.dilations) {
            let edge = dilation * self.width;
            let inner = edge..edge + room.values.len();
            self.round(layer, room, dilation);
            let matrix = &layer.matrix;
            let taps = [0, edge, 2 * edge];
            let windows = self.windows(&room.activations, &taps, &room.starts);
            let mut sums = vec![0; room.starts.len() * matrix.n_padded()];
            matrix.multiply(self.kernel, windows, &mut sums);
            let sums = sums.chunks_exact(matrix.n_padded()).flat_map(|sums| {
                sums.iter().zip(matrix.shifts()).map(|(sum, shift)| sum - shift)
            });
            trace.push((room.activations[inner].to_vec(), sums.collect()));
            self.add_layer(layer, room, dilation);
        }
        trace
    }

    /// How many values a word's row has.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// How many outputs the heads take of a word.
    #[cfg(test)]
    pub(crate) fn n_outputs(&self) -> usize {
        self.floors.len()
    }

    /// Where the outputs of each head stand.
    pub(crate) fn parts(&self) -> &Parts {
        &self.parts
    }

    /// What the heads made of the words of a stretch.
    pub(crate) fn outputs<'r>(&self, room: &'r Room, words: Range<usize>) -> Outputs<'r> {
        let stride = self.heads.matrix.n_padded();
        let rows = &room.outputs[words.start * stride..words.end * stride];
        Outputs { rows, stride }
    }

    /// Runs the layers and the common product of the heads over the rows in `room.values`.
    pub(crate) fn run(&self, room: &mut Room) {
        let n_words = room.values.len() / self.width;
        debug_assert_eq!(
            room.lengths.iter().sum::<usize>(),
            n_words,
            "stretches tile the words"
        );
        for (layer, &dilation) in self.layers.iter().zip(&self.dilations) {
            self.add_layer(layer, room, dilation);
        }
        self.round(&self.heads, room, 0);
        let Product { matrix, scales, biases, .. } = &self.heads;
        let stride = matrix.n_padded();
        room.outputs.lengthen(n_words * stride);
        let step = Step::Replace { floors: &self.floors };
        matrix.apply(
            self.kernel,
            self.windows(&room.activations, &[0], &room.starts),
            Finish { scales, biases, step },
            &mut room.sums,
            stride,
            &mut room.outputs[..n_words * stride],
        );
    }

    /// Adds to each word what a layer sees of it and of the words `dilation` away.
    fn add_layer(&self, layer: &Product, room: &mut Room, dilation: usize) {
        self.round(layer, room, dilation);
        let Product { matrix, scales, biases, .. } = layer;
        let edge = dilation * self.width;
        matrix.apply(
            self.kernel,
            self.windows(&room.activations, &[0, edge, 2 * edge], &room.starts),
            Finish { scales, biases, step: Step::AddPositive },
            &mut room.sums,
            self.width,
            &mut room.values,
        );
    }

    fn windows<'r>(
        &self,
        activations: &'r [u8],
        taps: &'r [usize],
        starts: &'r [usize],
    ) -> Windows<'r> {
        Windows { activations, taps, width: self.width, starts }
    }

    /// Rounds the values to activations. Between stretches, before the first and behind the
    /// last stand zeros, as many rows as `dilation` says.
    fn round(&self, product: &Product, room: &mut Room, dilation: usize) {
        let width = self.width;
        let edge = dilation * width;
        let n_activations = room.values.len() + edge * (room.lengths.len() + 1);
        room.activations.lengthen(n_activations + SLACK * width);
        room.starts.clear();
        let (mut from, mut to) = (0, 0);
        for length in &room.lengths {
            let n = length * width;
            room.activations[to..to + edge].fill(ZERO_POINT);
            room.starts.extend((0..*length).map(|word| to + word * width));
            float::standardize(
                &room.values[from..from + n],
                width,
                EPSILON,
                product.inverse_scale,
                &mut room.activations[to + edge..to + edge + n],
            );
            from += n;
            to += edge + n;
        }
        room.activations[to..n_activations].fill(ZERO_POINT);
    }

    /// Scores every word of a sentence as the head of every other.
    pub(crate) fn arcs(
        &self,
        outputs: Outputs<'_>,
        sentence: Range<usize>,
        arcs: &mut Arcs,
    ) {
        let Arcs { panels, biases, turned, products, buckets, scores } = arcs;
        let n_words = sentence.len();
        let (n_columns, arc_width) = (n_words + 1, self.parts.arc_head.len());
        // The heads are the weights, so a dependent's scores are made side by side.
        let head = |word: usize| &outputs.row(word)[self.parts.arc_head.clone()];
        panels.pack(arc_width, sentence.clone().map(head));
        biases.resize(n_words, 0.0);
        let (weights, bias) = &self.arc_bias;
        panels.multiply(weights, arc_width, *bias, biases);
        turned.resize(n_words * arc_width, 0.0);
        let (dependents, stride) =
            outputs.column(sentence.clone(), &self.parts.arc_dependent);
        // Of a dependent's values one in fourteen is not zero.
        self.arc.apply_thin(dependents, stride, turned);
        products.resize(n_words * n_words, 0.0);
        panels.multiply(turned, arc_width, 0.0, products);
        // From the farthest head on the left to the farthest on the right.
        buckets.clear();
        buckets.extend((0..2 * n_words).map(|head| distance_bucket(n_words, head)));
        scores.clear();
        for (i, (word, products)) in
            sentence.zip(products.chunks_exact(n_words)).enumerate()
        {
            let row = outputs.row(word);
            let distances = &row[self.parts.arc_distance.clone()];
            scores.push(row[self.parts.arc_root.start]);
            let buckets = &buckets[n_words - i..];
            scores.extend(
                products.iter().zip(&*biases).zip(buckets).map(
                    |((product, bias), &bucket)| product + (bias + distances[bucket]),
                ),
            );
            // No word is its own head.
            scores[i * n_columns + 1 + i] = f32::NEG_INFINITY;
        }
    }

    /// The scores of all relations of each word to its head: `[n_words, n_relations]`. Words
    /// and heads are counted in the stretch; a word without a head has zeros.
    pub(crate) fn relations(
        &self,
        outputs: Outputs<'_>,
        heads: impl Iterator<Item = Option<usize>>,
    ) -> Vec<f32> {
        let width = self.parts.relation_dependent.len();
        let mut hidden = vec![0.0; width];
        let n_outputs = self.relation.n_outputs();
        let mut scores = vec![0.0; outputs.n_words() * n_outputs];
        for ((word, head), scores) in
            heads.enumerate().zip(scores.chunks_exact_mut(n_outputs))
        {
            let dependent = &outputs.row(word)[self.parts.relation_dependent.clone()];
            if let Some(head) = head {
                let head = &outputs.row(head)[self.parts.relation_head.clone()];
                float::join_rectified(dependent, head, &mut hidden);
                self.relation.apply_thin(&hidden, width, scores);
            }
        }
        scores
    }

    /// The log odds of each word that it is the trigger of an event.
    pub(crate) fn events(&self, outputs: Outputs<'_>) -> Vec<f32> {
        let n_words = outputs.n_words();
        let mut scores = vec![0.0; n_words];
        let (hidden, stride) = outputs.column(0..n_words, &self.parts.event);
        self.event.apply_apart(hidden, stride, &mut scores);
        scores
    }

    /// The words of a sentence as the ends of mentions, packed for [`Network::spans`].
    pub(crate) fn ends(
        &self,
        outputs: Outputs<'_>,
        sentence: Range<usize>,
        panels: &mut Panels,
    ) {
        let part = &self.parts.span_end;
        panels.pack(part.len(), sentence.map(|word| &outputs.row(word)[part.clone()]));
    }

    /// The log odds that the words from `start` on are a mention, for each number of words
    /// up to `scores.len()`; `ends` are those of its sentence, among which it has a `place`.
    pub(crate) fn spans(
        &self,
        outputs: Outputs<'_>,
        ends: &Panels,
        (start, place): (usize, usize),
        scores: &mut [f32],
    ) {
        let row = outputs.row(start);
        let first = &row[self.parts.span_start.clone()];
        let lengths = &row[self.parts.span_length.clone()];
        ends.dots(first, place, scores);
        for (i, score) in scores.iter_mut().enumerate() {
            *score = *score / SPAN_SCALE + self.span_bias + lengths[length_bucket(i + 1)];
        }
    }

    /// The scores of kinds and of types of spans: `[n_spans, n_kinds + n_types]`.
    pub(crate) fn labels(
        &self,
        outputs: Outputs<'_>,
        spans: impl Iterator<Item = Range<usize>>,
    ) -> Vec<f32> {
        let width = self.parts.label_inside.len();
        let mut hidden: Vec<f32> = Vec::new();
        for span in spans {
            let start = hidden.len();
            hidden.resize(start + width, 0.0);
            let hidden = &mut hidden[start..];
            for word in span.clone() {
                let row = &outputs.row(word)[self.parts.label_inside.clone()];
                for (value, inside) in hidden.iter_mut().zip(row) {
                    *value += inside;
                }
            }
            let share = 1.0 / span.len() as f32;
            let first = &outputs.row(span.start)[self.parts.label_start.clone()];
            let last = &outputs.row(span.end - 1)[self.parts.label_end.clone()];
            for ((value, first), last) in hidden.iter_mut().zip(first).zip(last) {
                *value = (first + last + *value * share).max(0.0);
            }
        }
        let n_spans = hidden.len() / width;
        let mut scores = vec![0.0; n_spans * self.label.n_outputs()];
        self.label.apply_thin(&hidden, width, &mut scores);
        scores
    }
}

/// The bucket of a head's distance: 0 to 8 on the left, 9 to 17 on the right.
fn distance_bucket(dependent: usize, head: usize) -> usize {
    let bucket = match dependent.abs_diff(head) {
        0 | 1 => 0,
        n @ 2..=4 => n - 1,
        5..=6 => 4,
        7..=9 => 5,
        10..=14 => 6,
        15..=22 => 7,
        _ => 8,
    };
    if head < dependent { bucket } else { 9 + bucket }
}

/// The bucket of a span's length.
fn length_bucket(n_words: usize) -> usize {
    match n_words {
        0 | 1 => 0,
        2..=6 => n_words - 1,
        7..=8 => 6,
        9..=11 => 7,
        12..=15 => 8,
        16..=20 => 9,
        21..=28 => 10,
        _ => 11,
    }
}
