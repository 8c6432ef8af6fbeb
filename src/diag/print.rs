//! Findings as text: for people with an excerpt and a caret, as JSON lines, or as annotations of a code host.

use std::collections::BTreeMap;
use std::fmt::Write;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::json;

use super::lines::Lines;
use super::veil::veiled;
use super::{Diagnostic, Diagnostics, Place, Severity, sarif};

/// In which form findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Human,
    /// One JSON object a line: code, severity, message, path, line, column, help.
    Json,
    /// Workflow commands of GitHub, which shows them beside the changed line.
    Github,
    /// SARIF 2.1.0, which code hosts and editors read.
    Sarif,
}

/// All findings in one text. `colour` only concerns [`Format::Human`].
pub fn print(diagnostics: &Diagnostics, format: Format, colour: bool) -> String {
    let mut out = String::new();
    if format == Format::Sarif {
        return sarif::log(diagnostics);
    }
    let mut lines = Lines::default();
    let mut told: BTreeMap<(&str, bool), usize> = BTreeMap::new();
    for diagnostic in diagnostics.iter() {
        match format {
            Format::Human => {
                let mendable = !diagnostic.mends.is_empty();
                let told = told.entry((diagnostic.code.name(), mendable)).or_default();
                *told += 1;
                if *told <= most(mendable) {
                    human(&mut out, diagnostic, colour);
                }
            }
            Format::Json => json_line(&mut out, diagnostic, &mut lines),
            Format::Github => github(&mut out, diagnostic, &mut lines),
            // One document for all.
            Format::Sarif => {}
        }
    }
    for ((code, mendable), count) in told {
        let more = count.saturating_sub(most(mendable));
        let all = if mendable {
            "`plenary fix` shows and, with `--write`, mends all of them"
        } else {
            "`plenary check --format json` tells all of them"
        };
        if more > 0 {
            let _ = writeln!(out, "{more} more of `{code}`; {all}\n");
        }
    }
    out
}

/// How many findings of a code people are shown: nobody reads more, and what mends one mostly mends the others. Of those that a command mends, as many as
/// make plain what they are about.
fn most(mendable: bool) -> usize {
    if mendable { 5 } else { 100 }
}

/// The lines around a place: long lines are shown as a window, so that the excerpt of a line of many thousand
/// characters is still an excerpt.
struct Excerpt {
    text: String,
    first_line: usize,
    start: usize,
    /// Where in the file it is, in characters, if the line was cut before it: then its column in the excerpt is another.
    cut: Option<(usize, usize)>,
}

const WINDOW: usize = 160;
/// How far before it a secret may begin.
const BEFORE: usize = 1000;

fn excerpt(place: &Place) -> Excerpt {
    let text = place.file.text();
    let at = floor(&text, place.span.start.min(text.len()));
    let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at..).unwrap_or_default());
    let line_start = before.rfind('\n').map_or(0, |n| n + 1);
    let line_end = at + after.find('\n').unwrap_or(after.len());
    let start = floor(&text, line_start.max(at.saturating_sub(WINDOW)));
    let end = floor(&text, line_end.min(at + 2 * WINDOW));
    // A configuration may hold what nobody should print, and what is printed here may be kept by others.
    // The name of a key may stand before the window.
    let from = floor(&text, line_start.max(start.saturating_sub(BEFORE)));
    let line = text.get(from..end).unwrap_or_default();
    let is_configuration = place.file.path.as_str().rsplit('.').next() == Some("yaml");
    let line = if is_configuration { veiled(line) } else { line.to_owned() };
    let shown = line.get(start - from..).unwrap_or_default();
    Excerpt {
        text: shown.trim_end_matches('\r').to_owned(),
        first_line: memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1,
        start,
        cut: (start > line_start).then(|| place.line_column()),
    }
}

/// The nearest character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&n| text.is_char_boundary(n)).unwrap_or(0)
}

