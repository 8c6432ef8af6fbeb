//! Of what the pages in the output were made, so that the next build makes only those of which it has changed.
//!
//! It is kept in the cache, by page: the digest of what its template saw, and the hash of what came of it. A page that stands in the output
//! with that hash and would be made of the same is not made again. Where nothing is known, all pages are made.

use std::sync::{Mutex, PoisonError};

use blake3::Hash;

use super::{Request, fresh};
use crate::cache::Cache;
use crate::path::OutPath;
use crate::render::Digest;

/// The length of a page's record: the hash of its path, the digest, the hash of its content.
const RECORD: usize = 16 + 16 + 32;

type Record = ([u8; 16], Digest, Hash);

/// What is known of the last build, and what is found out in this one.
#[derive(Debug, Default)]
pub(super) struct Made {
    name: Option<String>,
    /// By the hash of the path.
    before: Vec<Record>,
    now: Mutex<Vec<Record>>,
}

impl Made {
    /// What the last build of the same request left.
    pub(super) fn recall(request: &Request, cache: &Cache) -> Self {
        let name = fresh::name(request).map(|name| format!("{name}.made"));
        let entry = name.as_ref().and_then(|name| cache.get(name)).unwrap_or_default();
        Self { name, before: entry.chunks_exact(RECORD).filter_map(read).collect(), now: Mutex::default() }
    }

    /// What came of the same, if it is what the page was made of.
    pub(super) fn same(&self, path: &OutPath, digest: Digest) -> Option<Hash> {
        let at = self.before.binary_search_by_key(&key(path), |(page, ..)| *page).ok()?;
        self.before.get(at).filter(|(_, known, _)| *known == digest).map(|(.., hash)| *hash)
    }

    /// Takes in of what a page is made, and what came of it.
    pub(super) fn insert(&self, path: &OutPath, digest: Digest, hash: Hash) {
        // A thread that panicked has been told already; what it noted is still true.
        self.now.lock().unwrap_or_else(PoisonError::into_inner).push((key(path), digest, hash));
    }

    /// Keeps it for the next build.
    pub(super) fn remember(self, cache: &Cache) {
        let mut now = self.now.into_inner().unwrap_or_else(PoisonError::into_inner);
        now.sort_unstable_by_key(|(page, ..)| *page);
        let Some(name) = self.name.filter(|_| now != self.before) else { return };
        let mut entry = Vec::with_capacity(now.len() * RECORD);
        for (page, digest, hash) in &now {
            entry.extend_from_slice(page);
            entry.extend_from_slice(digest);
            entry.extend_from_slice(hash.as_bytes());
        }
        cache.put(&name, &entry);
    }
}

fn read(record: &[u8]) -> Option<Record> {
    let (page, rest) = record.split_first_chunk()?;
    let (digest, hash) = rest.split_first_chunk()?;
    Some((*page, *digest, Hash::from_bytes(hash.try_into().ok()?)))
}

fn key(path: &OutPath) -> [u8; 16] {
    let hash = blake3::hash(path.as_str().as_bytes());
    hash.as_bytes().first_chunk().copied().unwrap_or_default()
}
