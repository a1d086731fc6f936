//! Layers in `f32`: the same bits on every machine.
//!
//! Sums are made in a fixed order, an input after the other for each output, and a product is
//! rounded before it is added: no fused multiply-add. Wider instructions only work on more
//! outputs at a time, so they change no bit. `exp` is our own, since those of systems differ.

use crate::int8::ZERO_POINT;
use crate::lanes::{LANES, Lanes, laned};

/// Makes a function that is compiled for several widths of vectors; all give the same bits.
macro_rules! widened {
    ($(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident: $type:ty),* $(,)?) $body:block) => {
        $(#[$meta])*
        $vis fn $name($($arg: $type),*) {
            #[inline(always)]
            fn plain($($arg: $type),*) $body

            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq")]
                fn wide($($arg: $type),*) {
                    plain($($arg),*);
                }
                #[target_feature(enable = "avx2")]
                fn middle($($arg: $type),*) {
                    plain($($arg),*);
                }
                if $crate::lanes::is_wide() {
                    // SAFETY: the machine has the instructions; AVX-512 BW implies F.
                    return unsafe { wide($($arg),*) };
                }
                if is_x86_feature_detected!("avx2") {
                    // SAFETY: the machine has the instructions.
                    return unsafe { middle($($arg),*) };
                }
            }
            plain($($arg),*);
        }
    };
}

pub(crate) use widened;

/// Added to a number and taken off again, it rounds to the nearest integer, ties to even:
/// from here on an `f32` has no binary digits behind the point.
const ROUNDER: f32 = 12_582_912.0;

widened! {
    /// Rounds values to activations: `value * inverse_scale` to the nearest integer, ties to
    /// even, held within -128 to 127, counted from the zero point.
    ///
    /// # Panics
    ///
    /// If the two have different lengths.
    pub fn quantize(values: &[f32], inverse_scale: f32, activations: &mut [u8]) {
        assert_eq!(values.len(), activations.len(), "an activation a value");
        for (activation, &value) in activations.iter_mut().zip(values) {
            let scaled = (value * inverse_scale).clamp(-128.0, 127.0) + ROUNDER;
            // The integer stands in the lowest bits of the mantissa.
            let [low, ..] = scaled.to_bits().to_le_bytes();
            *activation = low.wrapping_add(ZERO_POINT);
        }
    }
}

/// The sum of `term` over a row: value `i` goes to strand `i % 32`, and the strands are added
/// by halves.
#[inline(always)]
fn strand_sum<L: Lanes>(row: &[f32], term: impl Fn(L) -> L) -> f32 {
    let (mut low, mut high) = (L::splat(0.0), L::splat(0.0));
    let (chunks, rest) = row.as_chunks::<LANES>();
    let (pairs, odd) = chunks.as_chunks::<2>();
    for [first, second] in pairs {
        low = low.plus(term(L::load(first)));
        high = high.plus(term(L::load(second)));
    }
    if let [first] = odd {
        low = low.plus(term(L::load(first)));
    }
    if !rest.is_empty() {
        // Lanes without a value stay as they are.
        let mut values = [0.0; LANES];
        values[..rest.len()].copy_from_slice(rest);
        let (mut terms, mut sums) = ([0.0; LANES], [0.0; LANES]);
        term(L::load(&values)).store(&mut terms);
        let strand = if odd.is_empty() { &mut low } else { &mut high };
        strand.store(&mut sums);
        for (sum, term) in sums.iter_mut().zip(&terms[..rest.len()]) {
            *sum += term;
        }
        *strand = L::load(&sums);
    }
    low.plus(high).total()
}

/// Rows that are standardized together: none waits for its own sums.
const TOGETHER: usize = 8;

laned! {
    /// The mean of each of at most eight rows, and 1 over the root of its variance.
    fn moments<Kind, _ROWS>(
        values: &[f32],
        width: usize,
        epsilon: f32,
        means: &mut [f32; TOGETHER],
        inverses: &mut [f32; TOGETHER],
    ) {
        let count = width as f32;
        for (mean, row) in means.iter_mut().zip(values.chunks_exact(width)) {
            *mean = strand_sum::<Kind>(row, |x| x) / count;
        }
        let rows = values.chunks_exact(width).zip(&*means);
        for (inverse, (row, &mean)) in inverses.iter_mut().zip(rows) {
            let mean = Kind::splat(mean);
            *inverse = strand_sum::<Kind>(row, |x| {
                let apart = x.minus(mean);
                apart.times(apart)
            });
        }
        for inverse in inverses {
            *inverse = 1.0 / (*inverse / count + epsilon).sqrt();
        }
    }
}

