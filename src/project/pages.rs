//! All that is made of words: a page whose template would see what it saw last time is left as it is, every other one is made, and
//! together they are checked.
//!
//! In: jobs, and what is known of the last build. Out: files in the stage, and what was found. It must never keep a page that would be another.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::install::Hashes;
use super::made::Made;
use super::open::Opened;
use super::{Observer, Phase};
use crate::artifact::{Artifact, Content};
use crate::assets;
use crate::check::{self, Checker, Scales};
use crate::diag::{Diagnostic, Diagnostics};
use crate::emit::Stage;
use crate::path::{OutPath, UrlPath};
use crate::render::Job;
use crate::view::PageRef;

/// Pages on their way to where they are published.
pub(super) struct Pages<'p, 'a> {
    site: &'p Opened<'a>,
    stage: &'p Stage,
    made: &'p Made,
    hashes: &'p Hashes,
    checker: Checker,
    /// Pages that are left as they are.
    kept: Mutex<Vec<UrlPath>>,
}

/// Does the jobs on all cores, for one to look at what comes of each. Failures of every job are told.
fn each(jobs: &[Job], observer: &dyn Observer, act: impl Fn(&Job) -> Result<(), Diagnostics> + Sync) -> Diagnostics {
    observer.begins(Phase::Pages, jobs.len());
    let failed = jobs.par_iter().filter_map(|job| {
        let done = act(job);
        observer.advances();
        done.err()
    });
    failed.collect::<Vec<_>>().into_iter().collect()
}

/// Makes all pages only to look at them, and tells what they weigh as well: to compress one takes longer than to make it.
pub(super) fn check(
    site: &Opened<'_>,
    jobs: &[Job],
    files: impl Iterator<Item = OutPath>,
    observer: &dyn Observer,
) -> Diagnostics {
    let workshop = &site.workshop;
    let checker = Checker::new(files, Scales::new(workshop.theme.files().map(|file| (&file.url, file.text.as_str()))));
    let mut found = each(jobs, observer, |job| {
        let made = workshop.make(job)?;
        if let (Job::Page(page), Some(Artifact { content: Content::Bytes(html), .. })) = (job, made.first()) {
            let url = workshop.viewer.url(*page);
            checker.page(&url, html);
            if let Some((body, recording)) = workshop.viewer.read(*page) {
                checker.weigh(&url, html, || body.words(), recording);
            }
        }
        Ok(())
    });
    // Links to a page that could not be made would all be told as broken.
    if !found.has_errors() {
        found.append(checker.finish());
    }
    found
}

impl<'p, 'a> Pages<'p, 'a> {
    /// Pages of which it is known how the last build made them.
    pub(super) fn new(
        site: &'p Opened<'a>,
        stage: &'p Stage,
        made: &'p Made,
        hashes: &'p Hashes,
        files: impl Iterator<Item = OutPath>,
    ) -> Self {
        let checker = Checker::new(files, Scales::default());
        Self { site, stage, made, hashes, checker, kept: Mutex::default() }
    }

    /// Does all jobs. Answers what was found.
    pub(super) fn make(self, jobs: &[Job], observer: &dyn Observer) -> Diagnostics {
        let mut found = each(jobs, observer, |job| match job {
            Job::Page(page) => self.page(*page),
            job => {
                let made = self.site.workshop.make(job)?;
                made.iter().try_for_each(|one| self.stage.put(one).map(drop)).map_err(told)
            }
        });
        // Links to a page that could not be made would all be told as broken.
        if !found.has_errors() {
            found.append(self.look_at_kept(jobs).map_or_else(|failed| failed, |()| self.checker.finish()));
        }
        found
    }

    fn page(&self, page: PageRef) -> Result<(), Diagnostics> {
        let workshop = &self.site.workshop;
        let url = workshop.viewer.url(page);
        let path = url.out_path();
        let sheet = workshop.sheet(page);
        let digest = sheet.digest();
        let same = digest.and_then(|digest| self.made.same(&path, digest)).filter(|hash| self.stage.keep(&path, hash));
        let hash = if let Some(hash) = same {
            self.kept.lock().unwrap_or_else(PoisonError::into_inner).push(url.clone());
            hash
        } else {
            let html = sheet.render()?.into_bytes();
            self.checker.page(&url, &html);
            self.stage.put(&Artifact { path: path.clone(), content: Content::Bytes(html) }).map_err(told)?
        };
        if let Some(digest) = digest {
            self.made.insert(&path, digest, hash);
        }
        self.hashes.insert(url, &hash);
        Ok(())
    }

    /// Shows the checker what it needs to see of pages that were not made: the places to which others lead, and all of it where a page,
    /// or a place on one, is gone to which they may lead. More could not be wrong, for nothing is published that is.
    fn look_at_kept(&self, jobs: &[Job]) -> Result<(), Diagnostics> {
        let kept = std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner));
        if kept.is_empty() {
            return Ok(());
        }
        let gone = self.stage.before().any(|path| !self.checker.has(path) && !assets::is_fingerprinted(path));
        if gone || self.has_lost(jobs)? {
            let look = |url: &UrlPath| self.stage.published(&url.out_path()).map(|html| self.checker.page(url, &html));
            return kept.par_iter().try_for_each(look).map_err(told);
        }
        let unseen = self.checker.unseen();
        let paths = kept.iter().map(UrlPath::out_path).filter(|path| unseen.contains(path.as_str()));
        let look = |path: &OutPath| self.stage.published(path).map(|html| self.checker.anchors(path, &html));
        paths.collect::<Vec<_>>().par_iter().try_for_each(look).map_err(told)
    }

    /// Whether a page has lost a place to which others may lead.
    fn has_lost(&self, jobs: &[Job]) -> Result<bool, Diagnostics> {
        let lost = jobs.par_iter().map(|job| {
            let Job::Page(page) = job else { return Ok(false) };
            let replaced = self.stage.replaced(&self.site.workshop.viewer.url(*page).out_path())?;
            Ok(replaced.is_some_and(|[before, now]| check::has_lost(&before, &now)))
        });
        lost.try_reduce(|| false, |one, other| Ok(one || other)).map_err(told)
    }
}

#[allow(clippy::boxed_local, reason = "failures come in boxes")]
fn told(failure: Box<Diagnostic>) -> Diagnostics {
    Diagnostics::from(*failure)
}
