//! A build that makes only what has changed leaves the site that a build from nothing makes, and tells the same.

use std::collections::BTreeMap;
use std::fs;
use std::thread;

use plenary::project::{self, Outcome, Request};

use crate::determinism::fixture;
use crate::revise::{Chance, edited, sources};
use crate::site::{Site, lines, snapshot};

/// Builds into an output that is there already, and into a fresh one.
fn both(site: &Site) -> (Outcome, Outcome) {
    let warm = site.build();
    let place = tempfile::tempdir().unwrap();
    let output = place.path().join("public");
    let cold = site.build_into(Some(output.clone()));
    assert_eq!(lines(&warm), lines(&cold));
    if cold.written.is_some() {
        let (ours, theirs) = (snapshot(&site.output()), snapshot(&output));
        assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>());
        for (path, bytes) in &ours {
            assert!(theirs[path] == *bytes, "{path}:\n{}", String::from_utf8_lossy(bytes));
        }
    }
    (warm, cold)
}

#[test]
fn after_any_edit_all_files_are_as_from_nothing() {
    let site = fixture();
    site.build();
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let sources = sources(&site.root());
    let first: Vec<String> = sources.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let (mut kept, mut broken) = (0, 0);
    for edit in 0..8 {
        let at = chance.below(sources.len());
        let text = fs::read_to_string(&sources[at]).unwrap();
        fs::write(&sources[at], edited(&text, &mut chance)).unwrap();
        let (warm, cold) = both(&site);
        if let (Some(warm), Some(cold)) = (warm.written, cold.written) {
            assert_eq!(warm.kept + warm.written, cold.written, "edit {edit}");
            kept += usize::from(warm.written < cold.written / 4);
        } else {
            fs::write(&sources[at], &first[at]).unwrap();
            broken += 1;
        }
    }
    assert!(kept > 4, "{kept} of 8 edits left most files as they were, {broken} were wrong");
}

#[test]
fn a_page_that_is_kept_is_told_when_its_link_breaks() {
    let site = Site::small("Ann Lee: See [there](04.md#here).\n");
    // Pages beside each other show each other's titles.
    site.put("content/02.md", "Ann Lee: Something between.\n");
    site.put("content/03.md", "Ann Lee: Something more.\n");
    // Only a place on a page will be gone, and no page.
    site.put("content/site.yaml", "title: A site\nbase_url: https://x.example/\nlanguage: en\nturn_pages: none\n");
    let there = |text: &str| site.put("content/04.md", format!("**Ann Lee:** {{#here}} {text}\n"));
    there("A place.");
    assert_eq!(lines(&both(&site).0), [""; 0]);
    // The id is another turn's.
    site.put("content/04.md", "**Ann Lee:** {#there} Something else altogether, with other words.\n");
    fs::remove_file(site.root().join("content/links.lock")).unwrap();
    let warm = lines(&both(&site).0);
    assert!(!warm.is_empty() && warm.iter().all(|line| line.contains("leads to no place")), "{warm:?}");
    there("A place that is back.");
    assert_eq!(lines(&both(&site).0), [""; 0]);
    // A new link to a page that is kept.
    let more = |id: &str| site.put("content/05.md", format!("Ann Lee: [There](04.md#{id}).\n"));
    more("here");
    assert_eq!(lines(&both(&site).0), [""; 0]);
    more("nowhere");
    let warm = lines(&both(&site).0);
    assert!(!warm.is_empty() && warm.iter().all(|line| line.contains("nowhere")), "{warm:?}");
    // A page is gone.
    fs::remove_file(site.root().join("content/05.md")).unwrap();
    fs::remove_file(site.root().join("content/04.md")).unwrap();
    assert!(!lines(&both(&site).0).is_empty());
}