fn snippet<'a>(
    place: &'a Place,
    excerpt: &'a Excerpt,
    label: &'a str,
    kind: AnnotationKind,
) -> Snippet<'a, Annotation<'a>> {
    let length = excerpt.text.len();
    let from = floor(&excerpt.text, place.span.start.saturating_sub(excerpt.start).min(length));
    let to = floor(&excerpt.text, place.span.end.saturating_sub(excerpt.start).clamp(from, length));
    let mut annotation = kind.span(from..to);
    if !label.is_empty() {
        annotation = annotation.label(label);
    }
    let snippet = Snippet::source(excerpt.text.as_str()).line_start(excerpt.first_line).annotation(annotation);
    snippet.path(excerpt.cut.is_none().then(|| place.file.path.as_str()))
}

fn human(out: &mut String, diagnostic: &Diagnostic, colour: bool) {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.decor_style(DecorStyle::Ascii);
    let excerpts: Vec<_> = diagnostic
        .place
        .iter()
        .chain(&diagnostic.others)
        .map(|(place, label)| (place, excerpt(place), label.as_str()))
        .collect();
    let mut group = Group::with_title(level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.name()));
    for (n, (place, excerpt, label)) in excerpts.iter().enumerate() {
        let kind = if n == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        if let Some((line, column)) = excerpt.cut {
            let path = place.file.path.as_str();
            group = group.element(Origin::path(path).line(line).char_column(column));
        }
        group = group.element(snippet(place, excerpt, label, kind));
    }
    if let Some(path) = &diagnostic.path {
        group = group.element(Origin::path(path.as_str()));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    out.push_str(&renderer.render(&[group]));
    out.push_str("\n\n");
}

/// Path, line and column of the primary place.
pub(super) fn position<'d>(diagnostic: &'d Diagnostic, lines: &mut Lines) -> (Option<&'d str>, Option<(usize, usize)>) {
    match &diagnostic.place {
        Some((place, _)) => (Some(place.file.path.as_str()), Some(lines.of(place))),
        None => (diagnostic.path.as_deref(), None),
    }
}

pub(super) fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn json_line(out: &mut String, diagnostic: &Diagnostic, lines: &mut Lines) {
    let (path, at) = position(diagnostic, lines);
    let value = json!({
        "code": diagnostic.code.name(),
        "severity": severity_name(diagnostic.severity()),
        "message": diagnostic.message,
        "path": path,
        "line": at.map(|(line, _)| line),
        "column": at.map(|(_, column)| column),
        "help": diagnostic.help,
    });
    let _ = writeln!(out, "{value}");
}

