//! Single files of a site, made when they are asked for.

use std::collections::BTreeMap;
use std::ops::Bound;
#[cfg(feature = "cards")]
use std::sync::{Mutex, PoisonError};

#[cfg(feature = "cards")]
use super::cards;
use super::open::Opened;
use super::{install, one, pictures};
use crate::artifact::{Artifact, Content};
use crate::check::{Checker, Scales};
use crate::diag::Diagnostics;
use crate::path::UrlPath;
use crate::picture::Frame;
use crate::render::{Headers, Job};
use crate::view::{EventIx, PageRef};

/// What a file is made from.
#[derive(Debug)]
enum Origin {
    Job(Job),
    Copied(UrlPath),
    Variant(UrlPath, Frame),
    Card(UrlPath, PageRef, bool),
    Installed(UrlPath),
}

/// The files that a build would write, none of them made yet. The list holds as long as [`Site::revise`](super::Site::revise) can follow.
pub struct Directory {
    /// By their path in the output.
    origins: BTreeMap<String, Origin>,
    pages: usize,
    headers: Headers,
}

impl Directory {
    /// The files of a site.
    pub fn new(site: &Opened<'_>) -> Self {
        let viewer = site.workshop.viewer;
        let headers = Headers::new(viewer, site.workshop.theme);
        let mut directory = Self { origins: BTreeMap::new(), pages: viewer.pages().len(), headers };
        for url in site.material.tree.assets.keys() {
            directory.add(url, Origin::Copied(url.clone()));
        }
        for (original, frame, variants) in pictures::sets(site.material.gallery) {
            for variant in variants {
                directory.add(&variant.url, Origin::Variant(original.clone(), frame));
            }
        }
        for (url, page, tall) in viewer.cards() {
            directory.add(&url, Origin::Card(url.clone(), page, tall));
        }
        for url in install::urls(viewer, &site.material.tree.assets) {
            directory.add(&url, Origin::Installed(url.clone()));
        }
        // The pieces of the index are only known when they are made.
        for job in site.jobs_but_index() {
            directory.add_job(site, &job);
        }
        directory
    }

    fn add(&mut self, url: &UrlPath, origin: Origin) {
        self.origins.insert(url.out_path().to_string(), origin);
    }

    fn add_job(&mut self, site: &Opened<'_>, job: &Job) {
        for url in site.workshop.urls(job) {
            self.add(&url, Origin::Job(job.clone()));
        }
    }

    /// Puts the pages of an event's turns and quotations in place of those that there were.
    pub(super) fn replace(&mut self, site: &Opened<'_>, event: EventIx, before: &[UrlPath]) {
        let viewer = site.workshop.viewer;
        for url in before {
            let folder = url.as_str();
            let files: Vec<String> = self
                .origins
                .range(folder.to_owned()..)
                .map(|(path, _)| path.clone())
                .take_while(|path| path.starts_with(folder))
                .collect();
            for file in files {
                self.origins.remove(&file);
            }
        }
        let pages = viewer.passages_of(event);
        self.pages = self.pages + pages.len() - before.len();
        for (url, page, tall) in viewer.cards_among(pages.clone()) {
            self.add(&url, Origin::Card(url.clone(), page, tall));
        }
        let embeds = viewer.embedded_among(pages.clone()).into_iter().map(Job::Embed);
        let codes = viewer.coded_among(pages.clone()).into_iter().map(Job::Code);
        for job in pages.into_iter().map(Job::Page).chain(embeds).chain(codes) {
            self.add_job(site, &job);
        }
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.pages
    }

    /// The headers that a host is told to send with a file, by its path in the output.
    pub fn headers(&self, path: &str) -> BTreeMap<&str, &str> {
        self.headers.of(path)
    }

    /// The paths of all files, but of the pieces of the search's index.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.origins.keys().map(String::as_str)
    }
}

/// The files of a site.
pub struct Preview<'s, 'a> {
    site: &'s Opened<'a>,
    directory: &'s Directory,
}

impl<'s, 'a> Preview<'s, 'a> {
    /// The files of a site, and the list of them.
    pub fn new(site: &'s Opened<'a>, directory: &'s Directory) -> Self {
        Self { site, directory }
    }

    /// Whether there is such a file. The path is that in the output.
    pub fn has(&self, path: &str) -> bool {
        self.directory.origins.contains_key(path)
    }

    /// The headers of a file, by its path in the output.
    pub fn headers(&self, path: &str) -> BTreeMap<&str, &str> {
        self.directory.headers(path)
    }

