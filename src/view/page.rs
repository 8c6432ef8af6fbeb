//! Which pages there are, where they stand, and by which template they are made.

use super::Viewer;
use crate::graph::Graph;
use crate::model::{EventIx, SpeakerIx};
use crate::path::UrlPath;

/// Which page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PageRef {
    /// The home page of a site of many events.
    Home,
    /// An event.
    Event(EventIx),
    /// A section, by its position in the event.
    Section(EventIx, usize),
    /// A turn, by the position of its section in the event and its own in the section.
    Turn(EventIx, usize, usize),
    /// A quotation, by the position of its section and its own among the quotations of the section.
    Quotation(EventIx, usize, usize),
    /// The whole transcript of an event.
    All(EventIx),
    /// The list of speakers.
    Speakers,
    /// A speaker.
    Speaker(SpeakerIx),
    /// The glossary.
    Glossary,
    /// The list of questions.
    Questions,
    /// The list of keywords.
    Tags,
    /// A keyword, by its position.
    Tag(usize),
    /// The search.
    Search,
    /// A track of a conference, by its position in the programme.
    Track(EventIx, usize),
    /// The sessions of a speaker at a conference.
    SessionsOf(EventIx, SpeakerIx),
    /// What was corrected in an event.
    Corrections(EventIx),
    /// What was corrected anywhere.
    AllCorrections,
    /// A plain page, by its position.
    Plain(usize),
    /// The page for addresses that lead nowhere.
    NotFound,
}

impl Viewer<'_> {
    /// The pages of the site, in a fixed order.
    pub fn pages(&self) -> Vec<PageRef> {
        let site = self.graph.site;
        let mut pages = Vec::new();
        if !self.graph.event_at_root() {
            pages.push(PageRef::Home);
        }
        for (ix, event) in site.numbered_events() {
            pages.push(PageRef::Event(ix));
            for (position, section) in event.sections.iter().enumerate() {
                pages.push(PageRef::Section(ix, position));
                pages.extend(self.passages(ix, position, section));
            }
            if !event.sections.is_empty() {
                pages.push(PageRef::All(ix));
            }
            if let Some(programme) = self.graph.programmes.get(&ix) {
                pages.extend((0..programme.tracks.len()).map(|track| PageRef::Track(ix, track)));
                pages.extend(programme.speakers.iter().map(|(speaker, _)| PageRef::SessionsOf(ix, *speaker)));
            }
            if self.graph.corrections.contains_key(&ix) {
                pages.push(PageRef::Corrections(ix));
            }
        }
        if !self.graph.corrections.is_empty() && !self.graph.event_at_root() {
            pages.push(PageRef::AllCorrections);
        }
        pages.push(PageRef::Speakers);
        pages.extend(site.numbered_speakers().map(|(ix, _)| PageRef::Speaker(ix)));
        if !site.glossary.is_empty() {
            pages.push(PageRef::Glossary);
        }
        if self.graph.has_questions() {
            pages.push(PageRef::Questions);
        }
        if !self.graph.tags.is_empty() {
            pages.push(PageRef::Tags);
            pages.extend((0..self.graph.tags.len()).map(PageRef::Tag));
        }
        if self.graph.has_search() {
            pages.push(PageRef::Search);
        }
        pages.extend((0..site.pages.len()).map(PageRef::Plain));
        pages.push(PageRef::NotFound);
        pages
    }

    /// Where a page stands.
    pub fn url(&self, page: PageRef) -> UrlPath {
        let graph = self.graph;
        match page {
            PageRef::Home => UrlPath::home(),
            PageRef::Event(event) => graph.event_url(event),
            PageRef::Section(event, position) => {
                let number = graph
                    .site
                    .event(event)
                    .and_then(|event| event.sections.get(position))
                    .map_or(0, |section| section.number);
                graph.section_url(event, number)
            }
            PageRef::Turn(..) | PageRef::Quotation(..) => self.passage_page_url(page),
            PageRef::All(event) => graph.all_url(event),
            PageRef::Speakers => Graph::speakers_url(),
            PageRef::Speaker(speaker) => graph.speaker_url(speaker),
            PageRef::Glossary => Graph::glossary_url(),
            PageRef::Questions => Graph::questions_url(),
            PageRef::Tags => Graph::tags_url(),
            PageRef::Tag(position) => {
                Graph::tags_url().page(graph.tags.values().nth(position).map_or("", |tag| &tag.slug))
            }
            PageRef::Search => Graph::search_url(),
            PageRef::Track(event, track) => graph.track_url(event, track),
            PageRef::SessionsOf(event, speaker) => graph.sessions_url(event, speaker),
            PageRef::Corrections(event) => graph.corrections_url(event),
            PageRef::AllCorrections => Graph::all_corrections_url(),
            PageRef::Plain(position) => {
                UrlPath::home().page(graph.site.pages.get(position).map_or("", |page| &page.slug))
            }
            PageRef::NotFound => Graph::not_found_url(),
        }
    }

    /// The name of the template, without `.html`; it is also the page's `data-page`.
    pub fn template(page: PageRef) -> &'static str {
        match page {
            PageRef::Home => "home",
            PageRef::Event(_) => "event",
            PageRef::Section(..) => "section",
            PageRef::Turn(..) => "turn",
            PageRef::Quotation(..) => "quotation",
            PageRef::All(_) => "all",
            PageRef::Speakers => "speakers",
            PageRef::Speaker(_) => "speaker",
            PageRef::Glossary => "glossary",
            PageRef::Questions => "questions",
            PageRef::Tags => "tags",
            PageRef::Tag(_) => "tag",
            PageRef::Search => "search",
            PageRef::Track(..) | PageRef::SessionsOf(..) => "programme",
            PageRef::Corrections(_) | PageRef::AllCorrections => "corrections",
            PageRef::Plain(_) => "page",
            PageRef::NotFound => "404",
        }
    }

    /// The event to which a page belongs.
    pub(super) fn event_of(page: PageRef) -> Option<EventIx> {
        match page {
            PageRef::Event(event)
            | PageRef::Section(event, _)
            | PageRef::Turn(event, ..)
            | PageRef::Quotation(event, ..)
            | PageRef::All(event)
            | PageRef::Track(event, _)
            | PageRef::SessionsOf(event, _)
            | PageRef::Corrections(event) => Some(event),
            _ => None,
        }
    }

    /// Whether a page belongs into the sitemap.
    pub fn in_sitemap(page: PageRef) -> bool {
        !matches!(
            page,
            PageRef::NotFound | PageRef::All(_) | PageRef::Turn(..) | PageRef::Quotation(..) | PageRef::SessionsOf(..)
        )
    }
}
