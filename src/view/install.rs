//! What a device needs to know to keep the site: its name and icon, and what belongs to which event.

use std::collections::BTreeMap;

use crate::model::EventIx;
use crate::path::UrlPath;

use super::{PageRef, Viewer};

/// The site as something that stands on a home screen.
#[derive(Debug, Clone)]
pub struct Installation {
    /// Its name.
    pub name: String,
    /// A sentence about it.
    pub description: Option<String>,
    /// Its language.
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// The icon that the site brings.
    pub icon: Option<UrlPath>,
}

/// An event as it is kept on a device.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Where the list of its pages stands.
    pub list: UrlPath,
    /// Its title.
    pub title: String,
    /// The language of the title.
    pub language: String,
    /// The event's page and its sections.
    pub pages: Vec<UrlPath>,
    /// What else stands below it.
    pub more: Vec<UrlPath>,
}

impl Viewer<'_> {
    /// The site as something that stands on a home screen.
    pub fn installation(&self) -> Installation {
        let config = &self.graph.site.config;
        Installation {
            name: config.title.clone(),
            description: config.description.clone(),
            language: config.language.to_string(),
            direction: self.tongue(PageRef::NotFound).direction(),
            icon: self.own_icon().map(|asset| asset.url.clone()),
        }
    }

    /// The events with their pages, in the order of the events.
    pub fn kept_events(&self) -> Vec<Kept> {
        let site = self.graph.site;
        let mut all: BTreeMap<EventIx, Kept> = BTreeMap::new();
        for page in self.pages() {
            // A turn is read in its section; its own page is for those who were sent there.
            let Some(ix) = Self::event_of(page).filter(|_| !matches!(page, PageRef::Turn(..))) else { continue };
            let Some(event) = site.event(ix) else { continue };
            let kept = all.entry(ix).or_insert_with(|| Kept {
                list: list_url(&event.path),
                title: event.title.clone(),
                language: event.language.to_string(),
                pages: Vec::new(),
                more: Vec::new(),
            });
            let url = self.url(page);
            if matches!(page, PageRef::Event(_) | PageRef::Section(..)) { &mut kept.pages } else { &mut kept.more }
                .push(url);
        }
        all.into_values().collect()
    }

    /// The list of what is kept together with a page, as the page refers to it.
    pub(super) fn offline(&self, page: PageRef, url: &UrlPath) -> Option<String> {
        let event = self.graph.site.event(Self::event_of(page)?)?;
        Some(list_url(&event.path).relative_to(url))
    }
}

fn list_url(event: &str) -> UrlPath {
    let name = if event.is_empty() { "index" } else { event };
    UrlPath::home().page("assets/offline").file(&format!("{name}.json"))
}