widened! {
    /// Rounds rows of known mean and variance to activations.
    fn round_rows(
        values: &[f32],
        width: usize,
        means: &[f32; TOGETHER],
        inverses: &[f32; TOGETHER],
        inverse_scale: f32,
        activations: &mut [u8],
    ) {
        let rows = values.chunks_exact(width).zip(activations.chunks_exact_mut(width));
        for ((row, activations), (mean, inverse)) in rows.zip(means.iter().zip(inverses)) {
            for (activation, &value) in activations.iter_mut().zip(row) {
                let scaled = (value - mean) * inverse * inverse_scale;
                let [low, ..] = (scaled.clamp(-128.0, 127.0) + ROUNDER).to_bits().to_le_bytes();
                *activation = low.wrapping_add(ZERO_POINT);
            }
        }
    }
}

/// Brings each row to mean 0 and variance 1 (Ba et al. 2016), then rounds it to activations
/// as [`quantize`] does, held within -128 to 127.
///
/// # Panics
///
/// If the two have different lengths or are not made of whole rows.
pub fn standardize(
    values: &[f32],
    width: usize,
    epsilon: f32,
    inverse_scale: f32,
    activations: &mut [u8],
) {
    assert_eq!(values.len(), activations.len(), "an activation a value");
    assert!(width > 0 && values.len().is_multiple_of(width), "whole rows");
    let n = TOGETHER * width;
    for (values, activations) in values.chunks(n).zip(activations.chunks_mut(n)) {
        let (mut means, mut inverses) = ([0.0; TOGETHER], [0.0; TOGETHER]);
        moments(values, width, epsilon, &mut means, &mut inverses);
        round_rows(values, width, &means, &inverses, inverse_scale, activations);
    }
}

/// Rows of sums and of values, which are as far apart as `strides` says, side by side.
#[inline(always)]
fn rows<'r>(
    sums: &'r [i32],
    values: &'r mut [f32],
    strides: [usize; 2],
) -> impl Iterator<Item = (&'r [i32], &'r mut [f32])> {
    sums.chunks_exact(strides[0]).zip(values.chunks_exact_mut(strides[1]))
}

widened! {
    /// Turns sums of an integer product into values: `(sum - shift) * scale + bias` for each
    /// output of each row, but no less than the output's floor.
    ///
    /// # Panics
    ///
    /// If a row of sums or of values is shorter than `scales`, a stride is 0, or there is not
    /// one of each an output. Rows of sums behind those of the values are not looked at.
    pub(crate) fn dequantize(
        sums: &[i32],
        strides: [usize; 2],
        shifts: &[i32],
        scales: &[f32],
        biases: &[f32],
        floors: &[f32],
        values: &mut [f32],
    ) {
        let n = scales.len();
        let is_whole = [shifts.len(), biases.len(), floors.len()].iter().all(|&len| len == n);
        assert!(is_whole, "one of each an output");
        for (sums, values) in rows(sums, values, strides) {
            let (sums, values) = (&sums[..n], &mut values[..n]);
            for i in 0..n {
                let value = (sums[i] - shifts[i]) as f32 * scales[i] + biases[i];
                values[i] = if value > floors[i] { value } else { floors[i] };
            }
        }
    }
}

widened! {
    /// The step of a residual layer: adds `max(0, (sum - shift) * scale + bias)` to each value.
    ///
    /// # Panics
    ///
    /// If a row of sums or of values is shorter than `scales`, a stride is 0, or there is not
    /// one of each an output. Rows of sums behind those of the values are not looked at.
    pub(crate) fn add_rectified(
        sums: &[i32],
        strides: [usize; 2],
        shifts: &[i32],
        scales: &[f32],
        biases: &[f32],
        values: &mut [f32],
    ) {
        let n = scales.len();
        assert!(shifts.len() == n && biases.len() == n, "one of each an output");
        for (sums, values) in rows(sums, values, strides) {
            let (sums, values) = (&sums[..n], &mut values[..n]);
            for i in 0..n {
                let value = (sums[i] - shifts[i]) as f32 * scales[i] + biases[i];
                // Not `max`, which may give either zero.
                values[i] += if value > 0.0 { value } else { 0.0 };
            }
        }
    }
}

/// The outputs of `ROWS` rows of inputs for one panel of weights `[n_inputs, 16]`.
#[inline(always)]
fn panel<L: Lanes, const ROWS: usize>(
    inputs: [&[f32]; ROWS],
    weights: &[[f32; LANES]],
    biases: &[f32; LANES],
) -> [L; ROWS] {
    let inputs = inputs.map(|row| &row[..weights.len()]);
    let mut sums = [L::load(biases); ROWS];
    for (i, weights) in weights.iter().enumerate() {
        let weights = L::load(weights);
        for (sums, inputs) in sums.iter_mut().zip(inputs) {
            // SAFETY: each row was cut to as many inputs as there are weights. The check
            // would take as long as the product.
            let input = unsafe { *inputs.get_unchecked(i) };
            *sums = sums.plus(L::splat(input).times(weights));
        }
    }
    sums
}

