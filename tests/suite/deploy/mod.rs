//! Deployments: in which order they go, and how they get on with real folders, branches, rsync and storage.

mod order;
mod places;
mod rsync;
mod signature;
#[cfg(feature = "deploy")]
mod storage;

use std::collections::BTreeMap;
use std::process::{Command, Output};

use crate::site::{self, EVENT, Site};

/// A site that looks like one, with the built-in theme, and targets.
pub fn first(targets: &str) -> Site {
    let site = Site::new();
    site.put("content/site.yaml", head("", targets));
    site.put("content/event.md", EVENT);
    site.put(
        "content/01.md",
        "# The tides\n\n**Ann Lee:** {#aaaa} Look, ==it comes back==.\n\n**Bo Chen:** {#bbbb} Yes.\n",
    );
    site.put("content/02.md", "# The lamps\n\n**Bo Chen:** {#cccc} Four of them.\n");
    site.put("content/pages/old.md", "# About what was\n\nIt was so.\n");
    site.put("static/old.txt", "old");
    site
}

/// The same site later: another style, a section more, one otherwise, a page and a file gone.
pub fn second(site: &Site, targets: &str) {
    site.put("content/site.yaml", head("theme_options: {accent: '#8a3b12'}\n", targets));
    site.put(
        "content/01.md",
        "# The tides\n\n**Ann Lee:** {#aaaa} Look, ==it comes back== at night.\n\n**Bo Chen:** {#bbbb} Yes.\n",
    );
    site.put("content/03.md", "# The ferry\n\n**Ann Lee:** {#dddd} It waits.\n");
    std::fs::remove_file(site.root().join("content/pages/old.md")).unwrap();
    std::fs::remove_file(site.root().join("static/old.txt")).unwrap();
}

fn head(options: &str, targets: &str) -> String {
    format!("title: A site\nbase_url: https://x.example/\nlanguage: en\ncards: none\n{options}deploy:\n{targets}")
}

/// `plenary deploy` for a site.
pub fn command(site: &Site, more: &[&str]) -> Command {
    let mut command = site::plenary();
    command.arg("deploy").arg("--root").arg(site.root()).args(more);
    for (variable, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AWS_")) {
        command.env_remove(variable);
    }
    // Nothing of whoever runs the tests: no keys, no settings of git.
    command.env("HOME", site.root()).env("GIT_CONFIG_NOSYSTEM", "1");
    command
}

/// Runs a deployment that must end with this code; answers what it said.
pub fn ends(command: &mut Command, code: i32) -> String {
    let output = command.output().unwrap();
    let said = all(&output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    said
}

pub fn all(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// What the site consists of, without what stands beside it.
pub fn files(folder: &std::path::Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = site::snapshot(folder);
    files.retain(|path, _| !path.starts_with(".plenary") && !path.starts_with(".git/"));
    files
}

/// The same files with the same bytes; tells of what differs by its path.
pub fn same(there: &BTreeMap<String, Vec<u8>>, wanted: &BTreeMap<String, Vec<u8>>) {
    let differing = there.keys().chain(wanted.keys()).filter(|path| there.get(*path) != wanted.get(*path));
    assert_eq!(differing.collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>(), [""; 0]);
}

/// Everything in a site that holds together is there: each page has what it shows, and no link that a reader can come to from the home
/// page leads nowhere. Answers what is missing.
pub fn missing(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut missing = Vec::new();
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let shown =
            targets(path, &String::from_utf8_lossy(bytes)).into_iter().filter(|target| !target.ends_with(".html"));
        missing
            .extend(shown.filter(|target| !files.contains_key(target)).map(|target| format!("{path} shows {target}")));
    }
    let reached = reached(files);
    // Before the first deployment there is not even a home page.
    let nowhere = reached.iter().filter(|(page, from)| !from.is_empty() && !files.contains_key(*page));
    missing.extend(nowhere.map(|(page, from)| format!("{from} leads to {page}")));
    missing
}

/// The pages to which a reader can come from the home page, there or not, each with one that leads to it.
pub fn reached(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, String> {
    let mut reached = BTreeMap::new();
    let mut open = vec![("index.html".to_owned(), String::new())];
    while let Some((page, from)) = open.pop() {
        if reached.contains_key(&page) {
            continue;
        }
        if let Some(bytes) = files.get(&page) {
            let links =
                targets(&page, &String::from_utf8_lossy(bytes)).into_iter().filter(|target| target.ends_with(".html"));
            open.extend(links.map(|target| (target, page.clone())));
        }
        reached.insert(page, from);
    }
    reached
}

/// Files of the site to which a page refers.
fn targets(page: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for start in ["href=\"", "src=\""] {
        for (at, _) in text.match_indices(start) {
            let value = text[at + start.len()..].split('"').next().unwrap();
            let value = value.split(['#', '?']).next().unwrap().replace("https://x.example/", "/");
            if value.is_empty() || value.contains(':') {
                continue;
            }
            let mut parts: Vec<&str> = page.split('/').collect();
            parts.pop();
            if value.starts_with('/') {
                parts.clear();
            }
            for part in value.split('/') {
                match part {
                    "" | "." => {}
                    ".." => drop(parts.pop()),
                    part => parts.push(part),
                }
            }
            let folder = value.ends_with('/') || value.ends_with("..") || value == ".";
            if folder {
                parts.push("index.html");
            }
            found.push(parts.join("/"));
        }
    }
    found
}

/// What a build makes of a site, without a place.
pub fn built(site: &Site) -> std::collections::BTreeMap<String, Vec<u8>> {
    files(&site.root().join("public"))
}
