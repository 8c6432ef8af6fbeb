//! The index of the search as files.
//!
//! A small site has one file with all its text, which the reader's browser scans. A large one has its text in pieces of a few
//! kilobytes and a register of words that says which pieces to load. The register is a tree: the root, which the page names, leads to
//! branches and these to leaves with words in order; numbers of pieces lead over shelves, of very large sites over shelves of shelves, to their files.
//!
//! Each file is a script that hands over one JSON value, since a page that was opened from disk may load scripts but no data. Its name is
//! the hash of what is in it: what has not changed is not loaded again.

mod answer;
mod parts;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::assets::{Fingerprinted, fingerprinted};
use crate::search::{self, Found, Register, Row};
use crate::view::{EventIndex, Profile, Viewer};

pub use answer::{Hit, Wish};
pub use parts::Shelf;

/// Up to this much text, in bytes, all of it is one file.
const WHOLE: usize = 500_000;

/// How many pieces, or shelves, are on a shelf, and leaves on a branch.
const SHELF: usize = 128;
const BRANCH: usize = 64;
/// How many shelves the root names at most: with more it would take longer to load than a shelf of shelves.
const SHELVES: usize = 256;

/// The files of the index, and how many of them, from the first on, the page names.
#[derive(Debug, Default)]
pub struct Index {
    /// All files.
    pub files: Vec<Fingerprinted>,
    /// How many the page names: the others are found through these.
    pub named: usize,
    /// Of a large site, what is in the names of the files with the text of an event, by its address below the root.
    pub texts: BTreeMap<String, Vec<String>>,
}

/// What can be found on a site.
#[derive(Debug, Default)]
pub struct Finder {
    /// Of a small site its events, newest first; of a large one their pieces, oldest first.
    pieces: Vec<EventIndex>,
    /// Who speaks.
    people: Vec<Profile>,
    /// Of a large site, the files of the pieces.
    texts: Vec<Fingerprinted>,
    /// Of a large site.
    register: Option<Register>,
    /// Whether Traditional and Simplified Chinese are one.
    unified: bool,
    /// What a browser needs to know for that.
    variants: Option<String>,
}

impl Finder {
    /// What can be found on a site. All words of the site are in it; those of a large one are kept on a shelf from one time to the next.
    pub fn new(viewer: &Viewer<'_>, shelf: Option<&dyn Shelf>) -> Self {
        let events = viewer.index();
        let people = viewer.profiles();
        let unified = viewer.unifies_chinese();
        if events.iter().map(EventIndex::size).sum::<usize>() <= WHOLE {
            let variants = unified.then(|| {
                let texts = events.par_iter().flat_map_iter(|event| folded(event, unified));
                search::variants(&texts.map(|text| glued(&text)).reduce(BTreeSet::new, |one, other| &one | &other))
            });
            return Self { pieces: events, people, unified, variants, ..Self::default() };
        }
        // From the oldest on, so that a new event leaves the numbers of old ones as they are.
        let pieces: Vec<EventIndex> = events.into_iter().rev().flat_map(EventIndex::pieces).collect();
        let texts: Vec<Fingerprinted> =
            pieces.par_iter().map(|piece| valued(&json!({"version": 1, "events": [piece]}))).collect();
        let parts = parts::parts(&pieces, &texts, unified, shelf);
        let named =
            |person| names_of(person, unified).into_iter().map(move |word| format!("=p:{word}={}", json!(person)));
        let register = Register::new(&parts, people.iter().flat_map(named));
        let variants = unified.then(|| search::variants(&register.characters().collect()));
        Self { pieces, people, texts, register: Some(register), unified, variants }
    }

    /// The files of the index.
    pub fn files(self) -> Index {
        let mut files = Vec::new();
        if self.pieces.is_empty() {
            return Index::default();
        }
        files.extend(self.variants.as_ref().map(|pairs| valued(&json!({"version": 1, "variants": pairs}))));
        let named = files.len() + 1;
        let Some(register) = &self.register else {
            let json = serde_json::to_string(&json!({"version": 1, "events": self.pieces, "people": self.people}))
                .unwrap_or_default();
            // One event to a line, for those who look into it.
            files.push(script(&json.replace("},{\"url\":", "},\n{\"url\":")));
            return Index { files, named, ..Index::default() };
        };
        let texts = &self.texts;
        let mut shelves = vec![shelved(texts)];
        while let Some(last) = shelves.last().filter(|last| last.len() > SHELVES) {
            shelves.push(shelved(last));
        }
        let (leaves, branches) = tree(register);
        let root = valued(&json!({
            "version": 1,
            "count": texts.len(),
            "shelf": SHELF,
            "levels": shelves.len(),
            "shelves": names(shelves.last().map(Vec::as_slice).unwrap_or_default()),
            "branches": branches.iter().map(|(word, file)| json!([word, name(file)])).collect::<Value>(),
        }));
        files.push(root);
        files.extend(branches.into_iter().map(|(_, file)| file));
        files.extend(leaves);
        files.extend(shelves.into_iter().flatten());
        let mut of_events: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (piece, file) in self.pieces.iter().zip(texts) {
            of_events.entry(piece.url.clone()).or_default().push(name(file).to_owned());
        }
        files.extend(self.texts);
        Index { files, named, texts: of_events }
    }
}

