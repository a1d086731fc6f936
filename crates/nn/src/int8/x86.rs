//! The products with the instructions of `x86_64`.
//!
//! A tile of rows and blocks stays in registers while the inputs run by. Tiles are as large
//! as the registers allow; what is left over at the end of the rows goes through smaller ones.

use std::arch::x86_64::{
    __m256i, __m512i, _mm256_add_epi32, _mm256_loadu_si256, _mm256_madd_epi16,
    _mm256_maddubs_epi16, _mm256_set1_epi16, _mm256_set1_epi32, _mm256_setzero_si256,
    _mm256_storeu_si256, _mm512_dpbusd_epi32, _mm512_loadu_si512, _mm512_set1_epi32,
    _mm512_setzero_si512, _mm512_storeu_si512,
};

use super::{BLOCK, CELL, Int8Matrix, QUAD, Windows};

/// What a tile reads and writes.
#[derive(Clone, Copy)]
struct Tile<'a> {
    windows: Windows<'a>,
    /// The first row of activations and of sums.
    row: usize,
    /// The packed weights of the tile's blocks.
    weights: &'a [i8],
    n_quads: usize,
    /// The length of a row of sums, and the tile's first column.
    n_padded: usize,
    column: usize,
}

/// Four bytes of activations in one integer.
///
/// # Safety
///
/// `at + 4` is at most the buffer's length.
#[inline(always)]
unsafe fn quad(activations: &[u8], at: usize) -> i32 {
    // SAFETY: the caller keeps the four bytes inside the buffer; any alignment will do.
    unsafe { activations.as_ptr().add(at).cast::<i32>().read_unaligned() }
}

/// The product with AVX-512 VNNI; the caller has checked windows, sums and the machine.
pub(super) fn multiply_vnni(matrix: &Int8Matrix, windows: Windows<'_>, sums: &mut [i32]) {
    let n_quads = matrix.n_inputs / QUAD;
    let n_padded = matrix.n_padded();
    let n_blocks = n_padded / BLOCK;
    let mut block = 0;
    while block < n_blocks {
        let n = (n_blocks - block).min(3);
        let weights = &matrix.packed()[block * n_quads * CELL..][..n * n_quads * CELL];
        let mut row = 0;
        while row < windows.starts.len() {
            let tile =
                Tile { windows, row, weights, n_quads, n_padded, column: block * BLOCK };
            let left = windows.starts.len() - row;
            // SAFETY: `multiply` has found the instructions on this machine, the windows
            // inside the buffer, and `sums` as long as all rows; `weights` holds `n` blocks,
            // and each call takes at most the rows that are left.
            row += unsafe {
                match (left, n) {
                    (8.., 3) => vnni::<8, 3>(tile, sums),
                    (8.., 2) => vnni::<8, 2>(tile, sums),
                    (8.., _) => vnni::<8, 1>(tile, sums),
                    (4.., 3) => vnni::<4, 3>(tile, sums),
                    (4.., 2) => vnni::<4, 2>(tile, sums),
                    (4.., _) => vnni::<4, 1>(tile, sums),
                    (2.., 3) => vnni::<2, 3>(tile, sums),
                    (2.., 2) => vnni::<2, 2>(tile, sums),
                    (2.., _) => vnni::<2, 1>(tile, sums),
                    (_, 3) => vnni::<1, 3>(tile, sums),
                    (_, 2) => vnni::<1, 2>(tile, sums),
                    _ => vnni::<1, 1>(tile, sums),
                }
            };
        }
        block += n;
    }
}

