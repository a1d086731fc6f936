//! Sixteen numbers side by side, in the registers of each machine.
//!
//! A compiler that is left alone with sums of products finds clever shuffles that cost five
//! times what the plain instructions do; so loops that carry most of the time say which
//! registers they mean. All kinds of lanes give the same bits: an addition or a product a
//! lane, each rounded, and no fused multiply-add.

#[cfg(target_arch = "aarch64")]
use std::arch::aarch64::{
    float32x4_t, vaddq_f32, vbslq_f32, vcgtq_f32, vdupq_n_f32, vld1q_f32, vmulq_f32,
    vst1q_f32, vsubq_f32,
};
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::{
    __m256, __m512, _CMP_EQ_OQ, _CMP_NEQ_UQ, _mm_add_ps, _mm_add_ss, _mm_cvtss_f32,
    _mm_movehl_ps, _mm_shuffle_ps, _mm256_add_ps, _mm256_castps256_ps128, _mm256_cmp_ps,
    _mm256_extractf128_ps, _mm256_loadu_ps, _mm256_max_ps, _mm256_movemask_ps,
    _mm256_mul_ps, _mm256_set1_ps, _mm256_setzero_ps, _mm256_storeu_ps, _mm256_sub_ps,
    _mm512_add_ps, _mm512_castps512_ps256, _mm512_cmp_ps_mask, _mm512_extractf32x8_ps,
    _mm512_loadu_ps, _mm512_max_ps, _mm512_mul_ps, _mm512_set1_ps, _mm512_setzero_ps,
    _mm512_storeu_ps, _mm512_sub_ps,
};

/// How many numbers stand side by side.
pub(crate) const LANES: usize = 16;

/// Whether the machine has the parts of AVX-512 that all its processors for servers have.
#[cfg(target_arch = "x86_64")]
pub(crate) fn is_wide() -> bool {
    is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512dq")
}

/// Sixteen `f32`. Values of a kind are made only where the machine has its instructions.
pub(crate) trait Lanes: Copy {
    fn load(values: &[f32; LANES]) -> Self;
    fn splat(value: f32) -> Self;
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    fn store(self, values: &mut [f32; LANES]);
    /// The larger one of each two; what is no number in `self` is passed over.
    fn or_other(self, other: Self) -> Self;
    /// The lanes that have a value, a bit each.
    fn equal(self, value: f32) -> u32;
    /// The lanes that are not zero, a bit each; what is no number is not zero.
    fn nonzero(self) -> u32;
    /// The sum of all lanes: the upper half is added to the lower, until one is left.
    fn total(self) -> f32;
}

/// Plain code, for every machine; the others are tested against it.
impl Lanes for [f32; LANES] {
    #[inline(always)]
    fn load(values: &[f32; LANES]) -> Self {
        *values
    }

    #[inline(always)]
    fn splat(value: f32) -> Self {
        [value; LANES]
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        std::array::from_fn(|i| self[i] + other[i])
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        std::array::from_fn(|i| self[i] - other[i])
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        std::array::from_fn(|i| self[i] * other[i])
    }

    #[inline(always)]
    fn store(self, values: &mut [f32; LANES]) {
        *values = self;
    }

    #[inline(always)]
    fn or_other(self, other: Self) -> Self {
        std::array::from_fn(|i| if self[i] > other[i] { self[i] } else { other[i] })
    }

    #[inline(always)]
    fn equal(self, value: f32) -> u32 {
        (0..LANES).fold(0, |bits, i| bits | u32::from(self[i] == value) << i)
    }

    #[inline(always)]
    fn nonzero(self) -> u32 {
        (0..LANES).fold(0, |bits, i| bits | u32::from(self[i] != 0.0) << i)
    }

    #[inline(always)]
    fn total(mut self) -> f32 {
        let mut n = LANES / 2;
        while n > 0 {
            for i in 0..n {
                self[i] += self[n + i];
            }
            n /= 2;
        }
        self[0]
    }
}

/// With AVX-512 (F and DQ).
#[cfg(target_arch = "x86_64")]
impl Lanes for __m512 {
    #[inline(always)]
    fn load(values: &[f32; LANES]) -> Self {
        // SAFETY: sixteen values; the machine has the instructions, as for all of the kind.
        unsafe { _mm512_loadu_ps(values.as_ptr()) }
    }

    #[inline(always)]
    fn splat(value: f32) -> Self {
        // SAFETY: the machine has the instructions.
        unsafe { _mm512_set1_ps(value) }
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        // SAFETY: the machine has the instructions.
        unsafe { _mm512_add_ps(self, other) }
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        // SAFETY: the machine has the instructions.
        unsafe { _mm512_sub_ps(self, other) }
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        // SAFETY: the machine has the instructions.
        unsafe { _mm512_mul_ps(self, other) }
    }

    #[inline(always)]
    fn store(self, values: &mut [f32; LANES]) {
        // SAFETY: sixteen values; the machine has the instructions.
        unsafe { _mm512_storeu_ps(values.as_mut_ptr(), self) }
    }

