//! How long whole sites take, from a fresh folder of output, against a peer and against the floor: what reading, parsing and writing alone
//! take on this machine. All in one run and in turn, since only ratios hold for another day.
//!
//! `cargo bench --bench site -- [EVENTS…] [--runs N]` prints times and ratios, for 100 events where no number is given, and how they grow where
//! there are several. With `--table` it measures each part of a microsite by itself as well, and writes the tables of `benches/README.md` anew.
//!
//! The peer is Hugo, if there is one on the PATH, with the templates of `benches/peers/hugo/`, the plainest that make the same pages.

#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a benchmark writes what it measures and tells it")]
#![allow(clippy::cast_precision_loss, clippy::as_conversions, reason = "counts become shares and means")]

mod editing;
mod floor;
mod generated;

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A site with nothing but what every generator makes: events, sections, speakers.
const PLAIN: [(&str, &str); 5] =
    [("turn_pages", "none"), ("cards", "none"), ("search", "false"), ("exports", "[]"), ("feeds", "false")];
/// The parts of a microsite: what they are called, what switches them on, and what it was in [`PLAIN`].
const PARTS: [(&str, &str, &str); 7] = [
    ("pages of turns", "turn_pages", "all"),
    ("share cards", "cards", "default"),
    ("search", "search", "true"),
    ("captions", "exports", "[vtt]"),
    ("text, Markdown, captions, JSON", "exports", "[txt, md, vtt, srt, json]"),
    ("books", "exports", "[epub]"),
    ("feeds", "feeds", "true"),
];

/// How many changes the editor's loop is measured with.
const CHANGES: usize = 15;

fn main() -> io::Result<()> {
    let mut sizes = Vec::new();
    let mut runs = 5;
    let mut table = false;
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            // Cargo says so to every benchmark.
            "--bench" => {}
            "--table" => table = true,
            "--runs" => runs = words.next().and_then(|n| n.parse().ok()).unwrap_or(runs),
            number => {
                sizes.push(number.parse().map_err(|_| io::Error::other(format!("{number}: no number of events")))?);
            }
        }
    }
    if sizes.is_empty() {
        sizes.push(100);
    }
    sizes.sort_unstable();
    let (mut whole, mut builds) = (String::new(), Vec::new());
    for events in &sizes {
        let (text, build) = self::whole(*events, runs)?;
        print!("{text}");
        whole.push_str(&text);
        builds.push((*events, build));
    }
    if let Some(growth) = growth(&builds) {
        print!("{growth}");
        whole.push_str(&growth);
    }
    if let (true, [events, ..]) = (table, sizes.as_slice()) {
        let parts = parts(*events, runs)?;
        print!("\n{parts}");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/README.md");
        let text = fs::read_to_string(&file)?;
        let text = between(&text, "whole", &whole)?;
        fs::write(file, between(&text, "parts", &parts)?)?;
    }
    Ok(())
}

/// A site on the disk, and where what comes of it goes.
struct Site {
    folder: TempDir,
    builds: usize,
}

impl Site {
    /// The generated site with the options of [`PLAIN`], but for one of them.
    fn new(events: usize, but: Option<(&str, &str)>) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("plenary-bench-").tempdir()?;
        let mut options = String::new();
        for (key, value) in PLAIN {
            let value = but.filter(|(other, _)| *other == key).map_or(value, |(_, value)| value);
            // A string takes all text.
            let _ = writeln!(options, "{key}: {value}");
        }
        generated::write_site(&folder.path().join("content"), events, &options)?;
        let mut site = Self { folder, builds: 0 };
        // The first build writes the ledgers, which belong to the sources from then on.
        site.build()?;
        Ok(site)
    }

    fn output(&self) -> PathBuf {
        self.folder.path().join(format!("public-{}", self.builds))
    }

    fn command(&mut self) -> io::Result<Command> {
        // One output at a time: that of ten thousand events has gigabytes.
        for old in [self.output(), self.folder.path().join(".plenary")] {
            if old.exists() {
                fs::remove_dir_all(old)?;
            }
        }
        self.builds += 1;
        let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
        command.args(["build", "--quiet", "--root"]).arg(self.folder.path()).arg("--output").arg(self.output());
        Ok(command)
    }

    /// Builds into a fresh folder, with nothing kept from the last time.
    fn build(&mut self) -> io::Result<Duration> {
        let mut command = self.command()?;
        timed(&mut command)
    }

    /// Builds once more into the same folder, after a sentence of one section has changed.
    fn build_after_change(&mut self, change: usize) -> io::Result<Duration> {
        let path = self.folder.path().join("content/event-0001/03.md");
        let text = fs::read_to_string(&path)?;
        fs::write(&path, format!("{}, and change {change}.\n", text.trim_end()))?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
        command.args(["build", "--quiet", "--root"]).arg(self.folder.path()).arg("--output").arg(self.output());
        timed(&mut command)
    }

    /// The most memory that a build holds, in megabytes, where the system tells it.
    fn memory(&mut self) -> io::Result<u64> {
        let mut child = self.command()?.spawn()?;
        let status = format!("/proc/{}/status", child.id());
        let mut most = 0;
        while child.try_wait()?.is_none() {
            let text = fs::read_to_string(&status).unwrap_or_default();
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
            most = most.max(kilobytes.unwrap_or(0));
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok(most / 1024)
    }
}

