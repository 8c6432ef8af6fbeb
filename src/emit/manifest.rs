//! The list of files that a build has put into its output folder, with their lengths and hashes.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use blake3::Hash;

/// The name of the list in the output folder.
pub(super) const MANIFEST: &str = ".plenary-manifest";

const HEAD: &str = "plenary manifest 1";

/// A file as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its length in bytes.
    pub(super) length: u64,
    /// The hash of its content.
    pub(super) hash: Hash,
}

impl Entry {
    /// The entry of a content.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Self { length, hash: blake3::hash(bytes) }
    }

    /// The entry of a file that may be any: no content is of this length.
    pub(super) fn unknown() -> Self {
        Self { length: u64::MAX, hash: Hash::from_bytes([0; 32]) }
    }

    /// The entry of a file, read piece by piece.
    pub(super) fn read(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(&file)?;
        Ok(Self { length: hasher.count(), hash: hasher.finalize() })
    }
}

/// Writes a list of files.
pub(super) fn write<'e>(entries: impl Iterator<Item = (&'e str, &'e Entry)>, to: impl Write) -> io::Result<()> {
    let mut to = BufWriter::new(to);
    writeln!(to, "{HEAD}")?;
    for (path, entry) in entries {
        writeln!(to, "{} {} {path}", entry.hash.to_hex(), entry.length)?;
    }
    to.flush()
}

/// The files of a build, by path.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Manifest(BTreeMap<String, Entry>);

impl Manifest {
    /// Reads a list; nothing where it is not one of ours.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next() != Some(HEAD) {
            return None;
        }
        let mut entries = BTreeMap::new();
        for line in lines {
            // A damaged line is as if its file had never been written: it is written again, and never removed.
            let mut parts = line.splitn(3, ' ');
            let hash = parts.next().and_then(|hash| Hash::from_hex(hash).ok());
            if let (Some(hash), Some(length), Some(path)) =
                (hash, parts.next().and_then(|n| n.parse().ok()), parts.next())
                && crate::path::OutPath::new(path).is_ok()
            {
                entries.insert(path.to_owned(), Entry { length, hash });
            }
        }
        Some(Self(entries))
    }

    pub(super) fn get(&self, path: &str) -> Option<&Entry> {
        self.0.get(path)
    }

    pub(super) fn insert(&mut self, path: String, entry: Entry) {
        self.0.insert(path, entry);
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.0.iter().map(|(path, entry)| (path.as_str(), entry))
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_survive_being_written_and_read() {
        let mut manifest = Manifest::default();
        manifest.insert("a b/圆桌.png".into(), Entry::of(b"x"));
        manifest.insert("index.html".into(), Entry::of(b""));
        let mut text = Vec::new();
        write(manifest.entries(), &mut text).unwrap();
        assert_eq!(Manifest::parse(&String::from_utf8(text).unwrap()), Some(manifest));
        assert_eq!(Manifest::parse("something else"), None);
        let damaged = format!("{HEAD}\nhash 1 ../../etc/passwd\nhash x y\n");
        assert_eq!(Manifest::parse(&damaged), Some(Manifest::default()));
    }
}
