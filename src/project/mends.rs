//! What mends the sources, as far as that is beyond doubt.
//!
//! In: a site. Out: its sources as they were and as they shall be. It must never write them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Request;
use super::open::Site;
use crate::diag::{Diagnostics, File, Mend};
use crate::proof;

/// A source, and what it shall be.
#[derive(Debug)]
pub struct Mended {
    /// The source as it was read.
    pub file: Arc<File>,
    /// Its text as it shall be.
    pub text: String,
    /// How many places are mended.
    pub places: usize,
}

/// Reads a site and everything that can be found in its sources. Nothing is written. Where the site cannot be read, what is wrong with it.
pub fn mends(request: &Request) -> Result<Vec<Mended>, Diagnostics> {
    let site = Site::read(request, &()).map_err(Diagnostics::sorted)?;
    let found = site.found_with(proof::read(site.model())).sorted();
    let mut files: BTreeMap<&str, (&Arc<File>, Vec<&Mend>)> = BTreeMap::new();
    for mend in found.iter().flat_map(|one| &one.mends) {
        let file = &mend.place.file;
        files.entry(file.path.as_str()).or_insert((file, Vec::new())).1.push(mend);
    }
    Ok(files.into_values().filter_map(|(file, mends)| mended(file, mends)).collect())
}

/// The places of a file are mended from behind, so that those before stay where they are; of two that overlap the later one waits for the
/// next time.
fn mended(file: &Arc<File>, mut mends: Vec<&Mend>) -> Option<Mended> {
    mends.sort_by_key(|mend| (mend.place.span.start, mend.place.span.end));
    let mut text = file.text().to_string();
    let mut end = 0;
    mends.retain(|mend| {
        let apart = mend.place.span.start >= end;
        if apart {
            end = mend.place.span.end;
        }
        apart
    });
    for mend in mends.iter().rev() {
        let span = mend.place.span.clone();
        text.get(span.clone())?;
        text.replace_range(span, &mend.text);
    }
    Some(Mended { file: Arc::clone(file), text, places: mends.len() })
}
