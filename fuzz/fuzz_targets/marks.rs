//! Any text has sound quotations, whatever marks it holds.

#![no_main]

use dramaturg_cast::checks::any_text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    any_text(&String::from_utf8_lossy(bytes));
});