laned! {
    /// `inputs * weights + biases` for rows of inputs, `stride` apart; `weights` is
    /// `[n_panels, n_inputs, 16]` and `biases` is `[n_panels, 16]`, so that an input's weights
    /// lie side by side.
    fn multiply<Kind, ROWS>(
        inputs: &[f32],
        stride: usize,
        weights: &[[f32; LANES]],
        biases: &[[f32; LANES]],
        n_outputs: usize,
        outputs: &mut [f32],
    ) {
        let blocks = inputs.chunks(ROWS * stride).zip(outputs.chunks_mut(ROWS * n_outputs));
        for (inputs, outputs) in blocks {
            let sizes = (stride, n_outputs);
            if outputs.len() <= 2 * n_outputs {
                multiply_block::<Kind, 2>(inputs, weights, biases, sizes, outputs);
            } else {
                multiply_block::<Kind, ROWS>(inputs, weights, biases, sizes, outputs);
            }
        }
    }
}

/// At most `ROWS` rows of [`multiply`]. Where there are fewer, the last one is multiplied
/// along: many rows at once take little longer than one.
#[inline(always)]
fn multiply_block<L: Lanes, const ROWS: usize>(
    inputs: &[f32],
    weights: &[[f32; LANES]],
    biases: &[[f32; LANES]],
    (stride, n_outputs): (usize, usize),
    outputs: &mut [f32],
) {
    let n_rows = outputs.len() / n_outputs;
    let n_inputs = weights.len() / biases.len();
    let rows: [&[f32]; ROWS] = std::array::from_fn(|row| {
        let start = row.min(n_rows - 1) * stride;
        &inputs[start..start + n_inputs]
    });
    for (i, (weights, biases)) in weights.chunks_exact(n_inputs).zip(biases).enumerate() {
        let first = i * LANES;
        let n = LANES.min(n_outputs - first);
        let sums = panel::<L, ROWS>(rows, weights, biases);
        for (sums, outputs) in sums.iter().zip(outputs.chunks_exact_mut(n_outputs)) {
            let outputs = &mut outputs[first..first + n];
            if let Some(outputs) = outputs.first_chunk_mut() {
                sums.store(outputs);
            } else {
                let mut all = [0.0; LANES];
                sums.store(&mut all);
                outputs.copy_from_slice(&all[..n]);
            }
        }
    }
}

/// The values that are not zero among at most 64, a bit each.
#[inline(always)]
fn nonzeros<L: Lanes>(values: &[f32]) -> u64 {
    let (chunks, rest) = values.as_chunks::<LANES>();
    let mut bits = 0;
    for (i, chunk) in chunks.iter().enumerate() {
        bits |= u64::from(L::load(chunk).nonzero()) << (i * LANES);
    }
    for (i, &value) in rest.iter().enumerate() {
        bits |= u64::from(value != 0.0) << (chunks.len() * LANES + i);
    }
    bits
}

/// The outputs of one row of inputs for `PANELS` panels of weights `[n_inputs, 16]`. Inputs
/// that are zero are passed over: they would add a zero.
#[inline(always)]
fn thin_panels<L: Lanes, const PANELS: usize>(
    inputs: &[f32],
    weights: &[[f32; LANES]],
    biases: &[[f32; LANES]],
) -> [L; PANELS] {
    let n_inputs = inputs.len();
    let weights: [&[[f32; LANES]]; PANELS] =
        std::array::from_fn(|panel| &weights[panel * n_inputs..][..n_inputs]);
    let mut sums = std::array::from_fn(|panel| L::load(&biases[panel]));
    for (block, values) in inputs.chunks(64).enumerate() {
        let mut left = nonzeros::<L>(values);
        while left != 0 {
            let i = block * 64 + left.trailing_zeros() as usize;
            left &= left - 1;
            // SAFETY: a bit stands for an input, and each panel has weights for all of them.
            let input = L::splat(unsafe { *inputs.get_unchecked(i) });
            for (sum, weights) in sums.iter_mut().zip(weights) {
                // SAFETY: as above.
                let weights = L::load(unsafe { weights.get_unchecked(i) });
                *sum = sum.plus(input.times(weights));
            }
        }
    }
    sums
}

