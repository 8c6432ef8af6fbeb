//! Opening a site: from its folder to everything that its files are made of, handed to whoever makes them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

use super::{Observer, Phase, Request, pictures};
use crate::assets::{self, Theme};
use crate::cache::Cache;
use crate::config::{Export, SiteConfig};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::graph::{self, Facts, Graph};
use crate::ledger::{self, Kept, Packed, Tell};
use crate::model::{self, Conditions};
use crate::path::{BaseUrl, ContentPath, UrlPath};
use crate::picture::Gallery;
use crate::render::{self, Engine, Finder, Job, Shelf, Workshop};
use crate::source::{self, Asset, Tree};
use crate::view::Viewer;

pub(super) type Assets = BTreeMap<UrlPath, Asset>;

/// A site that is read and linked, without an error so far. It owns all that its files are made of.
pub struct Site {
    pub(super) root: PathBuf,
    pub(super) conditions: Conditions,
    pub(super) tree: Tree,
    pub(super) model: model::Site,
    pub(super) kept: Kept,
    pub(super) facts: Facts,
    /// What was found so far.
    pub(super) found: Diagnostics,
    base: Option<BaseUrl>,
    gallery: Arc<Gallery>,
    cache: Cache,
    program: String,
    theme: Theme,
    engine: Engine,
    #[cfg(feature = "cards")]
    cards: render::cards::Cards,
}

/// A site to make files of.
pub struct Opened<'a> {
    /// Makes files.
    pub workshop: Workshop<'a>,
    pub(super) material: Material<'a>,
}

/// How many times a site is read whose sources change meanwhile.
const READINGS: usize = 3;

/// What goes out beside the pages.
pub(super) struct Material<'a> {
    /// The ledgers that are not as they were, by their folder.
    pub(super) ledgers: &'a BTreeMap<String, Packed>,
    pub(super) graph: &'a Graph<'a>,
    pub(super) tree: &'a Tree,
    pub(super) gallery: &'a Gallery,
    pub(super) cache: &'a Cache,
    #[cfg(feature = "cards")]
    pub(super) cards: &'a render::cards::Cards,
}

/// The cache, for words of the search's index as one program gathers them.
struct Words<'a> {
    cache: &'a Cache,
    program: &'a str,
}

impl Shelf for Words<'_> {
    fn get(&self, name: &str) -> Option<Vec<u8>> {
        self.cache.get(name)
    }

    fn put(&self, name: &str, content: &[u8]) {
        self.cache.put(name, content);
    }

    fn program(&self) -> &str {
        self.program
    }
}

impl Site {
    /// Reads a site. Where there is an error, only what was found counts.
    pub fn read(request: &Request, observer: &dyn Observer) -> Result<Self, Diagnostics> {
        let mixed = |found: &Diagnostics| found.iter().any(|found| found.code == codes::CHANGED_MEANWHILE);
        for _ in 1..READINGS {
            let read = Self::read_once(request, observer);
            if !read.as_ref().is_err_and(mixed) {
                return read;
            }
        }
        Self::read_once(request, observer)
    }

    fn read_once(request: &Request, observer: &dyn Observer) -> Result<Self, Diagnostics> {
        observer.begins(Phase::Read, 0);
        // Only a site without output follows changes.
        let load = if request.output.is_some() { source::load_to_let_go } else { source::load };
        let (tree, mut found) = load(&request.root, assets::builtin_words());
        if tree.site_file.is_none() {
            return Err(found);
        }
        observer.begins(Phase::Parse, 0);
        let conditions = Conditions { now: request.now, drafts: request.drafts };
        let (mut model, more) = model::build(&tree, conditions);
        found.append(more);
        if request.pdf {
            let listed = model.events.iter_mut().filter_map(|event| event.front.exports.as_mut());
            for exports in listed.chain([model.config.exports.get_or_insert_with(|| Export::USUAL.into())]) {
                exports.insert(Export::Pdf);
            }
        }
        let base = address(request, &model, &mut found);
        observer.begins(Phase::Link, 0);
        let (mut kept, more) = ledger::keep(&mut model, &tree.ledgers, Tell::Count);
        found.append(more);
        if request.locked {
            found.append(unremembered(&kept));
        }
        // What is only looked at beforehand has not been published.
        if request.drafts || request.trial {
            kept.changed.clear();
        }
        let (graph, more) = graph::build(&model, &tree.assets, &kept, tree.site_file.as_ref());
        found.append(more);
        if let Some(changed) = changed(&tree) {
            return Err(Diagnostics::from(changed));
        }
        let silenced = &model.config.silence;
        found.silence(silenced);
        if found.has_errors() {
            return Err(found);
        }
        if model.events.is_empty() {
            let help = "`plenary new event FOLDER` writes one";
            found.push(Diagnostic::new(codes::NO_EVENT, "the site holds no event").about("content").help(help));
        }
        observer.begins(Phase::Prepare, 0);
        let cache = Cache::of(&request.root);
        let (gallery, more) = pictures::gallery(&graph, &cache, request.output.is_some());
        found.append(more);
        let gallery = Arc::new(gallery);
        let viewer = Viewer::new(&graph, base.clone()).with_gallery(Arc::clone(&gallery));
        let options = &model.config.theme_options;
        let spoken = viewer.tongues().map(|tongue| (tongue.language.to_string(), tongue.spoken())).collect();
        let theme = assets::theme(&tree.theme, &spoken, options);
        let missing = fallen_back(&viewer, &model.config);
        let fonts = &options.faces.files;
        found.append(assets::faults(&tree.theme, &missing, fonts, &|url| tree.assets.contains_key(url)));
        found.silence(silenced);
        if found.has_errors() {
            return Err(found);
        }
        let told = |more: Diagnostics| {
            let mut all = found.clone();
            all.append(more);
            all
        };
        let engine = Engine::new(&theme, &viewer).map_err(told)?;
        #[cfg(feature = "cards")]
        let cards = render::cards::Cards::new(&theme).map_err(told)?;
        let facts = graph.into_facts();
        Ok(Self {
            root: request.root.clone(),
            conditions,
            tree,
            model,
            kept,
            facts,
            found,
            base,
            gallery,
            cache,
            program: request.program.clone(),
            theme,
            engine,
            #[cfg(feature = "cards")]
            cards,
        })
    }

