//! The ledger: which links were ever published, and which turn each of them means today.
//!
//! In: the model and the ledgers that lie among the sources. Out: every turn with its permanent id, the ledgers as they shall be, and
//! what became of former links. It knows no address and no page, and it reads and writes no file.

mod format;
mod former;
mod keep;
mod likeness;
mod matching;
mod packed;
mod people;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

pub use format::{Ledger, Line, Quoted, State};
pub use former::{Former, Landing, Lost};
pub use likeness::Mark;
pub use packed::Packed;

use crate::config::TurnPages;
use crate::diag::{Diagnostic, Diagnostics, File, Place, codes};
use crate::model::{Event, Section, Site, Speaker};

/// The name of the files.
pub const NAME: &str = "links.lock";

/// Where the ledger of an event's folder lies, below the root of the site.
pub fn path(folder: &str) -> String {
    if folder.is_empty() { format!("content/{NAME}") } else { format!("content/{folder}/{NAME}") }
}

/// Everything that was remembered, and what came of it.
#[derive(Debug, Default)]
pub struct Kept {
    /// What became of the former links of every event, in the order of the events.
    pub events: Vec<Former>,
    /// Events that were published and are not there any more, with their sections.
    pub lost: BTreeMap<String, BTreeSet<u32>>,
    /// Speakers that were published under another id, and the id that they have now; nothing for those who are gone.
    pub speakers: BTreeMap<String, Option<String>>,
    /// The ledgers that are not as they were: the folder below `content/`, and the text.
    pub changed: BTreeMap<String, Packed>,
    /// What is different from the ledgers as they were, for who wants it listed.
    pub changes: Vec<Change>,
    /// How much that is, by event.
    pub count: BTreeMap<String, usize>,
    /// How many links to turns are as they were.
    pub same: usize,
    /// Who former voices are today; nothing where that was concluded from what is said now.
    names: Option<people::Names>,
}

/// A difference from a ledger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Change {
    /// The event, by its folder.
    pub event: String,
    /// The section in which the link stands or last stood.
    pub section: u32,
    /// The id of the turn; empty for the section itself.
    pub id: String,
    /// What happens to the link.
    #[serde(flatten)]
    pub what: What,
}

/// What happens to a link.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase", tag = "change")]
pub enum What {
    /// There was none.
    New,
    /// The words have changed; the link stands.
    Edited,
    /// It stands in another section than before.
    Moved {
        /// The section from which it leads on.
        from: u32,
    },
    /// Its words are in another turn, to which it leads.
    Joined {
        /// The turn.
        into: String,
    },
    /// Its words are gone; its place remains.
    Retired,
}

/// How differences from the ledgers are told: where there were none, every turn of a site is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tell {
    /// One by one, in [`Kept::changes`].
    Each,
    /// Only how many there are.
    Count,
}

/// Gives every turn its id by the ledgers, and finds out what became of former links. `files` are the ledgers by their folder
/// below `content/`.
pub fn keep(site: &mut Site, files: &BTreeMap<String, Arc<File>>, tell: Tell) -> (Kept, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let mut ledgers: BTreeMap<&str, Ledger> = BTreeMap::new();
    let mut voices: BTreeSet<String> = BTreeSet::new();
    // The lines of all events together are more than all that is said about them: they are read where an event wants them.
    let read: Vec<_> = files.par_iter().map(|(folder, file)| (folder, Ledger::read_in_brief(file))).collect();
    for (folder, (ledger, heard)) in read {
        voices.extend(heard);
        ledgers.insert(folder, ledger);
    }
    // A copy of another event's folder brings that event's ledger along; its links are not ours.
    let copies: Vec<&str> = ledgers
        .iter()
        .filter(|(folder, ledger)| {
            let of = ledger.paths.first().map_or(**folder, String::as_str);
            of != **folder && ledgers.get(of).is_some_and(|other| other.paths.first().is_some_and(|path| path == of))
        })
        .map(|(folder, _)| *folder)
        .collect();
    for folder in copies {
        if let (Some(file), Some(ledger)) = (files.get(folder), ledgers.remove(folder)) {
            let of = ledger.paths.first().cloned().unwrap_or_default();
            diagnostics.push(
                Diagnostic::new(codes::COPIED_LEDGER, format!("this ledger is a copy of that of `content/{of}`"))
                    .at(Place::new(file, 0..0), "")
                    .help("delete it: the next build writes one for this event"),
            );
        }
    }
    let lines = |event: &Event| {
        let file = ledgers.contains_key(event.path.as_str()).then(|| files.get(&event.path)).flatten();
        file.map(Ledger::read)
    };
    let (names, concluded) = people::names(site, &ledgers, &voices, &|event| lines(event).map(|(ledger, _)| ledger));
    // Those of no event of ours are read only to be told.
    let wanted = |folder: &str| {
        let event = site.events.binary_search_by(|event| event.path.as_str().cmp(folder));
        ledgers.contains_key(folder) && event.is_ok()
    };
    for file in files.iter().filter(|(folder, _)| !wanted(folder)).map(|(_, file)| file) {
        diagnostics.append(Ledger::read(file).1);
    }
    let speakers = &site.speakers;
    let pages = site.config.turn_pages;
    let made: Vec<_> = site
        .events
        .par_iter_mut()
        .map(|event| {
            let (before, found) = lines(event).unzip();
            let (mut ledger, changes, former) = keep_event(event, before.as_ref(), speakers, &names, pages);
            let text = (!event.path.is_empty()).then(|| abridge(&mut ledger, files.get(&event.path))).flatten();
            let gone = |change: &&Change| matches!(change.what, What::Retired | What::Joined { .. });
            let different = changes.len() - changes.iter().filter(gone).count();
            let count = (changes.len(), event.sections.iter().flat_map(Section::turns).count() - different);
            let changes = if tell == Tell::Each { changes } else { Vec::new() };
            (ledger, text, changes, count, former, found.unwrap_or_default())
        })
        .collect();
    let mut kept = Kept::default();
    let mut own: BTreeMap<String, Ledger> = BTreeMap::new();
    for (event, (ledger, text, changes, (count, same), former, found)) in site.events.iter().zip(made) {
        diagnostics.append(found);
        kept.same += same;
        kept.count.insert(event.path.clone(), count);
        kept.changes.extend(changes);
        kept.events.push(former);
        kept.changed.extend(text.map(|text| (event.path.clone(), text)));
        own.insert(event.path.clone(), ledger);
    }
    remember(site, &ledgers, &mut own, &mut kept);
    people::remember(site, &ledgers, &names, &mut own, &mut kept);
    if let Some(root) = own.get_mut("") {
        kept.changed.extend(abridge(root, files.get("")).map(|text| (String::new(), text)));
    }
    kept.names = (!concluded).then_some(names);
    (kept, diagnostics)
}

