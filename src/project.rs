//! A build from end to end: the one place where the rooms are joined.

#[cfg(feature = "cards")]
mod cards;
mod install;
mod links;
mod pictures;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

pub use links::{Links, links};

use jiff::Timestamp;
use rayon::prelude::*;

use crate::artifact::{Artifact, Content};
use crate::assets;
use crate::cache::Cache;
use crate::check::{Checker, Scales};
use crate::config::SiteConfig;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::emit::{self, Stage, Written};
use crate::graph;
use crate::ledger::{self, Kept};
use crate::model::{self, Conditions};
use crate::path::BaseUrl;
use crate::picture::Gallery;
use crate::render::{self, Engine, Job, Workshop};
use crate::source::{self, Asset};
use crate::view::{FeedFormat, Viewer};

/// What a build is asked to do.
#[derive(Debug)]
pub struct Request {
    /// The folder of the site.
    pub root: PathBuf,
    /// Where the pages go; nothing to make them only for checking.
    pub output: Option<PathBuf>,
    /// Where the site is published, if it is not what `site.yaml` says.
    pub base_url: Option<BaseUrl>,
    /// Whether drafts and what is under an embargo are built.
    pub drafts: bool,
    /// Whether every id of a turn must be held fast by the sources.
    pub locked: bool,
    /// The time.
    pub now: Timestamp,
}

/// What came of a build.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What was found, sorted.
    pub diagnostics: Diagnostics,
    /// How many pages there are.
    pub pages: usize,
    /// What was written; nothing where there were errors or nothing was to be written.
    pub written: Option<Written>,
}

/// Builds a site. Nothing of the output changes if there is an error.
pub fn build(request: &Request) -> Outcome {
    let mut outcome = Outcome::default();
    let found = run(request, &mut outcome);
    outcome.diagnostics = found.sorted();
    outcome
}

fn run(request: &Request, outcome: &mut Outcome) -> Diagnostics {
    if let Some(diagnostic) = request.output.as_ref().and_then(|output| emit::overlaps(&request.root, output)) {
        return one(diagnostic);
    }
    let (tree, mut diagnostics) = source::load(&request.root, assets::builtin_words());
    if tree.site_file.is_none() {
        return diagnostics;
    }
    let (mut site, found) = model::build(&tree, Conditions { now: request.now, drafts: request.drafts });
    diagnostics.append(found);
    let base = match (&request.base_url, &site.config.base_url) {
        (Some(base), _) => Some(base.clone()),
        (None, Some(stated)) => match BaseUrl::new(stated) {
            Ok(base) => Some(base),
            Err(reason) => {
                diagnostics.push(
                    Diagnostic::new(
                        codes::WRONG_TYPE,
                        format!("`base_url: {stated}` is no address of a site: {reason}"),
                    )
                    .about("content/site.yaml"),
                );
                None
            }
        },
        // A configuration that could not be read has been told already.
        (None, None) if site.config.title.is_empty() => None,
        (None, None) => {
            let help = "add `base_url: https://…/` to `content/site.yaml`, or give `--base-url`";
            diagnostics.push(
                Diagnostic::new(codes::NO_BASE_URL, "the site has no `base_url`").about("content/site.yaml").help(help),
            );
            None
        }
    };
    let (kept, found) = ledger::keep(&mut site, &tree.ledgers);
    diagnostics.append(found);
    if request.locked {
        diagnostics.append(unremembered(&kept));
    }
    let (graph, found) = graph::build(&site, &tree.assets, &kept, tree.site_file.as_ref());
    diagnostics.append(found);
    let silenced = site.config.silence.clone();
    diagnostics.silence(&silenced);
    if diagnostics.has_errors() {
        return diagnostics;
    }
    if site.events.is_empty() {
        let help = "`plenary new event FOLDER` writes one";
        diagnostics.push(Diagnostic::new(codes::NO_EVENT, "the site holds no event").about("content").help(help));
        diagnostics.silence(&silenced);
    }
    let cache = Cache::of(&request.root);
    let (gallery, found) = pictures::gallery(&graph, &cache, request.output.is_some());
    diagnostics.append(found);
    if diagnostics.has_errors() {
        return diagnostics;
    }
    let viewer = Viewer::new(&graph, base).with_gallery(gallery.clone());
    let spoken = viewer.tongues().map(|tongue| (tongue.language.to_string(), tongue.spoken())).collect();
    let theme = assets::theme(&tree.theme, &spoken, &site.config.theme_options);
    let missing = fallen_back(&viewer, &site.config);
    let fonts = &site.config.theme_options.faces.files;
    diagnostics.append(assets::faults(&tree.theme, &missing, fonts, &|url| tree.assets.contains_key(url)));
    diagnostics.silence(&silenced);
    if diagnostics.has_errors() {
        return diagnostics;
    }
    let engine = match Engine::new(&theme, &viewer) {
        Ok(engine) => engine,
        Err(found) => {
            diagnostics.append(found);
            return diagnostics;
        }
    };
    #[cfg(feature = "cards")]
    let cards = match render::cards::Cards::new(&theme) {
        Ok(cards) => cards,
        Err(found) => {
            diagnostics.append(found);
            return diagnostics;
        }
    };
    let index = render::index(&viewer);
    let workshop = Workshop { viewer: &viewer, engine: &engine, theme: &theme, index: &index };
    let jobs = jobs(&workshop, &graph, &tree.assets);
    outcome.pages = jobs.iter().filter(|job| matches!(job, Job::Page(_))).count();
    // What is only looked at beforehand has not been published.
    let ledgers = if request.drafts { &BTreeMap::new() } else { &kept.changed };
    let material = Material {
        ledgers,
        graph: &graph,
        copied: &tree.assets,
        gallery: &gallery,
        cache: &cache,
        #[cfg(feature = "cards")]
        cards: &cards,
    };
    diagnostics.append(make(request, &workshop, &jobs, &material, outcome));
    diagnostics.silence(&silenced);
    diagnostics
}

