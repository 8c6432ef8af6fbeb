//! The list of what deployments have put into a place. It stands there beside the files.
//!
//! It is written twice: before the first file is sent, with all that is there and all that will come, so that after a break
//! nothing is there that no list names; and at the end, with what is there. While a deployment runs, the list names it: one
//! that finds another's name there has been overtaken.

use std::collections::BTreeMap;
use std::fmt::Write;

use blake3::Hash;

use super::site::Site;
use crate::path::OutPath;

/// The name of the list at the place.
pub(super) const LIST: &str = ".plenary-deployment";

const HEAD: &str = "plenary deployment 1";

/// What deployments have put into a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct List {
    /// Under which rules (headers and the like) it was put there, where a place has such.
    pub(super) rules: String,
    /// The deployment that is running.
    pub(super) by: Option<String>,
    /// Paths with the hashes of their contents; none where it is uncertain which content is there.
    files: BTreeMap<String, Option<Hash>>,
}

impl List {
    /// The list of a site that is there.
    pub(super) fn of(site: &Site) -> Self {
        let files = site.files().map(|(path, file)| (path.to_owned(), Some(file.hash)));
        Self { files: files.collect(), ..Self::default() }
    }

    /// The list of a site that follows another list. Where that one is of a deployment that did not end, what it was to send may still
    /// arrive, and is kept in mind once more.
    pub(super) fn after(site: &Site, before: Option<&Self>) -> Self {
        let open = before.filter(|before| before.by.is_some()).into_iter().flat_map(|before| before.files.keys());
        Self::of(site).with(open.map(String::as_str).filter(|path| !site.holds(path)))
    }

    /// The same with further files, of which it is uncertain what they hold.
    pub(super) fn with<'a>(mut self, paths: impl IntoIterator<Item = &'a str>) -> Self {
        self.files.extend(paths.into_iter().map(|path| (path.to_owned(), None)));
        self
    }

    /// The same under rules.
    #[cfg(feature = "deploy")]
    pub(super) fn under(mut self, rules: &str) -> Self {
        rules.clone_into(&mut self.rules);
        self
    }

    /// The same while a deployment runs.
    pub(super) fn during(mut self, by: String) -> Self {
        self.by = Some(by);
        self
    }

    /// Reads a list; nothing where it is not one of ours. A damaged line is as if its file were of others.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next() != Some(HEAD) {
            return None;
        }
        let mut list = Self::default();
        for line in lines {
            match line.split_once(' ') {
                Some(("rules", rules)) => rules.clone_into(&mut list.rules),
                Some(("by", by)) => list.by = Some(by.to_owned()),
                Some((hash, path)) if OutPath::new(path).is_ok() => {
                    list.files.insert(path.to_owned(), Hash::from_hex(hash).ok());
                }
                _ => {}
            }
        }
        Some(list)
    }

    /// The list as text.
    pub(super) fn to_text(&self) -> String {
        let mut out = format!("{HEAD}\n");
        if !self.rules.is_empty() {
            let _ = writeln!(out, "rules {}", self.rules);
        }
        if let Some(by) = &self.by {
            let _ = writeln!(out, "by {by}");
        }
        for (path, hash) in &self.files {
            match hash {
                Some(hash) => writeln!(out, "{} {path}", hash.to_hex()),
                None => writeln!(out, "- {path}"),
            }
            .unwrap_or_default();
        }
        out
    }

    /// Whether a deployment has put this there.
    pub(super) fn holds(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The hash of what a deployment has put there, where that is certain.
    #[cfg(any(feature = "deploy", test))]
    pub(super) fn hash(&self, path: &str) -> Option<Hash> {
        self.files.get(path).copied().flatten()
    }
}

/// A name for a deployment that no other one has.
pub(super) fn token() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    // Every hasher of the standard library is keyed by the system's source of chance.
    let chance = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), now);
    format!("{:x}-{chance:016x}", now.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_unfinished_deployment_was_to_send_is_kept_in_mind_once() {
        let mut site = Site::default();
        site.add("index.html", b"x".to_vec());
        let ended = List::default().with(["late.css", "index.html"]);
        assert_eq!(List::after(&site, Some(&ended)), List::of(&site));
        let list = List::after(&site, Some(&ended.during("me".into())));
        assert!(list.holds("late.css") && list.hash("index.html").is_some());
        assert_eq!(List::after(&site, Some(&list)), List::of(&site));
    }

    #[test]
    fn lists_survive_being_written_and_read() {
        let mut site = Site::default();
        site.add("a b/圆桌.html", b"x".to_vec());
        let list = List::of(&site).with(["- old.css"]).during("me".into());
        let list = List { rules: "r1".into(), ..list };
        assert_eq!(List::parse(&list.to_text()), Some(list));
        assert_eq!(List::parse("<!doctype html>"), None);
        let damaged = format!("{HEAD}\nx ../../etc/passwd\nnothing\n");
        assert_eq!(List::parse(&damaged), Some(List::default()));
    }
}
