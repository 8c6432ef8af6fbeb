//! Whole transcripts on paper: each event's page of everything that was said, printed.
//!
//! In: a site and somebody who can print pages of the web. Out: the printed files. What a page shows is handed over with it, so that nothing
//! but the site itself comes to print. It never starts a program: who prints is the edge's matter.

use std::collections::BTreeMap;
use std::fmt::Debug;

use super::Opened;
use super::preview::{Directory, Preview};
use crate::artifact::{Artifact, Content};
use crate::check;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::path::{OutPath, UrlPath};
use crate::text;
use crate::view::{EventIx, Export, PageRef};

/// Somebody who prints pages.
pub trait Printer: Debug + Send + Sync {
    /// The page at a path among files, printed; or why not.
    fn print(&self, files: &BTreeMap<String, Content>, page: &str) -> Result<Vec<u8>, String>;
}

/// The events of which there shall be something on paper.
pub(super) fn wanted(site: &Opened<'_>) -> Vec<EventIx> {
    let exported = site.workshop.viewer.exported();
    exported.into_iter().filter(|(_, formats)| formats.contains(&Export::Pdf)).map(|(event, _)| event).collect()
}

/// An event, printed.
pub(super) fn make(
    site: &Opened<'_>,
    directory: &Directory,
    event: EventIx,
    printer: Option<&dyn Printer>,
) -> Result<Artifact, Diagnostics> {
    let viewer = site.workshop.viewer;
    let path = viewer.export_url(event, Export::Pdf).out_path();
    let page = viewer.url(PageRef::All(event));
    let address = |file: &str| {
        UrlPath::new(file.strip_suffix("index.html").unwrap_or(file)).ok().and_then(|url| viewer.absolute(&url))
    };
    let mut files = files(&Preview::new(site, directory), &page)?;
    if let Some(Content::Bytes(html)) = files.get_mut(page.out_path().as_str()) {
        *html = on_paper(&String::from_utf8_lossy(html), &page, address).into_bytes();
    }
    let printer = printer.ok_or_else(|| failed(&path, "nobody is there to print"))?;
    let paper = printer.print(&files, page.out_path().as_str()).map_err(|why| failed(&path, &why))?;
    Ok(Artifact { path, content: Content::Bytes(paper) })
}

/// A page with the files that it shows, and those that its styles name.
fn files(preview: &Preview<'_, '_>, page: &UrlPath) -> Result<BTreeMap<String, Content>, Diagnostics> {
    let mut files = BTreeMap::new();
    let mut open = vec![(page.out_path().to_string(), page.clone())];
    while let Some((path, url)) = open.pop() {
        let Some(content) = preview.file(&path).transpose()? else { continue };
        if let Content::Bytes(bytes) = &content {
            for other in check::shown(&url, bytes) {
                let is_new = !files.contains_key(&other) && other != path;
                if let Some(url) = UrlPath::new(&other).ok().filter(|_| is_new && preview.has(&other)) {
                    open.push((other, url));
                }
            }
        }
        files.insert(path, content);
    }
    Ok(files)
}

/// A page whose links to others lead to where they are published, or nowhere; those to places of its own stay. The size of the paper comes
/// before all styles, which may choose another.
fn on_paper(html: &str, page: &UrlPath, address: impl Fn(&str) -> Option<String>) -> String {
    let html = html.replacen("<head>", "<head><style>@page{size:A4}</style>", 1);
    let mut out = String::with_capacity(html.len());
    for (at, part) in html.split("<a ").enumerate() {
        if at == 0 {
            out.push_str(part);
            continue;
        }
        out.push_str("<a ");
        let (tag, rest) = part.split_once('>').unwrap_or((part, ""));
        let link = tag.split_once("href=\"").and_then(|(before, rest)| Some((before, rest.split_once('"')?)));
        match link.and_then(|(before, (link, after))| Some((before, check::target(page, link)?, after))) {
            Some((before, (file, fragment), after)) if file != page.out_path().as_str() => {
                out.push_str(before);
                if let Some(url) = address(&file) {
                    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
                    out.extend(["href=\"", &text::escape(&url), &text::escape(&fragment), "\""]);
                }
                out.push_str(after);
            }
            _ => out.push_str(tag),
        }
        out.push('>');
        out.push_str(rest);
    }
    out
}

fn failed(path: &OutPath, why: &str) -> Diagnostics {
    let message = format!("the transcript could not be printed: {why}");
    super::one(Diagnostic::new(codes::NOT_PRINTED, message).about(path.as_str()).help("install Chromium (`apt-get install chromium`), or let the variable CHROMIUM name the program; or take `pdf` out of the formats"))
}
