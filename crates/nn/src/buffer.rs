//! Room for numbers that begins with a line of the cache.
//!
//! Where a vector of 64 bytes lies across two lines, it takes twice as long to load, and a
//! tile of them thrice; what an ordinary list gives out lies so as a rule.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

/// Bytes of a line of the cache.
const LINE: usize = 64;

/// A line of the cache.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
struct Line([u8; LINE]);

/// What a [`Buffer`] may hold: numbers whose every pattern of bits is one, as large as that
/// a line is made of whole ones.
pub trait Number: Copy + sealed::Sealed {}

impl Number for u8 {}
impl Number for i32 {}
impl Number for f32 {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for u8 {}
    impl Sealed for i32 {}
    impl Sealed for f32 {}
}

/// A list of numbers that begins with a line of the cache.
#[derive(Clone, Debug)]
pub struct Buffer<T> {
    lines: Vec<Line>,
    len: usize,
    kind: PhantomData<T>,
}

impl<T> Default for Buffer<T> {
    fn default() -> Buffer<T> {
        Buffer { lines: Vec::new(), len: 0, kind: PhantomData }
    }
}

impl<T: Number> Buffer<T> {
    /// Forgets all numbers; their room is kept.
    pub fn clear(&mut self) {
        self.len = 0;
    }

    /// Makes the list at least `len` long. What comes behind the old end has no set value:
    /// it may be what once was there.
    pub fn lengthen(&mut self, len: usize) {
        if len > self.len {
            let n_lines = len.div_ceil(LINE / size_of::<T>());
            if n_lines > self.lines.len() {
                self.lines.resize(n_lines, Line([0; LINE]));
            }
            self.len = len;
        }
    }

    /// Adds numbers at the end.
    pub fn extend_from_slice(&mut self, numbers: &[T]) {
        let start = self.len;
        self.lengthen(start + numbers.len());
        self[start..].copy_from_slice(numbers);
    }
}

impl<T: Number> Deref for Buffer<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: the lines hold at least `len` numbers, side by side, all bytes are set, and
        // every pattern of bits is a number.
        unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast(), self.len) }
    }
}

impl<T: Number> DerefMut for Buffer<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as for `deref`, and the lines are ours alone.
        unsafe {
            std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.len)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_begins_with_a_line() {
        let mut buffer = Buffer::<f32>::default();
        assert!(buffer.is_empty());
        for n in [1, 16, 17, 100_000] {
            buffer.lengthen(n);
            assert_eq!((buffer.len(), buffer.as_ptr().addr() % LINE), (n, 0));
        }
        buffer.lengthen(3);
        assert_eq!(buffer.len(), 100_000);
        buffer.clear();
        buffer.extend_from_slice(&[1.0, 2.0]);
        buffer.extend_from_slice(&[3.0]);
        assert_eq!(*buffer, [1.0, 2.0, 3.0]);
    }
}
