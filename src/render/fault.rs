//! Errors of templates in our words: each with its place in the template, and what there is instead.
//!
//! In: an error of the engine, the templates by name. Out: diagnostics. The engine says some things with a span, some as
//! a report drawn for a terminal, and some by names alone; all become places here.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use tera::ErrorKind;

use crate::diag::{Diagnostic, Diagnostics, File, Place, Text, codes};
use crate::text;

type Templates = BTreeMap<String, Arc<File>>;

/// Above how many names only those that are near are named.
const NAMED: usize = 40;

/// The errors of a template, told over it. `about` says for which page it was rendered.
pub(super) fn told(error: &tera::Error, templates: &Templates, about: &str) -> Diagnostics {
    let mut found = Diagnostics::default();
    let mut tell = |message: &str, place: Option<Place>, help: Option<String>| {
        let (message, named) = named(message);
        let help =
            help.or(named).unwrap_or_else(|| "`plenary theme contract` describes what every template gets".into());
        let diagnostic = Diagnostic::new(codes::TEMPLATE, message).help(help);
        found.push(match place {
            Some(place) => diagnostic.at(place, about),
            None => diagnostic,
        });
    };
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let place = templates.get(report.filename()).map(|file| {
                let range = report.span().range.clone();
                Place::new(file, range.start.min(file.text().len())..range.end.min(file.text().len()))
            });
            tell(report.message(), place, None);
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain } => {
            let chain = inheritance_chain.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let message = format!("`{tpl}` extends itself, by way of {chain}");
            tell(&message, reference(templates, tpl, "extends", None), Some("one of them must stand alone".into()));
        }
        ErrorKind::CircularInclude { tpl, include_chain } => {
            let chain = include_chain.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let message = format!("`{tpl}` includes itself: {chain}");
            let next = include_chain.iter().skip_while(|name| *name != tpl).nth(1).map(String::as_str);
            tell(&message, reference(templates, tpl, "include", next), Some("one of them must stand alone".into()));
        }
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("there is no template `{parent}` to extend");
            tell(&message, reference(templates, current, "extends", None), Some(near(parent, templates)));
        }
        ErrorKind::Msg(message) if message.starts_with("error: ") => {
            for (message, place) in reports(message, templates) {
                let component = quoted(&message).filter(|_| message.starts_with("Unknown component"));
                if let Some((name, file)) =
                    component.and_then(|name| Some((name, templates.get(&format!("components/{name}.html"))?)))
                {
                    let message = format!("this file defines no component `{name}`, which its name promises");
                    let help = format!("call it `{name}` behind `component` and `endcomponent`");
                    tell(&message, Some(Place::new(file, 0..0)), Some(help));
                    continue;
                }
                let help =
                    quoted(&message).filter(|_| message.starts_with("Unknown")).map(|name| near(name, templates));
                tell(&message, place, help);
            }
        }
        ErrorKind::Msg(message) if message.contains("recursion depth for components") => {
            let (place, chain) = endless(templates);
            let message = format!("components call each other without end{chain}");
            tell(&message, place, Some("let one of them end: a component may be 20 deep in itself".into()));
        }
        ErrorKind::Msg(message) if message.starts_with("Component `") => {
            // Component `x` is defined in both `a` and `b`
            let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
            let file = names.get(2).and_then(|name| templates.get(*name));
            let place = file.map(|file| {
                let at = file.text().find("component ").unwrap_or_default();
                Place::new(file, at..at + "component".len().min(file.text().len() - at))
            });
            tell(
                message,
                place,
                Some("give one of them another name, or replace the built-in file by one of the same name".into()),
            );
        }
        _ => tell(&error.to_string(), None, None),
    }
    found
}

