//! What a release holds besides the program: pages of the manual, completions, the list of parts and the licences of others.
//!
//! `cargo run --example release -- FOLDER TARGET` writes them below a folder, for the program that `cargo build --target TARGET` makes.
//! `.ci/release` does both and packs them. An example, since `cargo test` builds examples: nothing else has to be compiled.
//! The same sources give the same bytes; the time comes from `SOURCE_DATE_EPOCH`.

#![allow(clippy::disallowed_methods, clippy::print_stderr, reason = "a program for those who ship this one")]

mod bill;
mod notices;
mod parts;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use clap::ValueEnum;

/// What went wrong, for whoever started it.
type Failure = Box<dyn Error>;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [folder, target] = arguments.as_slice() else {
        eprintln!("usage: release FOLDER TARGET");
        return ExitCode::from(2);
    };
    match write(Path::new(folder), target) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("release: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path, target: &str) -> Result<(), Failure> {
    let [manual, completions] = ["man", "completions"].map(|name| folder.join(name));
    fs::create_dir_all(&manual)?;
    fs::create_dir_all(&completions)?;
    clap_mangen::generate_to(plenary::cli::command(), &manual)?;
    for shell in clap_complete::Shell::value_variants() {
        clap_complete::generate_to(*shell, &mut plenary::cli::command(), "plenary", &completions)?;
    }
    let parts = parts::read(target)?;
    let bill = bill::write(&parts, env::var("SOURCE_DATE_EPOCH").ok().as_deref())?;
    fs::write(folder.join("plenary.cdx.json"), bill)?;
    fs::write(folder.join("THIRD-PARTY"), notices::write(&parts)?)?;
    Ok(())
}
