//! From views to files.
//!
//! In: views, a theme. Out: artifacts, handed out one by one as they are made, on all cores. A page is one job and
//! depends on nothing but its view and its template.

mod calendar;
#[cfg(feature = "cards")]
pub mod cards;
mod code;
mod embed;
mod engine;
mod exports;
mod fault;
mod feed;
mod finder;
mod host;
pub mod icon;
pub mod install;
mod machine;

use std::collections::BTreeMap;
use std::sync::OnceLock;

pub use engine::{Digest, Engine, Sheet};
use finder::Index;
pub use finder::{Finder, Hit, Shelf, Wish};
pub use host::{Headers, urls as host_files};

use crate::artifact::{Artifact, Content};
use crate::assets::{Fingerprinted, Theme};
use crate::diag::Diagnostics;
use crate::export::epub::Fetch;
use crate::path::UrlPath;
use crate::view::{Below, EventIx, Export, FeedFormat, FeedOf, Onward, PageRef, Redirect, Viewer};

/// Something to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Job {
    /// A page.
    Page(PageRef),
    /// A page that leads from a former address to the present one.
    Redirect(Box<Redirect>),
    /// An event in formats for other programs; what they are made of is the same.
    Exports(EventIx, Vec<Export>),
    /// A file for language models, by its name.
    Llms(&'static str),
    /// What the site's host is told: former addresses, headers.
    Host,
    /// A feed, in every format.
    Feed(FeedOf),
    /// The calendar of an event.
    Calendar(EventIx),
    /// What others embed of a page.
    Embed(PageRef),
    /// The address of a page as a QR code.
    Code(PageRef),
    /// What another job makes, once more in a folder where it stood formerly: a file that is read by programs cannot lead on by itself.
    Copy(UrlPath, Box<Job>),
    /// The list of pages for search engines.
    Sitemap,
    /// What robots are told.
    Robots,
    /// A file of the theme, by its position in [`Theme::files`].
    Asset(usize),
    /// A piece of the search's index, by its position.
    Index(usize),
}

/// All that the jobs need.
pub struct Workshop<'a> {
    /// Makes views.
    pub viewer: &'a Viewer<'a>,
    /// Renders templates.
    pub engine: &'a Engine,
    /// The theme.
    pub theme: &'a Theme,
    index: OnceLock<Index>,
    /// Where words of the index are kept between builds.
    shelf: Option<&'a dyn Shelf>,
    /// Where files of pictures come from.
    pictures: Option<&'a Fetch<'a>>,
}

impl<'a> Workshop<'a> {
    /// Where files are made of what a viewer sees.
    pub fn new(viewer: &'a Viewer<'a>, engine: &'a Engine, theme: &'a Theme) -> Self {
        Self { viewer, engine, theme, index: OnceLock::new(), shelf: None, pictures: None }
    }

    /// Adds the way to files of pictures, for what holds them itself.
    #[must_use]
    pub fn with_pictures(mut self, fetch: &'a Fetch<'a>) -> Self {
        self.pictures = Some(fetch);
        self
    }

    /// Adds a place where words of the index are kept between builds.
    #[must_use]
    pub fn with_shelf(mut self, place: &'a dyn Shelf) -> Self {
        self.shelf = Some(place);
        self
    }

    /// What can be found.
    pub fn finder(&self) -> Finder {
        Finder::new(self.viewer, self.shelf)
    }

    /// The files of the search's index. It is made when somebody asks for it: every word of the site is in it.
    pub fn index(&self) -> &[Fingerprinted] {
        &self.whole_index().files
    }

    /// What is in the names of the files of the index with the text of an event, where they are files of its own.
    pub fn texts(&self, event: &UrlPath) -> &[String] {
        self.whole_index().texts.get(&event.relative_to(&UrlPath::home())).map_or(&[], Vec::as_slice)
    }

    fn whole_index(&self) -> &Index {
        self.index.get_or_init(|| self.finder().files())
    }

    /// Where a job's artifacts go.
    pub fn urls(&self, job: &Job) -> Vec<UrlPath> {
        let one = match job {
            Job::Page(page) => self.viewer.url(*page),
            Job::Redirect(redirect) => redirect.from.clone(),
            Job::Exports(event, formats) => {
                return formats.iter().map(|format| self.viewer.export_url(*event, *format)).collect();
            }
            Job::Llms(name) => UrlPath::home().file(name),
            Job::Host => return host::urls(self.viewer),
            Job::Feed(of) => return FeedFormat::ALL.map(|format| self.viewer.feed_url(*of, format)).into(),
            Job::Calendar(event) => self.viewer.calendar_url(*event),
            Job::Embed(page) => self.viewer.embed_url(*page),
            Job::Code(page) => self.viewer.code_url(*page),
            Job::Copy(folder, job) => {
                return self.urls(job).iter().map(|url| folder.file(url.name())).collect();
            }
            Job::Sitemap => machine::sitemap_url(),
            Job::Robots => UrlPath::home().file("robots.txt"),
            Job::Asset(at) => self.theme.files().nth(*at).map_or_else(UrlPath::home, |file| file.url.clone()),
            Job::Index(at) => self.index().get(*at).map_or_else(UrlPath::home, |piece| piece.url.clone()),
        };
        vec![one]
    }

