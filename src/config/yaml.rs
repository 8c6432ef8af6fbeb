//! The one door to YAML: strict, bounded, and with errors in our own words.

use std::ops::Range;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_yaml::{Error, Location};

use crate::diag::{Code, Diagnostic, File, Place, code_named, codes};
use crate::text;

/// Reads the YAML that stands at `range` of a file. `what` names the kind of file in messages.
pub fn read<T: DeserializeOwned>(file: &Arc<File>, range: Range<usize>, what: &str) -> Result<T, Box<Diagnostic>> {
    let text = file.text();
    let source = text.get(range.clone()).unwrap_or_default();
    // An empty mapping is what an empty front matter means.
    let empty = source.trim().is_empty();
    let source = if empty { "{}" } else { source };
    serde_yaml::from_str_with_options(source, options()).map_err(|error| {
        let mut found = diagnostic(file, range.start, source, what, &error);
        if let Some((place, _)) = found.place.as_mut().filter(|_| empty) {
            place.span = range.start..range.start;
        }
        Box::new(found)
    })
}

/// Where a key below one of the outermost keys stands, or else that one.
pub fn place(file: &Arc<File>, above: &str, key: &str) -> Place {
    let text = &file.text();
    let outer = format!("{above}:");
    let from = if text.starts_with(&outer) { 0 } else { text.find(&format!("\n{outer}")).map_or(0, |at| at + 1) };
    let rest = text.get(from..).unwrap_or_default();
    let at = rest.match_indices(&format!("{key}:")).map(|(at, _)| at).find(|at| {
        let before = rest.get(..*at).and_then(|before| before.chars().next_back());
        before.is_some_and(|c| c.is_whitespace() || c == '{' || c == ',')
    });
    match at {
        Some(at) => Place::new(file, from + at..from + at + key.len()),
        None => Place::new(file, from..(from + above.len()).min(text.len())),
    }
}

fn options() -> serde_yaml::Options {
    serde_yaml::options! {
        strict_booleans: true,
        merge_keys: serde_yaml::MergeKeyPolicy::Error,
        with_snippet: false,
        budget: serde_yaml::budget! { max_nodes: 20_000, max_depth: 32, max_aliases: 100 },
    }
}

fn diagnostic(file: &Arc<File>, base: usize, source: &str, what: &str, error: &Error) -> Diagnostic {
    let error = error.without_snippet();
    let mut span = span(source, error.location());
    if matches!(error, Error::SerdeMissingField { .. }) && source.get(..span.start).is_none_or(|s| s.ends_with('\n')) {
        // What is missing from the file as a whole is missing at its beginning.
        span = 0..source.lines().next().map_or(0, str::len);
    }
    let (code, message, label, help): (Code, String, &str, String) = match error {
        Error::SerdeUnknownField { field, expected, .. } => {
            let help = match text::nearest(field, expected.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the keys here are {}", list(expected)),
            };
            (codes::UNKNOWN_KEY, format!("unknown key `{field}`"), "not a key of this place", help)
        }
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            let help = match text::nearest(variant, expected.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it is one of {}", list(expected)),
            };
            (codes::WRONG_TYPE, format!("`{variant}` is not a value of this key"), "not one of its values", help)
        }
        Error::SerdeMissingField { field, .. } => (
            codes::MISSING_KEY,
            format!("the key `{field}` is missing"),
            "in this mapping",
            format!("add `{field}: …`"),
        ),
        Error::DuplicateMappingKey { key, .. } => {
            let key = key.as_deref().unwrap_or("this key");
            (codes::DUPLICATE_KEY, format!("`{key}` stands twice"), "a second time here", "keep one of the two".into())
        }
        Error::SerdeInvalidType { unexpected, expected, .. }
        | Error::SerdeInvalidValue { unexpected, expected, .. } => (
            codes::WRONG_TYPE,
            format!("{expected} is wanted here, not {unexpected}"),
            "of another type",
            format!("`plenary schema {what}` tells the form of each key"),
        ),
        Error::SerdeInvalidLength { expected, .. } => (
            codes::WRONG_TYPE,
            format!("{expected} is wanted here"),
            "of another length",
            format!("`plenary schema {what}` tells the form of each key"),
        ),
        Error::Message { msg, .. } => {
            // Values of a form of their own say under which code they fail; see `coded`.
            let stated = msg.strip_prefix('[').and_then(|rest| rest.split_once("] "));
            let (code, message) = stated
                .and_then(|(name, message)| Some((code_named(name)?, message)))
                .unwrap_or((codes::WRONG_TYPE, msg));
            (code, message.to_owned(), "", format!("`plenary schema {what}` tells the form of each key"))
        }
        Error::Unexpected { expected, .. } => {
            let wanted = match *expected {
                "sequence start" => "a list",
                "mapping start" => "a mapping",
                "scalar" | "string scalar" => "a single value",
                other => other,
            };
            if let Some(slip) = slip(file, base, source) {
                return slip;
            }
            let help = format!("`plenary schema {what}` tells the form of each key");
            (codes::WRONG_TYPE, format!("{wanted} is wanted here"), "of another type", help)
        }
        other => return syntax(file, base, source, span, other, what),
    };
    Diagnostic::new(code, message).at(Place::new(file, base + span.start..base + span.end), label).help(help)
}

