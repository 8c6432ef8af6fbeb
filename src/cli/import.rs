//! `plenary import`: foreign transcripts become sources, and a report tells what became of every line.

use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use crate::config::Language;
use crate::diag::{Diagnostic, codes};
use crate::import::{self, Options};
use crate::text;

use super::args::{Import, ReportFormat};
use super::{FAILED, USAGE, fail, out, say};

pub(super) fn run(import: &Import) -> ExitCode {
    let Import::Article { file, event, language, report } = import;
    let language = match language.as_deref().map(Language::read).transpose() {
        Ok(language) => language.map(|language| language.to_string()),
        Err(reason) => {
            return fail(
                Diagnostic::new(codes::UNKNOWN_LANGUAGE, reason).help("give it as `--language zh-Hans`"),
                USAGE,
            );
        }
    };
    let text = match read(file) {
        Ok(text) => text,
        Err(diagnostic) => return fail(*diagnostic, FAILED),
    };
    let folder = event.clone().unwrap_or_else(|| {
        let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).filter(|stem| stem != "-");
        Path::new("content").join(text::speaker_id(stem.as_deref().unwrap_or("event")))
    });
    if let Some(taken) = taken(&folder) {
        let help = "choose another folder with `--event`; nothing was written";
        return fail(
            Diagnostic::new(codes::EXISTS, "this folder holds sources of an event already")
                .about(taken.display().to_string())
                .help(help),
            FAILED,
        );
    }
    let imported = import::article(&text, &Options { language, folder: below_content(&folder) });
    if imported.files.is_empty() {
        say(&imported.report.to_text());
        return fail(
            Diagnostic::new(codes::NOTHING_TO_IMPORT, "there is no text in this file")
                .about(file.display().to_string()),
            FAILED,
        );
    }
    for (name, content) in &imported.files {
        if let Err((path, error)) = write_new(&folder.join(name), content) {
            return fail(not_written(&path, &error), FAILED);
        }
    }
    let code = match report {
        ReportFormat::Human => out(&imported.report.to_text()),
        ReportFormat::Json => out(&format!("{}\n", serde_json::to_string_pretty(&imported.report).unwrap_or_default())),
    };
    say(&format!("{} files written to {}\n", imported.files.len(), folder.display()));
    if site_of(&folder).is_none() {
        say(
            "There is no `content/site.yaml` above this folder yet: `plenary new site FOLDER` makes a site to put it in.\n",
        );
    }
    code
}

fn read(file: &Path) -> Result<String, Box<Diagnostic>> {
    let name = file.display().to_string();
    let bytes = if file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(file)
    };
    let bytes = bytes.map_err(|error| {
        Box::new(Diagnostic::new(codes::UNREADABLE, format!("this file cannot be read: {error}")).about(&name))
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let line =
            error.as_bytes().iter().take(error.utf8_error().valid_up_to()).filter(|byte| **byte == b'\n').count() + 1;
        let message = format!("this file is not valid UTF-8: a byte on line {line} is none");
        Box::new(
            Diagnostic::new(codes::NOT_UTF8, message)
                .about(&name)
                .help("save it as UTF-8 in your editor, or convert it: `iconv -f GB18030 -t UTF-8`"),
        )
    })
}

/// A source of an event that is in a folder already.
fn taken(folder: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).ok()?;
    let mut sources: Vec<_> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .collect();
    sources.sort();
    sources.into_iter().next()
}

/// The path of an event's folder below `content/`.
fn below_content(folder: &Path) -> String {
    let parts: Vec<String> = folder
        .components()
        .filter_map(
            |part| if let Component::Normal(name) = part { Some(name.to_string_lossy().into_owned()) } else { None },
        )
        .collect();
    let start = parts.iter().rposition(|part| part == "content").map_or(parts.len().saturating_sub(1), |at| at + 1);
    parts.get(start..).unwrap_or_default().join("/")
}

/// The root of the site in whose `content/` a folder lies.
fn site_of(folder: &Path) -> Option<PathBuf> {
    let whole = std::path::absolute(folder).ok()?;
    whole.ancestors().find(|above| above.join("content/site.yaml").is_file()).map(Path::to_owned)
}

/// Writes a file that must not be there yet.
pub(super) fn write_new(path: &Path, content: &str) -> Result<(), (PathBuf, io::Error)> {
    let write = || {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = fs::File::create_new(path)?;
        io::Write::write_all(&mut file, content.as_bytes())
    };
    write().map_err(|error| (path.to_owned(), error))
}

pub(super) fn not_written(path: &Path, error: &io::Error) -> Diagnostic {
    let name = path.display().to_string();
    if error.kind() == io::ErrorKind::AlreadyExists {
        return Diagnostic::new(codes::EXISTS, "this file is there already")
            .about(name)
            .help("choose another name, or remove the file; nothing was changed");
    }
    Diagnostic::new(codes::NOT_WRITTEN, format!("this cannot be written: {error}"))
        .about(name)
        .help("look at the permissions and the free space")
}
