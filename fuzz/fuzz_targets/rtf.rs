//! Any bytes, taken for rich text, are a sound book or a refusal.

#![no_main]

use dramaturg_text::checks::{Format, any_bytes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    any_bytes(Format::Rtf, bytes);
});
