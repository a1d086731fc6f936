//! The products with the tiles of AMX, which large processors have since 2023.
//!
//! A tile is sixteen rows of 64 bytes. One instruction multiplies sixteen rows of 64
//! activations with 64 weights of each of sixteen outputs: the packed weights of a block are
//! such tiles as they are. Two tiles of rows and two of weights make four of sums.
//!
//! The weights of two blocks stay in the fastest cache while all rows run by. Rows are taken
//! from where they lie, gaps between texts included, or copied where too many would be
//! gaps. Sums become values before they leave the fastest cache, a few rows after each
//! product of the next tiles: tiles are multiplied apart from everything else.

use std::arch::asm;
use std::arch::x86_64::{
    __m512, __m512i, _mm512_add_ps, _mm512_cvtepi32_ps, _mm512_loadu_si512,
    _mm512_mask_storeu_ps, _mm512_maskz_loadu_epi32, _mm512_maskz_loadu_ps,
    _mm512_max_ps, _mm512_mul_ps, _mm512_setzero_ps, _mm512_sub_epi32,
};
use std::sync::OnceLock;

use super::{BLOCK, CELL, Finish, Int8Matrix, QUAD, Step, Windows};

/// Rows of a tile, and outputs of a block.
const ROWS: usize = BLOCK;
/// Activations of a tile's row.
const DEPTH: usize = 64;
/// Bytes of a tile.
const TILE: usize = ROWS * DEPTH;
/// Rows of two tiles.
const PAIR: usize = 2 * ROWS;
/// Rows of a pair of tiles that may be gaps: to compute them costs as much as to copy the
/// others.
const MAX_GAPS: usize = 6;

/// A part of a row in one line of the cache.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line([u8; DEPTH]);

/// What a tile looks like, for all eight: the form that `ldtilecfg` reads.
#[repr(C, align(64))]
struct Layout {
    palette: u8,
    start_row: u8,
    reserved: [u8; 14],
    row_bytes: [u16; 16],
    rows: [u8; 16],
}

static LAYOUT: Layout = Layout {
    palette: 1,
    start_row: 0,
    reserved: [0; 14],
    row_bytes: [64, 64, 64, 64, 64, 64, 64, 64, 0, 0, 0, 0, 0, 0, 0, 0],
    rows: [16, 16, 16, 16, 16, 16, 16, 16, 0, 0, 0, 0, 0, 0, 0, 0],
};

/// Whether the processor has tiles and the system lets this process use them; asked once.
pub(super) fn is_available() -> bool {
    static IS_AVAILABLE: OnceLock<bool> = OnceLock::new();
    *IS_AVAILABLE.get_or_init(|| has_tiles() && is_granted())
}

/// Whether a product can be made of whole tiles.
pub(super) fn fits(matrix: &Int8Matrix, windows: Windows<'_>) -> bool {
    matrix.n_inputs.is_multiple_of(DEPTH) && windows.width.is_multiple_of(DEPTH)
}

/// Whether the processor has tiles of small integers, and the system keeps them.
fn has_tiles() -> bool {
    use std::arch::x86_64::{__cpuid, __cpuid_count};
    // Leaf 7: AMX-TILE and AMX-INT8; leaf 1: whether the system has said what it keeps.
    const AMX: u32 = 1 << 24 | 1 << 25;
    const OSXSAVE: u32 = 1 << 27;
    // The two parts of the state that tiles are.
    const KEPT: u32 = 1 << 17 | 1 << 18;
    // SAFETY: every 64-bit processor of this kind has the instruction.
    #[allow(unused_unsafe, reason = "needed before Rust 1.94")]
    let (most, first, seventh) =
        unsafe { (__cpuid(0).eax, __cpuid(1).ecx, __cpuid_count(7, 0).edx) };
    if most < 7 || first & OSXSAVE == 0 || seventh & AMX != AMX {
        return false;
    }
    let kept: u32;
    // SAFETY: with OSXSAVE there is `xgetbv`; it writes two registers.
    unsafe {
        asm!("xgetbv", in("ecx") 0, out("eax") kept, out("edx") _, options(nomem, nostack));
    }
    kept & KEPT == KEPT
}