    #[inline(always)]
    fn or_other(self, other: Self) -> Self {
        // SAFETY: the machine has the instructions.
        unsafe { _mm512_max_ps(self, other) }
    }

    #[inline(always)]
    fn equal(self, value: f32) -> u32 {
        // SAFETY: the machine has the instructions.
        u32::from(unsafe {
            _mm512_cmp_ps_mask::<_CMP_EQ_OQ>(self, _mm512_set1_ps(value))
        })
    }

    #[inline(always)]
    fn nonzero(self) -> u32 {
        // SAFETY: the machine has the instructions.
        u32::from(unsafe { _mm512_cmp_ps_mask::<_CMP_NEQ_UQ>(self, _mm512_setzero_ps()) })
    }

    #[inline(always)]
    fn total(self) -> f32 {
        // SAFETY: the machine has the instructions.
        unsafe {
            let eight = _mm256_add_ps(
                _mm512_castps512_ps256(self),
                _mm512_extractf32x8_ps::<1>(self),
            );
            total_of_eight(eight)
        }
    }
}

/// The sum of eight lanes, by halves.
///
/// # Safety
///
/// The machine has AVX.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
unsafe fn total_of_eight(eight: __m256) -> f32 {
    // SAFETY: the caller knows the machine.
    unsafe {
        let four =
            _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps::<1>(eight));
        let two = _mm_add_ps(four, _mm_movehl_ps(four, four));
        _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps::<1>(two, two)))
    }
}

/// With AVX2: eight and eight.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy)]
pub(crate) struct Eights(__m256, __m256);

#[cfg(target_arch = "x86_64")]
impl Lanes for Eights {
    #[inline(always)]
    fn load(values: &[f32; LANES]) -> Self {
        // SAFETY: eight values each; the machine has the instructions, as for all of the kind.
        unsafe {
            let pointer = values.as_ptr();
            Eights(_mm256_loadu_ps(pointer), _mm256_loadu_ps(pointer.add(8)))
        }
    }

