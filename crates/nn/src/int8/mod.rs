//! Products of small integers: unsigned activations times signed weights.
//!
//! Activations are `u8` with the zero point 128, weights are `i8` from -64 to 63, sums are
//! `i32`. In that range no kernel can saturate or overflow, so all of them agree bit for bit
//! with the plain one; `tests` force each. Weights are packed once in blocks of sixteen
//! outputs times four inputs, which is what the instructions of all machines take.
//!
//! Read in this order: this file, `x86`, `amx`, `arm`.

use crate::buffer::Buffer;
use crate::float;

#[cfg(target_arch = "x86_64")]
mod amx;
#[cfg(target_arch = "aarch64")]
mod arm;
#[cfg(target_arch = "x86_64")]
mod x86;

/// The value of an activation that stands for zero.
pub const ZERO_POINT: u8 = 128;
/// The smallest weight.
pub const MIN_WEIGHT: i8 = -64;
/// The largest weight.
pub const MAX_WEIGHT: i8 = 63;

/// Outputs of a block of packed weights.
const BLOCK: usize = 16;
/// Inputs that are multiplied and added at once.
const QUAD: usize = 4;
/// Bytes of a block's weights for one quad of inputs.
const CELL: usize = BLOCK * QUAD;
/// The most inputs of a product: no sum of that many can exceed an `i32`.
const MAX_INPUTS: usize = 1 << 16;

/// The instructions that a product is computed with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Kernel {
    /// Plain code, for every machine; the others are tested against it.
    Scalar,
    /// Eight sums at a time, on `x86_64` since 2013.
    Avx2,
    /// Sixteen sums at a time, on `x86_64` with AVX-512 VNNI.
    Avx512Vnni,
    /// Tiles of sixteen by sixteen sums, on `x86_64` servers with AMX under Linux; products
    /// that are not made of whole tiles go through VNNI.
    Amx,
    /// Four sums at a time, on every 64-bit ARM.
    Neon,
}

impl Kernel {
    /// All kernels.
    pub const ALL: [Kernel; 5] =
        [Kernel::Scalar, Kernel::Avx2, Kernel::Avx512Vnni, Kernel::Amx, Kernel::Neon];

    /// Whether this machine has its instructions. Under Linux the first question for
    /// [`Kernel::Amx`] also asks the system for the right to use tiles, for the whole process.
    pub fn is_available(self) -> bool {
        match self {
            Kernel::Scalar => true,
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => is_x86_feature_detected!("avx2"),
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx512Vnni => {
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512vnni")
            }
            // What is left over goes through VNNI.
            #[cfg(target_arch = "x86_64")]
            Kernel::Amx => Kernel::Avx512Vnni.is_available() && amx::is_available(),
            #[cfg(target_arch = "aarch64")]
            Kernel::Neon => true,
            _ => false,
        }
    }

    /// The fastest one that this machine has.
    pub fn best() -> Kernel {
        let order = [Kernel::Amx, Kernel::Avx512Vnni, Kernel::Avx2, Kernel::Neon];
        order.into_iter().find(|k| k.is_available()).unwrap_or(Kernel::Scalar)
    }
}

/// The weights of a block's sixteen outputs for one quad of inputs, `[16, 4]`. It lies in
/// one line of the cache: a load of two lines takes twice as long, a tile of them thrice.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
struct Cell([i8; CELL]);

/// A matrix of weights, packed for the kernels.
#[derive(Clone, Debug)]
pub struct Int8Matrix {
    n_outputs: usize,
    n_inputs: usize,
    /// `[n_blocks, n_inputs / 4]`; outputs behind the last are zero.
    cells: Vec<Cell>,
    /// The sum of each output's weights, times the zero point.
    shifts: Vec<i32>,
}