/// Asks the system for the right to use tiles, which Linux grants to a process.
fn is_granted() -> bool {
    if !cfg!(target_os = "linux") {
        return false;
    }
    const ARCH_PRCTL: i64 = 158;
    const ARCH_REQ_XCOMP_PERM: u64 = 0x1023;
    const TILE_DATA: u64 = 18;
    let result: i64;
    // SAFETY: a call of the system that reads and writes no memory of ours.
    unsafe {
        asm!(
            "syscall",
            inlateout("rax") ARCH_PRCTL => result,
            in("rdi") ARCH_REQ_XCOMP_PERM,
            in("rsi") TILE_DATA,
            out("rcx") _,
            out("r11") _,
            options(nostack),
        );
    }
    result == 0
}

/// What becomes of the sums.
pub(super) enum Target<'a> {
    /// They are kept: `[n_rows, n_padded]`.
    Sums(&'a mut [i32]),
    /// They become values: `[n_rows, n_outputs]`, rows `stride` apart.
    Values { finish: Finish<'a>, stride: usize, values: &'a mut [f32] },
}

/// Rows that are multiplied together.
struct RowPair {
    /// Where the first row begins, in the buffer of the windows or in the copies.
    at: usize,
    is_copy: bool,
    /// The number of the first row, and how many there are.
    first: usize,
    n: usize,
    /// Where each stands among the rows of the two tiles.
    places: [u8; PAIR],
}

/// The sums of a pair of rows of tiles and a pair of blocks.
#[repr(C, align(64))]
struct Sums([[i32; 2 * BLOCK]; PAIR]);

/// The product; the caller has checked windows, target and the machine, and that they fit.
pub(super) fn multiply(matrix: &Int8Matrix, windows: Windows<'_>, target: Target<'_>) {
    // SAFETY: the machine has tiles (the caller has asked), and `LAYOUT` is one.
    unsafe {
        asm!(
            "ldtilecfg [{}]",
            in(reg) &raw const LAYOUT,
            out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
            out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
            options(nostack, readonly),
        );
    }
    // SAFETY: the machine has the instructions: without AVX-512 this kernel is not there.
    unsafe { multiply_laid_out(matrix, windows, target) };
    // SAFETY: the machine has tiles, and what they hold is no longer needed. Released, they
    // cost nothing when threads change.
    unsafe {
        asm!(
            "tilerelease",
            out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
            out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
            options(nostack, nomem),
        );
    }
}

/// The product, once the tiles are laid out.
///
/// # Safety
///
/// The machine has AVX-512 and tiles, and they are laid out as in [`LAYOUT`]; the windows lie
/// in their buffer, and the target is as long as they need.
#[target_feature(enable = "avx512f")]
unsafe fn multiply_laid_out(
    matrix: &Int8Matrix,
    windows: Windows<'_>,
    mut target: Target<'_>,
) {
    let (n_inputs, n_padded) = (matrix.n_inputs, matrix.n_padded());
    let n_quads = n_inputs / QUAD;
    let (pairs, copies) = lay_out_rows(windows, n_inputs);
    // Where each tile of a row's activations begins, in the buffer and in the copies.
    let offsets: [Vec<usize>; 2] = [
        windows
            .taps
            .iter()
            .flat_map(|tap| (0..windows.width).step_by(DEPTH).map(move |at| tap + at))
            .collect(),
        (0..n_inputs).step_by(DEPTH).collect(),
    ];
    let mut sums = [const { Sums([[0; 2 * BLOCK]; PAIR]) }; 2];
    let mut panels = [None, None];
    // Sums that are still to be finished, while the next ones are made.
    let mut open: Option<Open<'_>> = None;
    let mut slot = 0;
    for (i, column) in (0..n_padded).step_by(2 * BLOCK).enumerate() {
        let weights = &matrix.packed()[column / BLOCK * n_quads * CELL..];
        let is_wide = column + BLOCK < n_padded;
        let second = if is_wide { n_quads * CELL } else { 0 };
        let weights = [weights.as_ptr(), weights[second..].as_ptr()];
        panels[i % 2] = match &target {
            Target::Sums(_) => None,
            Target::Values { finish, .. } => Some(Panel::new(matrix, finish, column)),
        };
        for pair in &pairs {
            let (buffer, stride) = if pair.is_copy {
                (copies.as_ptr().cast(), n_inputs)
            } else {
                (windows.activations.as_ptr(), windows.width)
            };
            let offsets = &offsets[usize::from(pair.is_copy)];
            let is_high = usize::from(pair.places[pair.n - 1]) >= ROWS;
            let shape = Shape { is_high, is_wide };
            // SAFETY: the tiles were laid out above.
            unsafe { clear_tiles() };
            for (step, offset) in offsets.iter().enumerate() {
                // SAFETY: the tiles are laid out; each pair was found to have 32 rows
                // `stride` apart in its buffer, with an activation for each offset; each
                // block has as many tiles of weights.
                unsafe {
                    let rows = buffer.add(pair.at + offset);
                    let weights = weights.map(|weights| weights.add(step * TILE));
                    multiply_tiles(shape, rows, stride, weights);
                }
                if let Some(open) = &mut open {
                    let n = open.pair.n * (step + 1) / offsets.len();
                    open.finish(n, &sums, &panels, &mut target, n_padded);
                }
            }
            // SAFETY: the same.
            unsafe { store_tiles(shape, &mut sums[slot]) };
            open = Some(Open { pair, column, slot, panel: i % 2, n_done: 0 });
            slot = 1 - slot;
        }
    }
    if let Some(open) = &mut open {
        open.finish(open.pair.n, &sums, &panels, &mut target, n_padded);
    }
}