/// Some panels of a row of [`multiply_thin`]; says how many.
#[inline(always)]
fn thin_block<L: Lanes, const PANELS: usize>(
    inputs: &[f32],
    weights: &[[f32; LANES]],
    biases: &[[f32; LANES]],
    outputs: &mut [f32],
) -> usize {
    let sums = thin_panels::<L, PANELS>(inputs, weights, biases);
    for (sums, outputs) in sums.iter().zip(outputs.chunks_mut(LANES)) {
        if let Some(outputs) = outputs.first_chunk_mut() {
            sums.store(outputs);
        } else {
            let mut all = [0.0; LANES];
            sums.store(&mut all);
            outputs.copy_from_slice(&all[..outputs.len()]);
        }
    }
    PANELS
}

laned! {
    /// The same as [`multiply`], bit for bit, where most inputs are zero and the weights are
    /// numbers.
    fn multiply_thin<Kind, _ROWS>(
        inputs: &[f32],
        stride: usize,
        weights: &[[f32; LANES]],
        biases: &[[f32; LANES]],
        n_outputs: usize,
        outputs: &mut [f32],
    ) {
        let n_inputs = weights.len() / biases.len();
        for (inputs, outputs) in inputs.chunks(stride).zip(outputs.chunks_exact_mut(n_outputs)) {
            let inputs = &inputs[..n_inputs];
            let mut first = 0;
            while first < biases.len() {
                let (weights, biases) = (&weights[first * n_inputs..], &biases[first..]);
                let outputs = &mut outputs[first * LANES..];
                first += match biases.len() {
                    6.. => thin_block::<Kind, 6>(inputs, weights, biases, outputs),
                    4.. => thin_block::<Kind, 4>(inputs, weights, biases, outputs),
                    2.. => thin_block::<Kind, 2>(inputs, weights, biases, outputs),
                    _ => thin_block::<Kind, 1>(inputs, weights, biases, outputs),
                };
            }
        }
    }
}

widened! {
    /// The sum of two rows, zero where it is negative.
    ///
    /// # Panics
    ///
    /// If the three have different lengths.
    pub fn join_rectified(one: &[f32], other: &[f32], sums: &mut [f32]) {
        assert!(one.len() == sums.len() && other.len() == sums.len(), "a sum a value");
        for (sum, (one, other)) in sums.iter_mut().zip(one.iter().zip(other)) {
            let value = one + other;
            *sum = if value > 0.0 { value } else { 0.0 };
        }
    }
}

widened! {
    /// Adds `factor * row` to `sums`, element by element.
    pub fn add_scaled(row: &[f32], factor: f32, sums: &mut [f32]) {
        for (sum, &value) in sums.iter_mut().zip(row) {
            *sum += factor * value;
        }
    }
}

widened! {
    /// Adds `factor * row` to `sums`, element by element, for a row of bytes.
    pub fn add_scaled_bytes(row: &[u8], factor: f32, sums: &mut [f32]) {
        for (sum, &byte) in sums.iter_mut().zip(row) {
            *sum += factor * f32::from(byte.cast_signed());
        }
    }
}

/// Rows of numbers, sixteen side by side.
#[derive(Clone, Debug, Default)]
pub struct Panels {
    n_inputs: usize,
    n_rows: usize,
    /// `[n_panels, n_inputs, 16]`; rows behind the last may hold anything.
    values: Vec<[f32; LANES]>,
    /// `[n_panels, 16]`: what their products begin with.
    biases: Vec<[f32; LANES]>,
}

impl Panels {
    /// Takes other rows in place of what was there.
    ///
    /// # Panics
    ///
    /// If a row does not have `n_inputs` numbers, or that is 0.
    pub fn pack<'r>(
        &mut self,
        n_inputs: usize,
        rows: impl ExactSizeIterator<Item = &'r [f32]>,
    ) {
        assert!(n_inputs > 0, "rows are not empty");
        (self.n_inputs, self.n_rows) = (n_inputs, rows.len());
        let n_panels = self.n_rows.div_ceil(LANES);
        self.values.resize(n_panels * n_inputs, [0.0; LANES]);
        self.biases.resize(n_panels, [0.0; LANES]);
        for (i, row) in rows.enumerate() {
            assert_eq!(row.len(), n_inputs, "rows are as long as each other");
            let panel = &mut self.values[i / LANES * n_inputs..][..n_inputs];
            for (values, &value) in panel.iter_mut().zip(row) {
                values[i % LANES] = value;
            }
        }
    }

    /// For each row of `inputs`, `bias` and the products with each packed row, added from
    /// the first input to the last. Rows of inputs are `stride` apart.
    ///
    /// # Panics
    ///
    /// If there are not as many rows of inputs as of outputs.
    pub fn multiply(
        &mut self,
        inputs: &[f32],
        stride: usize,
        bias: f32,
        outputs: &mut [f32],
    ) {
        if self.n_rows == 0 {
            assert!(outputs.is_empty(), "nothing is packed");
            return;
        }
        self.biases.fill([bias; LANES]);
        self.apply(inputs, stride, outputs);
    }

    /// For each row of `inputs` the products with each packed row, and what those begin with.
    fn apply(&self, inputs: &[f32], stride: usize, outputs: &mut [f32]) {
        check_rows(inputs, stride, [self.n_inputs, self.n_rows], outputs);
        multiply(inputs, stride, &self.values, &self.biases, self.n_rows, outputs);
    }

    /// The products of `row` with the packed rows from `first` on, one a sum: each from the
    /// first to the last of eight strands that are added at the end.
    ///
    /// # Panics
    ///
    /// If there are fewer rows or `row` has another length.
    pub fn dots(&self, row: &[f32], first: usize, sums: &mut [f32]) {
        assert_eq!(row.len(), self.n_inputs, "as long as the packed rows");
        assert!(first + sums.len() <= self.n_rows, "a row a sum");
        let panels = &self.values[first / LANES * self.n_inputs..];
        strand_dots(row, panels, first % LANES, sums);
    }
}

