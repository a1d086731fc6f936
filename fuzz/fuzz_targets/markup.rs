//! Any bytes, taken for tags, references and metadata alone, grow no larger.

#![no_main]

use dramaturg_text::checks::{Part, any_part};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    any_part(Part::Markup, bytes);
});
