//! `plenary import`: foreign transcripts become sources, and a report tells what became of every line.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, IsTerminal, Read};
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use crate::config::Language;
use crate::diag::{Diagnostic, codes};
use crate::import::chapters::{self, Chapter};
use crate::import::{self, Changes, Imported, Known, Options, Refused};
use crate::{assets, model, source, text};

use super::args::{Import, ReportFormat, TrackedChanges};
use super::{USAGE, asking, exit_code, fail, out, paths_in, say, stop, unreadable};

pub(super) fn run(import: &Import) -> ExitCode {
    let language = match import.language.as_deref().map(Language::read).transpose() {
        Ok(language) => language.map(|language| language.to_string()),
        Err(reason) => {
            return fail(
                Diagnostic::new(codes::UNKNOWN_LANGUAGE, reason).help("give it as `--language zh-Hans`"),
                USAGE,
            );
        }
    };
    let mut files = import.files.as_slice();
    let mut from = import.from.as_deref();
    // `import article FILE` is how the first release had it.
    if let [first, rest @ ..] = files
        && !rest.is_empty()
        && first.as_os_str() == "article"
        && !first.is_file()
    {
        (files, from) = (rest, Some("article"));
    }
    let (files, chapters) = match parted(files) {
        Ok(parted) => parted,
        Err((diagnostic, code)) => return fail(*diagnostic, code),
    };
    if files.len() > 1 && import.event.is_some() {
        let help = "import them one by one, or leave `--event` out: each goes into a folder of its name";
        return fail(
            Diagnostic::new(codes::EXISTS, "`--event` names one folder, and each file becomes an event of its own")
                .help(help),
            USAGE,
        );
    }
    let speakers = match import.speakers.as_deref().map(map_of_speakers).transpose() {
        Ok(speakers) => speakers.unwrap_or_default(),
        Err(diagnostic) => return fail(*diagnostic, USAGE),
    };
    let format =
        from.and_then(|from| import::FORMATS.iter().find(|(_, name)| *name == from)).map(|(format, _)| *format);
    for file in files {
        let chapters = chapters.clone();
        let changes = import.changes.map(|changes| match changes {
            TrackedChanges::Accepted => Changes::Accepted,
            TrackedChanges::Refused => Changes::Refused,
        });
        let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).filter(|stem| stem != "-");
        let folder = import
            .event
            .clone()
            .unwrap_or_else(|| Path::new("content").join(text::speaker_id(stem.as_deref().unwrap_or("event"))));
        let people = match people_of(&folder) {
            Ok(people) => people,
            Err(diagnostic) => return stop(*diagnostic),
        };
        let options = Options {
            language: language.clone(),
            folder: below_content(&folder),
            name: stem,
            format,
            chapters,
            changes,
            people,
            speakers: speakers.clone(),
        };
        if let Err((diagnostic, code)) = one(file, &folder, &options, import) {
            return fail(*diagnostic, code);
        }
    }
    ExitCode::SUCCESS
}

/// Who single labels are, as the editor says it.
fn map_of_speakers(file: &Path) -> Result<Vec<(String, String)>, Box<Diagnostic>> {
    let name = file.display().to_string();
    let text = fs::read_to_string(file).map_err(|error| unreadable(file, &error))?;
    let map: BTreeMap<String, String> = serde_yaml::from_str(&text).map_err(|error| {
        let help = "write a line for each label, such as `SPEAKER_00: ann-lee` or `AL: Ann Lee`";
        Box::new(Diagnostic::new(codes::USAGE, format!("this is no map of speakers: {error}")).about(&name).help(help))
    })?;
    Ok(map.into_iter().collect())
}

/// The people of the site in which a folder lies, those of its events among them. Errors in its sources do not matter here; but who stands in a
/// file or a folder that cannot be read would be taken for somebody new.
fn people_of(folder: &Path) -> Result<Vec<Known>, Box<Diagnostic>> {
    let Some(root) = site_of(folder) else { return Ok(Vec::new()) };
    let (tree, found) = source::load(&root, assets::builtin_words());
    if let Some(unread) = found.iter().find(|one| one.code == codes::UNREADABLE) {
        return Err(Box::new(unread.clone()));
    }
    // What is still under an embargo counts as well: nothing is published here, whatever the time.
    let (site, _) = model::build(&tree, model::Conditions { now: jiff::Timestamp::UNIX_EPOCH, drafts: true });
    let known = |speaker: model::Speaker| {
        let front = speaker.front;
        let names =
            std::iter::once(speaker.name).chain(front.name).chain(front.names.into_values()).chain(front.aliases);
        Known { id: speaker.id, names: names.collect() }
    };
    Ok(site.speakers.into_iter().map(known).collect())
}

