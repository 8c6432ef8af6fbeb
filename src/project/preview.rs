//! Single files of a site, made when they are asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

#[cfg(feature = "cards")]
use super::cards;
use super::open::Opened;
use super::{install, one, pictures};
use crate::artifact::{Artifact, Content};
use crate::check::{Checker, Scales};
use crate::diag::Diagnostics;
use crate::path::UrlPath;
use crate::render::Job;
use crate::view::PageRef;

/// What a file is made from: positions in lists.
#[derive(Debug, Clone, Copy)]
enum Origin {
    Job(usize),
    Copied,
    Variant(usize),
    Card(usize),
    Installed(usize),
}

/// The files of a site by their path in the output, none of them made yet.
pub struct Preview<'s, 'a> {
    site: &'s Opened<'a>,
    origins: BTreeMap<String, (UrlPath, Origin)>,
    sets: Vec<pictures::Set<'s>>,
    cards: Vec<(UrlPath, PageRef, bool)>,
    installed: Vec<UrlPath>,
}

impl<'s, 'a> Preview<'s, 'a> {
    /// The files that a build of this site would write.
    pub fn new(site: &'s Opened<'a>) -> Self {
        let viewer = site.workshop.viewer;
        let sets = pictures::sets(site.material.gallery);
        let cards = viewer.cards();
        let installed = install::urls(viewer, site.material.copied);
        let mut origins = BTreeMap::new();
        let mut add = |url: UrlPath, origin| origins.insert(url.out_path().to_string(), (url, origin));
        for url in site.material.copied.keys() {
            add(url.clone(), Origin::Copied);
        }
        for (at, (_, _, variants)) in sets.iter().enumerate() {
            for variant in *variants {
                add(variant.url.clone(), Origin::Variant(at));
            }
        }
        for (at, (url, ..)) in cards.iter().enumerate() {
            add(url.clone(), Origin::Card(at));
        }
        for (at, url) in installed.iter().enumerate() {
            add(url.clone(), Origin::Installed(at));
        }
        for (at, job) in site.jobs.iter().enumerate() {
            for url in site.workshop.urls(job) {
                add(url, Origin::Job(at));
            }
        }
        Self { site, origins, sets, cards, installed }
    }

    /// Whether there is such a file. The path is that in the output.
    pub fn has(&self, path: &str) -> bool {
        self.origins.contains_key(path)
    }

    /// The file of a path in the output; nothing where there is none. What is broken is told instead.
    pub fn file(&self, path: &str) -> Option<Result<Content, Diagnostics>> {
        let (url, origin) = self.origins.get(path)?;
        let made = self.make(url, *origin);
        Some(made.and_then(|made| {
            let content = made.into_iter().find(|artifact| artifact.path.as_str() == path);
            content.map(|artifact| artifact.content).ok_or_else(Diagnostics::default)
        }))
    }

    fn make(&self, url: &UrlPath, origin: Origin) -> Result<Vec<Artifact>, Diagnostics> {
        let Opened { workshop, jobs, material, .. } = self.site;
        match origin {
            Origin::Job(at) => jobs.get(at).map_or_else(|| Ok(Vec::new()), |job| workshop.make(job)),
            Origin::Copied => {
                let Some(asset) = material.copied.get(url) else { return Ok(Vec::new()) };
                let (content, _) = pictures::copied(asset).map_err(|failure| one(*failure))?;
                Ok(vec![Artifact { path: url.out_path(), content }])
            }
            Origin::Variant(at) => {
                let Some(set) = self.sets.get(at) else { return Ok(Vec::new()) };
                pictures::variants(material.graph, material.cache, *set).map_err(|failure| one(*failure))
            }
            Origin::Card(at) => self.card(at),
            Origin::Installed(at) => {
                let wanted = self.installed.get(at..=at).unwrap_or_default();
                Ok(install::artifacts(workshop, wanted, install::Hashes::default(), material.cache))
            }
        }
    }

    #[cfg(feature = "cards")]
    fn card(&self, at: usize) -> Result<Vec<Artifact>, Diagnostics> {
        let Opened { workshop, material, .. } = self.site;
        let drawn = Mutex::new(Vec::new());
        let put = |artifact: &Artifact| {
            if let Content::Bytes(bytes) = &artifact.content {
                let copy = Artifact { path: artifact.path.clone(), content: Content::Bytes(bytes.clone()) };
                drawn.lock().unwrap_or_else(PoisonError::into_inner).push(copy);
            }
            Ok(())
        };
        let wanted = self.cards.get(at..=at).unwrap_or_default();
        let found = cards::make(workshop.viewer, material.cards, wanted, material, &put);
        if found.has_errors() { Err(found) } else { Ok(drawn.into_inner().unwrap_or_else(PoisonError::into_inner)) }
    }

    #[cfg(not(feature = "cards"))]
    fn card(&self, _at: usize) -> Result<Vec<Artifact>, Diagnostics> {
        Ok(Vec::new())
    }

    /// A check of all pages that can be done page by page, while nobody asks for one.
    pub fn checking(&self) -> Checking<'_, 'a> {
        let files: BTreeSet<String> = self.origins.keys().cloned().collect();
        Checking {
            site: self.site,
            checker: Checker::new(files, Scales::default()),
            next: 0,
            found: Diagnostics::default(),
        }
    }
}

/// A check of finished pages that goes on where it stopped.
pub struct Checking<'s, 'a> {
    site: &'s Opened<'a>,
    checker: Checker,
    next: usize,
    found: Diagnostics,
}

impl Checking<'_, '_> {
    /// Makes and checks one page more; false where all are done.
    pub fn step(&mut self) -> bool {
        let Opened { workshop, jobs, .. } = self.site;
        let Some(job) = jobs.get(self.next) else { return false };
        self.next += 1;
        let Job::Page(page) = job else { return true };
        match workshop.make(job) {
            Ok(made) => {
                if let Some(Artifact { content: Content::Bytes(html), .. }) = made.first() {
                    self.checker.page(&workshop.viewer.url(*page), html);
                }
            }
            Err(found) => self.found.append(found),
        }
        true
    }

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
