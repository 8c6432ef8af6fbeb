//! A site that follows the changes of its sources is the site that would be read anew: every file, and everything that is told.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use plenary::artifact::Content;
use plenary::diag::{Diagnostics, Format, print};
use plenary::path::BaseUrl;
use plenary::project::{Directory, Preview, Request, Site};

use crate::determinism::fixture;

/// How many edits are made, one after another.
const EDITS: usize = 20;

fn request(root: &Path) -> Request {
    Request {
        root: root.to_owned(),
        output: None,
        base_url: None,
        local: BaseUrl::new("http://127.0.0.1/").ok(),
        drafts: true,
        locked: false,
        trial: false,
        pdf: false,
        printer: None,
        now: Timestamp::UNIX_EPOCH,
        program: String::new(),
    }
}

fn told(found: Diagnostics) -> String {
    print(&found.sorted(), Format::Human, false)
}

/// All files as they would be shown. `directory` is what the site is thought to hold.
fn files(site: &mut Site, directory: Option<&Directory>) -> BTreeMap<String, Vec<u8>> {
    site.lend(|opened| {
        let own = Directory::new(opened);
        let directory = directory.unwrap_or(&own);
        let preview = Preview::new(opened, directory);
        let pages = directory.paths().filter(|path| !path.starts_with("assets/") && !path.starts_with("icons/"));
        let made = pages.map(|path| {
            let bytes = match preview.file(path).unwrap().unwrap_or_else(|found| panic!("{path}: {}", told(found))) {
                Content::Bytes(bytes) => bytes,
                Content::Copy(from) => fs::read(from).unwrap(),
            };
            (path.to_owned(), bytes)
        });
        made.collect()
    })
}

/// Chance that is the same on every machine (Marsaglia, Xorshift RNGs, 2003).
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(n.max(1)).unwrap()).unwrap()
    }

    fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

/// What editors do to a transcript.
const ADDED: [&str; 18] = [
    "**尤洋：** 再说一句。",
    "Ann Lee: One thing more, and ==this one== is quoted.",
    "Ann Lee: See [[e3/02]], [[router]] and [[you-yang]].",
    "Ann Lee: See [[nothing that there is]].",
    "Ann Lee: [there](../e4/02.md) and [here](#a-topic).",
    "Ann Lee: ![A chart](../chart.svg)",
    "Ann Lee: ![None](../none.png)",
    "Q: And why that?",
    "Ann Lee: An answer.",
    "Ann Leo: One letter away.",
    "**Somebody new:** Hello.",
    "**Guest 4:** Hello again.",
    "> [!CORRECTION]\n> It was the other way round.",
    "### Another topic",
    "(applause)",
    "Ann Lee (0:07): With a time.",
    "Ann Lee: A note.[^a]",
    "尤洋 {#pinned}：固定。",
];

pub fn edited(text: &str, chance: &mut Chance) -> String {
    let mut blocks: Vec<String> = text.split("\n\n").map(str::to_owned).collect();
    // The front matter and the heading stay in most edits.
    let at = 1 + chance.below(blocks.len() - 1);
    match chance.below(12) {
        0..=5 => blocks.insert(at.max(2).min(blocks.len()), chance.of(&ADDED).to_owned()),
        6 => drop(blocks.remove(at)),
        7 => {
            let other = 1 + chance.below(blocks.len() - 1);
            blocks.swap(at, other);
        }
        8 => blocks[at].push_str(" More words, 更多的话。"),
        9 => blocks[at] = blocks[at].replace('e', "é"),
        10 => blocks[0] = blocks[0].replace("Section", "Part"),
        _ => return text.to_owned(),
    }
    blocks.join("\n\n")
}

/// The sources of events.
pub fn sources(root: &Path) -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(root.join("content")).sort_by_file_name();
    let files = files.into_iter().map(|entry| entry.unwrap().into_path());
    let texts = files.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    texts.filter(|path| !["speakers", "pages"].iter().any(|folder| path.parent().unwrap().ends_with(folder))).collect()
}

/// Edits a site and compares. Answers how many edits could be followed, and how many were wrong.
fn follows_edits(root: &Path, edits: usize, seed: u64) -> (usize, usize) {
    let mut chance = Chance(seed);
    let sources: Vec<PathBuf> = sources(root);
    let first: Vec<String> = sources.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let (mut followed, mut wrong) = (0, 0);
    let mut shown = Site::read(&request(root), &()).unwrap_or_else(|found| panic!("{}", told(found)));
    let mut directory = shown.lend(Directory::new);
    let mut pending: BTreeSet<PathBuf> = BTreeSet::new();
    for edit in 0..edits {
        let broken = pending.iter().next().and_then(|path| sources.iter().position(|source| source.ends_with(path)));
        let at = broken.unwrap_or_else(|| chance.below(sources.len()));
        let path = &sources[at];
        let text = fs::read_to_string(path).unwrap();
        // What is wrong is put right again sooner or later.
        let now = if pending.is_empty() { edited(&text, &mut chance) } else { first[at].clone() };
        fs::write(path, &now).unwrap();
        pending.insert(path.strip_prefix(root).unwrap().to_owned());
        let anew = Site::read(&request(root), &());
        let revised = shown.revise(&pending, &mut directory);
        let what = format!("edit {edit} of {}: {now}", path.display());
        match (revised, anew) {
            (Some(Ok(())), Ok(mut anew)) => {
                assert_eq!(
                    told(shown.found_with(Diagnostics::default())),
                    told(anew.found_with(Diagnostics::default())),
                    "{what}"
                );
                let (ours, theirs) = (files(&mut shown, Some(&directory)), files(&mut anew, None));
                let only = |one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
                    one.keys().filter(|path| !other.contains_key(*path)).cloned().collect()
                };
                let lists = (only(&ours, &theirs), only(&theirs, &ours));
                assert_eq!(lists, (Vec::new(), Vec::new()), "{what}");
                let other = ours.iter().find(|(path, bytes)| theirs.get(*path) != Some(bytes));
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                if let Some((path, bytes)) = other {
                    assert_eq!(text(bytes), text(&theirs[path]), "{path} after {what}");
                }
                followed += 1;
                pending.clear();
            }
            (Some(Err(found)), Err(anew)) => {
                assert_eq!(told(found), told(anew), "{what}");
                wrong += 1;
            }
            (None, Ok(anew)) => {
                shown = anew;
                directory = shown.lend(Directory::new);
                pending.clear();
            }
            // Of the rest nothing is known but what is wrong.
            (None, Err(_)) => {}
            (Some(Ok(())), Err(anew)) => panic!("{what}\n{}", told(anew)),
            (Some(Err(found)), Ok(_)) => panic!("{what}\n{}", told(found)),
        }
    }
    (followed, wrong)
}

fn fixture_with(more: &str) -> crate::site::Site {
    let site = fixture();
    let config = fs::read_to_string(site.root().join("content/site.yaml")).unwrap();
    site.put("content/site.yaml", format!("{config}{more}"));
    // Links that are known already, some of them to turns that will not be there any more.
    site.build();
    site
}

#[test]
fn a_site_that_follows_changes_is_the_one_that_would_be_read() {
    for (more, seed) in [("", 0x9e37_79b9_7f4a_7c15), ("turn_pages: none\n", 0x2545_f491_4f6c_dd1d)] {
        let site = fixture_with(more);
        let (followed, wrong) = follows_edits(&site.root(), EDITS, seed);
        assert!(followed > EDITS / 3, "{more}: {followed} of {EDITS} edits were followed");
        assert!(wrong > 0, "{more}: some edits were wrong");
    }
}
