//! One reading, many file formats: a file a format.
