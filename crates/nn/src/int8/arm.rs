//! The products with the instructions that every 64-bit ARM has.
//!
//! NEON multiplies signed by signed: activations are moved down by the zero point, and the
//! sums are moved back at the end, which changes no bit of them.

use std::arch::aarch64::{
    int32x4_t, vaddq_s32, vdupq_n_s32, vget_low_s8, vld1q_s8, vld1q_s32, vmull_high_s8,
    vmull_s8, vpaddlq_s16, vpaddq_s32, vreinterpretq_s8_s32, vst1q_s32,
};

use super::{BLOCK, CELL, Int8Matrix, QUAD, Windows};

/// Sums of one instruction.
const LANES: usize = 4;
/// Takes the zero point off each of four activations: flips their highest bits.
const SIGNS: i32 = i32::from_ne_bytes([0x80; 4]);

/// The product; the caller has checked windows and sums.
pub(super) fn multiply(matrix: &Int8Matrix, windows: Windows<'_>, sums: &mut [i32]) {
    let n_quads = matrix.n_inputs / QUAD;
    let n_padded = matrix.n_padded();
    let mut shifts = matrix.shifts.clone();
    shifts.resize(n_padded, 0);
    for (block, weights) in matrix.packed().chunks_exact(n_quads * CELL).enumerate() {
        let column = block * BLOCK;
        let shifts = &shifts[column..column + BLOCK];
        let mut row = 0;
        while row < windows.starts.len() {
            // SAFETY: every 64-bit ARM has NEON; `multiply` has found the windows inside the
            // buffer and `sums` as long as all rows; each call takes at most the rows that
            // are left.
            row += unsafe {
                match windows.starts.len() - row {
                    4.. => {
                        tile::<4>(windows, row, weights, shifts, n_padded, column, sums)
                    }
                    _ => tile::<1>(windows, row, weights, shifts, n_padded, column, sums),
                }
            };
        }
    }
}

/// One tile of `ROWS` times one block; how many rows it took.
///
/// # Safety
///
/// The tile's rows lie inside its windows, whose stretches lie inside their buffer; `weights`
/// holds the block, `shifts` its sixteen outputs; `sums` holds the tile's rows.
#[target_feature(enable = "neon")]
unsafe fn tile<const ROWS: usize>(
    windows: Windows<'_>,
    row: usize,
    weights: &[i8],
    shifts: &[i32],
    n_padded: usize,
    column: usize,
    sums: &mut [i32],
) -> usize {
    let mut acc: [[int32x4_t; LANES]; ROWS] = [[vdupq_n_s32(0); LANES]; ROWS];
    let mut cell = 0;
    for tap in windows.taps {
        for at in (0..windows.width).step_by(QUAD) {
            for (r, acc) in acc.iter_mut().enumerate() {
                // SAFETY: four bytes of this row's stretch, which lies in the buffer.
                let a = unsafe {
                    let at = windows.starts[row + r] + tap + at;
                    windows.activations.as_ptr().add(at).cast::<i32>().read_unaligned()
                };
                let a = vreinterpretq_s8_s32(vdupq_n_s32(a ^ SIGNS));
                for (lane, acc) in acc.iter_mut().enumerate() {
                    // SAFETY: sixteen weights of the cell, which `weights` holds.
                    let w = unsafe {
                        vld1q_s8(weights.as_ptr().add(cell + lane * LANES * QUAD))
                    };
                    // Pairs of products of at most 128 * 64 each fit into sixteen bits
                    // one by one, and are added in thirty-two.
                    let low = vmull_s8(vget_low_s8(a), vget_low_s8(w));
                    let high = vmull_high_s8(a, w);
                    let four = vpaddq_s32(vpaddlq_s16(low), vpaddlq_s16(high));
                    *acc = vaddq_s32(*acc, four);
                }
            }
            cell += CELL;
        }
    }
    for (r, acc) in acc.iter().enumerate() {
        for (lane, acc) in acc.iter().enumerate() {
            let at = (row + r) * n_padded + column + lane * LANES;
            // SAFETY: four shifts of the block, and four sums of this row in `sums`.
            unsafe {
                let shift = vld1q_s32(shifts.as_ptr().add(lane * LANES));
                vst1q_s32(sums.as_mut_ptr().add(at), vaddq_s32(*acc, shift));
            }
        }
    }
    ROWS
}
