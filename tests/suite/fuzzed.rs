//! The corpus of the fuzzer, and what it has found: no target may panic on any of it. The targets are those of `fuzz/`.

#[path = "../../fuzz/targets/mod.rs"]
mod targets;

use std::fs;

use crate::site::manifest;

#[test]
fn the_corpus_is_replayed() {
    for (name, target) in targets::TARGETS {
        let mut files: Vec<_> = fs::read_dir(manifest().join("fuzz/corpus").join(name))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        assert!(!files.is_empty(), "{name} has a corpus");
        for file in files {
            // What panics says which it was.
            println!("{}", file.display());
            target(&fs::read(&file).unwrap());
        }
    }
}
