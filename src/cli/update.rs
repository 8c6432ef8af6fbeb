//! `plenary import --update`: a newer import into an event that was edited.
//!
//! The base of the merge is what the last import wrote. It lies in `.import/` in the event's folder, which no build reads, and is
//! to be committed with the sources. Conflicts are shown in `_conflicts.md` beside them, which no build reads either.

use std::fs;
use std::path::{Path, PathBuf};

use crate::diag::{Diagnostic, codes};
use crate::emit;
use crate::import::merge::{self, Merged};

use super::{paths_in, say, unreadable};

/// Where the last import lies, below the event's folder.
const BASE: &str = ".import";
/// Where conflicts are shown.
const CONFLICTS: &str = "_conflicts.md";

type Files = Vec<(String, String)>;

/// Writes what an import has made into a folder that holds no event, and remembers it.
pub(super) fn add(folder: &Path, files: &Files) -> Result<(), Box<Diagnostic>> {
    let base = folder.join(BASE);
    // Of an event that is no longer there.
    for (name, _) in sources(&base)? {
        remove(&base.join(name))?;
    }
    let all =
        [folder, &base].into_iter().flat_map(|to| files.iter().map(|(name, text)| (to.join(name), text.as_str())));
    emit::add(&all.collect::<Vec<_>>())
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
    write(folder, (&base, &ours), &merged, theirs)?;
    tell(folder, &merged);
    Ok(())
}

/// Writes the files that differ, conflicts first, so that nothing is lost on the way; then those that are empty now go.
fn write(
    folder: &Path,
    (base, ours): (&Files, &Files),
    merged: &Merged,
    theirs: &Files,
) -> Result<(), Box<Diagnostic>> {
    let conflicts = if merged.conflicts.is_empty() { String::new() } else { merge::told(&merged.conflicts) };
    let mut files: Vec<(PathBuf, &str)> = Vec::new();
    if !conflicts.is_empty() {
        files.push((folder.join(CONFLICTS), &conflicts));
    }
    for (place, before, now) in [(folder.to_owned(), ours, &merged.files), (folder.join(BASE), base, theirs)] {
        let differs = now.iter().filter(|file| !before.contains(file));
        files.extend(differs.map(|(name, text)| (place.join(name), text.as_str())));
    }
    emit::keep(files)?;
    for (place, before, now) in [(folder.to_owned(), ours, &merged.files), (folder.join(BASE), base, theirs)] {
        for (name, _) in before.iter().filter(|(name, _)| !now.iter().any(|(other, _)| other == name)) {
            remove(&place.join(name))?;
        }
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), Box<Diagnostic>> {
    fs::remove_file(path).map_err(|error| {
        Diagnostic::new(codes::NOT_WRITTEN, format!("this cannot be removed: {error}"))
            .about(path.display().to_string())
            .help("look at the permissions of its folder, and remove it yourself")
            .into()
    })
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
    let mut files = Vec::new();
    for path in paths_in(folder)? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let is_source = path.extension().is_some_and(|end| end == "md") && !name.starts_with(['.', '_']);
        let is_section = name == "transcript.md" || name.starts_with(|c: char| c.is_ascii_digit());
        if is_source && (is_section || name == "event.md") && !path.is_dir() {
            let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
            files.push((name, text));
        }
    }
    Ok(files)
}
