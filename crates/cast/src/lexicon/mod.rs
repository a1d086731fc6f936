//! Word lists: what a word can be, whatever the book.
