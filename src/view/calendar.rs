//! Events as calendars take them in: when, where, what.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::config::{Text, When};
use crate::model::{Event, EventIx};
use crate::path::UrlPath;

use super::Viewer;
use super::feeds::instant;

/// The calendar of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Its name.
    pub name: String,
    /// The event and, of a conference, its sessions.
    pub appointments: Vec<Appointment>,
}

/// An event in a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Its page, which is also what tells it from all others.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Its language.
    pub language: String,
    /// What it is about.
    pub summary: Option<String>,
    /// Where it takes place.
    pub place: Option<String>,
    /// Keywords.
    pub tags: Vec<String>,
    /// When it begins.
    pub start: Moment,
    /// When it is over, a day as the first that does not belong to it any more.
    pub end: Option<Moment>,
    /// When it begins, as an instant.
    pub stamp: Timestamp,
}

/// A day or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A day, wherever one is.
    Day(Date),
    /// An instant.
    Instant(Timestamp),
}

impl Viewer<'_> {
    /// The events that have a calendar; none where the site has no address.
    pub fn with_calendar(&self) -> Vec<EventIx> {
        let events = self.graph.site.numbered_events().map(|(ix, _)| ix);
        events.filter(|ix| self.base.is_some() && self.graph.has_calendar(*ix)).collect()
    }

    /// Where the calendar of an event stands.
    pub fn calendar_url(&self, event: EventIx) -> UrlPath {
        self.graph.calendar_url(event)
    }

    /// The calendar of an event as its page refers to it, if there is one.
    pub(super) fn calendar_href(&self, ix: EventIx, page: &UrlPath) -> Option<String> {
        (self.base.is_some() && self.graph.has_calendar(ix)).then(|| self.graph.calendar_url(ix).relative_to(page))
    }

    /// The calendar of an event.
    pub fn calendar(&self, ix: EventIx) -> Option<Calendar> {
        let event = self.graph.site.event(ix)?;
        let sessions = self.graph.programmes.get(&ix).map_or(&[][..], |programme| &programme.sessions);
        let all = [ix].into_iter().chain(sessions.iter().map(|session| session.event));
        Some(Calendar {
            name: event.title.clone(),
            appointments: all.filter_map(|one| self.appointment(one, event)).collect(),
        })
    }

    /// An event, or a session of one.
    fn appointment(&self, ix: EventIx, holder: &Event) -> Option<Appointment> {
        let event = self.graph.site.event(ix)?;
        let front = &event.front;
        let date = front.date?;
        let start = if let When::Day(day) = date { Moment::Day(day) } else { Moment::Instant(instant(date, event)?) };
        let venue = front.venue.as_ref().or(holder.front.venue.as_ref()).map(|Text(venue)| venue);
        let address = venue.map(|venue| [&venue.name, &venue.address]);
        let place = [&front.room].into_iter().chain(address.into_iter().flatten()).flatten();
        let place: Vec<&str> = place.map(String::as_str).collect();
        Some(Appointment {
            url: self.absolute(&self.graph.event_url(ix))?,
            title: event.title.clone(),
            language: event.language.to_string(),
            summary: front.summary.clone(),
            place: (!place.is_empty()).then(|| place.join(", ")),
            tags: front.tags.clone(),
            start,
            end: front.end.and_then(|end| ending(start, end, event)),
            stamp: instant(date, event)?,
        })
    }
}

/// When an event is over, of the kind of its beginning; nothing where that would not be later.
fn ending(start: Moment, end: When, event: &Event) -> Option<Moment> {
    let last = end.zoned(&event.zone)?.date();
    match (start, end) {
        (Moment::Day(first), _) => Some(Moment::Day(last.tomorrow().ok()?)).filter(|_| last >= first),
        (Moment::Instant(start), When::Day(_)) => {
            let end = last.tomorrow().ok()?.to_zoned_datetime(event.zone.clone()).ok()?.timestamp();
            (end > start).then_some(Moment::Instant(end))
        }
        (Moment::Instant(start), _) => {
            let end = instant(end, event)?;
            (end > start).then_some(Moment::Instant(end))
        }
    }
}
