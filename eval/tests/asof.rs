//! How much more a view of a book as of a place tells than the book that ends there.

use std::path::Path;
use std::process::Command;

/// Of all facts so many per cent may leak. Measured on the samples: 26, most of it in a
/// chapter whose narrator is named only behind the cut.
const MOST: &str = "35";

#[test]
fn a_view_as_of_a_chapter_is_the_reading_of_the_cut_book() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples");
    let done = Command::new(env!("CARGO_BIN_EXE_eval"))
        .args(["asof", "--most", MOST, "--folder"])
        .arg(&samples)
        .output()
        .expect("the command can be run");
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
    for layer in ["who speaks", "presence", "knowledge", "relations", "all"] {
        assert!(
            said.lines().any(|line| line.trim_start_matches("| ").starts_with(layer)),
            "{said}"
        );
    }
}