laned! {
    /// The products of a row with packed ones; the first `skipped` of these are left out.
    fn strand_dots<Kind, _ROWS>(
        row: &[f32],
        panels: &[[f32; LANES]],
        skipped: usize,
        sums: &mut [f32],
    ) {
        let (mut place, mut lane) = (0, skipped);
        for panel in panels.chunks_exact(row.len()) {
            if place == sums.len() {
                break;
            }
            let mut strands = [Kind::splat(0.0); 8];
            let (inputs, rest) = row.as_chunks::<8>();
            let (values, values_rest) = panel.as_chunks::<8>();
            for (inputs, values) in inputs.iter().zip(values) {
                for ((strand, &input), values) in strands.iter_mut().zip(inputs).zip(values) {
                    *strand = strand.plus(Kind::splat(input).times(Kind::load(values)));
                }
            }
            let mut last = Kind::splat(0.0);
            for (&input, values) in rest.iter().zip(values_rest) {
                last = last.plus(Kind::splat(input).times(Kind::load(values)));
            }
            let total = strands.into_iter().fold(Kind::splat(0.0), Kind::plus).plus(last);
            let mut all = [0.0; LANES];
            total.store(&mut all);
            let n = (LANES - lane).min(sums.len() - place);
            sums[place..place + n].copy_from_slice(&all[lane..lane + n]);
            (place, lane) = (place + n, 0);
        }
    }
}

/// # Panics
///
/// If rows of inputs, `stride` apart, and of outputs are not as many or too short.
fn check_rows(
    inputs: &[f32],
    stride: usize,
    [n_inputs, n_outputs]: [usize; 2],
    outputs: &[f32],
) {
    let n_rows = outputs.len() / n_outputs;
    assert_eq!(outputs.len(), n_rows * n_outputs, "whole rows of outputs");
    assert!(n_inputs <= stride, "rows of inputs do not overlap");
    assert_eq!(inputs.len().div_ceil(stride), n_rows, "a row of outputs a row of inputs");
    let n_before = n_rows.saturating_sub(1) * stride;
    assert!(n_rows == 0 || n_before + n_inputs <= inputs.len(), "the last row is whole");
}

/// A matrix and a bias in `f32`.
#[derive(Clone, Debug)]
pub struct Linear {
    /// A row of weights an output.
    panels: Panels,
}

impl Linear {
    /// A layer from weights `[n_outputs, n_inputs]`, row by row, and a bias an output; none
    /// where the lengths do not fit.
    pub fn new(weights: &[f32], biases: &[f32]) -> Option<Linear> {
        let n_outputs = biases.len();
        if n_outputs == 0
            || weights.is_empty()
            || !weights.len().is_multiple_of(n_outputs)
        {
            return None;
        }
        let n_inputs = weights.len() / n_outputs;
        let mut panels = Panels::default();
        panels.pack(n_inputs, weights.chunks_exact(n_inputs));
        for (to, biases) in panels.biases.iter_mut().zip(biases.chunks(LANES)) {
            to[..biases.len()].copy_from_slice(biases);
        }
        Some(Linear { panels })
    }

    /// How many values go in.
    pub fn n_inputs(&self) -> usize {
        self.panels.n_inputs
    }

    /// How many values come out.
    pub fn n_outputs(&self) -> usize {
        self.panels.n_rows
    }

