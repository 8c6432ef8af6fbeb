//! What templates see.
//!
//! In: the graph and the words of the interface. Out: for every page a [`View`], whose addresses are finished and whose
//! texts are in the page's language. It decides what a page says, never how it looks.

mod calendar;
mod captions;
mod cards;
mod charts;
mod comments;
mod corrections;
mod embeds;
mod events;
mod feeds;
mod figures;
mod finder;
mod groups;
mod hosting;
mod install;
pub mod listing;
mod lists;
mod media;
mod outside;
mod page;
mod passage;
mod people;
mod pictures;
mod pieces;
mod profiles;
mod programme;
mod qr;
pub mod record;
pub mod sources;
mod speech;
mod structured;
mod tags;
mod tongue;
pub mod types;
mod years;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

pub use calendar::{Appointment, Calendar, Moment};
pub use captions::{Captions, Cue};
pub use cards::Card;
pub use embeds::Embedded;
pub use feeds::{Author, Feed, FeedEntry};
pub use finder::{Entry, EventIndex, Kind, Voice};
pub use install::{Installation, Kept};
pub use outside::Block;
pub use page::PageRef;
pub use profiles::Profile;
pub use tongue::Tongue;
pub use types::View;

use crate::config::{Cover, Language, TurnPages};
pub use crate::config::{Export, Hosting, Role};
pub use crate::graph::{Below, FeedFormat, FeedOf, Onward, Redirect};
use crate::graph::{BodyRef, Graph};
pub use crate::model::EventIx;
use crate::model::{Body, Event, SpeakerIx};
use crate::path::{BaseUrl, UrlPath};
use crate::picture::Gallery;
use crate::source::Asset;
use programme::Part;
use types::{CodeView, Content, Head, Link, MenuEntry, PublisherView, SiteView, ThemeView, Twin};

/// What many pages of an event show.
#[derive(Default)]
struct Known {
    hues: OnceLock<BTreeMap<SpeakerIx, u32>>,
    figures: OnceLock<figures::Figures>,
}

/// Makes views.
pub struct Viewer<'g> {
    graph: &'g Graph<'g>,
    base: Option<BaseUrl>,
    tongues: BTreeMap<Language, Tongue<'g>>,
    site_tongue: Tongue<'g>,
    /// What is found out about an event when a page asks for it, by event.
    events: Vec<Known>,
    gallery: Arc<Gallery>,
}

impl<'g> Viewer<'g> {
    /// A viewer for a graph and the address at which the site is published.
    pub fn new(graph: &'g Graph<'g>, base: Option<BaseUrl>) -> Self {
        let site = graph.site;
        let mut tongues = BTreeMap::new();
        let languages =
            site.events.iter().map(|event| &event.language).chain(site.pages.iter().map(|page| &page.language));
        for language in languages {
            tongues.entry(language.clone()).or_insert_with(|| Tongue::new(language, &site.words));
        }
        Self {
            graph,
            base,
            tongues,
            site_tongue: Tongue::new(&site.config.language, &site.words),
            events: site.events.iter().map(|_| Known::default()).collect(),
            gallery: Arc::default(),
        }
    }

    /// The colours of those who take part in an event.
    fn hues(&self, ix: EventIx) -> Option<&BTreeMap<SpeakerIx, u32>> {
        let (known, event) = self.known(ix)?;
        Some(known.hues.get_or_init(|| people::hues(event, &self.graph.site.speakers)))
    }

    /// Who said how much at an event.
    fn figures_of(&self, ix: EventIx) -> Option<&figures::Figures> {
        let (known, event) = self.known(ix)?;
        Some(known.figures.get_or_init(|| figures::Figures::of(event)))
    }

    fn known(&self, ix: EventIx) -> Option<(&Known, &'g Event)> {
        Some((self.events.get(usize::try_from(ix.0).ok()?)?, self.graph.site.event(ix)?))
    }

    /// Adds what is known of the pictures that pages show.
    #[must_use]
    pub fn with_gallery(mut self, gallery: Arc<Gallery>) -> Self {
        self.gallery = gallery;
        self
    }

    /// What there is to read on the page of a section, and whether it has a recording to play.
    pub fn read(&self, page: PageRef) -> Option<(&'g Body, bool)> {
        let PageRef::Section(event, position) = page else { return None };
        let event = self.graph.site.event(event)?;
        let section = event.sections.get(position)?;
        Some((&section.body, event.front.media.is_some()))
    }

