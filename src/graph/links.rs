//! Links inside the site: from what editors wrote to where it leads.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::Graph;
use crate::diag::{Diagnostic, Diagnostics, File, Place, codes};
use crate::markdown::{Link, LinkKind, References};
use crate::model::{Body, Event, EventIx, SpeakerIx};
use crate::path::{UrlPath, decode};
use crate::text;

/// Which body a link stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BodyRef {
    /// The introduction of an event.
    Introduction(EventIx),
    /// A section, by its position in the event.
    Section(EventIx, usize),
    /// The biography of a speaker.
    Biography(SpeakerIx),
    /// A plain page, by its position.
    Page(usize),
    /// A term of the glossary, by its position.
    Term(usize),
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A page or file of the site, with a fragment.
    Inside {
        /// The page or file.
        url: UrlPath,
        /// The fragment, without `#`.
        fragment: Option<String>,
        /// What it is called, for links without a text of their own.
        title: String,
        /// Whether it is a term of the glossary.
        term: bool,
    },
    /// A place of the page on which the link stands.
    Here(String),
    /// Nowhere: an error was told.
    Nowhere,
}

/// The links and pictures of a body, in the order of its references.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Resolved {
    /// Where each link leads.
    pub links: Vec<Destination>,
    /// Each picture's file, where there is one.
    pub pictures: Vec<Option<UrlPath>>,
}

/// Resolves the links and pictures of all bodies.
pub(super) fn resolve(graph: &Graph<'_>) -> (BTreeMap<BodyRef, Resolved>, Diagnostics) {
    let index = Index::new(graph);
    let mut all = BTreeMap::new();
    let mut diagnostics = Diagnostics::default();
    let mut add = |at: BodyRef, body: &Body, file: &Arc<File>, event: Option<EventIx>| {
        if body.references.links.is_empty() && body.references.pictures.is_empty() {
            return;
        }
        let source = Source { index: &index, file, event };
        all.insert(at, source.resolve(&body.references, &mut diagnostics));
    };
    for (ix, event) in graph.site.numbered_events() {
        for (at, body, file) in bodies(ix, event) {
            add(at, body, file, Some(ix));
        }
    }
    for (ix, speaker) in graph.site.numbered_speakers() {
        if let Some(file) = &speaker.file {
            add(BodyRef::Biography(ix), &speaker.biography, file, None);
        }
    }
    for (at, page) in graph.site.pages.iter().enumerate() {
        add(BodyRef::Page(at), &page.body, &page.file, None);
    }
    let glossary = crate::path::ContentPath::new("content/glossary.yaml").ok();
    for (at, term) in graph.site.glossary.iter().enumerate() {
        let Some(path) = glossary.clone() else { continue };
        let file = Arc::new(File::new(path, String::new()));
        add(BodyRef::Term(at), &term.text, &file, None);
    }
    (all, diagnostics)
}

/// The bodies of an event, each with its file.
fn bodies(ix: EventIx, event: &Event) -> impl Iterator<Item = (BodyRef, &Body, &Arc<File>)> {
    let sections = event.sections.iter().enumerate();
    let sections = sections.map(move |(at, section)| (BodyRef::Section(ix, at), &section.body, &section.file));
    [(BodyRef::Introduction(ix), &event.introduction, &event.file)].into_iter().chain(sections)
}

/// Where the links of an event lead that were found: most of them stand in it still when its text has changed.
pub(super) struct Found<'b> {
    links: BTreeMap<(LinkKind, &'b str), &'b Destination>,
    pictures: BTreeMap<&'b str, &'b UrlPath>,
}

impl<'b> Found<'b> {
    /// What is known of an event as it was.
    pub(super) fn of(ix: EventIx, before: &'b Event, resolved: &'b BTreeMap<BodyRef, Resolved>) -> Self {
        let mut found = Self { links: BTreeMap::new(), pictures: BTreeMap::new() };
        for (at, body, _) in bodies(ix, before) {
            let Some(known) = resolved.get(&at) else { continue };
            let links = body.references.links.iter().zip(&known.links);
            let led = links.filter(|(_, to)| **to != Destination::Nowhere);
            found.links.extend(led.map(|(link, to)| ((link.kind, link.target.as_str()), to)));
            let pictures = body.references.pictures.iter().zip(&known.pictures);
            found.pictures.extend(pictures.filter_map(|(one, url)| Some((one.target.as_str(), url.as_ref()?))));
        }
        found
    }

