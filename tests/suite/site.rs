//! A little site in a temporary folder, with a theme of its own so that nothing depends on the built-in one.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use jiff::Timestamp;
use plenary::diag::{Diagnostic, Severity};
use plenary::project::{self, Outcome, Request};

/// What `content/site.yaml` says where a test does not write one.
pub const SITE: &str = "title: A site\nbase_url: https://x.example/\nlanguage: en\ntheme: plain\n";

/// An event with two speakers.
pub const EVENT: &str =
    "---\ntitle: A panel\nspeakers:\n  - {id: ann-lee, name: Ann Lee}\n  - {id: bo-chen, name: Bo Chen}\n---\n";

pub struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    /// An empty site with the plain theme.
    pub fn new() -> Self {
        let site = Self { folder: tempfile::tempdir().unwrap() };
        site.put("content/site.yaml", SITE);
        let here = manifest().join("tests/suite/theme/templates");
        // A template of the built-in theme that the plain one lacks is emptied, so that it cannot break anything.
        for entry in fs::read_dir(manifest().join("themes/default/templates")).into_iter().flatten().flatten() {
            site.put(&format!("themes/plain/templates/{}", entry.file_name().to_string_lossy()), "");
        }
        for entry in fs::read_dir(here).unwrap().flatten() {
            let name = entry.file_name();
            site.put(&format!("themes/plain/templates/{}", name.to_string_lossy()), fs::read(entry.path()).unwrap());
        }
        site
    }

    /// A site of one event with one section.
    pub fn small(section: impl AsRef<[u8]>) -> Self {
        let site = Self::new();
        site.put("content/event.md", EVENT);
        site.put("content/01.md", section);
        site
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    /// Where the pages go: beside the site, not in it.
    pub fn output(&self) -> PathBuf {
        self.folder.path().join("public")
    }

    pub fn put(&self, path: &str, content: impl AsRef<[u8]>) {
        let to = self.root().join(path);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, content).unwrap();
    }

    /// Removes everything below `content/` and `static/`.
    pub fn clear(&self) {
        for folder in ["content", "static"] {
            let _ = fs::remove_dir_all(self.root().join(folder));
        }
        self.put("content/site.yaml", SITE);
    }

    pub fn build(&self) -> Outcome {
        self.build_into(Some(self.output()))
    }

    pub fn build_into(&self, output: Option<PathBuf>) -> Outcome {
        project::build(&Request { output, ..self.request() }, &())
    }

    /// What [`Site::build`] asks for, at a time that stands still.
    pub fn request(&self) -> Request {
        Request {
            root: self.root(),
            output: Some(self.output()),
            base_url: None,
            local: None,
            program: String::new(),
            drafts: false,
            locked: false,
            trial: false,
            pdf: false,
            printer: None,
            now: Timestamp::from_second(1_770_000_000).unwrap(),
        }
    }

    /// A page of the output.
    pub fn page(&self, path: &str) -> String {
        fs::read_to_string(self.output().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

/// Says what a test leaves out past the harness, which shows nothing that a test prints unless it fails. `tests/run` repeats it at the end.
#[allow(clippy::explicit_write, reason = "what the macros print is kept back")]
pub fn skipped(what: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {what}");
}

/// The folder of the package.
pub fn manifest() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program, ready to be called.
pub fn plenary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
    command.env("SOURCE_DATE_EPOCH", "1770000000").env("NO_COLOR", "1");
    command
}

/// Runs a command, which must succeed.
pub fn succeed(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// Copies what a folder holds; nothing where there is none.
pub fn copy(from: &Path, to: &Path) {
    let Ok(entries) = fs::read_dir(from) else { return };
    fs::create_dir_all(to).unwrap();
    for entry in entries.map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Every file of a folder with its bytes.
pub fn snapshot(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(inside) = open.pop() {
        for entry in fs::read_dir(inside).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                all.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    all
}

/// `severity[code] path:line:column message`.
pub fn line(diagnostic: &Diagnostic) -> String {
    let severity = match diagnostic.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let place = match (&diagnostic.place, &diagnostic.path) {
        (Some((place, _)), _) => {
            let (line, column) = place.line_column();
            format!("{}:{line}:{column} ", place.file.path)
        }
        (None, Some(path)) => format!("{path} "),
        (None, None) => String::new(),
    };
    format!("{severity}[{}] {place}{}", diagnostic.code, diagnostic.message)
}

pub fn lines(outcome: &Outcome) -> Vec<String> {
    outcome.diagnostics.iter().map(line).collect()
}
