//! Whether sources are as they were, told without reading them: by names, lengths, times and numbers of files, as an index of a version control
//! does.

use std::path::Path;
use std::time::{Duration, SystemTime};

use walkdir::WalkDir;

/// The folders of which a site is made.
pub const FOLDERS: [&str; 3] = ["content", "static", "themes"];
/// How long ago the last change must be, so that another one could not bear the same time: some file systems count in steps of two seconds.
const SETTLED: Duration = Duration::from_secs(3);

/// All files of a site at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Equal where nothing has changed.
    pub digest: String,
    /// Whether a change after this moment could be told from it.
    pub settled: bool,
}

/// Looks at all files of a site's folder, and reads none.
pub fn state(root: &Path) -> State {
    let begun = SystemTime::now();
    let mut hasher = blake3::Hasher::new();
    let mut settled = true;
    let folders = FOLDERS.iter().map(|folder| root.join(folder)).filter(|folder| folder.exists());
    for entry in folders.flat_map(|folder| WalkDir::new(folder).follow_links(true).sort_by_file_name()) {
        // What cannot be looked at is told by the build.
        let looked = entry.and_then(|entry| Ok((entry.metadata()?, entry)));
        let Ok((found, entry)) = looked else {
            settled = false;
            continue;
        };
        if found.is_dir() {
            continue;
        }
        let changed = found.modified().unwrap_or(begun);
        settled &= changed.checked_add(SETTLED).is_some_and(|at| at < begun);
        let since = changed.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        hasher.update(entry.path().as_os_str().as_encoded_bytes()).update(&[0]);
        hasher.update(&found.len().to_le_bytes()).update(&since.as_nanos().to_le_bytes());
        hasher.update(&number(&found).to_le_bytes());
    }
    State { digest: hasher.finalize().to_hex().to_string(), settled }
}

/// The number of a file, which is another one where a file was put in its place.
#[cfg(unix)]
fn number(found: &std::fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(found)
}

#[cfg(not(unix))]
fn number(_: &std::fs::Metadata) -> u64 {
    0
}