/// Which sums there are: of the second tile of rows, of the second block.
#[derive(Clone, Copy)]
struct Shape {
    is_high: bool,
    is_wide: bool,
}

/// Sums of a pair of rows that are not all finished.
struct Open<'p> {
    pair: &'p RowPair,
    column: usize,
    /// Which sums and which panel they are.
    slot: usize,
    panel: usize,
    /// How many rows are finished.
    n_done: usize,
}

impl Open<'_> {
    /// Finishes the rows up to the `n`th.
    #[target_feature(enable = "avx512f")]
    #[inline]
    fn finish(
        &mut self,
        n: usize,
        sums: &[Sums; 2],
        panels: &[Option<Panel>; 2],
        target: &mut Target<'_>,
        n_padded: usize,
    ) {
        let places = &self.pair.places[self.n_done..n];
        let (first, column) = (self.pair.first + self.n_done, self.column);
        self.n_done = n;
        let sums = &sums[self.slot];
        if places.is_empty() {
            return;
        }
        match (target, &panels[self.panel]) {
            (Target::Values { finish, stride, values }, Some(panel)) => {
                let values = &mut values[first * *stride + column..];
                match finish.step {
                    Step::Replace { .. } => {
                        panel.finish::<false>(sums, places, *stride, values);
                    }
                    Step::AddPositive => {
                        panel.finish::<true>(sums, places, *stride, values);
                    }
                }
            }
            (Target::Sums(kept), _) => {
                let n_columns = (n_padded - column).min(2 * BLOCK);
                for (row, &place) in (first..).zip(places) {
                    let sums = &sums.0[usize::from(place)][..n_columns];
                    kept[row * n_padded + column..][..n_columns].copy_from_slice(sums);
                }
            }
            (Target::Values { .. }, None) => unreachable!("a panel for all values"),
        }
    }
}

