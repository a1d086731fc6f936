//! Positions, and stretches between two of them.

use std::fmt;
use std::marker::PhantomData;

/// Something that counts from zero: a byte offset or a row's id.
pub trait Position: Copy + Ord + fmt::Debug {
    /// The position that is `index` steps from the start.
    ///
    /// # Panics
    ///
    /// If `index` does not fit in 32 bits; ingestion refuses such texts.
    fn from_index(index: usize) -> Self;
    /// How many steps from the start.
    fn index(self) -> usize;
}

/// Declares a type that counts from zero, such as the id of one table's rows.
#[macro_export]
macro_rules! position {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
        pub struct $name(u32);

        impl $crate::Position for $name {
            #[inline]
            fn from_index(index: usize) -> Self {
                $name(u32::try_from(index).expect("texts and tables fit in 32 bits"))
            }

            #[inline]
            fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

position! {
    /// An offset into a book's UTF-8 text, in bytes.
    Byte
}

/// The positions from `start` up to, not including, `end`; `start <= end` always holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Span<P> {
    start: P,
    end: P,
}

impl<P: Position> Span<P> {
    /// The positions from `start` up to, not including, `end`.
    ///
    /// # Panics
    ///
    /// If `start > end`.
    pub fn new(start: P, end: P) -> Self {
        assert!(start <= end, "spans end at or after their start: {start:?} > {end:?}");
        Span { start, end }
    }

    /// The span between two counts.
    ///
    /// # Panics
    ///
    /// If `start > end`, or if one does not fit in 32 bits.
    pub fn of(start: usize, end: usize) -> Self {
        Span::new(P::from_index(start), P::from_index(end))
    }

    /// The span that holds `position` alone.
    pub fn one(position: P) -> Self {
        Span { start: position, end: P::from_index(position.index() + 1) }
    }

    /// The first position.
    pub fn start(self) -> P {
        self.start
    }

    /// The position after the last.
    pub fn end(self) -> P {
        self.end
    }

    /// The positions as a range of counts, for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start.index()..self.end.index()
    }

    /// How many positions it holds.
    pub fn len(self) -> usize {
        self.end.index() - self.start.index()
    }

    /// Whether it holds no position.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `position` lies in it.
    pub fn contains(self, position: P) -> bool {
        self.start <= position && position < self.end
    }

    /// Whether all of `other` lies in it.
    pub fn covers(self, other: Span<P>) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a position.
    pub fn overlaps(self, other: Span<P>) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    pub fn hull(self, other: Span<P>) -> Span<P> {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Its positions in order.
    pub fn iter(self) -> SpanIter<P> {
        SpanIter { range: self.range(), kind: PhantomData }
    }
}

impl Span<Byte> {
    /// The words of `text` that it points at.
    ///
    /// # Panics
    ///
    /// If it ends past the text or cuts a character in two.
    #[inline]
    pub fn slice(self, text: &str) -> &str {
        &text[self.range()]
    }
}

/// The positions of a span in order; see [`Span::iter`].
#[derive(Clone, Debug)]
pub struct SpanIter<P> {
    range: std::ops::Range<usize>,
    kind: PhantomData<P>,
}

impl<P: Position> Iterator for SpanIter<P> {
    type Item = P;

    fn next(&mut self) -> Option<P> {
        self.range.next().map(P::from_index)
    }
}

impl<P: Position> DoubleEndedIterator for SpanIter<P> {
    fn next_back(&mut self) -> Option<P> {
        self.range.next_back().map(P::from_index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_knows_what_lies_in_it() {
        let span: Span<Byte> = Span::of(2, 5);
        assert_eq!(span.len(), 3);
        assert!(
            span.contains(Byte::from_index(4)) && !span.contains(Byte::from_index(5))
        );
        assert!(span.covers(Span::of(3, 5)) && !span.covers(Span::of(3, 6)));
        assert!(span.overlaps(Span::of(4, 9)) && !span.overlaps(Span::of(5, 9)));
        assert_eq!(span.hull(Span::of(7, 8)), Span::of(2, 8));
        assert_eq!(span.slice("abcdefg"), "cde");
        assert_eq!(span.iter().rev().map(Position::index).collect::<Vec<_>>(), [4, 3, 2]);
    }
}