    /// The file of a path in the output; nothing where there is none. What is broken is told instead.
    pub fn file(&self, path: &str) -> Option<Result<Content, Diagnostics>> {
        let made = match self.directory.origins.get(path) {
            Some(origin) => self.make(origin),
            None => self.site.workshop.make(&self.piece(path)?),
        };
        Some(made.and_then(|made| {
            let content = made.into_iter().find(|artifact| artifact.path.as_str() == path);
            content.map(|artifact| artifact.content).ok_or_else(Diagnostics::default)
        }))
    }

    /// The piece of the search's index that stands at a path.
    fn piece(&self, path: &str) -> Option<Job> {
        let indexed = self.site.material.graph.has_search() && path.starts_with("assets/");
        let mut index = indexed.then(|| self.site.workshop.index())?.iter();
        index.position(|piece| piece.url.out_path().as_str() == path).map(Job::Index)
    }

    fn make(&self, origin: &Origin) -> Result<Vec<Artifact>, Diagnostics> {
        let Opened { workshop, material } = self.site;
        match origin {
            Origin::Job(job) => workshop.make(job),
            Origin::Copied(url) => {
                let Some(asset) = material.tree.assets.get(url) else { return Ok(Vec::new()) };
                let (content, _) = pictures::copied(asset).map_err(|failure| one(*failure))?;
                Ok(vec![Artifact { path: url.out_path(), content }])
            }
            Origin::Variant(url, frame) => {
                let Some(shown) = material.gallery.get(&(url.clone(), *frame)) else { return Ok(Vec::new()) };
                let set = (url, *frame, shown.variants.as_slice());
                pictures::variants(material.graph, material.cache, set).map_err(|failure| one(*failure))
            }
            Origin::Card(url, page, tall) => self.card(&[(url.clone(), *page, *tall)]),
            Origin::Installed(url) => {
                let wanted = std::slice::from_ref(url);
                Ok(install::artifacts(workshop, wanted, install::Hashes::default(), material.cache))
            }
        }
    }

    #[cfg(feature = "cards")]
    fn card(&self, wanted: &[(UrlPath, PageRef, bool)]) -> Result<Vec<Artifact>, Diagnostics> {
        let Opened { workshop, material } = self.site;
        let drawn = Mutex::new(Vec::new());
        let put = |artifact: &Artifact| {
            if let Content::Bytes(bytes) = &artifact.content {
                let copy = Artifact { path: artifact.path.clone(), content: Content::Bytes(bytes.clone()) };
                drawn.lock().unwrap_or_else(PoisonError::into_inner).push(copy);
            }
            Ok(())
        };
        let found = cards::make(workshop.viewer, material.cards, wanted, material, &put);
        if found.has_errors() { Err(found) } else { Ok(drawn.into_inner().unwrap_or_else(PoisonError::into_inner)) }
    }

    #[cfg(not(feature = "cards"))]
    fn card(&self, _wanted: &[(UrlPath, PageRef, bool)]) -> Result<Vec<Artifact>, Diagnostics> {
        Ok(Vec::new())
    }

    /// A check of all pages that can be done page by page, while nobody asks for one.
    pub fn checking(&self) -> Checking {
        let pieces = self.site.workshop.index().iter().map(|piece| piece.url.out_path().to_string());
        let files = self.directory.paths().map(str::to_owned).chain(pieces);
        Checking { checker: Checker::new(files, Scales::default()), last: String::new(), found: Diagnostics::default() }
    }

    /// Makes and checks one page more; false where all are done.
    pub fn check(&self, checking: &mut Checking) -> bool {
        let workshop = &self.site.workshop;
        let behind = (Bound::Excluded(checking.last.as_str()), Bound::Unbounded);
        let next = self.directory.origins.range::<str, _>(behind).find_map(|(path, origin)| match origin {
            Origin::Job(job @ Job::Page(page)) => Some((path, job, *page)),
            _ => None,
        });
        let Some((path, job, page)) = next else { return false };
        checking.last.clone_from(path);
        match workshop.make(job) {
            Ok(made) => {
                if let Some(Artifact { content: Content::Bytes(html), .. }) = made.first() {
                    checking.checker.page(&workshop.viewer.url(page), html);
                }
            }
            Err(found) => checking.found.append(found),
        }
        true
    }
}

/// A check of finished pages that goes on where it stopped.
pub struct Checking {
    checker: Checker,
    /// The path of the page that was checked last.
    last: String,
    found: Diagnostics,
}

impl Checking {
    /// What was found.
    pub fn finish(self) -> Diagnostics {
        let Self { checker, mut found, .. } = self;
        // Links to a page that could not be made would all be told as broken.
        if !found.has_errors() {
            found.append(checker.finish());
        }
        found.sorted()
    }
}