/// Workflow commands: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.
fn github(out: &mut String, diagnostic: &Diagnostic, lines: &mut Lines) {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let (path, at) = position(diagnostic, lines);
    let _ = write!(out, "::{} title={}", severity_name(diagnostic.severity()), property(diagnostic.code.name()));
    if let Some(path) = path {
        let _ = write!(out, ",file={}", property(path));
    }
    if let Some((line, column)) = at {
        let _ = write!(out, ",line={line},col={column}");
    }
    let help = diagnostic.help.as_deref().map(|help| format!("\n{help}")).unwrap_or_default();
    let _ = writeln!(out, "::{}", data(&format!("{}{help}", diagnostic.message)));
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diag::{File, Mend, codes};
    use crate::path::ContentPath;

    fn sample() -> Diagnostics {
        let text = "---\ntitle: 圆桌\ntitel: 重复\n---\n";
        let file = Arc::new(File::new(ContentPath::new("content/event.md").unwrap(), text.into()));
        let at = text.find("titel").unwrap();
        let mut all = Diagnostics::default();
        all.push(
            Diagnostic::new(codes::UNKNOWN_KEY, "unknown key `titel`")
                .at(Place::new(&file, at..at + 5), "not a key of an event")
                .help("did you mean `title`?"),
        );
        all
    }

    #[test]
    fn people_see_the_line_and_the_remedy() {
        let text = print(&sample(), Format::Human, false);
        assert_eq!(
            text,
            "error[unknown-key]: unknown key `titel`\n --> content/event.md:3:1\n  |\n3 | titel: 重复\n  | ^^^^^ not a key of an event\n  |\n  = help: did you mean `title`?\n\n"
        );
    }

    #[test]
    fn of_very_many_of_a_kind_people_see_some_and_machines_all() {
        let text = "x\n".repeat(250);
        let file = Arc::new(File::new(ContentPath::new("a.md").unwrap(), text));
        let mut all = sample();
        for at in 0..250 {
            all.push(Diagnostic::new(codes::BROKEN_LINK, "m").at(Place::new(&file, 2 * at..2 * at + 1), ""));
        }
        let human = print(&all, Format::Human, false);
        assert_eq!(human.matches("broken-link]: m\n").count(), 100);
        assert!(human.contains("a.md:100:1\n") && !human.contains("a.md:101:1\n"), "{human}");
        assert!(
            human.ends_with("\n150 more of `broken-link`; `plenary check --format json` tells all of them\n\n"),
            "{human}"
        );
        let json = print(&all, Format::Json, false);
        assert_eq!(json.lines().count(), 251);
        assert!(json.lines().last().unwrap().contains("\"line\":250,\"column\":1"), "{json}");
    }

    #[test]
    fn of_what_a_command_mends_people_see_what_it_is_about() {
        let file = Arc::new(File::new(ContentPath::new("a.md").unwrap(), "x\n".repeat(12)));
        let mut all = Diagnostics::default();
        for at in 0..12 {
            let place = Place::new(&file, 2 * at..2 * at + 1);
            let mut one = Diagnostic::new(codes::DOUBLED_WORD, "m").at(place.clone(), "");
            // Every third has to be looked at by somebody.
            one.mends.extend((at % 3 > 0).then(|| Mend { place, text: String::new() }));
            all.push(one);
        }
        let human = print(&all, Format::Human, false);
        let shown: Vec<bool> = (1..=12).map(|line| human.contains(&format!("a.md:{line}:1\n"))).collect();
        let expected = [true, true, true, true, true, true, true, true, false, true, false, false];
        assert_eq!(shown, expected, "{human}");
        let told = "\n3 more of `doubled-word`; `plenary fix` shows and, with `--write`, mends all of them\n\n";
        assert!(human.ends_with(told), "{human}");
    }

    #[test]
    fn wide_characters_do_not_shift_the_caret() {
        let file = Arc::new(File::new(ContentPath::new("a.md").unwrap(), "尤洋：我".into()));
        let mut all = Diagnostics::default();
        all.push(Diagnostic::new(codes::UNKNOWN_KEY, "m").at(Place::new(&file, 9..12), ""));
        let text = print(&all, Format::Human, false);
        assert!(text.contains("a.md:1:4"), "{text}");
        assert!(text.contains("\n  |       ^^"), "{text}");
    }

    #[test]
    fn machines_get_one_line_each() {
        let json: serde_json::Value = serde_json::from_str(&print(&sample(), Format::Json, false)).unwrap();
        assert_eq!(json["line"], 3);
        assert_eq!(json["code"], "unknown-key");
        let github = print(&sample(), Format::Github, false);
        assert_eq!(
            github,
            "::error title=unknown-key,file=content/event.md,line=3,col=1::unknown key `titel`%0Adid you mean `title`?\n"
        );
    }

    #[test]
    fn very_long_lines_are_cut() {
        let text = format!("a\n{}x{}", "长".repeat(50_000), "行".repeat(50_000));
        let at = text.find('x').unwrap();
        let file = Arc::new(File::new(ContentPath::new("a.md").unwrap(), text));
        let mut all = Diagnostics::default();
        all.push(Diagnostic::new(codes::UNKNOWN_KEY, "m").at(Place::new(&file, at..at + 1), ""));
        let human = print(&all, Format::Human, false);
        assert!(human.len() < 2_000);
        assert_eq!(human.matches("a.md").count(), 1, "{human}");
        assert!(human.contains("--> a.md:2:50001\n"), "{human}");
    }
}