/// The usual slips, with their own remedies.
fn slip(file: &Arc<File>, base: usize, source: &str) -> Option<Diagnostic> {
    let place = |span: Range<usize>| Place::new(file, base + span.start..base + span.end);
    if let Some(tab) = tab_indentation(source) {
        let message = "a tab stands where YAML wants spaces";
        return Some(Diagnostic::new(codes::YAML_SYNTAX, message).at(place(tab), "a tab").help("indent with spaces"));
    }
    let colon = full_width_colon(source)?;
    Some(
        Diagnostic::new(codes::YAML_SYNTAX, "a full-width colon does not end a key")
            .at(place(colon), "a full-width colon")
            .help("write a plain colon and a space: `title: …`"),
    )
}

/// What is not a matter of types: the YAML itself, or a scalar that does not fit.
fn syntax(file: &Arc<File>, base: usize, source: &str, span: Range<usize>, error: &Error, what: &str) -> Diagnostic {
    let place = Place::new(file, base + span.start..base + span.end);
    if let Some(slip) = slip(file, base, source) {
        return slip;
    }
    let raw = error.to_string();
    if raw.contains("budget breached") || raw.contains("limit exceeded") {
        return too_complex().at(place, "the limit is passed here");
    }
    let message = raw.split(" at line ").next().unwrap_or(&raw).lines().next().unwrap_or_default();
    let message = message.trim_start_matches("error: ");
    let message =
        message.strip_prefix("line ").and_then(|rest| rest.split_once(": ")).map_or(message, |(_, rest)| rest);
    let code = if message.starts_with("invalid ") && !message.contains("trailing") {
        codes::WRONG_TYPE
    } else {
        codes::YAML_SYNTAX
    };
    let help = if code == codes::WRONG_TYPE || message.starts_with("expected") {
        format!("`plenary schema {what}` tells the form of each key")
    } else {
        "put a value that holds quotation marks, `: ` or `#` into quotation marks as a whole".to_owned()
    };
    Diagnostic::new(code, message).at(place, "").help(help)
}

fn too_complex() -> Diagnostic {
    Diagnostic::new(codes::YAML_BUDGET, "the YAML is nested deeper or expands further than any front matter needs")
        .help("write the values out without anchors and aliases")
}

/// The text of an error of a value that has a form of its own, with the code under which it is told.
pub(super) fn coded(code: Code, message: &str) -> String {
    format!("[{code}] {message}")
}

fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn tab_indentation(source: &str) -> Option<Range<usize>> {
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line.get(..indent).and_then(|indent| indent.find('\t')) {
            return Some(at + tab..at + tab + 1);
        }
        at += line.len();
    }
    None
}

/// A line `key：value` whose key is one plain word.
fn full_width_colon(source: &str) -> Option<Range<usize>> {
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let key = line.trim_start_matches([' ', '-']);
        let word = key.len() - key.trim_start_matches(|c: char| c.is_ascii_lowercase() || c == '_').len();
        if word > 0 && key.get(word..).is_some_and(|rest| rest.starts_with('：')) {
            let start = at + (line.len() - key.len()) + word;
            return Some(start..start + '：'.len_utf8());
        }
        at += line.len();
    }
    None
}

/// The word at a location, as a byte range of the YAML text.
fn span(source: &str, location: Option<Location>) -> Range<usize> {
    let Some(location) = location else { return 0..0 };
    let line = usize::try_from(location.line()).unwrap_or(1).max(1);
    let column = usize::try_from(location.column()).unwrap_or(1).max(1);
    let mut start = 0;
    for text in source.split_inclusive('\n').take(line - 1) {
        start += text.len();
    }
    let rest = source.get(start..).unwrap_or_default();
    let text = rest.lines().next().unwrap_or_default();
    let from = text.char_indices().nth(column - 1).map_or(text.len(), |(at, _)| at);
    let word = text.get(from..).unwrap_or_default();
    let quoted = word.starts_with(['"', '\'']);
    let end =
        if quoted { word.len() } else { word.find([':', ',', ']', '}', ' ']).filter(|&n| n > 0).unwrap_or(word.len()) };
    start + from..start + from + word.get(..end).unwrap_or_default().trim_end().len().max(usize::from(!word.is_empty()))
}
