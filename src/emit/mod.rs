//! The way out: files are written beside the output and moved in when all of them are there.
//!
//! In: artifacts. Out: a folder that is either as it was or as it shall be. Files whose content has not changed since
//! the last build are neither written nor touched. A folder that is not ours is refused.

#![allow(clippy::disallowed_methods, reason = "this room is the writer")]

mod files;
mod manifest;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use blake3::Hash;
use rayon::prelude::*;
use tempfile::TempDir;

use crate::artifact::{Artifact, Content, Step};
use crate::diag::{Diagnostic, codes};
use crate::path::OutPath;
pub use files::{add, add_and_keep, keep};
use manifest::{Entry, MANIFEST, Manifest};

/// What an emission did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that were written.
    pub written: usize,
    /// Files that were already there with the same content.
    pub kept: usize,
    /// Files of the last build that are no longer part of the site.
    pub removed: usize,
}

/// An output folder with what will be moved into it.
#[derive(Debug)]
pub struct Stage {
    output: PathBuf,
    folder: TempDir,
    before: Manifest,
    now: Mutex<BTreeMap<String, (Entry, bool)>>,
    /// Whether something could not be written: what keeps one file out, such as a full disk, mostly keeps out all others.
    stopped: AtomicBool,
    /// What stands in the places of files for a moment, before their turn and after it: a folder of its own, since any path may be one of the site.
    bridges: TempDir,
    /// Of which files there is one before their turn, and one after it.
    bridged: [Mutex<BTreeSet<String>>; 2],
    /// Held as long as we live, so that nobody takes the folder for one that was left behind, and nobody else writes into the output.
    _held: [Option<fs::File>; 3],
}

/// How the names of folders begin that will be moved into the output.
const STAGING: &str = ".plenary-staging-";
/// The folders of what stands in the places of files for a moment: before their turn, and after it.
const BRIDGES: [&str; 2] = ["early", "late"];
/// The list of files while they are moved, before it takes the place of the manifest.
const BEGUN: &str = ".plenary-begun";
/// How old a folder is at least that was left behind: one that has just been made is held a moment later.
const LEFT: Duration = Duration::from_secs(1);

/// Removes what builds have left that came to a sudden end. Where that cannot be told, it stays.
fn sweep(parent: &Path) {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(STAGING)) {
        let age = entry.metadata().and_then(|found| found.modified()).ok().and_then(|time| time.elapsed().ok());
        let is_left = age.is_some_and(|age| age > LEFT)
            && fs::File::open(entry.path()).is_ok_and(|folder| folder.try_lock().is_ok());
        if is_left {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Why something was not written.
pub type Failure = Box<Diagnostic>;

/// What is said where a build ends before anything was moved.
const AS_IT_WAS: &str = "what was published before is as it was";
/// What is said where it ends while files are moved: see [`Step`].
const BETWEEN: &str = "some files of the new site are in their places and the old ones are in all others, so that every link leads somewhere; \
                       the next build goes on from there";

/// Something cannot be written: why, what to do, and how things are now.
pub fn failure(path: &Path, error: &io::Error, state: &str) -> Failure {
    use io::ErrorKind;
    let remedy = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room there",
        ErrorKind::PermissionDenied => "look at its permissions, those of its folder, and whose they are",
        ErrorKind::ReadOnlyFilesystem => {
            "this place can only be read: choose another one, or have it mounted for writing"
        }
        ErrorKind::NotFound => "its folder has vanished meanwhile: look where it is, and call this again",
        _ => "look at the permissions and the free space",
    };
    Box::new(
        Diagnostic::new(codes::NOT_WRITTEN, format!("this cannot be written: {error}"))
            .about(path.display().to_string())
            .help(format!("{remedy}; {state}")),
    )
}

/// A file that was to be copied cannot be read.
fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Box::new(
        Diagnostic::new(codes::UNREADABLE, format!("this file cannot be read: {error}"))
            .about(path.display().to_string())
            .help(format!("look at its permissions, or whether it has vanished meanwhile; {AS_IT_WAS}")),
    )
}

