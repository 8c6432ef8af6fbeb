//! Publishing: all files of a site are made, checked, and moved into the output.

use rayon::prelude::*;

#[cfg(feature = "cards")]
use super::cards;
use super::made::Made;
use super::open::Opened;
use super::pages::{self, Pages};
use super::preview::Directory;
use super::{Observer, Phase, Request, install, papers, pictures};
use crate::artifact::{self, Artifact};
use crate::check;
use crate::diag::Diagnostics;
use crate::emit::{self, Stage, Written};
use crate::ledger;
use crate::path::{OutPath, UrlPath};
use crate::proof;
use crate::render::Job;
use crate::source::Asset;
use crate::view::PageRef;

/// Does the jobs, checks what comes of them, and moves it into the output, if there is to be one.
pub(super) fn make(request: &Request, site: &Opened<'_>, observer: &dyn Observer) -> (Option<Written>, Diagnostics) {
    let mut press = Press {
        request,
        site,
        jobs: site.jobs(),
        observer,
        sets: pictures::sets(site.material.gallery),
        cards: site.workshop.viewer.cards(),
        installed: install::urls(site.workshop.viewer, &site.material.tree.assets),
        hashes: install::Hashes::default(),
        found: Diagnostics::default(),
    };
    let written = match request.output.as_deref().map(Stage::open).transpose() {
        Ok(Some(stage)) => press.publish(stage),
        Ok(None) => press.check(),
        Err(diagnostic) => {
            press.found.push(*diagnostic);
            None
        }
    };
    (written, press.found)
}

/// What is published, and what was found so far. Every step answers nothing where there is an error.
struct Press<'p, 'a> {
    request: &'p Request,
    site: &'p Opened<'a>,
    jobs: Vec<Job>,
    observer: &'p dyn Observer,
    sets: Vec<pictures::Set<'p>>,
    cards: Vec<(UrlPath, PageRef, bool)>,
    installed: Vec<UrlPath>,
    hashes: install::Hashes,
    found: Diagnostics,
}

impl Press<'_, '_> {
    fn sound(&self) -> Option<()> {
        (!self.found.has_errors()).then_some(())
    }

    /// Makes everything only to look at it.
    fn check(&mut self) -> Option<Written> {
        self.found.append(proof::read(self.site.material.graph.site));
        self.found.append(pages::check(self.site, &self.jobs, self.files(), self.observer));
        self.sound()?;
        self.copies(None)?;
        #[cfg(feature = "cards")]
        if let Some(lacking) = cards::check(self.site.workshop.viewer, &self.cards, &self.site.material) {
            self.found.push(lacking);
        }
        None
    }

    /// Makes everything and moves it in.
    fn publish(&mut self, stage: Stage) -> Option<Written> {
        let cache = self.site.material.cache;
        let made = Made::recall(self.request, cache);
        self.pages(&stage, &made)?;
        self.copies(Some(&stage))?;
        self.pictures(&stage)?;
        self.cards(&stage)?;
        self.install(&stage)?;
        self.papers(&stage)?;
        self.observer.begins(Phase::Publish, 0);
        self.unchanged()?;
        self.bridge(&stage)?;
        self.remember()?;
        let written = stage.commit().map_err(|diagnostic| self.found.push(*diagnostic)).ok()?;
        made.remember(cache);
        Some(written)
    }

    /// Builds bridges between pages as they were and as they are now, for who comes while they are exchanged.
    fn bridge(&mut self, stage: &Stage) -> Option<()> {
        let mut pages = stage.changing();
        pages.retain(|path| artifact::is_page(path.as_str()));
        let built = pages.par_iter().try_for_each(|path| match stage.replaced(path)? {
            Some([before, now]) => stage.bridge(path, check::bridges(&before, &now)),
            None => Ok(()),
        });
        built.map_err(|failure| self.found.push(*failure)).ok()
    }

    /// Every file that there will be.
    fn files(&self) -> impl Iterator<Item = OutPath> {
        let Opened { workshop, material } = self.site;
        let made = self.jobs.iter().flat_map(|job| workshop.urls(job));
        let shown = self.sets.iter().flat_map(|(_, _, variants)| variants.iter().map(|variant| &variant.url));
        let cards = self.cards.iter().map(|(url, ..)| url);
        let all = material.tree.assets.keys().chain(shown).chain(&self.installed).chain(cards).cloned();
        made.chain(all).map(|url| url.out_path())
    }

