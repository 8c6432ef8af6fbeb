//! The only reader of the site's folder.
//!
//! In: a folder. Out: a [`Tree`]: the configuration, every source with its front matter and body by byte range, and
//! the list of files to copy. It never looks into a body, and it never follows a link out of the folder.

#![allow(clippy::disallowed_methods, reason = "this room is the reader")]

mod change;
mod file;
#[cfg(feature = "cards")]
mod fonts;
mod state;
mod walk;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

pub use change::{Change, change};
pub use file::{document, picture};
#[cfg(feature = "cards")]
pub use fonts::fonts_with;
pub use state::{FOLDERS, State, state};

use crate::config::{self, SiteConfig, Words, WordsFile};
use crate::diag::{Again, Diagnostic, Diagnostics, File, Place, codes};
use crate::path::{ContentPath, UrlPath};
use walk::Found;

/// A source with a front matter and a body.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file.
    pub file: Arc<File>,
    /// Where the YAML stands, without the lines of `---`. Empty where there is none.
    pub front: Range<usize>,
    /// Where the Markdown stands.
    pub body: Range<usize>,
}

impl Document {
    /// The place of a range of the file.
    pub fn place(&self, span: Range<usize>) -> Place {
        Place::new(&self.file, span)
    }
}

/// A folder with an `event.md`.
#[derive(Debug, Clone)]
pub struct EventFolder {
    /// Its path below `content/`; empty for an event at the root.
    pub path: String,
    /// `event.md`.
    pub event: Document,
    /// The numbered files, by number and name.
    pub sections: Vec<(u32, Document)>,
    /// `transcript.md`.
    pub transcript: Option<Document>,
}

/// A file that is copied as it is.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Where it is read from.
    pub from: PathBuf,
    /// What it is called in messages.
    pub path: ContentPath,
    /// Where it is published.
    pub url: UrlPath,
    /// Width and height in pixels, of a picture.
    pub size: Option<(u32, u32)>,
}

/// Everything that the site's folder holds.
#[derive(Debug, Default)]
pub struct Tree {
    /// `site.yaml`, typed.
    pub config: SiteConfig,
    /// `site.yaml` itself.
    pub site_file: Option<Arc<File>>,
    /// `glossary.yaml`.
    pub glossary: Option<Arc<File>>,
    /// The profiles, by file name.
    pub speakers: Vec<Document>,
    /// The plain pages, by file name.
    pub pages: Vec<Document>,
    /// The events, by path.
    pub events: Vec<EventFolder>,
    /// The files to copy, by where they are published.
    pub assets: BTreeMap<UrlPath, Asset>,
    /// The site's own theme: path below the theme's folder, and text.
    pub theme: BTreeMap<String, Arc<File>>,
    /// The ledgers of links, by the folder below `content/` in which they lie.
    pub ledgers: BTreeMap<String, Arc<File>>,
    /// The words of the interface: those that the program brings, overlaid by the theme's.
    pub words: Words,
}

impl Tree {
    /// The first source that was another one when it was read again. What was made of the tree may be a mixture then.
    pub fn changed(&self) -> Option<&ContentPath> {
        let documents = self.speakers.iter().chain(&self.pages).map(|document| &document.file);
        let data = self.site_file.iter().chain(&self.glossary).chain(self.ledgers.values());
        let events = self.events.iter().flat_map(EventFolder::files);
        documents.chain(data).chain(events).find(|file| file.differs()).map(|file| &file.path)
    }
}

/// Reads the folder of a site. Where nothing can be made of it, only the diagnostics count.
pub fn load(root: &Path, builtin_words: Words) -> (Tree, Diagnostics) {
    read(root, builtin_words, None)
}

/// The same for those who will not follow changes: the texts of the sources can be let go once they are read.
pub fn load_to_let_go(root: &Path, builtin_words: Words) -> (Tree, Diagnostics) {
    let folder = root.to_owned();
    let again: Again = Arc::new(move |path| {
        let found = Found { from: folder.join(path.as_str()), path: path.clone() };
        file::text(&found).ok()
    });
    read(root, builtin_words, Some(&again))
}