/// The same words for Hugo.
struct Peer(TempDir);

impl Peer {
    /// Nothing where there is no Hugo.
    fn new(events: usize, site: &Site) -> io::Result<Option<Self>> {
        if Command::new("hugo").arg("version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
            return Ok(None);
        }
        let folder = tempfile::Builder::new().prefix("plenary-bench-").tempdir()?;
        let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/hugo");
        for file in floor::files(&templates) {
            let to = folder.path().join(file.strip_prefix(&templates).map_err(io::Error::other)?);
            fs::create_dir_all(to.parent().unwrap_or(folder.path()))?;
            fs::copy(&file, to)?;
        }
        for event in 0..events {
            let from = site.folder.path().join(format!("content/event-{event:04}"));
            let to = folder.path().join(format!("content/event-{event:04}"));
            fs::create_dir_all(&to)?;
            let speakers: Vec<String> = generated::speakers_of(event, events)
                .into_iter()
                .map(|one| format!("{:?}", generated::name(one)))
                .collect();
            let speakers = speakers.join(", ");
            let around: Vec<String> =
                (1..=generated::SECTIONS).map(|section| format!("\"/event-{event:04}/{section:02}/\"")).collect();
            fs::write(
                to.join("index.md"),
                format!(
                    "---\ntitle: Event {event}\nkind: event\nurl: /event-{event:04}/\ndate: 2026-01-01\nspeakers: [{speakers}]\naround: [{}]\n---\n",
                    around.join(", ")
                ),
            )?;
            for section in 1..=generated::SECTIONS {
                let text = fs::read_to_string(from.join(format!("{section:02}.md")))?;
                let (title, body) = text.split_once("\n\n").unwrap_or(("", &text));
                let place = folder.path().join(format!("content/sections/event-{event:04}-{section:02}.md"));
                fs::create_dir_all(place.parent().unwrap_or(folder.path()))?;
                let title = title.trim_start_matches("# ");
                fs::write(
                    place,
                    format!(
                        "---\ntitle: {title}\nevent: event-{event:04}\nurl: /event-{event:04}/{section:02}/\ndate: 2026-01-01\nspeakers: [{speakers}]\n---\n{body}"
                    ),
                )?;
            }
        }
        Ok(Some(Self(folder)))
    }

    fn build(&self) -> io::Result<Duration> {
        let output = self.0.path().join("public");
        if output.exists() {
            fs::remove_dir_all(&output)?;
        }
        timed(Command::new("hugo").args(["--quiet", "--source"]).arg(self.0.path()).arg("--destination").arg(output))
    }
}

fn timed(command: &mut Command) -> io::Result<Duration> {
    let begun = Instant::now();
    let done = command.stdout(Stdio::null()).status()?;
    if done.success() { Ok(begun.elapsed()) } else { Err(io::Error::other(format!("{command:?}: {done}"))) }
}