    /// A body of which every link was known.
    fn resolve(&self, references: &References) -> Option<Resolved> {
        let link = |link: &Link| self.links.get(&(link.kind, link.target.as_str())).map(|to| (*to).clone());
        let picture = |target: &str| self.pictures.get(target).map(|url| Some((*url).clone()));
        Some(Resolved {
            links: references.links.iter().map(link).collect::<Option<_>>()?,
            pictures: references.pictures.iter().map(|one| picture(&one.target)).collect::<Option<_>>()?,
        })
    }
}

/// Resolves the links and pictures of one event.
pub(super) fn resolve_event(
    graph: &Graph<'_>,
    ix: EventIx,
    found: Option<&Found<'_>>,
) -> (BTreeMap<BodyRef, Resolved>, Diagnostics) {
    let mut all = BTreeMap::new();
    let mut diagnostics = Diagnostics::default();
    // Of a large site it takes longer to make than all else.
    let index = std::cell::LazyCell::new(|| Index::new(graph));
    for (at, body, file) in graph.site.event(ix).into_iter().flat_map(|event| bodies(ix, event)) {
        let references = &body.references;
        if references.links.is_empty() && references.pictures.is_empty() {
            continue;
        }
        let known = found.and_then(|found| found.resolve(references));
        let resolved = known.unwrap_or_else(|| {
            let source = Source { index: &index, file, event: Some(ix) };
            source.resolve(references, &mut diagnostics)
        });
        all.insert(at, resolved);
    }
    (all, diagnostics)
}

/// What can be linked to, by name.
struct Index<'g> {
    graph: &'g Graph<'g>,
    terms: BTreeMap<String, usize>,
    speakers: BTreeMap<String, Vec<SpeakerIx>>,
    events: BTreeMap<&'g str, EventIx>,
    /// Sources by path, with the page that they become.
    sources: BTreeMap<&'g str, (UrlPath, String)>,
    /// Plain pages by name.
    pages: BTreeMap<&'g str, usize>,
    /// The addresses of sources, once somebody asks.
    addresses: OnceCell<BTreeSet<UrlPath>>,
    /// Who takes part in the event that was asked about last, by name.
    present: RefCell<(Option<EventIx>, BTreeMap<String, SpeakerIx>)>,
    /// For how many links it was looked which name was meant.
    meant: Cell<usize>,
}

/// For how many links that lead nowhere it is looked which name was meant: who has more of them has another trouble.
const MEANT: usize = 100;

impl<'g> Index<'g> {
    fn new(graph: &'g Graph<'g>) -> Self {
        let site = graph.site;
        let mut terms = BTreeMap::new();
        for (at, term) in site.glossary.iter().enumerate() {
            for name in [&term.term].into_iter().chain(&term.aliases) {
                terms.entry(text::name_key(name)).or_insert(at);
            }
        }
        let mut speakers: BTreeMap<String, Vec<SpeakerIx>> = BTreeMap::new();
        let mut sources = BTreeMap::new();
        for (ix, speaker) in site.numbered_speakers() {
            let front = &speaker.front;
            for name in [&speaker.id, &speaker.name].into_iter().chain(front.names.values()).chain(&front.aliases) {
                let owners = speakers.entry(text::name_key(name)).or_default();
                if !owners.contains(&ix) {
                    owners.push(ix);
                }
            }
            if let Some(file) = &speaker.file {
                sources.insert(file.path.as_str(), (graph.speaker_url(ix), speaker.name.clone()));
            }
        }
        let mut events = BTreeMap::new();
        for (ix, event) in site.numbered_events() {
            events.insert(event.path.as_str(), ix);
            for section in event.sections.iter().rev() {
                sources.insert(
                    section.file.path.as_str(),
                    (graph.section_url(ix, section.number), section.title_text.clone()),
                );
            }
            sources.insert(event.file.path.as_str(), (graph.event_url(ix), event.title.clone()));
        }
        let mut pages = BTreeMap::new();
        for (at, page) in site.pages.iter().enumerate() {
            sources.insert(page.file.path.as_str(), (UrlPath::home().page(&page.slug), page.title.clone()));
            pages.entry(page.slug.as_str()).or_insert(at);
        }
        Self {
            graph,
            terms,
            speakers,
            events,
            sources,
            pages,
            addresses: OnceCell::new(),
            present: RefCell::default(),
            meant: Cell::new(0),
        }
    }

