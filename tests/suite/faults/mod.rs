//! What goes wrong around the program: full disks, places that cannot be read or written, folders that vanish, clocks that go back, two
//! of us at once. Each is made by real means (a small file system, a mount for reading only, another user, a system call that fails), for
//! all commands that write; each is told with what, where and what to do, ends with the exit code that the README says, and leaves
//! everything as it was or as it shall be.

mod nth;
mod places;
mod times;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Output};

use crate::deploy::{all, first, missing, second};
use crate::killed::rejected;
use crate::site::{Site, plenary, snapshot, succeed};

const TARGETS: &str = "  live: {kind: folder, path: ../www}\n";

/// A transcript as it was imported, and a newer one.
const TALK: &str = "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Ann Lee>The lamp was lit before anybody came.\n\n00:05.000 --> 00:07.000\n<v Bo Ray>And who keeps it burning?\n";
const NEWER: &str = "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Ann Lee>The lamp was lit long before anybody came.\n\n00:05.000 --> 00:07.000\n<v Bo Ray>And who keeps it burning?\n\n00:08.000 --> 00:09.000\n<v Ann Lee>We all do.\n";

/// Everything in a folder: `site/` with its sources, `public/` as it was built last, `www/` as it was deployed last, and a newer state of the
/// sources that has not been built.
struct World {
    site: Site,
}

/// Files by path.
type Files = BTreeMap<String, Vec<u8>>;

impl World {
    fn new() -> Self {
        let site = first(TARGETS);
        let world = Self { site };
        world.site.put("talk.vtt", TALK);
        succeed(&mut world.command(&["import", "site/talk.vtt", "--event", "site/content/talk"]));
        succeed(&mut world.command(&["build", "--quiet", "--root", "site", "--output", "public"]));
        succeed(&mut world.command(&["deploy", "--quiet", "--root", "site", "--output", "public"]));
        world.site.put("talk.vtt", NEWER);
        second(&world.site, TARGETS);
        let head = std::fs::read_to_string(world.site.root().join("content/site.yaml")).unwrap();
        world.site.put("content/site.yaml", format!("{head}theme: mine\n"));
        world.site.put("themes/mine/extra.css", ".turn { margin: 1rem; }\n");
        // Something to mend, and to pin.
        world
            .site
            .put("content/02.md", "# The lamps\n\n**Bo Chen:** Four of of them.\n\n**Ann Lee:** And the the quay.\n");
        world.site.put("content/04.md", "# The quay\n\n**Bo Chen:** It was was long.\n");
        world
    }

    fn place(&self) -> PathBuf {
        self.site.root().parent().unwrap().to_owned()
    }

    /// The program in the folder that holds everything.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = plenary();
        command.args(arguments).current_dir(self.place());
        command
    }

    /// All files but what may be made again at any time.
    fn files(&self) -> Files {
        let mut files = snapshot(&self.place());
        files.retain(|path, _| !path.starts_with("site/.plenary/"));
        files
    }

    /// Puts everything back.
    fn restore(&self, files: &Files) {
        for entry in std::fs::read_dir(self.place()).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() { std::fs::remove_dir_all(path).unwrap() } else { std::fs::remove_file(path).unwrap() }
        }
        for (path, bytes) in files {
            let to = self.place().join(path);
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::write(to, bytes).unwrap();
        }
    }
}

/// Every command that writes, by a name for messages.
const WRITERS: [(&str, &[&str]); 13] = [
    ("build", &["build", "--quiet", "--root", "site", "--output", "public"]),
    ("first build", &["build", "--quiet", "--root", "site", "--output", "new/public"]),
    ("deploy", &["deploy", "--quiet", "--root", "site", "--output", "public"]),
    ("pin", &["pin", "--root", "site"]),
    ("fix", &["fix", "--write", "--root", "site"]),
    ("import", &["import", "site/talk.vtt", "--event", "site/content/other"]),
    ("update", &["import", "site/talk.vtt", "--event", "site/content/talk", "--update"]),
    ("new site", &["new", "site", "another"]),
    ("new event", &["new", "event", "later/panel", "--root", "site"]),
    ("new section", &["new", "section", "talk", "--root", "site"]),
    ("new hosting", &["new", "hosting", "github", "--root", "site"]),
    ("new speaker", &["new", "speaker", "Cy Moss", "--root", "site"]),
    ("theme copy", &["theme", "copy", "turn", "--root", "site"]),
];

/// What a command that failed leaves behind it: no file is half written, the published sites hold together, nothing lies about, and sources
/// are as they were or, each of them, as they shall be.
fn sound(name: &str, there: &Files, before: &Files, after: &Files) {
    for folder in ["public/", "www/"] {
        let site = |files: &Files| -> Files {
            let below =
                files.iter().filter_map(|(path, bytes)| Some((path.strip_prefix(folder)?.to_owned(), bytes.clone())));
            below.filter(|(path, _)| !path.starts_with(".plenary")).collect()
        };
        assert_eq!(missing(&site(there)), [""; 0], "{name}: {folder}");
    }
    let built = there.iter().filter_map(|(path, bytes)| Some((path.strip_prefix("public/")?.into(), bytes.clone())));
    assert_eq!(rejected(&built.collect()), [""; 0], "{name}");
    for (path, bytes) in there {
        assert!(!path.contains(".tmp"), "{name}: {path} lies about");
        if path.starts_with("www/")
            || path.contains("/.plenary")
            || path.starts_with(".plenary-staging")
            || path.starts_with(".www.")
        {
            continue;
        }
        // Between two builds a page may have more places to which links lead, behind its end.
        let page = |bytes: &Vec<u8>| {
            let end = memchr::memmem::rfind(bytes, b"</html>").filter(|_| path.starts_with("public/"));
            bytes[..end.unwrap_or(bytes.len())].to_vec()
        };
        let known = [before, after].iter().any(|files| files.get(path).map(page) == Some(page(bytes)));
        assert!(known, "{name}: {path} is neither as it was nor as it shall be");
    }
    let lost: Vec<_> = before.keys().filter(|path| after.contains_key(*path) && !there.contains_key(*path)).collect();
    assert!(lost.is_empty(), "{name}: {lost:?} are gone");
}

/// A failure is told as failures are: with a code, what it is about and what to do, and never by a panic.
fn told(name: &str, output: &Output, codes: &[i32]) {
    let said = all(output);
    assert!(codes.iter().any(|code| output.status.code() == Some(*code)), "{name}: {:?} {said}", output.status);
    assert!(said.contains("error[") && said.contains("--> ") && said.contains("= help: "), "{name}: {said}");
    assert!(!said.contains("panicked"), "{name}: {said}");
}

/// Whether this machine lets a test do what it needs; what is left out is said aloud.
fn able(what: &str, probe: &mut Command) -> bool {
    let able = probe.output().is_ok_and(|output| output.status.success());
    if !able {
        crate::site::skipped(&format!("{what}, since `{probe:?}` does not work here"));
    }
    able
}