    /// The outputs of rows of inputs.
    ///
    /// # Panics
    ///
    /// If the two do not hold the same number of whole rows.
    pub fn apply(&self, inputs: &[f32], outputs: &mut [f32]) {
        let n_inputs = self.n_inputs();
        assert!(inputs.len().is_multiple_of(n_inputs), "whole rows of inputs");
        self.apply_apart(inputs, n_inputs, outputs);
    }

    /// The outputs of rows of inputs that begin `stride` apart.
    ///
    /// # Panics
    ///
    /// If there are not as many rows of inputs as of outputs.
    pub fn apply_apart(&self, inputs: &[f32], stride: usize, outputs: &mut [f32]) {
        self.panels.apply(inputs, stride, outputs);
    }

    /// The same as [`Linear::apply_apart`], faster where most inputs are zero. All weights
    /// must be numbers, or zeros that meet them count for nothing.
    ///
    /// # Panics
    ///
    /// If there are not as many rows of inputs as of outputs.
    pub fn apply_thin(&self, inputs: &[f32], stride: usize, outputs: &mut [f32]) {
        let Panels { n_inputs, n_rows, values, biases } = &self.panels;
        check_rows(inputs, stride, [*n_inputs, *n_rows], outputs);
        multiply_thin(inputs, stride, values, biases, *n_rows, outputs);
    }
}

/// The sum of values from the first to the last.
fn sum(values: impl Iterator<Item = f32>) -> f32 {
    values.fold(0.0, |sum, value| sum + value)
}

/// *e* to the power of `x`, within two units in the last place; the same bits everywhere.
pub fn exp(x: f32) -> f32 {
    if x.is_nan() {
        return x;
    }
    // Beyond these it is infinite, or too small to be told from zero.
    if x > 88.722_83 {
        return f32::INFINITY;
    }
    if x < -87.336_54 {
        return 0.0;
    }
    // x = n ln 2 + r with r within half of ln 2; ln 2 in two parts, so that r is exact.
    let n = (x * std::f32::consts::LOG2_E + ROUNDER) - ROUNDER;
    let r = (x - n * 0.693_359_4) - n * -2.121_944_4e-4;
    // A polynomial of the sixth degree, after Cephes' expf.
    let mut p = 1.987_569_1e-4_f32;
    for c in [1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 0.166_666_65, 0.5] {
        p = p * r + c;
    }
    let y = p * (r * r) + r + 1.0;
    // Two to the power of n, in two steps, since n may be 128.
    let n = ((n + ROUNDER).to_bits() & 0x1ff).cast_signed();
    let n = if n >= 256 { n - 512 } else { n };
    let half = n / 2;
    y * power_of_two(half) * power_of_two(n - half)
}

/// Two to the power of `n`, from -126 to 127.
fn power_of_two(n: i32) -> f32 {
    f32::from_bits(((n + 127) << 23).cast_unsigned())
}

/// `1 / (1 + e^-x)`: a probability from a log odds.
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// Turns scores into probabilities that sum to 1.
pub fn softmax(scores: &mut [f32]) {
    let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for score in scores.iter_mut() {
        *score = exp(*score - largest);
    }
    let total = sum(scores.iter().copied());
    for score in scores {
        *score /= total;
    }
}

/// The place of the largest score; of equal ones the first; 0 if there is none. What is no
/// number counts as smaller than any.
pub fn argmax(scores: &[f32]) -> usize {
    let mut place = 0;
    if scores.len() > LANES {
        find_largest(scores, &mut place);
    } else {
        for (i, &score) in scores.iter().enumerate() {
            place = if score > scores[place] { i } else { place };
        }
    }
    match scores.get(place) {
        Some(&score) if score > f32::NEG_INFINITY => place,
        // Nothing is larger than the first, which may be no number.
        _ => first_least(scores, place),
    }
}

/// [`argmax`] where the score found so far is no number or as small as can be.
#[cold]
fn first_least(scores: &[f32], place: usize) -> usize {
    match scores.get(place) {
        Some(score) if score.is_nan() => {
            let rest = scores.iter().position(|score| !score.is_nan());
            rest.map_or(0, |first| first + argmax(&scores[first..]))
        }
        _ => scores.iter().position(|&score| score == f32::NEG_INFINITY).unwrap_or(0),
    }
}

