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
    patience: Duration,
}

#[derive(Debug)]
struct Found {
    program: PathBuf,
    /// What it says that it is.
    version: String,
}

impl Chromium {
    pub(super) fn of(root: &Path) -> Self {
        Self { found: OnceLock::new(), cache: Cache::of(root), patience: PATIENCE }
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

    /// Prints a page of a folder. Where nothing comes of it: what is to be told, and whether the browser ended by itself.
    fn run(&self, folder: &Path, page: &str, sandboxed: bool, patience: Duration) -> Result<Vec<u8>, (String, bool)> {
        let paper = folder.join("paper.pdf");
        // What an earlier try has left is none of this one's.
        let _ = fs::remove_file(&paper);
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
        let errors = fs::File::create(&said).map_err(|error| (error.to_string(), false))?;
        let mut argument = |name: &str, path: &Path| {
            let mut whole = OsStr::new(name).to_owned();
            whole.push(path);
            command.arg(whole);
        };
        argument("--user-data-dir=", &folder.join("profile"));
        argument("--print-to-pdf=", &paper);
        argument("file://", &place);
        let started = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(errors).spawn();
        let mut child =
            started.map_err(|error| (format!("`{}` does not start: {error}", self.program.display()), false))?;
        let begun = Instant::now();
        let ended = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) if begun.elapsed() < patience => thread::sleep(Duration::from_millis(20)),
                _ => {
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err((format!("the browser took longer than {} seconds", patience.as_secs()), false));
                }
            }
        };
        let printed = fs::read(&paper).unwrap_or_default();
        if ended.success() && is_whole(&printed) {
            return Ok(printed);
        }
        let what = match printed.as_slice() {
            [] => "nothing",
            whole if is_whole(whole) => "something and failed",
            _ => "only a part of it",
        };
        let said = fs::read_to_string(&said).unwrap_or_default();
        let last = said.lines().rfind(|line| !line.trim().is_empty()).map_or("it said nothing", str::trim);
        Err((format!("the browser printed {what} ({ended}): {last}"), true))
    }
}

/// Whether a file of PDF goes on to its end; a full disk or a browser that broke leaves the beginning of one.
fn is_whole(pdf: &[u8]) -> bool {
    pdf.starts_with(b"%PDF-") && pdf.trim_ascii_end().ends_with(b"%%EOF")
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
        if let Some(printed) = self.cache.get(&name).filter(|printed| is_whole(printed)) {
            return Ok(printed);
        }
        // Where the system lets nobody make a sandbox (containers, the superuser), the browser does without: it opens our own pages only.
        let run = |sandboxed| chromium.run(folder.path(), page, sandboxed, self.patience);
        let printed = match run(true) {
            Err((_, true)) => run(false),
            done => done,
        };
        let printed = printed.map_err(|(reason, _)| reason)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_browser_that_never_ends_is_ended_and_not_asked_again() {
        use std::os::unix::fs::PermissionsExt;

        let root = tempfile::tempdir().unwrap();
        let program = root.path().join("slow");
        fs::write(
            &program,
            format!("#!/bin/sh\necho x >> '{}'\nexec sleep 600\n", root.path().join("calls").display()),
        )
        .unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let found = OnceLock::from(Some(Found { program, version: String::from("slow") }));
        let chromium = Chromium { found, cache: Cache::of(root.path()), patience: Duration::from_secs(2) };
        let begun = Instant::now();
        let files = BTreeMap::from([(String::from("index.html"), Content::Bytes(b"<p>".to_vec()))]);
        assert_eq!(chromium.print(&files, "index.html").unwrap_err(), "the browser took longer than 2 seconds");
        assert!(begun.elapsed() < Duration::from_mins(1));
        assert_eq!(fs::read_to_string(root.path().join("calls")).unwrap(), "x\n");
    }

    #[test]
    fn half_a_file_is_none() {
        for (bytes, whole) in [
            (&b"%PDF-1.4\n1 0 obj\n%%EOF\n"[..], true),
            (b"%PDF-1.4\n%%EOF\r\n", true),
            (b"%PDF-1.4\n1 0 obj\n", false),
            (b"<html>%%EOF", false),
            (b"", false),
        ] {
            assert_eq!(is_whole(bytes), whole, "{bytes:?}");
        }
    }
}
