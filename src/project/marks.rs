//! Code that is marked once and not again in the next build, for the patterns of a language take a tenth of a second to be read.
//!
//! In and out: the cache. What is not in it, or damaged, is marked again.

use super::Request;
use crate::cache::Cache;
use crate::markdown::highlight::{self, Marked};

/// Where marked code is kept between builds.
pub(super) struct Marks {
    cache: Cache,
    name: String,
}

impl Marks {
    /// Takes in what the last build of the same program has marked.
    pub(super) fn recall(request: &Request) -> Self {
        let cache = Cache::of(&request.root);
        let program = blake3::hash(request.program.as_bytes()).to_hex();
        let name = format!("{}.code", program.get(..32).unwrap_or_default());
        if let Some(marked) = cache.get(&name).and_then(|bytes| postcard::from_bytes::<Marked>(&bytes).ok()) {
            highlight::recall(marked);
        }
        Self { cache, name }
    }

    /// Keeps what this build has marked, if it is not all known.
    pub(super) fn remember(self) {
        if let Some(bytes) = highlight::marked().and_then(|marked| postcard::to_allocvec(&marked).ok()) {
            self.cache.put(&self.name, &bytes);
        }
    }
}
