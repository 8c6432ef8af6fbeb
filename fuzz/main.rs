//! Fuzzing. `fuzz/run TARGET [SECONDS]` lets libFuzzer call a target; see the README, "Fuzzing".
//!
//! Compiled as everything else is, this gives files to a target, to look at what was found:
//! `cargo run --example fuzz -- import FILE…`.

#![cfg_attr(fuzzing, no_main)]
#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a panic is how a fuzzer is told"
)]

mod targets;

use targets::{TARGETS, Target};

fn named(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|(known, _)| *known == name)
}

#[cfg(fuzzing)]
mod fuzzer {
    use std::sync::OnceLock;

    use crate::targets::Target;

    /// The target that the environment names.
    static CHOSEN: OnceLock<&'static Target> = OnceLock::new();

    libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
        let (_, target) = CHOSEN.get_or_init(|| {
            let name = std::env::var("FUZZ_TARGET").expect("FUZZ_TARGET names a target");
            crate::named(&name).expect("FUZZ_TARGET is one of the targets")
        });
        target(bytes);
    });
}

#[cfg(not(fuzzing))]
fn main() -> std::process::ExitCode {
    let mut words = std::env::args().skip(1);
    let Some((_, target)) = words.next().as_deref().and_then(named) else {
        let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
        eprintln!("usage: fuzz TARGET FILE…, where TARGET is one of {}", names.join(", "));
        return std::process::ExitCode::from(2);
    };
    for file in words {
        eprintln!("{file}");
        target(&std::fs::read(&file).expect("a file that can be read"));
    }
    std::process::ExitCode::SUCCESS
}
