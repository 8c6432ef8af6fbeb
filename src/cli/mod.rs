//! The command line: the only room that prints, and the one that tells the others the time.
//!
//! Data goes to standard output, everything else to standard error. The exit code is 0 when all is well, 1 when the
//! sources have errors, 2 when the command was called wrongly, 3 when a file, a folder or a target said no and somebody has to look,
//! 4 when the same call may succeed in a moment.

#![allow(clippy::disallowed_methods, reason = "this room is the edge")]

mod args;
mod asking;
mod deploy;
#[cfg(feature = "external")]
mod external;
mod fix;
mod hosting;
mod import;
mod links;
mod new;
mod paper;
mod progress;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod stats;
mod theme;
mod update;

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{CommandFactory, Parser};
use jiff::Timestamp;

use crate::config;
use crate::diag::{self, Code, Diagnostic, Diagnostics, Format, Severity, codes};
use crate::path::BaseUrl;
use crate::project::{self, Outcome, Request};
use args::{Arguments, Command, Site};
use progress::Meter;

/// Exit codes of the program.
const FAILED: u8 = 1;
const USAGE: u8 = 2;
const REFUSED: u8 = 3;
const AGAIN: u8 = 4;

/// The exit code that a finding comes to.
fn exit_code(code: Code) -> u8 {
    let kinds = [
        (USAGE, &[codes::USAGE][..]),
        (
            REFUSED,
            &[
                codes::UNREADABLE,
                codes::NOT_WRITTEN,
                codes::FOREIGN_OUTPUT,
                codes::FOREIGN_TARGET,
                codes::TARGET_REFUSED,
                codes::MISSING_PROGRAM,
                codes::MISSING_SECRET,
                codes::NOT_PRINTED,
            ],
        ),
        (AGAIN, &[codes::DEPLOY_BROKEN, codes::TARGET_BUSY, codes::OUTPUT_BUSY, codes::CHANGED_MEANWHILE]),
    ];
    kinds.iter().find(|(_, codes)| codes.contains(&code)).map_or(FAILED, |(exit, _)| *exit)
}

/// The exit code that findings come to: that of sources with errors before all others, since whoever mends them has to call again anyway.
fn exit(found: &Diagnostics) -> ExitCode {
    let errors = found.iter().filter(|one| one.severity() == Severity::Error);
    ExitCode::from(errors.map(|one| exit_code(one.code)).min().unwrap_or_default())
}

/// The commands and their arguments, for pages of the manual.
pub fn command() -> clap::Command {
    Arguments::command()
}

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    match arguments.command {
        Command::Build { site, output, locked, pdf, quiet, timings } => {
            let output = output.unwrap_or_else(|| site.root.join("public"));
            let wanted = Wanted { output: Some(output), locked, pdf, then: None };
            build(&site, wanted, quiet, timings)
        }
        #[cfg(feature = "external")]
        Command::Check { site, external: true } => {
            build(&site, Wanted { then: Some(&external::look), ..Wanted::default() }, false, false)
        }
        Command::Check { site, .. } => build(&site, Wanted::default(), false, false),
        Command::Deploy(arguments) => deploy::run(&arguments),
        Command::Fix(arguments) => fix::run(&arguments),
        #[cfg(feature = "serve")]
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Links { root, json } => links::list(&root, json),
        Command::Search(arguments) => search::run(&arguments),
        Command::Stats(arguments) => stats::run(&arguments),
        Command::Pin { root } => links::pin(&root),
        Command::Import(import) => import::run(&import),
        Command::New(new) => new::run(&new),
        Command::Theme(theme) => theme::run(&theme),
        Command::Schema { kind } => schema(&kind),
        Command::Explain { code } => explain(code.as_deref()),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut command(), "plenary", &mut script);
            out(&String::from_utf8_lossy(&script))
        }
    }
}