/// Plenary, the peer and the floor in turn, and how long a cold build takes.
fn whole(events: usize, runs: usize) -> io::Result<(String, Duration)> {
    let mut site = Site::new(events, None)?;
    let peer = Peer::new(events, &site)?;
    let (mut own, mut again, mut other, mut floor) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for run in 0..runs.max(1) {
        own.push(site.build()?);
        again.push(site.build_after_change(run)?);
        if let Some(peer) = &peer {
            other.push(peer.build()?);
        }
        let copy = site.folder.path().join(format!("floor-{run}"));
        floor.push(floor::floor(&site.folder.path().join("content"), &site.output(), &copy)?);
        fs::remove_dir_all(copy)?;
    }
    let (pages, _) = pages(&site.output());
    let (own, floor) = (median(own), median(floor));
    let seen = median(editing::times(site.folder.path(), CHANGES)?);
    let memory = site.memory()?;
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut out = format!("{events} events, {pages} pages, {cores} cores, median of {runs}:\n\n");
    let _ = writeln!(out, "| | time | times the floor | pages a second |\n| --- | --: | --: | --: |");
    let mut row = |name: &str, time: Duration, pages: usize| {
        let (seconds, ratio) = (time.as_secs_f64(), time.as_secs_f64() / floor.as_secs_f64());
        let _ = writeln!(out, "| {name} | {seconds:.3} s | {ratio:.1} | {:.0} |", pages as f64 / seconds);
    };
    row(&format!("Plenary ({memory} MB)"), own, pages);
    row("Plenary, after a change of one section", median(again), pages);
    if !other.is_empty() {
        let there = peer.as_ref().map_or(0, |peer| self::pages(&peer.0.path().join("public")).0);
        row(&format!("Hugo ({there} pages)"), median(other), there);
    }
    row("floor", floor, pages);
    let _ = writeln!(
        out,
        "\nFrom saving a section to its page in the browser, `plenary serve`, median of {CHANGES}: {:.1} ms.\n",
        seen.as_secs_f64() * 1e3
    );
    Ok((out, own))
}

/// With which power of the number of events the time of a cold build grows.
fn growth(builds: &[(usize, Duration)]) -> Option<String> {
    let ((few, short), (many, long)) = (*builds.first()?, *builds.last()?);
    if few == many {
        return None;
    }
    let exponent = (long.as_secs_f64() / short.as_secs_f64()).ln() / (many as f64 / few as f64).ln();
    Some(format!(
        "From {few} to {many} events the time of a cold build grows with the power {exponent:.2} of their number.\n"
    ))
}

/// What each part of a microsite costs, switched on by itself.
fn parts(events: usize, runs: usize) -> io::Result<String> {
    let mut plain = Site::new(events, None)?;
    let mut out = format!("{events} events, median of {runs}, over a site that has none of them:\n\n");
    let _ = writeln!(out, "| | files | MB | time | a file | a section |\n| --- | --: | --: | --: | --: | --: |");
    let sections = (events * generated::SECTIONS) as f64;
    for (name, key, value) in PARTS {
        let mut site = Site::new(events, Some((key, value)))?;
        let (mut with, mut without) = (Vec::new(), Vec::new());
        for _ in 0..runs.max(1) {
            without.push(plain.build()?);
            with.push(site.build()?);
        }
        let more = median(with).as_secs_f64() - median(without).as_secs_f64();
        let ((_, before), (_, after)) = (pages(&plain.output()), pages(&site.output()));
        let files = after.0.saturating_sub(before.0);
        let bytes = after.1.saturating_sub(before.1) as f64 / 1e6;
        let (a_file, a_section) = (more * 1e3 / files.max(1) as f64, more * 1e3 / sections);
        let _ = writeln!(out, "| {name} | {files} | {bytes:.1} | {more:.2} s | {a_file:.2} ms | {a_section:.2} ms |");
    }
    Ok(out)
}

/// How many pages there are in a folder, and how many files of how many bytes.
fn pages(folder: &Path) -> (usize, (usize, u64)) {
    let files = floor::files(folder);
    let pages = files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "html")).count();
    let bytes = files.iter().filter_map(|file| Some(fs::metadata(file).ok()?.len())).sum();
    (pages, (files.len(), bytes))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// A text with what stands between two markers replaced.
fn between(text: &str, name: &str, new: &str) -> io::Result<String> {
    let (open, close) = (format!("<!-- {name} -->"), format!("<!-- /{name} -->"));
    let parts = text.split_once(&open).and_then(|(before, rest)| Some((before, rest.split_once(&close)?.1)));
    let (before, after) =
        parts.ok_or_else(|| io::Error::other(format!("benches/README.md has no {open} … {close}")))?;
    Ok(format!("{before}{open}\n\n{}\n\n{close}{after}", new.trim()))
}
