//! From the model into a format and back: what each format carries of speakers, words and times, for real files and for whatever is typed.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use jiff::Timestamp;
use plenary::import::{self, Options};
use plenary::model::{self, Conditions, Event, Turn, Who};
use plenary::{assets, source};
use proptest::prelude::*;

use crate::exports::{made, words};
use crate::real;
use crate::site::{SITE, Site};

/// A turn: who, when, and which words.
#[derive(Debug, Clone, PartialEq)]
struct Said {
    name: String,
    time: Option<f64>,
    words: Vec<String>,
}

/// What is said in the events of a site, by their folders.
fn said(root: &Path) -> BTreeMap<String, Vec<Said>> {
    let (tree, _) = source::load(root, assets::builtin_words());
    let (site, _) =
        model::build(&tree, Conditions { now: Timestamp::from_second(1_770_000_000).unwrap(), drafts: false });
    let turn = |event: &Event, turn: &Turn| {
        let one = |who: &Who| match who {
            Who::Known(ix) => event.participant(*ix).unwrap().name.clone(),
            Who::Named(name) => name.clone(),
            Who::Audience => "Q".to_owned(),
        };
        let name = turn.who.iter().map(one).collect::<Vec<_>>().join(", ");
        Said { name, time: turn.time, words: words(&turn.plain()) }
    };
    let event = |event: &Event| {
        let turns = event.sections.iter().flat_map(model::Section::turns);
        (event.path.clone(), turns.map(|one| turn(event, one)).collect())
    };
    site.events.iter().map(event).collect()
}

/// A format and what it can carry of when somebody speaks.
struct Carrier {
    file: &'static str,
    times: Times,
}

#[derive(PartialEq)]
enum Times {
    Exact,
    /// To the second.
    Whole,
    /// It is made of those that have a time, in the order of times: all turns must have one, and stand in that order.
    Only,
}

const CARRIERS: [Carrier; 7] = [
    Carrier { file: "transcript.md", times: Times::Exact },
    Carrier { file: "event.json", times: Times::Exact },
    Carrier { file: "transcript.akn.xml", times: Times::Exact },
    Carrier { file: "transcript.json", times: Times::Only },
    Carrier { file: "transcript.vtt", times: Times::Only },
    Carrier { file: "transcript.srt", times: Times::Only },
    Carrier { file: "transcript.txt", times: Times::Whole },
];

const ALL: &str = "exports: [txt, md, json, vtt, srt, podcast, akn]\n";

/// What the files of a format are read as, by their folders.
fn again(files: &BTreeMap<String, Vec<u8>>, file: &str) -> BTreeMap<String, Vec<Said>> {
    let site = Site::new();
    for (path, bytes) in files {
        let Some(folder) = path.strip_suffix(file).map(|folder| folder.trim_end_matches('/')) else { continue };
        site.put(&format!("content/{folder}/event.md"), "---\ntitle: Refused\n---\n");
        let made = import::import(bytes, &Options::default());
        for (name, text) in made.map(|made| made.files).unwrap_or_default() {
            site.put(&format!("content/{folder}/{name}"), text);
        }
    }
    said(&site.root())
}

/// What a format says of turns that have a time of some kind.
fn carried(said: &[Said], times: &Times) -> Option<Vec<Said>> {
    let whole = |one: &Said| Said {
        time: one.time.map(|time| if *times == Times::Whole { time.round() } else { time }),
        ..one.clone()
    };
    // Captions know a turn by its voice.
    let joined = |mut all: Vec<Said>, one: Said| {
        match all.last_mut().filter(|last| *times == Times::Only && last.name == one.name) {
            Some(last) => last.words.extend(one.words),
            None => all.push(one),
        }
        all
    };
    let whole_times =
        !said.is_empty() && said.iter().all(|one| one.time.is_some()) && said.is_sorted_by(|a, b| a.time <= b.time);
    (whole_times || *times != Times::Only).then(|| said.iter().map(whole).fold(Vec::new(), joined))
}

/// For each format: the events, those of which all is the same, those with the same speakers in the same order, and with the same words.
fn compared(site: &Site) -> Vec<(&'static str, [usize; 4])> {
    let before = said(&site.root());
    let files = made(site, |path| CARRIERS.iter().any(|one| path.ends_with(one.file))).unwrap();
    let figures = |Carrier { file, times }: &Carrier| {
        let mut figures = [0; 4];
        for (folder, after) in again(&files, file) {
            let Some(before) = carried(&before[&folder], times) else { continue };
            let after = carried(&after, times).unwrap_or_default();
            let names = |all: &[Said]| all.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
            let words = |all: &[Said]| all.iter().flat_map(|one| one.words.clone()).collect::<Vec<_>>();
            figures[0] += 1;
            figures[1] += usize::from(before == after);
            figures[2] += usize::from(names(&before) == names(&after));
            figures[3] += usize::from(words(&before) == words(&after));
            if before != after && std::env::var_os("PLENARY_TELL").is_some() {
                let at = before.iter().zip(&after).position(|(a, b)| a != b).unwrap_or(before.len().min(after.len()));
                eprintln!(
                    "{file} {folder} {at} of {} {}\n{:?}\n{:?}",
                    before.len(),
                    after.len(),
                    before.get(at),
                    after.get(at)
                );
            }
        }
        (*file, figures)
    };
    CARRIERS.iter().map(figures).collect()
}

#[test]
fn real_files_come_back_from_every_format() {
    let site = Site::new();
    if real::imported(&site).is_empty() {
        return;
    }
    site.put("content/site.yaml", format!("{SITE}{ALL}"));
    for (file, [events, exact, speakers, words]) in compared(&site) {
        eprintln!("| `{file}` | {events} | {exact} | {speakers} | {words} |");
        // Where a name merely stands before a colon, nothing says that it is one.
        let least = if file.ends_with(".txt") || file.ends_with(".srt") { 5 } else { 9 };
        assert!(speakers * 10 >= events * least, "{file}: {speakers} of {events}");
        assert!(!file.ends_with(".md") || exact == events, "{exact} of {events}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn what_is_said_comes_back_from_every_format(
        turns in prop::collection::vec((0_usize..3, 1_u32..9000, "[a-zé尤洋灯0-9]{1,9}( [a-zA-Z灯&>'\"]{1,7}){3,12}[.?!]"), 4..20)
    ) {
        let (mut time, mut text, mut last) = (0, String::new(), 3);
        for (who, pause, words) in turns {
            // Captions know a turn by its voice.
            let who = if who == last { (who + 1) % 3 } else { who };
            last = who;
            time += pause;
            let name = ["Ann Lee", "陈博", "Zoë Quill"][who];
            let _ = writeln!(text, "**{name}** ({}:{:02}.{:03}): {words}\n", time / 60_000, time / 1000 % 60, time % 1000);
        }
        let site = Site::small(text);
        site.put("content/site.yaml", format!("{SITE}{ALL}"));
        for (file, [events, exact, speakers, words]) in compared(&site) {
            prop_assert_eq!(events, 1, "{}", file);
            prop_assert_eq!((speakers, words), (1, 1), "{}", file);
            prop_assert!(exact == 1 || file.ends_with(".txt"), "{}", file);
        }
    }
}
