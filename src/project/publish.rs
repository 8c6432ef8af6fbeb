//! Publishing: all files of a site are made, checked, and moved into the output.

use std::collections::BTreeSet;

use rayon::prelude::*;

#[cfg(feature = "cards")]
use super::cards;
use super::open::Opened;
use super::{Observer, Phase, Request, install, one, pictures};
use crate::artifact::{Artifact, Content};
use crate::check::{Checker, Scales};
use crate::diag::Diagnostics;
use crate::emit::{self, Stage, Written};
use crate::ledger;
use crate::render::Job;
use crate::source::Asset;

/// Does the jobs, checks what comes of them, and moves it into the output, if there is to be one.
pub(super) fn make(request: &Request, site: &Opened<'_>, observer: &dyn Observer) -> (Option<Written>, Diagnostics) {
    let mut written = None;
    let found = run(request, site, observer, &mut written);
    (written, found)
}

fn run(request: &Request, site: &Opened<'_>, observer: &dyn Observer, written: &mut Option<Written>) -> Diagnostics {
    let Opened { workshop, jobs, material, .. } = site;
    let stage = match request.output.as_deref().map(Stage::open).transpose() {
        Ok(stage) => stage,
        Err(diagnostic) => return one(*diagnostic),
    };
    let made = jobs.iter().flat_map(|job| workshop.urls(job)).map(|url| url.out_path().to_string());
    let copied = material.copied;
    let sets = pictures::sets(material.gallery);
    let shown = sets.iter().flat_map(|(_, _, variants)| variants.iter().map(|variant| &variant.url));
    let installed = install::urls(workshop.viewer, copied);
    let carded = workshop.viewer.cards();
    let all = copied.keys().chain(shown).chain(&installed).chain(carded.iter().map(|(url, ..)| url));
    let files: BTreeSet<String> = made.chain(all.map(|url| url.out_path().to_string())).collect();
    let checker = Checker::new(files, Scales::new(workshop.theme.files().map(|file| (&file.url, file.text.as_str()))));
    let hashes = install::Hashes::default();
    observer.begins(Phase::Pages, jobs.len());
    let mut diagnostics = workshop.run(jobs, |job, artifacts| {
        if let (Job::Page(page), Some(Artifact { content: Content::Bytes(html), .. })) = (job, artifacts.first()) {
            let url = workshop.viewer.url(*page);
            checker.page(&url, html);
            // What a page weighs is told by the command that checks: compressing it takes longer than making it.
            if stage.is_none()
                && let Some((body, recording)) = workshop.viewer.read(*page)
            {
                checker.weigh(&url, html, || body.words(), recording);
            }
            hashes.insert(url, html);
        }
        let put = artifacts.iter().try_for_each(|one| stage.as_ref().map_or(Ok(()), |stage| stage.put(one)));
        observer.advances();
        put
    });
    // Links to a page that could not be made would all be told as broken.
    if diagnostics.has_errors() {
        return diagnostics;
    }
    diagnostics.append(checker.finish());
    let assets: Vec<&Asset> = copied.values().collect();
    observer.begins(Phase::Copies, assets.len() + sets.len());
    let found = assets.par_iter().filter_map(|asset| {
        let found = match pictures::copied(asset) {
            Ok((content, warning)) => {
                let artifact = Artifact { path: asset.url.out_path(), content };
                stage.as_ref().and_then(|stage| stage.put(&artifact).err()).map(|failure| *failure).or(warning)
            }
            Err(failure) => Some(*failure),
        };
        observer.advances();
        found
    });
    for diagnostic in found.collect::<Vec<_>>() {
        diagnostics.push(diagnostic);
    }
    if diagnostics.has_errors() {
        return diagnostics;
    }
    let Some(stage) = stage else { return diagnostics };
    let failed = sets.par_iter().filter_map(|set| {
        let made = pictures::variants(material.graph, material.cache, *set);
        let put = made.and_then(|made| made.iter().try_for_each(|artifact| stage.put(artifact)));
        observer.advances();
        put.err()
    });
    for diagnostic in failed.collect::<Vec<_>>() {
        diagnostics.push(*diagnostic);
    }
    if diagnostics.has_errors() {
        return diagnostics;
    }
    observer.begins(Phase::Cards, carded.len());
    #[cfg(feature = "cards")]
    diagnostics.append(cards::make(workshop.viewer, material.cards, &carded, material, &|artifact| {
        observer.advances();
        stage.put(artifact)
    }));
    for artifact in install::artifacts(workshop, &installed, hashes, material.cache) {
        if let Err(diagnostic) = stage.put(&artifact) {
            diagnostics.push(*diagnostic);
        }
    }
    if diagnostics.has_errors() {
        return diagnostics;
    }
    observer.begins(Phase::Publish, 0);
    // Links are remembered before they are published: one too many does no harm, one too few would be lost.
    for (folder, text) in material.ledgers {
        if let Err(diagnostic) = emit::keep(&request.root.join(ledger::path(folder)), text) {
            diagnostics.push(*diagnostic);
        }
    }
    if diagnostics.has_errors() {
        return diagnostics;
    }
    match stage.commit() {
        Ok(done) => *written = Some(done),
        Err(diagnostic) => diagnostics.push(*diagnostic),
    }
    diagnostics
}
