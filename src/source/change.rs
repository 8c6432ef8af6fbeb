//! What a change of some files comes to, without walking through the whole folder.
//!
//! In: the sources as they were read, and paths at which something has happened. Out: the few sources read again; nothing where the list of
//! files may be another one, or what has changed counts for the whole site.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::walk::{self, Found};
use super::{Asset, Document, EventFolder, FOLDERS, Kind, Tree, file, kind};
use crate::diag::File;
use crate::path::{ContentPath, UrlPath};

/// A change that keeps to the text of events and to files that are copied.
#[derive(Debug, Default)]
pub struct Change {
    /// Events of which sources have another text, by their position in [`Tree::events`], as they are now.
    pub events: BTreeMap<usize, EventFolder>,
    /// Files that are copied and may hold something else.
    pub assets: BTreeSet<UrlPath>,
}

/// Reads again what has changed. `paths` are below the root. Nothing where that does not tell all.
pub fn change(root: &Path, tree: &Tree, paths: &BTreeSet<PathBuf>) -> Option<Change> {
    let mut change = Change::default();
    for path in paths {
        let text = path.to_str()?.replace(std::path::MAIN_SEPARATOR, "/");
        let mut parts = text.split('/');
        if !FOLDERS.contains(&parts.next()?) || parts.any(walk::passed_over) {
            continue;
        }
        let found = Found { from: root.join(path), path: ContentPath::new(&text).ok()? };
        match fs::symlink_metadata(&found.from) {
            Ok(is) if is.is_file() => take(tree, &found, &mut change)?,
            // Editors try whether they may write.
            Err(_) if kind(&found.path) == Kind::Asset && asset(tree, &found.path).is_none() => {}
            _ => return None,
        }
    }
    // What was only touched has not changed.
    change.events.retain(|at, now| tree.events.get(*at).is_some_and(|before| !before.same_text(now)));
    let stands = |(at, now): (&usize, &EventFolder)| tree.events.get(*at).is_some_and(|before| before.same_front(now));
    change.events.iter().all(stands).then_some(change)
}

/// The file of a path that is copied.
fn asset<'t>(tree: &'t Tree, path: &ContentPath) -> Option<&'t Asset> {
    let below = path.below("content").or_else(|| path.below("static"))?;
    tree.assets.get(&UrlPath::new(below).ok()?).filter(|asset| asset.path == *path)
}

/// Takes in a file that is there.
fn take(tree: &Tree, found: &Found, change: &mut Change) -> Option<()> {
    if kind(&found.path) == Kind::Asset {
        let asset = asset(tree, &found.path).filter(|asset| asset.size == walk::picture_size(&found.from))?;
        change.assets.insert(asset.url.clone());
        return Some(());
    }
    let folder = found.path.folder().strip_prefix("content")?.trim_start_matches('/');
    let at = tree.events.binary_search_by(|event| event.path.as_str().cmp(folder)).ok()?;
    let event = match change.events.entry(at) {
        std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
        std::collections::btree_map::Entry::Vacant(entry) => entry.insert(tree.events.get(at)?.clone()),
    };
    let document = event.documents_mut().find(|document| document.file.path == found.path)?;
    *document = file::document(&Arc::new(file::read(found).ok()?)).ok()?;
    Some(())
}

impl EventFolder {
    fn documents(&self) -> impl Iterator<Item = &Document> {
        [&self.event].into_iter().chain(self.sections.iter().map(|(_, document)| document)).chain(&self.transcript)
    }

    fn documents_mut(&mut self) -> impl Iterator<Item = &mut Document> {
        let sections = self.sections.iter_mut().map(|(_, document)| document);
        [&mut self.event].into_iter().chain(sections).chain(&mut self.transcript)
    }

    /// The files of the event.
    pub fn files(&self) -> impl Iterator<Item = &Arc<File>> {
        self.documents().map(|document| &document.file)
    }

    fn same_text(&self, other: &Self) -> bool {
        self.files().eq(other.files())
    }

    fn same_front(&self, other: &Self) -> bool {
        let fronts = |folder: &Self| -> Vec<String> {
            let front =
                |document: &Document| document.file.text().get(document.front.clone()).unwrap_or_default().to_owned();
            folder.documents().map(front).collect()
        };
        fronts(self) == fronts(other)
    }
}