    /// Who is called so at an event.
    fn at_event(&self, ix: EventIx, key: &str) -> Option<SpeakerIx> {
        let mut present = self.present.borrow_mut();
        if present.0 != Some(ix) {
            let mut names = BTreeMap::new();
            for one in self.graph.site.event(ix).into_iter().flat_map(|event| &event.participants) {
                names.entry(text::name_key(&one.name)).or_insert(one.speaker);
            }
            *present = (Some(ix), names);
        }
        present.1.get(key).copied()
    }

    /// Whether a source becomes the page at an address.
    fn has_page(&self, url: &UrlPath) -> bool {
        self.addresses.get_or_init(|| self.sources.values().map(|(url, _)| url.clone()).collect()).contains(url)
    }

    /// The term or speaker that was most likely meant by a name that nothing has.
    fn nearest(&self, key: &str) -> Option<&str> {
        self.meant.set(self.meant.get() + 1);
        if self.meant.get() > MEANT {
            return None;
        }
        text::nearest(key, self.terms.keys().chain(self.speakers.keys()).map(String::as_str))
    }

    fn section(&self, event: EventIx, number: &str) -> Option<Destination> {
        let number: u32 = number.parse().ok()?;
        let sections = &self.graph.site.event(event)?.sections;
        let at = sections.partition_point(|section| section.number < number);
        let found = sections.get(at).filter(|section| section.number == number)?;
        let title = if found.title_text.is_empty() { found.label() } else { found.title_text.clone() };
        Some(inside(self.graph.section_url(event, number), title))
    }
}

fn inside(url: UrlPath, title: String) -> Destination {
    Destination::Inside { url, fragment: None, title, term: false }
}

/// A source whose links are resolved.
struct Source<'a> {
    index: &'a Index<'a>,
    file: &'a Arc<File>,
    event: Option<EventIx>,
}