/// Divides the rows into pairs of tiles; copies of those that do not lie well.
fn lay_out_rows(windows: Windows<'_>, n_inputs: usize) -> (Vec<RowPair>, Vec<Line>) {
    let Windows { activations, taps, width, starts } = windows;
    let last_tap = taps.iter().max().map_or(0, |tap| *tap);
    let mut pairs = Vec::with_capacity(starts.len() / (PAIR - MAX_GAPS) + 1);
    let mut copies: Vec<Line> = Vec::new();
    let mut first = 0;
    while let Some(&start) = starts.get(first) {
        let mut pair =
            RowPair { at: start, is_copy: false, first, n: 0, places: [0; PAIR] };
        let left = &starts[first..];
        for &row in &left[..left.len().min(PAIR)] {
            let place = row.wrapping_sub(start) / width;
            let is_next = pair.n == 0 || place > usize::from(pair.places[pair.n - 1]);
            if !is_next || place >= PAIR || start + place * width != row {
                break;
            }
            pair.places[pair.n] = u8::try_from(place).expect("a place among 32");
            pair.n += 1;
        }
        let end = start + (PAIR - 1) * width + last_tap + width;
        let is_near = pair.n + MAX_GAPS >= left.len().min(PAIR);
        if end > activations.len() || !is_near {
            pair.n = left.len().min(PAIR);
            pair.at = copies.len() * DEPTH;
            pair.is_copy = true;
            pair.places =
                std::array::from_fn(|i| u8::try_from(i).expect("a place among 32"));
            let tiles = n_inputs / DEPTH;
            copies.reserve(PAIR * tiles);
            for start in &left[..pair.n] {
                for tap in taps {
                    let row = &activations[start + tap..][..width];
                    copies.extend(row.as_chunks().0.iter().map(|&part| Line(part)));
                }
            }
            copies.resize(copies.len() + (PAIR - pair.n) * tiles, Line([0; DEPTH]));
        }
        first += pair.n;
        pairs.push(pair);
    }
    (pairs, copies)
}

/// What the sums of two blocks become.
struct Panel {
    /// Which of the outputs there are.
    masks: [u16; 2],
    shifts: [__m512i; 2],
    scales: [__m512; 2],
    biases: [__m512; 2],
    floors: [__m512; 2],
}

impl Panel {
    /// The panel of the outputs from `column` on.
    ///
    /// The machine has AVX-512.
    #[target_feature(enable = "avx512f")]
    fn new(matrix: &Int8Matrix, finish: &Finish<'_>, column: usize) -> Panel {
        let n = matrix.n_outputs;
        let masks = [column, column + BLOCK].map(|first| {
            let n_there = n.saturating_sub(first).min(BLOCK);
            u16::try_from((1_u32 << n_there) - 1).expect("sixteen bits")
        });
        let two = |all: &[f32]| -> [__m512; 2] {
            std::array::from_fn(|i| {
                let from = all.as_ptr().wrapping_add(column + i * BLOCK);
                // SAFETY: no lane behind the last output is looked at.
                unsafe { _mm512_maskz_loadu_ps(masks[i], from) }
            })
        };
        let zeros = [_mm512_setzero_ps(); 2];
        Panel {
            masks,
            shifts: std::array::from_fn(|i| {
                let from = matrix.shifts.as_ptr().wrapping_add(column + i * BLOCK);
                // SAFETY: no lane behind the last output is looked at.
                unsafe { _mm512_maskz_loadu_epi32(masks[i], from) }
            }),
            scales: two(finish.scales),
            biases: two(finish.biases),
            floors: if let Step::Replace { floors } = finish.step {
                two(floors)
            } else {
                zeros
            },
        }
    }

    /// Makes values of the sums of rows: `values` begins with the first row's.
    ///
    /// The machine has AVX-512. The same numbers as plain code makes of a [`Finish`].
    #[target_feature(enable = "avx512f")]
    fn finish<const ADDS: bool>(
        &self,
        sums: &Sums,
        places: &[u8],
        stride: usize,
        values: &mut [f32],
    ) {
        let n_columns =
            (self.masks[0].count_ones() + self.masks[1].count_ones()) as usize;
        let Some(n_before) = places.len().checked_sub(1) else { return };
        assert!(n_before * stride + n_columns <= values.len(), "a row of values each");
        for (row, &place) in places.iter().enumerate() {
            let sums = &sums.0[usize::from(place) % PAIR];
            for i in 0..2 {
                // SAFETY: sixteen sums; as many values, of which no lane behind the last
                // output is looked at.
                unsafe {
                    let sum = _mm512_loadu_si512(sums.as_ptr().add(i * BLOCK).cast());
                    let value = _mm512_cvtepi32_ps(_mm512_sub_epi32(sum, self.shifts[i]));
                    let value = _mm512_mul_ps(value, self.scales[i]);
                    let value = _mm512_add_ps(value, self.biases[i]);
                    // The second where the first is not larger, as in the plain code.
                    let value = _mm512_max_ps(value, self.floors[i]);
                    let to = values.as_mut_ptr().wrapping_add(row * stride + i * BLOCK);
                    let value = if ADDS {
                        _mm512_add_ps(_mm512_maskz_loadu_ps(self.masks[i], to), value)
                    } else {
                        value
                    };
                    _mm512_mask_storeu_ps(to, self.masks[i], value);
                }
            }
        }
    }
}