/// The text of a ledger, if it is not that of its file, without keeping the lines.
fn abridge(ledger: &mut Ledger, file: Option<&Arc<File>>) -> Option<Packed> {
    let text = ledger.write();
    ledger.drop_lines();
    let known = file.is_some_and(|file| {
        let same = *file.text() == *text;
        file.let_go();
        same
    });
    (!known).then(|| Packed::of(&text))
}

fn keep_event(
    event: &mut Event,
    before: Option<&Ledger>,
    speakers: &[Speaker],
    names: &people::Names,
    pages: TurnPages,
) -> (Ledger, Vec<Change>, Former) {
    let (mut ledger, changes) = keep::event(event, speakers, before.unwrap_or(&Ledger::default()), names);
    let former = before.into_iter().flat_map(|ledger| &ledger.paths).filter(|path| **path != event.path);
    ledger.paths = [&event.path].into_iter().chain(former).cloned().collect();
    // The wider choice comes first.
    ledger.pages = before.map_or(pages, |ledger| ledger.pages.min(pages));
    let former = Former::of(&ledger);
    (ledger, changes, former)
}

/// Gives the turns of one event their ids, as [`keep`] did before its text changed. Answers what became of its former links; nothing where
/// that depends on other events.
pub fn keep_again(event: &mut Event, site: &Site, kept: &Kept, file: Option<&Arc<File>>) -> Option<Former> {
    let names = kept.names.as_ref()?;
    let before = file.map(|file| Ledger::read(file).0);
    let own = |ledger: &Ledger| ledger.paths.first().is_none_or(|path| *path == event.path);
    if !before.as_ref().is_none_or(own) {
        return None;
    }
    Some(keep_event(event, before.as_ref(), &site.speakers, names, site.config.turn_pages).2)
}

/// The ledger at the root holds every event with its sections, so that an event that is gone still answers.
fn remember(site: &Site, before: &BTreeMap<&str, Ledger>, own: &mut BTreeMap<String, Ledger>, kept: &mut Kept) {
    let mut events: BTreeMap<String, BTreeSet<u32>> =
        before.get("").map(|ledger| ledger.events.clone()).unwrap_or_default();
    for ledger in own.values() {
        for path in &ledger.paths {
            events.entry(path.clone()).or_default().extend(ledger.sections.keys());
        }
    }
    let known: BTreeSet<&String> = own.values().flat_map(|ledger| &ledger.paths).collect();
    kept.lost = events
        .iter()
        .filter(|(path, _)| !known.contains(path))
        .map(|(path, sections)| (path.clone(), sections.clone()))
        .collect();
    // A site that is one event needs no list of events.
    let alone = site.events.iter().all(|event| event.path.is_empty()) && kept.lost.is_empty();
    let root = own.entry(String::new()).or_default();
    root.events = if alone { BTreeMap::new() } else { events };
}