impl Int8Matrix {
    /// Packs `[n_outputs, n_inputs]` weights, row by row; none where their number is another
    /// or a weight is out of range. `n_inputs` is a multiple of four, at most 65,536.
    pub fn new(n_outputs: usize, n_inputs: usize, weights: &[i8]) -> Option<Int8Matrix> {
        let is_sound = n_inputs > 0
            && n_outputs > 0
            && n_inputs.is_multiple_of(QUAD)
            && n_inputs <= MAX_INPUTS
            && Some(weights.len()) == n_outputs.checked_mul(n_inputs)
            && weights.iter().all(|w| (MIN_WEIGHT..=MAX_WEIGHT).contains(w));
        if !is_sound {
            return None;
        }
        let n_blocks = n_outputs.div_ceil(BLOCK);
        let n_quads = n_inputs / QUAD;
        let mut cells = vec![Cell([0; CELL]); n_blocks * n_quads];
        let mut shifts = Vec::with_capacity(n_outputs);
        for (output, row) in weights.chunks_exact(n_inputs).enumerate() {
            let (block, at) = (output / BLOCK * n_quads, output % BLOCK * QUAD);
            for (quad, values) in row.chunks_exact(QUAD).enumerate() {
                cells[block + quad].0[at..at + QUAD].copy_from_slice(values);
            }
            let sum: i32 = row.iter().map(|&w| i32::from(w)).sum();
            shifts.push(i32::from(ZERO_POINT) * sum);
        }
        Some(Int8Matrix { n_outputs, n_inputs, cells, shifts })
    }

    /// The weights as the kernels take them: `[n_blocks, n_inputs / 4, 16, 4]`.
    fn packed(&self) -> &[i8] {
        // SAFETY: a cell is its weights: as large, one behind the other, nothing between.
        unsafe {
            std::slice::from_raw_parts(
                self.cells.as_ptr().cast(),
                size_of_val(&*self.cells),
            )
        }
    }

    /// How many sums a row of activations gives.
    pub fn n_outputs(&self) -> usize {
        self.n_outputs
    }

    /// How many activations a sum is made of.
    pub fn n_inputs(&self) -> usize {
        self.n_inputs
    }

    /// What each output's sum has too much because activations count from the zero point:
    /// 128 times the sum of its weights.
    pub fn shifts(&self) -> &[i32] {
        &self.shifts
    }

    /// The length of a row of sums: the outputs, up to a multiple of sixteen.
    pub fn n_padded(&self) -> usize {
        self.n_outputs.div_ceil(BLOCK) * BLOCK
    }

    /// The sums of activation times weight, a row of [`Int8Matrix::n_padded`] for each row
    /// of `windows`; the columns behind the last output are zero.
    ///
    /// # Panics
    ///
    /// If the windows do not have the matrix's inputs, `sums` has another length, or the
    /// machine has no such kernel.
    pub fn multiply(&self, kernel: Kernel, windows: Windows<'_>, sums: &mut [i32]) {
        self.check(kernel, windows);
        let n_sums = windows.starts.len().checked_mul(self.n_padded());
        assert_eq!(n_sums, Some(sums.len()), "a row of sums a window");
        match kernel {
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => x86::multiply_avx2(self, windows, sums),
            #[cfg(target_arch = "x86_64")]
            Kernel::Amx if amx::fits(self, windows) => {
                amx::multiply(self, windows, amx::Target::Sums(sums));
            }
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx512Vnni | Kernel::Amx => x86::multiply_vnni(self, windows, sums),
            #[cfg(target_arch = "aarch64")]
            Kernel::Neon => arm::multiply(self, windows, sums),
            _ => self.multiply_plainly(windows, sums),
        }
    }

