//! `plenary links` and `plenary pin`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use serde_json::json;

use super::{FAILED, exit, fail, now, out, report, say, stop};
use crate::diag::{Diagnostic, Format, codes};
use crate::emit;
use crate::graph::Onward;
use crate::ledger::{Change, What};
use crate::model::{Section, Turn};
use crate::project::{self, Links};

/// Lists what is different from the ledgers.
pub(super) fn list(root: &Path, json: bool) -> ExitCode {
    let (Links { kept, redirects, .. }, found) = project::links(root, now());
    let found = found.sorted();
    report(&found, Format::Human);
    if found.has_errors() {
        return exit(&found);
    }
    let redirects: BTreeMap<&str, String> = redirects
        .iter()
        .map(|redirect| {
            let to = match &redirect.to {
                Onward::Page(url, None) => format!("/{url}"),
                Onward::Page(url, Some(id)) => format!("/{url}#{id}"),
                Onward::Outside(url) => url.clone(),
            };
            (redirect.from.as_str(), to)
        })
        .collect();
    if json {
        let list = json!({ "kept": kept.same, "changes": kept.changes, "redirects": redirects });
        return out(&format!("{list:#}\n"));
    }
    let mut text = String::new();
    for change in &kept.changes {
        let _ = writeln!(text, "{}", line(change));
    }
    for (from, to) in redirects {
        let _ = writeln!(text, "redirected  /{from} -> {to}");
    }
    let _ = writeln!(text, "kept        {} links to turns", kept.same);
    out(&text)
}

fn line(Change { event, section, id, what }: &Change) -> String {
    let place = |section: u32| {
        if event.is_empty() { format!("/{section:02}/#{id}") } else { format!("/{event}/{section:02}/#{id}") }
    };
    match what {
        What::New => format!("new         {}", place(*section)),
        What::Edited => format!("edited      {}", place(*section)),
        What::Moved { from } => format!("moved       {} -> {}", place(*from), place(*section)),
        What::Joined { into } => format!("joined      {} -> {into}", place(*section)),
        What::Retired => format!("retired     {}", place(*section)),
    }
}

/// Writes every id into the sources. Files that would not be read as they are meant are put back.
pub(super) fn pin(root: &Path) -> ExitCode {
    let (before, found) = project::links(root, now());
    let found = found.sorted();
    report(&found, Format::Human);
    if found.has_errors() {
        return exit(&found);
    }
    let mut texts: BTreeMap<String, (String, String)> = BTreeMap::new();
    let mut count = 0;
    for section in before.site.events.iter().flat_map(|event| &event.sections) {
        let path = section.file.path.as_str().to_owned();
        // What the reader has taken away comes back: the mark at the beginning of a file.
        let whole = || fs::read_to_string(root.join(&path)).unwrap_or_else(|_| section.file.text().to_string());
        let (_, text) = texts.entry(path.clone()).or_insert_with(|| {
            let whole = whole();
            (whole.clone(), whole)
        });
        let mark = text.len() - text.trim_start_matches('\u{feff}').len();
        // From behind, so that places before stay where they are; sections of one file follow each other.
        let loose: Vec<&Turn> = section.turns().filter(|turn| turn.pin.is_none()).collect();
        let shift = mark + pinned_before(&before, section);
        for turn in loose.iter().rev() {
            let at = turn.opens + shift;
            if text.is_char_boundary(at) && at <= text.len() {
                text.insert_str(at, &format!("{{#{}}} ", turn.id));
                count += 1;
            }
        }
    }
    texts.retain(|_, (old, new)| old != new);
    let files = texts.iter().map(|(path, (_, text))| (root.join(path), text));
    if let Err(diagnostic) = emit::keep(files) {
        return stop(*diagnostic);
    }
    let (after, found) = project::links(root, now());
    if found.has_errors() {
        restore(root, &texts);
        let found = found.sorted();
        report(&found, Format::Human);
        return exit(&found);
    }
    let ids = |links: &Links| -> Vec<String> {
        links
            .site
            .events
            .iter()
            .flat_map(|event| &event.sections)
            .flat_map(Section::turns)
            .map(|turn| turn.id.clone())
            .collect()
    };
    let loose = after
        .site
        .events
        .iter()
        .flat_map(|event| &event.sections)
        .find_map(|section| Some((section, section.turns().find(|turn| turn.pin.is_none())?)));
    if ids(&before) != ids(&after) || loose.is_some() {
        restore(root, &texts);
        let diagnostic = Diagnostic::new(
            codes::NOT_PINNED,
            "the ids cannot be written behind the labels of these sources; they are as they were",
        );
        let diagnostic = match loose {
            Some((section, _)) => diagnostic.about(section.file.path.as_str()),
            None => diagnostic,
        };
        return fail(
            diagnostic.help(
                "the ledgers hold the links all the same; pin by hand where you want to: `**Name:** {#k3f9} text`",
            ),
            FAILED,
        );
    }
    say(&format!("{count} ids written into {} files\n", texts.len()));
    ExitCode::SUCCESS
}

/// How much has been written into the same file before a section.
fn pinned_before(links: &Links, section: &Section) -> usize {
    let same =
        |other: &&Section| std::sync::Arc::ptr_eq(&other.file, &section.file) && other.span.start < section.span.start;
    let sections = links.site.events.iter().flat_map(|event| &event.sections).filter(same);
    sections.flat_map(Section::turns).filter(|turn| turn.pin.is_none()).map(|turn| turn.id.len() + "{#} ".len()).sum()
}

fn restore(root: &Path, texts: &BTreeMap<String, (String, String)>) {
    let files = texts.iter().map(|(path, (old, _))| (root.join(path), old));
    // They have just been written; what came between is told by the next command that reads them.
    let _ = emit::keep(files);
}
