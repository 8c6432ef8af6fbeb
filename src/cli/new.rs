//! `plenary new`: beginnings to write on from. Nothing that is there is ever overwritten.

use std::path::Path;
use std::process::ExitCode;

use crate::config::Language;
use crate::diag::{Diagnostic, codes};
use crate::emit;
use crate::path::ContentPath;
use crate::text;

use super::args::New;
use super::hosting;
use super::{FAILED, USAGE, fail, out, paths_in, stop};

pub(super) fn run(new: &New) -> ExitCode {
    match new {
        New::Site { folder, title, language } => site(folder, title.as_deref(), language),
        New::Event { path, title, root } => event(path, title.as_deref(), root),
        New::Section { event, title, root } => section(event, title.as_deref(), root),
        New::Speaker { name, id, root } => speaker(name, id.as_deref(), root),
        New::Hosting { name, root } => hosting::run(*name, root),
    }
}

/// A text as a YAML scalar that means exactly this text.
fn quoted(text: &str) -> String {
    // A JSON string is a YAML scalar as well (YAML 1.2, section 1.2).
    serde_json::Value::from(text).to_string()
}

fn write(files: &[(std::path::PathBuf, String)]) -> ExitCode {
    let added: Vec<_> = files.iter().map(|(path, content)| (path.clone(), content.as_str())).collect();
    if let Err(diagnostic) = emit::add(&added) {
        return stop(*diagnostic);
    }
    let paths: Vec<String> = files.iter().map(|(path, _)| path.display().to_string()).collect();
    out(&format!("{}\n", paths.join("\n")))
}

fn site(folder: &Path, title: Option<&str>, language: &str) -> ExitCode {
    let language = match Language::read(language) {
        Ok(language) => language,
        Err(reason) => return fail(Diagnostic::new(codes::UNKNOWN_LANGUAGE, reason), USAGE),
    };
    let name = folder.file_name().map_or_else(|| "Site".into(), |name| name.to_string_lossy().into_owned());
    let content = folder.join("content");
    let yaml = format!(
        "title: {}\nlanguage: {language}\n# Where the site will be published; canonical links and the sitemap need it.\n# base_url: https://host.example/\n",
        quoted(title.unwrap_or(&name))
    );
    write(&[(content.join("site.yaml"), yaml), (folder.join(".gitignore"), "/public/\n/.plenary/\n".into())])
}

fn event(path: &str, title: Option<&str>, root: &Path) -> ExitCode {
    let path = path.trim_matches('/');
    let folder = match below_content(path) {
        Ok(folder) => root.join(folder),
        Err(diagnostic) => return fail(*diagnostic, USAGE),
    };
    let name = title.unwrap_or_else(|| path.rsplit('/').next().unwrap_or(path));
    let event = format!(
        "---\ntitle: {}\n# date: 2026-03-14T19:00\n# timezone: Asia/Taipei\nspeakers: []\n#  - {{id: ann-lee, name: Ann Lee, role: moderator, organization: …, position: …}}\nquestions: []\n---\n",
        quoted(name)
    );
    write(&[(folder.join("event.md"), event), (folder.join("01.md"), beginning(None))])
}

/// A folder below `content/`; `.` is `content/` itself.
fn below_content(path: &str) -> Result<String, Box<Diagnostic>> {
    if path == "." || path.is_empty() {
        return Ok("content".into());
    }
    let folder = format!("content/{path}");
    let reserved = matches!(path.split('/').next(), Some("speakers" | "pages"));
    let (message, help) = match ContentPath::new(&folder) {
        Ok(_) if !reserved => return Ok(folder),
        Ok(_) => ("`speakers` and `pages` are reserved for profiles and plain pages".into(), "choose another folder"),
        Err(error) => (
            format!("`{path}` cannot be the folder of an event: {error}"),
            "give a path below `content/`, such as `panel` or `2026/panel`",
        ),
    };
    Err(Box::new(Diagnostic::new(codes::USAGE, message).help(help)))
}

fn beginning(title: Option<&str>) -> String {
    format!("# {}\n\n", title.unwrap_or("…"))
}

fn section(event: &str, title: Option<&str>, root: &Path) -> ExitCode {
    let folder = match below_content(event.trim_matches('/')) {
        Ok(folder) => root.join(folder),
        Err(diagnostic) => return fail(*diagnostic, USAGE),
    };
    if !folder.join("event.md").is_file() {
        let help = format!("`plenary new event {event}` makes the event");
        return fail(
            Diagnostic::new(codes::USAGE, "there is no event in this folder")
                .about(folder.display().to_string())
                .help(help),
            FAILED,
        );
    }
    let paths = match paths_in(&folder) {
        Ok(paths) => paths,
        Err(diagnostic) => return stop(*diagnostic),
    };
    let numbers = paths.iter().filter_map(|path| {
        let name = path.file_name()?.to_str()?.strip_suffix(".md")?;
        let digits = name.len() - name.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        name.get(..digits)?.parse::<u32>().ok()
    });
    let next = numbers.max().unwrap_or(0) + 1;
    write(&[(folder.join(format!("{next:02}.md")), beginning(title))])
}

fn speaker(name: &str, id: Option<&str>, root: &Path) -> ExitCode {
    let made = text::speaker_id(name);
    let id = id.unwrap_or(&made);
    if text::speaker_id(id) != id {
        let help = format!("ids are lower-case ASCII letters, digits and hyphens: `{}`", text::speaker_id(id));
        return fail(Diagnostic::new(codes::USAGE, format!("`{id}` cannot be the id of a speaker")).help(help), USAGE);
    }
    let profile = format!("---\nname: {}\n# names: {{en: …}}\n# position: …\n# organization: …\n---\n\n", quoted(name));
    write(&[(root.join(format!("content/speakers/{id}.md")), profile)])
}
