//! `plenary deploy`: the site is built, and what has changed of it is brought to where readers find it.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use super::args::Deploy;
use super::progress::Meter;
use super::{base_url, exit, exit_code, now, out, program, report, say};
use crate::config::{self, SiteConfig};
use crate::deploy::{self, Lock, Plan, Site, Wish};
use crate::diag::{Diagnostic, Diagnostics, Format, codes};
use crate::path::BaseUrl;
use crate::project::{self, Request};
use crate::source;
use crate::text;

pub(super) fn run(arguments: &Deploy) -> ExitCode {
    publish(arguments).unwrap_or_else(|(diagnostic, code)| {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(*diagnostic);
        report(&diagnostics, arguments.site.format);
        code
    })
}

type Stop = (Box<Diagnostic>, ExitCode);

/// What a failure of a deployment means for whoever called.
fn stop(diagnostic: Box<Diagnostic>) -> Stop {
    let code = ExitCode::from(exit_code(diagnostic.code));
    (diagnostic, code)
}

fn publish(arguments: &Deploy) -> Result<ExitCode, Stop> {
    let root = &arguments.site.root;
    let config = source::configuration(root).map_err(stop)?;
    let (name, place) = choose(&config, arguments.target.as_deref()).map_err(stop)?;
    let address = match (base_url(&arguments.site), place.url().map(BaseUrl::new)) {
        (Err(code), _) => return Ok(code),
        (Ok(None), Some(Ok(url))) => Some(url),
        (Ok(stated), _) => stated,
    };
    let _lock = Lock::of_target(root, name).map_err(stop)?;
    let folder =
        |trial| arguments.output.clone().unwrap_or_else(|| own_output(arguments, name, place.url().is_some(), trial));
    let output = folder(arguments.dry_run);
    let request = Request {
        output: Some(output.clone()),
        base_url: address.clone(),
        drafts: arguments.site.drafts,
        locked: arguments.locked,
        trial: arguments.dry_run,
        printer: Some(Arc::new(super::paper::Chromium::of(root))),
        ..Request::new(root.clone(), now(), program())
    };
    let talks = !arguments.quiet && arguments.site.format == Format::Human;
    // The check finds all that a build finds, and what only a look at all pages tells.
    let check = Request { output: None, ..request.clone() };
    let meter = Meter::begin(false);
    let outcome = follow(&meter, talks, || project::build(&check, &meter));
    report(&outcome.diagnostics, arguments.site.format);
    if outcome.diagnostics.has_errors() {
        return Ok(exit(&outcome.diagnostics));
    }
    let meter = Meter::begin(false);
    let outcome = follow(&meter, talks, || project::build(&request, &meter));
    if outcome.diagnostics.has_errors() {
        report(&outcome.diagnostics, arguments.site.format);
        return Ok(exit(&outcome.diagnostics));
    }
    let mut site = Site::built(&output).map_err(stop)?.standing_for(&folder(false));
    let mut target = deploy::target(root, name, place, &mut site).map_err(stop)?;
    let wish = Wish { dry: arguments.dry_run, adopt: arguments.adopt };
    let meter = Meter::begin(false);
    let plan = follow(&meter, talks, || deploy::deploy(target.as_mut(), &site, wish, &meter)).map_err(stop)?;
    let address = address.map(|address| address.as_str().to_owned()).or(config.base_url);
    if arguments.dry_run {
        out(&listing(&plan));
    }
    if talks {
        say(&summary(&plan, arguments.dry_run, &target.place(), address.as_deref()));
    }
    Ok(ExitCode::SUCCESS)
}

fn follow<T>(meter: &Meter, talks: bool, work: impl FnOnce() -> T) -> T {
    if talks { meter.follow(io::stderr().is_terminal(), work) } else { work() }
}

/// Where the site is built. A target with an address of its own has pages of its own, and a trial touches neither them nor `public`.
fn own_output(arguments: &Deploy, name: &str, apart: bool, trial: bool) -> PathBuf {
    let root = &arguments.site.root;
    if apart || trial {
        let kind = if trial { "trial/" } else { "" };
        let key: String = blake3::hash(format!("{kind}{name}").as_bytes()).to_hex().chars().take(16).collect();
        root.join(format!(".plenary/deploy/{key}"))
    } else {
        root.join("public")
    }
}

/// The target that is meant: the one that is named, or the only one.
fn choose<'c>(config: &'c SiteConfig, name: Option<&str>) -> Result<(&'c str, &'c config::Deploy), Box<Diagnostic>> {
    let targets = &config.deploy;
    let wrong = |message: String, help: String| Err(Box::new(Diagnostic::new(codes::USAGE, message).help(help)));
    let all = || targets.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if targets.is_empty() {
        let help =
            "add one, such as `deploy: {live: {kind: folder, path: /srv/www/talks}}`; the README tells the kinds";
        return wrong("`site.yaml` names no target under `deploy`".to_owned(), help.to_owned());
    }
    match name {
        Some(name) => {
            if let Some((name, target)) = targets.get_key_value(name) {
                return Ok((name, target));
            }
            let near = text::nearest(name, targets.keys().map(String::as_str));
            let help = near.map_or_else(|| format!("there are {}", all()), |near| format!("did you mean `{near}`?"));
            wrong(format!("`site.yaml` has no target `{name}`"), help)
        }
        None => match targets.iter().collect::<Vec<_>>().as_slice() {
            [(name, target)] => Ok((name, target)),
            _ => wrong("there are several targets".to_owned(), format!("name one of them: {}", all())),
        },
    }
}

/// Every file that would be sent or removed, in order.
fn listing(plan: &Plan) -> String {
    let line = |word: &str, path: &str| format!("{word} {path}\n");
    plan.stages.iter().flat_map(|stage| stage.paths.iter().map(|path| line(stage.step.word(), path))).collect()
}

fn summary(plan: &Plan, dry: bool, place: &str, address: Option<&str>) -> String {
    let files = |n: usize| format!("{n} {}", if n == 1 { "file" } else { "files" });
    let to_see = address.map(|address| format!("\n{address}")).unwrap_or_default();
    if plan.is_empty() {
        return format!("{place}: nothing has changed, {} as they are{to_see}\n", files(plan.kept));
    }
    let (sent, removed) = if dry { ("to be sent", "to be removed") } else { ("sent", "removed") };
    let end = if dry { "; nothing was sent".to_owned() } else { to_see };
    format!(
        "{place}: {} {sent} ({}), {} unchanged, {} {removed}{end}\n",
        files(plan.sent()),
        size(plan.bytes),
        plan.kept,
        plan.removed()
    )
}

fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
