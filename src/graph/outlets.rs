//! What stands beside the pages for the programs of others: feeds, calendars, quotations to embed. Where each stands, and
//! which there are.

use super::Graph;
use crate::config::Status;
use crate::model::{EventIx, SpeakerIx};
use crate::path::UrlPath;

/// What a feed tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedOf {
    /// The whole site. Where an event stands at the root, it is also that event's.
    Site,
    /// An event.
    Event(EventIx),
    /// A speaker.
    Speaker(SpeakerIx),
}

/// The form of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedFormat {
    /// Atom (RFC 4287).
    Atom,
    /// JSON Feed, version 1.1.
    Json,
}

impl FeedFormat {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Atom, Self::Json];

    /// The name of the file.
    fn file(self) -> &'static str {
        match self {
            Self::Atom => "feed.xml",
            Self::Json => "feed.json",
        }
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Json => "application/feed+json",
        }
    }
}

impl Graph<'_> {
    /// Whether the site has feeds, once it has an address.
    pub fn has_feeds(&self) -> bool {
        self.site.config.feeds != Some(false)
    }

    /// The feeds of the site, in a fixed order.
    pub fn feeds(&self) -> Vec<FeedOf> {
        if !self.has_feeds() {
            return Vec::new();
        }
        let events = self.site.numbered_events().map(|(ix, _)| self.feed_of_event(ix)).filter(|of| *of != FeedOf::Site);
        let speakers = self.site.numbered_speakers().map(|(ix, _)| ix).filter(|ix| self.speaks(*ix));
        let speakers = speakers.map(FeedOf::Speaker);
        [FeedOf::Site].into_iter().chain(events).chain(speakers).collect()
    }

    /// Whether a speaker has turns.
    pub fn speaks(&self, speaker: SpeakerIx) -> bool {
        let spoken = usize::try_from(speaker.0).ok().and_then(|at| self.appearances.get(at));
        spoken.is_some_and(|spoken| !spoken.is_empty())
    }

    /// The feed that tells of an event.
    pub fn feed_of_event(&self, event: EventIx) -> FeedOf {
        let at_root = self.site.event(event).is_some_and(|event| event.path.is_empty());
        if at_root { FeedOf::Site } else { FeedOf::Event(event) }
    }

    /// The page of what a feed tells of.
    pub fn feed_home(&self, of: FeedOf) -> UrlPath {
        match of {
            FeedOf::Site => UrlPath::home(),
            FeedOf::Event(event) => self.event_url(event),
            FeedOf::Speaker(speaker) => self.speaker_url(speaker),
        }
    }

    /// Where a feed stands.
    pub fn feed_url(&self, of: FeedOf, format: FeedFormat) -> UrlPath {
        self.feed_home(of).file(format.file())
    }

    /// Whether an event can be put into a calendar: it has a date, and is still to come or holds others.
    pub fn has_calendar(&self, event: EventIx) -> bool {
        self.site.event(event).is_some_and(|event| {
            event.front.date.is_some() && (event.front.status == Some(Status::Scheduled) || !event.children.is_empty())
        })
    }

    /// Where the calendar of an event stands.
    pub fn calendar_url(&self, event: EventIx) -> UrlPath {
        self.event_url(event).file("event.ics")
    }

    /// Where what others embed of a page stands (oEmbed).
    pub fn embed_url(page: &UrlPath) -> UrlPath {
        page.file("oembed.json")
    }
}
