//! What is offered of an event beside its pages: which formats, and where their files stand.

use super::Graph;
use crate::config::{Export, Llms};
use crate::model::{Event, EventIx, Section};
use crate::path::UrlPath;

impl Graph<'_> {
    /// Where the file of an event in a format stands, whether it is made or the event brings it.
    pub fn export_url(&self, event: EventIx, format: Export) -> UrlPath {
        self.event_url(event).file(format.file())
    }

    /// The formats that are made of an event, in the order in which pages offer them.
    pub fn exports_of(&self, event: EventIx) -> Vec<Export> {
        Export::ALL.into_iter().filter(|format| self.makes(event, *format)).collect()
    }

    /// The formats in which an event can be had: those that are made, and those whose file the site brings.
    pub fn offered(&self, event: EventIx) -> Vec<Export> {
        let there =
            |format: &Export| self.makes(event, *format) || self.assets.contains_key(&self.export_url(event, *format));
        Export::ALL.into_iter().filter(there).collect()
    }

    /// Whether a format is made of an event: somebody asks for it, the event has what it carries, and no file of the site stands in
    /// its place. A player asks for captions, too.
    pub fn makes(&self, ix: EventIx, format: Export) -> bool {
        let Some(event) = self.site.event(ix) else { return false };
        let listed = match event.front.exports.as_ref().or(self.site.config.exports.as_ref()) {
            Some(formats) => formats.contains(&format),
            None => Export::USUAL.contains(&format),
        };
        let asked = listed || format == Export::Vtt && event.front.media.is_some();
        asked && carries(event, format) && !self.assets.contains_key(&self.export_url(ix, format))
    }

    /// What is written for language models: names of files at the root of the site.
    pub fn llms(&self) -> &'static [&'static str] {
        match self.site.config.llms {
            Llms::List => &["llms.txt"],
            Llms::Full => &["llms.txt", "llms-full.txt"],
            Llms::None => &[],
        }
    }
}

/// Whether an event has what a format is for.
fn carries(event: &Event, format: Export) -> bool {
    match format {
        Export::Chapters => event.sections.iter().any(|section| section.start.or_else(|| first(section)).is_some()),
        _ if format.needs_times() => event.sections.iter().any(|section| first(section).is_some()),
        _ => !event.sections.is_empty(),
    }
}

/// The first time of a turn.
fn first(section: &Section) -> Option<f64> {
    section.turns().find_map(|turn| turn.time)
}