laned! {
    /// Writes to `place` where the largest score is first, if it is above all that is none.
    fn find_largest<Kind, _ROWS>(scores: &[f32], place: &mut usize) {
        let (all, rest) = scores.as_chunks::<LANES>();
        let mut last = [f32::NEG_INFINITY; LANES];
        last[..rest.len()].copy_from_slice(rest);
        // Several, since each waits for the one before.
        let mut tops = [Kind::splat(f32::NEG_INFINITY); 4];
        tops[0] = Kind::load(&last).or_other(tops[0]);
        let (fours, odd) = all.as_chunks::<4>();
        for four in fours {
            for (top, chunk) in tops.iter_mut().zip(four) {
                *top = Kind::load(chunk).or_other(*top);
            }
        }
        for (top, chunk) in tops.iter_mut().zip(odd) {
            *top = Kind::load(chunk).or_other(*top);
        }
        let [a, b, c, d] = tops;
        let mut lanes = [0.0; LANES];
        a.or_other(b).or_other(c.or_other(d)).store(&mut lanes);
        let larger = |a: f32, b: f32| if b > a { b } else { a };
        let mut n = LANES / 2;
        while n > 0 {
            for i in 0..n {
                lanes[i] = larger(lanes[i], lanes[n + i]);
            }
            n /= 2;
        }
        let top = lanes[0];
        for (i, chunk) in all.iter().chain([&last]).enumerate() {
            let found = Kind::load(chunk).equal(top);
            if found != 0 {
                *place = i * LANES + found.trailing_zeros() as usize;
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn exp_is_close(x in -87.0_f32..88.0) {
            let truth = f64::from(x).exp();
            prop_assert!((f64::from(exp(x)) - truth).abs() <= 3e-7 * truth, "{x}");
        }

        #[test]
        fn the_first_of_the_largest_is_found(
            scores in prop::collection::vec((-4_i8..4, -2_i8..2), 1..90),
        ) {
            let scores: Vec<f32> =
                scores.iter().map(|&(x, y)| f32::from(x) / f32::from(y)).collect();
            let mut truth = 0;
            for (i, score) in scores.iter().enumerate() {
                let is_first = scores[truth].is_nan() && !score.is_nan();
                if is_first || *score > scores[truth] {
                    truth = i;
                }
            }
            prop_assert_eq!(argmax(&scores), truth, "{:?}", scores);
        }

        #[test]
        fn rounding_is_to_the_nearest_even(x in -300.0_f32..300.0) {
            let mut activation = [0];
            quantize(&[x], 1.0, &mut activation);
            let truth = x.clamp(-128.0, 127.0).round_ties_even() + 128.0;
            prop_assert_eq!(f32::from(activation[0]), truth);
        }

        #[test]
        fn zeros_are_passed_over_bit_for_bit(
            n_inputs in 1_usize..150,
            n_outputs in 1_usize..230,
            n_rows in 1_usize..4,
            density in 1_usize..5,
            seed in 0_usize..1000,
        ) {
            let value = |i: usize| ((i * 7919 + seed) % 1013) as f32 / 517.3 - 1.0;
            let weights: Vec<f32> = (0..n_outputs * n_inputs).map(value).collect();
            let biases: Vec<f32> = (0..n_outputs).map(|i| value(5 * i)).collect();
            let layer = Linear::new(&weights, &biases).unwrap();
            let stride = n_inputs + seed % 3;
            let mut inputs: Vec<f32> = (0..n_rows * stride).map(|i| value(3 * i)).collect();
            for (i, input) in inputs.iter_mut().enumerate() {
                if (i * 31 + seed) % 5 >= density {
                    *input = if i % 2 == 0 { 0.0 } else { -0.0 };
                }
            }
            let (mut all, mut thin) =
                (vec![0.0; n_rows * n_outputs], vec![1.0; n_rows * n_outputs]);
            layer.apply_apart(&inputs, stride, &mut all);
            layer.apply_thin(&inputs, stride, &mut thin);
            let bits = |values: Vec<f32>| -> Vec<u32> {
                values.into_iter().map(f32::to_bits).collect()
            };
            prop_assert_eq!(bits(thin), bits(all));
        }

        #[test]
        fn packed_rows_are_multiplied_in_order(
            n_inputs in 1_usize..40,
            n_rows in 1_usize..50,
            seed in 0_usize..1000,
        ) {
            let value = |i: usize| ((i * 7919 + seed) % 1013) as f32 / 517.3 - 1.0;
            let rows: Vec<f32> = (0..n_rows * n_inputs).map(value).collect();
            let input: Vec<f32> = (0..n_inputs).map(|i| value(3 * i + 1)).collect();
            let mut panels = Panels::default();
            panels.pack(n_inputs, rows.chunks_exact(n_inputs));
            let mut outputs = vec![0.0; n_rows];
            panels.multiply(&input, n_inputs, 0.3, &mut outputs);
            let first = seed % n_rows;
            let mut sums = vec![0.0; n_rows - first];
            panels.dots(&input, first, &mut sums);
            for (i, row) in rows.chunks_exact(n_inputs).enumerate() {
                let products = row.iter().zip(&input).map(|(a, b)| a * b);
                let truth = products.clone().fold(0.3, |sum, product| sum + product);
                prop_assert_eq!(outputs[i].to_bits(), truth.to_bits());
                let n_whole = n_inputs / 8 * 8;
                let mut strands = [0.0_f32; 9];
                for (j, product) in products.enumerate() {
                    strands[if j < n_whole { j % 8 } else { 8 }] += product;
                }
                let truth = strands.into_iter().fold(0.0, |sum, strand| sum + strand);
                if i >= first {
                    prop_assert_eq!(sums[i - first].to_bits(), truth.to_bits());
                }
            }
        }

        #[test]
        fn a_layer_is_summed_input_by_input(
            n_inputs in 1_usize..9,
            n_outputs in 1_usize..70,
            seed in 0_usize..1000,
        ) {
            let value = |i: usize| ((i * 7919 + seed) % 1013) as f32 / 517.3 - 1.0;
            let weights: Vec<f32> = (0..n_inputs * n_outputs).map(value).collect();
            let biases: Vec<f32> = (0..n_outputs).map(value).collect();
            let inputs: Vec<f32> = (0..7 * n_inputs).map(value).collect();
            let layer = Linear::new(&weights, &biases).unwrap();
            let mut outputs = vec![0.0; 7 * n_outputs];
            layer.apply(&inputs, &mut outputs);
            for row in 0..7 {
                for output in 0..n_outputs {
                    let mut truth = biases[output];
                    for i in 0..n_inputs {
                        truth += inputs[row * n_inputs + i] * weights[output * n_inputs + i];
                    }
                    // Bit for bit, whatever the width of the vectors.
                    prop_assert_eq!(outputs[row * n_outputs + output].to_bits(), truth.to_bits());
                }
            }
        }
    }

    #[test]
    fn ties_go_to_the_even_one() {
        let mut activations = [0; 6];
        quantize(&[0.5, 1.5, 2.5, -0.5, -1.5, 1e9], 1.0, &mut activations);
        assert_eq!(activations, [128, 130, 130, 128, 126, 255]);
    }

    #[test]
    fn exp_ends_well() {
        assert_eq!((exp(0.0), exp(-1e9), exp(1e9)), (1.0, 0.0, f32::INFINITY));
        assert!(exp(f32::NAN).is_nan());
        assert!(exp(88.7).is_finite());
    }

    #[test]
    fn probabilities_sum_to_one() {
        let mut scores = [1.0, 2.0, 3.0, -1e9];
        softmax(&mut scores);
        assert!((sum(scores.into_iter()) - 1.0).abs() < 1e-6);
        assert_eq!((argmax(&scores), scores[3]), (2, 0.0));
        assert_eq!(argmax(&[1.0, 1.0]), 0);
        assert_eq!(argmax(&[f32::NAN, -2.0, -1.0, -1.0, f32::NAN]), 2);
        let far: Vec<f32> = (0_u8..40).map(f32::from).collect();
        assert_eq!((argmax(&far), argmax(&[]), argmax(&[f32::NAN])), (39, 0, 0));
        let least = f32::NEG_INFINITY;
        assert_eq!(argmax(&[f32::NAN, least, least]), 1);
        let mut many = [least; 40];
        many[..3].fill(f32::NAN);
        assert_eq!(argmax(&many), 3);
        (many[20], many[37]) = (-0.0, 0.0);
        assert_eq!(argmax(&many), 20);
    }

    #[test]
    fn rows_are_standardized() {
        let mut activations = [0; 4];
        standardize(&[1.0, 2.0, 3.0, 4.0], 2, 0.0, 50.0, &mut activations);
        assert_eq!(activations, [78, 178, 78, 178]);
        standardize(&[5.0; 4], 4, 1e-5, 50.0, &mut activations);
        assert_eq!(activations, [128; 4]);
    }

    #[test]
    fn sums_become_values() {
        let sums = [300, -100, 0, 0];
        let mut values = [0.5, 0.5];
        add_rectified(&sums, [4, 2], &[100, 0], &[0.5, 1.0], &[1.0, 1.0], &mut values);
        assert_eq!(values, [101.5, 0.5]);
        let floors = [0.0, f32::NEG_INFINITY];
        dequantize(
            &sums,
            [4, 2],
            &[100, 0],
            &[0.5, 1.0],
            &[1.0, 1.0],
            &floors,
            &mut values,
        );
        assert_eq!(values, [101.0, -99.0]);
        dequantize(
            &sums,
            [4, 2],
            &[100, 0],
            &[0.5, 1.0],
            &[1.0, 1.0],
            &[200.0, 0.0],
            &mut values,
        );
        assert_eq!(values, [200.0, 0.0]);
    }
}
