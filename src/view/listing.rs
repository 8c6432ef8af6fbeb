//! What the site holds, as a list for language models.

use crate::config::Export;
use crate::graph::Graph;
use crate::model::EventIx;

use super::{PageRef, Viewer};

/// What the site holds.
#[derive(Debug)]
pub struct Listing {
    /// The name of the site.
    pub site: String,
    /// A sentence about it.
    pub description: Option<String>,
    /// The events, newest first.
    pub events: Vec<Listed>,
    /// Pages about the whole.
    pub pages: Vec<Listed>,
}

/// A link with what it leads to.
#[derive(Debug)]
pub struct Listed {
    /// Its text.
    pub title: String,
    /// The address.
    pub url: String,
    /// What to say about it.
    pub about: String,
}

impl Viewer<'_> {
    /// Names of files for language models, those that the site brings left out.
    pub fn llms(&self) -> Vec<&'static str> {
        let brought = |name: &&&str| self.graph.assets.contains_key(**name);
        self.graph.llms().iter().filter(|name| !brought(name)).copied().collect()
    }

    /// The events, newest first.
    pub fn newest_first(&self) -> &[EventIx] {
        &self.graph.newest_first
    }

    /// What the site holds. Events are listed with the text that is the easiest to read for a program.
    pub fn listing(&self) -> Listing {
        let config = &self.graph.site.config;
        let event = |ix: &EventIx| {
            let event = self.graph.site.event(*ix)?;
            let offered = self.graph.offered(*ix);
            let text = [Export::Md, Export::Txt].into_iter().find(|format| offered.contains(format));
            let url = text.map_or_else(|| self.graph.event_url(*ix), |format| self.graph.export_url(*ix, format));
            let date = event.front.date.map(|when| self.tongue(PageRef::Event(*ix)).day_of(when, &event.zone));
            let about: Vec<&str> = date.as_deref().into_iter().chain(event.front.summary.as_deref()).collect();
            Some(Listed { title: event.title.clone(), url: self.outward(&url), about: about.join(". ") })
        };
        let mut pages = Vec::new();
        let mut page = |key: &str, url| {
            pages.push(Listed { title: self.site_tongue.word(key), url: self.outward(&url), about: String::new() });
        };
        page("speakers", Graph::speakers_url());
        if !self.graph.site.glossary.is_empty() {
            page("glossary", Graph::glossary_url());
        }
        if self.graph.has_questions() {
            page("questions", Graph::questions_url());
        }
        Listing {
            site: config.title.clone(),
            description: config.description.clone(),
            events: self.graph.newest_first.iter().filter_map(event).collect(),
            pages,
        }
    }

    /// What the list of events is called in the language of the site.
    pub fn events_word(&self) -> String {
        self.site_tongue.word("events")
    }
}