/// A message without the list of names that there are, and the list with what was nearest.
fn named(message: &str) -> (String, Option<String>) {
    let split = [" Available fields: ", " Available variables: "].iter().find_map(|mark| message.split_once(mark));
    let Some((message, list)) = split else { return (message.trim_end_matches('.').to_owned(), None) };
    let names: Vec<&str> = list.split(", ").collect();
    let meant = quoted(message).and_then(|name| text::nearest(name, names.iter().copied()));
    let meant = meant.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    let help = if names.len() > NAMED {
        format!("{meant}there are {}; `plenary theme contract` lists them", names.len())
    } else {
        format!("{meant}there are {}", names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
    };
    (message.trim_end_matches('.').to_owned(), Some(help))
}

/// What stands between the first pair of backticks.
fn quoted(message: &str) -> Option<&str> {
    message.split('`').nth(1)
}

/// What there is by a name like this.
fn near(name: &str, templates: &Templates) -> String {
    let components = templates.keys().filter_map(|name| name.strip_prefix("components/")?.strip_suffix(".html"));
    let files = templates.keys().map(String::as_str).filter(|name| !name.starts_with("components/"));
    match text::nearest(name, components.chain(files)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`plenary theme list` prints all templates and components".to_owned(),
    }
}

/// Where a template names another: behind `{% extends` or `{% include`.
fn reference(templates: &Templates, name: &str, tag: &str, other: Option<&str>) -> Option<Place> {
    let file = templates.get(name)?;
    let text = file.text();
    let spots = text.match_indices(tag).map(|(at, _)| at);
    let quoted = spots.filter_map(|at| {
        let rest = text.get(at..)?;
        let start = rest.find(['"', '\''])? + 1;
        let end = rest.get(start..)?.find(['"', '\''])? + start;
        Some(at + start..at + end)
    });
    let mut quoted = quoted.filter(|range| other.is_none_or(|other| text.get(range.clone()) == Some(other)));
    Some(Place::new(file, quoted.next().unwrap_or(0..0)))
}

/// The messages and places of a row of reports as the engine draws them for a terminal.
fn reports(text: &str, templates: &Templates) -> Vec<(String, Option<Place>)> {
    let mut found: Vec<(String, Option<Place>)> = Vec::new();
    for line in text.lines() {
        if let Some(message) = line.strip_prefix("error: ") {
            found.push((message.to_owned(), None));
        } else if let Some((_, locus)) = line.split_once("--> ")
            && let Some((_, place @ None)) = found.last_mut()
        {
            *place = located(locus, templates);
        }
    }
    found
}

/// `name.html:3:12`, with columns in characters.
fn located(locus: &str, templates: &Templates) -> Option<Place> {
    let mut parts = locus.rsplitn(3, ':');
    let (column, line, name) = (parts.next()?, parts.next()?, parts.next()?);
    let (column, line): (usize, usize) = (column.trim().parse().ok()?, line.parse().ok()?);
    let file = templates.get(name)?;
    let text = file.text();
    let before: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let rest = text.get(before..)?;
    let start = before + rest.char_indices().nth(column.checked_sub(1)?).map_or(rest.len(), |(at, _)| at);
    Some(Place::new(file, start..start + word(text.get(start..)?)))
}

/// How long the word at the beginning is.
fn word(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || "|}%/".contains(c)).unwrap_or(text.len())
}

/// Calls of components in a text: their names, and where they stand.
fn calls(text: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    text.match_indices('<').filter_map(|(at, _)| {
        let tag = text.get(..at)?.trim_end();
        let opened = tag.ends_with("{{") || tag.ends_with("{%") || tag.ends_with("{{-") || tag.ends_with("{%-");
        let rest = text.get(at + 1..)?;
        let name = rest.get(..rest.find(|c: char| !(c.is_alphanumeric() || "_.:".contains(c)))?)?;
        (opened && !name.is_empty()).then_some((name, at..at + 1 + name.len()))
    })
}

/// A component that calls itself, perhaps by way of others: where, and the way.
fn endless(templates: &Templates) -> (Option<Place>, String) {
    let components: BTreeMap<&str, (&Arc<File>, Text)> = templates
        .iter()
        .filter_map(|(name, file)| {
            Some((name.strip_prefix("components/")?.strip_suffix(".html")?, (file, file.text())))
        })
        .collect();
    for start in components.keys() {
        let mut way: Vec<&str> = vec![start];
        let mut open: Vec<Vec<(&str, Range<usize>)>> = vec![called(&components, start)];
        let mut seen: Vec<&str> = Vec::new();
        while let Some(next) = open.last_mut() {
            let Some((name, span)) = next.pop() else {
                open.pop();
                way.pop();
                continue;
            };
            if name == *start {
                let from = way.last().and_then(|last| components.get(last));
                let chain = way.iter().chain([start]).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                return (from.map(|(file, _)| Place::new(file, span)), format!(": {chain}"));
            }
            if !seen.contains(&name) && components.contains_key(name) {
                seen.push(name);
                way.push(name);
                open.push(called(&components, name));
            }
        }
    }
    (None, String::new())
}

fn called<'t>(components: &'t BTreeMap<&str, (&Arc<File>, Text)>, name: &str) -> Vec<(&'t str, Range<usize>)> {
    components.get(name).map(|(_, text)| calls(text).collect()).unwrap_or_default()
}
