//! A build that is killed at any moment: what readers find is the old site or the new one or something between that holds together, and
//! the next build ends what was begun.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use plenary::check::{Checker, Scales};
use plenary::path::UrlPath;

use crate::deploy::{files, first, missing, reached, same, second};
use crate::site::{Site, copy, plenary, succeed};

const TARGETS: &str = "  a: {kind: folder, path: ../www}\n";

/// Puts the sources of one site in place of those of another, with the ledger that the other has.
fn wear(site: &Site, of: &Site) {
    let ledger = fs::read(site.root().join("content/links.lock")).ok();
    site.clear();
    for folder in ["content", "static"] {
        copy(&of.root().join(folder), &site.root().join(folder));
    }
    if let Some(ledger) = ledger {
        fs::write(site.root().join("content/links.lock"), ledger).unwrap();
    }
}

/// What `check` says of the pages that lie there and to which a reader can come: every link, and every place on a page to which one leads. Pages that
/// have just come, or are about to go, may lead to others like them that are not there; nothing leads to those.
pub fn rejected(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let reached = reached(files);
    let checker = Checker::new(files.keys().map(String::as_str), Scales::default());
    for (path, html) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let url = UrlPath::new(path.strip_suffix("index.html").unwrap_or(path)).unwrap();
        checker.page(&url, html);
    }
    let told = checker.finish();
    let told = told.iter().filter(|one| one.path.as_ref().is_some_and(|path| reached.contains_key(path)));
    told.map(|one| format!("{}: {}", one.path.clone().unwrap_or_default(), one.message)).collect()
}

#[test]
fn a_build_that_is_killed_leaves_a_whole_site() {
    let kills: u32 = std::env::var("PLENARY_KILLS").ok().and_then(|number| number.parse().ok()).unwrap_or(30);
    let (one, other) = (first(TARGETS), first(TARGETS));
    second(&other, TARGETS);
    let site = first(TARGETS);
    let build = || {
        let mut command = plenary();
        command.args(["build", "--quiet", "--root"]).arg(site.root()).arg("--output").arg(site.output());
        command
    };
    // Once there and back, after which the ledger knows both.
    let (mut first_pages, mut second_pages) = (BTreeMap::new(), BTreeMap::new());
    let mut whole = Duration::ZERO;
    for _ in 0..2 {
        wear(&site, &one);
        succeed(&mut build());
        first_pages = files(&site.output());
        wear(&site, &other);
        let begun = Instant::now();
        succeed(&mut build());
        whole = begun.elapsed();
        second_pages = files(&site.output());
    }
    assert!(first_pages.len() > 20 && first_pages.keys().ne(second_pages.keys()));
    let (mut old, mut new, mut between) = (0, 0, 0);
    let mut random = 0x9e37_79b9_u32;
    // Which of the two is there.
    let mut is_second = true;
    for kill in 0..kills {
        let (before, after) = if is_second { (&second_pages, &first_pages) } else { (&first_pages, &second_pages) };
        let (from, to) = if is_second { (&other, &one) } else { (&one, &other) };
        wear(&site, to);
        let mut child = build().spawn().unwrap();
        // Numerical Recipes' generator; any would do that begins alike every time. Files are moved at the end, so that is where it is killed most.
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let share = f64::from(random >> 8) / f64::from(1 << 24);
        std::thread::sleep(whole.mul_f64(0.3 + 0.8 * share).min(Duration::from_secs(20)));
        let _ = child.kill();
        child.wait().unwrap();
        let there = files(&site.output());
        assert_eq!(rejected(&there), [""; 0], "kill {kill} after {:.0} % of a build", 100.0 * (0.3 + 0.8 * share));
        assert_eq!(missing(&there), [""; 0], "kill {kill} after {:.0} % of a build", 100.0 * (0.3 + 0.8 * share));
        match (there == *before, there == *after) {
            (true, _) => old += 1,
            (_, true) => new += 1,
            _ => between += 1,
        }
        // The next build goes on, or, of every third, back to what was: files of the same length tell neither from the other.
        if kill % 3 == 0 {
            wear(&site, from);
            succeed(&mut build());
            same(&files(&site.output()), before);
        } else {
            succeed(&mut build());
            same(&files(&site.output()), after);
            is_second = !is_second;
        }
    }
    let without = first_pages.iter().filter(|(path, _)| *path != "01/index.html");
    let without = without.map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
    assert!(!rejected(&without).is_empty());
    println!("{kills} kills: {old} left the old site, {new} the new one, {between} one between that holds together");
    // What they have left beside the output goes with the next build; one that is at work keeps what it has.
    let beside = || {
        let names = fs::read_dir(site.output().parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().contains("staging")).count()
    };
    let parent = site.output().parent().unwrap().to_owned();
    let held = parent.join(".plenary-staging-held");
    fs::create_dir(&held).unwrap();
    let lock = fs::File::open(&held).unwrap();
    lock.lock().unwrap();
    std::thread::sleep(Duration::from_millis(1200));
    wear(&site, &one);
    succeed(&mut build());
    assert_eq!(beside(), 1);
    assert!(held.is_dir());
}