/// Writes data to standard output. A reader that went away is no failure of ours.
fn out(text: &str) -> ExitCode {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let help = "look at what it leads to: a file on a full disk, or a program that has ended";
            stop(
                Diagnostic::new(codes::NOT_WRITTEN, format!("this cannot be written: {error}"))
                    .about("standard output")
                    .help(help),
            )
        }
    }
}

/// Writes a remark for people to standard error.
fn say(text: &str) {
    // Where even standard error is closed, nobody is there to be told.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Prints findings where their format belongs: for people to standard error, for machines to standard output.
fn report(diagnostics: &Diagnostics, format: Format) {
    let colour = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let text = diag::print(diagnostics, format, colour);
    match format {
        Format::Human => say(&text),
        Format::Json | Format::Github | Format::Sarif => {
            out(&text);
        }
    }
}

/// Reports one finding and fails.
fn fail(diagnostic: Diagnostic, code: u8) -> ExitCode {
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(diagnostic);
    report(&diagnostics, Format::Human);
    ExitCode::from(code)
}

/// Reports one finding and fails as its kind says.
fn stop(diagnostic: Diagnostic) -> ExitCode {
    let code = exit_code(diagnostic.code);
    fail(diagnostic, code)
}

/// What a folder holds, sorted; nothing where there is none. What cannot be listed is an error: it must not be taken for what is not there.
fn paths_in(folder: &Path) -> Result<Vec<PathBuf>, Box<Diagnostic>> {
    let listed = fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    let mut paths: Vec<PathBuf> = match listed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        listed => listed.map_err(|error| unreadable(folder, &error))?,
    };
    paths.sort();
    Ok(paths)
}

/// A file or folder that was named cannot be read.
fn unreadable(path: &Path, error: &io::Error) -> Box<Diagnostic> {
    let help = "look whether it is there, and at its permissions; nothing was changed";
    let message = format!("this cannot be read: {error}");
    Box::new(Diagnostic::new(codes::UNREADABLE, message).about(path.display().to_string()).help(help))
}

/// The time, or that of `SOURCE_DATE_EPOCH` (reproducible-builds.org/specs/source-date-epoch), so that a build can be
/// repeated.
fn now() -> Timestamp {
    let stated = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok());
    stated.and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or_else(Timestamp::now)
}

/// Where the site is published, as far as the command says.
fn base_url(site: &Site) -> Result<Option<BaseUrl>, ExitCode> {
    site.base_url.as_deref().map(BaseUrl::new).transpose().map_err(|reason| {
        let help = "write it as `--base-url https://host.example/path/`";
        let message = format!("`--base-url` is no address of a site: {reason}");
        fail(Diagnostic::new(codes::USAGE, message).help(help), USAGE)
    })
}

/// What tells this program from another one: its version, and its file's length and time.
fn program() -> String {
    let file = std::env::current_exe().and_then(fs::metadata).ok();
    let changed = file.as_ref().and_then(|file| file.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok());
    let length = file.map_or(0, |file| file.len());
    format!("{} {length} {}", env!("CARGO_PKG_VERSION"), changed.unwrap_or_default().as_nanos())
}

/// What is done when a build is done; it may find more.
type Then = dyn Fn(&Request, &mut Outcome);

/// What is wanted of a build.
#[derive(Default)]
struct Wanted<'w> {
    /// Where it goes; nothing to check only.
    output: Option<std::path::PathBuf>,
    locked: bool,
    pdf: bool,
    then: Option<&'w Then>,
}