/// Sets the tiles of sums to zero.
///
/// The compiler uses no tile, so what one holds stays until the next of these functions; the
/// language does not promise that.
///
/// # Safety
///
/// The tiles are laid out.
#[inline(always)]
unsafe fn clear_tiles() {
    // SAFETY: the tiles are laid out, as for all of these functions.
    unsafe {
        asm!(
            "tilezero tmm0",
            "tilezero tmm1",
            "tilezero tmm2",
            "tilezero tmm3",
            out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
            options(nostack, nomem, preserves_flags),
        );
    }
}

/// Adds to the tiles of sums what 64 activations of each row give.
///
/// # Safety
///
/// The tiles are laid out as in [`LAYOUT`]; `rows` leads to 32 rows of 64 activations,
/// `stride` apart; each of `weights` leads to 1,024 bytes.
#[inline(always)]
unsafe fn multiply_tiles(
    shape: Shape,
    rows: *const u8,
    stride: usize,
    weights: [*const i8; 2],
) {
    // SAFETY: as the caller promises; the blocks read nothing else and write tiles alone.
    unsafe {
        asm!(
            "tileloadd tmm4, [{rows} + {stride} * 1]",
            "tileloadd tmm6, [{weights} + {cell} * 1]",
            "tdpbusd tmm0, tmm4, tmm6",
            rows = in(reg) rows,
            stride = in(reg) stride,
            weights = in(reg) weights[0],
            cell = in(reg) CELL,
            out("tmm0") _, out("tmm4") _, out("tmm6") _,
            options(nostack, readonly, preserves_flags),
        );
        if shape.is_wide {
            asm!(
                "tileloadd tmm7, [{weights} + {cell} * 1]",
                "tdpbusd tmm1, tmm4, tmm7",
                weights = in(reg) weights[1],
                cell = in(reg) CELL,
                out("tmm1") _, out("tmm7") _,
                options(nostack, readonly, preserves_flags),
            );
        }
        if shape.is_high {
            asm!(
                "tileloadd tmm5, [{rows} + {stride} * 1]",
                "tdpbusd tmm2, tmm5, tmm6",
                rows = in(reg) rows.add(ROWS * stride),
                stride = in(reg) stride,
                out("tmm2") _, out("tmm5") _,
                options(nostack, readonly, preserves_flags),
            );
            if shape.is_wide {
                asm!(
                    "tdpbusd tmm3, tmm5, tmm7",
                    out("tmm3") _,
                    options(nostack, nomem, preserves_flags),
                );
            }
        }
    }
}

/// Writes the tiles of sums.
///
/// # Safety
///
/// The tiles are laid out.
#[inline(always)]
unsafe fn store_tiles(shape: Shape, sums: &mut Sums) {
    let low = (&raw mut *sums).cast::<u8>();
    let width = 2 * BLOCK * size_of::<i32>();
    // SAFETY: the tiles are laid out; `sums` has room for two times two of them.
    unsafe {
        asm!(
            "tilestored [{low} + {width} * 1], tmm0",
            low = in(reg) low,
            width = in(reg) width,
            options(nostack, preserves_flags),
        );
        if shape.is_wide {
            asm!(
                "tilestored [{low} + {width} * 1 + 64], tmm1",
                low = in(reg) low,
                width = in(reg) width,
                options(nostack, preserves_flags),
            );
        }
        if shape.is_high {
            let high = low.add(ROWS * width);
            asm!(
                "tilestored [{high} + {width} * 1], tmm2",
                high = in(reg) high,
                width = in(reg) width,
                options(nostack, preserves_flags),
            );
            if shape.is_wide {
                asm!(
                    "tilestored [{high} + {width} * 1 + 64], tmm3",
                    high = in(reg) high,
                    width = in(reg) width,
                    options(nostack, preserves_flags),
                );
            }
        }
    }
}
