//! Whether parsers take time in proportion to their input, whatever it is: every shape of text at 1 MB and at 10 MB.
//!
//! `cargo bench --bench linear`, or some of them: `cargo bench --bench linear -- footnotes`; a number is another size to begin with. What is
//! measured is reading alone: no file, no page. A ratio far above 10 is a step that looks at all for each. Of sections the last columns tell how
//! much of it is parsing (the rest is the ledger, links and what is told of them), and what the Markdown parser takes for the same text by itself.

#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark says what it measures")]

mod shapes;

use shapes::reading::{self, Took};

/// As in the program.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

const BYTES: usize = 1_000_000;

fn main() {
    let mut words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let number = words.iter().position(|word| word.parse::<usize>().is_ok());
    let bytes = number.and_then(|at| words.remove(at).parse().ok()).unwrap_or(BYTES);
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
    println!("{:34} {bytes:>9} {:>9} {:>6} {:>9} {:>9}", "bytes", 10 * bytes, "ratio", "parsing", "Markdown");
    for (name, shape) in shapes::SECTIONS.iter().filter(|(name, _)| wanted(name)) {
        row(name, bytes, |bytes| reading::section(shape(bytes)));
    }
    for (name, shape) in shapes::FOREIGN.iter().filter(|(name, _)| wanted(name)) {
        let format = name.split(':').next().unwrap_or_default();
        row(name, bytes, |bytes| reading::foreign(format, &shape(bytes)));
    }
}

fn row(name: &str, bytes: usize, measure: impl Fn(usize) -> Took) {
    let small = measure(bytes).all.as_secs_f64();
    print!("{name:34} {small:>8.3}s");
    let large = measure(10 * bytes);
    print!(" {:>8.3}s {:>6.1}", large.all.as_secs_f64(), large.all.as_secs_f64() / small);
    if let Some((parsing, markdown)) = large.parsing {
        print!(" {:>8.3}s {:>8.3}s", parsing.as_secs_f64(), markdown.as_secs_f64());
    }
    println!();
}