    /// The language of a page's interface.
    pub fn tongue(&self, page: PageRef) -> &Tongue<'g> {
        let site = self.graph.site;
        let language = match page {
            PageRef::Plain(position) => site.pages.get(position).map(|page| &page.language),
            _ => Self::event_of(page).and_then(|event| site.event(event)).map(|event| &event.language),
        };
        language.and_then(|language| self.tongues.get(language)).unwrap_or(&self.site_tongue)
    }

    /// The languages that pages are in.
    pub fn tongues(&self) -> impl Iterator<Item = &Tongue<'g>> {
        [&self.site_tongue].into_iter().chain(self.tongues.values())
    }

    /// The path at which the site stands on its host, with a slash at both ends.
    pub fn base_path(&self) -> &str {
        self.base.as_ref().map_or("/", BaseUrl::path)
    }

    /// Former addresses, and where they lead.
    pub fn redirects(&self) -> &[Redirect] {
        &self.graph.redirects
    }

    /// The absolute address of a place, if the site has one.
    pub fn absolute(&self, url: &UrlPath) -> Option<String> {
        self.base.as_ref().map(|base| base.absolute(url))
    }

    /// The pages beside which a file with the code of their address stands; none where the site has no address. Turns have
    /// none: there may be a hundred thousand of them, and their pages hold the code already.
    pub fn coded_pages(&self) -> Vec<PageRef> {
        self.coded_among(self.pages())
    }

    /// The same among some pages.
    pub fn coded_among(&self, pages: Vec<PageRef>) -> Vec<PageRef> {
        if self.base.is_none() {
            return Vec::new();
        }
        let coded = |page: &PageRef| {
            matches!(page, PageRef::Event(_) | PageRef::Section(..) | PageRef::Speaker(_) | PageRef::Quotation(..))
        };
        // A picture that the site brings stands for ours.
        let brought = |page: &PageRef| self.graph.assets.contains_key(&self.code_url(*page));
        pages.into_iter().filter(|page| coded(page) && !brought(page)).collect()
    }

    /// Where the file with the code of a page's address stands.
    pub fn code_url(&self, page: PageRef) -> UrlPath {
        Graph::code_url(&self.url(page))
    }

    /// The address of a page as a code.
    pub fn code(&self, page: PageRef) -> Option<CodeView> {
        self.absolute(&self.url(page)).and_then(qr::code)
    }

    /// Whether the site has an address.
    pub fn has_address(&self) -> bool {
        self.base.is_some()
    }

    /// The address of a place as a page refers to it: relative, but from the page for lost addresses, which is shown
    /// at any depth, from the root of the host.
    pub fn href(&self, to: &UrlPath, from: PageRef) -> String {
        self.rooted(to.relative_to(&self.url(from)), &self.url(from))
    }

    fn rooted(&self, href: String, from: &UrlPath) -> String {
        if *from != Graph::not_found_url() {
            return href;
        }
        let base = self.base.as_ref().map_or("/", BaseUrl::path);
        format!("{base}{}", href.strip_prefix("./").unwrap_or(&href))
    }

    /// The site's icon, if it has one.
    pub fn favicon(&self, page: PageRef) -> Option<String> {
        Some(self.href(&self.own_icon()?.url, page))
    }

    fn own_icon(&self) -> Option<&Asset> {
        ["favicon.svg", "favicon.png", "favicon.ico"].iter().find_map(|name| self.graph.assets.get(*name))
    }

    /// The icon on the home screen of a telephone: the site's own, else the one that is drawn.
    pub fn touch_icon(&self, page: PageRef, drawn: Option<UrlPath>) -> Option<String> {
        let own = self.graph.assets.get("apple-touch-icon.png").map(|asset| asset.url.clone());
        Some(self.href(&own.or(drawn)?, page))
    }

    /// The view of a page.
    pub fn view(&self, page: PageRef) -> View {
        let url = self.url(page);
        let tongue = self.tongue(page);
        let (content, facts) = match page {
            PageRef::Home => self.home(tongue, &url),
            PageRef::Event(event) => self.event_page(event, tongue, &url),
            PageRef::Section(event, position) => self.section_page(event, position, tongue, &url),
            PageRef::Turn(event, position, at) => self.turn_page((event, position), at, tongue, &url),
            PageRef::Quotation(event, position, n) => self.quotation_page((event, position), n, tongue, &url),
            PageRef::All(event) => self.all_page(event, tongue, &url),
            PageRef::Speakers => self.speakers_page(tongue, &url),
            PageRef::Speaker(speaker) => self.speaker_page(speaker, tongue, &url),
            PageRef::Glossary => self.glossary_page(tongue, &url),
            PageRef::Questions => self.questions_page(tongue, &url),
            PageRef::Tags => self.tags_page(tongue, &url),
            PageRef::Tag(position) => self.tag_page(position, tongue, &url),
            PageRef::Search => self.search_page(tongue, &url),
            PageRef::Track(event, track) => self.programme_page(event, Part::Track(track), tongue, &url),
            PageRef::SessionsOf(event, speaker) => self.programme_page(event, Part::Speaker(speaker), tongue, &url),
            PageRef::Corrections(event) => self.corrections_page(event, tongue, &url),
            PageRef::AllCorrections => self.all_corrections_page(tongue, &url),
            PageRef::Plain(position) => self.plain_page(position, tongue, &url),
            PageRef::NotFound => self.not_found_page(tongue, &url),
        };
        let absolute = self.absolute(&url).filter(|_| page != PageRef::NotFound);
        let (published, modified) = match page {
            PageRef::Event(event) => self.dates(event, None),
            PageRef::Section(event, position) => self.dates(event, Some(position)),
            PageRef::Turn(event, ..) | PageRef::Quotation(event, ..) => (self.dates(event, None).0, None),
            _ => (None, None),
        };
        let canonical = facts.canonical.or_else(|| absolute.clone()).filter(|_| page != PageRef::NotFound);
        View {
            page: Head {
                kind: Self::template(page),
                title: facts.title,
                description: facts.description,
                language: tongue.language.to_string(),
                direction: tongue.direction(),
                canonical,
                services: absolute.as_ref().and_then(|_| self.services()),
                url: absolute,
                cite: Self::event_of(page).and_then(|event| self.cite(event, tongue)),
                turn_pages: match self.graph.site.config.turn_pages {
                    TurnPages::All => Some("all"),
                    TurnPages::Quoted => Some("quoted"),
                    TurnPages::None => None,
                },
                pictures: self.draws_cards() && self.graph.site.config.turn_pages != TurnPages::None,
                root: self.root(page, &url),
                offline: self.offline(page, &url),
                search_within: self.search_within(page, &url),
                card: self.card_link(page, &url),
                feeds: self.feeds_of(page, &url),
                structured: self.structured(page, &url),
                published,
                modified,
                embed: self.embed_href(page, &url),
                twins: self.twins(page, &url),
                previous: facts.previous,
                next: facts.next,
                noindex: matches!(page, PageRef::NotFound | PageRef::All(_) | PageRef::SessionsOf(..)),
            },
            site: self.site(tongue, &url),
            theme: self.theme(),
            content,
        }
    }

    /// An event as one names it behind a quotation: its title and its day.
    fn cite(&self, event: EventIx, tongue: &Tongue<'_>) -> Option<String> {
        let event = self.graph.site.event(event)?;
        Some(match event.front.date {
            Some(when) => tongue.fill("cite", &[("title", &event.title), ("date", &tongue.day_of(when, &event.zone))]),
            None => event.title.clone(),
        })
    }

    /// The services in the share sheet, as the script reads them.
    fn services(&self) -> Option<String> {
        let names: Vec<_> = self.graph.site.config.services().iter().map(|service| service.name()).collect();
        (!names.is_empty()).then(|| names.join(" "))
    }

    /// The cover, unless the site wants none.
    fn if_covers<T>(&self, cover: Option<T>) -> Option<T> {
        cover.filter(|_| self.graph.site.config.theme_options.cover != Cover::None)
    }

    fn theme(&self) -> ThemeView {
        let options = &self.graph.site.config.theme_options;
        ThemeView { cover: options.cover, density: options.density, home: options.home, integrity: options.integrity }
    }

    /// The way from a page to the root. The page for lost addresses is shown at any depth, so its way is absolute.
    fn root(&self, page: PageRef, url: &UrlPath) -> String {
        if page == PageRef::NotFound {
            return self.base.as_ref().map_or("/", BaseUrl::path).to_owned();
        }
        match UrlPath::home().relative_to(url).as_str() {
            "./" => String::new(),
            up => up.to_owned(),
        }
    }

    fn site(&self, tongue: &Tongue<'_>, url: &UrlPath) -> SiteView {
        let graph = self.graph;
        let config = &graph.site.config;
        let mut menu = Vec::new();
        let mut entry = |label: String, to: &UrlPath| {
            menu.push(MenuEntry { label, href: self.rooted(to.relative_to(url), url), current: to == url });
        };
        entry(tongue.word("speakers"), &Graph::speakers_url());
        if graph.has_questions() {
            entry(tongue.word("questions"), &Graph::questions_url());
        }
        if !graph.site.glossary.is_empty() {
            entry(tongue.word("glossary"), &Graph::glossary_url());
        }
        if !graph.tags.is_empty() {
            entry(tongue.word("keywords"), &Graph::tags_url());
        }
        let mut pages: Vec<_> = graph.site.pages.iter().filter_map(|page| Some((page.front.menu?, page))).collect();
        pages.retain(|(_, page)| page.language.primary() == tongue.language.primary());
        pages.sort_by_key(|(order, page)| (*order, page.slug.clone()));
        for (_, plain) in pages {
            entry(plain.title.clone(), &UrlPath::home().page(&plain.slug));
        }
        SiteView {
            title: config.title.clone(),
            description: config.description.clone(),
            home: self.rooted(UrlPath::home().relative_to(url), url),
            language: config.language.to_string(),
            publisher: config.publisher.as_ref().map(|publisher| PublisherView {
                name: publisher.name.clone(),
                url: publisher.url.as_deref().map(str::to_owned),
            }),
            menu,
            search: graph.has_search().then(|| self.rooted(Graph::search_url().relative_to(url), url)),
            corrections: (!graph.corrections.is_empty())
                .then(|| self.rooted(Graph::all_corrections_url().relative_to(url), url)),
        }
    }

    /// The same page in other languages: an event's, its sections' by number, and its whole transcript's.
    fn twins(&self, page: PageRef, url: &UrlPath) -> Vec<Twin> {
        let (event, number) = match page {
            PageRef::Event(event)
            | PageRef::All(event)
            | PageRef::Track(event, _)
            | PageRef::SessionsOf(event, _)
            | PageRef::Corrections(event) => (event, None),
            PageRef::Section(event, position)
            | PageRef::Turn(event, position, _)
            | PageRef::Quotation(event, position, _) => {
                let section = self.graph.site.event(event).and_then(|event| event.sections.get(position));
                (event, section.map(|section| section.number))
            }
            _ => return Vec::new(),
        };
        let group = usize::try_from(event.0).ok().and_then(|at| self.graph.twins.get(at));
        let mut twins = Vec::new();
        for other in group.into_iter().flatten() {
            let Some(twin) = self.graph.site.event(*other) else { continue };
            // Where the other language lacks the section, its event is the next best place, and no twin for machines.
            let (to, exact) = match (page, number) {
                (PageRef::All(_), _) => (self.graph.all_url(*other), !twin.sections.is_empty()),
                (PageRef::Corrections(_), _) if self.graph.corrections.contains_key(other) => {
                    (self.graph.corrections_url(*other), true)
                }
                (_, Some(number)) if twin.sections.iter().any(|section| section.number == number) => {
                    (self.passage_twin(page, *other).unwrap_or_else(|| self.graph.section_url(*other, number)), true)
                }
                _ => (self.graph.event_url(*other), matches!(page, PageRef::Event(_))),
            };
            let to = if exact { to } else { self.graph.event_url(*other) };
            let section = number.filter(|_| matches!(page, PageRef::Section(..)));
            let turns = section.map(|number| self.graph.twin_turns(event, number, *other)).unwrap_or_default();
            let name = self
                .graph
                .site
                .words
                .get(twin.language.as_str())
                .map(|words| words.language_name.clone())
                .filter(|name| !name.is_empty());
            twins.push(Twin {
                language: twin.language.to_string(),
                name: name.unwrap_or_else(|| twin.language.to_string()),
                href: to.relative_to(url),
                // What has no place of its own in search engines has no twins there.
                canonical: self
                    .absolute(&to)
                    .filter(|_| exact && !matches!(page, PageRef::Turn(..) | PageRef::Quotation(..))),
                current: *other == event,
                original: twin.front.translation_of.is_none(),
                turns: turns.join(" "),
            });
        }
        twins
    }
}

