//! The products with the tiles of AMX, which large processors have since 2023.
//!
//! A tile is sixteen rows of 64 bytes. One instruction multiplies sixteen rows of 64
//! activations with 64 weights of each of sixteen outputs: the packed weights of a block are
//! such tiles as they are. Two tiles of rows and two of weights make four of sums.

use std::arch::asm;
use std::sync::OnceLock;

use super::{BLOCK, CELL, Int8Matrix, Windows};

/// Rows of a tile, and outputs of a block.
const ROWS: usize = BLOCK;
/// Activations of a tile's row.
const DEPTH: usize = 64;
/// Bytes of a tile.
const TILE: usize = ROWS * DEPTH;
/// Sums of two rows of tiles and two blocks, row by row.
const SPARE: usize = 2 * ROWS * 2 * BLOCK;

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

/// The product; the caller has checked windows, sums and the machine, and that they fit.
pub(super) fn multiply(matrix: &Int8Matrix, windows: Windows<'_>, sums: &mut [i32]) {
    let (n_inputs, n_padded) = (matrix.n_inputs, matrix.n_padded());
    let n_quads = n_inputs / super::QUAD;
    let n_tiles = n_inputs / DEPTH;
    // The rows of two tiles, one behind the other: windows lie apart.
    let mut rows = vec![Line([0; DEPTH]); 2 * ROWS * n_tiles];
    let mut spare = [0_i32; SPARE];
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
    let n_rows = windows.starts.len();
    for first in (0..n_rows).step_by(2 * ROWS) {
        let n = (n_rows - first).min(2 * ROWS);
        gather(windows, &windows.starts[first..first + n], &mut rows);
        let own = &mut sums[first * n_padded..(first + n) * n_padded];
        for column in (0..n_padded).step_by(2 * BLOCK) {
            let weights = &matrix.packed()[column / BLOCK * n_quads * CELL..];
            let is_pair = column + BLOCK < n_padded;
            let second = if is_pair { n_quads * CELL } else { 0 };
            let weights = [weights.as_ptr(), weights[second..].as_ptr()];
            let is_whole = is_pair && n == 2 * ROWS;
            let (to, width) = if is_whole {
                (&mut own[column..], n_padded)
            } else {
                (&mut spare[..], 2 * BLOCK)
            };
            // SAFETY: the tiles are laid out; `rows` holds two tiles of rows of `n_tiles`
            // times 64 bytes, each block as many weights; `to` holds 32 rows of 32 sums,
            // `width` apart.
            unsafe { four_tiles(&rows, n_tiles, weights, to.as_mut_ptr(), width) };
            if !is_whole {
                let n_columns = (n_padded - column).min(2 * BLOCK);
                for (own, spare) in
                    own.chunks_exact_mut(n_padded).zip(spare.chunks_exact(2 * BLOCK))
                {
                    own[column..column + n_columns].copy_from_slice(&spare[..n_columns]);
                }
            }
        }
    }
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

/// Copies rows of windows, tap after tap, one row behind the other.
fn gather(windows: Windows<'_>, starts: &[usize], rows: &mut [Line]) {
    let mut to = rows.iter_mut();
    for start in starts {
        for tap in windows.taps {
            let from = &windows.activations[start + tap..][..windows.width];
            // The windows first: `zip` takes a row only where there is something for it.
            for (from, to) in from.as_chunks::<DEPTH>().0.iter().zip(to.by_ref()) {
                to.0 = *from;
            }
        }
    }
}

/// The sums of 32 rows and two blocks: `n_tiles` products for each of four tiles.
///
/// # Safety
///
/// The machine has tiles, and they are laid out as in [`LAYOUT`]; `rows` holds 32 rows of
/// `n_tiles` times 64 bytes, and `n_tiles` is at least 1; each of `weights` leads to `n_tiles` times 1,024 bytes; `sums`
/// leads to 32 rows of 32 sums, `width` apart.
#[inline(always)]
unsafe fn four_tiles(
    rows: &[Line],
    n_tiles: usize,
    weights: [*const i8; 2],
    sums: *mut i32,
    width: usize,
) {
    let row_bytes = n_tiles * DEPTH;
    let low = rows.as_ptr().cast::<u8>();
    // SAFETY: as the caller promises; the block reads and writes nothing else.
    unsafe {
        asm!(
            "tilezero tmm0",
            "tilezero tmm1",
            "tilezero tmm2",
            "tilezero tmm3",
            "2:",
            "tileloadd tmm4, [{low} + {row_bytes} * 1]",
            "tileloadd tmm6, [{first} + {cell} * 1]",
            "tileloadd tmm7, [{second} + {cell} * 1]",
            "tdpbusd tmm0, tmm4, tmm6",
            "tileloadd tmm5, [{high} + {row_bytes} * 1]",
            "tdpbusd tmm1, tmm4, tmm7",
            "tdpbusd tmm2, tmm5, tmm6",
            "tdpbusd tmm3, tmm5, tmm7",
            "add {low}, 64",
            "add {high}, 64",
            "add {first}, {tile}",
            "add {second}, {tile}",
            "dec {n}",
            "jnz 2b",
            "tilestored [{sums} + {width} * 1], tmm0",
            "tilestored [{sums} + {width} * 1 + 64], tmm1",
            "tilestored [{below} + {width} * 1], tmm2",
            "tilestored [{below} + {width} * 1 + 64], tmm3",
            low = inout(reg) low => _,
            high = inout(reg) low.add(ROWS * row_bytes) => _,
            row_bytes = in(reg) row_bytes,
            first = inout(reg) weights[0] => _,
            second = inout(reg) weights[1] => _,
            cell = in(reg) CELL,
            tile = const TILE,
            n = inout(reg) n_tiles => _,
            sums = in(reg) sums,
            below = in(reg) sums.add(ROWS * width),
            width = in(reg) width * size_of::<i32>(),
            out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
            out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
            options(nostack),
        );
    }
}
