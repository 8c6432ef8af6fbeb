//! A build that has nothing to do reads nothing, and one that has something to do notices.

use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use plenary::project::{self, Observer, Outcome, Phase, Request};

use crate::site::{EVENT, Site};

/// Hears which phases a build goes through.
#[derive(Default)]
struct Heard(Mutex<Vec<Phase>>);

impl Observer for Heard {
    fn begins(&self, phase: Phase, _: usize) {
        self.0.lock().unwrap().push(phase);
    }

    fn advances(&self) {}
}

/// Builds; answers the outcome and whether sources were read.
fn build(request: &Request) -> (Outcome, bool) {
    let heard = Heard::default();
    let outcome = project::build(request, &heard);
    let read = heard.0.into_inner().unwrap().contains(&Phase::Parse);
    (outcome, read)
}

/// Makes all files below a folder an hour old.
fn settle(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            settle(&entry.path());
        } else {
            let hour = SystemTime::now() - Duration::from_hours(1);
            fs::File::options().write(true).open(entry.path()).unwrap().set_modified(hour).unwrap();
        }
    }
}

/// A site that was built, with a ledger, and whose build was remembered.
fn settled(section: &str) -> Site {
    let site = Site::small(section);
    assert!(site.build().written.is_some());
    settle(&site.root());
    assert!(build(&site.request()).1, "the first build wrote a ledger, which is a source");
    site
}

#[test]
fn nothing_is_read_where_nothing_has_changed() {
    let site = settled("**Ann Lee**: Hello.\n");
    let first = site.build_into(None);
    let (outcome, read) = build(&site.request());
    assert!(!read);
    assert_eq!((outcome.pages, outcome.words), (first.pages, first.words));
    let written = outcome.written.unwrap();
    assert_eq!((written.written, written.removed), (0, 0));
    assert!(written.kept > first.pages, "{written:?}");
    // Another program, another address: another build.
    assert!(build(&Request { program: "another".into(), ..site.request() }).1);
    let base_url = plenary::path::BaseUrl::new("https://y.example/").ok();
    assert!(build(&Request { base_url, ..site.request() }).1);
}

#[test]
fn whatever_has_changed_is_noticed() {
    let site = settled("**Ann Lee**: Hello.\n");
    let (section, page) = (site.root().join("content/01.md"), site.output().join("01/index.html"));
    // As long, as old, but another file.
    let before = fs::metadata(&section).unwrap().modified().unwrap();
    site.put("content/.new", "**Ann Lee**: Howdy.\n");
    fs::File::options().write(true).open(site.root().join("content/.new")).unwrap().set_modified(before).unwrap();
    fs::rename(site.root().join("content/.new"), &section).unwrap();
    assert!(build(&site.request()).1);
    assert!(fs::read_to_string(&page).unwrap().contains("Howdy."));
    // A change of a moment ago might be followed by another one with the same time.
    site.put("content/01.md", "**Ann Lee**: Hurry.\n");
    assert!(build(&site.request()).1);
    settle(&site.root());
    assert!(build(&site.request()).1, "the build before was not remembered");
    assert!(!build(&site.request()).1);
    // What was published is damaged, or gone.
    fs::write(&page, "").unwrap();
    assert!(build(&site.request()).1);
    assert!(fs::read_to_string(&page).unwrap().contains("Hurry."));
    assert!(!build(&site.request()).1);
    fs::remove_file(&page).unwrap();
    assert!(build(&site.request()).1 && page.exists());
    // A file is gone, or new.
    site.put("static/new.txt", "new");
    settle(&site.root());
    assert!(build(&site.request()).1);
    assert!(!build(&site.request()).1);
    fs::remove_file(site.root().join("static/new.txt")).unwrap();
    assert!(build(&site.request()).1);
    assert!(!site.output().join("new.txt").exists());
    // What is remembered is damaged.
    for entry in fs::read_dir(site.root().join(".plenary/cache/1")).unwrap().flatten() {
        if entry.file_name().to_string_lossy().ends_with(".stamp") {
            fs::write(entry.path(), "nonsense").unwrap();
        }
    }
    assert!(build(&site.request()).1);
}

#[test]
fn warnings_are_told_again() {
    let site = settled("**Ann Lee**: Hello.\n\n**Ann Lee**: [x](nowhere.md\n");
    site.put("content/notes.md", "Not a section.\n");
    settle(&site.root());
    for _ in 0..2 {
        let (outcome, read) = build(&site.request());
        assert!(read && !outcome.diagnostics.is_empty());
    }
}

#[test]
fn an_embargo_ends_although_no_source_has_changed() {
    let site = settled("**Ann Lee**: Hello.\n");
    let embargo = EVENT.replacen("---\n", "---\npublish_at: 2030-01-01\n", 1);
    site.put("content/later/event.md", embargo);
    site.put("content/later/01.md", "**Ann Lee**: At last.\n");
    settle(&site.root());
    let at = |time: &str| Request { now: time.parse::<Timestamp>().unwrap(), ..site.request() };
    let page = site.output().join("later/01/index.html");
    assert!(build(&at("2029-12-31T00:00:00Z")).1);
    assert!(!build(&at("2029-12-31T12:00:00Z")).1);
    assert!(!page.exists());
    assert!(build(&at("2030-01-01T00:00:01Z")).1 && page.exists());
}