/// What the ledgers do not know yet, for those who have promised that there is nothing.
fn unremembered(kept: &Kept) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    for folder in kept.changed.keys() {
        let count = kept.changes.iter().filter(|change| change.event == *folder).count();
        let what = match count {
            0 => String::from("this ledger is not as the sources are"),
            1 => String::from("this ledger does not know one change of its turns"),
            n => format!("this ledger does not know {n} changes of its turns"),
        };
        let path = ledger::path(folder);
        diagnostics.push(
            Diagnostic::new(codes::LOCKED, what)
                .about(path)
                .help("build without `--locked` and commit the ledger; `plenary links` lists what changes"),
        );
    }
    diagnostics
}

/// What the interface lacks in the languages of the site.
fn fallen_back<'v>(viewer: &'v Viewer<'_>, config: &SiteConfig) -> Vec<assets::Missing<'v>> {
    let folder = config.theme.as_deref().unwrap_or("default");
    let tongues: BTreeMap<&str, _> = viewer.tongues().map(|tongue| (tongue.language.as_str(), tongue)).collect();
    let missing = tongues.into_iter().map(|(language, tongue)| assets::Missing {
        language,
        keys: tongue.missing(),
        file: format!("themes/{folder}/words/{language}.yaml"),
    });
    missing.filter(|missing| !missing.keys.is_empty()).collect()
}

fn one(diagnostic: Diagnostic) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(diagnostic);
    diagnostics
}

type Assets = BTreeMap<crate::path::UrlPath, Asset>;

fn jobs(workshop: &Workshop<'_>, graph: &graph::Graph<'_>, copied: &Assets) -> Vec<Job> {
    let mut jobs: Vec<Job> = workshop.viewer.pages().into_iter().map(Job::Page).collect();
    jobs.extend(graph.redirects.iter().cloned().map(Job::Redirect));
    jobs.extend(workshop.viewer.captioned().into_iter().map(Job::Captions));
    let host = render::host_file(workshop.viewer.hosting());
    if host.is_some_and(|url| !copied.contains_key(&url)) && !graph.redirects.is_empty() {
        jobs.push(Job::Redirects);
    }
    for of in workshop.viewer.feeds() {
        jobs.extend(FeedFormat::ALL.map(|format| Job::Feed(of, format)));
    }
    jobs.extend(workshop.viewer.with_calendar().into_iter().map(Job::Calendar));
    jobs.extend(workshop.viewer.embedded_pages().into_iter().map(Job::Embed));
    jobs.extend(workshop.copies(&jobs));
    if workshop.viewer.has_address() {
        jobs.push(Job::Sitemap);
    }
    // A site may bring its own rules for robots.
    if !copied.contains_key("robots.txt") {
        jobs.push(Job::Robots);
    }
    jobs.extend((0..workshop.theme.files().count()).map(Job::Asset));
    jobs.extend((0..workshop.index.len()).map(Job::Index));
    jobs
}

