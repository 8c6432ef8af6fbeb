//! Opening a site: from its folder to everything that its files are made of, handed to whoever makes them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Observer, Phase, Request, pictures};
use crate::assets;
use crate::cache::Cache;
use crate::config::SiteConfig;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::graph;
use crate::ledger::{self, Kept};
use crate::model::{self, Conditions, Site};
use crate::path::{BaseUrl, UrlPath};
use crate::picture::Gallery;
use crate::render::{self, Engine, Job, Workshop};
use crate::source::{self, Asset};
use crate::view::Viewer;

pub(super) type Assets = BTreeMap<UrlPath, Asset>;

/// A site that is read and linked, without an error so far.
pub struct Opened<'a> {
    /// Makes files.
    pub workshop: Workshop<'a>,
    /// What it is to make.
    pub jobs: Vec<Job>,
    /// What was found so far.
    pub found: Diagnostics,
    /// When there is more to build than now.
    pub awaited: Option<Timestamp>,
    /// How many words there are to read, two characters of scripts without spaces counted as one.
    pub words: u64,
    pub(super) material: Material<'a>,
}

impl Opened<'_> {
    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.jobs.iter().filter(|job| matches!(job, Job::Page(_))).count()
    }
}

/// What goes out beside the pages.
pub(super) struct Material<'a> {
    /// The ledgers that are not as they were, by their folder.
    pub(super) ledgers: &'a BTreeMap<String, String>,
    pub(super) graph: &'a graph::Graph<'a>,
    pub(super) copied: &'a Assets,
    pub(super) gallery: &'a Gallery,
    pub(super) cache: &'a Cache,
    #[cfg(feature = "cards")]
    pub(super) cards: &'a render::cards::Cards,
}

/// Opens a site and hands it to `then`, unless there is an error. Answers what was found, by `then` as well.
pub fn open(request: &Request, observer: &dyn Observer, then: impl FnOnce(&Opened<'_>) -> Diagnostics) -> Diagnostics {
    observer.begins(Phase::Read, 0);
    let (tree, mut diagnostics) = source::load(&request.root, assets::builtin_words());
    if tree.site_file.is_none() {
        return diagnostics;
    }
    observer.begins(Phase::Parse, 0);
    let (mut site, found) = model::build(&tree, Conditions { now: request.now, drafts: request.drafts });
    diagnostics.append(found);
    let base = address(request, &site, &mut diagnostics);
    observer.begins(Phase::Link, 0);
    let (kept, found) = ledger::keep(&mut site, &tree.ledgers);
    diagnostics.append(found);
    if request.locked {
        diagnostics.append(unremembered(&kept));
    }
    let (graph, found) = graph::build(&site, &tree.assets, &kept, tree.site_file.as_ref());
    diagnostics.append(found);
    let silenced = &site.config.silence;
    diagnostics.silence(silenced);
    if diagnostics.has_errors() {
        return diagnostics;
    }
    if site.events.is_empty() {
        let help = "`plenary new event FOLDER` writes one";
        diagnostics.push(Diagnostic::new(codes::NO_EVENT, "the site holds no event").about("content").help(help));
    }
    observer.begins(Phase::Prepare, 0);
    let cache = Cache::of(&request.root);
    let (gallery, found) = pictures::gallery(&graph, &cache, request.output.is_some());
    diagnostics.append(found);
    let viewer = Viewer::new(&graph, base).with_gallery(gallery.clone());
    let spoken = viewer.tongues().map(|tongue| (tongue.language.to_string(), tongue.spoken())).collect();
    let theme = assets::theme(&tree.theme, &spoken, &site.config.theme_options);
    let missing = fallen_back(&viewer, &site.config);
    let fonts = &site.config.theme_options.faces.files;
    diagnostics.append(assets::faults(&tree.theme, &missing, fonts, &|url| tree.assets.contains_key(url)));
    diagnostics.silence(silenced);
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
    let sections = site.events.iter().flat_map(|event| &event.sections);
    let words = sections.map(|section| section.body.count.size() / 2).sum();
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
    let opened = Opened { workshop, jobs, awaited: site.awaited, words, found: diagnostics, material };
    let found = then(&opened);
    let mut diagnostics = opened.found;
    diagnostics.append(found);
    diagnostics.silence(silenced);
    diagnostics
}

/// Where the site is published.
fn address(request: &Request, site: &Site, diagnostics: &mut Diagnostics) -> Option<BaseUrl> {
    if let Some(base) = &request.base_url {
        return Some(base.clone());
    }
    if let Some(stated) = &site.config.base_url {
        return match BaseUrl::new(stated) {
            Ok(base) => Some(base),
            Err(reason) => {
                let message = format!("`base_url: {stated}` is no address of a site: {reason}");
                diagnostics.push(Diagnostic::new(codes::WRONG_TYPE, message).about("content/site.yaml"));
                None
            }
        };
    }
    if let Some(local) = &request.local {
        return Some(local.clone());
    }
    // A configuration that could not be read has been told already.
    if !site.config.title.is_empty() {
        let help = "add `base_url: https://…/` to `content/site.yaml`, or give `--base-url`";
        diagnostics.push(
            Diagnostic::new(codes::NO_BASE_URL, "the site has no `base_url`").about("content/site.yaml").help(help),
        );
    }
    None
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

fn jobs(workshop: &Workshop<'_>, graph: &graph::Graph<'_>, copied: &Assets) -> Vec<Job> {
    let mut jobs: Vec<Job> = workshop.viewer.pages().into_iter().map(Job::Page).collect();
    jobs.extend(graph.redirects.iter().cloned().map(Job::Redirect));
    jobs.extend(workshop.viewer.captioned().into_iter().map(Job::Captions));
    let host = render::host_file(workshop.viewer.hosting());
    if host.is_some_and(|url| !copied.contains_key(&url)) && !graph.redirects.is_empty() {
        jobs.push(Job::Redirects);
    }
    jobs.extend(workshop.viewer.feeds().into_iter().map(Job::Feed));
    jobs.extend(workshop.viewer.with_calendar().into_iter().map(Job::Calendar));
    jobs.extend(workshop.viewer.embedded_pages().into_iter().map(Job::Embed));
    jobs.extend(workshop.viewer.coded_pages().into_iter().map(Job::Code));
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
