//! Printing by the Chromium that is installed.
//!
//! In: a page with all that it shows. Out: PDF, with outline and tags. The browser sees a folder of its own, has a profile of its own, reaches
//! no other host, and is ended when it takes too long. What it has printed once from the same files is kept.

#![allow(clippy::disallowed_methods, reason = "this is the edge: it starts the browser and hands it a folder")]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use crate::artifact::Content;
use crate::cache::Cache;
use crate::project::Printer;

/// What it may be called.
const NAMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
/// The longest that one transcript is waited for.
const PATIENCE: Duration = Duration::from_mins(2);
/// A day that stands for the time of printing, so that the same pages give the same bytes.
const DAY: &[u8] = b"20000101000000";

/// An installed Chromium, which is looked for when something is to be printed.
#[derive(Debug)]
pub(super) struct Chromium {
    found: OnceLock<Option<Found>>,
    cache: Cache,
}

#[derive(Debug)]
struct Found {
    program: PathBuf,
    /// What it says that it is.
    version: String,
}

impl Chromium {
    pub(super) fn of(root: &Path) -> Self {
        Self { found: OnceLock::new(), cache: Cache::of(root) }
    }
}

impl Found {
    /// The one that the variable `CHROMIUM` names, or else the first on the path.
    fn look() -> Option<Self> {
        let named = std::env::var_os("CHROMIUM").filter(|name| !name.is_empty()).map(PathBuf::from);
        let path = std::env::var_os("PATH").unwrap_or_default();
        let on_path = || {
            let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
            NAMES
                .iter()
                .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
                .find(|file| file.is_file())
        };
        let program = named.or_else(on_path)?;
        let output = Command::new(&program).arg("--version").stderr(Stdio::null()).output().ok()?;
        let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        output.status.success().then_some(Self { program, version })
    }

    fn run(&self, folder: &Path, page: &str, sandboxed: bool) -> Result<Vec<u8>, String> {
        let paper = folder.join("paper.pdf");
        let place = folder.join("site").join(page);
        let mut command = Command::new(&self.program);
        command.args([
            "--headless",
            "--disable-gpu",
            "--disable-extensions",
            "--no-first-run",
            "--no-pdf-header-footer",
            "--generate-pdf-document-outline",
            "--export-tagged-pdf",
            "--virtual-time-budget=20000",
            "--host-resolver-rules=MAP * ~NOTFOUND",
        ]);
        if !sandboxed {
            command.arg("--no-sandbox");
        }
        let said = folder.join("said");
        let errors = fs::File::create(&said).map_err(|error| error.to_string())?;
        let mut argument = |name: &str, path: &Path| {
            let mut whole = OsStr::new(name).to_owned();
            whole.push(path);
            command.arg(whole);
        };
        argument("--user-data-dir=", &folder.join("profile"));
        argument("--print-to-pdf=", &paper);
        argument("file://", &place);
        let started = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(errors).spawn();
        let mut child = started.map_err(|error| format!("`{}` does not start: {error}", self.program.display()))?;
        let begun = Instant::now();
        loop {
            match child.try_wait() {
                Ok(Some(_)) => break,
                Ok(None) if begun.elapsed() < PATIENCE => thread::sleep(Duration::from_millis(20)),
                _ => {
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err(format!("the browser took longer than {} seconds", PATIENCE.as_secs()));
                }
            }
        }
        fs::read(&paper).map_err(|_| {
            let said = fs::read_to_string(&said).unwrap_or_default();
            let last =
                said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it said nothing").trim().to_owned();
            format!("the browser printed nothing: {last}")
        })
    }
}

impl Printer for Chromium {
    fn print(&self, files: &BTreeMap<String, Content>, page: &str) -> Result<Vec<u8>, String> {
        let chromium = self.found.get_or_init(Found::look).as_ref();
        let chromium = chromium.ok_or("there is no Chromium on this machine that starts")?;
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(chromium.version.as_bytes()).update(page.as_bytes());
        for (path, content) in files {
            let to = folder.path().join("site").join(path);
            let bytes = match content {
                Content::Bytes(bytes) => bytes.clone(),
                Content::Copy(from) => fs::read(from).map_err(|error| format!("{}: {error}", from.display()))?,
            };
            hasher.update(path.as_bytes()).update(&[0]).update(blake3::hash(&bytes).as_bytes());
            let written = to.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&to, bytes));
            written.map_err(|error| format!("{}: {error}", to.display()))?;
        }
        let name = format!("{}.pdf", hasher.finalize().to_hex());
        if let Some(printed) = self.cache.get(&name) {
            return Ok(printed);
        }
        // Where the system lets nobody make a sandbox (containers, the superuser), the browser does without: it opens our own pages only.
        let printed = chromium.run(folder.path(), page, true).or_else(|_| chromium.run(folder.path(), page, false))?;
        let printed = undated(printed);
        self.cache.put(&name, &printed);
        Ok(printed)
    }
}

/// The file without the time at which it was printed.
fn undated(mut pdf: Vec<u8>) -> Vec<u8> {
    for key in [&b"/CreationDate (D:"[..], b"/ModDate (D:"] {
        let places: Vec<usize> = memchr::memmem::find_iter(&pdf, key).map(|at| at + key.len()).collect();
        for at in places {
            if let Some(digits) = pdf.get_mut(at..at + DAY.len()).filter(|digits| digits.iter().all(u8::is_ascii_digit))
            {
                digits.copy_from_slice(DAY);
            }
        }
    }
    pdf
}