/// What goes out beside the pages.
struct Material<'a> {
    /// The ledgers that are not as they were, by their folder.
    ledgers: &'a BTreeMap<String, String>,
    graph: &'a graph::Graph<'a>,
    copied: &'a Assets,
    gallery: &'a Gallery,
    cache: &'a Cache,
    #[cfg(feature = "cards")]
    cards: &'a render::cards::Cards,
}

/// Does the jobs, checks what comes of them, and moves it into the output.
fn make(
    request: &Request,
    workshop: &Workshop<'_>,
    jobs: &[Job],
    material: &Material<'_>,
    outcome: &mut Outcome,
) -> Diagnostics {
    let stage = match request.output.as_deref().map(Stage::open).transpose() {
        Ok(stage) => stage,
        Err(diagnostic) => return one(*diagnostic),
    };
    let made = jobs.iter().map(|job| workshop.url(job).out_path().to_string());
    let copied = material.copied;
    let sets = pictures::sets(material.gallery);
    let shown = sets.iter().flat_map(|(_, _, variants)| variants.iter().map(|variant| &variant.url));
    let installed = install::urls(workshop.viewer, copied);
    let carded = workshop.viewer.cards();
    let all = copied.keys().chain(shown).chain(&installed).chain(carded.iter().map(|(url, ..)| url));
    let files: BTreeSet<String> = made.chain(all.map(|url| url.out_path().to_string())).collect();
    let checker = Checker::new(files, Scales::new(workshop.theme.files().map(|file| (&file.url, file.text.as_str()))));
    let hashes = install::Hashes::default();
    let mut diagnostics = workshop.run(jobs, |job, artifact| {
        if let (Job::Page(page), Content::Bytes(html)) = (job, &artifact.content) {
            let url = workshop.url(job);
            checker.page(&url, html);
            if let Some((body, recording)) = workshop.viewer.read(*page) {
                checker.weigh(&url, html, || body.words(), recording);
            }
            hashes.insert(url, html);
        }
        stage.as_ref().map_or(Ok(()), |stage| stage.put(&artifact))
    });
    // Links to a page that could not be made would all be told as broken.
    if diagnostics.has_errors() {
        return diagnostics;
    }
    diagnostics.append(checker.finish());
    let assets: Vec<&Asset> = copied.values().collect();
    let found = assets.par_iter().filter_map(|asset| match pictures::copied(asset) {
        Ok((content, warning)) => {
            let artifact = Artifact { path: asset.url.out_path(), content };
            stage.as_ref().and_then(|stage| stage.put(&artifact).err()).map(|failure| *failure).or(warning)
        }
        Err(failure) => Some(*failure),
    });
    for diagnostic in found.collect::<Vec<_>>() {
        diagnostics.push(diagnostic);
    }
    if diagnostics.has_errors() {
        return diagnostics;
    }
    let Some(stage) = stage else {
        #[cfg(feature = "cards")]
        if let Some(lacking) = cards::check(workshop.viewer, &carded, material) {
            diagnostics.push(lacking);
        }
        return diagnostics;
    };
    let failed = sets.par_iter().filter_map(|set| {
        let made = pictures::variants(material.graph, material.cache, *set);
        made.and_then(|made| made.iter().try_for_each(|artifact| stage.put(artifact))).err()
    });
    for diagnostic in failed.collect::<Vec<_>>() {
        diagnostics.push(*diagnostic);
    }
    if diagnostics.has_errors() {
        return diagnostics;
    }
    #[cfg(feature = "cards")]
    diagnostics
        .append(cards::make(workshop.viewer, material.cards, &carded, material, &|artifact| stage.put(artifact)));
    for artifact in install::artifacts(workshop, &installed, hashes, material.cache) {
        if let Err(diagnostic) = stage.put(&artifact) {
            diagnostics.push(*diagnostic);
        }
    }
    if diagnostics.has_errors() {
        return diagnostics;
    }
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
        Ok(written) => outcome.written = Some(written),
        Err(diagnostic) => diagnostics.push(*diagnostic),
    }
    diagnostics
}
