//! `plenary import --update`: a newer import into an event that was edited.
//!
//! The base of the merge is what the last import wrote. It lies in `.import/` in the event's folder, which no build reads, and is
//! to be committed with the sources. Conflicts are shown in `_conflicts.md` beside them, which no build reads either.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::diag::{Diagnostic, codes};
use crate::import::merge::{self, Merged};

use super::import::{not_written, write_new};
use super::say;

/// Where the last import lies, below the event's folder.
const BASE: &str = ".import";
/// Where conflicts are shown.
const CONFLICTS: &str = "_conflicts.md";

type Files = Vec<(String, String)>;

/// Remembers what an import wrote.
pub(super) fn remember(folder: &Path, files: &Files) -> Result<(), Box<Diagnostic>> {
    let base = folder.join(BASE);
    for (name, _) in sources(&base)? {
        let path = base.join(name);
        fs::remove_file(&path).map_err(|error| Box::new(not_written(&path, &error)))?;
    }
    for (name, text) in files {
        write_new(&base.join(name), text).map_err(|(path, error)| Box::new(not_written(&path, &error)))?;
    }
    Ok(())
}

/// Merges what a new import would write into a folder.
pub(super) fn update(folder: &Path, theirs: &Files) -> Result<(), Box<Diagnostic>> {
    let shown = folder.join(CONFLICTS);
    if shown.exists() {
        let help = "take over what you want of it, then remove it";
        return Err(Diagnostic::new(codes::EXISTS, "the conflicts of the last import are not settled yet")
            .about(shown.display().to_string())
            .help(help)
            .into());
    }
    let base = sources(&folder.join(BASE))?;
    if base.is_empty() {
        let help = "an update compares with what the last import wrote; import into another folder, and take over what is new by hand";
        return Err(Diagnostic::new(codes::NOTHING_TO_IMPORT, "this event does not say what its last import wrote")
            .about(folder.join(BASE).display().to_string())
            .help(help)
            .into());
    }
    let ours = sources(folder)?;
    let merged = merge::merge(&base, &ours, theirs);
    write(folder, &ours, &merged)?;
    remember(folder, theirs)?;
    tell(folder, &merged);
    Ok(())
}

/// Writes the files that differ, and removes those that are empty now; conflicts first, so that nothing is lost on the way.
fn write(folder: &Path, ours: &Files, merged: &Merged) -> Result<(), Box<Diagnostic>> {
    if !merged.conflicts.is_empty() {
        write_new(&folder.join(CONFLICTS), &merge::told(&merged.conflicts))
            .map_err(|(path, error)| Box::new(not_written(&path, &error)))?;
    }
    for (name, text) in &merged.files {
        if !ours.iter().any(|(other, before)| other == name && before == text) {
            let path = folder.join(name);
            replace(&path, text).map_err(|error| Box::new(not_written(&path, &error)))?;
        }
    }
    for (name, _) in ours.iter().filter(|(name, _)| !merged.files.iter().any(|(other, _)| other == name)) {
        let path = folder.join(name);
        fs::remove_file(&path).map_err(|error| Box::new(not_written(&path, &error)))?;
    }
    Ok(())
}

/// A whole file or none: written beside, and moved in.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or_else(|| Path::new(".")))?;
    io::Write::write_all(&mut file, text.as_bytes())?;
    file.persist(path)?;
    Ok(())
}

fn tell(folder: &Path, merged: &Merged) {
    let new = merged.new;
    say(&format!("{new} new or changed block{} came in\n", if new == 1 { "" } else { "s" }));
    for (file, block) in &merged.joined {
        say(&format!("{file}: both you and the import changed this, in different places; look at it:\n  {block}\n"));
    }
    for conflict in &merged.conflicts {
        let first = conflict.theirs.lines().next().unwrap_or("nothing");
        say(&format!("{}: both changed the same; your words stay, the new import has:\n  {first}\n", conflict.file));
    }
    if !merged.conflicts.is_empty() {
        let path = folder.join(CONFLICTS);
        say(&format!("{} shows all of it; remove it when it is settled\n", path.display()));
    }
}

/// The sources in a folder, sorted: `event.md` and the sections.
fn sources(folder: &Path) -> Result<Files, Box<Diagnostic>> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let is_source = path.extension().is_some_and(|end| end == "md") && !name.starts_with(['.', '_']);
        let is_section = name == "transcript.md" || name.starts_with(|c: char| c.is_ascii_digit());
        if is_source && (is_section || name == "event.md") && path.is_file() {
            let text = fs::read_to_string(&path).map_err(|error| {
                let what = format!("this file cannot be read: {error}");
                Box::new(Diagnostic::new(codes::UNREADABLE, what).about(path.display().to_string()))
            })?;
            files.push((name, text));
        }
    }
    Ok(files)
}