/// One tile of `ROWS` times `BLOCKS`; how many rows it took.
///
/// # Safety
///
/// The machine has AVX-512 VNNI; the tile's rows lie inside its windows, whose stretches lie
/// inside their buffer; `weights` holds `BLOCKS` blocks; `sums` holds the tile's rows.
#[target_feature(enable = "avx512f,avx512vnni")]
unsafe fn vnni<const ROWS: usize, const BLOCKS: usize>(
    tile: Tile<'_>,
    sums: &mut [i32],
) -> usize {
    let Tile { windows, row, weights, n_quads, n_padded, column } = tile;
    let mut acc: [[__m512i; BLOCKS]; ROWS] = [[_mm512_setzero_si512(); BLOCKS]; ROWS];
    let starts: [usize; ROWS] = std::array::from_fn(|r| windows.starts[row + r]);
    let mut cell = 0;
    for tap in windows.taps {
        let starts = starts.map(|start| start + tap);
        for at in (0..windows.width).step_by(QUAD) {
            let mut w = [_mm512_setzero_si512(); BLOCKS];
            for (b, w) in w.iter_mut().enumerate() {
                // SAFETY: a cell of block `b`, which `weights` holds.
                *w = unsafe {
                    _mm512_loadu_si512(
                        weights.as_ptr().add(b * n_quads * CELL + cell).cast(),
                    )
                };
            }
            for (r, acc) in acc.iter_mut().enumerate() {
                // SAFETY: four bytes of this row's stretch, which lies in the buffer.
                let a = unsafe { quad(windows.activations, starts[r] + at) };
                let a = _mm512_set1_epi32(a);
                for (acc, w) in acc.iter_mut().zip(w) {
                    *acc = _mm512_dpbusd_epi32(*acc, a, w);
                }
            }
            cell += CELL;
        }
    }
    for (r, acc) in acc.iter().enumerate() {
        for (b, acc) in acc.iter().enumerate() {
            let at = (row + r) * n_padded + column + b * BLOCK;
            // SAFETY: sixteen sums of this row, which `sums` holds.
            unsafe { _mm512_storeu_si512(sums.as_mut_ptr().add(at).cast(), *acc) };
        }
    }
    ROWS
}

/// The product with AVX2; the caller has checked windows, sums and the machine.
pub(super) fn multiply_avx2(matrix: &Int8Matrix, windows: Windows<'_>, sums: &mut [i32]) {
    let n_quads = matrix.n_inputs / QUAD;
    let n_padded = matrix.n_padded();
    for (block, weights) in matrix.packed().chunks_exact(n_quads * CELL).enumerate() {
        let mut row = 0;
        while row < windows.starts.len() {
            let tile =
                Tile { windows, row, weights, n_quads, n_padded, column: block * BLOCK };
            // SAFETY: `multiply` has found the instructions on this machine, the windows
            // inside the buffer, and `sums` as long as all rows; each call takes at most the
            // rows that are left.
            row += unsafe {
                match windows.starts.len() - row {
                    4.. => avx2::<4>(tile, sums),
                    2.. => avx2::<2>(tile, sums),
                    _ => avx2::<1>(tile, sums),
                }
            };
        }
    }
}

/// One tile of `ROWS` times one block; how many rows it took.
///
/// # Safety
///
/// The machine has AVX2; the tile's rows lie inside its windows, whose stretches lie inside
/// their buffer; `weights` holds the block; `sums` holds the tile's rows.
#[target_feature(enable = "avx2")]
unsafe fn avx2<const ROWS: usize>(tile: Tile<'_>, sums: &mut [i32]) -> usize {
    let Tile { windows, row, weights, n_padded, column, .. } = tile;
    let ones = _mm256_set1_epi16(1);
    let mut acc: [[__m256i; 2]; ROWS] = [[_mm256_setzero_si256(); 2]; ROWS];
    let starts: [usize; ROWS] = std::array::from_fn(|r| windows.starts[row + r]);
    let mut cell = 0;
    for tap in windows.taps {
        let starts = starts.map(|start| start + tap);
        for at in (0..windows.width).step_by(QUAD) {
            // SAFETY: the two halves of a cell of the block, which `weights` holds.
            let w: [__m256i; 2] = unsafe {
                let pointer = weights.as_ptr().add(cell);
                [
                    _mm256_loadu_si256(pointer.cast()),
                    _mm256_loadu_si256(pointer.add(CELL / 2).cast()),
                ]
            };
            for (r, acc) in acc.iter_mut().enumerate() {
                // SAFETY: four bytes of this row's stretch, which lies in the buffer.
                let a = unsafe { quad(windows.activations, starts[r] + at) };
                let a = _mm256_set1_epi32(a);
                for (acc, w) in acc.iter_mut().zip(w) {
                    // Two products of at most 255 * 64 each fit into sixteen bits.
                    let pairs = _mm256_maddubs_epi16(a, w);
                    *acc = _mm256_add_epi32(*acc, _mm256_madd_epi16(pairs, ones));
                }
            }
            cell += CELL;
        }
    }
    for (r, acc) in acc.iter().enumerate() {
        for (half, acc) in acc.iter().enumerate() {
            let at = (row + r) * n_padded + column + half * BLOCK / 2;
            // SAFETY: eight sums of this row, which `sums` holds.
            unsafe { _mm256_storeu_si256(sums.as_mut_ptr().add(at).cast(), *acc) };
        }
    }
    ROWS
}
