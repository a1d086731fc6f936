//! Rows that are found by their own kind of id.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

use crate::{Position, Span};

/// Rows of `T`, each found by its own kind of id, in the order in which they were pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<I, T> {
    rows: Vec<T>,
    id: PhantomData<I>,
}

impl<I, T> Default for Table<I, T> {
    fn default() -> Self {
        Table { rows: Vec::new(), id: PhantomData }
    }
}

impl<I: Position, T> Table<I, T> {
    /// A table without rows.
    pub fn new() -> Self {
        Table::default()
    }

    /// A table without rows that has room for `n_rows`.
    pub fn with_capacity(n_rows: usize) -> Self {
        Table { rows: Vec::with_capacity(n_rows), id: PhantomData }
    }

    /// A table of `n_rows` copies of `row`.
    pub fn filled(row: T, n_rows: usize) -> Self
    where
        T: Clone,
    {
        Table { rows: vec![row; n_rows], id: PhantomData }
    }

    /// Adds a row at the end; its id.
    pub fn push(&mut self, row: T) -> I {
        self.rows.push(row);
        I::from_index(self.rows.len() - 1)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row of an id, if there is one.
    pub fn get(&self, id: I) -> Option<&T> {
        self.rows.get(id.index())
    }

    /// All ids in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + use<I, T> {
        (0..self.rows.len()).map(I::from_index)
    }

    /// All rows in order, with their ids.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (I, &T)> {
        self.rows.iter().enumerate().map(|(i, row)| (I::from_index(i), row))
    }

    /// All rows in order.
    pub fn rows(&self) -> &[T] {
        &self.rows
    }

    /// All rows in order, to change.
    pub fn rows_mut(&mut self) -> &mut [T] {
        &mut self.rows
    }

    /// The rows of a span of ids.
    ///
    /// # Panics
    ///
    /// If the span ends past the table.
    pub fn slice(&self, span: Span<I>) -> &[T] {
        &self.rows[span.range()]
    }
}

impl<I: Position, T> FromIterator<T> for Table<I, T> {
    fn from_iter<U: IntoIterator<Item = T>>(rows: U) -> Self {
        Table { rows: rows.into_iter().collect(), id: PhantomData }
    }
}

impl<I: Position, T> Index<I> for Table<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        &self.rows[id.index()]
    }
}

impl<I: Position, T> IndexMut<I> for Table<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.rows[id.index()]
    }
}