impl Source<'_> {
    fn resolve(&self, references: &References, diagnostics: &mut Diagnostics) -> Resolved {
        let links = references
            .links
            .iter()
            .map(|link| {
                let found = match link.kind {
                    LinkKind::Wiki => self.wiki(&link.target),
                    LinkKind::Relative => self.relative(&link.target),
                };
                found.unwrap_or_else(|| {
                    diagnostics.push(self.lost(link));
                    Destination::Nowhere
                })
            })
            .collect();
        let pictures = references
            .pictures
            .iter()
            .map(|picture| {
                let found = self
                    .path(&picture.target)
                    .and_then(|path| UrlPath::new(&path).ok())
                    .filter(|url| self.index.graph.assets.contains_key(url));
                if found.is_none() {
                    diagnostics.push(
                        Diagnostic::new(codes::BROKEN_LINK, format!("there is no picture `{}`", picture.target))
                            .at(self.place(&picture.span), "")
                            .help("put the file beside the source, or correct the path"),
                    );
                }
                found
            })
            .collect();
        Resolved { links, pictures }
    }

    fn place(&self, span: &Range<usize>) -> Place {
        // The explanations of the glossary are read out of their YAML, so their places are not those of the file.
        let end = self.file.text().len();
        Place::new(self.file, span.start.min(end)..span.end.min(end))
    }

    fn lost(&self, link: &Link) -> Diagnostic {
        match link.kind {
            LinkKind::Wiki => {
                let help = match self.index.nearest(&text::name_key(&link.target)) {
                    Some(near) => format!("did you mean `[[{near}]]`?"),
                    None => {
                        "it may be a term of `glossary.yaml`, the id or name of a speaker, or the number of a section"
                            .into()
                    }
                };
                Diagnostic::new(codes::UNKNOWN_LINK, format!("`{}` is no term, speaker or section", link.target))
                    .at(self.place(&link.span), "")
                    .help(help)
            }
            LinkKind::Relative => Diagnostic::new(codes::BROKEN_LINK, format!("there is no `{}`", link.target))
                .at(self.place(&link.span), "")
                .help("write the path from this file to the other source, picture or file"),
        }
    }

    /// `[[03]]`, `[[other-event/03]]`, `[[term]]`, `[[speaker]]`, `[[event]]`, `[[page]]`.
    fn wiki(&self, target: &str) -> Option<Destination> {
        let target = target.trim();
        let index = self.index;
        if !target.is_empty()
            && target.bytes().all(|b| b.is_ascii_digit())
            && let Some(found) = self.event.and_then(|event| index.section(event, target))
        {
            return Some(found);
        }
        let key = text::name_key(target);
        if let Some(term) = index.terms.get(&key).and_then(|at| index.graph.site.glossary.get(*at)) {
            return Some(Destination::Inside {
                url: Graph::glossary_url(),
                fragment: Some(term.anchor.clone()),
                title: target.to_owned(),
                term: true,
            });
        }
        let here = self.event.and_then(|event| index.graph.site.event(event));
        let local = self.event.and_then(|event| index.at_event(event, &key));
        let speaker = local.or_else(|| match index.speakers.get(&key).map(Vec::as_slice) {
            Some([one]) => Some(*one),
            _ => None,
        });
        if let Some(ix) = speaker {
            let speaker = index.graph.site.speaker(ix)?;
            let name = here.map_or(speaker.name.as_str(), |event| {
                event.participant(ix).map_or_else(|| speaker.name_in(&event.language), |p| &p.name)
            });
            return Some(inside(index.graph.speaker_url(ix), name.to_owned()));
        }
        let path = target.trim_matches('/');
        if let Some(event) = index.events.get(path) {
            let title = index.graph.site.event(*event).map_or_else(String::new, |event| event.title.clone());
            return Some(inside(index.graph.event_url(*event), title));
        }
        if let Some((event, number)) = path.rsplit_once('/')
            && let Some(event) = index.events.get(event)
        {
            return index.section(*event, number);
        }
        let page = index.graph.site.pages.get(*index.pages.get(path)?)?;
        Some(inside(UrlPath::home().page(&page.slug), page.title.clone()))
    }

    /// A link as it works between the source files.
    fn relative(&self, target: &str) -> Option<Destination> {
        if let Some(fragment) = target.strip_prefix('#') {
            return Some(Destination::Here(decode(fragment)?));
        }
        let (path, fragment) = target.split_once('#').map_or((target, None), |(path, fragment)| (path, Some(fragment)));
        let fragment = match fragment {
            Some(fragment) => Some(decode(fragment)?),
            None => None,
        };
        let path = self.path(path.split('?').next().unwrap_or_default())?;
        if let Some((url, title)) = self.index.sources.get(format!("content/{path}").as_str()) {
            return Some(Destination::Inside { url: url.clone(), fragment, title: title.clone(), term: false });
        }
        let trimmed = path.trim_end_matches('/');
        if let Some(ix) = self.index.events.get(trimmed) {
            return Some(Destination::Inside {
                url: self.index.graph.event_url(*ix),
                fragment,
                title: String::new(),
                term: false,
            });
        }
        if let Ok(url) = UrlPath::new(&path)
            && self.index.graph.assets.contains_key(&url)
        {
            return Some(Destination::Inside { url, fragment, title: String::new(), term: false });
        }
        // A page may also be named by its address.
        let page = UrlPath::new(&format!("{trimmed}/")).ok()?;
        self.index.has_page(&page).then_some(Destination::Inside {
            url: page,
            fragment,
            title: String::new(),
            term: false,
        })
    }

    /// A path from the folder of the source, or from the root of the site, below `content/`.
    fn path(&self, target: &str) -> Option<String> {
        let folder = self.file.path.folder().strip_prefix("content").unwrap_or_default().trim_start_matches('/');
        path(folder, target)
    }
}

/// Where a path leads from a folder, or from the root of the site; nothing where it leaves the site.
pub(super) fn path(folder: &str, target: &str) -> Option<String> {
    let target = decode(target)?;
    let mut parts: Vec<&str> =
        if target.starts_with('/') { Vec::new() } else { folder.split('/').filter(|part| !part.is_empty()).collect() };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