    /// Of jobs whose files programs read, those to be done once more where their folder stood formerly.
    pub fn copies(&self, jobs: &[Job]) -> Vec<Job> {
        let moved = self.viewer.redirects().iter().filter(|redirect| redirect.below == Below::Along);
        let mut former: BTreeMap<&str, Vec<&UrlPath>> = BTreeMap::new();
        for redirect in moved {
            if let Onward::Page(to, None) = &redirect.to {
                former.entry(to.as_str()).or_default().push(&redirect.from);
            }
        }
        let copied = |job: &Job| {
            // All files of a job stand in one folder.
            let urls = self.urls(job);
            let folder = urls.first().map(|url| url.as_str().strip_suffix(url.name()).unwrap_or_default());
            let all = folder.and_then(|folder| former.get(folder)).into_iter().flatten();
            all.map(|from| Job::Copy((*from).clone(), Box::new(job.clone()))).collect::<Vec<_>>()
        };
        let read = |job: &&Job| {
            matches!(job, Job::Feed(..) | Job::Calendar(_) | Job::Embed(_) | Job::Exports(..)) && !former.is_empty()
        };
        jobs.iter().filter(read).flat_map(copied).collect()
    }

    /// Does one job.
    pub fn make(&self, job: &Job) -> Result<Vec<Artifact>, Diagnostics> {
        let text = match job {
            Job::Copy(_, original) => {
                let urls = self.urls(job).into_iter();
                return Ok(urls
                    .zip(self.make(original)?)
                    .map(|(url, made)| Artifact { path: url.out_path(), ..made })
                    .collect());
            }
            Job::Page(page) => self.sheet(*page).render()?,
            Job::Redirect(redirect) => machine::redirect(redirect, self.viewer, self.engine.policy()),
            Job::Exports(event, formats) => {
                return Ok(exports::files(self.viewer, *event, formats, self.pictures.unwrap_or(&|_, _| None)));
            }
            Job::Llms(name) => exports::llms(self.viewer, name),
            Job::Host => return Ok(host::files(self.viewer, self.theme)),
            // What is not there is not among the jobs.
            Job::Feed(of) => return Ok(self.feeds(*of)),
            Job::Calendar(event) => {
                self.viewer.calendar(*event).map(|found| calendar::file(&found)).unwrap_or_default()
            }
            Job::Embed(page) => self.viewer.embedded(*page).map(|found| embed::file(&found)).unwrap_or_default(),
            Job::Code(page) => self.viewer.code(*page).map(|found| code::file(&found)).unwrap_or_default(),
            Job::Sitemap => machine::sitemap(self.viewer),
            Job::Robots => machine::robots(self.viewer),
            Job::Asset(at) => self.theme.files().nth(*at).map(|file| file.text.clone()).unwrap_or_default(),
            Job::Index(at) => self.index().get(*at).map(|piece| piece.text.clone()).unwrap_or_default(),
        };
        Ok(self.urls(job).first().map(|url| artifact(url, text)).into_iter().collect())
    }

    /// A feed in every format: most of the work is the same.
    fn feeds(&self, of: FeedOf) -> Vec<Artifact> {
        let Some(found) = self.viewer.feed(of) else { return Vec::new() };
        let files = FeedFormat::ALL.into_iter().filter_map(|format| {
            let url = self.viewer.feed_url(of, format);
            let address = self.viewer.absolute(&url)?;
            Some(artifact(&url, feed::file(&found, format, &address)))
        });
        files.collect()
    }

    /// A page before it is rendered.
    pub fn sheet(&self, page: PageRef) -> Sheet<'a> {
        let index = (page == PageRef::Search).then(|| self.whole_index());
        let named = index.and_then(|index| index.files.get(..index.named)).unwrap_or_default();
        self.engine.sheet(self.viewer, page, self.theme, named)
    }
}

fn artifact(url: &UrlPath, text: String) -> Artifact {
    Artifact { path: url.out_path(), content: Content::Bytes(text.into_bytes()) }
}