    fn pages(&mut self, stage: &Stage, made: &Made) -> Option<()> {
        let pages = Pages::new(self.site, stage, made, &self.hashes, self.files());
        self.found.append(pages.make(&self.jobs, self.observer));
        self.sound()
    }

    /// Files that are published as they are, or nearly so.
    fn copies(&mut self, stage: Option<&Stage>) -> Option<()> {
        let assets: Vec<&Asset> = self.site.material.tree.assets.values().collect();
        self.observer.begins(Phase::Copies, assets.len() + self.sets.len());
        let found = assets.par_iter().filter_map(|asset| {
            let found = match pictures::copied(asset) {
                Ok((content, warning)) => {
                    let artifact = Artifact { path: asset.url.out_path(), content };
                    stage.and_then(|stage| stage.put(&artifact).err()).map(|failure| *failure).or(warning)
                }
                Err(failure) => Some(*failure),
            };
            self.observer.advances();
            found
        });
        for diagnostic in found.collect::<Vec<_>>() {
            self.found.push(diagnostic);
        }
        self.sound()
    }

    fn pictures(&mut self, stage: &Stage) -> Option<()> {
        let material = &self.site.material;
        let failed = self.sets.par_iter().filter_map(|set| {
            let made = pictures::variants(material.graph, material.cache, *set);
            let put = made.and_then(|made| made.iter().try_for_each(|artifact| stage.put(artifact).map(drop)));
            self.observer.advances();
            put.err()
        });
        for diagnostic in failed.collect::<Vec<_>>() {
            self.found.push(*diagnostic);
        }
        self.sound()
    }

    #[cfg(feature = "cards")]
    fn cards(&mut self, stage: &Stage) -> Option<()> {
        let Opened { workshop, material } = self.site;
        self.observer.begins(Phase::Cards, self.cards.len());
        let put = |artifact: &Artifact| {
            self.observer.advances();
            stage.put(artifact).map(drop)
        };
        let found = cards::make(workshop.viewer, material.cards, &self.cards, material, &put);
        self.found.append(found);
        self.sound()
    }

    #[cfg(not(feature = "cards"))]
    fn cards(&mut self, _stage: &Stage) -> Option<()> {
        self.sound()
    }

    fn install(&mut self, stage: &Stage) -> Option<()> {
        let hashes = std::mem::take(&mut self.hashes);
        for artifact in install::artifacts(&self.site.workshop, &self.installed, hashes, self.site.material.cache) {
            if let Err(diagnostic) = stage.put(&artifact) {
                self.found.push(*diagnostic);
            }
        }
        self.sound()
    }

    /// Transcripts that are wanted on paper.
    fn papers(&mut self, stage: &Stage) -> Option<()> {
        let wanted = papers::wanted(self.site);
        if wanted.is_empty() {
            return self.sound();
        }
        self.observer.begins(Phase::Papers, wanted.len());
        let printer = self.request.printer.as_deref();
        let directory = Directory::new(self.site);
        let print = |event| {
            let made = papers::make(self.site, &directory, event, printer);
            self.observer.advances();
            made.and_then(|artifact| stage.put(&artifact).map(drop).map_err(|failure| super::one(*failure)))
        };
        let failed: Vec<Diagnostics> = wanted.into_par_iter().filter_map(|event| print(event).err()).collect();
        for found in failed {
            self.found.append(found);
        }
        self.sound()
    }

    /// Some formats hold the texts of sources as they stand, which are read again for them.
    fn unchanged(&mut self) -> Option<()> {
        self.site.changed().map_or(Some(()), |changed| {
            self.found.push(changed);
            None
        })
    }

    /// Links are remembered before they are published: one too many does no harm, one too few would be lost.
    fn remember(&mut self) -> Option<()> {
        let ledgers = self.site.material.ledgers.iter();
        let files = ledgers.map(|(folder, ledger)| (self.request.root.join(ledger::path(folder)), ledger.text()));
        emit::keep(files).map_err(|diagnostic| self.found.push(*diagnostic)).ok()
    }
}
