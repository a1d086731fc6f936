//! Any bytes, decoded and repaired alone, are sound text.

#![no_main]

use dramaturg_text::checks::{Part, any_part};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    any_part(Part::Decoding, bytes);
});
