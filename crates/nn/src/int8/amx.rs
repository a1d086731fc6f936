//! The products with the tiles of AMX, which large processors have since 2023.
//!
//! A tile is sixteen rows of 64 bytes. One instruction multiplies sixteen rows of 64
//! activations with 64 weights of each of sixteen outputs: the packed weights of a block are
//! such tiles as they are. Two tiles of rows and two of weights make four of sums.
//!
//! The weights of two blocks stay in the fastest cache while all rows run by. Rows are taken
//! from where they lie, gaps between texts included, or copied where too many would be
//! gaps. Sums become values before they leave the fastest cache.

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
    let mut sums = Sums([[0; 2 * BLOCK]; PAIR]);
    for column in (0..n_padded).step_by(2 * BLOCK) {
        let weights = &matrix.packed()[column / BLOCK * n_quads * CELL..];
        let is_pair = column + BLOCK < n_padded;
        let second = if is_pair { n_quads * CELL } else { 0 };
        let weights = [weights.as_ptr(), weights[second..].as_ptr()];
        let panel = match &target {
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
            // SAFETY: the tiles are laid out; each pair was found to have 32 rows `stride`
            // apart in its buffer, with an activation for each offset; each block has as many
            // tiles of weights.
            unsafe {
                four_tiles(buffer.add(pair.at), stride, offsets, weights, &mut sums);
            }
            match &mut target {
                Target::Sums(kept) => {
                    let n_columns = (n_padded - column).min(2 * BLOCK);
                    for (row, &place) in (pair.first..).zip(&pair.places[..pair.n]) {
                        let sums = &sums.0[usize::from(place)][..n_columns];
                        kept[row * n_padded + column..][..n_columns]
                            .copy_from_slice(sums);
                    }
                }
                Target::Values { finish, stride, values } => {
                    let Some(panel) = &panel else { continue };
                    let values = &mut values[pair.first * *stride + column..];
                    let places = &pair.places[..pair.n];
                    match finish.step {
                        Step::Replace { .. } => {
                            panel.finish::<false>(&sums, places, *stride, values);
                        }
                        Step::AddPositive => {
                            panel.finish::<true>(&sums, places, *stride, values);
                        }
                    }
                }
            }
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
    /// The machine has AVX-512. The same numbers as [`Finish::apply`] makes.
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

/// The sums of 32 rows and two blocks: a product of tiles for each offset.
///
/// # Safety
///
/// The machine has tiles, and they are laid out as in [`LAYOUT`]; `rows` leads to 32 rows,
/// `stride` apart, with 64 activations at each of the offsets, of which there is one at
/// least; each of `weights` leads to as many times 1,024 bytes.
#[inline(always)]
unsafe fn four_tiles(
    rows: *const u8,
    stride: usize,
    offsets: &[usize],
    weights: [*const i8; 2],
    sums: &mut Sums,
) {
    // SAFETY: as the caller promises; the block reads and writes nothing else.
    unsafe {
        asm!(
            "tilezero tmm0",
            "tilezero tmm1",
            "tilezero tmm2",
            "tilezero tmm3",
            "2:",
            "mov {low}, [{offsets}]",
            "lea {high}, [{low} + {below}]",
            "add {low}, {rows}",
            "tileloadd tmm4, [{low} + {stride} * 1]",
            "tileloadd tmm6, [{first} + {cell} * 1]",
            "tileloadd tmm7, [{second} + {cell} * 1]",
            "tdpbusd tmm0, tmm4, tmm6",
            "tileloadd tmm5, [{high} + {stride} * 1]",
            "tdpbusd tmm1, tmm4, tmm7",
            "tdpbusd tmm2, tmm5, tmm6",
            "tdpbusd tmm3, tmm5, tmm7",
            "add {offsets}, 8",
            "add {first}, {tile}",
            "add {second}, {tile}",
            "cmp {offsets}, {end}",
            "jne 2b",
            "tilestored [{sums} + {width} * 1], tmm0",
            "tilestored [{sums} + {width} * 1 + 64], tmm1",
            "tilestored [{sums} + {width} * 1 + {half}], tmm2",
            "tilestored [{sums} + {width} * 1 + {half} + 64], tmm3",
            low = out(reg) _,
            high = out(reg) _,
            rows = in(reg) rows,
            below = in(reg) rows.wrapping_add(ROWS * stride),
            stride = in(reg) stride,
            offsets = inout(reg) offsets.as_ptr() => _,
            end = in(reg) offsets.as_ptr_range().end,
            first = inout(reg) weights[0] => _,
            second = inout(reg) weights[1] => _,
            cell = in(reg) CELL,
            tile = const TILE,
            sums = in(reg) sums,
            width = in(reg) 2 * BLOCK * size_of::<i32>(),
            half = const ROWS * 2 * BLOCK * size_of::<i32>(),
            out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
            out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
            options(nostack),
        );
    }
}
