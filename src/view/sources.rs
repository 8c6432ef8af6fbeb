//! What an event is written in, for those who want it in our own format.

use crate::model::{EventIx, Section};
use crate::source::{Document, document};

use super::Viewer;

/// The sources of an event as far as they are published.
#[derive(Debug)]
pub struct Sources<'a> {
    /// The title, wherever it comes from.
    pub title: &'a str,
    /// `event.md`.
    pub event: Document,
    /// `transcript.md`.
    pub transcript: Option<Document>,
    /// Whether that begins with a section that has no heading.
    pub opens_alone: bool,
    /// Or else the numbered files: number, title, file.
    pub sections: Vec<Source<'a>>,
}

/// The file of a section.
#[derive(Debug)]
pub struct Source<'a> {
    /// The number as it stands in addresses.
    pub label: String,
    /// The title.
    pub title: &'a str,
    /// The file.
    pub document: Document,
}

impl Viewer<'_> {
    /// The sources of an event.
    pub fn sources(&self, ix: EventIx) -> Option<Sources<'_>> {
        let event = self.graph.site.event(ix)?;
        // What could be read once can be taken apart once more.
        let whole = document(&event.file).ok()?;
        let is_transcript = |section: &&Section| section.file.path.name() == "transcript.md";
        let transcript = event.sections.iter().find(is_transcript);
        let numbered = event.sections.iter().filter(|_| transcript.is_none());
        Some(Sources {
            title: &event.title,
            event: whole,
            opens_alone: transcript.is_some_and(|section| section.number == 0 && section.title.is_empty()),
            transcript: transcript.and_then(|section| document(&section.file).ok()),
            sections: numbered.filter_map(of_section).collect(),
        })
    }
}

fn of_section(section: &Section) -> Option<Source<'_>> {
    Some(Source { label: section.label(), title: &section.title_text, document: document(&section.file).ok()? })
}