fn build(site: &Site, wanted: Wanted<'_>, quiet: bool, timings: bool) -> ExitCode {
    let Wanted { output, locked, pdf, then } = wanted;
    let base_url = match base_url(site) {
        Ok(base_url) => base_url,
        Err(code) => return code,
    };
    let talks = !quiet && site.format == Format::Human;
    let meter = Meter::begin(timings);
    let root = site.root.clone();
    let printer: Option<Arc<dyn project::Printer>> = Some(Arc::new(paper::Chromium::of(&root)));
    let drafts = site.drafts;
    let request = Request { output, base_url, drafts, locked, pdf, printer, ..Request::new(root, now(), program()) };
    let build = || project::build(&request, &meter);
    let mut outcome = if talks { meter.follow(io::stderr().is_terminal(), build) } else { build() };
    if let Some(then) = then {
        then(&request, &mut outcome);
    }
    report(&outcome.diagnostics, site.format);
    if talks {
        say(&summary(&outcome, request.output.as_deref(), &meter));
    }
    if timings {
        let path = site.root.join(".plenary/timings.html");
        let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, meter.picture()));
        match written {
            Ok(()) => say(&format!("what ran when: {}\n", path.display())),
            Err(error) => say(&format!("`{}` cannot be written: {error}\n", path.display())),
        }
    }
    exit(&outcome.diagnostics)
}

fn summary(outcome: &Outcome, output: Option<&Path>, meter: &Meter) -> String {
    let count = |n: usize, one: &str, more: &str| format!("{n} {}", if n == 1 { one } else { more });
    let errors = outcome.diagnostics.count(Severity::Error);
    let warnings = count(outcome.diagnostics.count(Severity::Warning), "warning", "warnings");
    if errors > 0 {
        return format!("{}, {warnings}; nothing was written\n", count(errors, "error", "errors"));
    }
    let pages = count(outcome.pages, "page", "pages");
    let words = count(usize::try_from(outcome.words).unwrap_or(usize::MAX), "word", "words");
    let span = |time: std::time::Duration| {
        if time.as_secs() > 0 { format!("{:.1} s", time.as_secs_f64()) } else { format!("{} ms", time.as_millis()) }
    };
    let time = span(meter.elapsed());
    let phases: Vec<String> = meter
        .phases()
        .into_iter()
        .filter(|(_, took)| took.as_millis() > 0)
        .map(|(phase, took)| format!("{} {}", phase.name(), span(took)))
        .collect();
    // Who has not waited need not be told for what.
    let phases = if meter.elapsed().as_secs() > 0 { format!("{}\n", phases.join(", ")) } else { String::new() };
    match (outcome.written, output) {
        (Some(done), Some(output)) => format!(
            "{pages} with {words} in {}: {} written, {} unchanged, {} removed; {warnings}; {time}\n{phases}",
            output.display(),
            count(done.written, "file", "files"),
            done.kept,
            done.removed
        ),
        _ => format!("{pages} with {words}, {warnings}; {time}\n{phases}"),
    }
}

fn schema(kind: &str) -> ExitCode {
    match config::schema(kind) {
        Some(schema) => {
            // A schema is a JSON value, which can always be written.
            let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
            out(&format!("{text}\n"))
        }
        None => fail(
            Diagnostic::new(codes::USAGE, format!("there is no kind of file called `{kind}`"))
                .help(format!("the kinds are {}", config::KINDS.join(", "))),
            USAGE,
        ),
    }
}

fn explain(code: Option<&str>) -> ExitCode {
    let Some(name) = code else {
        let line = |code: &diag::Code| format!("{:<22} {}", code.name(), first_sentence(code.explanation()));
        let lines: Vec<String> = diag::CODES.iter().map(line).collect();
        return out(&format!("{}\n", lines.join("\n")));
    };
    if let Some(code) = diag::code_named(name) {
        let severity = match code.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning; can be silenced with `silence` in site.yaml",
        };
        out(&format!("{code} ({severity})\n\n{}\n", code.explanation()))
    } else {
        let near = crate::text::nearest(name, diag::CODES.iter().map(|code| code.name()));
        let help = near
            .map_or_else(|| "`plenary explain` lists all codes".to_owned(), |near| format!("did you mean `{near}`?"));
        fail(Diagnostic::new(codes::USAGE, format!("there is no code `{name}`")).help(help), USAGE)
    }
}

fn first_sentence(text: &str) -> &str {
    text.split_once(". ").map_or(text, |(first, _)| first)
}