/// Somebody else is writing into an output folder.
fn busy(output: &Path) -> Failure {
    Box::new(
        Diagnostic::new(codes::OUTPUT_BUSY, "another build is writing into this folder")
            .about(output.display().to_string())
            .help("wait until it is done, and build again"),
    )
}

/// Takes a folder for as long as the answer lives; nothing where this system has no locks for folders.
fn hold(folder: &Path) -> Result<Option<fs::File>, fs::TryLockError> {
    let Ok(opened) = fs::File::open(folder) else { return Ok(None) };
    match opened.try_lock() {
        Ok(()) => Ok(Some(opened)),
        Err(fs::TryLockError::WouldBlock) => Err(fs::TryLockError::WouldBlock),
        Err(fs::TryLockError::Error(_)) => Ok(None),
    }
}

/// What a build has put into an output folder, if all of it is still there with the lengths that it had: how many files, and a hash
/// of the list of them.
pub fn intact(output: &Path) -> Option<(usize, String)> {
    let text = fs::read_to_string(output.join(MANIFEST)).ok()?;
    let manifest = Manifest::parse(&text)?;
    let files: Vec<(&str, u64)> = manifest.entries().map(|(path, entry)| (path, entry.length)).collect();
    let there = |(path, length): &(&str, u64)| {
        fs::metadata(output.join(path)).is_ok_and(|found| found.is_file() && found.len() == *length)
    };
    files.par_iter().all(there).then(|| (files.len(), blake3::hash(text.as_bytes()).to_hex().to_string()))
}

/// What a build has put into an output folder: paths, lengths and hashes, by path. Nothing where no build has.
pub fn listed(output: &Path) -> Option<Vec<(String, u64, Hash)>> {
    let manifest = Manifest::parse(&fs::read_to_string(output.join(MANIFEST)).ok()?)?;
    Some(manifest.entries().map(|(path, entry)| (path.to_owned(), entry.length, entry.hash)).collect())
}

