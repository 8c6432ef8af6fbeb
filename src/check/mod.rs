//! Whether finished pages hold together: every link inside the site leads to a page that exists and to an id on it,
//! no id stands twice, and no section weighs more than a phone should wait for.
//!
//! In: pages as they were rendered. Out: diagnostics. It looks at what the reader gets, so it finds what templates
//! break as well as what sources break.

mod attributes;
mod weight;

use std::borrow::Borrow;
use std::collections::{BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Mutex;

pub use weight::Scales;

use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::path::{OutPath, UrlPath, decode};
use crate::text;

/// Pages as they come in.
#[derive(Debug)]
pub struct Checker {
    /// Hashes of every file of the output: their names would be as long as all that is known of their places.
    files: HashSet<u64>,
    scales: Scales,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    /// Hashes of `page#id`.
    anchors: HashSet<u64>,
    /// Links to an id of another page that was not seen yet, by the page on which they stand.
    wanted: Vec<(u64, Box<str>, UrlPath)>,
    diagnostics: Diagnostics,
    /// Sections that weigh too much.
    heavy: Vec<Diagnostic>,
}

/// How many sections that weigh too much are told one by one: mostly they all do, for one reason.
const HEAVY: usize = 5;

impl Checker {
    /// A checker that knows which files there will be, and what those of the theme weigh.
    pub fn new(files: impl IntoIterator<Item = impl Borrow<str>>, scales: Scales) -> Self {
        let files = files.into_iter().map(|file| key(file.borrow(), "")).collect();
        Self { files, scales, seen: Mutex::default() }
    }

    /// Whether there will be such a file.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains(&key(path, ""))
    }

    /// Weighs the page of a section with so many words to read, and which may have a recording to play.
    pub fn weigh(&self, url: &UrlPath, html: &[u8], words: impl FnOnce() -> usize, recording: bool) {
        if let Some(heavy) = self.scales.weigh(url, html, words, recording) {
            self.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner).heavy.push(heavy);
        }
    }

    /// Takes in a page.
    pub fn page(&self, url: &UrlPath, html: &[u8]) {
        let page = attributes::read(html);
        let mut found = Diagnostics::default();
        let here = url.out_path();
        let mut anchors: Vec<u64> = Vec::with_capacity(page.ids.len());
        let mut own: HashSet<&str> = HashSet::with_capacity(page.ids.len());
        for id in &page.ids {
            anchors.push(key(here.as_str(), id));
            if !own.insert(id) {
                found.push(broken(url, format!("the id `{id}` stands twice")));
            }
        }
        let mut wanted: Vec<(u64, Box<str>, UrlPath)> = Vec::new();
        for link in &page.links {
            match target(url, link) {
                None => {}
                Some((file, fragment)) => {
                    if !self.has(&file) {
                        found.push(broken(url, format!("the link `{link}` leads to no page")));
                    } else if let Some(fragment) = fragment.filter(|_| is_page(&file)) {
                        // In other files a fragment is no id but, say, a time (`talk.mp3#t=754`).
                        if file == here.as_str() {
                            if !own.contains(fragment.as_str()) {
                                found.push(broken(url, format!("the link `{link}` leads to no place on the page")));
                            }
                        } else {
                            wanted.push((key(&file, &fragment), link.as_str().into(), url.clone()));
                        }
                    }
                }
            }
        }
        wanted.sort_by_key(|(key, ..)| *key);
        wanted.dedup_by_key(|(key, ..)| *key);
        // A thread that panicked has been told already; what it saw is still true.
        let mut seen = self.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let seen = &mut *seen;
        seen.anchors.extend(anchors);
        // Most places were seen before the links to them: pages of sections come first.
        seen.wanted.extend(wanted.into_iter().filter(|(key, ..)| !seen.anchors.contains(key)));
        seen.diagnostics.append(found);
    }

    /// Takes in where links may lead to on a page that itself is as it was.
    pub fn anchors(&self, path: &OutPath, html: &[u8]) {
        let page = attributes::read(html);
        let anchors: Vec<u64> = page.ids.iter().map(|id| key(path.as_str(), id)).collect();
        self.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner).anchors.extend(anchors);
    }

    /// Pages of which no place was seen to which a link leads.
    pub fn unseen(&self) -> BTreeSet<String> {
        let seen = self.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let wanted = seen.wanted.iter().filter(|(key, ..)| !seen.anchors.contains(key));
        wanted.filter_map(|(_, link, url)| target(url, link)).map(|(file, _)| file).collect()
    }

    /// What was found, once all pages are in.
    pub fn finish(self) -> Diagnostics {
        let mut seen = self.seen.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        for (key, link, url) in &seen.wanted {
            if !seen.anchors.contains(key) {
                seen.diagnostics.push(broken(url, format!("the link `{link}` leads to no place on its page")));
            }
        }
        seen.heavy.sort_by(|a, b| a.path.cmp(&b.path));
        let more = seen.heavy.len().saturating_sub(HEAVY);
        for (at, mut heavy) in seen.heavy.into_iter().take(HEAVY).enumerate() {
            if at + 1 == HEAVY && more > 0 {
                heavy.message = format!("{}; so do {more} more sections", heavy.message);
            }
            seen.diagnostics.push(heavy);
        }
        seen.diagnostics
    }
}

/// The files of the site that a page, or a style, shows: no pages.
pub fn shown(url: &UrlPath, content: &[u8]) -> BTreeSet<String> {
    let text = String::from_utf8_lossy(content);
    let in_style = text.split("url(").skip(1).filter_map(|rest| rest.split(')').next());
    let in_style = in_style.map(|link| link.trim_matches(['"', '\'', ' ']).to_owned());
    let links = attributes::read(content).links.into_iter().chain(in_style);
    links.filter_map(|link| target(url, &link)).map(|(file, _)| file).filter(|file| !is_page(file)).collect()
}

