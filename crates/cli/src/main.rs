//! The `dramaturg` command: a book in, its story out.

fn main() {}
