//! The words of a large site, by parts that are kept between builds: to gather them takes most of the time that the index takes.
//!
//! A part is some hundred pieces, and where it ends is decided by the addresses of events, so that a change leaves the parts of other events as
//! they are, wherever they stand.

use rayon::prelude::*;

use super::found;
use crate::assets::Fingerprinted;
use crate::search::Part;
use crate::view::EventIndex;

/// A place for finished work between builds.
pub trait Shelf: Sync {
    /// What is kept under a name.
    fn get(&self, name: &str) -> Option<Vec<u8>>;
    /// Keeps it.
    fn put(&self, name: &str, content: &[u8]);
    /// Which program does the work: that of another one is done anew.
    fn program(&self) -> &str;
}

/// The most pieces of a part.
const MOST: usize = 500;
/// One event of so many opens a part.
const EVERY: u8 = 32;

/// The parts of some pieces, whose files tell whether they are as they were.
pub(super) fn parts(
    pieces: &[EventIndex],
    files: &[Fingerprinted],
    unified: bool,
    shelf: Option<&dyn Shelf>,
) -> Vec<Part> {
    let mut cut = Vec::new();
    let mut from = 0;
    for at in 1..=pieces.len() {
        let opens = match (pieces.get(at - 1), pieces.get(at)) {
            (Some(last), Some(next)) => last.url != next.url && is_opening(&next.url),
            _ => true,
        };
        if opens || at - from == MOST {
            cut.push(from..at);
            from = at;
        }
    }
    let cut = cut.into_par_iter().filter_map(|range| Some((pieces.get(range.clone())?, files.get(range)?)));
    cut.map(|(pieces, files)| part(pieces, files, unified, shelf)).collect()
}

fn is_opening(url: &str) -> bool {
    blake3::hash(url.as_bytes()).as_bytes().first().is_some_and(|byte| byte % EVERY == 0)
}

fn part(pieces: &[EventIndex], files: &[Fingerprinted], unified: bool, shelf: Option<&dyn Shelf>) -> Part {
    let gather = || Part::new(&pieces.iter().map(|piece| found(piece, unified)).collect::<Vec<_>>());
    let Some(shelf) = shelf else { return gather() };
    // An entry is called by where its part begins, so that a changed one takes the place of what it was.
    let first = pieces.first();
    let section = first.and_then(|piece| Some(piece.sections.first()?.0.as_str())).unwrap_or_default();
    let entry = first.and_then(|piece| Some(piece.entries.first()?.id.as_str())).unwrap_or_default();
    let name = hash(&[first.map_or("", |piece| piece.url.as_str()), section, entry].map(str::as_bytes));
    let name = format!("{}.words", name.to_hex().get(..32).unwrap_or_default());
    let texts = files.iter().map(|file| file.text.as_bytes());
    let key = hash(&texts.chain([&[u8::from(unified)][..], shelf.program().as_bytes()]).collect::<Vec<_>>());
    let kept = shelf.get(&name).and_then(|entry| {
        let (made_of, content) = entry.split_at_checked(blake3::OUT_LEN)?;
        let part: Part = (made_of == key.as_bytes()).then(|| postcard::from_bytes(content).ok())??;
        (part.len() == pieces.len()).then_some(part)
    });
    kept.unwrap_or_else(|| {
        let made = gather();
        if let Ok(content) = postcard::to_extend(&made, key.as_bytes().to_vec()) {
            shelf.put(&name, &content);
        }
        made
    })
}

fn hash(parts: &[&[u8]]) -> blake3::Hash {
    let mut all = blake3::Hasher::new();
    for part in parts {
        all.update(blake3::hash(part).as_bytes());
    }
    all.finalize()
}
