//! What makes the site installable: icons, the manifest, the worker and its lists, made when all pages are.

use std::collections::BTreeMap;
use std::sync::Mutex;

use blake3::Hash;
use rayon::prelude::*;

use super::open::Assets;
use crate::artifact::{Artifact, Content};
use crate::cache::Cache;
use crate::path::UrlPath;
use crate::render::{Workshop, icon, install};
use crate::view::Viewer;

/// The hashes of finished pages, by where they stand.
#[derive(Debug, Default)]
pub(super) struct Hashes(Mutex<BTreeMap<UrlPath, String>>);

impl Hashes {
    /// Takes in a page.
    pub(super) fn insert(&self, url: UrlPath, hash: &Hash) {
        let hash: String = hash.to_hex().chars().take(12).collect();
        // A thread that panicked has been told already; the list is still whole.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(url, hash);
    }
}

/// Where all of it stands, without what the site brings itself.
pub(super) fn urls(viewer: &Viewer<'_>, copied: &Assets) -> Vec<UrlPath> {
    let icons = icon::all().map(install::icon_url);
    let lists = viewer.kept_events().into_iter().map(|kept| kept.list);
    let all = icons.chain([install::manifest_url(), install::worker_url()]).chain(lists);
    all.filter(|url| !copied.contains_key(url)).collect()
}

/// The files that are wanted. What is drawn is taken from the cache if it is there.
pub(super) fn artifacts(workshop: &Workshop<'_>, wanted: &[UrlPath], hashes: Hashes, cache: &Cache) -> Vec<Artifact> {
    let hashes = hashes.0.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let title = workshop.viewer.installation().name;
    let mut all: BTreeMap<UrlPath, Vec<u8>> = BTreeMap::new();
    let icons = icon::all().collect::<Vec<_>>().into_par_iter().map(|icon| {
        let key = icon::key(&title, icon);
        let drawn = cache.get(&key).unwrap_or_else(|| {
            let drawn = icon::draw(&title, icon);
            cache.put(&key, &drawn);
            drawn
        });
        (install::icon_url(icon), drawn)
    });
    all.extend(icons.collect::<Vec<_>>());
    for kept in workshop.viewer.kept_events() {
        // Nothing is kept of a site that is only looked at, and its index is not made before somebody searches it.
        let texts = kept.pages.first().filter(|_| !hashes.is_empty()).map_or(&[][..], |page| workshop.texts(page));
        all.insert(kept.list.clone(), install::list(&kept, &hashes, texts).into_bytes());
    }
    all.insert(install::manifest_url(), install::manifest(workshop.viewer).into_bytes());
    all.insert(install::worker_url(), install::worker(&workshop.theme.worker, &hashes).into_bytes());
    // The lists of thousands of events must not be looked for one by one.
    let wanted: std::collections::BTreeSet<&UrlPath> = wanted.iter().collect();
    all.into_iter()
        .filter(|(url, _)| wanted.contains(url))
        .map(|(url, bytes)| Artifact { path: url.out_path(), content: Content::Bytes(bytes) })
        .collect()
}