/// What a kind of page says about itself for its head.
#[derive(Debug, Default)]
struct Facts {
    title: String,
    description: String,
    canonical: Option<String>,
    previous: Option<Link>,
    next: Option<Link>,
}

type Made = (Content, Facts);

/// The beginning of a text, for previews: cut at the end of a word or, in scripts without spaces, of a character.
fn excerpt(text: &str, characters: usize) -> String {
    // No more of a long text is read than is shown.
    let mut head = String::new();
    let mut room = characters;
    let mut whole = true;
    for word in text.split_whitespace() {
        if !head.is_empty() {
            head.push(' ');
            room = room.saturating_sub(1);
        }
        let length = word.chars().take(room + 1).count();
        head.extend(word.chars().take(room));
        whole = length <= room;
        if !whole {
            break;
        }
        room -= length;
    }
    if whole {
        return head;
    }
    let cut = head;
    let kept = match cut.rfind(' ') {
        Some(at) if at * 2 > cut.len() => cut.get(..at).unwrap_or(&cut),
        _ => &cut,
    };
    format!("{}…", kept.trim_end_matches(['，', '、', ',', '；', ';', '：', ':']))
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn excerpts_end_at_words() {
        assert_eq!(excerpt("one two three four", 11), "one two…");
        assert_eq!(excerpt("一二三四五六七", 5), "一二三四五…");
        assert_eq!(excerpt("a \n b", 5), "a b");
    }
}
