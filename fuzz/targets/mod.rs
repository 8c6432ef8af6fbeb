//! What is fuzzed: functions that take any bytes, and panic where Plenary breaks a promise.
//!
//! Used twice: `fuzz/main.rs` hands them to libFuzzer, and the tests give them the committed corpus.

mod page;
mod page_check;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use plenary::assets;
use plenary::config::{self, EventFront, Glossary, PageFront, SectionFront, SiteConfig, SpeakerFront, WordsFile};
use plenary::diag::{self, Diagnostic, Diagnostics, File};
use plenary::import::{FORMATS, Options, import as import_bytes};
use plenary::ledger;
use plenary::model::{self, Conditions, Site};
use plenary::path::ContentPath;
use plenary::source::{self, EventFolder, Tree};

/// A target: its name, which is also that of its corpus, and the function.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 5] =
    [("turns", turns), ("front", front), ("import", import), ("ledger", ledger), ("page", page::page)];

const CONDITIONS: Conditions = Conditions { now: Timestamp::UNIX_EPOCH, drafts: false };

const EVENT: &str = "---\ntitle: A panel\nlanguage: zh-Hans\nmath: true\nspeakers:\n  - {id: ann-lee, name: Ann Lee}\n  - {id: bo-chen, name: Bo Chen, role: audience}\n  - {name: 尤洋, aliases: [Yang]}\n---\n";

fn file(path: &str, text: &str) -> Arc<File> {
    Arc::new(File::new(ContentPath::new(path).unwrap(), text.to_owned()))
}

/// A site of one event with one section, as if it were read from a folder; nothing where the section's front matter is not closed.
fn tree(event: &str, section: &str) -> Option<Tree> {
    let config =
        SiteConfig { title: "A site".into(), base_url: Some("https://x.example/a/".into()), ..SiteConfig::default() };
    let document = |path: &str, text: &str| source::document(&file(path, text)).ok();
    let folder = EventFolder {
        path: "panel".into(),
        event: document("content/panel/event.md", event)?,
        sections: vec![(1, document("content/panel/01.md", section)?)],
        transcript: None,
    };
    let site_file = Some(file("content/site.yaml", "title: A site\n"));
    Some(Tree { config, site_file, events: vec![folder], words: assets::builtin_words(), ..Tree::default() })
}

/// Findings can be printed, whatever they are about, and point to where their file is.
fn printable(found: &Diagnostics) {
    for one in found.iter() {
        for (place, _) in one.place.iter().chain(&one.others) {
            let text = &place.file.text();
            assert!(text.get(place.span.clone()).is_some(), "{}: {:?} is no range of its file", one.code, place.span);
        }
    }
    for format in [diag::Format::Human, diag::Format::Json, diag::Format::Github, diag::Format::Sarif] {
        diag::print(found, format, false);
    }
}

/// A section into turns. Labels stand where they are said to, and no turn stands twice.
fn turns(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some(tree) = tree(EVENT, text) else { return };
    let (site, found) = model::build(&tree, CONDITIONS);
    printable(&found);
    printable(&plenary::proof::read(&site));
    for section in site.events.iter().flat_map(|event| &event.sections) {
        let mut last = 0;
        for turn in section.turns() {
            assert!(last <= turn.span.start && turn.span.end <= turn.opens, "{:?} behind {last}", turn.span);
            assert!(section.file.text().get(turn.span.clone()).is_some(), "{:?} is no range of the file", turn.span);
            last = turn.opens;
        }
    }
}

/// Front matter of every kind.
fn front(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let file = file("content/a.md", text);
    let document = match source::document(&file) {
        Ok(document) => document,
        Err(found) => return printable(&(*found).into()),
    };
    let told = |found: Option<Box<Diagnostic>>| {
        if let Some(found) = found {
            printable(&(*found).into());
        }
    };
    let front = || document.front.clone();
    told(config::read::<EventFront>(&file, front(), "event").err());
    told(config::read::<SectionFront>(&file, front(), "section").err());
    told(config::read::<SpeakerFront>(&file, front(), "speaker").err());
    told(config::read::<PageFront>(&file, front(), "page").err());
    told(config::read::<Glossary>(&file, front(), "glossary").err());
    told(config::read::<WordsFile>(&file, front(), "words").err());
    match config::read::<SiteConfig>(&file, front(), "site") {
        Ok(site) => {
            for (name, target) in &site.deploy {
                printable(&target.faults(name, &file));
            }
            if let Some(comments) = &site.comments {
                printable(&comments.faults(&file));
            }
        }
        Err(found) => told(Some(found)),
    }
    // What can be read by itself can be read as that of an event.
    if let Some(tree) = tree(text, "**Ann Lee:** A word.\n") {
        let (mut site, found) = model::build(&tree, CONDITIONS);
        printable(&found);
        let (kept, _) = ledger::keep(&mut site, &BTreeMap::new(), ledger::Tell::Each);
        let (_, found) = plenary::graph::build(&site, &tree.assets, &kept, None);
        printable(&found);
    }
}

/// A foreign transcript of a format that the first byte chooses: what comes of it can be read as our own sources, and every line is
/// accounted for.
fn import(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let format = first.checked_sub(b'0').and_then(|at| FORMATS.get(usize::from(at))).map(|(format, _)| *format);
    let options = Options { format, folder: "panel".into(), name: Some("panel".into()), ..Options::default() };
    let Ok(imported) = import_bytes(bytes, &options) else { return };
    for (path, text) in &imported.files {
        if !path.ends_with(".md") {
            continue;
        }
        let file = file(&format!("content/panel/{path}"), text);
        let document = source::document(&file).unwrap_or_else(|found| panic!("{}\n{text}", found.message));
        let front = document.front.clone();
        let found = match path.as_str() {
            "event.md" => config::read::<EventFront>(&file, front, "event").err(),
            _ => config::read::<SectionFront>(&file, front, "section").err(),
        };
        if let Some(found) = found {
            panic!("{}: {}\n{text}", found.code, found.message);
        }
    }
}

/// A ledger and a section, parted by a line of `%%`. What is kept once is kept as it is.
fn ledger(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (before, section) = text.split_once("\n%%\n").unwrap_or((text, "**Ann Lee:** A word.\n"));
    let Some(tree) = tree(EVENT, section) else { return };
    let path = ledger::path("panel");
    let mut ledgers: BTreeMap<String, Arc<File>> = [("panel".to_owned(), file(&path, before))].into();
    // Sources with errors, such as an id that was pinned twice, do not come so far.
    let build = || Some(model::build(&tree, CONDITIONS)).filter(|(_, found)| !found.has_errors()).map(|(site, _)| site);
    let (Some(mut site), Some(mut again)) = (build(), build()) else { return };
    let (kept, found) = ledger::keep(&mut site, &ledgers, ledger::Tell::Each);
    printable(&found);
    let ids = |site: &Site| -> Vec<String> {
        let sections = site.events.iter().flat_map(|event| &event.sections);
        sections.flat_map(|section| section.turns().map(|turn| turn.id.clone())).collect()
    };
    let first = ids(&site);
    for (folder, text) in kept.changed {
        ledgers.insert(folder.clone(), file(&ledger::path(&folder), &text.text()));
    }
    let (kept, found) = ledger::keep(&mut again, &ledgers, ledger::Tell::Each);
    assert!(found.is_empty(), "a ledger that was written is read: {found:?}");
    assert_eq!(first, ids(&again), "ids stay");
    assert!(kept.changed.is_empty(), "a ledger stays: {:#?} after {:#?}", kept.changed, ledgers);
}