fn read(root: &Path, builtin_words: Words, again: Option<&Again>) -> (Tree, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let mut tree = Tree { words: builtin_words, ..Tree::default() };
    let site = root.join("content/site.yaml");
    if !site.is_file() {
        diagnostics.push(no_site(root));
        return (tree, diagnostics);
    }
    let found = walk::walk(root, &["content"], &mut diagnostics);
    let (sources, others) = found.into_iter().partition::<Vec<_>, _>(|found| kind(&found.path).is_source());
    let read = |found| source(found, again);
    let read: Vec<_> = sources.par_iter().map(|found| (found, read(found))).collect();
    let mut folders: BTreeMap<String, Parts> = BTreeMap::new();
    for (found, result) in read {
        match result {
            Ok(source) => sort_in(&mut tree, &mut folders, source, &found.path),
            Err(diagnostic) => {
                // Its folder must not seem to have none.
                if kind(&found.path) == Kind::Event {
                    folders.entry(folder_of(&found.path)).or_default().damaged = true;
                }
                diagnostics.push(*diagnostic);
            }
        }
    }
    if let Some(file) = &tree.site_file {
        match config::read::<SiteConfig>(file, 0..file.text().len(), "site") {
            Ok(config) => {
                if let Some(comments) = &config.comments {
                    diagnostics.append(comments.faults(file));
                }
                for (name, target) in &config.deploy {
                    diagnostics.append(target.faults(name, file));
                }
                tree.config = config;
            }
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    make_events(&mut tree, folders, &mut diagnostics);
    add_assets(&mut tree, &others, "content", &mut diagnostics);
    let statics = walk::walk(root, &["static"], &mut diagnostics);
    add_assets(&mut tree, &statics, "static", &mut diagnostics);
    load_theme(root, &mut tree, &mut diagnostics);
    (tree, diagnostics)
}

/// `site.yaml` alone, for who wants to know nothing else.
pub fn configuration(root: &Path) -> Result<SiteConfig, Box<Diagnostic>> {
    let from = root.join("content/site.yaml");
    let path = ContentPath::new("content/site.yaml").ok().filter(|_| from.is_file());
    let found = Found { from, path: path.ok_or_else(|| Box::new(no_site(root)))? };
    let file = Arc::new(file::read(&found)?);
    config::read::<SiteConfig>(&file, 0..file.text().len(), "site")
}

/// The text of `site.yaml` with a line more, if it then says what it shall say and was no other kind of text; nothing where it was.
pub fn with_line(
    root: &Path,
    line: &str,
    says: impl Fn(&SiteConfig) -> bool,
) -> Result<Option<String>, Box<Diagnostic>> {
    let found = Found {
        from: root.join("content/site.yaml"),
        path: ContentPath::new("content/site.yaml").map_err(|_| no_site(root))?,
    };
    let text = file::read(&found)?.text().to_string();
    let end = if text.ends_with('\n') { "" } else { "\n" };
    let longer = Arc::new(File::new(found.path, format!("{text}{end}{line}\n")));
    let read = config::read::<SiteConfig>(&longer, 0..longer.text().len(), "site");
    Ok(read.is_ok_and(|config| says(&config)).then(|| longer.text().to_string()))
}

fn no_site(root: &Path) -> Diagnostic {
    Diagnostic::new(codes::NO_SITE, "there is no site here")
        .about(root.join("content/site.yaml").display().to_string())
        .help("`plenary new site FOLDER` writes one; `--root FOLDER` names another folder")
}

/// What a file below `content/` is, by its name alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Site,
    Glossary,
    Speaker,
    Page,
    Event,
    Transcript,
    Ledger,
    Section(u32),
    Asset,
}

impl Kind {
    fn is_source(self) -> bool {
        self != Self::Asset
    }
}

fn kind(path: &ContentPath) -> Kind {
    let Some(below) = path.below("content") else { return Kind::Asset };
    match below {
        "site.yaml" => return Kind::Site,
        "glossary.yaml" => return Kind::Glossary,
        _ => {}
    }
    let markdown = path.extension() == "md";
    match below.split_once('/') {
        Some(("speakers", name)) if markdown && !name.contains('/') => return Kind::Speaker,
        Some(("pages", name)) if markdown && !name.contains('/') => return Kind::Page,
        Some(("speakers" | "pages", _)) => return Kind::Asset,
        _ => {}
    }
    match path.name() {
        "event.md" => Kind::Event,
        "transcript.md" => Kind::Transcript,
        "links.lock" => Kind::Ledger,
        name if markdown => section_number(name).map_or(Kind::Asset, Kind::Section),
        _ => Kind::Asset,
    }
}

/// The digits with which the name of a section's file begins.
fn section_number(name: &str) -> Option<u32> {
    let digits = name.len() - name.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    name.get(..digits)?.parse().ok()
}

#[derive(Default)]
struct Parts {
    event: Option<Document>,
    /// Whether there is an `event.md` of which nothing can be made.
    damaged: bool,
    transcript: Option<Document>,
    sections: Vec<(u32, Document)>,
}

/// A source as it was read.
enum Source {
    /// One with a body.
    Document(Document),
    /// One of data alone.
    File(Arc<File>),
}

/// Reads a source. A text that can be had again is let go: all of them together are as much as half of what is made of them.
fn source(found: &Found, again: Option<&Again>) -> Result<Source, Box<Diagnostic>> {
    let file = file::read(found)?;
    let file = Arc::new(match again {
        Some(again) => file.with_again(Arc::clone(again)),
        None => file,
    });
    let source = match kind(&found.path) {
        Kind::Site | Kind::Glossary | Kind::Ledger | Kind::Asset => Source::File(Arc::clone(&file)),
        _ => Source::Document(document(&file)?),
    };
    file.let_go();
    Ok(source)
}

/// The folder below `content/` in which a source lies.
fn folder_of(path: &ContentPath) -> String {
    path.folder().strip_prefix("content").unwrap_or_default().trim_start_matches('/').to_owned()
}

fn sort_in(tree: &mut Tree, folders: &mut BTreeMap<String, Parts>, source: Source, path: &ContentPath) {
    match (source, kind(path)) {
        (Source::File(file), Kind::Site) => tree.site_file = Some(file),
        (Source::File(file), Kind::Glossary) => tree.glossary = Some(file),
        (Source::File(file), _) => {
            tree.ledgers.insert(folder_of(path), file);
        }
        (Source::Document(document), Kind::Speaker) => tree.speakers.push(document),
        (Source::Document(document), Kind::Page) => tree.pages.push(document),
        (Source::Document(document), kind) => {
            let parts = folders.entry(folder_of(path)).or_default();
            match kind {
                Kind::Event => parts.event = Some(document),
                Kind::Section(number) => parts.sections.push((number, document)),
                _ => parts.transcript = Some(document),
            }
        }
    }
}

fn make_events(tree: &mut Tree, folders: BTreeMap<String, Parts>, diagnostics: &mut Diagnostics) {
    for (path, parts) in folders {
        let Some(event) = parts.event else {
            // An `event.md` that could not be read has been told already.
            let orphans = parts.sections.iter().map(|(_, document)| document).chain(&parts.transcript);
            for document in orphans.filter(|_| !parts.damaged) {
                diagnostics.push(stray(&document.file, "its folder has no `event.md`"));
            }
            continue;
        };
        if let (Some(transcript), Some((_, section))) = (&parts.transcript, parts.sections.first()) {
            diagnostics.push(
                Diagnostic::new(codes::MIXED_SECTIONS, "this event has numbered files and a `transcript.md`")
                    .at(transcript.place(0..0), "")
                    .also(section.place(0..0), "a numbered file")
                    .help("keep the one or the other"),
            );
        }
        tree.events.push(EventFolder { path, event, sections: parts.sections, transcript: parts.transcript });
    }
}

fn stray(file: &Arc<File>, why: &str) -> Diagnostic {
    Diagnostic::new(codes::STRAY_MARKDOWN, format!("this file is no section: {why}"))
        .at(Place::new(file, 0..0), "")
        .help("give its name a number and its folder an `event.md`, or let its name begin with `_`")
}

fn add_assets(tree: &mut Tree, found: &[Found], folder: &str, diagnostics: &mut Diagnostics) {
    let sized: Vec<_> = found.par_iter().map(|found| walk::picture_size(&found.from)).collect();
    for (found, size) in found.iter().zip(sized) {
        let Some(below) = found.path.below(folder) else { continue };
        let Ok(url) = UrlPath::new(below) else { continue };
        if folder == "content" && found.path.extension() == "md" {
            diagnostics.push(
                Diagnostic::new(
                    codes::STRAY_MARKDOWN,
                    "this Markdown file is no section, since its name does not begin with a number",
                )
                .about(found.path.as_str())
                .help("give it a number, or let its name begin with `_` to keep it out"),
            );
        }
        let asset = Asset { from: found.from.clone(), path: found.path.clone(), url: url.clone(), size };
        if let Some(first) = tree.assets.insert(url, asset) {
            diagnostics.push(
                Diagnostic::new(
                    codes::URL_COLLISION,
                    format!("`{}` and `{}` are both copied to `{below}`", first.path, found.path),
                )
                .about(found.path.as_str())
                .help("rename one of them"),
            );
        }
    }
}

fn load_theme(root: &Path, tree: &mut Tree, diagnostics: &mut Diagnostics) {
    let Some(name) = tree.config.theme.clone() else { return };
    let folder = format!("themes/{name}");
    if ContentPath::new(&folder).is_err() || !root.join(&folder).is_dir() {
        // The theme that the program brings needs no folder.
        if name != "default" {
            let mut diagnostic = Diagnostic::new(codes::UNKNOWN_THEME, format!("there is no theme `{name}`")).help(
                format!("make a folder `{folder}` with what shall differ from the built-in theme, or remove `theme`"),
            );
            if let Some(file) = &tree.site_file {
                let at = file.text().find("theme:").unwrap_or_default();
                diagnostic = diagnostic.at(Place::new(file, at..at + "theme:".len()), "");
            }
            diagnostics.push(diagnostic);
        }
        return;
    }
    for found in walk::walk(root, &[folder.as_str()], diagnostics) {
        let Some(below) = found.path.below(&folder) else { continue };
        if below.starts_with("static/") {
            let Ok(url) = UrlPath::new(below.trim_start_matches("static/")) else { continue };
            let size = walk::picture_size(&found.from);
            tree.assets.entry(url.clone()).or_insert(Asset { from: found.from, path: found.path, url, size });
        } else if matches!(found.path.extension(), "html" | "css" | "js" | "yaml" | "xml" | "svg" | "txt") {
            match file::read(&found) {
                Ok(file) => {
                    tree.theme.insert(below.to_owned(), Arc::new(file));
                }
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
    }
    let words: Vec<_> = tree
        .theme
        .iter()
        .filter_map(|(path, file)| {
            Some((path.strip_prefix("words/")?.strip_suffix(".yaml")?.to_owned(), Arc::clone(file)))
        })
        .collect();
    for (language, file) in words {
        match config::read::<WordsFile>(&file, 0..file.text().len(), "words") {
            Ok(own) => {
                let words = tree.words.entry(language).or_default();
                words.phrases.extend(own.phrases);
                words.audience.extend(own.audience);
                words.scenes.extend(own.scenes);
                words.gaps.extend(own.gaps);
                if !own.language_name.is_empty() {
                    words.language_name = own.language_name;
                }
            }
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_kind() {
        for (path, expected) in [
            ("content/site.yaml", Kind::Site),
            ("content/event.md", Kind::Event),
            ("content/01.md", Kind::Section(1)),
            ("content/panel/12-问答.md", Kind::Section(12)),
            ("content/panel/notes.md", Kind::Asset),
            ("content/panel/transcript.md", Kind::Transcript),
            ("content/links.lock", Kind::Ledger),
            ("content/panel/links.lock", Kind::Ledger),
            ("content/panel/day/event.md", Kind::Event),
            ("content/speakers/you-yang.md", Kind::Speaker),
            ("content/speakers/you-yang.jpg", Kind::Asset),
            ("content/pages/about.md", Kind::Page),
            ("static/01.md", Kind::Asset),
        ] {
            assert_eq!(kind(&ContentPath::new(path).unwrap()), expected, "{path}");
        }
    }
}