impl Stage {
    /// Prepares to write into a folder. One that holds files but no manifest of ours is refused.
    pub fn open(output: &Path) -> Result<Self, Failure> {
        let mine = hold(output).map_err(|_| busy(output))?;
        let before = match fs::read_to_string(output.join(MANIFEST)) {
            Ok(text) => Manifest::parse(&text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(unreadable(&output.join(MANIFEST), &error)),
        };
        let before = match (before, fs::read_dir(output)) {
            (Some(manifest), _) => manifest,
            (None, Ok(mut entries)) => {
                if entries.next().is_some() {
                    return Err(Box::new(
                        Diagnostic::new(codes::FOREIGN_OUTPUT, "this folder holds files that no build has put there")
                            .about(output.display().to_string())
                            .help("choose another folder with `--output`, or empty this one yourself"),
                    ));
                }
                Manifest::default()
            }
            (None, Err(error)) if error.kind() == io::ErrorKind::NotFound => Manifest::default(),
            (None, Err(error)) => return Err(unreadable(output, &error)),
        };
        let parent = output.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let failed = |error: io::Error| failure(parent, &error, AS_IT_WAS);
        fs::create_dir_all(parent).map_err(failed)?;
        sweep(parent);
        let beside = || tempfile::Builder::new().prefix(STAGING).tempdir_in(parent).map_err(failed);
        let (folder, bridges) = (beside()?, beside()?);
        // Nobody else knows the folders yet.
        let held = [&folder, &bridges].map(|folder| hold(folder.path()).unwrap_or_default());
        Ok(Self {
            output: output.to_owned(),
            folder,
            before,
            now: Mutex::default(),
            stopped: AtomicBool::new(false),
            bridges,
            bridged: Default::default(),
            _held: {
                let [one, other] = held;
                [one, other, mine]
            },
        })
    }

    /// Takes in a file and answers the hash of its content; may be called from many threads at once. Once something could not be written
    /// nothing more is, and it is told once.
    pub fn put(&self, artifact: &Artifact) -> Result<Hash, Failure> {
        let path = artifact.path.as_str();
        let failed = |error: io::Error| failure(&self.output.join(path), &error, AS_IT_WAS);
        let entry = match &artifact.content {
            Content::Bytes(bytes) => Entry::of(bytes),
            Content::Copy(from) => Entry::read(from).map_err(|error| unreadable(from, &error))?,
        };
        let hash = entry.hash;
        let kept = self.stands(path, &entry);
        if !kept && !self.stopped.load(Ordering::Relaxed) {
            let to = self.folder.path().join(path);
            match &artifact.content {
                Content::Bytes(bytes) => with_folder(&to, |to| fs::write(to, bytes)),
                Content::Copy(from) => with_folder(&to, |to| fs::copy(from, to).map(drop)),
            }
            .or_else(|error| if self.stopped.swap(true, Ordering::Relaxed) { Ok(()) } else { Err(failed(error)) })?;
        }
        self.note(path, entry, kept);
        Ok(hash)
    }

    /// Leaves a file that nobody has made again as it is, where the last build wrote it with this hash; false where it did not.
    pub fn keep(&self, path: &OutPath, hash: &Hash) -> bool {
        let entry = self.before.get(path.as_str()).filter(|entry| entry.hash == *hash);
        let Some(entry) = entry.filter(|entry| self.stands(path.as_str(), entry)) else { return false };
        self.note(path.as_str(), entry.clone(), true);
        true
    }

    /// A file as the last build left it.
    pub fn published(&self, path: &OutPath) -> Result<Vec<u8>, Failure> {
        let file = self.output.join(path.as_str());
        fs::read(&file).map_err(|error| unreadable(&file, &error))
    }

    /// A file of this build that the last one had too, where they differ: as it was, and as it is.
    pub fn replaced(&self, path: &OutPath) -> Result<Option<[Vec<u8>; 2]>, Failure> {
        let file = self.folder.path().join(path.as_str());
        if self.before.get(path.as_str()).is_none() || !file.exists() {
            return Ok(None);
        }
        let now = fs::read(&file).map_err(|error| unreadable(&file, &error))?;
        Ok(fs::read(self.output.join(path.as_str())).ok().map(|before| [before, now]))
    }

    /// The files that differ from those that the last build left in their places, by path.
    pub fn changing(&self) -> Vec<OutPath> {
        let now = self.now.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let changing = now.iter().filter(|(path, (_, kept))| !kept && self.before.get(path).is_some());
        changing.filter_map(|(path, _)| OutPath::new(path).ok()).collect()
    }

    /// Takes in what stands in the place of a file while files are moved: before its turn, and from then until all are in their places. Each is as
    /// old as what it stands for, so that who asks whether it is newer is told the truth.
    pub fn bridge(&self, path: &OutPath, between: [Option<Vec<u8>>; 2]) -> Result<(), Failure> {
        let stood_for = [self.output.join(path.as_str()), self.folder.path().join(path.as_str())];
        let places = BRIDGES.iter().zip(&self.bridged);
        for ((bytes, original), (folder, bridged)) in between.into_iter().zip(stood_for).zip(places) {
            let Some(bytes) = bytes else { continue };
            let write = |to: &Path| {
                let mut file = fs::File::create(to)?;
                file.write_all(&bytes)?;
                fs::metadata(&original).and_then(|found| found.modified()).and_then(|time| file.set_modified(time))
            };
            with_folder(&self.bridges.path().join(folder).join(path.as_str()), write)
                .map_err(|error| failure(&self.output.join(path.as_str()), &error, AS_IT_WAS))?;
            let mut bridged = bridged.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            bridged.insert(path.as_str().to_owned());
        }
        Ok(())
    }

    /// The files of the last build, by path.
    pub fn before(&self) -> impl Iterator<Item = &str> {
        self.before.paths()
    }

    /// Whether the last build wrote this, and it is still there with the length that it had.
    fn stands(&self, path: &str, entry: &Entry) -> bool {
        self.before.get(path) == Some(entry)
            && fs::metadata(self.output.join(path)).is_ok_and(|meta| meta.is_file() && meta.len() == entry.length)
    }

    fn note(&self, path: &str, entry: Entry, kept: bool) {
        // A thread that panicked has been told already; the list is still whole.
        self.now.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(path.to_owned(), (entry, kept));
    }

    /// Moves everything in, and removes what the last build had put there and this one has not.
    pub fn commit(self) -> Result<Written, Failure> {
        let Self { output, folder, before, now, stopped: _, bridges, bridged, _held } = self;
        let now = now.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut gone: Vec<&str> = before.paths().filter(|path| !now.contains_key(*path)).collect();
        let kept = now.values().filter(|(_, kept)| *kept).count();
        let done = Written { kept, written: now.len() - kept, removed: gone.len() };
        if done.written == 0 && done.removed == 0 && output.join(MANIFEST).is_file() {
            return Ok(done);
        }
        fs::File::create_new(folder.path().join(MANIFEST))
            .and_then(|file| manifest::write(now.iter().map(|(path, (entry, _))| (path.as_str(), entry)), file))
            .map_err(|error| failure(&output.join(MANIFEST), &error, AS_IT_WAS))?;
        let whole = before.is_empty() && (fs::remove_dir(&output).is_ok() || !output.exists());
        if whole {
            // The folder is new or was empty: one step puts the whole site there.
            let staged = folder.keep();
            open_to_others(&staged);
            return fs::rename(&staged, &output).map(|()| done).map_err(|error| {
                let _ = fs::remove_dir_all(&staged);
                if error.kind() == io::ErrorKind::DirectoryNotEmpty {
                    busy(&output)
                } else {
                    failure(&output, &error, AS_IT_WAS)
                }
            });
        }
        if before.is_empty() && fs::read_dir(&output).is_ok_and(|mut entries| entries.next().is_some()) {
            // There was nothing when this build began.
            return Err(busy(&output));
        }
        // Whoever reads meanwhile, and whoever comes after a sudden end, finds a whole site.
        let mut staged: Vec<&str> = now.iter().filter(|(_, (_, kept))| !kept).map(|(path, _)| path.as_str()).collect();
        staged.sort_by_cached_key(|path| {
            let step = Step::putting(path, before.get(path).is_none());
            (step, step.place(path))
        });
        gone.sort_by_key(|path| Step::removing(path));
        // Should this end before it is done, the next build is told: what is on its way may be the old file or the new one, and is
        // ours in any case.
        let mut begun = before.clone();
        for path in staged.iter().chain(&gone) {
            begun.insert((*path).to_owned(), Entry::unknown());
        }
        let list = folder.path().join(BEGUN);
        fs::File::create_new(&list)
            .and_then(|file| manifest::write(begun.entries(), file))
            .and_then(|()| fs::rename(&list, output.join(MANIFEST)))
            .map_err(|error| failure(&output.join(MANIFEST), &error, AS_IT_WAS))?;
        let [early, late] = BRIDGES.map(|bridge| bridges.path().join(bridge));
        let [begins, ends] = bridged.map(|list| list.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner));
        let place = |from: &Path, path: &str| {
            let to = output.join(path);
            with_folder(&to, |to| fs::rename(from.join(path), to)).map_err(|error| failure(&to, &error, BETWEEN))
        };
        for path in &begins {
            place(&early, path)?;
        }
        for path in staged {
            place(if ends.contains(path) { &late } else { folder.path() }, path)?;
        }
        for path in gone {
            remove(&output, path)?;
        }
        for path in &ends {
            place(folder.path(), path)?;
        }
        let to = output.join(MANIFEST);
        fs::rename(folder.path().join(MANIFEST), &to).map_err(|error| failure(&to, &error, BETWEEN))?;
        Ok(done)
    }
}

