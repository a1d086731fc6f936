//! Any bytes, taken for one line alone, are judged as a heading and as a text to repair.

#![no_main]

use dramaturg_text::checks::{Part, any_part};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    any_part(Part::Words, bytes);
});
