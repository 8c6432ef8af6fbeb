//! An event: who, where, when, its recording, what it holds and what was asked.

use serde_json::json;

use crate::config::{Export, Online, Status, Text};
use crate::graph::{MediaKind, Source, Target};
use crate::model::{Event, EventIx};
use crate::path::UrlPath;

use super::super::people::{affiliation, role_key};
use super::super::{PageRef, Viewer};
use super::thing::Thing;
use super::{SCHEDULED, license};

impl Viewer<'_> {
    pub(super) fn event_thing(&self, ix: EventIx) -> Option<Thing> {
        let event = self.graph.site.event(ix)?;
        let front = &event.front;
        let here = self.absolute(&self.graph.event_url(ix))?;
        let tongue = self.tongue(PageRef::Event(ix));
        let places = self.places(event);
        let performers = event.participants.iter().filter(|one| one.declared).filter_map(|one| {
            let person = self.person(one.speaker, Some(event))?;
            let about = affiliation(&event.language, one.position.as_deref(), one.organization.as_deref());
            let Some(role) = one.role else { return Some(person) };
            Some(
                Thing::new("PerformanceRole")
                    .with("roleName", tongue.word(role_key(role)))
                    .maybe("description", about)
                    .with("performer", person),
            )
        });
        let organizers = front.organizers.iter().map(|Text(one)| {
            Thing::new("Organization").with("name", one.name.as_str()).maybe("url", one.url.as_deref())
        });
        let sessions = self.graph.programmes.get(&ix).map_or(&[][..], |programme| &programme.sessions);
        let cover = front.cover.as_ref().and_then(|cover| self.cover(&event.path, &cover.value, &UrlPath::home()));
        Some(
            Thing::new("Event")
                .with("@id", format!("{here}#event"))
                .with("url", here.as_str())
                .with("name", event.title.as_str())
                .maybe("description", front.summary.as_deref())
                .with("inLanguage", event.language.as_str())
                .maybe("startDate", front.date.map(|date| date.machine(&event.zone)))
                .maybe("endDate", front.end.map(|end| end.machine(&event.zone)))
                .maybe("eventStatus", (front.status == Some(Status::Scheduled)).then_some(SCHEDULED))
                .maybe("eventAttendanceMode", attendance(event))
                .all("location", places)
                .all("organizer", organizers)
                .all("performer", performers)
                .maybe("image", self.image(cover))
                .all("keywords", front.tags.iter().map(String::as_str))
                .maybe("superEvent", event.parent.and_then(|parent| self.event_in_short(parent)))
                .all("subEvent", sessions.iter().filter_map(|session| self.event_in_short(session.event)))
                .maybe("recordedIn", self.recording_thing(ix, event))
                .maybe("subjectOf", self.record_thing(ix, event, &here)),
        )
    }

    /// The record, with its sections.
    fn record_thing(&self, ix: EventIx, event: &Event, here: &str) -> Option<Thing> {
        if event.sections.is_empty() {
            return None;
        }
        let tongue = self.tongue(PageRef::Event(ix));
        let (published, modified) = self.dates(ix, None);
        let sections = event.sections.iter().filter_map(|section| {
            let url = self.absolute(&self.graph.section_url(ix, section.number))?;
            Some(Thing::new("Article").with("@id", url).with("headline", section.title_or(tongue)))
        });
        Some(
            Thing::new("CreativeWork")
                .with("@id", format!("{here}#record"))
                .with("name", event.title.as_str())
                .with("inLanguage", event.language.as_str())
                .maybe("datePublished", published)
                .maybe("dateModified", modified)
                .maybe("publisher", self.publisher())
                .maybe("license", license(event))
                .maybe("isBasedOn", event.front.source_url.as_deref())
                .all("hasPart", sections.chain(self.questions_at(ix))),
        )
    }

    /// The recording, with the sections as clips where it is known when they begin.
    fn recording_thing(&self, ix: EventIx, event: &Event) -> Option<Thing> {
        let recording = self.graph.recordings.get(&ix)?;
        let here = self.absolute(&self.graph.event_url(ix))?;
        let tongue = self.tongue(PageRef::Event(ix));
        let address = |target: &Target| match target {
            Target::Inside(url) => self.absolute(url),
            Target::Outside(url) => Some(url.clone()),
        };
        let (kind, place, url) = match &recording.source {
            Source::File(MediaKind::Audio, target) => ("AudioObject", "contentUrl", address(target)?),
            Source::File(MediaKind::Video, target) => ("VideoObject", "contentUrl", address(target)?),
            Source::Host(embed, _) => ("VideoObject", "embedUrl", embed.frame.clone()),
            Source::Link(_) => return None,
        };
        let there = || self.graph.offered(ix).contains(&Export::Vtt).then(|| self.graph.export_url(ix, Export::Vtt));
        let captions = recording.captions.clone().or_else(there);
        let clips = (0..event.sections.len()).filter_map(|position| {
            let section = event.sections.get(position)?;
            let title = section.title_or(tongue);
            let clip = self.clip(ix, event, position)?;
            Some(clip.with("name", title).maybe("url", self.absolute(&self.graph.section_url(ix, section.number))))
        });
        Some(
            Thing::new(kind)
                .with("@id", format!("{here}#recording"))
                .with("name", event.title.as_str())
                .with(place, url)
                .maybe("thumbnailUrl", recording.poster.as_ref().and_then(address))
                .maybe(
                    "caption",
                    captions.and_then(|url| {
                        let file = Thing::new("MediaObject").with("contentUrl", self.absolute(&url)?);
                        Some(file.with("encodingFormat", "text/vtt"))
                    }),
                )
                .maybe("transcript", self.absolute(&self.graph.all_url(ix)).filter(|_| !event.sections.is_empty()))
                .all("hasPart", clips),
        )
    }

    /// Where a section lies in the recording, if that is known.
    pub(super) fn clip(&self, ix: EventIx, event: &Event, position: usize) -> Option<Thing> {
        let tongue = self.tongue(PageRef::Event(ix));
        let view = self.recording(ix, event, Some(position), "", tongue, &UrlPath::home())?;
        let start = view.start?.seconds;
        Some(Thing::new("Clip").with("startOffset", start).maybe("endOffset", view.end))
    }

    /// Where an event takes place; a session that does not say, where what holds it does.
    pub(super) fn places(&self, event: &Event) -> Vec<Thing> {
        let around =
            event.parent.and_then(|ix| self.graph.site.event(ix)).and_then(|holder| holder.front.venue.as_ref());
        let Some(Text(venue)) = event.front.venue.as_ref().or(around) else { return Vec::new() };
        let mut places = Vec::new();
        if venue.name.is_some() || venue.address.is_some() {
            places.push(
                Thing::new("Place")
                    .maybe("name", venue.name.as_deref())
                    .maybe("address", venue.address.as_deref())
                    .maybe("url", venue.url.as_deref()),
            );
        }
        if let Some(Online::At(url)) = &venue.online {
            places.push(Thing::new("VirtualLocation").with("url", &**url));
        }
        places
    }
}

/// Whether one goes there, takes part from elsewhere, or either; nothing where the event does not say.
fn attendance(event: &Event) -> Option<serde_json::Value> {
    let Text(venue) = event.front.venue.as_ref()?;
    let there = venue.name.is_some() || venue.address.is_some();
    let mode = match (there, venue.online.as_ref()?) {
        (true, Online::Is(false)) => "Offline",
        (true, _) => "Mixed",
        (false, Online::Is(false)) => return None,
        (false, _) => "Online",
    };
    Some(json!(format!("https://schema.org/{mode}EventAttendanceMode")))
}