/// The transcripts among files, and the chapters that others list; of a recording only its tags are read.
#[allow(clippy::type_complexity, reason = "the two halves are named where they are taken apart")]
fn parted(files: &[PathBuf]) -> Result<(Vec<&PathBuf>, Vec<Chapter>), (Box<Diagnostic>, u8)> {
    if files.len() < 2 {
        return Ok((files.iter().collect(), Vec::new()));
    }
    let mut transcripts = Vec::new();
    let mut lists = Vec::new();
    for file in files {
        match chapters_of(file) {
            Some(chapters) => lists.push((file, chapters)),
            None => transcripts.push(file),
        }
    }
    let usage = |file: &Path, message: &str, help: &str| {
        let diagnostic =
            Diagnostic::new(codes::NOTHING_TO_IMPORT, message).about(file.display().to_string()).help(help);
        Err((Box::new(diagnostic), USAGE))
    };
    match (transcripts.as_slice(), lists.as_slice()) {
        (_, []) => Ok((transcripts, Vec::new())),
        ([_], [(_, chapters)]) => Ok((transcripts, chapters.clone())),
        ([], [(file, _), ..]) => {
            usage(file, "this file lists chapters, and no transcript stands beside it", "give the transcript as well")
        }
        ([_], [_, (file, _), ..]) => {
            usage(file, "this is a second list of chapters", "give one list of chapters beside a transcript")
        }
        ([_, _, ..], [(file, _), ..]) => {
            usage(file, "it is not clear to which transcript these chapters belong", "give them beside one transcript")
        }
    }
}

/// The chapters that a file lists.
fn chapters_of(file: &Path) -> Option<Vec<Chapter>> {
    if file.as_os_str() == "-" {
        return None;
    }
    let recording = fs::File::open(file).ok()?;
    if let Some(chapters) = chapters::of_recording(&mut io::BufReader::new(recording)) {
        return Some(chapters);
    }
    // A list of chapters is short.
    let length = fs::metadata(file).ok()?.len();
    let text = (length < 2_000_000).then(|| fs::read_to_string(file).ok())??;
    chapters::of_text(&text)
}

/// Imports one file into a folder.
fn one(file: &Path, folder: &Path, options: &Options, import: &Import) -> Result<(), (Box<Diagnostic>, u8)> {
    let stopped = |diagnostic: Box<Diagnostic>| {
        let code = exit_code(diagnostic.code);
        (diagnostic, code)
    };
    let failed = |diagnostic: Diagnostic| stopped(Box::new(diagnostic));
    let name = file.display().to_string();
    let bytes = read(file).map_err(stopped)?;
    if let Some(taken) = taken(folder).map_err(stopped)?.filter(|_| !import.update) {
        let help = "choose another folder with `--event`, or merge with `--update`; nothing was written";
        return Err(failed(
            Diagnostic::new(codes::EXISTS, "this folder holds sources of an event already")
                .about(taken.display().to_string())
                .help(help),
        ));
    }
    let once =
        |options: &Options| import::import(&bytes, options).map_err(|refused| failed(unknown(&refused).about(&name)));
    let mut imported = once(options)?;
    // Whoever sits at the terminal is asked; a program reads of it in the report.
    if !imported.report.near.is_empty() && io::stdin().is_terminal() && io::stderr().is_terminal() {
        let same = asking::decided(&imported.report.near, &mut io::stdin().lock(), &mut say);
        if !same.is_empty() {
            let speakers = options.speakers.iter().cloned().chain(same).collect();
            imported = once(&Options { speakers, ..options.clone() })?;
        }
    }
    if imported.files.is_empty() {
        say(&imported.report.to_text());
        return Err(failed(Diagnostic::new(codes::NOTHING_TO_IMPORT, "there is no text in this file").about(&name)));
    }
    if import.update {
        super::update::update(folder, &imported.files).map_err(stopped)?;
        print(&imported, import.report);
        return Ok(());
    }
    super::update::add(folder, &imported.files).map_err(stopped)?;
    print(&imported, import.report);
    say(&format!("{} files written to {}\n", imported.files.len(), folder.display()));
    if site_of(folder).is_none() {
        say(
            "There is no `content/site.yaml` above this folder yet: `plenary new site FOLDER` makes a site to put it in.\n",
        );
    }
    Ok(())
}

fn print(imported: &Imported, report: ReportFormat) {
    let _ = match report {
        ReportFormat::Human => out(&imported.report.to_text()),
        ReportFormat::Json => out(&format!("{}\n", serde_json::to_string_pretty(&imported.report).unwrap_or_default())),
    };
}

/// Why a file cannot be imported, and what to do.
fn unknown(refused: &Refused) -> Diagnostic {
    let help = match refused {
        Refused::TooLarge { .. } => "cut the file into parts and import each".to_owned(),
        Refused::Unknown { tried } => {
            let tried = tried.iter().map(|(name, why)| format!("{name}: {why}"));
            let tried: Vec<String> = tried.collect();
            format!("it was tried as {}; `--from` says what it is", tried.join("; as "))
        }
        Refused::Not { .. } => "leave `--from` out to have the format found".to_owned(),
    };
    Diagnostic::new(codes::NOTHING_TO_IMPORT, refused.to_string()).help(help)
}

fn read(file: &Path) -> Result<Vec<u8>, Box<Diagnostic>> {
    // One byte more than is read tells that there is more.
    let limit = u64::try_from(import::LARGEST).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let read = if file.as_os_str() == "-" {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        fs::File::open(file).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    read.map_err(|error| unreadable(file, &error))?;
    Ok(bytes)
}

/// A source of an event that is in a folder already.
fn taken(folder: &Path) -> Result<Option<PathBuf>, Box<Diagnostic>> {
    Ok(paths_in(folder)?.into_iter().find(|path| path.extension().is_some_and(|end| end == "md")))
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