/// Whether a page has lost an id that it had.
pub fn has_lost(before: &[u8], now: &[u8]) -> bool {
    let (before, now) = (attributes::read(before), attributes::read(now));
    let now: HashSet<&str> = now.ids.iter().map(String::as_str).collect();
    before.ids.iter().any(|id| !now.contains(id.as_str()))
}

/// What stands in the place of a page while the pages of its site are exchanged one by one: before its turn, and from then until all have had
/// theirs. Both have the ids of both, so that links of pages that are still old and of those that are new already lead to a place. Nothing
/// where the page as it was, or as it is now, has them all.
pub fn bridges(before: &[u8], now: &[u8]) -> [Option<Vec<u8>>; 2] {
    let (old, new) = (attributes::read(before), attributes::read(now));
    let with = |page: &[u8], has: &[String], wants: &[String]| {
        let has: HashSet<&str> = has.iter().map(String::as_str).collect();
        let wants: BTreeSet<&str> = wants.iter().map(String::as_str).filter(|id| !has.contains(id)).collect();
        let anchors = wants.iter().flat_map(|id| ["<a id=\"".into(), text::escape(id), "\"></a>".into()]);
        (!wants.is_empty()).then(|| [page, anchors.collect::<String>().as_bytes()].concat())
    };
    [with(before, &old.ids, &new.ids), with(now, &new.ids, &old.ids)]
}

/// Whether a file has ids that a fragment can name.
fn is_page(file: &str) -> bool {
    file.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("html"))
}

fn broken(url: &UrlPath, message: String) -> Diagnostic {
    Diagnostic::new(codes::BROKEN_PAGE, message)
        .about(url.out_path().as_str())
        .help("if a template of your theme or raw HTML in a source makes it, mend it there")
}

/// The same for the same place in every process.
fn key(file: &str, id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (file, id).hash(&mut hasher);
    hasher.finish()
}

/// The file of the output that a relative link leads to, and the id; nothing for links out of the site.
pub fn target(page: &UrlPath, link: &str) -> Option<(String, Option<String>)> {
    let has_scheme = link.split_once(':').is_some_and(|(scheme, _)| {
        !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    });
    if has_scheme || link.starts_with('/') {
        return None;
    }
    let (path, fragment) = link.split_once('#').map_or((link, None), |(path, fragment)| (path, Some(fragment)));
    let fragment =
        fragment.filter(|fragment| !fragment.is_empty()).map(|fragment| decode(fragment).unwrap_or_default());
    let path = path.split('?').next().unwrap_or_default();
    if path.is_empty() {
        return Some((page.out_path().to_string(), fragment));
    }
    let here = page.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = here.split('/').filter(|part| !part.is_empty()).collect();
    let decoded = decode(path)?;
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                // A link above the root leads out of the site.
                if parts.pop().is_none() {
                    return Some((String::from(".."), None));
                }
            }
            part => parts.push(part),
        }
    }
    let mut file = parts.join("/");
    if decoded.ends_with('/') || decoded.ends_with("..") || decoded == "." || file.is_empty() {
        if !file.is_empty() {
            file.push('/');
        }
        file.push_str("index.html");
    }
    Some((file, fragment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bridge_has_the_places_of_both_pages() {
        let text = |bytes: Option<Vec<u8>>| bytes.map(|bytes| String::from_utf8(bytes).unwrap());
        let both = |before: &str, now: &str| bridges(before.as_bytes(), now.as_bytes()).map(text);
        assert_eq!(both("<p id=a>", "<b id=a>"), [None, None]);
        assert_eq!(both("<p id=a>", "<p id=a><p id='b&amp;c'>"), [Some("<p id=a><a id=\"b&amp;c\"></a>".into()), None]);
        assert_eq!(both("<p id=a><p id=b>", "<p id=b>"), [None, Some("<p id=b><a id=\"a\"></a>".into())]);
        assert_eq!(
            both("<p id=a>", "<p id=b>"),
            [Some("<p id=a><a id=\"b\"></a>".into()), Some("<p id=b><a id=\"a\"></a>".into())]
        );
    }

    #[test]
    fn targets_are_files() {
        let page = UrlPath::new("a/01/").unwrap();
        for (link, file, fragment) in [
            ("../02/", "a/02/index.html", None),
            ("./", "a/01/index.html", None),
            ("#k3f9", "a/01/index.html", Some("k3f9")),
            ("../../", "index.html", None),
            ("../../../", "..", None),
            ("../x.png", "a/x.png", None),
            ("../%E5%9B%BE.png#p", "a/图.png", Some("p")),
        ] {
            assert_eq!(target(&page, link), Some((file.to_owned(), fragment.map(str::to_owned))), "{link}");
        }
        assert_eq!(target(&page, "https://x.example/"), None);
        assert_eq!(target(&page, "mailto:a@b.example"), None);
    }

    #[test]
    fn faults_are_found() {
        let checker = Checker::new(["index.html", "a/index.html"], Scales::default());
        checker.page(
            &UrlPath::home(),
            b"<a href=\"a/#there\">x</a><a href=\"a/#gone\">x</a><a href=\"b/\">x</a><p id=x><p id=x><a href=#y>z</a>",
        );
        checker.page(&UrlPath::new("a/").unwrap(), b"<p id=\"there\">");
        let messages: Vec<_> = checker.finish().sorted().iter().map(|d| d.message.clone()).collect();
        assert_eq!(
            messages,
            [
                "the id `x` stands twice",
                "the link `#y` leads to no place on the page",
                "the link `a/#gone` leads to no place on its page",
                "the link `b/` leads to no page",
            ]
        );
    }
}