    /// Hands the site to whoever makes files of it.
    pub fn lend<T>(&mut self, then: impl FnOnce(&Opened<'_>) -> T) -> T {
        let graph = Graph::of(&self.model, &self.tree.assets, std::mem::take(&mut self.facts));
        let viewer = Viewer::new(&graph, self.base.clone()).with_gallery(Arc::clone(&self.gallery));
        let fetch = |url: &UrlPath, portrait: bool| {
            pictures::in_a_book(&graph, &self.cache, &self.gallery, url, viewer.frame(url, portrait))
        };
        let words = Words { cache: &self.cache, program: &self.program };
        let workshop = Workshop::new(&viewer, &self.engine, &self.theme).with_pictures(&fetch).with_shelf(&words);
        let material = Material {
            ledgers: &self.kept.changed,
            graph: &graph,
            tree: &self.tree,
            gallery: &self.gallery,
            cache: &self.cache,
            #[cfg(feature = "cards")]
            cards: &self.cards,
        };
        let made = then(&Opened { workshop, material });
        self.facts = graph.into_facts();
        made
    }

    /// What was found, with `more` that was found afterwards.
    pub fn found_with(&self, more: Diagnostics) -> Diagnostics {
        let mut found = self.found.clone();
        found.append(more);
        found.silence(&self.model.config.silence);
        found
    }

    /// What was said, and by whom.
    pub fn model(&self) -> &model::Site {
        &self.model
    }

    /// When there is more to build than now.
    pub fn awaited(&self) -> Option<Timestamp> {
        self.model.awaited
    }

    /// How many words there are to read, two characters of scripts without spaces counted as one.
    pub fn words(&self) -> u64 {
        let sections = self.model.events.iter().flat_map(|event| &event.sections);
        sections.map(|section| section.body.count.size() / 2).sum()
    }
}

impl Opened<'_> {
    /// What can be found.
    pub fn finder(&self) -> Finder {
        self.workshop.finder()
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.workshop.viewer.pages().len()
    }

    /// The error to tell where a source was another one when it was read again.
    pub(super) fn changed(&self) -> Option<Diagnostic> {
        changed(self.material.tree)
    }

    /// What is to be made.
    pub(super) fn jobs(&self) -> Vec<Job> {
        let mut jobs = self.jobs_but_index();
        jobs.extend((0..self.workshop.index().len()).map(Job::Index));
        jobs
    }

    /// The same without the search's index, which holds every word of the site.
    pub(super) fn jobs_but_index(&self) -> Vec<Job> {
        jobs(&self.workshop, self.material.graph, &self.material.tree.assets)
    }
}

fn changed(tree: &Tree) -> Option<Diagnostic> {
    let message = "this source was changed while the site was made of it";
    let told = |path: &ContentPath| Diagnostic::new(codes::CHANGED_MEANWHILE, message).about(path.as_str());
    tree.changed().map(|path| told(path).help("build again once nothing writes it any more"))
}

/// Where the site is published.
fn address(request: &Request, site: &model::Site, diagnostics: &mut Diagnostics) -> Option<BaseUrl> {
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
        let what = match kept.count.get(folder).copied().unwrap_or_default() {
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

fn jobs(workshop: &Workshop<'_>, graph: &Graph<'_>, copied: &Assets) -> Vec<Job> {
    let mut jobs: Vec<Job> = workshop.viewer.pages().into_iter().map(Job::Page).collect();
    jobs.extend(graph.redirects.iter().cloned().map(Box::new).map(Job::Redirect));
    jobs.extend(workshop.viewer.exported().into_iter().map(|(event, formats)| Job::Exports(event, formats)));
    jobs.extend(workshop.viewer.llms().into_iter().map(Job::Llms));
    // A site may tell its host by itself.
    let told = render::host_files(workshop.viewer);
    if !told.is_empty() && !told.iter().any(|url| copied.contains_key(url)) {
        jobs.push(Job::Host);
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
    jobs
}