    #[inline(always)]
    fn splat(value: f32) -> Self {
        // SAFETY: the machine has the instructions.
        let eight = unsafe { _mm256_set1_ps(value) };
        Eights(eight, eight)
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        // SAFETY: the machine has the instructions.
        unsafe { Eights(_mm256_add_ps(self.0, other.0), _mm256_add_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        // SAFETY: the machine has the instructions.
        unsafe { Eights(_mm256_sub_ps(self.0, other.0), _mm256_sub_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        // SAFETY: the machine has the instructions.
        unsafe { Eights(_mm256_mul_ps(self.0, other.0), _mm256_mul_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn store(self, values: &mut [f32; LANES]) {
        // SAFETY: eight values each; the machine has the instructions.
        unsafe {
            let pointer = values.as_mut_ptr();
            _mm256_storeu_ps(pointer, self.0);
            _mm256_storeu_ps(pointer.add(8), self.1);
        }
    }

    #[inline(always)]
    fn or_other(self, other: Self) -> Self {
        // SAFETY: the machine has the instructions.
        unsafe { Eights(_mm256_max_ps(self.0, other.0), _mm256_max_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn equal(self, value: f32) -> u32 {
        // SAFETY: the machine has the instructions.
        let bits = |eight| unsafe {
            _mm256_movemask_ps(_mm256_cmp_ps::<_CMP_EQ_OQ>(eight, _mm256_set1_ps(value)))
        };
        (bits(self.0) | bits(self.1) << 8).cast_unsigned()
    }

    #[inline(always)]
    fn nonzero(self) -> u32 {
        // SAFETY: the machine has the instructions.
        let bits = |eight| unsafe {
            _mm256_movemask_ps(_mm256_cmp_ps::<_CMP_NEQ_UQ>(eight, _mm256_setzero_ps()))
        };
        (bits(self.0) | bits(self.1) << 8).cast_unsigned()
    }

    #[inline(always)]
    fn total(self) -> f32 {
        // SAFETY: the machine has the instructions.
        unsafe { total_of_eight(_mm256_add_ps(self.0, self.1)) }
    }
}

/// With NEON: four times four.
#[cfg(target_arch = "aarch64")]
#[derive(Clone, Copy)]
pub(crate) struct Fours([float32x4_t; 4]);

#[cfg(target_arch = "aarch64")]
impl Lanes for Fours {
    #[inline(always)]
    fn load(values: &[f32; LANES]) -> Self {
        // SAFETY: four values each; every 64-bit ARM has the instructions.
        Fours(std::array::from_fn(|i| unsafe { vld1q_f32(values.as_ptr().add(4 * i)) }))
    }

    #[inline(always)]
    fn splat(value: f32) -> Self {
        // SAFETY: every 64-bit ARM has the instructions.
        Fours([unsafe { vdupq_n_f32(value) }; 4])
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        // SAFETY: every 64-bit ARM has the instructions.
        Fours(std::array::from_fn(|i| unsafe { vaddq_f32(self.0[i], other.0[i]) }))
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        // SAFETY: every 64-bit ARM has the instructions.
        Fours(std::array::from_fn(|i| unsafe { vsubq_f32(self.0[i], other.0[i]) }))
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        // SAFETY: every 64-bit ARM has the instructions.
        Fours(std::array::from_fn(|i| unsafe { vmulq_f32(self.0[i], other.0[i]) }))
    }

    #[inline(always)]
    fn store(self, values: &mut [f32; LANES]) {
        for (i, four) in self.0.into_iter().enumerate() {
            // SAFETY: four values each; every 64-bit ARM has the instructions.
            unsafe { vst1q_f32(values.as_mut_ptr().add(4 * i), four) };
        }
    }

    #[inline(always)]
    fn or_other(self, other: Self) -> Self {
        Fours(std::array::from_fn(|i| {
            // SAFETY: every 64-bit ARM has the instructions.
            unsafe { vbslq_f32(vcgtq_f32(self.0[i], other.0[i]), self.0[i], other.0[i]) }
        }))
    }

    #[inline(always)]
    fn equal(self, value: f32) -> u32 {
        let mut values = [0.0; LANES];
        self.store(&mut values);
        values.equal(value)
    }

    #[inline(always)]
    fn nonzero(self) -> u32 {
        let mut values = [0.0; LANES];
        self.store(&mut values);
        values.nonzero()
    }

    #[inline(always)]
    fn total(self) -> f32 {
        let mut values = [0.0; LANES];
        self.store(&mut values);
        values.total()
    }
}

/// Makes a function over lanes that is compiled for each kind of them; all give the same
/// bits. `$Lanes` is the kind and `$ROWS` how many rows its registers hold side by side.
macro_rules! laned {
    (
        $(#[$meta:meta])*
        fn $name:ident<$Lanes:ident, $ROWS:ident>($($arg:ident: $type:ty),* $(,)?) $body:block
    ) => {
        $(#[$meta])*
        fn $name($($arg: $type),*) {
            #[inline(always)]
            fn generic<$Lanes: $crate::lanes::Lanes, const $ROWS: usize>($($arg: $type),*) $body

            #[cfg(target_arch = "x86_64")]
            {
                use std::arch::x86_64::__m512;

                #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq")]
                fn wide($($arg: $type),*) {
                    generic::<__m512, 8>($($arg),*);
                }
                #[target_feature(enable = "avx2")]
                fn middle($($arg: $type),*) {
                    generic::<$crate::lanes::Eights, 6>($($arg),*);
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
            #[cfg(target_arch = "aarch64")]
            return generic::<$crate::lanes::Fours, 6>($($arg),*);
            #[cfg(not(target_arch = "aarch64"))]
            generic::<[f32; $crate::lanes::LANES], 4>($($arg),*);
        }
    };
}

pub(crate) use laned;

#[cfg(test)]
mod tests {
    use super::*;

    /// Sums in which the order of additions shows, and products that are rounded.
    fn results<L: Lanes>() -> Vec<u32> {
        let values = |seed: f32| std::array::from_fn(|i| 1.0 / (seed + i as f32));
        let (a, b) = (L::load(&values(3.0)), L::load(&values(0.7)));
        let mut results = vec![a.total(), b.minus(a).total(), L::splat(0.1).total()];
        let odd = std::array::from_fn(|i| [f32::NAN, 0.0, 2.0, -0.0, -1.5][i % 5]);
        let odd = L::load(&odd);
        let larger = [a.plus(b).or_other(L::splat(0.9)), odd.or_other(a)];
        for lanes in [a.plus(b), a.minus(b), a.times(b), L::splat(0.3).times(a)]
            .into_iter()
            .chain(larger)
        {
            let mut stored = [0.0; LANES];
            lanes.store(&mut stored);
            results.extend(stored);
        }
        let mut results: Vec<u32> = results.into_iter().map(f32::to_bits).collect();
        results.extend([odd.nonzero(), odd.equal(2.0), odd.equal(0.0), a.equal(0.2)]);
        results
    }

    #[test]
    fn all_lanes_give_the_same_bits() {
        let truth = results::<[f32; LANES]>();
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512dq") {
                assert_eq!(results::<__m512>(), truth);
            }
            if is_x86_feature_detected!("avx2") {
                assert_eq!(results::<Eights>(), truth);
            }
        }
        #[cfg(target_arch = "aarch64")]
        assert_eq!(results::<Fours>(), truth);
        assert_eq!(truth.len(), 3 + 6 * LANES + 4);
        let [nonzero, twos, zeros, _] = truth[3 + 6 * LANES..] else { unreachable!() };
        // No number, zero, two, zero, a number; over and over.
        assert_eq!(nonzero, 0b1_10101_10101_10101);
        assert_eq!((twos, zeros), (0b0_00100_00100_00100, 0b0_01010_01010_01010));
    }
}