/// Temporary folders are private; a published one is read by the web server.
#[cfg(unix)]
fn open_to_others(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let _ = fs::set_permissions(folder, fs::Permissions::from_mode(0o755));
}

#[cfg(not(unix))]
fn open_to_others(_: &Path) {}

/// Does something with a path, making its folder if that is what is missing.
fn with_folder(to: &Path, act: impl Fn(&Path) -> io::Result<()>) -> io::Result<()> {
    match act(to) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound) => {
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder)?;
            }
            act(to)
        }
        other => other,
    }
}

/// Removes a file of an earlier build, and the folders that are empty then.
fn remove(output: &Path, path: &str) -> Result<(), Failure> {
    let file = output.join(path);
    match fs::remove_file(&file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failure(&file, &error, BETWEEN)),
        _ => {}
    }
    let mut folder = file.parent();
    while let Some(empty) = folder.filter(|folder| *folder != output && folder.starts_with(output)) {
        if fs::remove_dir(empty).is_err() {
            break;
        }
        folder = empty.parent();
    }
    Ok(())
}

/// Whether an output folder would be read as a source, or hold the sources; then with what to say.
pub fn overlaps(root: &Path, output: &Path) -> Option<Diagnostic> {
    let (root, output) = (absolute(root), absolute(output));
    let inside =
        ["content", "static", "themes"].iter().map(|folder| root.join(folder)).any(|folder| output.starts_with(folder));
    (inside || root.starts_with(&output)).then(|| {
        Diagnostic::new(codes::OUTPUT_INSIDE, "the output folder lies inside the sources, or holds them")
            .about(output.display().to_string())
            .help("choose another folder with `--output`")
    })
}

