//! What makes the site a thing that can be installed and read without a network: the manifest, the worker, the lists of
//! what belongs to an event.

use std::collections::BTreeMap;

use serde_json::json;

use super::icon::{self, Icon};
use crate::path::UrlPath;
use crate::view::{Installation, Kept, Viewer};

/// The colours of the paper, as the theme's pages state them.
const PAPER: &str = "#fdfcfa";

/// Where the manifest stands.
pub fn manifest_url() -> UrlPath {
    UrlPath::home().file("manifest.webmanifest")
}

/// Where the worker stands: at the root, since it sees what lies below it.
pub fn worker_url() -> UrlPath {
    UrlPath::home().file("sw.js")
}

/// Where an icon stands.
pub fn icon_url(icon: Icon) -> UrlPath {
    UrlPath::home().page("icons").file(icon.name)
}

/// The icon of an iPhone's home screen.
pub fn touch_icon() -> Option<UrlPath> {
    icon::all().find(|icon| icon.side == Some(180)).map(icon_url)
}

/// The icon of a site that brings none.
pub fn vector_icon() -> Option<UrlPath> {
    icon::all().find(|icon| icon.side.is_none()).map(icon_url)
}

/// The manifest (W3C Web Application Manifest). All addresses are relative to it, so that it holds under any path.
pub fn manifest(viewer: &Viewer<'_>) -> String {
    let Installation { name, description, language, direction, icon } = viewer.installation();
    let relative = |url: &UrlPath| url.relative_to(&manifest_url());
    let mut icons: Vec<_> = icon::all()
        .filter(|icon| icon.side != Some(180))
        .map(|icon| {
            let side = icon.side.map_or_else(|| "any".to_owned(), |side| format!("{side}x{side}"));
            let kind = if icon.side.is_some() { "image/png" } else { "image/svg+xml" };
            let purpose = if icon.maskable { "maskable" } else { "any" };
            json!({"src": relative(&icon_url(icon)), "sizes": side, "type": kind, "purpose": purpose})
        })
        .collect();
    if let Some(own) = icon {
        icons.insert(0, json!({"src": relative(&own), "sizes": "any", "purpose": "any"}));
    }
    let short: String = name.chars().take(12).collect();
    let manifest = json!({
        "name": name,
        "short_name": short.trim(),
        "description": description.unwrap_or_default(),
        "lang": language,
        "dir": direction,
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons,
    });
    format!("{manifest:#}\n")
}

/// The list of an event's pages with their hashes: what a reader keeps, and by what one sees that it has changed; and of its texts in the
/// search's index.
pub fn list(kept: &Kept, hashes: &BTreeMap<UrlPath, String>, texts: &[String]) -> String {
    let home = UrlPath::home();
    let entries = |pages: &[UrlPath]| -> Vec<_> {
        pages.iter().filter_map(|url| Some(json!([url.relative_to(&home), hashes.get(url)?]))).collect()
    };
    let list = json!({
        "title": kept.title,
        "language": kept.language,
        "home": kept.pages.first().map(|url| url.relative_to(&home)),
        "pages": entries(&kept.pages),
        "more": entries(&kept.more),
        "texts": texts,
    });
    format!("{list}\n")
}

/// The worker: the theme's program behind what this build is.
pub fn worker(program: &str, hashes: &BTreeMap<UrlPath, String>) -> String {
    let mut all = blake3::Hasher::new();
    all.update(program.as_bytes());
    for (url, hash) in hashes {
        all.update(url.as_str().as_bytes()).update(&[0]).update(hash.as_bytes()).update(&[0]);
    }
    let version = all.finalize().to_hex();
    let search = hashes.contains_key(&UrlPath::home().page("search")).then_some("search/");
    let build = json!({"version": version.get(..16), "core": ["./", "404.html"], "search": search});
    format!("const build = {build};\n{program}")
}