    /// The product, finished: a row of values, `stride` apart, for each row of `windows`.
    /// `sums` is room for the kernels that need it, used again. All kernels give the same bits.
    ///
    /// # Panics
    ///
    /// As [`Int8Matrix::multiply`], and if there is not one number of `finish` an output, or
    /// `values` does not have a row of at least all outputs a window.
    pub fn apply(
        &self,
        kernel: Kernel,
        windows: Windows<'_>,
        finish: Finish<'_>,
        sums: &mut Buffer<i32>,
        stride: usize,
        values: &mut [f32],
    ) {
        let Finish { scales, biases, step } = finish;
        let n_floors = match step {
            Step::Replace { floors } => floors.len(),
            Step::AddPositive => self.n_outputs,
        };
        let lens = [scales.len(), biases.len(), n_floors];
        assert!(lens == [self.n_outputs; 3], "one of each an output");
        let n_rows = windows.starts.len();
        assert!(stride >= self.n_outputs, "a row has all outputs");
        assert_eq!(n_rows.checked_mul(stride), Some(values.len()), "a row a window");
        #[cfg(target_arch = "x86_64")]
        if kernel == Kernel::Amx && amx::fits(self, windows) {
            self.check(kernel, windows);
            let target = amx::Target::Values { finish, stride, values };
            return amx::multiply(self, windows, target);
        }
        let n_sums = n_rows * self.n_padded();
        sums.lengthen(n_sums);
        self.multiply(kernel, windows, &mut sums[..n_sums]);
        let (strides, shifts) = ([self.n_padded(), stride], &self.shifts);
        match step {
            Step::Replace { floors } => {
                float::dequantize(sums, strides, shifts, scales, biases, floors, values);
            }
            Step::AddPositive => {
                float::add_rectified(sums, strides, shifts, scales, biases, values);
            }
        }
    }

    /// # Panics
    ///
    /// If the windows are none of this matrix, or the machine has no such kernel.
    fn check(&self, kernel: Kernel, windows: Windows<'_>) {
        windows.check();
        // Checked, since a product that wraps would let a window be read behind its end.
        let n_inputs = windows.taps.len().checked_mul(windows.width);
        assert_eq!(n_inputs, Some(self.n_inputs), "all inputs");
        assert!(kernel.is_available(), "this machine has no {kernel:?}");
    }