/// A path from the root of the file system, links followed as far as it exists.
fn absolute(path: &Path) -> PathBuf {
    let mut whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut missing = Vec::new();
    while whole.canonicalize().is_err() {
        match whole.components().next_back() {
            Some(Component::Normal(name)) => missing.push(name.to_owned()),
            _ => break,
        }
        if !whole.pop() {
            break;
        }
    }
    let mut real = whole.canonicalize().unwrap_or(whole);
    real.extend(missing.iter().rev());
    real
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::OutPath;

    fn put(stage: &Stage, path: &str, text: &str) {
        stage.put(&Artifact { path: OutPath::new(path).unwrap(), content: Content::Bytes(text.into()) }).unwrap();
    }

    #[test]
    fn only_what_changed_is_written_and_what_is_gone_is_removed() {
        let place = tempfile::tempdir().unwrap();
        let output = place.path().join("public");
        let stage = Stage::open(&output).unwrap();
        put(&stage, "index.html", "a");
        put(&stage, "x/y/index.html", "b");
        assert_eq!(stage.commit().unwrap(), Written { written: 2, kept: 0, removed: 0 });
        let stage = Stage::open(&output).unwrap();
        put(&stage, "index.html", "a");
        put(&stage, "z.html", "c");
        assert_eq!(stage.commit().unwrap(), Written { written: 1, kept: 1, removed: 1 });
        assert!(!output.join("x").exists());
        assert_eq!(fs::read_to_string(output.join("z.html")).unwrap(), "c");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "nothing is left beside the output");
    }

    #[test]
    fn a_stage_that_is_dropped_changes_nothing() {
        let place = tempfile::tempdir().unwrap();
        let output = place.path().join("public");
        let stage = Stage::open(&output).unwrap();
        put(&stage, "index.html", "a");
        drop(stage);
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
    }

    #[test]
    fn foreign_folders_are_refused() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("thesis.doc"), "years of work").unwrap();
        let error = Stage::open(place.path()).unwrap_err();
        assert_eq!(error.code, codes::FOREIGN_OUTPUT);
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_was_damaged_outside_is_written_again() {
        let place = tempfile::tempdir().unwrap();
        let output = place.path().join("public");
        for expected in [Written { written: 1, kept: 0, removed: 0 }, Written { written: 1, kept: 0, removed: 0 }] {
            let stage = Stage::open(&output).unwrap();
            put(&stage, "index.html", "abc");
            assert_eq!(stage.commit().unwrap(), expected);
            fs::write(output.join("index.html"), "").unwrap();
        }
    }
}
