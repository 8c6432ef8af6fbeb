//! The program `plenary`.

use std::process::ExitCode;

/// A third of a build is asking for memory and giving it back, from all cores.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    plenary::cli::run()
}