    fn multiply_plainly(&self, windows: Windows<'_>, sums: &mut [i32]) {
        let n_quads = self.n_inputs / QUAD;
        for (row, sums) in sums.chunks_exact_mut(self.n_padded()).enumerate() {
            let blocks = self.packed().chunks_exact(n_quads * CELL);
            for (block, sums) in blocks.zip(sums.chunks_exact_mut(BLOCK)) {
                sums.fill(0);
                let mut cells = block.chunks_exact(CELL);
                for tap in windows.taps {
                    let start = tap + windows.starts[row];
                    let inputs = &windows.activations[start..start + windows.width];
                    for (quad, cell) in inputs.chunks_exact(QUAD).zip(&mut cells) {
                        for (sum, weights) in sums.iter_mut().zip(cell.chunks_exact(QUAD))
                        {
                            for (&a, &w) in quad.iter().zip(weights) {
                                *sum += i32::from(a) * i32::from(w);
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What becomes of the sums of a product: `(sum - shift) * scale + bias` for each output.
#[derive(Clone, Copy, Debug)]
pub struct Finish<'a> {
    /// What each output's sum is multiplied by.
    pub scales: &'a [f32],
    /// What is added then.
    pub biases: &'a [f32],
    /// Where that goes.
    pub step: Step<'a>,
}

/// Where the values of a product go.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// Each takes the place of what was there, but is no less than its output's floor.
    Replace {
        /// The least value of each output.
        floors: &'a [f32],
    },
    /// What is above zero is added to what was there: the step of a residual layer.
    AddPositive,
}

/// Rows of activations, each made of several stretches of one buffer: the taps of a
/// convolution, which read a row, the one before and the one behind it without a copy. Rows
/// begin anywhere, so that short texts with gaps between them are multiplied at once.
#[derive(Clone, Copy, Debug)]
pub struct Windows<'a> {
    /// The buffer.
    pub activations: &'a [u8],
    /// Where each stretch begins, counted from the start of its row.
    pub taps: &'a [usize],
    /// The length of a stretch; a multiple of four.
    pub width: usize,
    /// Where each row begins.
    pub starts: &'a [usize],
}

impl Windows<'_> {
    /// # Panics
    ///
    /// If a stretch ends behind the buffer.
    fn check(&self) {
        assert!(self.width.is_multiple_of(QUAD), "stretches are made of quads");
        let (Some(last), Some(tap)) = (self.starts.iter().max(), self.taps.iter().max())
        else {
            return;
        };
        let end = last.checked_add(*tap).and_then(|at| at.checked_add(self.width));
        assert!(end.is_some_and(|end| end <= self.activations.len()), "in the buffer");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Numbers that look random, the same every time.
    fn noise(seed: u64) -> impl Iterator<Item = u64> {
        let mut state = seed.wrapping_mul(2).wrapping_add(1);
        std::iter::repeat_with(move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state >> 33
        })
    }

    fn weights(seed: u64, n: usize) -> Vec<i8> {
        noise(seed).take(n).map(|x| i8::try_from(x % 128).unwrap() - 64).collect()
    }

    fn activations(seed: u64, n: usize) -> Vec<u8> {
        noise(seed).take(n).map(|x| (x & 255) as u8).collect()
    }

    /// The sums by their definition, from the weights as they were before packing.
    fn reference(weights: &[i8], n_outputs: usize, windows: Windows<'_>) -> Vec<i32> {
        let n_inputs = windows.taps.len() * windows.width;
        let mut sums = Vec::new();
        for start in windows.starts {
            for output in 0..n_outputs.div_ceil(16) * 16 {
                let mut sum = 0;
                for input in 0..n_inputs {
                    let at = windows.taps[input / windows.width] + start;
                    let a = i32::from(windows.activations[at + input % windows.width]);
                    let w = weights.get(output * n_inputs + input);
                    if output < n_outputs {
                        sum += a * i32::from(*w.unwrap());
                    }
                }
                sums.push(sum);
            }
        }
        sums
    }

    fn assert_kernels_agree(n_outputs: usize, windows: Windows<'_>, weights: &[i8]) {
        let n_inputs = windows.taps.len() * windows.width;
        let matrix = Int8Matrix::new(n_outputs, n_inputs, weights).unwrap();
        let truth = reference(weights, n_outputs, windows);
        for kernel in Kernel::ALL.into_iter().filter(|k| k.is_available()) {
            let mut sums = vec![7; truth.len()];
            matrix.multiply(kernel, windows, &mut sums);
            let first = sums.iter().zip(&truth).position(|(sum, truth)| sum != truth);
            assert_eq!(first, None, "{kernel:?}");
            assert_finished(&matrix, kernel, windows, &truth);
        }
    }

    /// Both ways in which sums become values, bit for bit.
    fn assert_finished(
        matrix: &Int8Matrix,
        kernel: Kernel,
        windows: Windows<'_>,
        truth: &[i32],
    ) {
        let (n_outputs, n_padded) = (matrix.n_outputs(), matrix.n_padded());
        let numbers = |factor: f32| -> Vec<f32> {
            (0..n_outputs).map(|i| (i % 7) as f32 * factor - 0.3).collect()
        };
        let (scales, biases, floors) = (numbers(1.1e-3), numbers(5.7), numbers(-3.3));
        let stride = n_outputs + 3;
        let before: Vec<f32> =
            (0..windows.starts.len() * stride).map(|i| i as f32 / 7.0).collect();
        for step in [Step::Replace { floors: &floors }, Step::AddPositive] {
            let mut values = before.clone();
            let finish = Finish { scales: &scales, biases: &biases, step };
            let mut room = Buffer::default();
            matrix.apply(kernel, windows, finish, &mut room, stride, &mut values);
            for (i, (value, before)) in values.iter().zip(&before).enumerate() {
                let (row, output) = (i / stride, i % stride);
                let wanted = if output < n_outputs {
                    let sum = truth[row * n_padded + output] - matrix.shifts()[output];
                    let own = sum as f32 * scales[output] + biases[output];
                    match step {
                        Step::Replace { floors } => own.max(floors[output]),
                        Step::AddPositive => before + own.max(0.0),
                    }
                } else {
                    *before
                };
                assert_eq!(value.to_bits(), wanted.to_bits(), "{kernel:?} {step:?} {i}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn kernels_agree_bit_for_bit(
            seed in 0_u64..1 << 40,
            n_rows in 0_usize..20,
            n_quads in 1_usize..20,
            n_outputs in 1_usize..70,
            dilation in 1_usize..4,
            gap in 0_usize..5,
        ) {
            let width = 4 * n_quads;
            // Two texts with a gap between them.
            let start = |row| (row + if row < n_rows / 2 { 0 } else { gap }) * width;
            let starts: Vec<usize> = (0..n_rows).map(start).collect();
            let buffer = activations(seed, (n_rows + gap + 2 * dilation) * width);
            let taps = [0, dilation * width, 2 * dilation * width];
            let windows = Windows { activations: &buffer, taps: &taps, width, starts: &starts };
            assert_kernels_agree(n_outputs, windows, &weights(!seed, n_outputs * 3 * width));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn whole_tiles_agree_bit_for_bit(
            seed in 0_u64..1 << 40,
            n_rows in 0_usize..70,
            n_taps in 1_usize..4,
            n_tiles in 1_usize..4,
            n_outputs in 1_usize..90,
        ) {
            let width = 64 * n_tiles;
            let starts: Vec<usize> = (0..n_rows).map(|row| (row + row / 7) * width).collect();
            let buffer = activations(seed, (n_rows + n_rows / 7 + 6) * width);
            let taps = [0, 2 * width, 4 * width];
            let taps = &taps[..n_taps];
            let windows = Windows { activations: &buffer, taps, width, starts: &starts };
            assert_kernels_agree(n_outputs, windows, &weights(!seed, n_outputs * n_taps * width));
        }
    }

    #[test]
    fn the_largest_products_do_not_saturate() {
        let buffer = [255; 4 * 256];
        for weight in [MIN_WEIGHT, MAX_WEIGHT] {
            let windows = Windows {
                activations: &buffer,
                taps: &[0],
                width: 256,
                starts: &[0, 256, 512, 768],
            };
            assert_kernels_agree(48, windows, &[weight; 48 * 256]);
        }
    }

    #[test]
    fn the_best_kernel_is_there() {
        assert!(Kernel::best().is_available() && Kernel::Scalar.is_available());
        #[cfg(target_arch = "x86_64")]
        assert!(!Kernel::Neon.is_available());
        assert!(!Kernel::Amx.is_available() || Kernel::best() == Kernel::Amx);
    }

    #[test]
    fn weights_out_of_range_are_no_matrix() {
        assert!(Int8Matrix::new(1, 4, &[0, 1, 2, 64]).is_none());
        assert!(Int8Matrix::new(1, 4, &[0, 1, 2, -65]).is_none());
        assert!(Int8Matrix::new(1, 3, &[0, 1, 2]).is_none());
        assert!(Int8Matrix::new(2, 4, &[0; 4]).is_none());
        let matrix = Int8Matrix::new(1, 4, &[1, 2, 3, -4]).unwrap();
        assert_eq!((matrix.shifts(), matrix.n_padded()), (&[256][..], 16));
    }

    #[test]
    #[should_panic(expected = "in the buffer")]
    fn windows_behind_the_buffer_are_a_bug() {
        let matrix = Int8Matrix::new(1, 4, &[0; 4]).unwrap();
        let windows =
            Windows { activations: &[0; 7], taps: &[0], width: 4, starts: &[0, 4] };
        matrix.multiply(Kernel::best(), windows, &mut [0; 32]);
    }
}