type Named = (String, Fingerprinted);

/// The leaves of a register, and the branches with the first word of each.
fn tree(register: &Register) -> (Vec<Fingerprinted>, Vec<Named>) {
    let leaves = register.leaves();
    let last = |rows: &&[Row]| rows.last().map(|(word, _)| word.clone()).unwrap_or_default();
    let before: Vec<String> = [String::new()].into_iter().chain(leaves.iter().map(last)).collect();
    let leaves: Vec<Named> = leaves
        .into_par_iter()
        .zip(before)
        .map(|(rows, before)| {
            let words: Vec<&str> = rows.iter().flat_map(|(word, gaps)| [word.as_str(), gaps.as_str()]).collect();
            let opening = opening(&before, words.first().copied().unwrap_or_default());
            (opening.to_owned(), valued(&json!({"version": 1, "words": words})))
        })
        .collect();
    let branches = leaves.chunks(BRANCH).map(|branch| {
        let rows: Vec<Value> = branch.iter().map(|(word, file)| json!([word, name(file)])).collect();
        let first = branch.first().map(|(word, _)| word.clone()).unwrap_or_default();
        (first, valued(&json!({"version": 1, "leaves": rows})))
    });
    let branches = branches.collect();
    (leaves.into_iter().map(|(_, file)| file).collect(), branches)
}

/// As much of a word as tells it from that before it.
fn opening<'w>(before: &str, word: &'w str) -> &'w str {
    let same = before.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
    word.char_indices().nth(same + 1).and_then(|(end, _)| word.get(..end)).unwrap_or(word)
}

fn folded(event: &EventIndex, unified: bool) -> Vec<String> {
    event.entries.iter().map(|entry| search::fold(&entry.text, unified)).collect()
}

/// What a piece can be filtered by, and the words of its titles.
fn labels(piece: &EventIndex, unified: bool) -> BTreeMap<String, u32> {
    let mut labels = piece.labels();
    for title in piece.titles() {
        search::terms(&search::fold(title, unified), |word| {
            *labels.entry(format!("{}{word}", search::TITLE)).or_insert(0) += 1;
        });
    }
    labels
}

/// The words by which somebody is found.
fn names_of(person: &Profile, unified: bool) -> BTreeSet<String> {
    let mut words: BTreeSet<String> = person.readings.iter().cloned().collect();
    for name in &person.names {
        search::terms(&search::fold(name, unified), |word| {
            words.insert(word.to_owned());
        });
    }
    words
}

/// What a piece is found by.
fn found(piece: &EventIndex, unified: bool) -> Found {
    Found { texts: folded(piece, unified), labels: labels(piece, unified) }
}

/// The characters of a text that may have another form.
fn glued(text: &str) -> BTreeSet<char> {
    text.chars().filter(|c| search::is_glued(*c)).collect()
}

/// The hash in the name of a file.
fn name(file: &Fingerprinted) -> &str {
    file.url.name().split('.').nth(1).unwrap_or_default()
}

/// The names of files, on shelves.
fn shelved(files: &[Fingerprinted]) -> Vec<Fingerprinted> {
    files.chunks(SHELF).map(|shelf| valued(&json!({"version": 1, "names": names(shelf)}))).collect()
}

fn names(files: &[Fingerprinted]) -> String {
    files.iter().map(name).collect()
}

fn valued(value: &Value) -> Fingerprinted {
    script(&value.to_string())
}

fn script(json: &str) -> Fingerprinted {
    fingerprinted("search-index", "js", format!("plenaryIndex({json})\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leaf_opens_with_as_much_as_is_needed() {
        for (before, word, opens) in [
            ("", "lamp", "l"),
            ("lamb", "lamp", "lamp"),
            ("lam", "lampion", "lamp"),
            ("灯光", "灯塔下", "灯塔"),
            ("a", "b", "b"),
        ] {
            assert_eq!(opening(before, word), opens);
        }
    }
}
