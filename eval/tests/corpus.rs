//! The annotated stories are the texts that their annotation was made for.

use std::fs;
use std::path::Path;

use sha2::{Digest as _, Sha256};

#[test]
fn every_gold_file_fits_its_text() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../stories/corpus");
    let mut n_stories = 0;
    for entry in fs::read_dir(&folder).expect("the corpus is there") {
        let path = entry.expect("the folder can be read").path();
        if !path.to_string_lossy().ends_with(".gold.json") {
            continue;
        }
        let gold = fs::read(&path).expect("the gold can be read");
        let gold: serde_json::Value =
            serde_json::from_slice(&gold).expect("the gold is JSON");
        let document = &gold["document"];
        let text =
            folder.join(document["file"].as_str().expect("the gold names its text"));
        let text = fs::read(&text).expect("the text is beside its gold");
        let digest: String =
            Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(document["sha256"], digest.as_str(), "{}", path.display());
        assert_eq!(document["bytes"], text.len(), "{}", path.display());
        n_stories += 1;
    }
    assert!(n_stories >= 17, "{n_stories} stories");
}
