//! Clocks that were set back, and two of us at once.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};

use plenary::project::{self, Observer, Phase};

use super::{World, told};
use crate::deploy::{all, files, same};
use crate::site::{Site, plenary, succeed};

/// What an embargo has let out is taken back where the clock goes back, and comes again.
#[test]
fn a_clock_that_was_set_back() {
    let site = Site::small("**Ann Lee:** Always.\n");
    site.put("content/later/event.md", "---\ntitle: Later\npublish_at: 2026-03-01\n---\n");
    site.put("content/later/01.md", "**Ann Lee:** Not before spring.\n");
    // Sources from a time to come: the clock was ahead when they were written.
    let ahead = std::time::SystemTime::now() + std::time::Duration::from_secs(400_000_000);
    let file = fs::File::options().append(true).open(site.root().join("content/01.md")).unwrap();
    file.set_modified(ahead).unwrap();
    let build = |at: &str| {
        let mut command = plenary();
        command.args(["build", "--quiet", "--root"]).arg(site.root()).arg("--output").arg(site.output());
        succeed(command.env("SOURCE_DATE_EPOCH", at));
        files(&site.output())
    };
    let (march, february) = ("1772400000", "1770000000");
    let tells = |files: &BTreeMap<String, Vec<u8>>| {
        files.values().any(|bytes| String::from_utf8_lossy(bytes).contains("before spring"))
    };
    let after = build(march);
    assert!(tells(&after));
    // Where the page stood a link now leads to the home page.
    assert!(!tells(&build(february)));
    same(&build(march), &after);
    // A source of the same length that claims to be as old as the one before is read all the same.
    let source = site.root().join("content/01.md");
    let old = fs::metadata(&source).unwrap().modified().unwrap();
    site.put("content/other.txt", "**Ann Lee:** Ever so.\n");
    fs::rename(site.root().join("content/other.txt"), &source).unwrap();
    fs::File::options().append(true).open(&source).unwrap().set_modified(old).unwrap();
    assert!(String::from_utf8_lossy(&build(march)["01/index.html"]).contains("Ever so."));
}

/// Writes a source anew when it has been read once and is about to be read again, as often as it is told.
struct Busy {
    source: PathBuf,
    left: AtomicUsize,
}

impl Observer for Busy {
    fn begins(&self, phase: Phase, _: usize) {
        let left = self.left.load(Ordering::Relaxed);
        if phase == Phase::Parse && left > 0 {
            self.left.store(left - 1, Ordering::Relaxed);
            let text = format!("---\ntitle: {}\n---\n**Ann Lee:** And {left} to go.\n", "Anew ".repeat(left));
            fs::write(&self.source, text).unwrap();
        }
    }

    fn advances(&self) {}
}

/// What is built is the sources as they were at one moment, and nothing where they never rest.
#[test]
fn sources_that_change_while_they_are_read() {
    for times in 1..=3 {
        let site = Site::small("**Ann Lee:** Before all.\n");
        site.build();
        let before = files(&site.output());
        site.put("content/01.md", "**Ann Lee:** At first.\n");
        let busy = Busy { source: site.root().join("content/01.md"), left: AtomicUsize::new(times) };
        let outcome = project::build(&site.request(), &busy);
        let codes: Vec<&str> = outcome.diagnostics.iter().map(|found| found.code.name()).collect();
        if times < 3 {
            assert_eq!(codes, [""; 0]);
            let page = site.page("01/index.html");
            assert!(page.contains("And 1 to go.") && !page.contains("At first"), "{page}");
        } else {
            assert_eq!(codes, ["changed-meanwhile"]);
            same(&files(&site.output()), &before);
        }
    }
}

#[test]
fn two_builds_into_one_folder() {
    let world = World::new();
    let output = world.place().join("public");
    let before = world.files();
    // One is at work: it holds the folder.
    let held = fs::File::open(&output).unwrap();
    held.lock().unwrap();
    for arguments in [
        &["build", "--quiet", "--root", "site", "--output", "public"][..],
        &["deploy", "--quiet", "--root", "site", "--output", "public"],
    ] {
        let refused = world.command(arguments).output().unwrap();
        told("while another builds", &refused, &[4]);
        assert!(all(&refused).contains("error[output-busy]"), "{}", all(&refused));
        same(&world.files(), &before);
    }
    drop(held);
    succeed(&mut world.command(&["build", "--quiet", "--root", "site", "--output", "public"]));

    // Two sites that begin at the same moment, in a folder that is not there yet or holds the one or the other.
    let other = Site::small("**Ann Lee:** Another site.\n");
    let sites = [world.site.root(), other.root()];
    let alone: Vec<_> = sites
        .iter()
        .map(|root| {
            let output = tempfile::tempdir().unwrap();
            succeed(
                plenary().args(["build", "--quiet", "--root"]).arg(root).arg("--output").arg(output.path().join("x")),
            );
            files(&output.path().join("x"))
        })
        .collect();
    let place = tempfile::tempdir().unwrap();
    let shared = place.path().join("public");
    let mut gave_way = 0;
    for round in 0..8 {
        let children: Vec<_> = sites
            .iter()
            .map(|root| {
                let mut command = plenary();
                command.args(["build", "--quiet", "--root"]).arg(root).arg("--output").arg(&shared);
                command.stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap()
            })
            .collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            if !output.status.success() {
                gave_way += 1;
                told("two at once", &output, &[4]);
            }
        }
        let there = files(&shared);
        assert!(alone.contains(&there), "round {round}: neither the one site nor the other");
        if round == 3 {
            fs::remove_dir_all(&shared).unwrap();
        }
    }
    println!("{gave_way} of 16 builds gave way to another");
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "nothing lies beside the output");
}

/// Two commands that write the same files: one of them writes, the other says that they are there.
#[test]
fn two_that_write_the_same_sources() {
    let world = World::new();
    for round in 0..6 {
        let event = format!("site/content/talk-{round}");
        let children: Vec<_> = (0..2)
            .map(|_| {
                let mut command = world.command(&["import", "site/talk.vtt", "--event", &event]);
                command.stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap()
            })
            .collect();
        let codes: Vec<_> = children.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
        assert!(codes.iter().any(|output| output.status.success()), "{codes:?}");
        assert!(fs::read_to_string(world.place().join(&event).join("01.md")).unwrap().contains("We all do."));
        let about: Vec<_> =
            fs::read_dir(world.place().join(&event)).unwrap().flatten().map(|entry| entry.file_name()).collect();
        assert!(!about.iter().any(|name| name.to_string_lossy().starts_with(".plenary-")), "{about:?}");
    }
}
