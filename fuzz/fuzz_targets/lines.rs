//! Any bytes, taken for lines of a story alone, are divided soundly.

#![no_main]

use dramaturg_text::checks::{Part, any_part};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    any_part(Part::Lines, bytes);
});
