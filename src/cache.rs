//! Finished work that is kept between builds: below `.plenary/cache/`, by names that say of what it was made.
//!
//! In: a name and bytes. Out: the same bytes, or nothing. Everything in it can be made again, so it may be deleted at
//! any time, an entry that is damaged counts as none, and a folder that cannot be written is no failure. It knows
//! nothing of what it keeps.

#![allow(clippy::disallowed_methods, reason = "this room is an edge: it keeps files between builds")]

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folder below the site's root. Its number changes with the form of the entries.
const FOLDER: &str = ".plenary/cache/1";

/// The length of the hash with which an entry begins.
const HASH: usize = blake3::OUT_LEN;

/// A place for finished work.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// The cache of a site.
    pub fn of(root: &Path) -> Self {
        Self { folder: root.join(FOLDER) }
    }

    /// What is kept under a name; nothing where there is none, or where it is not what was put there.
    pub fn get(&self, name: &str) -> Option<Vec<u8>> {
        let mut entry = fs::read(self.path(name)?).ok()?;
        let (hash, content) = entry.split_at_checked(HASH)?;
        if blake3::hash(content).as_bytes() != hash {
            return None;
        }
        entry.drain(..HASH);
        Some(entry)
    }

    /// Keeps bytes under a name. Where that fails, they are made again next time.
    pub fn put(&self, name: &str, content: &[u8]) {
        if let Some(path) = self.path(name) {
            let _ = self.write(&path, content);
        }
    }

    /// An entry is written beside its place and moved there, so that none is ever seen half written.
    fn write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        let mut file = if let Ok(file) = tempfile::NamedTempFile::new_in(&self.folder) {
            file
        } else {
            fs::create_dir_all(&self.folder)?;
            // Nobody wants this folder in their history.
            if let Some(top) = self.folder.ancestors().nth(2) {
                fs::write(top.join(".gitignore"), "*\n")?;
            }
            tempfile::NamedTempFile::new_in(&self.folder)?
        };
        file.write_all(blake3::hash(content).as_bytes())?;
        file.write_all(content)?;
        file.persist(path)?;
        Ok(())
    }

    /// Where an entry stands. Names are our own: hashes, and a word behind a dot.
    fn path(&self, name: &str) -> Option<PathBuf> {
        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
        (plain && !name.starts_with('.') && !name.is_empty()).then(|| self.folder.join(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_comes_back_until_it_is_damaged() {
        let place = tempfile::tempdir().unwrap();
        let cache = Cache::of(place.path());
        assert_eq!(cache.get("a.facts"), None);
        cache.put("a.facts", b"1600 900 -");
        assert_eq!(cache.get("a.facts").unwrap(), b"1600 900 -");
        assert_eq!(fs::read_to_string(place.path().join(".plenary/.gitignore")).unwrap(), "*\n");
        let file = place.path().join(FOLDER).join("a.facts");
        for damaged in [&b"short"[..], &[7; 40]] {
            fs::write(&file, damaged).unwrap();
            assert_eq!(cache.get("a.facts"), None);
        }
        cache.put("a.facts", b"again");
        assert_eq!(cache.get("a.facts").unwrap(), b"again");
        assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1, "nothing is left beside the entry");
    }

    #[test]
    fn names_stay_in_the_folder() {
        let cache = Cache::of(Path::new("x"));
        for name in ["../a", "a/b", ".hidden", "", "a\\b"] {
            assert_eq!(cache.path(name), None, "{name}");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_no_failure() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join(".plenary"), "a file").unwrap();
        let cache = Cache::of(place.path());
        cache.put("a", b"b");
        assert_eq!(cache.get("a"), None);
    }
}