#[test]
fn what_somebody_did_to_the_output_or_the_cache_is_mended() {
    let site = Site::small("Ann Lee: Hello.\n\n```rust\nfn main() {}\n```\n");
    site.put("content/02.md", "Ann Lee: More.\n");
    site.build();
    let change = |n: u32| site.put("content/02.md", format!("Ann Lee: More {n}.\n"));
    change(1);
    fs::write(site.output().join("01/index.html"), "something else").unwrap();
    both(&site);
    change(2);
    fs::remove_file(site.output().join("all/index.html")).unwrap();
    both(&site);
    for (n, damage) in [(3, "nonsense"), (4, "")] {
        change(n);
        for entry in fs::read_dir(site.root().join(".plenary/cache/1")).unwrap() {
            fs::write(entry.unwrap().path(), damage).unwrap();
        }
        both(&site);
    }
    change(5);
    fs::remove_dir_all(site.root().join(".plenary")).unwrap();
    both(&site);
}

#[test]
fn another_build_into_the_same_output_is_noticed() {
    let site = Site::small("Ann Lee: Hello.\n");
    site.put("content/02.md", "Ann Lee: More.\n");
    site.build();
    let base_url = plenary::path::BaseUrl::new("https://y.example/").ok();
    let other = project::build(&Request { base_url, ..site.request() }, &());
    assert!(other.written.unwrap().written > 0);
    site.put("content/02.md", "Ann Lee: Even more.\n");
    both(&site);
}

#[test]
fn two_builds_at_once_share_the_cache() {
    let site = fixture();
    site.build();
    fs::remove_dir_all(site.root().join(".plenary")).unwrap();
    let place = tempfile::tempdir().unwrap();
    let outputs: Vec<_> = (0..2).map(|n| place.path().join(n.to_string())).collect();
    for round in 0..2 {
        thread::scope(|scope| {
            for output in &outputs {
                scope.spawn(|| assert!(site.build_into(Some(output.clone())).written.is_some()));
            }
        });
        let first = snapshot(&outputs[0]);
        for output in &outputs {
            assert!(snapshot(output) == first, "{}", output.display());
        }
        assert!(first == snapshot(&site.output()) || round > 0);
        site.put("content/e3/02.md", "# Section 2\n\nAnn Lee: Other words.\n");
    }
}

#[test]
fn a_change_gathers_the_words_of_its_part_alone() {
    let site = Site::small("");
    for file in ["event.md", "01.md"] {
        let _ = fs::remove_file(site.root().join("content").join(file));
    }
    let options = "turn_pages: none\ncards: none\nexports: []\nfeeds: false\nsearch: {variants: true}";
    site.put("content/site.yaml", format!("title: A site\nbase_url: https://x.example/\nlanguage: en\n{options}\n"));
    let section = |at: usize, section: usize, words: &str| {
        let turn = |turn: usize| format!("**Ann Lee:** {words} {}\n\n", format!("燈塔 w{at} w{turn} ").repeat(50));
        let turns: String = (0..9).map(turn).collect();
        site.put(&format!("content/talk-{at:02}/0{section}.md"), format!("# Part\n\n{turns}"));
    };
    for at in 0..80 {
        let front = format!("---\ntitle: Talk {at}\nspeakers:\n  - {{id: ann, name: Ann Lee}}\n---\n");
        site.put(&format!("content/talk-{at:02}/event.md"), front);
        section(at, 1, "Hello.");
    }
    let shelf = || {
        let files = fs::read_dir(site.root().join(".plenary/cache/1")).unwrap().map(|entry| entry.unwrap().path());
        let words = files.filter(|path| path.extension().is_some_and(|extension| extension == "words"));
        words.map(|path| (path.clone(), fs::read(path).unwrap())).collect::<BTreeMap<_, _>>()
    };
    let built = || {
        let outcome = site.build();
        assert!(outcome.written.is_some(), "{:?}", lines(&outcome));
        shelf()
    };
    let mut before = built();
    assert!(before.len() > 1, "{} parts", before.len());
    let changes = ["another word", "a section more, so that all that follow get other numbers"];
    for (number, change) in (1..).zip(changes) {
        section(40, number, change);
        let after = built();
        assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "{change}");
        let new = after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).count();
        assert_eq!(new, 1, "{change}: of {} parts", after.len());
        before = after;
    }
    let warm = snapshot(&site.output());
    fs::remove_dir_all(site.root().join(".plenary")).unwrap();
    let place = tempfile::tempdir().unwrap();
    site.build_into(Some(place.path().join("public")));
    assert!(warm == snapshot(&place.path().join("public")), "the index is not as from nothing");
    assert_eq!(shelf(), before);
}
