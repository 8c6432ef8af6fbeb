//! Whether a kernel takes more instructions than it did: time is not the same twice on a shared machine, the number of instructions
//! is.
//!
//! `cargo run --example instructions` counts under Valgrind and compares with `benches/instructions.toml`; with `--renew` it writes what
//! it has counted. An example and no benchmark, since `cargo test` builds examples: nothing else has to be compiled, so what is counted
//! is the program as the tests have it, not as it is shipped. A kernel is run a few times and a few times more; the difference is the
//! kernel without what prepares it.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for those who build this one"
)]

mod generated;
mod kernel;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs, thread};

use kernel::KERNELS;

/// By how many hundredths a kernel may grow, or shrink before the numbers are to be renewed.
const TOLERANCE: u64 = 5;
/// How often a kernel is run to warm up, and how often more to be counted.
const RUNS: (usize, usize) = (2, 2);

const HEAD: &str = "# Instructions of a run of each kernel, by the machine and the compiler for which they hold. Written by\n\
                    # `cargo run --example instructions -- --renew`, read by `tests/run`.\n";

type Counts = BTreeMap<String, u64>;

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["--kernel", name, times] => run(name, times),
        [] => compare(),
        ["--renew"] => renew(),
        _ => Err("usage: instructions [--renew]".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a kernel: what is counted.
fn run(name: &str, times: &str) -> Result<(), String> {
    let times: usize = times.parse().map_err(|_| "how often is a number".to_owned())?;
    let kernel = KERNELS.iter().find(|kernel| kernel.name == name).ok_or("there is no such kernel")?;
    (kernel.prepare)(&mut |work| {
        for _ in 0..times {
            work();
        }
    });
    Ok(())
}

fn compare() -> Result<(), String> {
    let here = here()?;
    let known = read(&fs::read_to_string(list()).unwrap_or_default());
    let counted = count()?;
    let Some(known) = known.get(&here) else {
        println!("no numbers for {here} in {}: nothing to compare with", list().display());
        for (name, count) in counted {
            println!("{name:13} {count:>12}");
        }
        return Ok(());
    };
    let mut slower = Vec::new();
    let mut faster = false;
    for (name, count) in &counted {
        let Some(before) = known.get(name).filter(|before| **before > 0) else {
            println!("{name:13} {count:>12}  not in the list");
            slower.push(name.as_str());
            continue;
        };
        let (now, before) = (u128::from(*count), u128::from(*before));
        let thousandths = i128::try_from(now * 1000 / before).unwrap_or(i128::MAX) - 1000;
        let sign = if thousandths < 0 { '-' } else { '+' };
        println!("{name:13} {count:>12}  {sign}{}.{} %", thousandths.abs() / 10, thousandths.abs() % 10);
        if now * 100 > before * u128::from(100 + TOLERANCE) {
            slower.push(name);
        }
        faster |= now * 100 < before * u128::from(100 - TOLERANCE);
    }
    let renewed = "`cargo run --example instructions -- --renew` writes the new numbers";
    if slower.is_empty() {
        if faster {
            println!("some take fewer: {renewed}");
        }
        return Ok(());
    }
    Err(format!(
        "more than {TOLERANCE} % over the committed numbers, or not among them: {}\n\
         Mend what has become dearer. If it is worth its price, {renewed}; commit them with what has changed them, and say why.",
        slower.join(", ")
    ))
}

fn renew() -> Result<(), String> {
    let mut known = read(&fs::read_to_string(list()).unwrap_or_default());
    known.insert(here()?, count()?);
    let mut text = HEAD.to_owned();
    for (place, counts) in known {
        // A string takes all text.
        let _ = writeln!(text, "\n[\"{place}\"]");
        for (name, count) in counts {
            let _ = writeln!(text, "{name} = {count}");
        }
    }
    fs::write(list(), &text).map_err(|error| error.to_string())?;
    print!("{text}");
    Ok(())
}

fn list() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions.toml")
}

/// The machine and the compiler: another one makes other instructions of the same program.
fn here() -> Result<String, String> {
    let told = Command::new("rustc").arg("-vV").output().map_err(|error| format!("rustc: {error}"))?;
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    let line = |key: &str| told.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default().to_owned();
    Ok(format!("{} rustc {}", line("host: "), line("release: ")))
}

/// Sections, and numbers by name in each: as much of TOML as the list needs.
fn read(text: &str) -> BTreeMap<String, Counts> {
    let mut all: BTreeMap<String, Counts> = BTreeMap::new();
    let mut place = String::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("[\"").and_then(|rest| rest.strip_suffix("\"]")) {
            name.clone_into(&mut place);
        } else if let Some((name, count)) = line.split_once(" = ")
            && let Ok(count) = count.parse()
        {
            all.entry(place.clone()).or_default().insert(name.to_owned(), count);
        }
    }
    all
}

/// The instructions of a run of each kernel, counted side by side.
fn count() -> Result<Counts, String> {
    let one = |name: &'static str| {
        let (few, more) = (instructions(name, RUNS.0)?, instructions(name, RUNS.0 + RUNS.1)?);
        let each = more.saturating_sub(few) / u64::try_from(RUNS.1).unwrap_or(1);
        Ok((name.to_owned(), each))
    };
    thread::scope(|scope| {
        let all: Vec<_> = KERNELS.iter().map(|kernel| scope.spawn(move || one(kernel.name))).collect();
        all.into_iter().map(|one| one.join().unwrap_or_else(|_| Err("a count was broken off".to_owned()))).collect()
    })
}

fn instructions(name: &str, times: usize) -> Result<u64, String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let told = Command::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])
        .arg(program)
        .args(["--kernel", name, &times.to_string()])
        // One thread: two would not share the work the same way twice.
        .env("RAYON_NUM_THREADS", "1")
        .output()
        .map_err(|error| format!("valgrind: {error}; on Debian: apt-get install valgrind"))?;
    let well = told.status.success();
    let told = String::from_utf8_lossy(&told.stderr).into_owned();
    let count = told.lines().find_map(|line| line.split_once("I   refs:").or_else(|| line.split_once("I refs:")));
    let count = count.filter(|_| well).and_then(|(_, count)| count.trim().replace(',', "").parse().ok());
    count.ok_or_else(|| format!("`{name}` could not be counted:\n{told}"))
}
