//! What is to be done, and in which order: see [`Step`]. Pure: it is the order that keeps a site whole while it changes.
//!
//! Files that go together go in any order and several at once.

use std::collections::{BTreeMap, BTreeSet};

use super::list::List;
use super::site::Site;
use crate::artifact::HOME;
pub use crate::artifact::Step;

/// What a place holds, compared with the site.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct There {
    /// Whether a deployment has left its list.
    pub ours: bool,
    /// Paths of the site that are there already, and whether with the same content.
    pub files: BTreeMap<String, bool>,
    /// Files of earlier deployments that the site no longer has.
    pub gone: BTreeSet<String>,
    /// How many files of others there are.
    pub foreign: usize,
    /// Whether the list says what it shall say at the end.
    pub settled: bool,
}

impl There {
    /// What is there, by the list of the last deployment and by the files that are present, each with whether its content is that of the site.
    pub(super) fn new(site: &Site, list: Option<&List>, present: impl IntoIterator<Item = (String, bool)>) -> Self {
        let mut there = Self { ours: list.is_some(), ..Self::default() };
        for (path, same) in present {
            if site.holds(&path) {
                there.files.insert(path, same);
            } else if list.is_some_and(|list| list.holds(&path)) {
                there.gone.insert(path);
            } else {
                there.foreign += 1;
            }
        }
        there
    }

    /// Whether there is anything but a list of ours.
    pub(super) fn holds_files(&self) -> bool {
        !self.files.is_empty() || !self.gone.is_empty() || self.foreign > 0
    }
}

/// Files that go together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// What becomes of them.
    pub step: Step,
    /// Their paths, in the order in which they go where one goes after the other.
    pub paths: Vec<String>,
}

/// What is to be done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The steps that have something to do, in their order.
    pub stages: Vec<Stage>,
    /// How many files stay as they are.
    pub kept: usize,
    /// How many bytes are sent.
    pub bytes: u64,
}

impl Plan {
    /// What makes of what is there what shall be there.
    pub fn new(site: &Site, there: &There) -> Self {
        let mut steps: BTreeMap<Step, Vec<String>> = BTreeMap::new();
        let mut plan = Self::default();
        for (path, file) in site.files() {
            if there.files.get(path) == Some(&true) {
                plan.kept += 1;
                continue;
            }
            let step = Step::putting(path, !there.files.contains_key(path));
            plan.bytes += file.length;
            steps.entry(step).or_default().push(path.to_owned());
        }
        for path in &there.gone {
            steps.entry(Step::removing(path)).or_default().push(path.clone());
        }
        for (step, mut paths) in steps {
            paths.sort_by_key(|path| step.place(path));
            // A new home page leads to all the others, so it does not go beside them.
            let home = if step == Step::NewPages { paths.pop_if(|path| path == HOME) } else { None };
            let stages = [paths, home.into_iter().collect()].into_iter().filter(|paths| !paths.is_empty());
            plan.stages.extend(stages.map(|paths| Stage { step, paths }));
        }
        plan
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.stages.is_empty()
    }

    /// How many files are sent or removed.
    pub fn steps(&self) -> usize {
        self.sent() + self.removed()
    }

    /// How many files are sent.
    pub fn sent(&self) -> usize {
        self.count(|step| !step.removes())
    }

    /// How many files are removed.
    pub fn removed(&self) -> usize {
        self.count(Step::removes)
    }

    fn count(&self, wanted: impl Fn(Step) -> bool) -> usize {
        self.stages.iter().filter(|stage| wanted(stage.step)).map(|stage| stage.paths.len()).sum()
    }

    /// The paths of files that are sent or removed.
    pub fn touched(&self) -> BTreeSet<&str> {
        self.stages.iter().flat_map(|stage| &stage.paths).map(String::as_str).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[(&str, &str)]) -> Site {
        let mut site = Site::default();
        for (path, text) in files {
            site.add(path, text.as_bytes().to_vec());
        }
        site
    }

    #[test]
    fn assets_come_first_then_pages_and_removals_are_last() {
        let site = site(&[
            ("assets/new.css", "n"),
            ("feed.xml", "f2"),
            ("index.html", "i2"),
            ("kept.html", "k"),
            ("a/b/index.html", "b2"),
            ("a/new/index.html", "n"),
        ]);
        let list = List::of(&site).with(["gone/index.html", "assets/old.css"]);
        let present = [
            ("feed.xml", false),
            ("index.html", false),
            ("kept.html", true),
            ("a/b/index.html", false),
            ("gone/index.html", false),
            ("assets/old.css", false),
            ("readme.txt", false),
        ];
        let there = There::new(&site, Some(&list), present.map(|(path, same)| (path.to_owned(), same)));
        assert_eq!((there.ours, there.foreign), (true, 1));
        let plan = Plan::new(&site, &there);
        let order: Vec<String> = plan
            .stages
            .iter()
            .flat_map(|stage| stage.paths.iter().map(|path| format!("{} {path}", stage.step.word())))
            .collect();
        assert_eq!(
            order,
            [
                "new assets/new.css",
                "new a/new/index.html",
                "changed a/b/index.html",
                "changed index.html",
                "changed feed.xml",
                "removed gone/index.html",
                "removed assets/old.css",
            ]
        );
        assert_eq!((plan.kept, plan.bytes, plan.sent(), plan.removed()), (1, 8, 5, 2));
    }

    #[test]
    fn a_new_home_page_goes_when_all_others_are_there() {
        let site = site(&[("a.css", "a"), ("index.html", "i"), ("z/index.html", "z")]);
        let stages = Plan::new(&site, &There::default()).stages;
        let paths: Vec<_> = stages.iter().map(|stage| stage.paths.join(" ")).collect();
        assert_eq!(paths, ["a.css", "z/index.html", "index.html"]);
    }

    #[test]
    fn what_no_list_names_is_not_removed() {
        let site = site(&[("index.html", "i")]);
        let there = There::new(&site, None, [("thesis.doc".to_owned(), false)]);
        assert!(there.gone.is_empty() && there.holds_files() && !there.ours);
    }
}
