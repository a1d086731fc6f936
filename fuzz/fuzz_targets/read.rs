//! Any bytes, taken for any format, come to a whole reading: its JSON is made, and every
//! export holds the whole text.

#![no_main]

use dramaturg::{Engine, JsonOptions};
use dramaturg_export::{Options, alexandria, script, text};
use dramaturg_text::checks::{FORMATS, any_bytes};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

/// Made once: its models are megabytes.
static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::embedded);

fuzz_target!(|bytes: &[u8]| {
    let Some((&first, bytes)) = bytes.split_first() else { return };
    let format = FORMATS[usize::from(first) % FORMATS.len()];
    let Some(book) = any_bytes(format, bytes) else { return };
    let reading = ENGINE.read(book);
    let options = JsonOptions { mentions: true, text: true, threshold: 0.0 };
    assert!(reading.to_json(&options).ends_with("}\n"));
    let options = Options::default();
    let certificates = [
        script::write(&reading, &options, &mut Vec::new()),
        text::write(&reading, &options, &mut Vec::new()),
        alexandria::write(&reading, &options, &mut Vec::new()),
    ];
    for certificate in certificates {
        assert!(certificate.expect("a buffer takes any export").complete);
    }
});
